"""A client that follows the documentation to the letter hears of no error and no warning, whatever
moves its clock. Needs $ASYNCSIM_PROGRAM and, for clocks that run, faketime."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from api_case import ApiCase, HERE
import asyncsim
import by_the_book
from by_the_book import PAGES
from calling import Api
from server import PROGRAM, environment

BY_THE_BOOK = str(HERE / "clients" / "by_the_book.py")
ONE_SUBMIT_A_SECOND = {"zones": {"web_unlocker1": {"limits": {"submits_per_second": 1}}}}
LIMITED = ("--set", "zones.*.limits.submits_per_second=1")
needs_faketime = unittest.skipUnless(shutil.which("faketime"), "no faketime here")


class InnocentTest(unittest.TestCase):
    def assert_innocent(self, report, **counts):
        """Nothing worse than an info; these of its jobs and calls are as said."""
        self.assertEqual([], [finding for finding in report["findings"]
                              if finding["severity"] != "info"])
        self.assertEqual(len(PAGES), report["jobs"]["collected"])
        self.assertEqual(0, report["calls"]["early_polls"])
        self.assertEqual(counts, {name: report["calls"][name] for name in counts})

    def assert_pages(self, results):
        for page in PAGES:
            self.assertTrue(any(page in text for text in results.values()), page)


class OnAClockThatStands(ApiCase, InnocentTest):
    """Whose sleeps move it."""

    def test_who_polls_as_documented_is_innocent(self):
        self.sim.call("PATCH", "/_sim/scenario",
                      {"zones": {"web_unlocker1": {"latency": {"fixed": "2m"}}}})
        self.assert_pages(by_the_book.polls(self.api, PAGES))
        self.assert_innocent(self.report(), polls=100, pending_answers=95)

    def test_who_is_told_by_webhooks_is_innocent(self):
        results = by_the_book.is_told(self.api, PAGES, lambda: self.sim.advance(until="settled"))
        self.assert_pages(results)
        self.assert_innocent(self.report(), polls=5, pending_answers=0)

    def test_who_backs_off_by_retry_after_is_innocent(self):
        self.sim.call("PATCH", "/_sim/scenario", ONE_SUBMIT_A_SECOND)
        self.assert_pages(by_the_book.polls(self.api, PAGES))
        self.assert_innocent(self.report(), refused=4)

    def test_who_polls_where_polls_are_limited_is_innocent_and_never_refused(self):
        self.sim.call("PATCH", "/_sim/scenario",
                      {"zones": {"web_unlocker1": {"limits": {"poll_cadence": "enforced"}}}})
        self.assert_pages(by_the_book.polls(self.api, PAGES))
        self.assert_innocent(self.report(), refused=0)

    def report(self):
        return self.sim.call("GET", "/_sim/report")


class OnAClockThatPollsMove(InnocentTest):
    """Sleeps are stubbed out."""

    def setUp(self):
        self.sim = asyncsim.Asyncsim("polls")
        self.addCleanup(self.sim.close)
        self.api = Api(self.sim.url, self.sim.key)
        stubbed = mock.patch("time.sleep", lambda seconds: None)
        stubbed.start()
        self.addCleanup(stubbed.stop)

    def test_who_polls_as_documented_is_innocent(self):
        self.assert_pages(by_the_book.polls(self.api, PAGES))
        self.assert_innocent(self.sim.call("GET", "/_sim/report"), polls=10, pending_answers=5)

    def test_who_is_told_by_webhooks_is_innocent(self):
        results = by_the_book.is_told(self.api, PAGES, lambda: self.sim.advance(until="settled"))
        self.assert_pages(results)
        self.assert_innocent(self.sim.call("GET", "/_sim/report"), polls=5)


class RunTest(InnocentTest):
    def run_client(self, way, *options, faster=()):
        """The report of a run of that client, unmodified."""
        with tempfile.TemporaryDirectory() as folder, environment():
            command = [*faster, PROGRAM, "run", *options, "--timeout", "100s",
                       "--report", "report.json", "--", sys.executable, BY_THE_BOOK, way]
            ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            self.assertEqual(0, ended.returncode, ended.stderr)
            return json.loads((pathlib.Path(folder) / "report.json").read_text())


class OnAClockThatRuns(RunTest):
    @needs_faketime
    def test_who_polls_as_documented_is_innocent_at_any_speed(self):
        for speed, latency in ((60, "40m"), (600, "400m")):
            with self.subTest(speed=speed):
                report = self.run_fast("--clock", str(speed),
                                       "--set", f"zones.*.latency.fixed={latency}")
                self.assert_innocent(report)
                self.assertGreater(report["calls"]["pending_answers"], 0)

    @needs_faketime
    def test_who_backs_off_by_retry_after_is_innocent(self):
        report = self.run_fast("--clock", "1", *LIMITED)
        self.assert_innocent(report)
        self.assertGreater(report["calls"]["refused"], 0)

    def test_who_is_told_by_webhooks_is_innocent_at_any_speed(self):
        for speed in ("60", "600"):
            with self.subTest(speed=speed):
                report = self.run_client("is_told", "--clock", speed)
                self.assert_innocent(report, pending_answers=0)

    def run_fast(self, *options):
        """Program and client live 20 times as fast; its sleeps are real to both."""
        return self.run_client("polls", *options, faster=("faketime", "-f", "+0 x20"))


@needs_faketime
class UnderWarp(RunTest):
    """The client alone lives faster, as fast as the clock."""

    def test_who_polls_as_documented_is_innocent(self):
        report = self.run_client("polls", "--clock", "60", "--warp")
        self.assert_innocent(report)
        self.assertGreater(report["calls"]["pending_answers"], 0)

    def test_who_is_told_by_webhooks_is_innocent(self):
        self.assert_innocent(self.run_client("is_told", "--clock", "60", "--warp"))

    def test_who_backs_off_by_retry_after_is_innocent(self):
        report = self.run_client("polls", "--clock", "60", "--warp", *LIMITED)
        self.assert_innocent(report)
        self.assertGreater(report["calls"]["refused"], 0)


if __name__ == "__main__":
    unittest.main()
