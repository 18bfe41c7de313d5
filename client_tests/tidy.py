#!/usr/bin/env python3
"""Style as a test: what a reader may rely on in this project's own sources. Prints each fault as
FILE:LINE: what is wrong and what to do instead; exits 1 when there is one."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 100
FUNCTION_LINES = 60
OTHER_BLOCKS = r" *(if|for|while|switch|else|\}|namespace|TEST)\b"

# From the top down: a floor includes itself and those behind it, and no other.
FLOORS = {
    "cli": "http pacer account report journal scenario job webhook latency core",
    "embed": "http pacer account report journal scenario job webhook latency core",
    "http": "pacer account report journal scenario job webhook latency core",
    "pacer": "account report journal scenario job webhook latency core",
    "account": "report journal scenario job webhook latency core",
    "report": "journal scenario job webhook latency core",
    "journal": "scenario job webhook latency core",
    "scenario": "job latency core",
    "job": "latency core",
    "webhook": "core",
    "latency": "core",
    "core": "",
}

# What is banned, where it is allowed all the same, and what to use instead.
BANS = [
    (r"(steady|system|high_resolution)_clock::now|std::time\(|\bgettimeofday\b|\bclock_gettime\b",
     {"pacer", "http", "warp"},
     "take the real time as an argument; only pacer/ and http/ read the clock"),
    (r"\bsleep_for\b|\bsleep_until\b|\busleep\b|\bnanosleep\b", set(),
     "wait for what you wait for: a condition variable, a timer of the io_context"),
    (r"\brandom_device\b|\bmt19937|\brand\(\)", set(), "draw from a stream of core/random.h"),
    (r"std::\w+_distribution", set(),
     "use the samplers of core/random.h: the standard's differ between libraries"),
    (r"#include <regex>", set(), "std::regex overflows the stack on long input; use RE2"),
]


def sources():
    for folder in ("simulator", "client_tests", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".h", ".py", ".mjs", ".sh"):
                yield path


def is_test(path):
    return path.stem.endswith("_test") or path.relative_to(ROOT).parts[0] != "simulator"


def long_lines(lines):
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield number, f"{len(line)} columns; break it at {COLUMNS}"


def indent_of_statement(lines, at):
    """The indent of the statement's first line, for a line that may be its continuation."""
    while at > 0 and not re.search(r"(^|[;{}:>]|//.*)$", lines[at - 1].rstrip()):
        at -= 1
    return re.match(" *", lines[at])[0]


def long_functions(lines):
    """A function's body, as clang-format lays it out, ends with the brace below its first line."""
    start = end = None
    for number, line in enumerate(lines, 1):
        if start is None:
            if re.search(r"\)[\w\s:&>(){},.*-]*\{$", line) and not re.match(OTHER_BLOCKS, line):
                start, end = number, indent_of_statement(lines, number - 1) + "}"
        elif line.startswith(end):
            if number - start + 1 > FUNCTION_LINES:
                yield start, (f"a function of {number - start + 1} lines; "
                              f"{FUNCTION_LINES} is the wall, under 40 the aim: divide it")
            start = None


def climbing_includes(path, lines):
    floor = path.relative_to(ROOT / "simulator").parts[0]
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include "(\w+)/', line)
        if not include or floor not in FLOORS or include[1] not in FLOORS:
            continue
        if include[1] != floor and include[1] not in FLOORS[floor].split():
            yield number, (f"{floor}/ includes {include[1]}/, which is not below it; "
                           f"move what is shared down, or pass it in")


def banned(path, lines):
    folders = path.relative_to(ROOT / "simulator").parts
    for pattern, allowed, instead in BANS:
        if allowed.intersection(folders):
            continue
        for number, line in enumerate(lines, 1):
            found = re.search(pattern, line.split("//")[0])
            if found:
                yield number, f"{found[0]} is banned here: {instead}"


def outside_includes(path, lines):
    """The black-box tests know nothing of the program's inside."""
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include "(\w+)/', line)
        if include and include[1] in FLOORS and include[1] != "embed":
            yield number, f"client_tests/ includes simulator/{include[1]}/; speak HTTP instead"


def faults_of(path):
    lines = path.read_text().splitlines()
    if path.suffix != ".sh":  # what users type is not broken
        yield from long_lines(lines)
    if path.suffix not in (".cpp", ".h"):
        return
    top = path.relative_to(ROOT).parts[0]
    if top == "client_tests":
        yield from outside_includes(path, lines)
    if top == "simulator":
        yield from climbing_includes(path, lines)
        if not is_test(path):
            yield from banned(path, lines)
            yield from long_functions(lines)


def unformatted(paths):
    """clang-format's word on each file that it would change."""
    result = subprocess.run(
        ["clang-format", "--dry-run", "-Werror", *map(str, paths)],
        capture_output=True, text=True, check=False)
    for line in result.stderr.splitlines():
        found = re.match(r"(.+):(\d+):\d+: error: ", line)
        if found:
            yield Path(found[1]), int(found[2]), "not as clang-format has it: run clang-format -i"


def main():
    faults = [(path, *fault) for path in sources() for fault in faults_of(path)]
    faults += unformatted(path for path in sources() if path.suffix in (".cpp", ".h"))
    for path, number, message in faults:
        print(f"{path.relative_to(ROOT)}:{number}: {message}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
