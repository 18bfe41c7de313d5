#include "forecast/forecast.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/commands.h"
#include "cli/line_file.h"
#include "cli/option_values.h"
#include "cli/server.h"
#include "core/nearest_name.h"
#include "core/time_text.h"
#include "forecast/forecast_page.h"
#include "pacer/real_time.h"

namespace asyncsim::cli {
namespace {

constexpr std::uint64_t kUsualJobs = 10'000;
constexpr std::size_t kMostArrivalBytes = 512 << 20;

Result<Arrivals> chosen_arrivals(const Foresee& command) {
  if (command.arrivals_file.empty()) {
    return Arrivals(command.jobs.value_or(kUsualJobs), command.pattern);
  }
  const std::string where = "--arrive " + in_quotes(command.arrivals_file) + ": ";
  std::ifstream file(command.arrivals_file, std::ios::binary);
  if (!file) return invalid(where + "can't read it: " + std::strerror(errno));
  std::string text;
  char part[1 << 16];
  while (file.read(part, sizeof part), file.gcount() > 0) {
    text.append(part, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMostArrivalBytes) return invalid(where + "it is larger than 512 MB");
  }
  if (file.bad()) return invalid(where + "can't read it");
  auto arrivals = Arrivals::read(text);
  if (!arrivals) return invalid(where + arrivals.error().message);
  return arrivals;
}

Result<std::string> chosen_zone(const Foresee& command, const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Zone& zone : scenario.zones) {
    if (zone.mode == ZoneMode::async) names.push_back(zone.name);
  }
  if (names.empty())
    return invalid("--scenario: the world has no async zone; --zone NAME adds one");
  if (command.zone.empty()) return names.front();
  if (std::ranges::count(names, command.zone) > 0) return command.zone;
  return invalid("--to " + in_quotes(command.zone) + ": expected an async zone of the world" +
                 did_you_mean(command.zone, names));
}

/// From the world's start on.
Result<TimePoint> moment_of(const StartChoice& choice, TimePoint world_start) {
  if (const auto* moment = std::get_if<TimePoint>(&choice)) {
    if (*moment >= world_start) return *moment;
    return invalid("the jobs would start at " + format_time(*moment) +
                   ", before the world does, at " + format_time(world_start) +
                   ": expected --start TIME from then on, or --set clock.start=TIME");
  }
  const auto midnight = std::chrono::floor<std::chrono::days>(world_start.time_since_epoch());
  const TimePoint today = TimePoint(midnight) + std::get<std::chrono::minutes>(choice);
  return today >= world_start ? today : today + std::chrono::days{1};
}

Result<std::vector<TimePoint>> chosen_starts(const Foresee& command, TimePoint world_start,
                                             const Arrivals& arrivals) {
  std::vector<StartChoice> choices = command.starts;
  if (choices.empty()) choices.push_back(arrivals.first().value_or(world_start));
  std::vector<TimePoint> starts;
  for (const StartChoice& choice : choices) {
    if (auto taken = append(moment_of(choice, world_start), starts); !taken) return taken.error();
  }
  return starts;
}

/// On a terminal, once it takes more than a second.
class Progress {
 public:
  explicit Progress(std::uint64_t whole) : whole_(whole) {}
  ~Progress() {
    if (shown_) std::fputs("\r\33[K", stderr);
  }

  void step() {
    constexpr std::uint64_t kOftenEnough = 50'000;
    if (++done_ % kOftenEnough != 0 || !terminal_) return;
    const auto now = real_now();
    if (now - began_ < std::chrono::seconds{shown_ ? 0 : 1}) return;
    constexpr std::uint64_t kWidth = 40;
    const std::string bar(static_cast<std::size_t>(kWidth * done_ / whole_), '#');
    std::fprintf(stderr, "\r[%-40s] %3llu %%", bar.c_str(),
                 static_cast<unsigned long long>(100 * done_ / whole_));
    shown_ = true;
  }

 private:
  const std::uint64_t whole_;
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  const RealTime began_ = real_now();
  std::uint64_t done_ = 0;
  bool shown_ = false;
};

std::string time_or_nothing(const std::optional<TimePoint>& time) {
  return time ? format_time(*time) : "";
}

constexpr const char* kCsvHeader = "submitted,completed,collected,failure,due,start,client,url";

std::string csv_line(TimePoint start, const ClientPolicy& client, const ForeseenJob& job,
                     const Collection& collection) {
  const bool comma = job.url.find(',') != job.url.npos;
  return format_time(job.submitted) + ',' + time_or_nothing(collection.ready) + ',' +
         time_or_nothing(collection.collected) + ',' +
         (job.failure == FailCode::none ? "" : std::string(name_of(job.failure))) + ',' +
         format_time(job.due) + ',' + format_time(start) + ",\"" + describe(client) + "\"," +
         (comma ? '"' + job.url + '"' : job.url);
}

bool same_file(const std::string& one, const std::string& other) {
  std::error_code error;
  return !one.empty() && (one == other || std::filesystem::equivalent(one, other, error));
}

/// Only once all that is read was read.
Result<std::unique_ptr<LineFile>> open_files(const Foresee& command) {
  const std::pair<const std::string*, const std::string*> pairs[]{
      {&command.csv_file, &command.html_file},
      {&command.csv_file, &command.arrivals_file},
      {&command.html_file, &command.arrivals_file}};
  for (const auto& [one, other] : pairs) {
    if (same_file(*one, *other)) {
      return invalid(in_quotes(*one) +
                     ": named twice, expected a file for each of --csv, --html and --arrive");
    }
  }
  if (!command.html_file.empty()) {
    if (auto writable = check_writable(command.html_file); !writable) return writable.error();
  }
  if (command.csv_file.empty()) return std::unique_ptr<LineFile>();
  auto file = LineFile::create(command.csv_file);
  if (file) (*file)->write(kCsvHeader);
  return file;
}

struct Question {
  ForecastOrder order;
  Arrivals arrivals;
};

Result<Question> question_of(const Foresee& command) {
  const auto scenario = chosen_scenario(command.world);
  if (!scenario) return scenario.error();
  const auto zone = chosen_zone(command, **scenario);
  if (!zone) return zone.error();
  auto arrivals = chosen_arrivals(command);
  if (!arrivals) return arrivals.error();
  const TimePoint wall = wall_clock_as_start();
  const auto starts = chosen_starts(command, start_of(**scenario, wall), *arrivals);
  if (!starts) return starts.error();
  return Question{{*scenario, *zone, *starts, command.clients, wall}, *std::move(arrivals)};
}

Result<ForecastPage> answer(const Question& question, const Foresee& command, LineFile* csv) {
  const auto& [order, arrivals] = question;
  const std::size_t columns = order.starts.size() * order.clients.size();
  Progress progress(arrivals.count() * columns);
  auto cases = asyncsim::forecast(order, arrivals,
                                  [&](TimePoint start, const ClientPolicy& client,
                                      const ForeseenJob& job, const Collection& collection) {
                                    if (csv) csv->write(csv_line(start, client, job, collection));
                                    progress.step();
                                  });
  if (!cases) {
    const Error& why = cases.error();
    return invalid("forecast: " + why.message + (why.hint.empty() ? "" : "; " + why.hint));
  }
  return ForecastPage{order.scenario->name, order.zone,     order.scenario->seed,
                      arrivals.count(),     command.arrive, *std::move(cases)};
}

}  // namespace

int forecast(const Foresee& command) {
  const auto question = question_of(command);
  if (!question) return fail(kUsageExit, question.error());
  const auto csv = open_files(command);
  if (!csv) return fail(kUsageExit, csv.error());
  const auto page = answer(*question, command, csv->get());
  if (!page) return fail(kUsageExit, page.error());
  std::cout << (command.json
                    ? forecast_json(*page).dump(2, ' ', false, Json::error_handler_t::replace) +
                          '\n'
                    : forecast_text(*page));
  if (!command.html_file.empty()) {
    if (auto written = write_over(command.html_file, forecast_html(*page)); !written) {
      return fail(1, written.error());
    }
  }
  if (*csv && !(*csv)->whole()) {
    return fail(
        1, invalid("--csv " + in_quotes(command.csv_file) + ": it could not be written whole"));
  }
  return 0;
}

}  // namespace asyncsim::cli
