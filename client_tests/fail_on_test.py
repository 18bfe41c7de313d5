"""What makes the exit code 1, and the report's status 422. Needs $ASYNCSIM_PROGRAM."""
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

from api_case import HERE  # noqa: F401
from calling import Api
from server import PROGRAM, environment

LEVELS = ("never", "expect", "error", "warning")
# How often a client asks for a typing error, whether it expects its job to be collected; and the
# levels on which it fails. The first poll is a warning, from the fourth on it is an error too.
CLIENTS = {
    "that is innocent": (0, False, ()),
    "that earned a warning": (1, False, ("warning",)),
    "that earned an error": (4, False, ("error", "warning")),
    "that left a job": (0, True, ("expect", "error", "warning")),
}
EXPECTED = ("--set", 'expect=[{"all_jobs":"collected"}]')


def behave(api, polls):
    api.submit("https://shop.example/p/1")
    for _ in range(polls):
        api.result("a-typing-error")




class FailOnTest(unittest.TestCase):
    def run_client(self, polls, *options, code=0):
        """How `run` ended with that client, which exits with `code`."""
        with tempfile.TemporaryDirectory() as folder, environment():
            command = [PROGRAM, "run", "--clock", "manual", *options, "--",
                       sys.executable, __file__, "client", str(polls), str(code)]
            return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    def each_client_at_each_level(self):
        for (who, (polls, expects, failing)), level in itertools.product(CLIENTS.items(), LEVELS):
            with self.subTest(client=who, level=level):
                yield polls, level, EXPECTED if expects else (), level in failing


class Run(FailOnTest):
    def test_exits_with_1_for_what_it_is_to_fail_on(self):
        for polls, level, options, fails in self.each_client_at_each_level():
            ended = self.run_client(polls, "--fail-on", level, *options)
            self.assertEqual(int(fails), ended.returncode, ended.stderr)
            self.assertIn("asyncsim: FAILED" if fails else "asyncsim: passed", ended.stderr)

    def test_fails_on_missed_expectations_alone_unless_told_otherwise(self):
        for who, (polls, expects, failing) in CLIENTS.items():
            with self.subTest(client=who):
                ended = self.run_client(polls, *(EXPECTED if expects else ()))
                self.assertEqual(int("expect" in failing), ended.returncode, ended.stderr)

    def test_says_what_it_failed_on_and_what_it_did_not_fail_on(self):
        ended = self.run_client(4, "--fail-on", "error")
        self.assertIn("\n  failed    polled-in-vain: an id that is answered 404", ended.stderr)
        self.assertNotIn("failed    unknown-ids", ended.stderr)
        self.assertIn("\n  warning   unknown-ids: ", ended.stderr)

    def test_exits_with_the_clients_own_code_first(self):
        self.assertEqual(3, self.run_client(4, "--fail-on", "error", code=3).returncode)
        self.assertEqual(3, self.run_client(0, "--fail-on", "never", code=3).returncode)

    def test_refuses_another_word(self):
        ended = self.run_client(0, "--fail-on", "info")
        self.assertEqual(2, ended.returncode)
        self.assertIn("never, expect, error or warning", ended.stderr)


class Serve(FailOnTest):
    def test_exits_with_1_for_what_it_is_to_fail_on(self):
        for polls, level, options, fails in self.each_client_at_each_level():
            code, said = self.serve_client(polls, "--fail-on", level, *options)
            self.assertEqual(int(fails), code, said)
            self.assertEqual(fails, "asyncsim: FAILED" in said)

    def test_fails_on_nothing_unless_told_to(self):
        for who, (polls, expects, _) in CLIENTS.items():
            with self.subTest(client=who):
                code, said = self.serve_client(polls, *(EXPECTED if expects else ()))
                self.assertEqual(0, code, said)

    def test_says_what_it_found_although_it_passed(self):
        _, said = self.serve_client(4)
        self.assertIn("asyncsim: passed", said)
        self.assertIn("\n  error     polled-in-vain: ", said)
        self.assertNotIn("polled-in-vain", self.serve_client(0)[1])

    def serve_client(self, polls, *options):
        """The exit code of a server that had that client, and its stderr."""
        with serve(*options) as (server, url):
            behave(Api(url, "a-key-of-its-own"), polls)
            server.send_signal(signal.SIGTERM)
            said = server.communicate(timeout=30)[1]
            return server.returncode, said


class TheReport(FailOnTest):
    def test_answers_422_for_what_it_is_to_fail_on(self):
        for who, (polls, expects, failing) in CLIENTS.items():
            with serve(*(EXPECTED if expects else ())) as (_, url):
                api = Api(url, "a-key-of-its-own")
                behave(api, polls)
                for level, form in itertools.product(LEVELS, ("json", "junit", "md", "html")):
                    with self.subTest(client=who, level=level, format=form):
                        passed = api.get(f"/_sim/report?format={form}")
                        answer = api.get(f"/_sim/report?format={form}&fail={level}")
                        self.assertEqual(200, passed.status)
                        self.assertEqual(422 if level in failing else 200, answer.status)
                        if form == "json":
                            self.assertEqual(passed.text, answer.text)

    def test_says_in_words_whether_it_failed(self):
        with serve() as (_, url):
            api = Api(url, "a-key-of-its-own")
            behave(api, polls=4)
            for form, failed, passed in (
                    ("md", "## asyncsim: FAILED\n", "## asyncsim: passed\n"),
                    ("html", "<title>asyncsim: FAILED<", "<title>asyncsim: passed<"),
                    ("junit", ' type="verdict">', 'classname="asyncsim.run" time="0"/>')):
                with self.subTest(format=form):
                    path = f"/_sim/report?format={form}"
                    self.assertIn(failed, api.get(f"{path}&fail=error").text)
                    self.assertIn(passed, api.get(path).text)

    def test_refuses_another_word(self):
        with serve() as (_, url):
            answer = Api(url, "a-key-of-its-own").get("/_sim/report?fail=info")
            self.assertEqual(400, answer.status)
            self.assertIn("never, expect, error or warning", answer.text)


@contextlib.contextmanager
def serve(*options):
    """A server whose end can be watched, and its address."""
    command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--clock", "manual",
               "--scenario", "ci", *options]
    with environment(), subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         text=True) as server:
        try:
            yield server, json.loads(server.stdout.readline())["url"]
        finally:
            server.kill()


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        behave(Api(os.environ["ASYNCSIM_URL"], os.environ["ASYNCSIM_KEY"]), int(sys.argv[2]))
        sys.exit(int(sys.argv[3]))
    unittest.main()
