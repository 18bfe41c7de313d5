#!/usr/bin/env bash
# clang_tidy.sh CLANG_TIDY BUILD: the checks of .clang-tidy over the simulator, in the units in which
# it is compiled: whatever the build compiles in one is read in one.
set -euo pipefail
cd "$(dirname "$0")/.."
grep -oP '"file": "\K[^"]+' "$2/compile_commands.json" | sort -u |
  grep -vE '_test\.cpp$|/(client_tests|bench)/|/cmake_pch' | tr '\n' '\0' |
  xargs -0 -P "$(nproc)" -n 2 "$1" --quiet -p "$2"
