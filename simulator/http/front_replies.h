// What the front answers by itself, without asking its handler.
#pragma once

#include <functional>
#include <string_view>

#include "http/request.h"

namespace asyncsim::http {

/// {"error":{code,message,hint}}, the same in x-asyncsim-hint; it closes the connection.
Reply refusal(unsigned status, std::string_view code, std::string_view message,
              std::string_view hint);

/// The handler's reply; a 500 and a line on stderr if it throws, whatever that is.
Reply answer_of(const std::function<Reply(const Request&)>& handler, const Request& request);

/// Calls what follows a reply; a line on stderr if it throws, whatever that is.
void follow(const std::function<void()>& after_written);

/// 503: the handler would block, and there is no thread for it.
Reply no_thread_left();

/// The answer to OPTIONS *.
Reply about_the_server();

}  // namespace asyncsim::http
