"""What is documented of webhooks, or was seen of them. Needs $ASYNCSIM_PROGRAM."""
import json
import unittest
import urllib.parse

from contract import ContractTest, FAILING, PAGE
from calling import Receiver


class ReadingReceiver:
    """Reads each result inside its handler, as many receivers do, then answers `answer`."""

    def __init__(self, client, answer=204):
        self.client, self.answer, self.heard = client, answer, []

    def take(self, notice):
        self.heard.append((notice, self.client.read(notice["response_id"]).status))
        return self.answer


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
        reading = ReadingReceiver(self.client)
        with Receiver(reading.take) as receiver:
            jobs = {self.job({"url": PAGE, "webhook_url": receiver.url}) for _ in range(8)}
            self.sim.advance("30s")
            self.assertEqual([200] * 8, [status for _, status in reading.heard])
            self.assertEqual(jobs, {notice["response_id"] for notice, _ in reading.heard})

    def test_is_attempted_once_whatever_is_answered(self):
        for answer in (500, 404, 429):
            reading = ReadingReceiver(self.client, answer)
            with self.subTest(answer), Receiver(reading.take) as receiver:
                self.job({"url": PAGE, "webhook_url": receiver.url})
                self.sim.advance("24h")
                self.assertEqual(1, len(reading.heard))


if __name__ == "__main__":
    unittest.main()
