"""What can be rehearsed of webhooks: retries, what goes wrong on purpose, sending them when told,
and inboxes that behave badly. Needs $ASYNCSIM_PROGRAM."""
import http.client
import threading
import time
import unittest
import urllib.parse

from contract import ContractTest, PAGE
from calling import Receiver


class RehearsalTest(ContractTest):
    def webhooks(self, **settings):
        """From now on webhooks of the test's world are sent like this."""
        self.world(zones={"web_unlocker1": {"webhook": settings}})

    def told(self, url=None, page=PAGE):
        return self.job({"url": page, "webhook_url": url or self.sim.inbox("hook").url})

    def behave(self, **conduct):
        return self.sim.call("PUT", "/_sim/inbox/hook", conduct)

    def deliveries(self, query=""):
        return self.sim.call("GET", f"/_sim/webhooks{query}")["deliveries"]

    def attempts(self):
        (delivery,) = self.deliveries()
        return [(attempt["at"][11:23], attempt["status"] or attempt["end"])
                for attempt in delivery["attempts"]]

    def assert_refused(self, said, call, *arguments):
        with self.assertRaisesRegex(RuntimeError, said):
            call(*arguments)


class Retries(RehearsalTest):
    def test_follow_the_zones_schedule_to_the_millisecond(self):
        self.webhooks(retries=["5s", "5m"])
        self.behave(status=500)
        self.told()
        self.sim.advance("5m35s")
        self.assertEqual([("09:00:30.000", 500), ("09:00:35.000", 500), ("09:05:35.000", 500)],
                         self.attempts())
        self.assertEqual("failed", self.deliveries()[0]["state"])

    def test_show_when_the_next_one_is_due(self):
        self.webhooks(retries="svix")
        self.behave(status=500)
        self.told()
        self.sim.advance("30s")
        (delivery,) = self.deliveries("?state=pending")
        self.assertEqual("2026-01-05T09:00:35.000Z", delivery["next"])

    def test_end_once_the_receiver_takes_it(self):
        self.webhooks(retries="standard-webhooks")
        self.behave(fail_first=2)
        self.told()
        self.sim.advance(until="settled")
        self.assertEqual([503, 503, 200], [status for _, status in self.attempts()])

    def test_wait_as_long_as_the_receiver_asks(self):
        self.webhooks(retries=["1s"])
        self.behave(fail_first=1, fail_status=429, retry_after=90)
        self.told()
        self.sim.advance(until="settled")
        self.assertEqual([("09:00:30.000", 429), ("09:02:00.000", 200)], self.attempts())

    def test_of_an_unknown_name_are_refused_with_the_names(self):
        self.assert_refused('"github", "svix"', lambda: self.webhooks(retries="svicks"))
        self.assert_refused("negative", lambda: self.webhooks(retries=["5s", "-5s"]))
        self.assert_refused("unit", lambda: self.webhooks(retries=[5]))


class AWebhookGoesWrong(RehearsalTest):
    def test_and_the_journal_says_how(self):
        for fault in ("lost", "duplicated", "delayed", "reordered", "early", "wrong_method",
                      "wrong_body", "truncated", "wrong_id", "burst"):
            with self.subTest(fault=fault):
                self.webhooks(faults=[{"fault": fault}])
                self.told()
                self.sim.advance("2h")
                (line,) = [line for line in self.sim.journal() if line["event"] == "webhook_fault"]
                self.assertEqual((fault, "dlv_1"), (line["fault"], line["delivery"]))

    def test_as_often_as_its_share_says_and_for_the_same_requests_each_time(self):
        def lost():
            self.webhooks(faults=[{"fault": "lost", "share": 0.3}])
            for number in range(100):
                self.told(page=f"{PAGE}?{number}")
            self.sim.advance("1m")
            return [delivery["job"][-4:] for delivery in self.deliveries("?state=failed")]
        first = lost()
        self.assertTrue(10 < len(first) < 60, len(first))
        self.assertEqual(len(first), len(lost()))

    def test_early_so_that_it_comes_before_the_submit_is_answered(self):
        self.webhooks(faults=[{"fault": "early"}])
        answered, heard = threading.Event(), []

        def take(notice):
            heard.append((notice["response_id"], answered.is_set(),
                          self.client.read(notice["response_id"]).status))
            return 204

        with Receiver(take) as receiver:
            job = self.told(receiver.url)
            answered.set()
        self.assertEqual([(job, False, 200)], heard)

    def test_twice_with_the_same_id_of_the_delivery(self):
        self.webhooks(faults=[{"fault": "duplicated", "by": "1m"}])
        job = self.told()
        self.sim.advance("5m")
        self.assertEqual([job, job], [message["json"]["response_id"]
                                      for message in self.sim.inbox("hook").messages()])
        self.assertEqual([("09:00:30.000", 200), ("09:01:30.000", 200)], self.attempts())

    def test_and_what_is_no_fault_is_refused_with_those_there_are(self):
        self.assert_refused("duplicated", lambda: self.webhooks(faults=[{"fault": "doubled"}]))
        self.assert_refused("says not what goes wrong", lambda: self.webhooks(faults=[{}]))
        self.assert_refused("to 1", lambda: self.webhooks(faults=[{"fault": "lost", "share": 2}]))


class AWebhookIsSent(RehearsalTest):
    def test_when_told_if_it_is_deferred(self):
        self.webhooks(deferred=True)
        first, second = self.told(), self.told()
        self.sim.advance("1h")
        self.assertEqual([], self.sim.inbox("hook").messages())
        self.assertEqual([None, None], [delivery["next"] for delivery in self.deliveries()])
        self.sim.call("POST", f"/_sim/webhooks/deliver?job={second}")
        self.assertEqual({"delivered": 1}, self.sim.call("POST", "/_sim/webhooks/deliver"))
        self.assertEqual([second, first], [message["json"]["response_id"]
                                           for message in self.sim.inbox("hook").messages()])

    def test_before_its_job_is_done_if_told(self):
        job = self.told()
        self.sim.call("POST", f"/_sim/webhooks/deliver?job={job}")
        (message,) = self.sim.inbox("hook").messages()
        self.assertEqual(job, message["json"]["response_id"])
        self.assert_pending(job)

    def test_never_for_a_job_without_one(self):
        job = self.job()
        self.assert_refused("no webhook.*webhook_url", self.sim.call, "POST",
                            f"/_sim/webhooks/deliver?job={job}")

    def test_again_for_all_that_failed_since(self):
        self.behave(fail_first=2)
        self.told(), self.told()
        self.sim.advance("1m")
        self.told()
        self.sim.advance("1m")
        self.assertEqual(2, len(self.deliveries("?state=failed")))
        since = urllib.parse.quote("2026-01-05T09:00:00Z")
        self.assertEqual({"redelivered": 2},
                         self.sim.call("POST", f"/_sim/webhooks/recover?since={since}"))
        self.assertEqual(3, len(self.deliveries("?state=delivered")))

    def test_and_listed_by_zone(self):
        self.world(zones={"other": {}})
        self.told()
        self.job({"url": PAGE, "webhook_url": self.sim.inbox("hook").url}, zone="other")
        self.sim.advance("3h")
        self.assertEqual([["other"], ["web_unlocker1"], []],
                         [[delivery["zone"] for delivery in self.deliveries(f"?zone={zone}")]
                          for zone in ("other", "web_unlocker1", "none")])


class AnAttempt(RehearsalTest):
    def test_tells_what_it_was_answered_by_whom_and_when(self):
        before = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        with Receiver(lambda notice: 418) as receiver:
            self.told(receiver.url)
            self.sim.advance("1m")
        (attempt,) = self.deliveries()[0]["attempts"]
        self.assertEqual(("answered", 418, urllib.parse.urlsplit(receiver.url).netloc),
                         (attempt["end"], attempt["status"], attempt["address"]))
        self.assertGreaterEqual(attempt["began"], before)
        self.assertGreaterEqual(attempt["took_ms"], 0)

    def test_keeps_what_an_inbox_answered(self):
        self.behave(status=400, body="no thanks")
        self.told()
        self.sim.advance("1m")
        self.assertEqual("no thanks", self.deliveries()[0]["attempts"][0]["answer"])


class AnInbox(RehearsalTest):
    def post(self):
        """What a POST to it gets over the wire."""
        place = urllib.parse.urlsplit(self.sim.url)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request("POST", "/_sim/inbox/hook", "{}",
                           {"Authorization": f"Bearer {self.sim.key}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers["retry-after"]

    def test_answers_as_told_over_the_wire_too(self):
        self.behave(status=202, body="thanks", fail_first=1, retry_after=7)
        self.assertEqual((503, "thanks", "7"), self.post())
        self.assertEqual((202, "thanks", None), self.post())

    def test_resets_connections(self):
        self.behave(manner="resets")
        with self.assertRaises(ConnectionResetError):
            self.post()
        self.told()
        self.sim.advance("1m")
        self.assertEqual([("09:00:30.000", "broken")], self.attempts())

    def test_hangs_until_the_deadline_has_passed_in_virtual_time(self):
        self.behave(manner="hangs")
        self.told()
        self.sim.advance("39999ms")
        self.assertEqual("pending", self.deliveries()[0]["state"])
        self.sim.advance("1ms")
        self.assertEqual([("09:00:30.000", "timed_out")], self.attempts())

    def test_counts_what_came(self):
        self.told(), self.told()
        self.sim.advance("1m")
        answer = self.sim.call("GET", "/_sim/inbox/hook/messages?after=1")
        self.assertEqual((2, 1), (answer["received"], len(answer["messages"])))

    def test_says_what_it_does_from_now_on(self):
        self.assertEqual({"inbox": "hook", "status": 200, "manner": "hangs", "after": "0s",
                          "fail_first": 0, "fail_status": 503, "retry_after": None},
                         self.behave(manner="hangs"))

    def test_refuses_conduct_that_there_is_not(self):
        for wrong, said in (({"manner": "sulks"}, "answers, hangs or resets"),
                            ({"status": 99}, "200"), ({"fail_first": -1}, "0"),
                            ({"after": "-1s"}, "after"), ({"delay": "1s"}, "delay")):
            with self.subTest(wrong=wrong):
                self.assert_refused(said, lambda: self.behave(**wrong))


class Signatures(RehearsalTest):
    SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    def test_come_with_each_webhook_of_a_zone_that_signs(self):
        for timestamp, begins in (("virtual", "1767603630"), ("real", str(int(time.time()))[:6])):
            with self.subTest(timestamp=timestamp):
                self.webhooks(signature={"scheme": "standard-webhooks", "secrets": [self.SECRET],
                                         "timestamp": timestamp})
                self.told()
                self.sim.advance("1m")
                (message,) = self.sim.inbox("hook").messages()
                self.assertEqual("dlv_1", message["headers"]["webhook-id"])
                self.assertTrue(message["headers"]["webhook-timestamp"].startswith(begins))
                self.assertTrue(message["headers"]["webhook-signature"].startswith("v1,"))

    def test_need_secrets_that_fit_and_never_repeat_a_wrong_one(self):
        for scheme, secrets in (("standard-webhooks", []), ("standard-webhooks", ["hush-hush"]),
                                ("github", ["hush-hush", "two"]), ("github", "hush-hush")):
            with self.subTest(scheme=scheme, secrets=secrets):
                with self.assertRaises(RuntimeError) as refused:
                    self.webhooks(signature={"scheme": scheme, "secrets": secrets})
                self.assertIn("secrets", str(refused.exception))
                self.assertNotIn("hush", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
