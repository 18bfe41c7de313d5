"""A night of 50,000 urls, submitted and collected over four connections. Needs
$ASYNCSIM_PROGRAM."""
import sys
import unittest

import api_case  # says where the recipe is
from server import judged

WORLD = api_case.HERE.parent / "scenarios" / "overnight-50k.json"
CLIENT = api_case.HERE / "clients" / "overnight.py"
ALL = 50_000


def spend_the_night(at_once=ALL, remembered=ALL):
    """The exit code of a client that submits so many urls at once and remembers so many of the
    ids; its report; findings but infos; and what was found of the expectations that it missed."""
    ended, report = judged(["--scenario", WORLD, "--fail-on", "warning"],
                           [sys.executable, str(CLIENT), str(ALL), str(at_once), str(remembered)])
    return (ended.returncode, report,
            [found["id"] for found in report["findings"] if found["severity"] != "info"],
            [expected["found"] for expected in report["expectations"] if not expected["met"]])


class ANightOf50000(unittest.TestCase):
    def test_is_enough_for_who_submits_all_at_once_and_collects_all(self):
        code, report, findings, missed = spend_the_night()
        self.assertEqual((0, [], []), (code, findings, missed))
        self.assertEqual((ALL, 75), (report["jobs"]["collected"], report["cost_usd"]))

    def test_is_paid_in_vain_for_the_ids_that_a_client_does_not_remember(self):
        code, report, findings, missed = spend_the_night(remembered=10_000)
        self.assertEqual((1, [], ["40000 of 50000 jobs not collected (0 lost, 40000 unfinished)"]),
                         (code, findings, missed))
        self.assertEqual(75, report["cost_usd"])

    def test_is_over_before_who_waits_for_each_has_1000(self):
        code, report, findings, missed = spend_the_night(at_once=1)
        jobs = report["jobs"]
        self.assertEqual((1, []), (code, findings))
        self.assertEqual([f"happened {jobs['submitted']} times, expected at least 50000 times"],
                         missed)
        self.assertLess(jobs["submitted"], 1000)
        self.assertIn("waited-for-each", {found["id"] for found in report["findings"]})


if __name__ == "__main__":
    unittest.main()
