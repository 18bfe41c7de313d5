"""Every case of the hostile corpus is answered as it says, and harms nobody else: sent whole, and
slowly, a byte a write (of the larger ones only whole). Needs $ASYNCSIM_PROGRAM."""
import asyncio
import collections
import json
import pathlib
import socket
import sys
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE)]

import asyncsim  # noqa: E402
import hostile_corpus  # noqa: E402
import wire  # noqa: E402
from hostile_corpus import PROBE, converse  # noqa: E402

SMALL = 600  # bytes; what is longer is not sent a byte a write
CASES = list(hostile_corpus.cases())
HEALTHY = hostile_corpus.Case({"id": "healthy", "why": "", "send": [], "answers": [200]})


class TheCorpus(unittest.TestCase):
    def test_is_large_and_each_of_its_cases_has_a_name_and_a_reason(self):
        self.assertGreaterEqual(len(CASES), 250)
        names = collections.Counter(case.id for case in CASES)
        self.assertEqual([], [name for name, times in names.items() if times > 1])
        self.assertEqual([], [case.id for case in CASES if not case.why])


class ACase(asyncsim.TestCase):
    maxDiff = None

    def test_that_comes_whole_is_answered_as_it_says_and_the_next_connection_is_fine(self):
        for case in CASES:
            with self.subTest(case=case.id):
                case.judge(asyncio.run(converse(self.sim.url, [case.bytes], case.then)))
                HEALTHY.judge(asyncio.run(converse(self.sim.url, [PROBE])))

    def test_that_comes_a_byte_at_a_time_is_answered_as_it_says(self):
        slow = [(case, [bytes([byte]) for byte in case.bytes])
                for case in CASES if len(case.bytes) <= SMALL]
        self.assertEqual({}, asyncio.run(hostile_corpus.judge_each(self.sim.url, slow)))


class AClientThatExpects100(asyncsim.TestCase):
    def test_hears_it_before_it_sends_its_body_and_then_the_answer(self):
        place = urllib.parse.urlsplit(self.sim.url)
        request = wire.request("POST", "/no/such/call", b"hello", [("expect", "100-continue")])
        with socket.create_connection((place.hostname, place.port), wire.SECONDS) as connection:
            connection.sendall(request[:-5])
            self.assertEqual(b"HTTP/1.1 100 Continue\r\n\r\n", connection.recv(1 << 16))
            connection.sendall(request[-5:])
            self.assertEqual(404, wire.Answer(wire.received(connection)).status)


class APipeline(asyncsim.TestCase):
    def test_of_a_thousand_requests_is_answered_in_order(self):
        targets = [f"/no/such/call/{number}" for number in range(1000)]
        requests = [f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                    for target in targets]
        text = asyncio.run(converse(self.sim.url, [b"".join(requests)], "kept"))
        *answers, probe = hostile_corpus.answers_in(text)
        self.assertEqual(200, probe.status)
        self.assertEqual([f"no call is imitated at {target}" for target in targets],
                         [json.loads(answer.body)["error"]["message"] for answer in answers])


if __name__ == "__main__":
    unittest.main()
