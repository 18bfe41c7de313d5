#include "server.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace client_tests {

Words operator+(Words first, const Words& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

Server::Server(const Words& arguments, const Words& environment)
    : process_(asyncsim_program(), Words{"serve", "--listen", "127.0.0.1:0"} + arguments,
               environment) {
  const auto line = process_.read_line();
  if (line.empty()) {
    process_.signal(SIGTERM);
    process_.wait();
    throw std::runtime_error("no ready line; stderr: " + process_.errors());
  }
  ready_ = Json::parse(line);
  url_ = ready_.at("url");
  port_ = std::stoi(url_.substr(url_.rfind(':') + 1));
}

Server::~Server() { stop(); }

void Server::stop(int signal) {
  if (!std::exchange(running_, false)) return;
  process_.signal(signal);
  EXPECT_EQ(process_.wait(), 0) << process_.errors();
  EXPECT_EQ(process_.output(), "") << "stdout carries the ready line and nothing else";
}

}  // namespace client_tests
