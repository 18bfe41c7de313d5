"""Expectations over the wire: one by a call, judged at once or waited for; those of a scenario in
the verdict. Needs $ASYNCSIM_PROGRAM."""
import json
import os
import subprocess
import sys
import threading
import time
import unittest
import urllib.request

from contract import ContractTest

READY = {"event": "polled", "answer": "ready"}


class ExpectTest(ContractTest):
    def assert_missed(self, *said, **expectation):
        with self.assertRaises(AssertionError) as missed:
            self.sim.expect(**expectation)
        for words in said:
            self.assertIn(words, str(missed.exception))

    def assert_refused(self, said, body):
        with self.assertRaisesRegex(RuntimeError, said):
            self.sim.call("POST", "/_sim/expect", body)

    def raw(self, body, path="/_sim/expect"):
        """Status and JSON of that call."""
        answer = self.client.call("POST", path, body)
        return answer.status, json.loads(answer.body)


class AnExpectation(ExpectTest):
    def test_is_met_by_what_happened_before_it_was_asked(self):
        job = self.job()
        self.sim.advance("30s")
        self.client.read(job)
        self.sim.expect(event=READY)
        self.sim.expect(all_jobs="collected")

    def test_that_is_missed_says_what_came_nearest_and_why_it_does_not_count(self):
        job = self.job()
        self.client.read(job)
        self.assert_missed("expected polled (answer ready) at least 1 time; happened 0 times",
                           f"polled: job {job}, answer pending: answer is pending, not ready",
                           event=READY)
        self.assert_missed("1 of 1 jobs not collected (0 lost, 1 unfinished), " + job,
                           all_jobs="collected")

    def test_counts_what_came_after_an_entry_of_the_journal_when_asked_so(self):
        self.job()
        last = self.sim.journal()[-1]["n"]
        self.assert_missed("happened 0 times", event={"event": "submitted"}, since=last)
        self.job({"url": "https://shop.example/p/2"})
        self.sim.expect(event={"event": "submitted"}, since=last, at_most=1, at_least=1)

    def test_that_is_missed_is_422_for_curl_f(self):
        status, found = self.raw({"event": {"event": "polled"}})
        self.assertEqual((422, False, 1), (status, found["met"], found["count"]))
        self.assertEqual(["no other polled happened; nothing else did"], found["nearest"])

    def test_begins_later_only_where_the_journal_is_all_that_counts(self):
        self.job()
        self.assert_refused("only event and webhooks", {"all_jobs": "collected", "since": 1})
        self.assert_refused("the journal's last entry is 1",
                            {"event": {"event": "submitted"}, "since": 2})

    def test_that_can_not_be_judged_is_neither_met_nor_missed(self):
        job = self.job()
        for _ in range(3):
            self.client.read(job)
        status, found = self.raw({"poll_cadence": "documented"})
        self.assertEqual((422, None), (status, found["met"]))
        self.assertIn("the clock stood", found["unknown"])

    def test_that_is_wrong_is_an_error_that_names_pointer_and_nearest_name(self):
        self.assert_refused("expect: /event/answer: .*did you mean ready",
                            {"event": {"event": "polled", "answer": "redy"}})
        self.assert_refused("expects nothing", {"wait": "1s"})
        self.assert_refused("not an expectation", [1])
        self.assert_refused("wait", {"event": READY, "wait": "11m"})
        self.assert_refused("unknown key", {"event": READY, "waits": "1s"})

    def test_opens_no_account_unless_it_waits(self):
        before = self.sim.call("GET", "/_sim/accounts")
        self.assertEqual(422, self.client_of("somebody").status)
        self.assertEqual(len(before["accounts"]),
                         len(self.sim.call("GET", "/_sim/accounts")["accounts"]))

    def client_of(self, key):
        import wire
        return wire.Client(self.sim.url, key).call("POST", "/_sim/expect", {"event": READY})


class AnExpectationThatWaits(ExpectTest):
    def setUp(self):
        self.answered = []

    def expect_in_background(self, body):
        """Asks for it in a thread; what came of it is in self.answered."""
        def ask():
            self.answered.append((*self.raw(body), time.monotonic()))
        thread = threading.Thread(target=ask)
        thread.start()
        self.addCleanup(thread.join)
        return thread

    def test_is_answered_as_soon_as_it_is_met(self):
        job = self.job()
        thread = self.expect_in_background({"event": READY, "wait": "50s"})
        self.sim.advance("30s")
        self.client.read(job)
        thread.join()
        self.assertEqual((200, True), (self.answered[0][0], self.answered[0][1]["met"]))

    def test_is_answered_as_soon_as_it_can_not_be_met_any_more(self):
        self.job()
        thread = self.expect_in_background(
            {"event": {"event": "submitted"}, "at_most": 1, "within": "1h", "wait": "50s"})
        self.job({"url": "https://shop.example/p/2"})
        thread.join()
        self.assertEqual(422, self.answered[0][0])
        self.assertEqual("happened 2 times, expected at most 1 time", self.answered[0][1]["found"])

    def test_holds_what_must_not_happen_until_its_moment_is_over(self):
        thread = self.expect_in_background(
            {"event": {"event": "expired"}, "at_most": 0, "within": "1h", "wait": "50s"})
        while thread.is_alive():  # an hour from the call, which may come after an advance
            self.sim.advance("3600001ms")
            thread.join(0.01)
        self.assertEqual((200, True), (self.answered[0][0], self.answered[0][1]["met"]))

    def test_is_over_when_virtual_time_is_though_nothing_happens(self):
        self.sim.call("PUT", "/_sim/clock", {"speed": 3600})
        status, found = self.raw({"event": READY, "within": "30m", "wait": "50s"})
        self.assertEqual((422, 1), (status, found["count"]))

    def test_that_is_missed_when_its_wait_is_over_says_so(self):
        status, found = self.raw({"event": READY, "wait": "10ms"})
        self.assertEqual((422, False), (status, found["met"]))

    def test_is_gone_with_its_epoch(self):
        self.job()
        thread = self.expect_in_background({"event": READY, "wait": "50s"})
        while thread.is_alive():
            self.sim.call("POST", "/_sim/reset")
            thread.join(0.01)
        self.assertEqual(410, self.answered[0][0])


class TheVerdict(unittest.TestCase):
    def run_client(self, expect, code):
        """`asyncsim run` over a client of those lines, in a world that expects that."""
        client = ("import os, urllib.request\n"
                  "def call(path, body=None):\n"
                  "    request = urllib.request.Request(os.environ['ASYNCSIM_URL'] + path, body,\n"
                  "        {'Authorization': 'Bearer ' + os.environ['ASYNCSIM_KEY'],\n"
                  "         'content-type': 'application/json'})\n"
                  "    return urllib.request.urlopen(request).headers['x-response-id']\n" + code)
        command = [os.environ["ASYNCSIM_PROGRAM"], "run", "--clock", "polls", "--scenario",
                   json.dumps({"extends": "ci", "expect": expect}), "--", sys.executable, "-c",
                   client]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    SUBMIT = "call('/unblocker/req?zone=web_unlocker1', b'{\"url\":\"https://shop.example/\"}')\n"

    def test_names_each_missed_expectation_and_what_came_nearest(self):
        ran = self.run_client([{"event": READY, "name": "it was read"},
                               {"cost_usd_at_most": 0.0015}], self.SUBMIT)
        self.assertEqual(1, ran.returncode, ran.stderr)
        self.assertIn("expected it was read; happened 0 times", ran.stderr)
        self.assertIn("  nearest   no other polled happened; what did: 1 submitted", ran.stderr)
        self.assertNotIn("expected cost", ran.stderr)

    def test_fails_when_nobody_came(self):
        ran = self.run_client([{"event": READY}], "")
        self.assertEqual(1, ran.returncode, ran.stderr)
        self.assertIn("no other polled happened; nothing else did", ran.stderr)

    def test_passes_when_all_of_them_are_met(self):
        ran = self.run_client(
            [{"event": READY}, {"all_jobs": "collected"}, {"submits": "not_repeated"},
             {"event": {"event": "submitted"}, "followed_by": READY, "within": "1m"}],
            f"job = {self.SUBMIT}\n"
            "for _ in range(4): call('/unblocker/get_result?response_id=' + job)\n")
        self.assertEqual(0, ran.returncode, ran.stderr)


if __name__ == "__main__":
    unittest.main()
