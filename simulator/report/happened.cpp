#include "report/happened.h"

#include "job/job_request.h"

namespace asyncsim {

const Json& Happened::line() const {
  if (line_) return *line_;
  line_ = entry_json(0, entry_, context_);
  if (!of_job()) return *line_;
  if (!line_->contains("zone")) (*line_)["zone"] = context_.zones.at(entry_.zone).name;
  if (!line_->contains("url") && job_) (*line_)["url"] = unpack(job_->request.view()).url;
  return *line_;
}

std::string Happened::sentence() const {
  const Json said = entry_json(0, entry_, context_);
  std::string text = "at " + said["at"].get<std::string>() + ' ' + said["event"].get<std::string>();
  const char* separator = ": ";
  for (const auto& [key, value] : said.items()) {
    if (key == "n" || key == "at" || key == "account" || key == "event") continue;
    text += separator + key + ' ' +
            (value.is_string() ? value.get_ref<const std::string&>() : print_json(value));
    separator = ", ";
  }
  return text;
}

}  // namespace asyncsim
