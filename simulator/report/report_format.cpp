#include "report/report_format.h"

#include <algorithm>

#include "report/report.h"
#include "report/report_html.h"
#include "report/report_json.h"
#include "report/report_junit.h"
#include "report/report_markdown.h"

namespace asyncsim {

const ReportFormatRow& row_of(ReportFormat format) {
  return kReportFormats[static_cast<std::size_t>(format)];
}

std::optional<ReportFormat> report_format_named(std::string_view name) {
  const auto* row = std::ranges::find(kReportFormats, name, &ReportFormatRow::name);
  return row == std::end(kReportFormats) ? std::nullopt : std::optional(row->format);
}

std::optional<ReportFormat> report_format_of_file(std::string_view path) {
  const auto* row = std::ranges::find_if(
      kReportFormats, [&](const ReportFormatRow& r) { return path.ends_with(r.ending); });
  return row == std::end(kReportFormats) ? std::nullopt : std::optional(row->format);
}

std::string print_report(ReportFormat format, const Report& report) {
  switch (format) {
    case ReportFormat::junit:
      return report_junit(report);
    case ReportFormat::markdown:
      return report_markdown(report);
    case ReportFormat::html:
      return report_html(report);
    case ReportFormat::json:
      break;
  }
  Json json = report_json(report.accounts, report.host);
  json["failures"] = report.failures;
  return print_json(json) + '\n';
}

}  // namespace asyncsim
