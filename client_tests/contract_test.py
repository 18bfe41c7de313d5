"""What is documented of the vendor's API, or was seen of it: a test for each statement that tells
an answer, on the bytes of the wire. Needs $ASYNCSIM_PROGRAM."""
import contextlib
import http.server
import json
import pathlib
import re
import sys
import threading
import unittest
import urllib.parse
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE)]

import asyncsim  # noqa: E402
import wire  # noqa: E402
from server import serving  # noqa: E402

PAGE = "https://shop.example/p/1"
PIZZA = {"country": "us", "query": {"q": "pizza", "num": "100", "hl": "en", "gl": "au"}}
FAILING = "https://sim.test/outcome/fail?code=navigation_timeout"
REASON = "The target page did not load in time"
ZONES = {"unblocker": "web_unlocker1", "serp": "serp1"}
READS = ("/unblocker/get_result", "/serp/get_result", "/response")
ALWAYS = {"content-type", "content-length", "date", "connection", "x-sim-now"}
HTML, TEXT, JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"
REQUEST = {"zone": "web_unlocker1", "url": PAGE, "format": "raw"}
KNOBS = {  # the default first
    "pending_answer": ("text", "quoted", "empty", "204", "102"),
    "result_shape": ("passthrough", "envelope"),
    "failure_shape": ("headers", "envelope", "status"),
    "expired_answer": ("not_found", "gone"),
    "missing_response_id": ("bad_request", "validation", "not_found"),
    "foreign_id": ("not_found", "forbidden"),
    "bad_key_text": ("invalid_token", "authentication", "method", "credentials"),
    "unknown_zones": ("reject", "create"),
    "on_sync_zone": ("reject", "allow", "content"),
    "on_async_zone": ("allow", "reject"),
    "fresh_id": ("found", "404_for_2s", "404_for_10s"),
    "lenient_json": ("refuse", "accept"),
    "webhook_data_field": ("webhook_data", "hook_data", "both"),
    "webhook_get_layout": ("parameters", "json"),
    "retry_after": ("sent", "omitted"),
}
INVALID_URI = (b'{"error":"Request validation failed","error_code":"validation","details":['
               b'{"message":"\\"url\\" must be a valid uri","path":["url"],"type":"string.uri",'
               b'"context":{')


class ContractTest(asyncsim.TestCase):
    @property
    def client(self):
        return wire.Client(self.sim.url, self.sim.key)

    def world(self, **changes):
        """From now on the test's world is that of `ci` with these changes."""
        self.sim.call("PUT", "/_sim/scenario", {
            "version": 1, "extends": "ci", "clock": {"mode": "manual"}, **changes})

    def submit(self, body=None, family="unblocker", zone=None):
        body = {"url": PAGE} if body is None else body
        return self.client.post(f"/{family}/req?zone={zone or ZONES[family]}", body)

    def job(self, body=None, family="unblocker", zone=None):
        answer = self.submit(body, family, zone)
        self.assertEqual(200, answer.status, answer.body)
        return answer.response_id

    def result(self, body=None, family="unblocker", zone=None):
        """What get_result answers once such a job is done."""
        job = self.job(body, family, zone)
        self.sim.advance("30s")
        return self.client.read(job)

    def assert_answer(self, answer, status, body, kind=TEXT, **headers):
        """Those bytes and, but for the hint, no other headers than those; all in lower case."""
        self.assertEqual((status, body), (answer.status, answer.body))
        self.assert_headers(answer, kind, **headers)

    def assert_headers(self, answer, kind, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.assertEqual(kind, answer.headers["content-type"])
        self.assertLessEqual(headers.items(), answer.headers.items())
        allowed = ALWAYS | set(headers) | {"x-asyncsim-hint", "x-sim-held"}
        self.assertLessEqual(set(answer.names), allowed)

    def assert_validation(self, answer, message, path, kind):
        self.assertEqual((400, JSON), (answer.status, answer.headers["content-type"]))
        error = answer.json()
        self.assertEqual(["error", "error_code", "details"], list(error))
        self.assertEqual(("Request validation failed", "validation"),
                         (error["error"], error["error_code"]))
        detail = error["details"][0]
        self.assertEqual(["message", "path", "type", "context"], list(detail))
        self.assertEqual((message, path, kind),
                         (detail["message"], detail["path"], detail["type"]))

    def assert_pending(self, job):
        self.assert_answer(self.client.read(job), 202, b"Request is pending")


class ASubmit(ContractTest):
    def test_answers_200_with_the_id_in_header_and_body(self):
        for family in ZONES:
            with self.subTest(family):
                answer = self.submit(family=family)
                body = b'{"response_id":"%s"}' % answer.response_id.encode()
                self.assert_answer(answer, 200, body, JSON, x_response_id=answer.response_id)

    def test_names_the_id_in_a_line_that_the_published_sed_finds(self):
        lines = re.findall(rb"(?m)^x-response-id: (.*)\r$", self.submit(PIZZA).head + b"\r\n")
        self.assertEqual(1, len(lines))
        self.assert_pending(lines[0].decode())

    def test_has_an_id_of_the_observed_shape_with_the_moment_of_the_submit(self):
        self.sim.advance("1h1ms")
        shape = re.fullmatch(r"s\d+(w\d+)?t(\d{13})r[0-9a-z]{12,14}", self.job())
        self.assertEqual("1767607200001", shape[2])  # 2026-01-05T10:00:00.001Z

    def test_has_an_id_of_its_own_even_for_the_same_request(self):
        self.assertEqual(50, len({self.job() for _ in range(50)}))
        self.assertEqual(50, self.client.call("GET", "/_sim/ledger").json()["billed"])

    def test_with_a_customer_is_the_same(self):
        answer = self.client.post("/unblocker/req?customer=hl_12345678&zone=web_unlocker1", PIZZA)
        self.assertEqual(200, answer.status)

    def test_takes_url_query_or_multi_on_either_family(self):
        two = {"multi": [{"keyword": "a", "num": 1}, {"keyword": "b", "num": "2"}]}
        for family in ZONES:
            for body in ({"url": "https://example.com?foo=bar", "country": "us"}, PIZZA, two):
                with self.subTest(family=family, body=body):
                    self.assertEqual(200, self.submit(body, family).status)

    def test_takes_every_documented_field(self):
        sound = {"method": "POST", "headers": {"a": "b"}, "body": {"c": 1}, "country": None,
                 "webhook_url": self.sim.inbox().url, "webhook_method": "GET", "debug": True,
                 "webhook_data": [1], "format": "json", "data_format": "markdown"}
        for body in (sound, {"body": "text"}, {"country": "us"}, {"render": True, "flags": "x"}):
            with self.subTest(body):
                self.assertEqual(200, self.submit({"url": PAGE, **body}).status)

    def test_takes_numbers_of_a_query_as_text_or_integer(self):
        for num, start in (("10", "20"), (10, 20)):
            body = {"query": {"q": "pizza", "num": num, "start": start, "gl": "us", "hl": "en"}}
            self.assertEqual(200, self.submit(body, "serp").status)

    def test_takes_the_zone_in_the_body_instead_of_the_query(self):
        answer = self.client.post("/unblocker/req", {"url": PAGE, "zone": "web_unlocker1"})
        self.assertEqual(200, answer.status)

    def test_tolerates_unknown_fields(self):
        self.assertEqual(200, self.submit({"url": PAGE, "async": True, "unknown": [1]}).status)

    def test_without_a_zone_is_refused_in_those_words(self):
        for target in ("/unblocker/req", "/serp/req", "/unblocker/req?zone="):
            answer = self.client.post(target, {"url": PAGE})
            self.assert_answer(answer, 400, b"Missing zone parameter")

    def test_to_an_unknown_zone_is_refused_in_those_words(self):
        for family in ZONES:
            answer = self.submit(family=family, zone="NAME")
            self.assert_answer(answer, 400, b'zone "NAME" not found')

    def test_of_an_invalid_uri_is_refused_in_those_bytes(self):
        for family in ZONES:
            answer = self.submit({"url": "nowhere"}, family)
            self.assertEqual((400, JSON), (answer.status, answer.headers["content-type"]))
            self.assertEqual(INVALID_URI, answer.body[:len(INVALID_URI)])
            self.assert_validation(answer, '"url" must be a valid uri', ["url"], "string.uri")

    def test_without_a_url_is_refused_by_the_unlocker(self):
        self.assert_validation(self.submit({}), '"url" is required', ["url"], "any.required")

    def test_of_a_query_without_q_is_refused(self):
        self.assert_validation(self.submit({"query": {"gl": "us"}}, "serp"),
                               '"query.q" is required', ["query", "q"], "any.required")

    def test_of_a_multi_that_is_not_exactly_two_is_refused(self):
        for count in (0, 1, 3):
            answer = self.submit({"multi": [{"keyword": "a", "num": 1}] * count}, "serp")
            self.assert_validation(answer, '"multi" must contain 2 items', ["multi"],
                                   "array.length")

    def test_of_malformed_json_is_refused(self):
        for body in (b"{", b'{"url":"https://example.com",}', b"", b"url=1", b"[]"):
            answer = self.submit(body)
            self.assertEqual((400, "validation"), (answer.status, answer.json()["error_code"]))

    def test_of_a_refused_request_makes_no_job_and_costs_nothing(self):
        self.submit({"url": "nowhere"})
        self.submit(zone="NAME")
        self.assertEqual([], self.sim.jobs())
        self.assertEqual(0, self.client.call("GET", "/_sim/ledger").json()["billed"])

    def test_to_serp_is_limited_to_100_a_second(self):
        self.assertEqual([200] * 100, [self.submit(PIZZA, "serp").status for _ in range(100)])
        self.assertEqual(429, self.submit(PIZZA, "serp").status)
        self.sim.advance("1s")
        self.assertEqual(200, self.submit(PIZZA, "serp").status)

    def test_may_be_made_10000_times_in_under_a_minute(self):
        pages = [wire.as_json({"url": f"https://shop.example/p/{n}"}) for n in range(10_000)]
        authorization = [("authorization", self.client.authorization)]
        one = [wire.request("POST", "/unblocker/req?zone=web_unlocker1", page, authorization)
               .replace(b"connection: close", b"connection: keep-alive") for page in pages]
        with Pipeline(self.sim.url) as pipeline:
            ids = [pipeline.answer_to(texts) for texts in batches(one, 100)]
        self.assertEqual(10_000, len({one for batch in ids for one in batch}))
        self.assertEqual(10_000, len(self.sim.jobs()))


def batches(sequence, size):
    return (sequence[at:at + size] for at in range(0, len(sequence), size))


class Pipeline:
    """One connection on which many submits follow each other."""

    def __init__(self, url):
        place = urllib.parse.urlsplit(url)
        self.connection = wire.socket.create_connection((place.hostname, place.port), wire.SECONDS)
        self.file = self.connection.makefile("rb")

    def answer_to(self, texts):
        self.connection.sendall(b"".join(texts))
        return [self.one_id() for _ in texts]

    def one_id(self):
        lines = [line := self.file.readline()]
        while line not in (b"\r\n", b""):
            lines.append(line := self.file.readline())
        if not lines[0].startswith(b"HTTP/1.1 200 "):
            raise AssertionError(lines)
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        return json.loads(self.file.read(length))["response_id"]

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.file.close()
        self.connection.close()


class AKey(ContractTest):
    CALLS = [("POST", "/unblocker/req?zone=web_unlocker1", {"url": PAGE}),
             ("POST", "/serp/req?zone=serp1", PIZZA), ("POST", "/request", REQUEST)] + [
                 ("GET", f"{endpoint}?response_id=x", None) for endpoint in READS]

    def refused(self, authorization, text):
        for method, target, body in self.CALLS:
            with self.subTest(target):
                answer = self.client.call(method, target, body, authorization=authorization)
                self.assertEqual((401, text), (answer.status, answer.body))
                self.assertEqual(TEXT, answer.headers["content-type"])

    def test_may_be_64_hex_digits_or_a_uuid(self):
        for key in ((uuid.uuid4().hex + uuid.uuid4().hex), str(uuid.uuid4())):
            answer = wire.Client(self.sim.url, key).post("/unblocker/req?zone=web_unlocker1", PIZZA)
            self.assertEqual(200, answer.status)

    def test_that_is_bad_is_an_invalid_token(self):
        self.refused("Bearer invalid-key", b"Invalid token")

    def test_that_is_not_there_means_authentication_is_required(self):
        self.refused(None, b"User authentication is required")

    def test_of_another_scheme_is_not_supported(self):
        self.refused("Basic dXNlcjpwYXNz", b"Auth method is not supported")

    def test_that_is_missing_after_its_scheme_is_missing_credentials(self):
        self.refused("Bearer", b"Credentials are missing")


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
        for code in ("reject_block", "navigation_timeout", "http_status", "captcha",
                     "proxy_timeout", "no_peers", "net_err_closed"):
            with self.subTest(code):
                answer = self.result({"url": f"https://sim.test/outcome/fail?code={code}"})
                self.assertEqual(("502", code), (answer.headers["x-brd-status-code"],
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


def envelope(status, headers, body):
    """As the vendor writes it: those three keys in that order, no spaces."""
    whole = {"status_code": status, "headers": headers, "body": body.decode()}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


FAILED_ENVELOPE = envelope(502, {"x-brd-error": REASON, "x-brd-error-code": "navigation_timeout"},
                           b"")


class Receiver(http.server.ThreadingHTTPServer):
    """Reads each result inside its handler, as many receivers do, then answers `answer`."""

    def __init__(self, client, answer=204):
        heard = self.heard = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                notice = json.loads(self.rfile.read(int(self.headers["content-length"])))
                heard.append((notice, client.read(notice["response_id"]).status))
                self.send_response(answer)
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/done"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *exception):
        self.shutdown()
        super().__exit__(*exception)


class AWebhook(ContractTest):
    def setUp(self):
        self.hook = self.sim.inbox("hook")

    def told(self, **fields):
        """The job, and the messages that told of it."""
        job = self.job({"url": PAGE, "webhook_url": self.hook.url, **fields})
        self.sim.advance("29999ms")
        self.assertEqual([], self.hook.messages())
        self.sim.advance("1ms")
        return job, self.hook.messages()

    def test_replaces_polling_and_tells_status_id_and_url_in_a_post_of_json(self):
        job, (message,) = self.told()
        self.assertEqual(("POST", "application/json", "2026-01-05T09:00:30.000Z"),
                         (message["method"], message["headers"]["content-type"], message["at"]))
        self.assertEqual({"status": 200, "response_id": job, "request_url": PAGE}, message["json"])
        self.assertEqual(200, self.client.read(job).status)

    def test_has_a_user_agent(self):
        _, (message,) = self.told()
        self.assertTrue(message["headers"]["user-agent"])

    def test_carries_any_json_as_its_data(self):
        for data in ({"order": [1, "a"]}, [], "text", 5, False):
            with self.subTest(data=data):
                self.sim.reset()
                job, (message,) = self.told(webhook_data=data)
                self.assertEqual({"status": 200, "response_id": job, "request_url": PAGE,
                                  "webhook_data": data}, message["json"])

    def test_by_get_has_the_same_in_its_query(self):
        job, (message,) = self.told(webhook_method="GET", webhook_data={"a": 1})
        query = urllib.parse.parse_qsl(urllib.parse.urlsplit(message["url"]).query)
        self.assertEqual(("GET", ""), (message["method"], message["body"]))
        self.assertEqual([("status", "200"), ("response_id", job), ("request_url", PAGE),
                          ("webhook_data", '{"a":1}')], query)

    def test_of_a_zone_is_the_default_and_that_of_the_request_goes_over_it(self):
        self.world(zones={"web_unlocker1": {"webhook": {"url": self.sim.inbox("zone").url}}})
        of_zone = self.job()
        of_request, messages = self.told()
        self.assertEqual([of_request], [message["json"]["response_id"] for message in messages])
        messages = self.sim.inbox("zone").messages()
        self.assertEqual([of_zone], [message["json"]["response_id"] for message in messages])

    def test_of_a_failed_job_has_a_status_other_than_200(self):
        _, (message,) = self.told(url=FAILING)
        self.assertEqual((502, FAILING), (message["json"]["status"],
                                          message["json"]["request_url"]))

    def test_comes_when_the_result_can_be_read_already(self):
        with Receiver(self.client) as receiver:
            jobs = {self.job({"url": PAGE, "webhook_url": receiver.url}) for _ in range(8)}
            self.sim.advance("30s")
            self.assertEqual([200] * 8, [status for _, status in receiver.heard])
            self.assertEqual(jobs, {notice["response_id"] for notice, _ in receiver.heard})

    def test_is_attempted_once_whatever_is_answered(self):
        for answer in (500, 404, 429):
            with self.subTest(answer), Receiver(self.client, answer) as receiver:
                self.job({"url": PAGE, "webhook_url": receiver.url})
                self.sim.advance("24h")
                self.assertEqual(1, len(receiver.heard))


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
        self.assert_answer(answer, 200, b'[{"name":"web_unlocker1","type":"unlocker"},'
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
        self.assertRegex(answer.body, rb'^\{"status":"active","customer":"hl_[0-9a-f]{8}"\}$')

    def test_tells_the_success_rate_of_a_domain(self):
        answer = self.client.call("GET", "/unblocker/success_rate/example.com")
        self.assert_answer(answer, 200, b'{"example.com":0.98}', JSON)

    def test_tells_its_bandwidth(self):
        self.submit()
        answer = self.client.call("GET", "/customer/bw")
        self.assertEqual((200, JSON), (answer.status, answer.headers["content-type"]))
        self.assertIn("web_unlocker1", answer.body.decode())


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
