"""What is documented of submits and keys, or was seen of them. Needs $ASYNCSIM_PROGRAM."""
import json
import re
import unittest
import urllib.parse
import uuid

from contract import (
    ContractTest, INVALID_URI, JSON, PAGE, PIZZA, READS, REQUEST, TEXT, ZONES)
import wire


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
                old = target.startswith("/response")  # the older endpoint knows one text
                said = b"User authentication is required" if old else text
                self.assertEqual((401, said), (answer.status, answer.body))
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


if __name__ == "__main__":
    unittest.main()
