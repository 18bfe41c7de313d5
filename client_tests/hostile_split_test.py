"""Every case of the hostile corpus is answered the same wherever its bytes are divided: in two
writes, without Nagle's delay. Up to 500 bytes it is divided behind every byte; longer ones within
their first and last 200 bytes, around every line end of the first and last 1,000, and behind every
4,096th byte of the first MiB; beyond a MiB behind the head alone. Two writes are two packets, yet
the server may read both at once: most often it does not. Needs $ASYNCSIM_PROGRAM."""
import asyncio
import pathlib
import re
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE)]

import asyncsim  # noqa: E402
import hostile_corpus  # noqa: E402

EVERY, EDGE, LINES, STEP, LARGE = 500, 200, 1_000, 4_096, 1 << 20


def cuts(text):
    size = len(text)
    if size <= EVERY:
        return range(1, size)
    if size > LARGE:
        return [text.index(b"\r\n\r\n") + 4]
    ends = [match.start() for match in re.finditer(rb"[\r\n]", text)]
    found = {*range(1, EDGE), *range(size - EDGE, size), *range(STEP, size, STEP)}
    for end in ends:
        if end < LINES or end >= size - LINES:
            found |= {end, end + 1}
    return sorted(found - {0, size})


class ACase(asyncsim.TestCase):
    maxDiff = None

    def test_is_answered_as_it_says_wherever_it_is_divided(self):
        halves = ((case, (case.bytes[:cut], case.bytes[cut:]))
                  for case in hostile_corpus.cases() for cut in cuts(case.bytes))
        self.assertEqual({}, asyncio.run(hostile_corpus.judge_each(self.sim.url, halves)))


if __name__ == "__main__":
    unittest.main()
