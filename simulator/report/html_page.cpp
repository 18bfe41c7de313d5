#include "report/html_page.h"

#include "report/report_style.h"

namespace asyncsim {

std::string element(const char* tag, const std::string& inside, const char* css) {
  const std::string with = *css ? std::string(" class=\"") + css + '"' : "";
  return std::string("<") + tag + with + '>' + inside + "</" + tag + '>';
}

std::string figure(const char* title, const std::string& about, const std::string& svg) {
  if (svg.empty()) return "";
  const std::string caption = element("b", title) + element("span", about, "faint");
  return element("figure", element("figcaption", caption) + '\n' + svg, "card") + '\n';
}

std::string html_page(const std::string& title, std::string_view own_style,
                      const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" "
         "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n" +
         element("title", title) + '\n' +
         element("style", std::string(kReportStyle).append(own_style)) + "\n</head>\n<body>\n" +
         body + "</body>\n</html>\n";
}

}  // namespace asyncsim
