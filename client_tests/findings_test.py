"""Each finding of the report has a client that is guilty of it and of nothing else. Needs
$ASYNCSIM_PROGRAM."""
import contextlib
import http.client
import itertools
import json
import pathlib
import re
import threading
import unittest
import urllib.parse

from api_case import ApiCase, HERE
import mistakes
from server import serving
from calling import Api, Receiver

README = (pathlib.Path(HERE).parent / "README.md").read_text()
PAGE = "https://shop.example/p/1"
FIVE_MINUTES = "https://shop.example/p/1#sim/latency/5m"
BACK_OFF = "wait as long as Retry-After says"
AFTERWARDS = "answer 2xx at once and do the work afterwards"


def severities_in_readme():
    return dict(re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning|info) \|", README, re.M))


class FindingTest(ApiCase):
    def change_zone(self, **values):
        self.sim.call("PATCH", "/_sim/scenario", {"zones": {"web_unlocker1": values}})

    def assert_only(self, found, count, instead, *examples, cost=None, api=None):
        """Of all findings that one alone, so often; `examples` each begin with a real id."""
        [finding] = findings_of(api or self.api)
        self.assertEqual((found, count), (finding["id"], finding["count"]))
        self.assertEqual(severities_in_readme()[found], finding["severity"])
        self.assertEqual(instead, finding["instead"])
        self.assertEqual(list(examples), finding["examples"])
        self.assertEqual(cost, finding.get("cost_usd"))
        self.assertGreater(len(finding["found"].split()), 3)


class AnError(FindingTest):
    def test_never_collected_is_a_result_that_nobody_fetches_within_48_hours(self):
        ids = [self.api.submit(f"{PAGE}{number}") for number in range(4)]
        self.sim.advance("47h59m59s999ms")
        self.assertEqual([], findings_of(self.api))
        self.sim.advance("1ms")
        self.assert_only(
            "never-collected", 4,
            "fetch each result within 48 hours of its submit; keep the ids where a restart finds "
            "them", *(f"{response_id}: never asked for" for response_id in ids[:3]), cost=0.006)

    def test_polled_in_vain_is_to_ask_on_for_what_has_expired(self):
        response_id = self.api.submit(PAGE)
        self.sim.advance("30s")
        self.api.result(response_id)
        self.sim.advance("48h")
        mistakes.polls_until_200(self.api, response_id, at_most=3)
        self.assertEqual([], findings_of(self.api))
        mistakes.polls_until_200(self.api, response_id, at_most=50)
        self.assert_only("polled-in-vain", 1,
                         "stop at the first 4xx and report it: such an id never comes back",
                         f"{response_id}: polled on after it had expired")

    def test_took_202_for_result_is_to_ask_once(self):
        mistakes.takes_any_text_for_the_page(self.api, PAGE)
        self.sim.advance("70s")
        self.assertEqual([], findings_of(self.api))
        self.sim.advance("1ms")
        self.assert_only("took-202-for-result", 1, "a result is a 200; on 202 wait and ask again",
                         f"{self.newest()}: 1 poll heard 202, the last 20s after the submit")

    def test_submitted_again_is_a_second_submit_in_place_of_a_second_poll(self):
        mistakes.submits_again_instead_of_waiting(self.api, PAGE)
        self.assert_only(
            "submitted-again", 1,
            "wait for the first one, or for its webhook: each submit is billed",
            f"{self.newest()}: 20s after one that is pending and not collected", cost=0.0015)

    def test_gave_up_is_to_leave_a_job_that_is_ready_later(self):
        mistakes.gives_up(self.api, FIVE_MINUTES, patience=180)
        self.assertEqual([], findings_of(self.api))
        self.sim.advance("10m")
        self.assert_only("gave-up", 1,
                         "keep its id and come back: at peak hours a job takes up to 8 hours",
                         f"{self.newest()}: 32 polls heard 202, the last 3m after the submit")

    def newest(self):
        return [event["job"] for event in self.sim.journal() if event["event"] == "submitted"][-1]


class AWarning(FindingTest):
    def test_polled_too_fast_is_the_third_poll_that_comes_early(self):
        response_id = self.api.submit(FIVE_MINUTES)
        for found in ([], [], ["polled-too-fast"]):
            self.sim.advance("4s")
            self.api.result(response_id)
            self.assertEqual(found, [finding["id"] for finding in findings_of(self.api)])
        self.assert_only("polled-too-fast", 3,
                         "wait 20 s after the submit, then 10 s, then 5 s between polls",
                         f"{response_id}: a poll came 15s750ms too early")

    def test_no_back_off_is_a_submit_that_comes_again_twice_within_its_retry_after(self):
        self.change_zone(limits={"submits_per_second": 1})
        self.api.submit("https://a.example/")
        for _ in range(3):
            self.assertEqual([], findings_of(self.api))
            self.assertIsNone(self.api.submit("https://b.example/"))
            self.sim.advance("100ms")
        self.assert_only("no-back-off", 2, BACK_OFF,
                         "a submit came again before its Retry-After was over")

    def test_no_back_off_is_a_poll_too_where_polls_are_limited(self):
        self.change_zone(limits={"poll_cadence": "enforced"})
        response_id = self.api.submit(FIVE_MINUTES)
        for _ in range(3):
            self.sim.advance("1s")
            self.assertEqual(429, self.api.result(response_id).status)
        fast, unheeding = findings_of(self.api)
        self.assertEqual(("polled-too-fast", 3), (fast["id"], fast["count"]))
        self.assertEqual(("no-back-off", 2), (unheeding["id"], unheeding["count"]))
        self.assertEqual([f"{response_id}: a poll came again before its Retry-After was over"],
                         unheeding["examples"])

    def test_polled_after_result_is_the_third_read(self):
        response_id = self.api.submit(PAGE)
        self.sim.advance("30s")
        for _ in range(3):
            self.assertEqual([], findings_of(self.api))
            self.api.result(response_id)
        self.assert_only("polled-after-result", 1, "keep the result of the first read",
                         f"{response_id}: read for the third time")

    def test_unknown_ids_are_those_that_were_never_issued(self):
        self.api.result("a-typing-error")
        self.assert_only("unknown-ids", 1, "store the id that the submit answers, whole",
                         '"a-typing-error"')

    def test_receiver_failing_is_to_answer_no_2xx(self):
        with Receiver(lambda notice: 500) as receiver:
            response_id = self.api.submit(PAGE, webhook_url=receiver.url)
            self.sim.advance("30s")
        self.assert_only("receiver-failing", 1, AFTERWARDS,
                         f"{response_id}: attempt 1 of dlv_1 was answered 500")

    def test_polled_before_webhook_is_to_poll_as_well(self):
        response_id = self.api.submit(FIVE_MINUTES, webhook_url=self.sim.inbox().url)
        for pause in itertools.islice(mistakes.documented_pauses(), 5):
            self.sim.sleep(pause)
            self.api.result(response_id)
        self.assert_only("polled-before-webhook", 1,
                         "wait for the webhook; poll only when it is overdue",
                         f"{response_id}: first polled 20s after the submit")

    def test_webhook_handled_twice_is_to_fetch_again_when_it_comes_again(self):
        def fetch(notice):
            self.assertEqual(200, self.api.result(notice["response_id"]).status)
            return 204
        with Receiver(fetch) as receiver:
            response_id = self.api.submit(PAGE, webhook_url=receiver.url)
            self.sim.advance("30s")
            self.assertEqual([], findings_of(self.api))
            self.sim.call("POST", "/_sim/webhooks/dlv_1/redeliver")
            self.sim.advance("1s")
        self.assert_only("webhook-handled-twice", 1,
                         "remember the ids that were handled: webhooks may come twice",
                         f"{response_id}: read again after its webhook came again")

    def test_receiver_slow_is_to_take_more_than_half_of_the_time(self):
        def think(_):
            threading.Event().wait(2.2)
            return 204
        with running_clock("--set", "zones.*.webhook.timeout=4s") as api, \
                Receiver(think) as receiver:
            response_id = api.submit(PAGE, webhook_url=receiver.url)
            wait_for(api, "webhook_ended")
            [finding] = findings_of(api)
            self.assert_only("receiver-slow", 1, AFTERWARDS, *finding["examples"], api=api)
            self.assertRegex(finding["examples"][0],
                             f"^{response_id}: attempt 1 of dlv_1 took [23]s[0-9]*m?s? of 4s$")


class AnInfo(FindingTest):
    def test_sequential_submits_are_twenty_in_a_row_that_wait_for_each_other(self):
        with running_clock() as api:
            for number in range(100):  # a pause of more than a second begins another row
                api.submit(f"{PAGE}{number}")
                threading.Event().wait(0.11)
                if number >= 19 and findings_of(api):
                    break
            [finding] = findings_of(api)
            self.assertGreaterEqual(finding["count"], 20)
            self.assert_only("sequential-submits", finding["count"],
                             "submit concurrently: 10,000 a minute are possible", api=api)

    def test_waited_for_each_is_five_jobs_one_after_the_other(self):
        for number in range(5):
            self.assertEqual([], findings_of(self.api))
            mistakes.fetch(self.api, f"{PAGE}{number}")
        self.assert_only(
            "waited-for-each", 5,
            "submit all, then collect; for answers within seconds the sync API is meant")

    def test_never_heard_202_is_three_results_at_the_first_poll(self):
        """Whose 20 s are a third of a second, as under --warp."""
        with running_clock("--set", "clock.client_time=virtual",
                           "--set", "zones.*.latency.fixed=1s") as api:
            ids = [api.submit(f"{PAGE}{number}") for number in range(3)]
            threading.Event().wait(20 / 60)
            for response_id in ids:
                self.assertEqual([], findings_of(api))
                self.assertEqual(200, api.result(response_id).status)
            self.assert_only(
                "never-heard-202", 3,
                "let time pass by `--clock polls`, `--warp` or advance, or make jobs slower",
                api=api)

    def test_connection_per_request_is_a_connection_for_each_of_twenty_calls(self):
        for number in range(19):
            self.api.submit(f"{PAGE}{number}")
        self.assertEqual(0, self.connections_found())
        self.api.submit(PAGE)
        self.assertEqual(20, self.connections_found())

    def test_connection_per_request_is_not_who_keeps_his_connection(self):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.api.url).netloc)
        self.addCleanup(connection.close)
        for number in range(20):
            connection.request("POST", "/unblocker/req?zone=web_unlocker1",
                               json.dumps({"url": f"{PAGE}{number}"}),
                               {**self.api.authorization, "content-type": "application/json"})
            connection.getresponse().read()
        self.assertEqual(20, len(self.sim.jobs()))
        self.assertEqual(0, self.connections_found())

    def connections_found(self):
        return sum(finding["count"] for finding in report_of(self.api)["findings"]
                   if finding["id"] == "connection-per-request")


class TheReadme(unittest.TestCase):
    def test_names_every_finding_that_has_a_test_here(self):
        tests = " ".join(name for case in (AnError, AWarning, AnInfo) for name in dir(case))
        rows = severities_in_readme()
        self.assertEqual(17, len(rows))
        for finding in rows:
            self.assertIn(f"test_{finding.replace('-', '_')}_", tests)


@contextlib.contextmanager
def running_clock(*options):
    with serving("--clock", "60", "--scenario", "ci", *options) as url:
        yield Api(url, "a-key-of-its-own")


def report_of(api):
    return json.loads(api.get("/_sim/report").text)


def findings_of(api):
    """But for one: the small clients open a connection for each call."""
    return [finding for finding in report_of(api)["findings"]
            if finding["id"] != "connection-per-request"]


def wait_for(api, event):
    """Until it is in the journal."""
    seen = 0
    while True:
        lines = api.get(f"/_sim/journal?after={seen}&wait=10s").text.splitlines()
        if not lines:
            raise TimeoutError(f"no {event}")
        if any(json.loads(line)["event"] == event for line in lines):
            return
        seen += len(lines)


if __name__ == "__main__":
    unittest.main()
