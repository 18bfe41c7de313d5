"""What is documented of polls and results, or was seen of them. Needs $ASYNCSIM_PROGRAM."""
import threading
import unittest

from contract import (
    ContractTest, FAILED_ENVELOPE, FAILING, HTML, JSON, PAGE, PIZZA, READS, REASON, REQUEST,
    TEXT, ZONES, envelope)
import wire
import asyncsim


class APoll(ContractTest):
    def test_before_completion_answers_202_with_those_bytes_and_no_more(self):
        job = self.job()
        for endpoint in READS:
            with self.subTest(endpoint):
                self.assert_answer(self.client.read(job, endpoint), 202, b"Request is pending")
        self.sim.advance("29999ms")
        self.assert_pending(job)
        self.sim.advance("1ms")
        self.assertEqual(200, self.client.read(job).status)

    def test_ignores_the_parameters_that_clients_add(self):
        job = self.job()
        for extra in ("&zone=web_unlocker1", "&customer=hl_12345678", "&zone=NAME&output=json",
                      "&brd_json=json"):
            self.assert_pending(job + extra)
        self.sim.advance("30s")
        plain = self.client.read(job)
        self.assertEqual(plain.body, self.client.read(job + "&output=json&brd_json=json").body)

    def test_of_an_unknown_id_answers_404_in_those_words(self):
        for unknown in ("x", "abc123-def456-ghi789", "s4t7w3619285042ra9dke1m8qx"):
            for endpoint in READS:
                answer = self.client.read(unknown, endpoint)
                self.assert_answer(answer, 404, b"Result not found")

    def test_without_an_id_answers_400_bad_request(self):
        for endpoint in READS:
            for query in ("", "?response_id=", "?zone=web_unlocker1"):
                answer = self.client.call("GET", endpoint + query)
                self.assert_answer(answer, 400, b"Bad Request")

    def test_of_another_accounts_id_answers_404_as_for_one_that_never_was(self):
        job, other = self.job(), asyncsim.Asyncsim()
        self.addCleanup(other.close)
        answer = wire.Client(other.url, other.key).read(job)
        self.assert_answer(answer, 404, b"Result not found")

    def test_from_16_threads_is_202_until_it_is_200_and_never_else(self):
        for _ in range(5):
            for statuses in self.heard_by_threads(16):
                self.assertRegex(" ".join(map(str, statuses)), r"^202( 202)*( 200)+$")

    def heard_by_threads(self, count):
        """What each heard that polled from before the job's completion until after it."""
        job, polling, done = self.job(), threading.Barrier(count + 1), threading.Event()
        heard = [[] for _ in range(count)]

        def poll(statuses, endpoint):
            statuses.append(self.client.read(job, endpoint).status)
            polling.wait(wire.SECONDS)
            while not done.is_set():
                statuses.append(self.client.read(job, endpoint).status)
            statuses.append(self.client.read(job, endpoint).status)

        threads = [threading.Thread(target=poll, args=(heard[n], READS[n % len(READS)]))
                   for n in range(count)]
        for thread in threads:
            thread.start()
        polling.wait(wire.SECONDS)
        self.sim.advance("29999ms")
        self.sim.advance("1ms")
        done.set()
        for thread in threads:
            thread.join()
        return heard

    def test_is_the_only_way_to_an_id_that_was_lost_there_is_no_listing(self):
        job = self.job()
        for method, target in (("GET", "/unblocker/req?zone=web_unlocker1"), ("GET", "/unblocker"),
                               ("GET", "/unblocker/get_results"), ("GET", "/unblocker/list"),
                               ("GET", "/unblocker/get_result?zone=web_unlocker1"),
                               ("DELETE", f"/unblocker/get_result?response_id={job}")):
            with self.subTest(method=method, target=target):
                answer = self.client.call(method, target)
                self.assertIn(answer.status, (400, 404, 405))
                self.assertNotIn(job.encode(), answer.body)
        self.assert_pending(job)


class AResult(ContractTest):
    def test_of_the_unlocker_is_the_targets_own_body_and_type(self):
        answer = self.result()
        self.assertTrue(answer.body.startswith(b"<!DOCTYPE html>"))
        self.assertIn(PAGE.encode(), answer.body)
        self.assert_headers(answer, HTML)

    def test_of_format_json_is_the_envelope_around_that_body(self):
        page, answer = self.result(), self.result({"url": PAGE, "format": "json"})
        self.assert_answer(answer, 200, envelope(200, {"content-type": HTML}, page.body), JSON)

    def test_is_the_same_through_every_read_endpoint_for_every_id(self):
        for family in ZONES:
            for body in ({"url": PAGE}, PIZZA, {"url": FAILING}):
                first = self.result(body, family)
                job = self.sim.jobs()[-1]["id"]
                for endpoint in READS:
                    with self.subTest(family=family, body=body, endpoint=endpoint):
                        again = self.client.read(job, endpoint)
                        self.assertEqual((first.status, first.body), (again.status, again.body))

    def test_can_be_read_again_and_again_until_it_expires(self):
        job = self.job()
        self.sim.advance("30s")
        first = self.client.read(job)
        for hours in (1, 20, 26):
            self.sim.advance(f"{hours}h")
            again = self.client.read(job)
            self.assertEqual((200, first.body), (again.status, again.body))

    def test_is_there_until_48_hours_after_the_submission_and_then_gone(self):
        self.sim.advance("7m")
        job = self.job()
        self.sim.advance("47h59m59s999ms")
        self.assertEqual(200, self.client.read(job).status)
        self.sim.advance("1ms")
        for endpoint in READS:
            self.assert_answer(self.client.read(job, endpoint), 404, b"Result not found")

    def test_that_took_long_is_kept_no_longer_for_that(self):
        job = self.job({"url": "https://sim.test/latency/47h"})
        self.sim.advance("47h")
        self.assertEqual(200, self.client.read(job).status)
        self.sim.advance("1h")
        self.assertEqual(404, self.client.read(job).status)

    def test_comes_typically_within_5_minutes_and_at_the_latest_after_8_hours(self):
        self.world(extends="typical-day")
        for number in range(200):
            self.job({"url": f"https://shop.example/p/{number}"})
        self.sim.advance("5m")
        self.assertGreater(self.ended(), 100)
        self.sim.advance("7h55m")
        self.assertEqual(200, self.ended())

    def ended(self):
        return sum(job["state"] != "pending" for job in self.sim.jobs())

    def test_of_a_search_that_is_not_parsed_is_html(self):
        answer = self.result({"query": {"q": "pizza"}}, "serp")
        self.assertEqual((200, HTML), (answer.status, answer.headers["content-type"]))
        self.assertIn(b"pizza", answer.body)

    def test_of_a_parsed_search_is_bare_json(self):
        inside = {"query": {"q": "pizza", "brd_json": "json"}}
        search = "https://www.google.com/search?q=pizza&brd_json=1"
        asked = [{**PIZZA, "brd_json": flag} for flag in (1, "1", "json", "html")]
        for body in (*asked, inside, {"url": search}):
            for family in ZONES:
                with self.subTest(body=body, family=family):
                    answer = self.result(body, family)
                    self.assert_headers(answer, JSON)
                    self.assertLessEqual({"general", "input", "organic", "pagination"},
                                         set(answer.json()))
                    self.assertEqual("pizza", answer.json()["general"]["query"])

    def test_of_a_multi_has_both_searches_and_is_billed_as_two(self):
        answer = self.result({"multi": [{"keyword": "a", "num": 1}, {"keyword": "b", "num": 2}]},
                             "serp")
        self.assertEqual(["a", "b"], [one["general"]["query"] for one in answer.json()])
        self.assertEqual(2, self.client.call("GET", "/_sim/ledger").json()["billed"])

    def test_of_a_target_that_failed_is_an_empty_200_with_the_error_in_headers(self):
        self.assert_answer(self.result({"url": FAILING}), 200, b"", TEXT, x_brd_status_code="502",
                           x_brd_error=REASON, x_brd_error_code="navigation_timeout")

    def test_of_a_target_that_failed_is_an_envelope_for_format_json(self):
        answer = self.result({"url": FAILING, "format": "json"})
        self.assert_answer(answer, 200, FAILED_ENVELOPE, JSON)

    def test_tells_each_error_code_of_the_vendor(self):
        codes = {
            400: ("feature_not_active", "ub_bad_endpoint_robots"), 403: ("policy_20020",),
            407: ("client_10000",), 429: ("sr_rate_limit",),
            502: ("reject_block", "navigation_timeout", "http_status", "captcha",
                  "proxy_timeout", "no_peers", "net_err_closed")}
        for status, code in [(status, code) for status in codes for code in codes[status]]:
            with self.subTest(code):
                answer = self.result({"url": f"https://sim.test/outcome/fail?code={code}"})
                self.assertEqual(200, answer.status)
                self.assertEqual((str(status), code), (answer.headers["x-brd-status-code"],
                                                       answer.headers["x-brd-error-code"]))

    def test_carries_the_debug_header_if_the_submit_asked_for_it(self):
        for debug in (True, False):
            job = self.job({"url": PAGE, "debug": debug})
            self.assertNotIn("x-brd-debug", self.client.read(job).names)
            self.sim.advance("30s")
            self.assertEqual(debug, "x-brd-debug" in self.client.read(job).names)

    def test_is_free_since_the_submit_is_billed(self):
        job = self.job()
        billed = [self.client.call("GET", "/_sim/ledger").json()]
        self.assert_pending(job)
        self.sim.advance("30s")
        for endpoint in READS * 2:
            self.client.read(job, endpoint)
        billed.append(self.client.call("GET", "/_sim/ledger").json())
        self.assertEqual([1, 1], [one["billed"] for one in billed])
        self.assertEqual([0.0015, 0.0015], [one["cost_usd"] for one in billed])

    def test_costs_the_same_as_a_sync_answer(self):
        self.result()
        cost = self.client.call("GET", "/_sim/ledger").json()["cost_usd"]
        self.client.post("/request", REQUEST)
        self.assertEqual(2 * cost, self.client.call("GET", "/_sim/ledger").json()["cost_usd"])


if __name__ == "__main__":
    unittest.main()
