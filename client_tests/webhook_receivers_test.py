"""Webhooks to receivers that refuse, hang, reset, close, and answer what they should not: each
delivery ends, in its own class, and the server is as well as before. Needs $ASYNCSIM_PROGRAM."""
import concurrent.futures
import gzip
import json
import pathlib
import queue
import re
import threading
import unittest

from contract import ContractTest, PAGE
from bad_receivers import (
    ENOUGH, SECONDS, Receiver, answer, answers, answers_late, answers_once, answers_without_end,
    closed_port, closes, drips, full_backlog, hangs, resets, resets_after_the_head,
    resets_within_the_answer)
import server
import wire

WEBHOOKS = 20  # to each receiver
MANY = 80  # more than are under way to one target at once
MOST_MEMORY = 150 << 20
SHORT, LONG = "300ms", f"{SECONDS}s"  # deadlines
STANDS, RUNS = {"mode": "manual"}, {"mode": "paced", "speed": 1000}
DELIVERED, FAILED = "delivered", "failed"


class ReceiverTest(ContractTest):
    @classmethod
    def setUpClass(cls):
        ready = cls.enterClassContext(server.ready("--clock", "manual", "--scenario", "ci"))
        cls.enterClassContext(server.environment(ASYNCSIM_URL=ready["url"]))
        cls.pid = ready["pid"]

    def tearDown(self):
        self.assertEqual("ok", self.sim.call("GET", "/_sim/health")["status"])
        self.assertLess(self.most_memory(), MOST_MEMORY)

    def most_memory(self):
        """The most bytes that the server has had resident so far."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) << 10

    def begin(self, clock, deadline=LONG):
        self.world(clock=clock, zones={
            "web_unlocker1": {"webhook": {"timeout": deadline, "hold": deadline}}})

    def submit_jobs(self, url, count=WEBHOOKS):
        return [self.job({"url": f"{PAGE}?{n}", "webhook_url": url}) for n in range(count)]

    def deliveries(self, jobs):
        """Those of the jobs, in the jobs' order."""
        of_job = {delivery["job"]: delivery
                  for delivery in self.sim.call("GET", "/_sim/webhooks")["deliveries"]}
        return [of_job[job] for job in jobs]

    def wait_until_ended(self, count):
        """Until so many attempts have ended; the delivery of each, in the order of the ends."""
        ended, after = [], 0
        while len(ended) < count:
            events = list(map(json.loads, self.sim.call(
                "GET", f"/_sim/journal?after={after}&wait={LONG}", read=bytes.splitlines)))
            self.assertTrue(events, f"only {len(ended)} attempts of {count} have ended")
            ended += [event["delivery"] for event in events if event["event"] == "webhook_ended"]
            after = events[-1]["n"]
        return ended


class AReceiver(ReceiverTest):
    def assert_each(self, url, state, end, status=None, reason=None, deadline=LONG):
        """Each webhook to that address ends so, at its only attempt, whoever moves time."""
        for clock in (STANDS, RUNS):
            with self.subTest(clock["mode"]):
                self.begin(clock, deadline)
                jobs = self.submit_jobs(url)
                if clock is STANDS:
                    self.sim.advance("30s")
                self.wait_until_ended(WEBHOOKS)
                for delivery in self.deliveries(jobs):
                    attempt, = delivery["attempts"]
                    self.assertEqual((state, end, status),
                                     (delivery["state"], attempt["end"], attempt["status"]))
                    self.assertRegex(attempt.get("reason", ""), reason or "^$")

    def assert_each_times_out(self, treat):
        with Receiver(treat) as receiver:
            self.assert_each(receiver.url, FAILED, "timed_out", deadline=SHORT,
                             reason="^no complete answer within 300ms")

    def assert_each_breaks(self, treat, reason):
        self.assert_one_connection_each(treat, FAILED, "broken",
                                        reason=rf"127\.0\.0\.1.*{reason}")

    def assert_each_is_answered(self, treat, status, state=FAILED):
        self.assert_one_connection_each(treat, state, "answered", status)

    def assert_one_connection_each(self, treat, *outcome, **options):
        """And no other connection follows, neither to try again nor to be redirected."""
        with Receiver(treat) as receiver:
            self.assert_each(receiver.url, *outcome, **options)
            self.assertEqual(2 * WEBHOOKS, receiver.connections)

    def test_that_refuses_the_connection_breaks_each_attempt(self):
        with closed_port() as url:
            self.assert_each(url, FAILED, "broken", reason=r"connection refused by 127\.0\.0\.1:")

    def test_that_drops_the_connection_silently_lets_each_attempt_time_out(self):
        with full_backlog() as url:
            self.assert_each(url, FAILED, "timed_out", deadline=SHORT,
                             reason=r"^no connection to 127\.0\.0\.1:\d+ within 300ms")

    def test_that_accepts_and_hangs_lets_each_attempt_time_out(self):
        self.assert_each_times_out(hangs)

    def test_that_drips_its_head_lets_each_attempt_time_out(self):
        self.assert_each_times_out(drips(b"HTTP/1.1 200 OK\r\nx-slow: "))

    def test_that_drips_its_body_lets_each_attempt_time_out_though_its_status_is_there(self):
        self.assert_each_times_out(drips(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n"))

    def test_that_resets_the_connection_at_once_breaks_each_attempt(self):
        self.assert_each_breaks(resets, "")  # whether to connect, send or read met it first

    def test_that_resets_it_after_the_head_of_the_request_breaks_each_attempt(self):
        self.assert_each_breaks(resets_after_the_head, "broke: ")

    def test_that_resets_it_within_its_answer_breaks_each_attempt(self):
        self.assert_each_breaks(resets_within_the_answer, "in the middle of its answer")

    def test_that_closes_without_an_answer_breaks_each_attempt(self):
        self.assert_each_breaks(closes, "closed the connection without an answer$")

    def test_that_answers_within_the_deadline_is_told(self):
        self.assert_each_is_answered(answers_late(0.1), 204, DELIVERED)

    def test_that_answers_when_the_deadline_is_over_lets_each_attempt_time_out(self):
        self.assert_each_times_out(answers_late(5))

    def test_that_answers_204_is_told(self):
        self.assert_each_is_answered(answers(answer("204 No Content")), 204, DELIVERED)

    def test_that_redirects_to_itself_is_asked_once(self):
        moved = answer("301 Moved Permanently", "location: /hook")
        self.assert_each_is_answered(answers(moved), 301)

    def test_that_redirects_to_the_control_api_makes_nothing_happen_there(self):
        handle, = (each["account"] for each in self.sim.call("GET", "/_sim/accounts")["accounts"])
        reset = f"/_sim/reset?account={handle}"
        found = answer("302 Found", f"location: {self.sim.url}{reset}")
        self.assert_each_is_answered(answers(found), 302)
        self.assertEqual(WEBHOOKS, len(self.sim.jobs()))
        wire.exchange(self.sim.url, wire.request("POST", reset))  # what would have happened
        self.assertEqual([], self.sim.jobs())

    def test_that_is_gone_or_in_trouble_is_asked_once(self):
        for status in ("410 Gone", "500 Internal Server Error"):
            with self.subTest(status):
                self.assert_each_is_answered(answers(answer(status)), int(status[:3]))

    def test_that_wants_to_be_asked_again_later_is_asked_once(self):
        for status in ("429 Too Many Requests", "503 Service Unavailable"):
            with self.subTest(status):
                later = answer(status, "retry-after: 1")
                self.assert_each_is_answered(answers(later), int(status[:3]))

    def test_whose_head_has_no_end_breaks_each_attempt(self):
        line = b"x-more: %s\r\n" % (b"a" * 1000)
        self.assert_each_breaks(answers_without_end(b"HTTP/1.1 200 OK\r\n", line),
                                "sent an endless head$")

    def test_whose_body_has_no_end_is_judged_by_its_status(self):
        chunk = b"10000\r\n%s\r\n" % (b"a" * 0x10000)
        for status, state in ((200, DELIVERED), (500, FAILED)):
            with self.subTest(status):
                head = b"HTTP/1.1 %d Status\r\ntransfer-encoding: chunked\r\n\r\n" % status
                self.assert_each_is_answered(answers_without_end(head, chunk), status, state)

    def test_that_sends_a_few_interim_answers_is_judged_by_the_one_after_them(self):
        for status, state in (("204 No Content", DELIVERED), ("500 Trouble", FAILED)):
            interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n"
            with self.subTest(status):
                self.assert_each_is_answered(answers(interim + answer(status)), int(status[:3]),
                                             state)

    def test_that_sends_200_interim_answers_breaks_each_attempt(self):
        for interim in (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"):
            with self.subTest(interim):
                self.assert_each_breaks(answers(interim * 200 + answer("204 No Content")),
                                        r"interim answers \(1xx\) without end$")

    def test_that_answers_a_gzip_bomb_is_told_and_unpacks_nowhere(self):
        bomb = gzip.compress(bytes(ENOUGH // 2))  # packed, it is short enough to be read whole
        packed = answer("200 OK", "content-encoding: gzip", body=bomb)
        self.assert_each_is_answered(answers(packed), 200, DELIVERED)


class ADeadReceiver(ReceiverTest):
    """Delays none of another: here one answers nothing before it is released."""

    def setUp(self):
        self.released = threading.Event()
        self.dead = self.enterContext(Receiver(answers_once(self.released)))
        self.addCleanup(self.released.set)

    def assert_under_way(self, jobs):
        for delivery in self.deliveries(jobs):
            attempt, = delivery["attempts"]
            self.assertEqual(("pending", None), (delivery["state"], attempt["end"]))

    def assert_delivered(self, jobs):
        self.assertEqual({DELIVERED}, {each["state"] for each in self.deliveries(jobs)})

    def test_lets_all_of_a_good_one_end_before_its_first_when_time_runs(self):
        self.begin(RUNS)
        with Receiver(answers(answer("204 No Content"))) as good:
            dead_jobs = self.submit_jobs(self.dead.url, MANY)
            good_jobs = self.submit_jobs(good.url)
            self.wait_until_ended(WEBHOOKS)
            self.assert_delivered(good_jobs)
            self.assert_under_way(dead_jobs)
            self.released.set()
            ended = self.wait_until_ended(MANY + WEBHOOKS)
            self.assertEqual({each["id"] for each in self.deliveries(good_jobs)},
                             set(ended[:WEBHOOKS]))
            self.assert_delivered(dead_jobs)

    def test_lets_all_of_a_good_one_be_answered_before_its_first_when_time_stands(self):
        self.begin(STANDS)
        heard = queue.Queue()
        reply = answers(answer("204 No Content"))

        def hear(connection):
            reply(connection)
            heard.put(True)

        with Receiver(hear) as good, concurrent.futures.ThreadPoolExecutor() as threads:
            dead_jobs = self.submit_jobs(self.dead.url)
            good_jobs = self.submit_jobs(good.url)
            advancing = threads.submit(self.sim.advance, "30s")
            for _ in range(WEBHOOKS):
                heard.get(timeout=SECONDS)
            self.assert_under_way(dead_jobs)
            self.released.set()
            self.assertEqual(2 * WEBHOOKS, advancing.result()["ran"]["delivered"])
            self.assert_delivered(dead_jobs + good_jobs)


if __name__ == "__main__":
    unittest.main()
