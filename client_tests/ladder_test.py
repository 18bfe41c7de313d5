"""The rows of the README's ladder that need no more than `serve`. Needs $ASYNCSIM_PROGRAM."""
import asyncio
import json
import pathlib
import subprocess
import sys
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE / "clients")]

from asyncsim import Asyncsim  # noqa: E402
from calling import Receiver  # noqa: E402
from prices import Client  # noqa: E402
from server import serving  # noqa: E402

TWO_MINUTES = '{"zones":{"web_unlocker1":{"latency":{"fixed":"2m"},"success_rate":1}}}'
SLOW = '{"zones":{"web_unlocker1":{"latency":{"fixed":"145s"},"success_rate":1}}}'
DOCUMENTED = [20, *range(30, 121, 5)]  # seconds after the submit, until a job of two minutes ends
PROCESSES, PAGES_EACH = 8, 10


def client_of(sim):
    return Client(sim.url, sim.key)


class SleepsThatCanBePatched(unittest.TestCase):
    """Manual, advance in place of sleep, one job at a time: loop and cadence, exactly."""

    def test_show_each_poll_at_its_documented_moment(self):
        with serving("--clock", "manual", "--scenario", TWO_MINUTES):
            sim, moments = Asyncsim(), []

            def sleep(seconds):
                moments.append(sim.sleep(seconds)["now"])

            with mock.patch("time.sleep", sleep):
                self.assertIn("shop.example", client_of(sim).fetch("https://shop.example/p/1"))
            self.assertEqual(moments, [f"2026-01-05T09:{s // 60:02}:{s % 60:02}.000Z"
                                       for s in DOCUMENTED])
            self.assertEqual(len(DOCUMENTED), sim.jobs()[0]["polls"])

    def test_show_that_a_client_gives_up_too_early(self):
        with serving("--clock", "manual", "--scenario", SLOW):
            sim, slept = Asyncsim(), []

            def sleep(seconds):
                slept.append(seconds)
                if sum(slept) > 30:
                    raise TimeoutError("gave up after 30 s")
                sim.sleep(seconds)

            with mock.patch("time.sleep", sleep), self.assertRaises(TimeoutError):
                client_of(sim).fetch("https://shop.example/p/1")
            self.assertEqual("pending", sim.jobs()[0]["state"])


class SleepsStubbedOut(unittest.TestCase):
    """--clock polls, many at once: the loop."""

    def test_let_50_coroutines_pass(self):
        with serving("--clock", "polls", "--scenario", "ci"):
            sim = Asyncsim("polls")
            polls = asyncio.run(fetch_all(sim, 50))
            self.assertEqual([50, {"ready"}], [len(polls), {job["state"] for job in sim.jobs()}])

    def test_keep_the_documented_gaps_between_two_polls_of_one_job(self):
        with serving("--clock", "polls", "--scenario", TWO_MINUTES):
            for asked in asyncio.run(fetch_all(Asyncsim("polls"), 50)):
                gaps = [later - earlier for earlier, later in zip(asked, asked[1:])]
                self.assertGreaterEqual(gaps[0], 20)
                self.assertEqual([], [gap for gap in gaps[1:] if gap < 5])

    def test_of_8_processes_never_meet_on_one_server(self):
        with serving("--clock", "polls", "--scenario", "ci") as url:
            command = [sys.executable, __file__, "client", url]
            tests = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(PROCESSES)]
            worlds = [json.loads(test.communicate()[0]) for test in tests]
            ids = [job for world in worlds for job in world["submitted"]]
            self.assertEqual(PROCESSES * PAGES_EACH, len(set(ids)))
            for world in worlds:
                self.assertEqual(PAGES_EACH, len(world["collected"]))
                for seen in ("collected", "listed", "told"):
                    self.assertEqual(sorted(world["submitted"]), sorted(world[seen]), seen)
            stranger = client_of(Asyncsim())
            for job in ids:
                self.assertRaises(LookupError, stranger.result, job)


class WebhooksOnly(unittest.TestCase):
    """Manual, advance: the receiver."""

    def test_arrive_within_the_advance_while_the_result_is_there(self):
        with serving("--clock", "manual", "--scenario", "ci"):
            client = client_of(sim := Asyncsim())
            reading = ReadingReceiver(client)
            with Receiver(reading.take) as receiver:
                jobs = [client.submit(f"https://shop.example/p/{n}", receiver.url)
                        for n in range(20)]
                sim.advance("48h")
                self.assertEqual({job: True for job in jobs}, reading.read)
            self.assertRaises(LookupError, client.result, jobs[0])


async def fetch_all(sim, count):
    """Submits and polls count jobs side by side, with no pause but a turn of the event loop.
    Returns for each the seconds at which it was submitted and asked for."""
    async def fetch(number):
        submitted, _, headers = await call(
            "POST", "/unblocker/req?zone=web_unlocker1", {"url": f"https://shop.example/{number}"})
        moments, status = [submitted], 202
        while status == 202:
            await asyncio.sleep(0)  # where the client's sleep was
            now, status, _ = await call(
                "GET", f"/unblocker/get_result?response_id={headers['x-response-id']}")
            moments.append(now)
        return moments

    async def call(method, path, body=None):
        host, port = sim.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        text = json.dumps(body) if body else ""
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n"
                     f"authorization: Bearer {sim.key}\r\ncontent-length: {len(text)}\r\n\r\n{text}"
                     .encode())
        head, _, _ = (await reader.read()).decode().partition("\r\n\r\n")
        writer.close()
        first, *lines = head.split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        clock = headers["x-sim-now"][11:-1].split(":")
        now = int(clock[0]) * 3600 + int(clock[1]) * 60 + float(clock[2])
        return now, int(first.split()[1]), headers

    return await asyncio.gather(*map(fetch, range(count)))


class ReadingReceiver:
    """Reads each result inside the handler as many receivers do."""

    def __init__(self, client):
        self.client, self.read = client, {}

    def take(self, notice):
        job = notice["response_id"]
        self.read[job] = "shop.example" in self.client.result(job)
        return 204


def one_of_the_processes(url):
    """A test process: the same pages and the same inbox as all others, a key of its own."""
    with mock.patch.dict("os.environ", ASYNCSIM_URL=url), mock.patch("time.sleep"):
        sim = Asyncsim("polls")
        client, inbox = client_of(sim), sim.inbox("prices")
        jobs = [client.submit(f"https://shop.example/p/{n}", inbox.url) for n in range(PAGES_EACH)]
        collected = []
        while pending := [job for job in jobs if job not in collected]:
            collected += [job for job in pending if client.result(job)]
        print(json.dumps({
            "submitted": jobs,
            "collected": collected,
            "listed": [job["id"] for job in sim.jobs()],
            "told": [message["json"]["response_id"] for message in inbox.messages(PAGES_EACH)],
        }))


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        one_of_the_processes(sys.argv[2])
    else:
        unittest.main()
