"""A server of its own for a test that needs other options than the recipe's server has."""
import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
from unittest import mock

import asyncsim

# Ends the server when this process does, however it ends.
SERVE = '"$@" </dev/null & exec >&-; read -r _; kill $!; wait'
PROGRAM = os.environ.get("ASYNCSIM_PROGRAM", "asyncsim")


@contextlib.contextmanager
def ready(*options):
    """What a server with those options says when it is ready; it is gone afterwards."""
    command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", *options]
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("ASYNCSIM_")}
    server = subprocess.Popen(["/bin/sh", "-c", SERVE, "sh", *command], env=environment,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield json.loads(server.stdout.readline())
    finally:
        server.communicate()


@contextlib.contextmanager
def serve(*options):
    """The address of such a server."""
    with ready(*options) as line:
        yield line["url"]


@contextlib.contextmanager
def environment(**variables):
    """asyncsim's variables are these and no others, and the recipe looks for its server anew."""
    others = {name: value for name, value in os.environ.items()
              if not name.startswith(("ASYNCSIM_", "GITHUB_"))}
    with mock.patch.dict(os.environ, {**others, **variables}, clear=True):
        found = asyncsim.server_url
        asyncsim.server_url = found.__wrapped__
        try:
            yield
        finally:
            asyncsim.server_url = found


@contextlib.contextmanager
def serving(*options, **variables):
    """Worlds of the recipe live on a server with those options."""
    with serve(*options) as url, environment(ASYNCSIM_URL=url, **variables):
        yield url


def judged(options, command):
    """How `run` ended with that command, and its report."""
    with tempfile.TemporaryDirectory() as folder, environment():
        report = pathlib.Path(folder) / "report.json"
        ended = subprocess.run([PROGRAM, "run", *options, "--report", report, "--", *command],
                               cwd=folder, capture_output=True, text=True, check=False)
        return ended, json.loads(report.read_text())
