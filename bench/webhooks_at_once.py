#!/usr/bin/env python3
"""200 jobs are ready at the same moment, and their receiver takes half a second for each webhook:
how long until the last one is answered? Beside asyncsim stands WireMock, with 200 stub calls that
have a webhook each; it is left out, and that is said, where npm or java is missing. Its webhooks
begin as the calls come and not together, which is kind to it.

usage: webhooks_at_once.py [ROUNDS]     ASYNCSIM_PROGRAM: the program, else build/asyncsim
Rows take turns; medians count."""
import asyncio
import contextlib
import datetime
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("ASYNCSIM_PROGRAM", str(ROOT / "build" / "asyncsim"))
JOBS = 200
HANDLING = 0.5       # seconds that the receiver takes for a webhook
PATIENCE = 60        # seconds until a round counts as failed
WIREMOCK_POOL = 256  # webhook threads of the WireMock that is tuned for this


class Answers:
    """Counts a receiver's answers and notes when the last one was given."""

    def __init__(self):
        self.changed = threading.Condition()
        self.count, self.last = 0, 0.0

    def add(self):
        with self.changed:
            self.count, self.last = self.count + 1, time.monotonic()
            self.changed.notify_all()

    def wait(self, count):
        """Until there are `count`; then counting begins anew. The moment of the last."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.count >= count, PATIENCE):
                raise TimeoutError(f"{self.count} of {count} webhooks were answered")
            self.count = 0
            return self.last


@contextlib.contextmanager
def asyncio_receiver():
    """An asyncio server with a backlog of 511, as Node and nginx have it."""
    answers, loop, bound = Answers(), asyncio.new_event_loop(), threading.Event()
    url = []

    async def serve(reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                await asyncio.sleep(HANDLING)
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                answers.add()
        writer.close()

    async def listen():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=511)
        url.append("http://127.0.0.1:%d/hook" % server.sockets[0].getsockname()[1])
        bound.set()

    def run():
        loop.create_task(listen())
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    bound.wait()
    yield url[0], answers
    loop.call_soon_threadsafe(loop.stop)


@contextlib.contextmanager
def threading_receiver():
    """Python's own http.server: a thread for each connection, and a backlog of 5."""
    answers = Answers()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(HANDLING)
            self.send_response(204)
            self.end_headers()
            answers.add()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", answers
    server.shutdown()


class Client:
    """One kept connection to a server under test."""

    def __init__(self, url, **headers):
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc)
        self.headers = headers

    def call(self, method, path, body=None):
        self.connection.request(method, path, body and json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text}")
        return text


@contextlib.contextmanager
def process(*command):
    """A server that runs meanwhile."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()


@contextlib.contextmanager
def asyncsim(receiver):
    """Measures from the journal's last completion to its last answered webhook, at speed 1."""
    options = ["--listen", "127.0.0.1:0", "--clock", "1", "--set", "zones.*.latency.fixed=1s"]
    with receiver() as (hook, _), process(PROGRAM, "serve", *options) as server:
        url = json.loads(server.stdout.readline())["url"]

        def measure(number):
            client = Client(url, Authorization=f"Bearer round-{number}")
            client.call("PUT", "/_sim/clock", {"mode": "manual"})
            for job in range(JOBS):
                page = {"url": f"https://shop.example/{job}", "webhook_url": hook}
                client.call("POST", "/unblocker/req?zone=web_unlocker1", page)
            client.call("PUT", "/_sim/clock", {"speed": 1})
            return judge(settled_journal(client))

        yield measure


def settled_journal(client):
    """All events by name, once every webhook has ended."""
    after, events = 0, {"webhook_ended": []}
    while len(events["webhook_ended"]) < JOBS:
        for line in client.call("GET", f"/_sim/journal?after={after}&wait=5s").splitlines():
            event = json.loads(line)
            after = event["n"]
            events.setdefault(event["event"], []).append(event)
    return events


def judge(events):
    """Seconds from the last completion to the end of the last webhook; how many had no answer."""
    lost = sum(ended.get("status") != 204 for ended in events["webhook_ended"])
    completed, ended = (
        max(datetime.datetime.fromisoformat(event["at"].rstrip("Z")) for event in events[name])
        for name in ("completed", "webhook_ended"))
    return (ended - completed).total_seconds(), lost


def stub_with_webhook(hook):
    body = json.dumps({"status": "done", "url": "https://shop.example/" + "p" * 150})
    webhook = {"method": "POST", "url": hook, "headers": {"content-type": "application/json"},
               "body": body}
    return {"request": {"method": "POST", "url": "/job"}, "response": {"status": 202},
            "serveEventListeners": [{"name": "webhook", "parameters": webhook}]}


@contextlib.contextmanager
def wiremock(jar, *options):
    """Measures from the end of the last stub call to the receiver's last answer."""
    command = ["java", "-jar", jar, "--port", "0", "--bind-address", "127.0.0.1", *options]
    with asyncio_receiver() as (hook, answers), process(*command) as server:
        ports = (re.search(r"port:\s+(\d+)", line) for line in server.stdout)
        client = Client("http://127.0.0.1:" + next(found[1] for found in ports if found))
        client.call("POST", "/__admin/mappings", stub_with_webhook(hook))

        def call_stub(times):
            for _ in range(times):
                client.call("POST", "/job", {"url": "https://shop.example/"})
            called = time.monotonic()
            return answers.wait(times) - called, 0

        call_stub(JOBS)  # the virtual machine warms up
        yield lambda number: call_stub(JOBS)


def install_wiremock(folder):
    """The path of its program, or None and why."""
    if not shutil.which("npm") or not shutil.which("java"):
        return None, "npm or java is missing"
    installed = subprocess.run(["npm", "install", "--prefix", folder, "wiremock"],
                               capture_output=True, text=True, check=False)
    jars = list(pathlib.Path(folder).glob("node_modules/wiremock/build/*.jar"))
    return (str(jars[0]), None) if jars else (None, installed.stderr.strip()[-200:])


def main(rounds):
    rows = {"asyncsim": asyncsim(asyncio_receiver),
            "asyncsim, backlog of 5": asyncsim(threading_receiver)}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        jar, missing = install_wiremock(folder)
        if jar:
            rows["WireMock"] = wiremock(jar)
            rows[f"WireMock, {WIREMOCK_POOL} webhook threads"] = wiremock(
                jar, "--webhook-threadpool-size", str(WIREMOCK_POOL))
        measures = {name: stack.enter_context(row) for name, row in rows.items()}
        rounds_of = {name: [] for name in rows}
        for number in range(rounds):
            for name, measure in measures.items():
                rounds_of[name].append(measure(number))
    print(f"{JOBS} webhooks at once, {HANDLING} s each; seconds until the last answer, "
          f"medians of {rounds} rounds")
    print_table(rounds_of)
    if missing:
        print(f"WireMock is left out: {missing}")


def print_table(rounds_of):
    ours = statistics.median(seconds for seconds, _ in rounds_of["asyncsim"])
    for name, measured in rounds_of.items():
        seconds, lost = zip(*measured)
        median = statistics.median(seconds)
        print(f"{name:32} {median:7.3f} {median / ours:7.2f} x   "
              f"({min(seconds):.3f} to {max(seconds):.3f})"
              + (f", {sum(lost)} had no answer" if any(lost) else ""))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
