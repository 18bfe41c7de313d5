"""The calls of public clients, as they make them, against a clock that stands until advanced.
Needs $ASYNCSIM_PROGRAM."""
import unittest
from unittest import mock

from api_case import ApiCase
import asyncsim
import call_traces
from server import serving
from calling import Api, Receiver

PAGE = "https://shop.example/p/1"
SEARCH = "https://www.google.com/search?q=pizza"
READY = "2026-01-05T09:00:30.000Z"  # when a job ends that is submitted at the beginning


class TraceTest(ApiCase):
    def only_job(self):
        [job] = self.sim.jobs()
        return job

    def assert_page(self, answer):
        self.assertEqual(200, answer.status)
        self.assertIn(f'<link rel="canonical" href="{PAGE}">', answer.text)


class AClientThatSubmits(TraceTest):
    def test_finds_the_id_in_the_header_alone(self):
        response_id = call_traces.id_from_the_header_alone(self.api, PAGE)
        self.assertEqual(self.only_job()["id"], response_id)
        self.assertEqual(202, self.api.result(response_id).status)
        self.sim.advance("30s")
        self.assert_page(self.api.result(response_id))

    def test_finds_the_id_in_the_body_alone(self):
        response_id = call_traces.id_from_the_body_alone(self.api, PAGE)
        self.assertEqual(self.only_job()["id"], response_id)
        self.assertEqual(202, self.api.result(response_id).status)
        self.sim.advance("30s")
        self.assert_page(self.api.result(response_id))

    def test_may_name_the_zone_in_the_body_instead_of_the_query(self):
        for zone in ("web_unlocker1", "serp1"):
            call_traces.zone_in_the_body(self.api, PAGE, zone)
        self.assertEqual(["web_unlocker1", "serp1"], [job["zone"] for job in self.sim.jobs()])


class AClientThatPolls(TraceTest):
    def test_downloads_with_a_second_call_and_as_often_as_it_likes(self):
        response_id = self.api.submit(PAGE)
        status, page = call_traces.wait_then_download(self.api, response_id)
        self.assertEqual((200, READY), (status, self.only_job()["collected"]))
        again = self.api.result(response_id)
        self.assert_page(again)
        self.assertEqual(again.text, page)
        calls = self.sim.call("GET", "/_sim/report")["calls"]
        self.assertEqual((4, 1, 0), tuple(calls[of] for of in
                                          ("polls", "pending_answers", "early_polls")))
        self.assert_billed(1)

    def test_may_compare_the_exact_text_instead_of_the_status(self):
        response_id = self.api.submit(PAGE)
        text = call_traces.sleep_on_the_exact_text(self.api, response_id)
        self.assertEqual(text, self.api.result(response_id).text)
        self.assertEqual(READY, self.only_job()["collected"])

    def test_takes_a_quoted_text_for_the_result_if_it_compares_the_exact_one(self):
        with serving("--clock", "manual", "--scenario", "ci",
                     "--set", "knobs.pending_answer=quoted"):
            sim = asyncsim.Asyncsim()
            api = Api(sim.url, sim.key)
            response_id = api.submit(PAGE)
            self.assertEqual('"Request is pending"',
                             call_traces.sleep_on_the_exact_text(api, response_id))
            [job] = sim.jobs()
            self.assertEqual(("pending", None), (job["state"], job["collected"]))

    def test_may_read_with_the_response_call(self):
        response_id = self.api.submit(PAGE)
        self.assert_page(call_traces.read_as_a_response(self.api, response_id))
        self.assertEqual((READY, 4), (self.only_job()["collected"], self.only_job()["polls"]))


class AClientThatSearches(TraceTest):
    def test_reads_bare_parsed_results_from_the_other_family(self):
        in_the_url = {"url": f"{SEARCH}&brd_json=1", "country": None}
        in_the_body = {"url": SEARCH, "brd_json": 1, "country": None}
        for order in (in_the_url, in_the_body):
            for submit, read in (("unblocker", "serp"), ("serp", "unblocker")):
                with self.subTest(order, submit=submit):
                    found = call_traces.search_across_families(self.api, submit, order, read)
                    self.assertEqual("pizza", found["general"]["query"])
                    self.assertEqual(1, found["organic"][0]["rank"])
                    self.assertFalse({"status_code", "headers", "body"} & set(found))

    def test_meets_a_page_that_is_not_json_without_brd_json(self):
        with self.assertRaisesRegex(TypeError, "text/html"):
            call_traces.search_across_families(self.api, "serp", {"url": SEARCH}, "unblocker")


class AReceiver(TraceTest):
    def test_is_told_a_whole_number_as_status_the_id_and_the_url(self):
        strict = call_traces.StrictReceiver()
        with Receiver(strict.take) as receiver:
            response_id = self.api.submit(PAGE, webhook_url=receiver.url)
            self.assertEqual({}, strict.done)
            self.sim.advance("30s")
            self.assertEqual({response_id: PAGE}, strict.done)
        self.assertEqual(204, self.sim.journal()[-1]["status"])

    def test_that_is_strict_refuses_a_status_in_words(self):
        strict = call_traces.StrictReceiver()
        for status in ("200", "ready", True, None, 502):
            self.assertEqual(400, strict.take({"status": status}))
        self.assertEqual({}, strict.done)

    def test_gets_the_result_inside_its_handler_during_the_advance(self):
        reading = call_traces.ReadingReceiver(self.api)
        with Receiver(reading.take) as receiver:
            jobs = [self.api.submit(f"https://shop.example/p/{n}", webhook_url=receiver.url)
                    for n in range(4)]
            self.sim.advance("48h")
        for number, job in enumerate(jobs):
            status, page = reading.pages[job]
            self.assertEqual(200, status)
            self.assertIn(f'href="https://shop.example/p/{number}"', page)
        self.assertEqual({READY}, {job["collected"] for job in self.sim.jobs()})


class AClientThatLooksAfterItsZone(TraceTest):
    def test_makes_the_zone_that_is_missing_and_uses_it_both_ways(self):
        self.assertTrue(call_traces.ensure_zone(self.api, "prices", "unlocker"))
        response_id = call_traces.zone_in_the_body(self.api, PAGE, "prices")
        self.sim.advance(until=response_id)
        self.assert_page(self.api.result(response_id))
        self.assert_page(call_traces.page_at_once(self.api, PAGE, "prices"))
        self.assertEqual("prices", self.only_job()["zone"])
        zones = self.sim.call("GET", "/_sim/ledger")["zones"]
        self.assertEqual(2, zones["prices"]["billed"])

    def test_makes_no_zone_that_is_there(self):
        self.assertTrue(call_traces.ensure_zone(self.api, "prices", "unlocker"))
        with mock.patch.object(Api, "post") as post:
            self.assertFalse(call_traces.ensure_zone(self.api, "prices", "unlocker"))
            self.assertFalse(call_traces.ensure_zone(self.api, "web_unlocker1", "unlocker"))
        post.assert_not_called()
        zones = self.sim.call("GET", "/_sim/scenario")["zones"]
        self.assertEqual(["prices", "serp1", "web_unlocker1"], sorted(zones))

    def test_tolerates_that_another_client_made_the_zone_meanwhile(self):
        self.assertTrue(call_traces.make_zone(self.api, "prices", "unlocker"))
        self.assertFalse(call_traces.make_zone(self.api, "prices", "unlocker"))
        self.assert_page(call_traces.page_at_once(self.api, PAGE, "prices"))

    def test_may_call_the_kind_of_zone_unblocker(self):
        self.assertTrue(call_traces.ensure_zone(self.api, "prices", "unblocker"))


if __name__ == "__main__":
    unittest.main()
