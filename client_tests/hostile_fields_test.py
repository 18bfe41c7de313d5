"""Every field of a request times every bad value: accepted, or refused in the vendor's shape, and
never a header line more. Needs $ASYNCSIM_PROGRAM."""
import copy
import json
import pathlib
import socketserver
import sys
import threading
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE)]

import asyncsim  # noqa: E402
import wire  # noqa: E402

PAGE = "https://shop.example/p/1"
LONG = "x" * 1_000_000
INJECTED = "set-cookie: x=1"
HOSTILE = {
    "CR and LF": f"a\r\n{INJECTED}\r\n\r\n<b>",
    "LF alone": f"a\n{INJECTED}",
    "CR alone": f"a\r{INJECTED}",
    "NUL": f"a\0{INJECTED}",
    "escaped line ends": f"%0d%0a{INJECTED}",
    "escaped NUL": f"%00{INJECTED}",
    "not ASCII": f"\u00e9\u20ac\U0001f600\u2028\u0085\u560d\u560a{INJECTED}",
    "half a surrogate pair": f"\ud800{INJECTED}",
}
WRONG = {
    "null": None, "a number": 7, "a negative number": -1, "a fraction": 0.5, "a huge number": 1e300,
    "a bool": True, "a list": [INJECTED], "an empty list": [], "an object": {"a": INJECTED},
    "an empty object": {}, "a text": "text", "an empty text": "", "a long text": LONG,
}
# Where a text alone would be refused at the door, it also comes inside of what is let in.
DRESSED = {
    "url": lambda text: "https://shop.example/p/" + text.replace(" ", "%20"),
    "webhook_url": lambda text: "https://sim.test/inbox/hostile?" + text.replace(" ", "%20"),
    "headers": lambda text: {text: "1", "x-text": text},
    "body": lambda text: {"text": text},
    "query": lambda text: {"q": "pizza", text: text},
    "multi": lambda text: [{"keyword": text, "num": 1}, {"keyword": "b", "num": text}],
    "webhook_data": lambda text: {text: [text]},
}
TOP_FIELDS = ("url query multi brd_json method headers body country webhook_url webhook_method "
              "webhook_data debug format data_format render flags zone").split()
FIELDS = [(name,) for name in TOP_FIELDS] + [
    ("query", name) for name in ("q", "gl", "hl", "num", "start", "brd_json")
] + [("multi", 0, name) for name in ("keyword", "num")]
SOUND_PARENTS = {
    "query": {"q": "pizza"},
    "multi": [{"keyword": "a", "num": 1}, {"keyword": "b", "num": 1}],
}
ENDPOINTS = {
    "/unblocker/req": {"zone": "web_unlocker1", "url": PAGE, "debug": True},
    "/serp/req": {"zone": "serp1", "query": {"q": "pizza"}, "debug": True},
    "/request": {"zone": "web_unlocker1", "url": PAGE, "debug": True, "format": "raw"},
}
KNOWN_HEADERS = set("content-type x-response-id x-sim-now x-sim-held x-asyncsim-hint "
                    "content-length date connection retry-after".split())
INBOX_HEADERS = {"user-agent", "content-type", "content-length", "host", "connection"}


def values_of(field):
    """The bad values for it, by name."""
    yield from WRONG.items()
    yield from HOSTILE.items()
    dress = DRESSED.get(field[-1])
    if dress and len(field) == 1:
        for name, text in {**HOSTILE, "a long text": LONG, "an empty text": ""}.items():
            yield f"{name} inside", dress(text)


def with_value(sound, field, value):
    """That body with that value at that path; what is around it is sound."""
    body = copy.deepcopy(sound)
    if len(field) > 1:
        body.setdefault(field[0], copy.deepcopy(SOUND_PARENTS[field[0]]))
    place = body
    for step in field[:-1]:
        place = place[step]
    place[field[-1]] = value
    return body


def has_half_a_pair(value):
    return "\\ud800" in json.dumps(value)


def readable(text):
    """A name that is not UTF-8 may come back as it is or with U+FFFD in its place."""
    return text.decode("utf-8", "replace")


def event_counts(journal):
    names = [event["event"] for event in journal]
    return names.count("submitted"), names.count("requested")


class HostileTest(asyncsim.TestCase):
    def setUp(self):
        self.client = wire.Client(self.sim.url, self.sim.key)
        self.sim.call("PUT", "/_sim/scenario", {
            "version": 1, "extends": "ci", "clock": {"mode": "manual"},
            "zones": {"serp1": {"limits": {"submits_per_second": 1_000_000}}}})
        self.accepted, self.sync = [], 0

    def assert_clean(self, answer):
        """No 5xx, and no header line but those that are known, each a whole line."""
        self.assertLess(answer.status, 500, answer.head)
        for line in answer.lines:
            self.assertRegex(line, rb"\A[a-z0-9-]+: [\x20-\x7e]*\Z")
        unknown = [name for name in answer.names
                   if name not in KNOWN_HEADERS and not name.startswith("x-brd-")]
        self.assertEqual([], unknown)
        self.assertEqual(len(set(answer.names)), len(answer.names), answer.head)
        self.assertEqual(int(answer.headers["content-length"]), len(answer.body))

    def assert_refused(self, answer, field, value):
        """400 in the vendor's shape, and it names the field."""
        self.assertEqual(400, answer.status, answer.head)
        if field[-1] == "zone" and answer.headers["content-type"].startswith("text/plain"):
            expected = f'zone "{value}" not found' if value else "Missing zone parameter"
            self.assertEqual(readable(wire.encoded(expected)), readable(answer.body))
            return
        error = answer.json()
        self.assertEqual({"error", "error_code", "details"}, set(error))
        self.assertEqual(("Request validation failed", "validation"),
                         (error["error"], error["error_code"]))
        paths = [tuple(detail["path"]) for detail in error["details"]]
        if has_half_a_pair(value) and paths == [()]:
            return  # such a text is not JSON, so there is no field to name
        self.assertTrue(any(path and path[:len(field)] == field[:len(path)] for path in paths),
                        f"{field} is not in {paths}")

    def submit(self, endpoint, body, field, value):
        answer = self.client.post(endpoint, body)
        self.assert_clean(answer)
        if answer.status != 200:
            self.assert_refused(answer, field, value)
        elif endpoint == "/request":
            self.sync += 1
        else:
            self.accepted.append(answer.response_id)
            self.assertEqual({"response_id": answer.response_id}, answer.json())
        return answer

    def assert_nothing_else_happened(self):
        self.assertEqual(200, self.client.call("GET", "/_sim/health", authorization=None).status)
        journal = self.sim.journal()
        self.assertEqual((len(self.accepted), self.sync), event_counts(journal))
        submitted = [event["job"] for event in journal if event["event"] == "submitted"]
        self.assertEqual(self.accepted, submitted)
        self.assertEqual(set(self.accepted), {job["id"] for job in self.sim.jobs()})

    def assert_every_job_reads_clean(self):
        self.assertTrue(self.accepted)
        self.sim.advance("30s")
        for job in self.accepted:
            answer = self.client.read(job)
            with self.subTest(job=job):
                self.assert_clean(answer)
                self.assertEqual(200, answer.status)

    def plain_messages(self, name):
        """What that inbox was sent: known headers only, and no end of a line in any."""
        messages = self.sim.inbox(name).messages()
        for message in messages:
            self.assertLessEqual(set(message["headers"]), INBOX_HEADERS)
            for text in (message["url"], *message["headers"].values()):
                self.assertRegex(text, r"^[\x21-\x7e][\x20-\x7e]*\Z")
        return messages

    def every_field_at(self, endpoint):
        for field in FIELDS:
            for name, value in values_of(field):
                with self.subTest(field=field, value=name):
                    body = with_value(ENDPOINTS[endpoint], field, value)
                    self.submit(endpoint, body, field, value)


class AFieldOfTheBody(HostileTest):
    def test_of_an_unlocker_submit_is_accepted_or_refused_by_name(self):
        self.every_field_at("/unblocker/req")
        self.assert_every_job_reads_clean()
        self.assertTrue(self.plain_messages("hostile"))
        self.assert_nothing_else_happened()

    def test_of_a_serp_submit_is_accepted_or_refused_by_name(self):
        self.every_field_at("/serp/req")
        self.assert_every_job_reads_clean()
        self.assertTrue(self.plain_messages("hostile"))
        self.assert_nothing_else_happened()

    def test_of_a_sync_request_is_accepted_or_refused_by_name(self):
        self.every_field_at("/request")
        self.assertGreater(self.sync, 0)
        self.assert_nothing_else_happened()

    def test_of_the_wrong_type_is_refused_where_the_type_is_documented(self):
        for field, value in (("url", 7), ("url", None), ("url", []), ("query", "text"),
                             ("multi", {}), ("headers", "text"), ("body", 7), ("country", 7),
                             ("webhook_url", 7), ("webhook_method", 7), ("debug", "text"),
                             ("format", 7), ("zone", 7), ("method", 7), ("brd_json", {})):
            with self.subTest(field=field, value=value):
                body = with_value(ENDPOINTS["/unblocker/req"], (field,), value)
                self.assertEqual(400, self.submit("/unblocker/req", body, (field,), value).status)
        self.assert_nothing_else_happened()

    def test_that_is_not_utf_8_is_refused(self):
        for bad in (b"\xff", b"\xc0\x8a", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r\n", b"\0"):
            for endpoint in ENDPOINTS:
                with self.subTest(bytes=bad, endpoint=endpoint):
                    body = wire.as_json({**ENDPOINTS[endpoint], "body": "BAD"}).replace(b"BAD", bad)
                    answer = self.client.post(endpoint, body)
                    self.assert_clean(answer)
                    self.assertEqual(400, answer.status)
                    self.assertEqual([[]], [one["path"] for one in answer.json()["details"]])
        self.assert_nothing_else_happened()


class AFieldOfTheQuery(HostileTest):
    TOO_LONG = 414  # what HTTP says of a target of 1 MB

    def quoted(self, text):
        return urllib.parse.quote(text.encode("utf-8", "surrogatepass"), safe="")

    def test_named_zone_is_not_found_or_missing(self):
        for endpoint, sound in ENDPOINTS.items():
            body = {name: value for name, value in sound.items() if name != "zone"}
            for name, text in {**HOSTILE, "empty": "", "a text": "text"}.items():
                with self.subTest(endpoint=endpoint, value=name):
                    answer = self.client.post(f"{endpoint}?zone={self.quoted(text)}", body)
                    self.assert_clean(answer)
                    self.assert_refused(answer, ("zone",), text)
        self.assert_nothing_else_happened()

    def test_named_customer_changes_nothing(self):
        for endpoint in ("/unblocker/req", "/serp/req"):
            for name, text in {**HOSTILE, "empty": "", "a text": "text"}.items():
                with self.subTest(endpoint=endpoint, value=name):
                    answer = self.submit(f"{endpoint}?customer={self.quoted(text)}",
                                         ENDPOINTS[endpoint], ("customer",), text)
                    self.assertEqual(200, answer.status)
        self.assert_every_job_reads_clean()
        self.assert_nothing_else_happened()

    def test_named_response_id_is_not_found_or_missing(self):
        for endpoint in ("/unblocker/get_result", "/serp/get_result", "/response"):
            for name, text in {**HOSTILE, "a text": "text", "empty": ""}.items():
                with self.subTest(endpoint=endpoint, value=name):
                    answer = self.client.read(self.quoted(text), endpoint)
                    self.assert_clean(answer)
                    expected = (404, b"Result not found") if text else (400, b"Bad Request")
                    self.assertEqual(expected, (answer.status, answer.body))
        self.assert_nothing_else_happened()

    def test_that_is_too_long_is_refused(self):
        for method, target in (("POST", "/unblocker/req?zone="), ("POST", "/serp/req?customer="),
                               ("POST", "/request?zone="), ("GET", "/request?url="),
                               ("GET", "/unblocker/get_result?response_id=")):
            with self.subTest(method=method, target=target):
                answer = self.client.call(method, target + LONG)
                self.assert_clean(answer)
                self.assertEqual(self.TOO_LONG, answer.status)
        self.assert_nothing_else_happened()

    def test_of_a_sync_request_by_get_is_accepted_or_refused_by_name(self):
        sound = {"zone": "web_unlocker1", "url": PAGE, "format": "raw"}
        for field in TOP_FIELDS:
            for name, text in {**HOSTILE, "empty": "", "a text": "text"}.items():
                with self.subTest(field=field, value=name):
                    query = "&".join(f"{key}={self.quoted(value)}"
                                     for key, value in {**sound, field: text}.items())
                    answer = self.client.call("GET", f"/request?{query}")
                    self.assert_clean(answer)
                    if answer.status == 200:
                        self.sync += 1
                    else:
                        self.assert_refused(answer, (field,), text)
        self.assert_nothing_else_happened()


class AnAuthorization(HostileTest):
    CALLS = [("POST", endpoint, body) for endpoint, body in ENDPOINTS.items()] + [
        ("GET", "/unblocker/get_result?response_id=x", None),
        ("GET", "/response?response_id=x", None)]

    def refused(self, values, statuses):
        for method, target, body in self.CALLS:
            for name, value in values.items():
                with self.subTest(method=method, target=target, value=name):
                    answer = self.client.call(method, target, body, authorization=value)
                    self.assert_clean(answer)
                    self.assertIn(answer.status, statuses)
        self.assert_nothing_else_happened()

    def test_that_is_no_key_is_unauthorized(self):
        self.refused({"none": None, "empty": " ", "no key": "Bearer", "Basic": "Basic YTpi",
                      "a key alone": self.sim.key, "escaped": "Bearer %0d%0aset-cookie: x=1",
                      "not ASCII": "Bearer \u00e9\u20ac", "bytes": b"Bearer \xff\xed\xa0\x80",
                      "a longish key": "Bearer " + "x" * 257, "a tab": "Bearer a\tb"}, {401})

    def test_that_ends_its_line_or_the_head_is_malformed(self):
        self.refused({"NUL": f"Bearer a\0{INJECTED}", "CR": f"Bearer a\r{INJECTED}",
                      "LF": f"Bearer a\n{INJECTED}"}, {400})

    def test_that_is_too_long_is_refused(self):
        self.refused({"1 MB": "Bearer " + LONG}, {431})


class AWebhook(HostileTest):
    """Through the inbox: the messages are what a receiver would have been sent."""

    def send(self, field, method, **fields):
        body = {**ENDPOINTS["/unblocker/req"], "webhook_method": method, **fields}
        return self.submit("/unblocker/req", body, (field,), fields[field])

    def test_carries_hostile_data_as_data(self):
        for method in ("POST", "GET"):
            url = self.sim.inbox(f"data-{method}").url
            sent = {}
            for name, value in values_of(("webhook_data",)):
                with self.subTest(method=method, value=name):
                    answer = self.send("webhook_data", method, webhook_url=url,
                                       webhook_data=value)
                    if answer.status == 200:
                        sent[answer.response_id] = value
            self.sim.advance("30s")
            told = {}
            for message in self.plain_messages(f"data-{method}"):
                job, data = self.data_of(message)
                if method == "GET" and not isinstance(sent[job], str):
                    data = json.loads(data)  # a text is a parameter as it is, all else is JSON
                told[job] = data
            self.assertEqual(sent, told)
        self.assert_every_job_reads_clean()
        self.assert_nothing_else_happened()

    def data_of(self, message):
        """The job that it is about and the data that came with it."""
        if message["method"] == "POST":
            return message["json"]["response_id"], message["json"]["webhook_data"]
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(message["url"]).query,
                                      keep_blank_values=True, strict_parsing=True)
        self.assertEqual({"status", "response_id", "request_url", "webhook_data"}, set(query))
        return query["response_id"][0], query["webhook_data"][0]

    def test_is_one_request_of_known_lines_on_the_wire_whatever_was_asked(self):
        with RawReceiver() as receiver:
            for method in ("POST", "GET"):
                for name, text in HOSTILE.items():
                    with self.subTest(method=method, value=name):
                        self.send("webhook_url", method, webhook_url=f"{receiver.url}?{text}")
                        self.send("webhook_url", method, webhook_url=DRESSED["url"](text).replace(
                            "https://shop.example/p/", f"{receiver.url}?"))
                        self.send("webhook_data", method, webhook_url=receiver.url,
                                  webhook_data={text: [text]})
            self.sim.advance("30s")
        self.assertEqual(len(self.accepted), len(receiver.heads))
        for head in receiver.heads:
            first, *lines = head.split(b"\r\n")
            self.assertRegex(first, rb"^(GET|POST) /[\x21-\x7e]* HTTP/1\.1$")
            names = [line.partition(b":")[0].decode().lower() for line in lines]
            self.assertLessEqual(set(names), INBOX_HEADERS)
            self.assertEqual(len(set(names)), len(names))
            self.assertNotRegex(b"\n".join(lines), rb"[\r\0]|set-cookie")
        self.assert_every_job_reads_clean()
        self.assert_nothing_else_happened()


class RawReceiver(socketserver.ThreadingTCPServer):
    """Keeps the head of each request, all bytes as they came, and answers 204."""
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            text = b""
            while b"\r\n\r\n" not in text:
                text += self.connection.recv(1 << 16)
            self.server.heads.append(text.partition(b"\r\n\r\n")[0])
            self.connection.sendall(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.heads, self.url = [], "http://127.0.0.1:%d/hook" % self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *exception):
        self.shutdown()
        super().__exit__(*exception)


if __name__ == "__main__":
    unittest.main()
