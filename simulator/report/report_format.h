// The formats of a report: their names, endings and content types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asyncsim {

struct Report;

enum class ReportFormat : std::uint8_t { json, junit, markdown, html };

struct ReportFormatRow {
  ReportFormat format;
  std::string_view name;    ///< "junit", as users say it
  std::string_view ending;  ///< of a file: ".xml"
  std::string_view content_type;
};
inline constexpr ReportFormatRow kReportFormats[]{
    {ReportFormat::json, "json", ".json", "application/json"},
    {ReportFormat::junit, "junit", ".xml", "application/xml; charset=utf-8"},
    {ReportFormat::markdown, "md", ".md", "text/markdown; charset=utf-8"},
    {ReportFormat::html, "html", ".html", "text/html; charset=utf-8"},
};

const ReportFormatRow& row_of(ReportFormat format);
std::optional<ReportFormat> report_format_named(std::string_view name);
std::optional<ReportFormat> report_format_of_file(std::string_view path);

/// The whole report as text that ends its last line.
std::string print_report(ReportFormat format, const Report& report);

}  // namespace asyncsim
