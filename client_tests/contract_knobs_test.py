"""Each value of each knob, and limits. Needs $ASYNCSIM_PROGRAM."""
import contextlib
import json
import unittest
import urllib.parse

from contract import (
    ContractTest, FAILED_ENVELOPE, FAILING, HTML, JSON, KNOBS, PAGE, PIZZA, REQUEST, envelope)
import wire
import asyncsim
from server import serving


class AKnob(ContractTest):
    """Each value but the default, which the tests above show."""

    @contextlib.contextmanager
    def world_with(self, **changes):
        with self.subTest(**changes):
            self.sim.reset()
            self.world(**changes)
            yield

    def worlds(self, **knobs):
        """Worlds with them: once for all zones, once for the zone of the tests alone."""
        yield self.world_with(knobs=knobs)
        yield self.world_with(zones={"web_unlocker1": {"knobs": knobs}})

    def test_takes_each_of_its_values_for_all_zones_and_for_one_and_no_other(self):
        for name, values in KNOBS.items():
            for value in values:
                for world in self.worlds(**{name: value}):
                    with world:
                        shown = self.sim.call("GET", "/_sim/scenario")
                        places = (shown["knobs"], shown["zones"]["web_unlocker1"]["knobs"])
                        self.assertIn(value, [place.get(name) for place in places])
            with self.assertRaisesRegex(RuntimeError, name):
                self.world(knobs={name: "other"})

    def test_pending_answer_changes_what_is_said_meanwhile(self):
        for value, status, body in (("quoted", 202, b'"Request is pending"'), ("empty", 202, b""),
                                    ("204", 204, b""), ("102", 102, b"")):
            for world in self.worlds(pending_answer=value):
                with world:
                    answer = self.client.read(self.job())
                    self.assertEqual((status, body), (answer.status, answer.body))
                    self.assertEqual(status == 202, "content-length" in answer.names)

    def test_result_shape_envelope_wraps_what_would_pass_through(self):
        page = self.result().body
        for world in self.worlds(result_shape="envelope"):
            with world:
                self.assert_answer(self.result(), 200, envelope(200, {"content-type": HTML}, page),
                                   JSON)

    def test_failure_shape_changes_how_a_failure_is_told(self):
        for world in self.worlds(failure_shape="envelope"):
            with world:
                self.assert_answer(self.result({"url": FAILING}), 200, FAILED_ENVELOPE, JSON)
        for world in self.worlds(failure_shape="status"):
            with world:
                answer = self.result({"url": FAILING})
                self.assertEqual((502, b"", "navigation_timeout"), (
                    answer.status, answer.body, answer.headers["x-brd-error-code"]))

    def test_expired_answer_gone_tells_expired_ids_from_unknown_ones(self):
        for world in self.worlds(expired_answer="gone"):
            with world:
                job = self.job()
                self.sim.advance("48h")
                self.assertEqual(410, self.client.read(job).status)
                self.assertEqual(404, self.client.read("unknown").status)

    def test_missing_response_id_changes_that_answer(self):
        with self.world_with(knobs={"missing_response_id": "validation"}):
            self.assert_validation(self.client.call("GET", "/unblocker/get_result"),
                                   '"response_id" is required', ["response_id"], "any.required")
        with self.world_with(knobs={"missing_response_id": "not_found"}):
            self.assert_answer(self.client.call("GET", "/unblocker/get_result"), 404,
                               b"Result not found")

    def test_foreign_id_forbidden_tells_another_accounts_id(self):
        owner = asyncsim.Asyncsim()
        self.addCleanup(owner.close)
        job = wire.Client(owner.url, owner.key).post("/serp/req?zone=serp1", PIZZA).response_id
        with self.world_with(knobs={"foreign_id": "forbidden"}):
            self.assertEqual(403, self.client.read(job).status)
            self.assertEqual(404, self.client.read("unknown").status)

    def test_bad_key_text_changes_that_text_for_the_whole_server(self):
        for value, text in (("authentication", b"User authentication is required"),
                            ("method", b"Auth method is not supported"),
                            ("credentials", b"Credentials are missing")):
            with self.subTest(value), serving("--set", f"knobs.bad_key_text={value}") as url:
                answer = wire.Client(url, "invalid-key").read("x")
                self.assertEqual((401, text), (answer.status, answer.body))

    def test_unknown_zones_create_makes_them_on_their_first_use(self):
        with self.world_with(knobs={"unknown_zones": "create"}):
            job = self.job(zone="brand_new")
            self.assertEqual(200, self.client.post("/request", {**REQUEST, "zone": "two"}).status)
            self.assertIn(b'"brand_new"', self.client.call("GET", "/zone/get_active_zones").body)
            self.sim.advance("8h")
            self.assertEqual(200, self.client.read(job).status)

    def test_on_sync_zone_changes_what_an_async_request_to_it_hears(self):
        def places(value):
            knobs, sync = {"on_sync_zone": value}, {"mode": "sync"}
            yield self.world_with(zones={"sync": sync}, knobs=knobs)
            yield self.world_with(zones={"sync": {**sync, "knobs": knobs}})

        for world in places("allow"):
            with world:
                self.assert_pending(self.job(zone="sync"))
        for world in places("content"):
            with world:
                answer = self.submit(zone="sync")
                self.assertEqual((200, HTML), (answer.status, answer.headers["content-type"]))
                self.assertNotIn("x-response-id", answer.names)
                self.assertEqual(self.result().body, answer.body)
                self.assertEqual(1, len(self.sim.jobs()))

    def test_on_async_zone_reject_refuses_sync_requests_to_it(self):
        for world in self.worlds(on_async_zone="reject"):
            with world:
                self.assert_answer(self.client.post("/request", REQUEST), 400,
                                   b"sync requests are not enabled for this zone")
                self.assertEqual(200, self.client.post("/request?async=true", REQUEST).status)

    def test_fresh_id_hides_an_id_for_its_first_seconds(self):
        for value, first in (("404_for_2s", "1999ms"), ("404_for_10s", "9999ms")):
            for world in self.worlds(fresh_id=value):
                with world:
                    job = self.job()
                    self.assert_answer(self.client.read(job), 404, b"Result not found")
                    self.sim.advance(first)
                    self.assert_answer(self.client.read(job), 404, b"Result not found")
                    self.sim.advance("1ms")
                    self.assert_pending(job)

    def test_lenient_json_accepts_the_trailing_comma_of_published_samples_and_no_more(self):
        with self.world_with(knobs={"lenient_json": "accept"}):
            self.assertEqual(200, self.submit(b'{"url":"https://example.com",}').status)
            self.assertEqual(400, self.submit(b'{"url":"https://example.com"').status)
            self.assertEqual(400, self.submit(b'{"url":"https://example.com",,}').status)

    def messages(self, method):
        hook = self.sim.inbox("knob")
        self.result({"url": PAGE, "webhook_url": hook.url, "webhook_method": method,
                     "webhook_data": {"a": 1}})
        return hook.messages()

    def test_webhook_data_field_names_the_data_as_either_page_has_it(self):
        for value, names in (("hook_data", ["hook_data"]), ("both", ["webhook_data", "hook_data"])):
            for world in self.worlds(webhook_data_field=value):
                with world:
                    (message,) = self.messages("POST")
                    self.assertEqual([("a", 1)] * len(names),
                                     [(*message["json"][name].items(),)[0] for name in names])
                    self.assertEqual(3 + len(names), len(message["json"]))

    def test_webhook_get_layout_json_puts_the_whole_notice_into_one_parameter(self):
        for world in self.worlds(webhook_get_layout="json"):
            with world:
                (message,) = self.messages("GET")
                (name, text), = urllib.parse.parse_qsl(urllib.parse.urlsplit(message["url"]).query)
                self.assertEqual("data", name)
                self.assertEqual({"status": 200, "response_id": self.sim.jobs()[0]["id"],
                                  "request_url": PAGE, "webhook_data": {"a": 1}}, json.loads(text))

    def test_retry_after_omitted_leaves_that_header_out(self):
        limits = {"submits_per_second": 1, "burst": 1}
        for value, sent in (("sent", True), ("omitted", False)):
            self.world(zones={"web_unlocker1": {"limits": limits}}, knobs={"retry_after": value})
            answers = [self.submit() for _ in range(2)]
            self.assertEqual([200, 429], [answer.status for answer in answers])
            self.assertEqual(sent, "retry-after" in answers[1].names)


class ALimit(ContractTest):
    def test_on_submits_lets_a_burst_through_and_then_so_many_a_second(self):
        self.world(zones={"web_unlocker1": {"limits": {"submits_per_second": 2, "burst": 3}}})
        self.assertEqual([200] * 3 + [429], [self.submit().status for _ in range(4)])
        self.sim.advance("1s")
        self.assertEqual([200] * 2 + [429], [self.submit().status for _ in range(3)])

    def test_on_polls_refuses_those_before_the_documented_cadence(self):
        # Only where time runs by itself can a poll be too early: by hand each is as good as told.
        for cadence, status in (("noted", 202), ("enforced", 429)):
            with serving("--clock", "real", "--scenario", "ci", "--set",
                         f"zones.*.limits.poll_cadence={cadence}") as url:
                client = wire.Client(url, "key")
                job = client.post("/unblocker/req?zone=web_unlocker1", {"url": PAGE}).response_id
                self.assertEqual(status, client.read(job).status)

    def test_on_polls_may_bill_all_but_one_a_minute(self):
        self.world(zones={"serp1": {"latency": {"fixed": "5m"},
                                    "limits": {"poll_cadence": "metered"}}})
        job = self.job(PIZZA, "serp")
        for polls, billed in ((1, 1), (2, 3)):
            for _ in range(polls):
                self.assert_pending(job)
            self.assertEqual(billed, self.client.call("GET", "/_sim/ledger").json()["billed"])
        self.sim.advance("60s")
        self.assert_pending(job)
        self.assertEqual(3, self.client.call("GET", "/_sim/ledger").json()["billed"])


class EveryKnobAtItsLastValue(ContractTest):
    def setUp(self):
        options = [f"--set=knobs.{name}={value}" for name, (*_, value) in KNOBS.items()]
        self.enterContext(serving("--clock", "manual", "--scenario", "ci", "--zone", "sync",
                                  "--set", "zones.sync.mode=sync", *options))

    def test_still_gives_a_server_that_works(self):
        hook = self.sim.inbox("last")
        job = self.job({"url": PAGE, "webhook_url": hook.url, "webhook_data": {"a": 1}})
        heard = [self.client.read(job).status]
        for span in ("10s", "20s"):
            self.sim.advance(span)
            heard.append(self.client.read(job).status)
        self.assertEqual([404, 102, 200], heard)
        self.assertEqual(200, self.client.read(job).json()["status_code"])
        self.assertEqual({"status": 200, "response_id": job, "request_url": PAGE,
                          "webhook_data": {"a": 1}, "hook_data": {"a": 1}},
                         hook.messages()[0]["json"])
        self.sim.advance("48h")
        self.assertEqual(410, self.client.read(job).status)

    def test_answers_the_refusals_of_all_of_them(self):
        self.assertEqual(502, self.result({"url": FAILING}).status)
        self.assertEqual(404, self.client.call("GET", "/response").status)
        self.assertEqual(200, self.submit(b'{"url":"https://example.com",}', zone="new").status)
        self.assertEqual(b"Credentials are missing",
                         wire.Client(self.sim.url, "invalid").read("x").body)
        self.assertEqual(HTML, self.submit(zone="sync").headers["content-type"])
        self.assertEqual([400, 200], [
            self.client.post("/request", {**REQUEST, "zone": zone}).status
            for zone in ("web_unlocker1", "sync")])


if __name__ == "__main__":
    unittest.main()
