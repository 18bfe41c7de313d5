"""`asyncsim forecast` as people and programs use it, and held against a real server. Needs
$ASYNCSIM_PROGRAM."""
import csv
import datetime
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import contract

PROGRAM = os.environ.get("ASYNCSIM_PROGRAM", "")
QUEUE = {"mode": "manual", "start": "2026-11-23T19:00:00Z"}
# Nothing of it is fixed: a queue that others fill, service times that vary, a slow shop, failures.
WORLD = {"clock": QUEUE, "seed": 11,
         "zones": {"shop": {"latency": {"median": "2m", "p99": "10m", "max": "8h"},
                            "success_rate": 0.9,
                            "queue": {"per_minute": 60, "load": {"points": [
                                {"at": "18:00", "load": 1.4}, {"at": "23:00", "load": 0.3}]}}}},
         "rules": [{"name": "slow shop", "match": {"url": "*/slow/*"}, "latency": {"factor": 3}},
                   {"name": "lucky", "share": 0.2, "latency": {"fixed": "7s"}}]}


def forecast(*options):
    return subprocess.run([PROGRAM, "forecast", *options], capture_output=True, text=True,
                          check=False)


def foreseen(*options):
    ran = forecast("--json", *options)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


class ForecastTest(unittest.TestCase):
    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def assert_refused(self, said, *options):
        ran = forecast(*options)
        self.assertEqual((2, ""), (ran.returncode, ran.stdout), ran.stderr)
        self.assertEqual(1, ran.stderr.count("\n"), ran.stderr)
        self.assertIn(said, ran.stderr)


class TheSameInputs(contract.ContractTest):
    JOBS = 300

    def urls(self):
        """One in three is slow, one in ten comes a second time."""
        return [f"https://shop.example/{'slow' if n % 3 == 0 else 'p'}/{n - n % 10 // 9}"
                for n in range(self.JOBS)]

    def foresee(self, folder, urls):
        arrivals, times = folder / "arrivals.csv", folder / "times.csv"
        rows = [f"{n * n}ms,{url}" for n, url in enumerate(urls)]
        arrivals.write_text("submitted,url\n" + "\n".join(rows))
        ran = forecast("--scenario", json.dumps(WORLD), "--arrive", str(arrivals),
                       "--start", "20:00", "--csv", str(times))
        self.assertEqual(0, ran.returncode, ran.stderr)
        with open(times, newline="") as lines:
            return list(csv.DictReader(lines))

    def test_have_the_same_completion_for_every_job_as_on_a_real_server(self):
        urls = self.urls()
        with tempfile.TemporaryDirectory() as folder:
            rows = self.foresee(pathlib.Path(folder), urls)
        self.world(**WORLD)
        self.sim.advance("1h")
        jobs = []
        for n, url in enumerate(urls):
            jobs.append(self.job({"url": url}, zone="shop"))
            self.sim.advance(f"{2 * n + 1}ms")
        seen = [self.sim.call("GET", f"/_sim/jobs/{job}") for job in jobs]
        self.assertEqual([(row["submitted"], row["completed"], row["url"]) for row in rows],
                         [(job["submitted"], job["ready"], job["url"]) for job in seen])
        self.assertEqual([row["failure"] or "ready" for row in rows],
                         [job["fate"]["outcome"] for job in seen])
        self.assertLess(10, sum(bool(row["failure"]) for row in rows))


class AForecast(ForecastTest):
    def test_is_a_table_with_what_was_asked_for(self):
        ran = forecast("--scenario", "peak-evening", "--jobs", "1000", "--arrive", "10/s",
                       "--compare", "start=20:00,02:00")
        self.assertEqual((0, ""), (ran.returncode, ran.stderr))
        self.assertTrue(ran.stdout.startswith("1,000 jobs to zone "), ran.stdout)
        for words in ("done after p99", "heard 202", "cost", "instead of Mon 20:00: collected p99",
                      "done within each 1h after the start"):
            self.assertIn(words, ran.stdout)
        self.assertLess(max(map(len, ran.stdout.splitlines()[:20])), 81)

    def test_is_the_same_each_time(self):
        options = ("--jobs", "500", "--scenario", "peak-evening", "--client", "every:30s")
        self.assertEqual(forecast(*options).stdout, forecast(*options).stdout)

    def test_counts_what_a_client_would_hear_and_lose(self):
        world = ("--zone", "z", "--set", "zones.z.latency.fixed=1m", "--to", "z", "--jobs", "10",
                 "--set", "zones.z.success_rate=1")
        one, = foreseen(*world, "--client", "every:25s")["cases"]
        self.assertEqual((30, 20, 0), (one["polls"], one["pending_answers"], one["lost"]))
        self.assertEqual((60, 75), (one["ready"]["p99_s"], one["collected"]["p99_s"]))
        late, = foreseen(*world, "--client", "webhook", "--collect-after", "47h59m")["cases"]
        self.assertEqual((10, 10), (late["lost"], late["polls"]))
        in_time, = foreseen(*world, "--client", "webhook", "--collect-after", "47h58m")["cases"]
        self.assertEqual(0, in_time["lost"])

    def test_compares_starts_and_clients(self):
        cases = foreseen("--jobs", "200", "--compare", "start=20:00,01:00", "--compare",
                         "client=webhook,documented")["cases"]
        self.assertEqual(["webhook", "documented"] * 2, [case["client"] for case in cases])
        hours = [datetime.datetime.fromisoformat(case["start"]).hour for case in cases]
        self.assertEqual([20, 20, 1, 1], hours)

    def test_starts_when_its_file_does(self):
        arrivals = self.folder() / "arrivals.csv"
        arrivals.write_text("2030-01-01T20:00:00Z\n2030-01-01T20:10:00Z\n")
        one, = foreseen("--arrive", str(arrivals))["cases"]
        self.assertEqual("2030-01-01T20:00:00.000Z", one["start"])
        self.assertEqual("2030-01-01T20:10:00.000Z", one["submits"]["last"])

    def test_writes_a_page_that_fetches_nothing(self):
        page = self.folder() / "forecast.html"
        ran = forecast("--jobs", "100", "--html", str(page), "--scenario",
                       json.dumps({"name": "<b>&", "zones": {"z": {}}}))
        self.assertEqual(0, ran.returncode, ran.stderr)
        html = page.read_text()
        self.assertEqual(2, html.count("<svg "))
        self.assertNotIn("<b>&", html)
        self.assertNotIn("http:", html.replace("http-equiv", ""))
        self.assertNotIn("<script", html)

    def test_that_can_not_be_made_says_why_in_one_line(self):
        arrivals = self.folder() / "arrivals.csv"
        arrivals.write_text("2s\n1s\n")
        self.assert_refused("row 2: \"1s\" is before the row above it", "--arrive", str(arrivals))
        self.assert_refused("expected none with --arrive", "--arrive", str(arrivals), "--jobs", "2")
        self.assert_refused("can't read it", "--arrive", str(arrivals) + ".csv")
        self.assert_refused("--jobs \"0\"", "--jobs", "0")
        self.assert_refused("such as 10/s", "--arrive", "nan/s")
        self.assert_refused("a time of day such as 20:00", "--start", "25:00")
        self.assert_refused("before the world does", "--start", "2001-12-01T00:00:00Z")
        self.assert_refused("such as every:5s", "--client", "every:0s")
        self.assert_refused("start=20:00,01:00", "--compare", "start=20:00")
        self.assert_refused("6 at most", "--compare", "start=01:00,02:00",
                            "--compare", "client=webhook,documented,every:1s,every:2s")
        self.assert_refused("did you mean", "--to", "web_unlocker")
        self.assert_refused("no async zone", "--scenario",
                            '{"zones": {"z": {"mode": "sync"}}}')
        self.assert_refused("above capacity", "--scenario", json.dumps(
            {"zones": {"z": {"queue": {"per_minute": 1, "load": {"points": [
                {"at": "00:00", "load": 1.2}]}}}}}))
        self.assert_refused("can't", "--html", "/nowhere/forecast.html")

    def test_overwrites_nothing_before_all_is_read(self):
        folder = self.folder()
        arrivals, kept = folder / "arrivals.csv", folder / "kept.csv"
        arrivals.write_text("submitted,url\n1s,https://sim.test/nosuch\n")
        kept.write_text("dear\n")
        self.assert_refused("row 2: \"https://sim.test/nosuch\"", "--arrive", str(arrivals),
                            "--csv", str(kept))
        self.assertEqual("dear\n", kept.read_text())
        arrivals.write_text("1s\n")
        self.assert_refused("named twice", "--arrive", str(arrivals), "--csv", str(arrivals))
        self.assertEqual("1s\n", arrivals.read_text())
        self.assert_refused("named twice", "--html", str(kept), "--csv", str(kept))

    def test_is_json_whatever_its_file_is_called(self):
        arrivals = os.fsencode(self.folder()) + b"/\xff.csv"
        with open(arrivals, "w") as rows:
            rows.write("1s\n")
        self.assertEqual(1, foreseen("--arrive", arrivals)["jobs"])

    def test_writes_a_row_for_each_job_of_each_case(self):
        times = self.folder() / "times.csv"
        ran = forecast("--jobs", "3", "--compare", "client=webhook,every:1h", "--compare",
                       "start=20:00,21:00", "--csv", str(times))
        self.assertEqual(0, ran.returncode, ran.stderr)
        with open(times, newline="") as lines:
            rows = list(csv.DictReader(lines))
        self.assertEqual(["webhook", "every:1h"] * 6, [row["client"] for row in rows])
        self.assertEqual(2, len({row["start"] for row in rows}))

    def test_that_can_not_be_printed_says_so(self):
        with open("/dev/full", "w") as full:
            ran = subprocess.run([PROGRAM, "forecast", "--jobs", "3"], stdout=full,
                                 stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((1, "asyncsim: stdout can't be written: what was printed is not whole\n"),
                         (ran.returncode, ran.stderr))

    def test_of_a_world_that_lets_nobody_in_ends(self):
        world = {"zones": {"z": {}}, "rules": [{"name": "shut", "reply": {"status": 429}}]}
        self.assert_refused("hears 429", "--scenario", json.dumps(world), "--jobs", "3")


if __name__ == "__main__":
    unittest.main()
