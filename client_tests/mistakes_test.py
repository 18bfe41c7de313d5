"""Mistakes that clients make, and where each comes to light. Needs $ASYNCSIM_PROGRAM."""
import contextlib
import json
import sys
import unittest
from unittest import mock

from api_case import ApiCase
import asyncsim
import mistakes
from server import judged, serving
from calling import Api, Receiver

PAGE = "https://shop.example/p/1"
FIVE_MINUTES = "https://shop.example/p/1#sim/latency/5m"
EIGHT_HOURS = "https://shop.example/p/1#sim/latency/8h"  # never done while a real clock runs
BLOCKED = "https://sim.test/outcome/fail?code=reject_block"
ALL_COLLECTED = 'expect=[{"all_jobs":"collected"}]'


class World(ApiCase):
    def change_zone(self, **values):
        self.sim.call("PATCH", "/_sim/scenario", {"zones": {"web_unlocker1": values}})

    def assert_jobs(self, **counts):
        """Those not named are none."""
        jobs = self.sim.call("GET", "/_sim/report")["jobs"]
        self.assertEqual(counts, {name: count for name, count in jobs.items() if count})


class WhoTakesThePendingTextForAResult(World):
    def test_gets_no_page_and_collects_nothing(self):
        self.assertEqual("Request is pending",
                         mistakes.takes_any_text_for_the_page(self.api, PAGE))
        self.assert_jobs(submitted=1, unfinished=1)

    def test_gets_the_page_once_the_status_counts(self):
        self.assertIn(PAGE, mistakes.fetch(self.api, PAGE))
        self.assert_jobs(submitted=1, ready=1, collected=1)


class WhoTakes202ForAnError(World):
    def test_fails_although_the_job_will_succeed(self):
        with self.assertRaisesRegex(RuntimeError, "the API answered 202"):
            mistakes.takes_202_for_an_error(self.api, PAGE)
        self.sim.advance(until="settled")
        self.assertEqual(("ready", None), tuple(self.sim.jobs()[0][of]
                                                for of in ("state", "collected")))
        self.assert_billed(1)


class WhoPollsWithoutAPause(World):
    """On a clock that runs: while it stands nobody can tell how long a pause was."""

    def test_hears_429_where_the_documented_pauses_are_enforced(self):
        with running_clock("--set", "zones.*.limits.poll_cadence=enforced") as api:
            for answer in mistakes.polls_without_a_pause(api, EIGHT_HOURS, times=4):
                self.assertEqual(429, answer.status)
                self.assertIn(int(answer.headers["retry-after"]), range(1, 21))
                self.assertRegex(answer.headers["x-asyncsim-hint"],
                                 "polled .* too early: 20 s after the submit")
            self.assertEqual((4, 4, 0), polls_of(api))

    def test_is_noted_where_they_are_not(self):
        with running_clock() as api:
            for answer in mistakes.polls_without_a_pause(api, EIGHT_HOURS, times=4):
                self.assertEqual(202, answer.status)
            self.assertEqual((4, 4, 4), polls_of(api))

    def test_is_not_seen_on_a_clock_that_stands(self):
        self.change_zone(limits={"poll_cadence": "enforced"})
        for answer in mistakes.polls_without_a_pause(self.api, PAGE, times=4):
            self.assertEqual(202, answer.status)
        self.assertEqual((4, 0, 4), polls_of(self.api))

    def test_passes_once_it_pauses(self):
        self.change_zone(limits={"poll_cadence": "enforced"})
        self.assertIn(PAGE, mistakes.fetch(self.api, PAGE))
        self.assertEqual((2, 0, 1), polls_of(self.api))


class WhoPollsForEverOnA4xx(World):
    def test_never_gets_an_id_that_was_never_issued_and_the_hint_says_so(self):
        answer = mistakes.polls_until_200(self.api, "a-typing-error", at_most=200)
        self.assertEqual(404, answer.status)
        self.assertEqual("this account never issued that response_id",
                         answer.headers["x-asyncsim-hint"])
        self.assertEqual(200, polls_of(self.api)[0])

    def test_never_gets_an_expired_result_and_the_hint_says_so(self):
        response_id = self.api.submit(PAGE)
        self.sim.advance("48h")
        answer = mistakes.polls_until_200(self.api, response_id, at_most=200)
        self.assertEqual(404, answer.status)
        self.assertRegex(answer.headers["x-asyncsim-hint"], "^expired; submitted .*, kept 48h")
        self.assertEqual(200, polls_of(self.api)[0])


class WhoGivesUpTooEarly(World):
    def test_pays_for_a_job_that_runs_on(self):
        for jobs, patience in enumerate((30, 60, 180), 1):
            self.assertIsNone(mistakes.gives_up(self.api, FIVE_MINUTES, patience))
            self.assert_jobs(submitted=jobs, unfinished=jobs)
            self.assert_billed(jobs)

    def test_fails_the_verdict_of_run(self):
        ended, report = run_client("gives_up_after_three_minutes")
        self.assertEqual(1, ended.returncode, ended.stderr)
        self.assertIn("1 of 1 jobs not collected (0 lost, 1 unfinished)", ended.stderr)
        self.assertEqual((1, 0), tuple(report["jobs"][of] for of in ("unfinished", "collected")))
        self.assertEqual([False], [expected["met"] for expected in report["expectations"]])
        self.assertEqual(0.0015, report["cost_usd"])

    def test_passes_once_it_waits(self):
        ended, report = run_client("waits")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertEqual((0, 1), tuple(report["jobs"][of] for of in ("unfinished", "collected")))
        self.assertEqual([True], [expected["met"] for expected in report["expectations"]])


class WhoLosesTheIdAfterATimeOut(World):
    def test_pays_for_a_result_that_is_lost_after_48_hours(self):
        self.assertRaises(TimeoutError, mistakes.times_out, self.api, PAGE)
        self.assert_billed(1)
        self.sim.advance("48h")
        self.assert_jobs(submitted=1, ready=1, lost=1)
        self.assertEqual((0, 0, 0), polls_of(self.api))

    def test_hears_the_id_from_a_webhook(self):
        inbox = self.sim.inbox()
        self.assertRaises(TimeoutError, mistakes.times_out, self.api, PAGE, webhook_url=inbox.url)
        self.sim.advance("30s")
        [notice] = inbox.messages()
        self.assertIn(PAGE, self.api.result(notice["json"]["response_id"]).text)
        self.assert_jobs(submitted=1, ready=1, collected=1)


class WhoSubmitsAgain(World):
    def test_instead_of_waiting_pays_for_each(self):
        self.assertIn(PAGE, mistakes.submits_again_instead_of_waiting(self.api, PAGE))
        self.assert_jobs(submitted=2, ready=2, collected=1, unfinished=1)
        self.assert_billed(2)

    def test_after_a_time_out_pays_for_both_since_the_first_was_accepted(self):
        self.assertIn(PAGE, mistakes.submits_again_after_a_time_out(self.api, PAGE))
        self.assert_jobs(submitted=2, ready=2, collected=1, unfinished=1)
        self.assert_billed(2)
        self.sim.advance("48h")
        self.assert_jobs(submitted=2, ready=2, collected=1, lost=1)

    def test_pays_once_if_it_waits_instead(self):
        self.assertIn(PAGE, mistakes.fetch(self.api, PAGE))
        self.assert_billed(1)


class WhoIsToldOfAnIdBeforeItIsStored(World):
    def notified(self, client):
        """The id of a job that is done at once; the notice comes right after its submit."""
        self.change_zone(latency={"fixed": "0s"})
        with Receiver(client.take) as receiver:
            return client.submit(self.api, PAGE, receiver.url)

    def test_refuses_the_only_notice_there_is(self):
        client = mistakes.StoresTheIdTooLate()
        response_id = self.notified(client)
        self.sim.advance("1h")
        self.assertEqual(({response_id}, set()), (client.stored, client.collectable))
        [attempt] = [event for event in self.sim.journal() if event.get("status") == 404]
        self.assertEqual(response_id, attempt["job"])
        self.sim.advance("48h")
        self.assert_jobs(submitted=1, ready=1, lost=1)

    def test_collects_it_if_it_keeps_what_came_early(self):
        client = mistakes.KeepsWhatCameEarly()
        self.assertEqual({self.notified(client)}, client.stored & client.collectable)
        for response_id in client.collectable:
            self.assertIn(PAGE, self.api.result(response_id).text)
        self.assert_jobs(submitted=1, ready=1, collected=1)


class WhoIgnoresAnEmpty200ThatNamesAnError(World):
    def test_takes_nothing_for_a_page(self):
        self.assertEqual("", mistakes.ignores_what_failed(self.api, BLOCKED))
        self.assert_jobs(submitted=1, failed=1, collected=1)

    def test_learns_why_from_the_headers(self):
        with self.assertRaisesRegex(LookupError, "^reject_block$"):
            mistakes.fetch(self.api, BLOCKED)


class WhoFetchesAfter48Hours(World):
    def test_finds_nothing_although_the_job_was_done(self):
        with self.assertRaisesRegex(LookupError, "Result not found"):
            mistakes.fetches_after(self.api, PAGE, seconds=48 * 3600)
        self.assert_jobs(submitted=1, ready=1, lost=1)
        self.assert_billed(1)

    def test_finds_it_a_millisecond_earlier(self):
        page = mistakes.fetches_after(self.api, PAGE, seconds=48 * 3600 - 0.001)
        self.assertIn(PAGE, page)
        self.sim.advance("48h")
        self.assert_jobs(submitted=1, ready=1, collected=1)


@contextlib.contextmanager
def running_clock(*options):
    with serving("--clock", "60", "--scenario", "ci", *options) as url:
        yield Api(url, "a-key-of-its-own")


def polls_of(api):
    calls = json.loads(api.get("/_sim/report").text)["calls"]
    return calls["polls"], calls["early_polls"], calls["pending_answers"]


def run_client(name):
    """How `run` ended with that client, and its report."""
    return judged(["--clock", "manual", "--set", ALL_COLLECTED],
                  [sys.executable, __file__, "client", name])


def client_of_run(name):
    """What `run` runs: a client whose sleeps move the clock."""
    sim = asyncsim.Asyncsim()
    with mock.patch("time.sleep", sim.sleep):
        if name == "waits":
            mistakes.fetch(Api(sim.url, sim.key), FIVE_MINUTES)
        else:
            mistakes.gives_up(Api(sim.url, sim.key), FIVE_MINUTES, patience=180)


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        client_of_run(sys.argv[2])
    else:
        unittest.main()
