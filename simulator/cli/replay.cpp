#include "account/replay.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "cli/commands.h"
#include "cli/line_file.h"

namespace asyncsim::cli {

int replay(const Replay& command) {
  const auto fail = [](const Error& error) {
    std::fprintf(stderr, "asyncsim: %s\n", error.message.c_str());
    return kUsageExit;
  };
  std::ifstream record(command.record_file);
  if (!record) {
    return fail(invalid("can't read " + command.record_file + ": " + std::strerror(errno)));
  }
  std::unique_ptr<LineFile> journal;
  if (!command.journal_file.empty()) {
    auto opened = LineFile::create(command.journal_file);
    if (!opened) return fail(opened.error());
    journal = std::move(*opened);
  }
  const auto replayed = asyncsim::replay(record, [&](std::string_view line) {
    if (journal) {
      journal->write(line);
    } else {
      std::cout << line << '\n';
    }
  });
  if (!replayed) return fail(invalid(command.record_file + ": " + replayed.error().message));
  return 0;
}

}  // namespace asyncsim::cli
