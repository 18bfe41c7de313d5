"""The report as JSON, JUnit XML, Markdown and a page: written by `run` and `serve`, and answered.
Needs $ASYNCSIM_PROGRAM and xmllint."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from api_case import ApiCase
from calling import Api
from reading_reports import FORMATS, READERS, read_html, read_json, read_junit, read_markdown
from server import PROGRAM, environment, serve

PAGE = "https://shop.example/p/"
ALL_COLLECTED = 'expect=[{"all_jobs":"collected"}]'
CONTENT_TYPES = {"json": "application/json", "junit": "application/xml; charset=utf-8",
                 "md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


def play(api):
    """A day of a client that is wrong in some ways: 40 jobs of which 12 are never collected."""
    ids = [api.submit(f"{PAGE}{number}") for number in range(36)]
    ids += [api.submit(f"{PAGE}{number}", webhook_url="https://sim.test/inbox/a")
            for number in range(4)]
    for pause in ("20s", "10s", "1s", "1s"):
        api.post(f"/_sim/clock/advance?by={pause}", {})
        for response_id in ids[12:]:
            api.result(response_id)
    for _ in range(4):
        api.result("a-typing-error")
    api.post("/_sim/clock/advance?by=48h", {})


class TempFolder(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_client(self, *options, command=None, **variables):
        """How `run` ended with the client of play(), in a folder of its own."""
        own = [sys.executable, __file__, "client"]
        with environment(**variables):
            return subprocess.run([PROGRAM, "run", "--clock", "manual", "--set", ALL_COLLECTED,
                                   *options, "--", *(command or own)], cwd=self.folder,
                                  capture_output=True, text=True, check=False)

    def text_of(self, name):
        return (self.folder / name).read_bytes().decode()


class Run(TempFolder):
    def test_writes_every_format_at_once_told_or_guessed_by_the_ending(self):
        files = {"json": "a.json", "junit": "b.xml", "md": "c.md", "html": "d.html"}
        told = [f"{name}:told.{name}.txt" for name in FORMATS]
        options = [word for file in [*files.values(), *told] for word in ("--report", file)]
        self.assertEqual(1, self.run_client(*options).returncode)
        for name, file in files.items():
            with self.subTest(format=name):
                READERS[name](self.text_of(file))
                self.assertEqual(self.text_of(file), self.text_of(f"told.{name}.txt"))
                self.assertTrue(self.text_of(file).endswith("\n"))

    def test_refuses_what_is_no_format_and_a_file_that_cannot_be_written(self):
        for report, said in (("a.pdf", ".json, .xml, .md or .html"), ("pdf:a.json", "pdf"),
                             ("json:", "json:"), ("json:no/such/folder/a.json", "no/such/folder")):
            with self.subTest(report=report):
                ended = self.run_client("--report", report)
                self.assertIn(ended.returncode, (2, 125), ended.stderr)
                self.assertIn(said, ended.stderr)
                self.assertEqual([], list(self.folder.iterdir()))

    def test_adds_markdown_to_the_summary_of_a_job_on_github(self):
        summary = self.folder / "summary.md"
        summary.write_text("# What was there\n")
        for _ in range(2):
            self.run_client("--report", "md:own.md", GITHUB_STEP_SUMMARY=str(summary))
        own, text = self.text_of("own.md"), summary.read_text()
        read_markdown(text)
        self.assertTrue(text.startswith("# What was there\n## asyncsim: FAILED\n"))
        self.assertTrue(text.endswith(own + "\n"))
        self.assertEqual(2, text.count("## asyncsim: FAILED\n"))

    def test_does_not_fail_because_the_summary_cannot_be_written(self):
        ended = self.run_client(command=["true"], GITHUB_STEP_SUMMARY="/no/such/folder/summary.md")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertIn("GITHUB_STEP_SUMMARY: ", ended.stderr)

    def test_names_its_exit_code_and_the_clients(self):
        ended = self.run_client("--report", "a.json", "--report", "b.xml",
                                command=["/bin/sh", "-c", "exit 3"])
        self.assertEqual(3, ended.returncode)
        report = read_json(self.text_of("a.json"))
        self.assertEqual(3, report["host"]["exit_code"])
        self.assertEqual(["/bin/sh exited with 3"], report["failures"])
        verdict = read_junit(self.text_of("b.xml")).find("testsuite[@name='run']/testcase/failure")
        self.assertEqual("/bin/sh exited with 3", verdict.get("message"))


class AReport(ApiCase):
    def setUp(self):
        super().setUp()
        self.sim.call("PATCH", "/_sim/scenario", {"expect": [{"all_jobs": "collected"}]})
        play(self.api)

    def get(self, form):
        return self.api.get(f"/_sim/report?format={form}")

    def test_is_answered_in_every_format(self):
        for form in FORMATS:
            with self.subTest(format=form):
                answer = self.get(form)
                self.assertEqual((200, CONTENT_TYPES[form]),
                                 (answer.status, answer.headers["content-type"]))
                READERS[form](answer.text)
        self.assertEqual(self.get("json").text, self.api.get("/_sim/report").text)

    def test_in_another_format_is_refused(self):
        for form in ("pdf", "", "JSON", "xml", "markdown"):
            answer = self.get(form)
            self.assertEqual(400, answer.status, form)
            self.assertIn("json, junit, md or html", answer.text)

    def test_says_the_same_in_every_format(self):
        report = read_json(self.get("json").text)
        cases = {case.get("name"): case for case in read_junit(self.get("junit").text).iter()
                 if case.tag == "testcase"}
        numbers, findings = read_markdown(self.get("md").text)[:2]
        page = read_html(self.get("html").text)
        jobs = dict(zip(numbers[0], numbers[2]))
        self.assertEqual((40, 12), (report["jobs"]["submitted"], report["jobs"]["lost"]))
        self.assertEqual(("40", "12"), (jobs["jobs"], jobs["lost"]))
        self.assertEqual(len(report["findings"]), len(findings) - 2)
        self.assertIn("never-collected", [finding["id"] for finding in report["findings"]])
        for finding, row in zip(report["findings"], findings[2:]):
            with self.subTest(finding=finding["id"]):
                self.assertEqual(finding["severity"], row[0])
                self.assertIn(f"**{finding['id']}**", row[1])
                self.assertEqual(f"{finding['count']:,}", row[2])
                self.assertEqual(finding["instead"], row[4])
                self.assertIn(f"{finding['id']}\n{finding['found']}", page)
                if finding["severity"] != "info":
                    failure = cases[finding["id"]].find("failure")
                    self.assertEqual(finding["severity"], failure.get("type"))
                    for example in finding["examples"]:
                        self.assertIn(example, failure.text)


class WhatWasNotJudged(ApiCase):
    def test_is_told_in_every_format_and_skipped_in_junit(self):
        self.api.result(self.api.submit(PAGE))  # both at one moment of a clock that stands
        why = "1 poll came while the clock stood"
        answers = {form: self.api.get(f"/_sim/report?format={form}").text for form in FORMATS}
        not_judged = read_json(answers["json"])["not_judged"]
        self.assertIn(("polled-too-fast", why), [(each["id"], each["why"]) for each in not_judged])
        skipped = read_junit(answers["junit"]).find(".//testcase[@name='polled-too-fast']/skipped")
        self.assertEqual(why, skipped.get("message"))
        self.assertIn(f"\n- polled-too-fast: {why}\n", answers["md"])
        self.assertIn(f"\npolled-too-fast: {why}\n", read_html(answers["html"]))


class TheSameWorldSeedAndCalls(TempFolder):
    def test_give_the_same_bytes_from_two_servers(self):
        one, other = self.answered(), self.answered()
        for form in FORMATS:
            self.assertEqual(one[form], other[form])

    def test_give_the_same_files_but_for_the_host(self):
        for number in "12":
            options = [word for form in FORMATS for word in ("--report", f"{form}:{form}{number}")]
            with serve("--clock", "manual", "--scenario", "typical-day", "--set", ALL_COLLECTED,
                       *self.here(options)) as url:
                for key in ("one-key", "another-key", "a-third-key"):
                    play(Api(url, key))
        for form, without_host in WITHOUT_HOST.items():
            with self.subTest(format=form):
                one, other = (self.text_of(f"{form}{number}") for number in "12")
                self.assertEqual(without_host(one), without_host(other))
                self.assertIn("acct_", without_host(one))

    def answered(self):
        with serve("--clock", "manual", "--scenario", "typical-day", "--seed", "7") as url:
            api = Api(url, "a-key-of-its-own")
            play(api)
            return {form: api.get(f"/_sim/report?format={form}").text for form in FORMATS}

    def here(self, options):
        return [option.replace(":", f":{self.folder}/") for option in options]


WITHOUT_HOST = {
    "json": lambda text: json.dumps({name: value for name, value in json.loads(text).items()
                                     if name != "host"}),
    "junit": lambda text: text[:text.index('<testsuite name="run"')],
    "md": lambda text: text[:text.rindex("<sub>")],
    "html": lambda text: text[:text.rindex("<footer>")],
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        play(Api(os.environ["ASYNCSIM_URL"], os.environ["ASYNCSIM_KEY"]))
    else:
        unittest.main()
