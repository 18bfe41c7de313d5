// The part of Asio that the sockets of this floor need, and no more: it compiles in a fifth of the
// time of <boost/asio.hpp>. For source files and headers of this floor's inside only.
#pragma once

// clang-format off
#include <utility>  // Boost 1.74 uses std::exchange in awaitable.hpp and forgets this
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
// clang-format on

// g++ 12 inlines one of the coroutine frame's operators new and delete, not the other, and then
// takes them for a mismatched pair, at the end of the coroutine and so in every file.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace asyncsim::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

/// The one kind of executor here. Asio's default can hold any, for an allocation and a few virtual
/// calls at every completion.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> kAwait{};

/// The token of an operation that is awaited and leaves its error in `error`.
inline auto await_into(ErrorCode& error) { return asio::redirect_error(kAwait, error); }

}  // namespace asyncsim::http
