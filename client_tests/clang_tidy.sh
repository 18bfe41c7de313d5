#!/usr/bin/env bash
# clang_tidy.sh CLANG_TIDY BUILD: the checks of .clang-tidy over every source of the simulator.
set -euo pipefail
cd "$(dirname "$0")/.."
find simulator -name '*.cpp' ! -name '*_test.cpp' -print0 |
  xargs -0 -P "$(nproc)" -n 4 "$1" --quiet -p "$2"
