// Beast's parser alone, without its streams: a tenth of the compile time of <boost/beast.hpp>.
#pragma once

#include <utility>

// With sanitizers on, g++ 12 takes boost::none for an uninitialised value.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/beast/http/basic_parser.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
