"""Queues and measured latencies over the wire: a wait is drawn, explained and delivered. Needs
$ASYNCSIM_PROGRAM."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import contract

PROGRAM = os.environ.get("ASYNCSIM_PROGRAM", "")
MONDAY_EVENING = {"mode": "manual", "start": "2026-11-23T20:00:00Z"}


class PeakHoursTest(contract.ContractTest):
    def zone(self, **zone):
        """From now on web_unlocker1 is that, on a Monday evening."""
        self.world(clock=MONDAY_EVENING, zones={"web_unlocker1": zone})

    def patch(self, **zone):
        self.sim.call("PATCH", "/_sim/scenario", {"zones": {"web_unlocker1": zone}})

    def seen(self, job):
        return self.sim.call("GET", f"/_sim/jobs/{job}")

    def assert_refused(self, said, call):
        with self.assertRaisesRegex(RuntimeError, said):
            call()


class AQueue(PeakHoursTest):
    def test_makes_a_burst_wait_for_itself(self):
        self.zone(latency={"fixed": "30s"}, queue={"per_minute": 60})
        jobs = [self.job() for _ in range(100)]
        self.sim.advance("30s")
        self.assertEqual(200, self.client.read(jobs[0]).status)
        self.assertEqual(202, self.client.read(jobs[1]).status)
        self.sim.advance("98999ms")
        self.assertEqual(202, self.client.read(jobs[99]).status)
        self.sim.advance("1ms")
        self.assertEqual(200, self.client.read(jobs[99]).status)

    def test_tells_what_a_job_waits_for(self):
        self.zone(latency={"fixed": "30s"}, queue={"per_minute": 60})
        jobs = [self.job() for _ in range(3)]
        why = "arrived 20:00 UTC at load 0; waits 2s behind 2 own and 0 other jobs"
        self.assertIn(why, self.seen(jobs[2])["explain"])
        lines = self.sim.call("GET", "/_sim/journal?explain=true", read=bytes).splitlines()
        submits = [line for line in map(json.loads, lines) if line["event"] == "submitted"]
        self.assertIn(why, submits[2]["why"])
        self.assertEqual([self.seen(job)["explain"] for job in jobs],
                         [line["why"] for line in submits])
        self.assertNotIn(b"why", self.sim.call("GET", "/_sim/journal", read=bytes))
        self.assert_refused("true or false",
                            lambda: self.sim.call("GET", "/_sim/journal?explain=yes"))

    def test_is_passed_by_a_url_that_says_how_long_it_takes(self):
        self.zone(latency={"fixed": "30s"}, queue={"per_minute": 1})
        for _ in range(3):
            self.job()
        self.assertEqual("2026-11-23T20:00:02.000Z", self.seen(self.job(
            {"url": "https://sim.test/latency/2s"}))["ready"])

    def test_goes_on_through_a_patch_of_something_else_and_begins_anew_when_it_is_changed(self):
        self.zone(latency={"fixed": "30s"}, queue={"per_minute": 1})
        self.job()
        self.patch(success_rate=1)
        self.assertEqual("2026-11-23T20:01:30.000Z", self.seen(self.job())["ready"])
        self.patch(queue={"per_minute": 2})
        self.assertEqual("2026-11-23T20:00:30.000Z", self.seen(self.job())["ready"])
        self.patch(queue=None)
        self.assertNotIn("queue", self.sim.call("GET", "/_sim/scenario")["zones"]["web_unlocker1"])


class ThePeakPreset(PeakHoursTest):
    def test_takes_half_of_the_jobs_more_than_half_an_hour_and_none_more_than_eight(self):
        self.zone(latency={"preset": "peak"})
        jobs = [self.job() for _ in range(50)]
        waits = sorted(self.seen(job)["ready"] for job in jobs)
        self.assertGreater(waits[25], "2026-11-23T20:30:00.000Z")
        self.assertLessEqual(waits[-1], "2026-11-24T04:00:00.000Z")
        self.sim.call("POST", f"/_sim/clock/advance?to={waits[0]}")
        self.assertEqual(1, sum(self.client.read(job).status == 200 for job in jobs))

    def test_is_a_world_that_round_trips(self):
        self.zone(latency={"preset": "peak"}, sync={"measured": {"p50": "1s", "max": "2s"}})
        written = self.sim.call("GET", "/_sim/scenario")
        self.assertEqual("peak", written["zones"]["web_unlocker1"]["latency"]["preset"])
        self.sim.call("PUT", "/_sim/scenario", written)
        self.assertEqual(written, self.sim.call("GET", "/_sim/scenario"))


class MeasuredTimes(PeakHoursTest):
    def check(self, csv):
        """What `asyncsim check` says of a world beside that file."""
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "times.csv").write_text(csv)
            world = {"zones": {"shop": {"latency": {"measured_file": "times.csv"}}}}
            (pathlib.Path(folder) / "world.json").write_text(json.dumps(world))
            return subprocess.run([PROGRAM, "check", "world.json"], cwd=folder, timeout=60,
                                  capture_output=True, text=True, check=False)

    def test_stand_in_a_file_beside_the_world(self):
        self.assertEqual("world.json: ok\n", self.check("duration\n3s\n14s\n").stdout)

    def test_are_refused_with_their_row(self):
        ended = self.check("submitted,completed\n10,20\n30,25\n")
        self.assertEqual(2, ended.returncode)
        self.assertIn("/zones/shop/latency/measured_file", ended.stdout + ended.stderr)
        self.assertIn("row 3: it was completed before it was submitted",
                      ended.stdout + ended.stderr)

    def test_are_no_part_of_a_world_that_is_sent(self):
        self.assert_refused("only a scenario in a file", lambda: self.zone(
            latency={"measured_file": "times.csv"}))


class ALoad(PeakHoursTest):
    def test_above_capacity_for_ever_is_refused(self):
        self.assert_refused("the backlog would grow for ever", lambda: self.zone(
            queue={"per_minute": 1, "load": {"points": [{"load": 1.01}]}}))


if __name__ == "__main__":
    unittest.main()
