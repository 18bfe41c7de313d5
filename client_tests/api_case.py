"""A test whose client's sleeps move its clock, which stands otherwise; a job takes 30 s. Import it
first: it says where the recipe and the clients are."""
import pathlib
import sys
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "recipes"), str(HERE / "clients")]

import asyncsim  # noqa: E402
from calling import Api  # noqa: E402


class ApiCase(asyncsim.TestCase):
    def setUp(self):
        self.api = Api(self.sim.url, self.sim.key)
        patched = mock.patch("time.sleep", self.sim.sleep)
        patched.start()
        self.addCleanup(patched.stop)

    def assert_billed(self, times):
        self.assertEqual(times, self.sim.call("GET", "/_sim/ledger")["billed"])
