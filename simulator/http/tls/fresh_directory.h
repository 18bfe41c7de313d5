// For tests: a directory of one's own, not there yet; gone with its contents at the end.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace asyncsim::http {

class FreshDirectory {
 public:
  FreshDirectory() {
    static int count = 0;
    path_ = std::filesystem::path(testing::TempDir()) /
            ("asyncsim-tls-" + std::to_string(getpid()) + "-" + std::to_string(++count));
  }
  ~FreshDirectory() { std::filesystem::remove_all(path_); }
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;

  const std::string& path() const { return path_.native(); }
  std::string file(const std::string& name) const { return path_ / name; }

  std::string read(const std::string& name) const {
    std::ifstream stream(path_ / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / name) << text;
  }
  unsigned mode(const std::string& name) const {
    return static_cast<unsigned>(std::filesystem::status(path_ / name).permissions());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace asyncsim::http
