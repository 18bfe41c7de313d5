"""The recipe for Python does what its comments say. Needs $ASYNCSIM_PROGRAM."""
import asyncio
import datetime
import hashlib
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
from unittest import mock

RECIPES = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(RECIPES), str(RECIPES.parent)]

import asyncsim  # noqa: E402
from prices import Client  # noqa: E402
from server import PROGRAM, environment, serving  # noqa: E402

PAGE = "https://shop.example/p/1"
START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.timezone.utc)


def submit(sim, **options):
    return Client(sim.url, sim.key).submit(PAGE, **options)


def poll_without_sleep(sim):
    with mock.patch("time.sleep"):
        return Client(sim.url, sim.key).fetch(PAGE)


def elapsed(sim):
    """Virtual seconds since the world began."""
    now = sim.call("GET", "/_sim/clock")["now"].replace("Z", "+00:00")
    return (datetime.datetime.fromisoformat(now) - START).total_seconds()


class EveryTest(asyncsim.TestCase):
    def test_has_jobs_that_no_other_test_sees(self):
        other = asyncsim.Asyncsim()
        job = submit(self.sim)
        self.assertEqual(([job], []), ([one["id"] for one in self.sim.jobs()], other.jobs()))
        self.assertRaises(LookupError, Client(other.url, other.key).result, job)
        self.assertNotEqual(job, submit(other))

    def test_has_a_clock_that_no_other_test_moves(self):
        other = asyncsim.Asyncsim()
        other.advance("48h")
        self.assertEqual((0, 48 * 3600), (elapsed(self.sim), elapsed(other)))

    def test_has_inboxes_that_no_other_test_reads(self):
        other = asyncsim.Asyncsim()
        submit(self.sim, webhook=self.sim.inbox("same").url)
        self.sim.advance(until="settled")
        self.assertEqual(1, len(self.sim.inbox("same").messages(count=1)))
        self.assertEqual([], other.inbox("same").messages())

    def test_leaves_no_account_behind(self):
        submit(self.sim)
        self.assertTrue(self.doCleanups())
        other = asyncsim.Asyncsim()
        with self.assertRaisesRegex(RuntimeError, "no account"):
            other.call("GET", f"/_sim/jobs?account={self.handle_of(self.sim)}")

    def test_leaves_its_account_for_the_verdict_under_run(self):
        with serving("--scenario", "ci", ASYNCSIM_KEY="asyncsim-test-key"):
            sim = asyncsim.Asyncsim()
            submit(sim)
            sim.close()
            self.assertEqual(1, len(sim.jobs()))

    @staticmethod
    def handle_of(sim):
        return "acct_" + hashlib.sha256(sim.key.encode()).hexdigest()[:8]


class Time(asyncsim.TestCase):
    def test_moves_by_exactly_what_was_slept(self):
        for seconds, moved in ((20, 20), (.1 + .2, .3), (.0301, .031), (.0001, .001), (0, 0)):
            with self.subTest(seconds):
                before = elapsed(self.sim)
                self.sim.sleep(seconds)
                self.assertEqual(moved, round(elapsed(self.sim) - before, 6))

    def test_moves_by_a_text_or_a_timedelta(self):
        self.sim.advance("1h30m")
        self.sim.advance(datetime.timedelta(days=2, milliseconds=1))
        self.assertEqual(5400 + 2 * 86400 + 0.001, elapsed(self.sim))

    def test_moves_until_the_next_event_a_job_or_the_end_of_progress(self):
        first = submit(self.sim)
        self.sim.sleep(10)
        second = submit(self.sim)
        for until, moved in (("next", 30), (second, 40), (first, 40), ("settled", 40)):
            self.sim.advance(until=until)
            self.assertEqual(moved, elapsed(self.sim), until)

    def test_adds_up_the_sleeps_of_threads(self):
        together = threading.Barrier(8)

        def sleep():
            together.wait()
            for _ in range(25):
                self.sim.sleep(1)

        sleepers = [threading.Thread(target=sleep) for _ in range(8)]
        for step in (threading.Thread.start, threading.Thread.join):
            list(map(step, sleepers))
        self.assertEqual(200, elapsed(self.sim))

    def test_moves_while_the_event_loop_answers_webhooks(self):
        async def receive(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            writer.close()

        async def client():
            receiver = await asyncio.start_server(receive, "127.0.0.1", 0)
            submit(self.sim, webhook="http://127.0.0.1:%d/" % receiver.sockets[0].getsockname()[1])
            self.assertEqual("slept", await self.sim.async_sleep(30, "slept"))
            self.assertIsNone(await self.sim.async_sleep(-1))
            receiver.close()

        asyncio.run(client())
        self.assertEqual(30, elapsed(self.sim))
        self.assertEqual(204, self.sim.journal()[-1]["status"])

    def test_is_at_the_beginning_after_a_reset(self):
        submit(self.sim)
        self.sim.advance("1h")
        self.sim.reset()
        self.assertEqual((0, [], []), (elapsed(self.sim), self.sim.jobs(), self.sim.journal()))


class Jobs(asyncsim.TestCase):
    def test_end_when_told(self):
        good, bad = submit(self.sim), submit(self.sim)
        self.sim.complete(good)
        self.sim.fail(bad, "captcha")
        self.assertEqual(["ready", "failed"], [job["state"] for job in self.sim.jobs()])
        self.assertIn("captcha", json.dumps(self.sim.call("GET", f"/_sim/jobs/{bad}")))


class Refusals(asyncsim.TestCase):
    def test_carry_the_servers_message_and_its_hint(self):
        with self.assertRaisesRegex(RuntimeError, 'no job "xx" .*; GET /_sim/jobs lists'):
            self.sim.complete("xx")

    def test_say_what_to_write_instead(self):
        with self.assertRaisesRegex(RuntimeError, r'^by: "3 parsecs" is not a duration[^;]*; '):
            self.sim.advance("3 parsecs")
        with self.assertRaisesRegex(RuntimeError, "^by: 30 has no unit; write it as text"):
            self.sim.advance(30)

    def test_never_show_the_key(self):
        with self.assertRaises(RuntimeError) as refused:
            self.sim.fail("xx")
        self.assertNotIn(self.sim.key, str(refused.exception))


class TheServer(unittest.TestCase):
    def test_that_runs_already_is_used_and_stands_still_for_the_test(self):
        with serving("--clock", "1000000") as url:
            sim = asyncsim.Asyncsim()
            self.assertEqual((url, 0), (sim.url, elapsed(sim)))
            sim.sleep(5)
            self.assertEqual(5, elapsed(sim))
            sim.reset()
            self.assertEqual(0, elapsed(sim))

    def test_has_a_clock_that_polls_move_for_a_test_that_wants_it(self):
        sim = asyncsim.Asyncsim("polls")
        self.assertIn("shop.example", poll_without_sleep(sim))
        self.assertEqual(30, elapsed(sim))
        sim.close()

    def test_gets_the_control_token_of_the_environment(self):
        with serving("--control-token", "secret", ASYNCSIM_CONTROL_TOKEN="secret"):
            self.assertEqual([], asyncsim.Asyncsim().jobs())

    def test_is_reached_whatever_proxy_is_set(self):
        with environment(ASYNCSIM_PROGRAM=PROGRAM, http_proxy="http://127.0.0.1:9"):
            self.assertIn("http://127.0.0.1:", fresh("print(asyncsim.Asyncsim().url)"))

    def test_is_not_found_where_there_is_none_and_the_message_says_what_to_set(self):
        for program in ({}, {"ASYNCSIM_PROGRAM": "/nowhere/asyncsim"}):
            named = program.get("ASYNCSIM_PROGRAM", "asyncsim")
            with environment(PATH="/nowhere", **program), copied() as folder:
                said = fresh("asyncsim.Asyncsim()", folder)
                self.assertRegex(said, f"RuntimeError: no program '{named}': set ASYNCSIM_PROGRAM")
                self.assertIn("ASYNCSIM_URL", said)

    def test_that_ends_at_once_says_so(self):
        with environment(ASYNCSIM_PROGRAM=PROGRAM, ASYNCSIM_SCENARIO="no-such-world"):
            said = fresh("asyncsim.Asyncsim()")
        self.assertRegex(said, "(?s)no-such-world.*serve did not start; it says why on stderr")

    def test_is_found_on_the_path_and_in_a_build_folder_around(self):
        with copied() as folder:
            build = folder.parent / "build"
            build.mkdir()
            (build / "asyncsim").symlink_to(PROGRAM)
            for path, place in ((str(build), folder), ("/nowhere", folder)):
                with environment(PATH=path):
                    self.assertIn("http://", fresh("print(asyncsim.server_url())", place))

    def test_has_ended_when_the_tests_have(self):
        with started(python("asyncsim.server_url()")) as (tests, server):
            tests.wait()
            self.assertTrue(ended(server, seconds=0))

    def test_ends_when_the_tests_are_killed(self):
        python_tests = python("asyncsim.server_url(); input()")
        node_tests = ["node", "--input-type=module", "-e",
                      f"import {{ Asyncsim }} from '{RECIPES}/asyncsim.mjs';"
                      "await Asyncsim.open(); setInterval(() => {}, 1e6);"]
        for command in (python_tests, node_tests):
            with self.subTest(command[0]), started(command) as (tests, server):
                self.assertFalse(ended(server, seconds=0))
                tests.send_signal(signal.SIGKILL)
                self.assertTrue(ended(server, seconds=30))


class TheFile(unittest.TestCase):
    def test_is_short(self):
        for name in ("asyncsim.py", "asyncsim.mjs"):
            lines = (RECIPES / name).read_text().splitlines()
            self.assertLessEqual(len(lines), 165, name)
            self.assertLessEqual(max(map(len, lines)), 100, name)

    def test_needs_nothing_that_is_not_there(self):
        imported = re.findall(r"(?m)^import (\w+)", (RECIPES / "asyncsim.py").read_text())
        self.assertLessEqual({"json", "urllib"}, set(imported))
        self.assertLessEqual(set(imported), set(sys.stdlib_module_names))
        imported = re.findall(r"from '(.+)';", (RECIPES / "asyncsim.mjs").read_text())
        self.assertEqual([], [name for name in imported if not name.startswith("node:")])

    def test_does_not_load_pytest(self):
        self.assertEqual("False\n", fresh("import sys; print('pytest' in sys.modules)"))


def python(code, folder=RECIPES):
    """The command that runs it, with the asyncsim of that folder."""
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n"
                                  f"import asyncsim; {code}"]


def fresh(code, folder=RECIPES):
    """What a process of its own says."""
    return subprocess.run(python(code, folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False).stdout


class copied(tempfile.TemporaryDirectory):
    """A project's folder `tests` with a copy of the recipe."""

    def __enter__(self):
        folder = pathlib.Path(super().__enter__()) / "tests"
        folder.mkdir()
        shutil.copy(RECIPES / "asyncsim.py", folder)
        return folder


class started(tempfile.TemporaryDirectory):
    """A process that started a server, and that server, as a descriptor."""

    def __init__(self, command):
        super().__init__()
        self._command = command

    def __enter__(self):
        folder = pathlib.Path(super().__enter__())
        program, pid = folder / "asyncsim", folder / "pid"
        os.mkfifo(pid)
        program.write_text(f'#!/bin/sh\necho $$ >{pid}\nexec {PROGRAM} "$@"\n')
        program.chmod(0o700)
        with environment(ASYNCSIM_PROGRAM=str(program)):
            self._tests = subprocess.Popen(self._command, stdin=subprocess.PIPE)
        self._server = os.pidfd_open(int(pid.read_text()))
        return self._tests, self._server

    def __exit__(self, *exception):
        self._tests.kill()
        self._tests.communicate()
        os.close(self._server)
        super().__exit__(*exception)


def ended(server, seconds):
    return bool(select.select([server], [], [], seconds)[0])


if __name__ == "__main__":
    unittest.main()
