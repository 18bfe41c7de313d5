// What libfaketime 0.9.10 leaves out: waits that name their clock. Python's Event.wait, queues and
// futures, and C++'s wait_for compute a faked deadline and would hand it to the kernel, which
// knows the real clock only: they would never return. Preloaded before libfaketime, into programs
// that are not ours, so it needs nothing but the C library.
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace {

constexpr double kNanoseconds = 1e9;

/// Faked seconds per real one, as FAKETIME="+0 x60" says it.
double rate() {
  const char* setting = getenv("FAKETIME");
  const char* factor = setting ? strrchr(setting, 'x') : nullptr;
  const double value = factor ? atof(factor + 1) : 1;
  return value > 0 ? value : 1;
}

/// A deadline of the faked clock as one of the real monotonic clock.
timespec real_deadline(clockid_t clock, const timespec& faked) {
  timespec now;
  clock_gettime(clock, &now);  // libfaketime's
  const double left = static_cast<double>(faked.tv_sec - now.tv_sec) * kNanoseconds +
                      static_cast<double>(faked.tv_nsec - now.tv_nsec);
  timespec real;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &real);
  const long wait = static_cast<long>(std::clamp(left / rate(), 0.0, 1e18)) + real.tv_nsec;
  real.tv_sec += wait / 1'000'000'000;
  real.tv_nsec = wait % 1'000'000'000;
  return real;
}

/// The C library's function of that name.
template <class Function>
Function* original(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* deadline) {
  static auto* const wait = original<decltype(sem_clockwait)>("sem_clockwait");
  const timespec real = real_deadline(clock, *deadline);
  return wait(semaphore, CLOCK_MONOTONIC, &real);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* deadline) {
  static auto* const wait = original<decltype(pthread_cond_clockwait)>("pthread_cond_clockwait");
  const timespec real = real_deadline(clock, *deadline);
  return wait(condition, mutex, CLOCK_MONOTONIC, &real);
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* deadline) {
  static auto* const lock = original<decltype(pthread_mutex_clocklock)>("pthread_mutex_clocklock");
  const timespec real = real_deadline(clock, *deadline);
  return lock(mutex, CLOCK_MONOTONIC, &real);
}

}  // extern "C"
