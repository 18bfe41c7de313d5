#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/warp/preload_library.h"

// The library that ASYNCSIM_WARP_LIBRARY names, byte for byte.
asm(R"(
  .section .rodata
  .global asyncsim_warp_begin
  .global asyncsim_warp_end
asyncsim_warp_begin:
  .incbin ")" ASYNCSIM_WARP_LIBRARY R"("
asyncsim_warp_end:
  .previous
)");
extern "C" const char asyncsim_warp_begin[];
extern "C" const char asyncsim_warp_end[];

namespace asyncsim::cli {

Result<std::string> preload_library() {
  const int file = ::memfd_create("asyncsim-warp", MFD_CLOEXEC);
  const auto size = static_cast<std::size_t>(asyncsim_warp_end - asyncsim_warp_begin);
  if (file < 0 || ::write(file, asyncsim_warp_begin, size) != static_cast<ssize_t>(size)) {
    return invalid(std::string("--warp: can't make a file in memory: ") + std::strerror(errno));
  }
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file);
}

}  // namespace asyncsim::cli
