"""What the tests of the vendor's contract share: calls, and what is asserted of an answer, on the
bytes of the wire."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE / "clients"), str(HERE)]

import asyncsim  # noqa: E402
import wire  # noqa: E402

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


def envelope(status, headers, body):
    """As the vendor writes it: those three keys in that order, no spaces."""
    whole = {"status_code": status, "headers": headers, "body": body.decode()}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


FAILED_ENVELOPE = envelope(502, {"x-brd-error": REASON, "x-brd-error-code": "navigation_timeout"},
                           b"")


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
