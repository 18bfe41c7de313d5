"""asyncsim for unittest and pytest: every test gets a simulated world of its own.

Copy this file beside your tests. It uses the server at $ASYNCSIM_URL, else it starts one that ends
with the tests. Point your client at sim.url with the key sim.key; then time is yours.
  unittest: class MyTest(asyncsim.TestCase), and use self.sim
  pytest:   in conftest.py `from asyncsim import asyncsim`, then def test_it(asyncsim): ..."""
import asyncio
import atexit
import functools
import hashlib
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import types
import unittest
import urllib.request
import uuid

# The shell ends the server when its own stdin closes, as it does however this process ends.
_SERVE = """unset ASYNCSIM_PROGRAM; "$0" serve --listen 127.0.0.1:0 --clock manual \
--scenario "${ASYNCSIM_SCENARIO:-ci}" </dev/null & exec >&-; read -r _; kill $! 2>&-; wait"""
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever HTTP_PROXY says


@functools.lru_cache(maxsize=None)
def server_url():
    """$ASYNCSIM_URL, else the address of a server started now: the program $ASYNCSIM_PROGRAM, else
    asyncsim on PATH, else build/asyncsim in a folder around this file."""
    if os.environ.get("ASYNCSIM_URL"):
        return os.environ["ASYNCSIM_URL"].rstrip("/")
    named = os.environ.get("ASYNCSIM_PROGRAM") or "asyncsim"
    around = os.pathsep.join(f"{folder}/build" for folder in pathlib.Path(__file__).parents)
    program = shutil.which(named) or shutil.which(named, path=around)
    if not program:
        raise RuntimeError(f"no program {named!r}: set ASYNCSIM_PROGRAM to the path of asyncsim, "
                           "built by its simulator/run, or ASYNCSIM_URL to a server's address")
    server = subprocess.Popen(["/bin/sh", "-c", _SERVE, program], start_new_session=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(server.communicate)
    ready = server.stdout.readline()
    if not ready:
        raise RuntimeError(f"{program} serve did not start; it says why on stderr")
    return json.loads(ready)["url"]


class Asyncsim:
    """One test's world: a key, with a clock, jobs and inboxes that no other test can touch."""

    def __init__(self, clock="manual"):
        """clock: who moves time: "manual", these calls; "polls", those of the client."""
        self.url, self.key, self._moving = server_url(), f"test-{uuid.uuid4()}", threading.Lock()
        self._open = functools.partial(self.call, "PUT", "/_sim/clock", {"mode": clock})
        self._open()  # the first call: no time has passed before

    def call(self, method, path, body=None, read=json.loads):
        """Any call below /_sim/: what it answers, or RuntimeError with its message and hint."""
        headers = {"Authorization": f"Bearer {self.key}",
                   "X-Control-Token": os.environ.get("ASYNCSIM_CONTROL_TOKEN", "")}
        request = urllib.request.Request(self.url + path, body and json.dumps(body).encode(),
                                         headers, method=method)
        try:
            with _DIRECT.open(request, timeout=60) as answer:
                return read(answer.read())
        except urllib.request.HTTPError as refused:
            said = json.load(refused)
        if "error" not in said:
            return said  # an expectation that is missed
        said = said["error"]
        raise RuntimeError("; ".join(filter(None, (said["message"], said["hint"]))))

    def advance(self, by=None, until=None):
        """Moves time by "48h" or a timedelta, or until "next", "settled" or the job of that id is
        done. When it returns, all that was due has happened, webhooks answered included."""
        if hasattr(by, "total_seconds"):
            return self.sleep(by.total_seconds())
        goal = {"until": until if until in ("next", "settled") else {"job": until}}
        with self._moving:
            ran = self.call("POST", "/_sim/clock/advance", goal if until else {"by": by})
        if ran["stopped"]:
            raise RuntimeError(f"the advance stopped at {ran['now']}: {ran['stopped']}")
        return ran

    def sleep(self, seconds):
        """In place of time.sleep: moves time. Sleeps of several threads add up: where many jobs
        are polled at once, use Asyncsim("polls") and a sleep that does nothing."""
        return self.advance(f"{math.ceil(round(seconds * 1000, 3))}ms")

    async def async_sleep(self, delay, result=None):
        """In place of asyncio.sleep. Meanwhile the event loop runs and can answer webhooks."""
        await asyncio.get_running_loop().run_in_executor(None, self.sleep, max(0, delay))
        return result

    def jobs(self):
        """The test's first 10,000 jobs: dicts with id, state, polls, collected ..."""
        return self.call("GET", "/_sim/jobs?limit=10000")["jobs"]

    def complete(self, job):
        """Ends a pending job well, now."""
        return self.call("POST", f"/_sim/jobs/{job}/complete")

    def fail(self, job, code="reject_block"):
        """Ends a pending job with that error code, now."""
        return self.call("POST", f"/_sim/jobs/{job}/fail?code={code}")

    def inbox(self, name="test"):
        """A receiver built in: its url is a webhook_url; messages(count=2, wait="5s") are dicts
        with at, method, headers, body, json: all so far, or waiting (really) for that many."""
        def messages(count=0, wait="5s"):
            query = f"?count={count}&wait={wait}" if count else ""
            return self.call("GET", f"/_sim/inbox/{name}/messages{query}")["messages"]
        return types.SimpleNamespace(url=f"https://sim.test/inbox/{name}", messages=messages)

    def journal(self):
        """What happened so far, one dict an event."""
        return list(map(json.loads, self.call("GET", "/_sim/journal", read=bytes.splitlines)))

    def expect(self, wait=None, **expectation):
        """AssertionError, with what came nearest, unless that is met, or is within wait="5s"
        (really): all_jobs="collected", event={"event": "polled", "answer": "ready"}, at_least=2"""
        asked = {**expectation, "wait": wait} if wait else expectation
        found = self.call("POST", "/_sim/expect", asked)
        if not found["met"]:
            said = found["unknown"] or ", ".join([found["found"], *found["examples"]])
            raise AssertionError("\n  ".join([f"expected {found['expected']}; {said}",
                                              *found["nearest"]]))

    def reset(self):
        """Back to the beginning: no jobs, the clock at its start."""
        self._delete()
        self._open()

    def close(self):
        """Ends the world; under `asyncsim run` it stays for the verdict."""
        if "ASYNCSIM_KEY" not in os.environ:
            self._delete()

    def _delete(self):
        handle = hashlib.sha256(self.key.encode()).hexdigest()[:8]
        self.call("DELETE", f"/_sim/accounts/acct_{handle}", read=bytes)


class TestCase(unittest.TestCase):
    """unittest.TestCase with self.sim, the world of the test that runs."""

    @functools.cached_property
    def sim(self):
        world = Asyncsim()
        self.addCleanup(world.close)
        return world


if "pytest" in sys.modules:
    @sys.modules["pytest"].fixture
    def asyncsim():
        """The world of the test that asks for it."""
        world = Asyncsim()
        yield world
        world.close()
