# Sourced by simulator/run and client_tests/run: installs what is missing, configures, builds.
# Silent when there is nothing to do; whatever it says goes to stderr.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sanitizer=${ASYNCSIM_SANITIZE:-}
unset ASYNCSIM_SANITIZE # a word to this script, none of asyncsim's options
build=$root/build${sanitizer:+-$sanitizer}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$0: $*"; exit 1; }

case $sanitizer in
  '' | address | thread) ;;
  *) fail "ASYNCSIM_SANITIZE=$sanitizer: expected address, thread or nothing" ;;
esac

# The packages of those kinds, one a line, whose COMMAND is not here from elsewhere.
listed_packages() {
  local kind package command
  while read -r kind package command; do
    [[ " $* " == *" $kind "* ]] || continue
    [[ $command ]] && type -P "$command" >/dev/null && continue
    echo "$package"
  done <"$root/docker/packages.txt"
}

# Those of the given packages that are not installed, one a line.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package; do
    grep -qxF "$package installed" <<<"$installed" || echo "$package"
  done
}

# install_packages KIND...: asks first, unless it is root or in CI.
install_packages() {
  local listed missing sudo=() answer
  mapfile -t listed < <(listed_packages "$@")
  type -P apt-get dpkg-query >/dev/null ||
    fail "this system has no apt-get. Install what these Debian packages hold, then build with" \
      "'cmake -S . -B build -G Ninja' and 'ninja -C build': ${listed[*]}"
  mapfile -t missing < <(missing_packages "${listed[@]}")
  ((${#missing[@]})) || return 0

  ((EUID == 0)) || sudo=(sudo)
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  local install="${sudo[*]/#/ } apt-get install ${missing[*]}"
  if ((EUID != 0)) && [[ ${CI:-} != true ]]; then
    say "Not installed yet: ${missing[*]}"
    { : </dev/tty; } 2>/dev/null || fail "no terminal to ask on. Run:$install"
    read -rp "Install with sudo apt-get? [y/N] " answer </dev/tty 2>/dev/tty || answer=n
    [[ $answer == [yY]* ]] || fail "nothing installed. Run:$install"
  fi
  say "installing ${missing[*]}"
  run_quietly "${apt[@]}" update
  run_quietly "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

# Runs a command; its output is shown only when it fails.
run_quietly() {
  local output
  output=$("$@" 2>&1 </dev/null) || { say "$output"; fail "failed: $*"; }
}

# configure_build ON|OFF: with or without the tests. Does nothing when that is how it stands.
configure_build() {
  local tests=$1 cache=$build/CMakeCache.txt fresh=()
  if [[ -e $cache ]]; then
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache" || fresh=(--fresh) # a moved tree
    ((${#fresh[@]} == 0)) && [[ -e $build/build.ninja ]] &&
      { [[ $tests == OFF ]] || grep -qx 'ASYNCSIM_TESTS:BOOL=ON' "$cache"; } && return
  fi
  local with=(-DCMAKE_BUILD_TYPE=Release -DASYNCSIM_SANITIZE="$sanitizer" -DASYNCSIM_TESTS="$tests")
  # A floor is compiled in a few units, in a third of the time. Not so for the thread sanitizer,
  # so that each source file shows that it compiles alone.
  [[ $sanitizer == thread ]] || with+=(-DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=8)
  # What the sanitizers watch is built by clang, so that both compilers accept every line.
  [[ $sanitizer ]] && with+=(-DCMAKE_CXX_COMPILER=clang++-16)
  say "configuring ${build#"$root"/}/"
  run_quietly cmake "${fresh[@]}" -S "$root" -B "$build" -G Ninja "${with[@]}"
}

# Reads the build's output: one line kept up to date on a terminal, one line in all elsewhere.
show_progress() {
  local line shown=
  while read -r line; do
    [[ $line =~ ^\[([0-9]+/[0-9]+)\] ]] || continue
    [[ $line == *globbed* || $line == *Re-running* ]] && continue # not yet a step of the build
    if [[ -t 2 ]]; then
      printf '\r\033[Kbuilding %s' "${BASH_REMATCH[1]}" >&2
    elif [[ ! $shown ]]; then
      say "building ${BASH_REMATCH[1]#*/} steps in ${build#"$root"/}/"
    fi
    shown=yes
  done
  [[ $shown && -t 2 ]] && printf '\r\033[K' >&2
  return 0
}

# build_target NAME: quiet; the compiler's own words only when it fails.
build_target() {
  local log=$build/build.log
  cmake --build "$build" --target "$1" 2>&1 </dev/null | tee "$log" | show_progress && return
  sed -E '/^\[[0-9]+\/[0-9]+\]/d' "$log" >&2
  fail "the build failed"
}

# set_up TARGET ON|OFF KIND...: everything between a fresh clone and a built TARGET.
# One at a time for each build directory.
set_up() {
  local target=$1 tests=$2
  shift 2
  install_packages "$@" ${sanitizer:+sanitize}
  mkdir -p "$build"
  exec {lock}>"$build/.lock"
  if type -P flock >/dev/null; then flock "$lock"; fi
  configure_build "$tests"
  build_target "$target"
  exec {lock}>&-
}
