"""What is documented of /request and of the account calls. Needs $ASYNCSIM_PROGRAM."""
import unittest
import urllib.parse

from contract import (
    ContractTest, FAILED_ENVELOPE, FAILING, HTML, INVALID_URI, JSON, PAGE, PIZZA, REASON,
    REQUEST, TEXT, envelope)


class ASyncRequest(ContractTest):
    def setUp(self):
        self.world(zones={"web_unlocker1": {"sync": {"success_rate": 1}},
                          "sync": {"mode": "sync", "sync": {"success_rate": 1}}})

    def request(self, flag="", /, **fields):
        return self.client.post(f"/request{flag}", {**REQUEST, **fields})

    def test_answers_200_with_the_raw_body(self):
        answer = self.request()
        self.assertEqual(self.result().body, answer.body)
        self.assert_headers(answer, HTML)

    def test_of_format_json_answers_the_envelope(self):
        page = self.request().body
        self.assert_answer(self.request(format="json"), 200,
                           envelope(200, {"content-type": HTML}, page), JSON)

    def test_is_held_for_seconds_where_an_async_one_holds_nothing(self):
        held = self.request().headers["x-sim-held"]
        self.assertRegex(held, r"^([3-9]s(\d+ms)?|10s)$")
        self.assertNotIn("x-sim-held", self.submit().names)

    def test_that_failed_hides_behind_an_empty_200(self):
        self.assert_answer(self.request(url=FAILING), 200, b"", TEXT, x_brd_status_code="502",
                           x_brd_error=REASON, x_brd_error_code="navigation_timeout")
        self.assert_answer(self.request(url=FAILING, format="json"), 200, FAILED_ENVELOPE, JSON)

    def test_of_a_target_that_never_answers_fails_too(self):
        answer = self.request(url="https://sim.test/outcome/never")
        self.assertEqual((200, b""), (answer.status, answer.body))
        self.assertEqual(("navigation_timeout", "1m"),
                         (answer.headers["x-brd-error-code"], answer.headers["x-sim-held"]))

    def test_of_format_json_is_the_envelope_around_a_parsed_search_too(self):
        url = "https://www.google.com/search?q=pizza&brd_json=1"
        answer = self.request(url=url, format="json").json()
        self.assertEqual(["status_code", "headers", "body"], list(answer))
        self.assertIn('"organic"', answer["body"])

    def test_has_no_id_to_name_in_its_debug_header(self):
        self.assertRegex(self.request(debug=True).headers["x-brd-debug"], "^zone=web_unlocker1; ")

    def test_by_head_is_neither_answered_nor_billed(self):
        answer = self.client.call("HEAD", "/request?zone=web_unlocker1&format=raw&url=" + PAGE)
        self.assertEqual((405, "GET, POST"), (answer.status, answer.headers["allow"]))
        self.assertEqual(0, self.sim.call("GET", "/_sim/ledger")["billed"])

    def test_takes_every_allowed_field(self):
        answer = self.request(method="GET", country="us", data_format="markdown", render=True,
                              debug=True, body="x", headers={"a": "b"}, data_options={},
                              sdk_function="x")
        self.assertEqual(200, answer.status)

    def test_requires_zone_url_and_format(self):
        for name in ("zone", "url", "format"):
            body = {key: value for key, value in REQUEST.items() if key != name}
            self.assert_validation(self.client.post("/request", body), f'"{name}" is required',
                                   [name], "any.required")

    def test_rejects_unknown_keys(self):
        for name in ("async", "webhook_url", "query", "unknown"):
            answer = self.request(**{name: True})
            self.assert_validation(answer, f'"{name}" is not allowed', [name], "object.unknown")

    def test_of_an_invalid_uri_is_refused_in_those_bytes(self):
        answer = self.request(url="nowhere")
        self.assertEqual((400, INVALID_URI), (answer.status, answer.body[:len(INVALID_URI)]))

    def test_to_an_unknown_zone_is_refused_in_those_words(self):
        self.assert_answer(self.request(zone="NAME"), 400, b'zone "NAME" not found')

    def test_may_come_by_get_with_the_same_in_its_query(self):
        query = urllib.parse.urlencode(REQUEST)
        answer = self.client.call("GET", f"/request?{query}")
        self.assertEqual((200, self.request().body), (answer.status, answer.body))
        self.assert_validation(self.client.call("GET", f"/request?{query}&unknown=1"),
                               '"unknown" is not allowed', ["unknown"], "object.unknown")

    def test_with_async_in_the_query_answers_as_a_submit_does(self):
        for flag in ("true", "1"):
            answer = self.request(f"?async={flag}")
            body = b'{"response_id":"%s"}' % answer.response_id.encode()
            self.assert_answer(answer, 200, body, JSON, x_response_id=answer.response_id)
            self.assert_pending(answer.response_id)

    def test_with_async_on_a_sync_zone_is_answered_all_the_same(self):
        self.assertEqual(self.request(zone="sync").body, self.request("?async=1", zone="sync").body)
        self.assertEqual([], self.sim.jobs())


class AZone(ContractTest):
    def test_that_is_sync_rejects_async_requests_and_an_account_may_have_both(self):
        self.world(zones={"sync": {"mode": "sync"}})
        self.assert_answer(self.submit(zone="sync"), 400,
                           b"async requests are not enabled for this zone")
        self.assertEqual(200, self.client.post("/request", {**REQUEST, "zone": "sync"}).status)
        self.assertEqual(200, self.submit().status)


class AnAccount(ContractTest):
    def test_lists_its_active_zones(self):
        answer = self.client.call("GET", "/zone/get_active_zones")
        self.assert_answer(answer, 200, b'[{"name":"web_unlocker1","type":"unblocker"},'
                                        b'{"name":"serp1","type":"serp"}]', JSON)

    def test_takes_a_new_zone_once_and_uses_it(self):
        new = {"zone": {"name": "new", "type": "serp"}, "plan": {"type": "serp"}}
        self.assertEqual(201, self.client.post("/zone", new).status)
        self.assertEqual(409, self.client.post("/zone", new).status)
        zones = self.client.call("GET", "/zone/get_active_zones").json()
        self.assertEqual({"name": "new", "type": "serp"}, zones[-1])
        self.assertEqual(200, self.submit(PIZZA, zone="new").status)

    def test_has_a_status_with_its_customer(self):
        answer = self.client.call("GET", "/status")
        self.assertRegex(answer.body, rb'^\{"status":"active","customer":"hl_[0-9a-f]{8}",'
                                      rb'"can_make_requests":true,"auth_fail_reason":""\}$')

    def test_tells_the_success_rate_of_a_domain(self):
        answer = self.client.call("GET", "/unblocker/success_rate/example.com")
        self.assert_answer(answer, 200, b'{"example.com":0.98}', JSON)

    def test_tells_its_bandwidth(self):
        self.submit()
        answer = self.client.call("GET", "/customer/bw")
        self.assertEqual((200, JSON), (answer.status, answer.headers["content-type"]))
        self.assertIn("web_unlocker1", answer.body.decode())


if __name__ == "__main__":
    unittest.main()
