from unittest import main, mock

import asyncsim
from prices import Client

PAGE = "https://shop.example/p/1"


class ClientTest(asyncsim.TestCase):
    def test_polls_as_documented(self):
        with mock.patch("time.sleep", self.sim.sleep):  # 20 s, then 10 s pass, in no time
            self.assertIn("shop.example", Client(self.sim.url, self.sim.key).fetch(PAGE))
        self.assertEqual(self.sim.jobs()[0]["collected"], "2026-01-05T09:00:30.000Z")

    def test_a_result_is_gone_after_48_hours(self):
        client = Client(self.sim.url, self.sim.key)
        job = client.submit(PAGE)
        self.sim.advance("48h")
        self.assertRaises(LookupError, client.result, job)

    def test_the_webhook_names_the_job(self):
        inbox = self.sim.inbox()
        job = Client(self.sim.url, self.sim.key).submit(PAGE, webhook=inbox.url)
        self.sim.advance(until=job)
        self.assertEqual(inbox.messages()[0]["json"]["response_id"], job)


if __name__ == "__main__":
    main()
