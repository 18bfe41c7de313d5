"""The built-in worlds that are hard on a client: each lets a careful one through and fails one that
makes the mistake which it is about. Needs $ASYNCSIM_PROGRAM."""
import json
import pathlib
import sys
import time
import unittest
from unittest import mock

import api_case  # says where the recipe and the clients are
import asyncsim
import careful
import careless
from calling import Receiver
from server import judged

WORLDS = pathlib.Path(__file__).resolve().parent.parent / "scenarios"
CODES = {"reject_block", "navigation_timeout", "http_status", "captcha", "proxy_timeout",
         "no_peers", "net_err_closed", "feature_not_active", "ub_bad_endpoint_robots",
         "policy_20020", "client_10000", "sr_rate_limit"}
COLLECTED = "all_jobs collected before expiry"
NO_PAGE = {"never-collected": "error"}
GIVEN_UP = {"never-collected": "error", "gave-up": "error"}


class WorldTest(unittest.TestCase):
    """A client asks for `count` pages, one `every` so many seconds, with or without webhooks; then
    its world goes on for three days."""
    world, count, every, webhooks = None, 0, 0, False
    poll_deadline = 10  # real seconds; short where polls are left without an answer

    def assert_passes(self):
        played = self.play(careful.Careful)
        self.assert_verdict(played, 0, {}, [])
        return played

    def assert_fails(self, client, findings, missed=()):
        played = self.play(client)
        self.assert_verdict(played, 1, findings, list(missed))
        return played[1]["jobs"]

    def play(self, client):
        """How `run` ended with that client, its report, and what the client has in the end."""
        options = ["--scenario", WORLDS / f"{self.world}.json", "--clock", "manual",
                   "--fail-on", "warning"]
        sizes = [self.count, self.every, int(self.webhooks), self.poll_deadline]
        ended, report = judged(options, [sys.executable, __file__, "client", client.__name__,
                                         *map(str, sizes)])
        self.assertTrue(ended.stdout, ended.stderr)
        return ended, report, json.loads(ended.stdout)

    def assert_verdict(self, played, code, findings, missed):
        ended, report, _ = played
        self.assertEqual((findings, missed), (
            {found["id"]: found["severity"] for found in report["findings"]
             if found["severity"] != "info"},
            [each["expected"] for each in report["expectations"] if each["met"] is not True]))
        self.assertEqual(code, ended.returncode, ended.stderr)

    def assert_all_there(self, played):
        _, _, had = played
        self.assertEqual((self.count, {}), (len(had["pages"]), had["failures"]))


class APeakEvening(WorldTest):
    world, count = "peak-evening", 6

    def test_has_pages_for_who_comes_back_for_hours(self):
        self.assert_all_there(self.assert_passes())

    def test_has_none_for_who_gives_up_after_ten_minutes(self):
        jobs = self.assert_fails(careless.GivesUpAfterTenMinutes, GIVEN_UP, [COLLECTED])
        self.assertEqual((6, 6), (jobs["submitted"], jobs["lost"]))


class AnIncident(WorldTest):
    world, count, every = "incident-and-recovery", 8, 20
    poll_deadline = 0.3

    def test_is_over_for_who_asks_on(self):
        self.assert_all_there(self.assert_passes())

    def test_costs_who_takes_a_5xx_for_the_end_what_was_pending_then(self):
        jobs = self.assert_fails(careless.TakesA5xxForTheEnd, GIVEN_UP, [COLLECTED])
        self.assertEqual((8, 3), (jobs["submitted"], jobs["lost"]))

    def test_costs_who_submits_again_as_much_again(self):
        jobs = self.assert_fails(careless.SubmitsAgainOnA5xx,
                                 {**GIVEN_UP, "submitted-again": "error"},
                                 [COLLECTED, "submits not_repeated"])
        self.assertEqual((11, 3), (jobs["submitted"], jobs["lost"]))


class ARetentionCliff(WorldTest):
    world, count = "retention-cliff", 6

    def test_is_not_reached_by_who_collects_in_the_same_night(self):
        self.assert_all_there(self.assert_passes())

    def test_is_not_reached_by_who_collects_in_the_next(self):
        played = self.play(careless.CollectsInTheNextNight)
        self.assert_verdict(played, 0, {}, [])
        self.assert_all_there(played)

    def test_has_swallowed_all_for_who_collects_in_the_next_but_one(self):
        played = self.play(careless.RestsForANight)
        self.assert_verdict(played, 1, NO_PAGE, [COLLECTED])
        self.assertEqual(["404 Result not found"] * 6, list(played[2]["failures"].values()))


class AWebhookOutage(WorldTest):
    world, count, webhooks = "webhook-outage", 30, True

    def test_is_not_felt_by_who_polls_when_one_is_overdue(self):
        self.assert_all_there(self.assert_passes())

    def test_costs_who_waits_for_webhooks_for_ever_what_was_not_told(self):
        jobs = self.assert_fails(careless.WaitsForWebhooksForEver, NO_PAGE,
                                 [COLLECTED + " within 4h"])
        self.assertEqual((11, 19), (jobs["collected"], jobs["lost"]))


class ADuplicateStorm(WorldTest):
    world, count, webhooks = "duplicate-storm", 30, True

    def test_is_calm_for_who_remembers_what_it_has_handled(self):
        played = self.assert_passes()
        self.assert_all_there(played)
        self.assertEqual(30, played[1]["calls"]["polls"])

    def test_tells_on_who_handles_each_copy(self):
        self.assert_fails(careless.HandlesEveryCopy, {"webhook-handled-twice": "warning",
                                                      "polled-after-result": "warning"})


class AQuotaSqueeze(WorldTest):
    world, count = "quota-squeeze", 8

    def test_lets_through_who_waits_as_long_as_it_is_told(self):
        self.assert_all_there(self.assert_passes())

    def test_tells_on_who_ignores_retry_after(self):
        self.assert_fails(careless.IgnoresRetryAfter, {"no-back-off": "warning"})

    def test_tells_on_who_polls_every_second(self):
        self.assert_fails(careless.PollsEverySecond, {"polled-too-fast": "warning",
                                                      "no-back-off": "warning"},
                          ["poll_cadence documented"])


class AFlakyNetwork(WorldTest):
    world, count, every, webhooks = "flaky-network", 40, 20, True
    poll_deadline = 0.3

    def test_loses_nothing_of_who_polls_again_and_has_webhooks_tell_lost_ids(self):
        played = self.assert_passes()
        self.assert_all_there(played)
        self.assertEqual(40, played[1]["jobs"]["submitted"])

    def test_costs_who_submits_again_blindly_what_was_accepted_already(self):
        jobs = self.assert_fails(careless.SubmitsAgainBlindly, NO_PAGE, [COLLECTED])
        self.assertEqual((47, 7), (jobs["submitted"], jobs["lost"]))


class WhereEverythingFails(WorldTest):
    world, count, webhooks = "everything-fails", 40, True

    def test_who_reports_failures_and_stops_at_a_404_is_not_blamed(self):
        _, report, had = self.assert_passes()
        self.assertEqual(self.count, len(had["pages"]) + len(had["failures"]))
        reasons = list(had["failures"].values())
        self.assertEqual(report["jobs"]["failed"], len([each for each in reasons if each in CODES]))
        self.assertEqual(report["jobs"]["lost"], reasons.count("404 Result not found"))
        self.assertLessEqual({f"the target answered {status}" for status in (404, 429, 500, 503)},
                             set(reasons))

    def test_who_polls_on_after_a_404_does_so_in_vain(self):
        self.assert_fails(careless.PollsOnAfterA404, {"polled-in-vain": "error"})

    def test_who_reads_a_failure_again_hears_the_same(self):
        self.assert_fails(careless.RetriesFailures, {"polled-after-result": "warning"})

    def test_who_forgets_failures_never_learns_their_codes(self):
        jobs = self.assert_fails(careless.ForgetsFailures, NO_PAGE, ["every failure is collected"])
        self.assertGreater(jobs["failed"], 0)

    def test_who_takes_anything_has_pages_that_are_empty(self):
        _, report, had = self.play(careless.TakesAnything)
        self.assertEqual(report["jobs"]["failed"], list(had["pages"].values()).count(0))

    def test_every_code_of_the_vendor_is_there(self):
        rules = json.loads((WORLDS / "everything-fails.json").read_text())["rules"]
        self.assertEqual(CODES, {rule["outcome"]["fail"] for rule in rules
                                 if isinstance(rule.get("outcome"), dict)})


class TheLibrary(unittest.TestCase):
    def test_has_no_world_without_a_good_and_a_bad_client(self):
        tested = {each.world for each in WorldTest.__subclasses__()}
        self.assertEqual(tested | {"ci", "typical-day", "overnight-50k"},
                         {path.stem for path in WORLDS.glob("*.json")} - {"scenario.schema"})


def be_client(name, count, every, webhooks, poll_deadline):
    """What `run` runs: prints how long each page is that the client has, and its failures."""
    sim = asyncsim.Asyncsim()
    client = getattr(careless, name)(careful.Line(sim.url, sim.key, float(poll_deadline)))
    with mock.patch("time.sleep", sim.sleep), Receiver(client.take) as receiver:
        client.webhook_url = receiver.url if int(webhooks) else None
        client.fetch([f"https://shop.example/p/{page}" for page in range(int(count))], int(every))
        time.sleep(72 * careful.HOUR)
    print(json.dumps({"pages": {url: len(page) for url, page in client.pages.items()},
                      "failures": client.failures}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        be_client(*sys.argv[2:])
    else:
        unittest.main()
