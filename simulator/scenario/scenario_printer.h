// The visitor that prints a described struct as JSON, every field written out.
#pragma once

#include <variant>

#include "scenario/scenario_fields.h"

namespace asyncsim {

class ScenarioPrinter {
 public:
  template <class Struct>
  static Json print(Struct& value) {
    ScenarioPrinter printer;
    describe(printer, value);
    return std::move(printer.object_);
  }

  void operator()(const Field&, Base) {}
  void operator()(const Field&, BodyFile) {}
  void operator()(const Field&, MeasuredFile) {}

  template <class Kind>
  void operator()(const Field& field, Kind kind) {
    if constexpr (requires { kind.unsaid(); }) {
      if (kind.unsaid()) return;
    }
    object_[std::string(field.key)] = json_of(kind);
  }

  template <class... Models>
  void alternatives(std::variant<Models...>& model) {
    std::visit([this](auto& present) { describe(*this, present); }, model);
  }

 private:
  template <class Kind>
  static Json json_of(Kind kind) {
    return kind.print();
  }

  template <class Struct>
  static Json json_of(Section<Struct> section) {
    return print(section.value);
  }

  template <class Struct>
  static Json json_of(OptionalSection<Struct> section) {
    return print(*section.value);
  }

  template <class Struct>
  static Json json_of(Rows<Struct> rows) {
    Json array = Json::array();
    for (Struct& row : rows.values) array.push_back(print(row));
    return array;
  }

  template <class Struct>
  static Json json_of(ByName<Struct> entries) {
    Json object = Json::object();
    for (Struct& entry : entries.values) object[entry.name] = print(entry);
    return object;
  }

  Json object_ = Json::object();
};

}  // namespace asyncsim
