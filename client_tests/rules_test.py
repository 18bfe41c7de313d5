"""Rules, the timeline, and the pages they give, over the wire. Needs $ASYNCSIM_PROGRAM."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from contract import ContractTest, PAGE

PROGRAM = os.environ.get("ASYNCSIM_PROGRAM", "")
OUTAGE = {"match": {"on": "poll"}, "reply": {"status": 503, "body": "down", "retry_after": 7}}


class RulesTest(ContractTest):
    def rule(self, **rule):
        """From now on the test's world has that rule alone."""
        self.world(rules=[rule])

    def assert_refused(self, said, call):
        with self.assertRaisesRegex(RuntimeError, said):
            call()


class ARule(RulesTest):
    def test_answers_polls_for_a_while_and_then_no_more(self):
        job = self.job()
        self.sim.call("PUT", "/_sim/rules/outage", {**OUTAGE, "times": 2})
        self.sim.advance("30s")
        for _ in range(2):
            answer = self.client.read(job)
            self.assertEqual((503, b"down", "7"),
                             (answer.status, answer.body, answer.headers["retry-after"]))
            self.assertIn('rule "outage"', answer.headers["x-asyncsim-hint"])
        self.assertEqual(200, self.client.read(job).status)

    def test_is_changed_beside_others_however_large_they_are(self):
        for name in ("one", "two"):
            self.sim.call("PUT", f"/_sim/rules/{name}",
                          {"match": {"url": f"*/{name}"}, "page": {"body": name * 300_000}})
        self.sim.call("PUT", "/_sim/rules/outage", OUTAGE)
        self.assertEqual(2, len(self.sim.call("DELETE", "/_sim/rules/one")["rules"]))

    def test_is_taken_back_by_its_name(self):
        job = self.job()
        self.sim.call("POST", "/_sim/rules", {"name": "outage", **OUTAGE})
        self.assertEqual(503, self.client.read(job).status)
        self.assertEqual(["outage"], [rule["name"] for rule in
                                      self.sim.call("GET", "/_sim/rules")["rules"]])
        self.assertEqual([], self.sim.call("DELETE", "/_sim/rules/outage")["rules"])
        self.assert_pending(job)
        self.assert_refused("no rule", lambda: self.sim.call("DELETE", "/_sim/rules/outage"))

    def test_refuses_a_submit_which_is_then_not_billed(self):
        self.rule(match={"on": "submit"}, reply={"status": 500}, times=1)
        self.assertEqual(500, self.submit().status)
        self.assertEqual(200, self.submit().status)
        self.assertEqual(1, self.sim.call("GET", "/_sim/ledger")["billed"])

    def test_gives_the_page_that_the_target_answered(self):
        self.rule(match={"url": "*/p/*"},
                  page={"status": 404, "content_type": "text/plain", "body": "no such thing"})
        answer = self.result()
        self.assertEqual((200, b"no such thing", "text/plain", "404"),
                         (answer.status, answer.body, answer.headers["content-type"],
                          answer.headers["x-brd-status-code"]))
        other = self.result({"url": "https://shop.example/other"})
        self.assertIn(b"shop.example/other", other.body)

    def test_fails_jobs_with_the_vendors_code(self):
        self.rule(outcome={"fail": "captcha"})
        self.assertEqual("captcha", self.result().headers["x-brd-error-code"])

    def test_loses_jobs(self):
        self.rule(outcome="lost")
        self.assertEqual(404, self.client.read(self.job()).status)

    def test_looks_into_body_and_headers(self):
        self.rule(match={"body": {"/webhook_data/vip": True}}, latency={"fixed": "0s"})
        self.assertEqual(200, self.client.read(self.job({"url": PAGE, "webhook_data":
                                                         {"vip": True}})).status)
        self.assert_pending(self.job())

    def test_damages_the_answer_to_a_call_that_took_effect(self):
        for fault in ("truncated", "wrong_length", "reset_mid"):
            with self.subTest(fault=fault):
                self.rule(match={"on": "submit"}, reply={"fault": fault})
                self.assertFalse(self.submit_is_answered_whole())
                self.assertEqual(1, self.sim.call("GET", "/_sim/ledger")["billed"])

    def test_resets_the_connection_before_the_call_takes_effect(self):
        self.rule(match={"on": "submit"}, reply={"fault": "reset_before"})
        self.assertFalse(self.submit_is_answered_whole())
        self.assertEqual(0, self.sim.call("GET", "/_sim/ledger")["billed"])

    def submit_is_answered_whole(self):
        try:
            answer = self.submit()
            return len(answer.body) == int(answer.headers["content-length"])
        except ConnectionError:
            return False

    def test_never_touches_the_control_api(self):
        self.rule(reply={"status": 500})
        self.assertEqual(500, self.submit().status)
        self.assertEqual("ok", self.sim.call("GET", "/_sim/health")["status"])

    def test_is_noted_in_the_journal(self):
        self.rule(name="slow", latency={"factor": 2})
        self.job()
        self.assertEqual(["slow"], [line["rules"] for line in self.sim.journal()
                                    if line["event"] == "ruled"])

    def test_explains_itself_at_the_job(self):
        self.rule(name="slow shops", latency={"fixed": "2h"})
        job = self.sim.call("GET", f"/_sim/jobs/{self.job()}")
        self.assertIn('by rule "slow shops"', " ".join(job["explain"]))

    def test_that_is_wrong_changes_nothing(self):
        self.sim.call("PUT", "/_sim/rules/outage", OUTAGE)
        for wrong, said in (({"share": 1}, "does nothing"), ({"reply": {"status": 99}}, "200"),
                            ({"match": {"on": "pull"}, "reply": {}}, "did you mean poll"),
                            ({"match": {"url_regex": "(a"}, "reply": {}}, "RE2"),
                            ({"match": {"url_regex": "((a{100}){100}){100}"}, "reply": {}}, "RE2"),
                            ({"match": {"body": {"url": 1}}, "reply": {}}, "JSON pointer"),
                            ({"outcome": {"fail": "captchas"}}, "did you mean captcha"),
                            ({"match": {"on": "poll"}, "page": {}}, "only be given a reply"),
                            ({"reply": {"headers": {"x-a": "b\r\nx-c: d"}}}, "printable"),
                            ({"page": {"body_file": "x.html"}}, "--pages")):
            with self.subTest(wrong=wrong):
                self.assert_refused(said, lambda: self.sim.call("PUT", "/_sim/rules/next", wrong))
        self.assertEqual(["outage"], [rule["name"] for rule in
                                      self.sim.call("GET", "/_sim/rules")["rules"]])


class TheTimeline(RulesTest):
    def test_has_an_outage_that_begins_and_ends(self):
        self.world(timeline=[{"at": "2h", "for": "30m", "match": {"on": "poll"},
                              "do": {"reply": {"status": 503}}}])
        job = self.job()
        heard = []
        for by in ("7199999ms", "1ms", "1799999ms", "1ms"):
            self.sim.advance(by)
            heard.append(self.client.read(job).status)
        self.assertEqual([200, 503, 503, 200], heard)

    def test_sets_the_pace(self):
        self.world(timeline=[{"at": "1m", "do": {"clock": {"speed": 3600}}}])
        self.sim.advance("59999ms")
        self.assertEqual("manual", self.sim.call("GET", "/_sim/clock")["mode"])
        self.sim.advance("1ms")
        clock = self.sim.call("GET", "/_sim/clock")
        self.assertEqual(("paced", 3600), (clock["mode"], clock["speed"]))

    def test_makes_an_account_wait_its_turn_only_in_its_window(self):
        self.world(timeline=[{"at": "0s", "for": "1h",
                              "do": {"limit": {"submits_per_second": 1}}}])
        self.assertEqual([200, 429], [self.submit().status, self.submit().status])
        self.sim.advance("1h")
        self.assertEqual([200, 200], [self.submit().status, self.submit().status])


class APageInAFile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outer = pathlib.Path(folder.name)
        self.folder = self.outer / "world"
        self.folder.mkdir()
        (self.outer / "secret.html").write_text("secret")
        (self.folder / "product.html").write_text("<h1>Teapot</h1>")

    def check(self, body_file):
        """The exit code of `asyncsim check`, and what it says."""
        world = self.folder / "world.json"
        world.write_text(json.dumps({"version": 1, "rules": [
            {"name": "page", "page": {"body_file": body_file}}]}, indent=1))
        done = subprocess.run([PROGRAM, "check", str(world)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_is_read_from_the_folder_of_its_scenario(self):
        self.assertEqual(0, self.check("product.html")[0], self.check("product.html"))

    def test_is_never_outside_that_folder(self):
        (self.folder / "link.html").symlink_to(self.outer / "secret.html")
        for name in ("../secret.html", "link.html", str(self.outer / "secret.html"),
                     "./../world/../secret.html"):
            with self.subTest(name=name):
                code, said = self.check(name)
                self.assertEqual(2, code)
                self.assertIn("outside", said)
                self.assertRegex(said, r"world\.json:\d+: /rules/0/page/body_file: ")

    def test_that_is_not_there_is_said(self):
        code, said = self.check("none.html")
        self.assertEqual((2, True), (code, "No such file" in said), said)


if __name__ == "__main__":
    unittest.main()
