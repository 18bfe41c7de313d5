"""Text that clients and commands choose breaks no format of the report and becomes no markup of it.
Needs $ASYNCSIM_PROGRAM and xmllint."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.parse

from api_case import ApiCase
from reading_reports import FORMATS, READERS, Refused, read_html, read_junit, read_markdown
from server import PROGRAM, environment

HOSTILE = {
    "XML": '<b a="1">&amp;&lt;!--]]>--><!DOCTYPE x><?x?><![CDATA[',
    "HTML": '"\'><script src=//e.example></script><img src=x onerror=x>',
    "style": '</style><link rel=stylesheet href="http://e.example">',
    "closing tags": "</li></ul></article></main></testcase></failure>",
    "a table in Markdown": "|a|b|\n|---|---|\n\\|c\\\\|d|",
    "Markdown": "\n\n# h\n- [x](http://e.example) ![y](z) **b** `c` ~~d~~ <br> $e$",
    "a fence": "```\n</sub>\n~~~",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\x9b\u2028\u2029\ufeff",
    "NUL": "a\0b",
    "a terminal": "\x1b[31mred\x1b]0;title\x07",
    "what turns the direction": "\u202eabc\u2066\u200f",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u00e9\u0301",
    "no characters": "\ufffe\uffff\U0001fffe",
    "5,000 characters": "*_|*" * 1250,  # in an id these are as much as a target may have
    "600 emoji": "\U0001f600" * 600,
}
BYTES = b"\xff\xfe\xc0\xaf\xed\xa0\x80|<b>\xf0\x9f\x98"  # no UTF-8


def quoted(text):
    return urllib.parse.quote(text, safe="*")


class HostileTest(unittest.TestCase):
    def assert_sound(self, form, text):
        try:
            READERS[form](text)
        except (Refused, ValueError) as broken:
            self.fail(f"{form}: {broken}")
        self.assertLess(len(text), 60_000)


class WhatAClientSends(ApiCase, HostileTest):
    def reports(self):
        return {form: self.api.get(f"/_sim/report?format={form}").text for form in FORMATS}

    def assert_all_sound(self):
        for form, text in self.reports().items():
            self.assert_sound(form, text)

    def test_as_an_id_breaks_nothing(self):
        for name, text in [*HOSTILE.items(), ("no UTF-8", BYTES)]:
            with self.subTest(text=name):
                self.sim.reset()
                for _ in range(4):
                    self.api.get(f"/unblocker/get_result?response_id={quoted(text)}")
                self.assert_all_sound()
                report = json.loads(self.reports()["json"])
                self.assertEqual({"polled-in-vain", "unknown-ids"},
                                 {finding["id"] for finding in report["findings"]})

    def test_as_an_id_is_shown_as_it_is(self):
        shown = '"<b>&amp;\'|`*_\\[x](y) </li>"'
        for _ in range(4):
            self.api.get(f"/unblocker/get_result?response_id={quoted(shown[1:-1])}")
        reports = self.reports()
        [*_, unknown] = json.loads(reports["json"])["findings"]
        self.assertEqual([shown], unknown["examples"])
        failure = read_junit(reports["junit"]).find(".//testcase[@name='unknown-ids']/failure")
        self.assertEqual(shown, failure.text.split("\n")[0])
        self.assertIn(f"\n{shown}\n", read_html(reports["html"]))
        [_, findings] = read_markdown(reports["md"])
        self.assertEqual(r'''"&lt;b&gt;&amp;amp;'\|\`\*\_\\\[x\](y) &lt;/li&gt;"''',
                         findings[-1][3])

    def test_as_the_name_of_a_zone_breaks_nothing(self):
        for unknown_zones in ("reject", "create"):
            self.sim.call("PATCH", "/_sim/scenario", {"knobs": {"unknown_zones": unknown_zones}})
            for name, text in HOSTILE.items():
                with self.subTest(text=name, unknown_zones=unknown_zones):
                    self.api.post(f"/unblocker/req?zone={quoted(text)}",
                                  {"url": "https://shop.example/"})
                    self.assert_all_sound()

    def test_as_an_address_breaks_nothing(self):
        for name, text in HOSTILE.items():
            with self.subTest(text=name):
                page = f"https://shop.example/{quoted(text)}"
                for url in (page, page.replace("%", ""), f"https://shop.example/{text}"):
                    hook = f"https://sim.test/inbox/a?{quoted(text)}"
                    self.api.post("/unblocker/req?zone=web_unlocker1",
                                  {"url": url, "webhook_url": hook, "webhook_data": text})
                self.sim.advance("1m")
                self.assert_all_sound()
        self.sim.advance("48h")  # none was fetched
        self.assert_all_sound()


class TheVerdict(HostileTest):
    def test_on_stderr_lets_no_id_end_a_line_or_steer_the_terminal(self):
        with environment(GITHUB_ACTIONS="true"):
            asked = "\r\n::error::injected\x1b[31m\x07\u202e"
            client = f'curl -s -o /dev/null -H "Authorization: Bearer $ASYNCSIM_KEY" ' \
                     f'"$ASYNCSIM_URL/unblocker/get_result?response_id={quoted(asked)}"'
            ended = subprocess.run([PROGRAM, "run", "--", "/bin/sh", "-c", client],
                                   capture_output=True, check=True)
        said = ended.stderr.decode()
        self.assertIn("::error::injected", said)
        for line in said.splitlines():
            self.assertNotRegex(line, r"^::|[\x00-\x1f\x7f-\x9f\u202e]")


class TheNameOfTheCommand(HostileTest):
    """What it exited with stands in the report, on stderr and in a job's summary."""

    def test_breaks_nothing(self):
        for name, text in HOSTILE.items():
            if "\0" not in text:
                with self.subTest(text=name):
                    self.run_command(text.replace("/", "\u2215").encode()[:200])
        self.run_command(BYTES)

    def test_of_4000_characters_breaks_nothing(self):
        self.run_command(b"<|>`&", b"./" * 1900)

    def run_command(self, name, before=b"./"):
        with tempfile.TemporaryDirectory() as folder, environment():
            command = os.fsencode(folder) + b"/" + name
            pathlib.Path(os.fsdecode(command)).write_text("#!/bin/sh\nexit 3\n")
            os.chmod(command, 0o755)
            options = [word for form in FORMATS for word in ("--report", f"{form}:report.{form}")]
            ended = subprocess.run([PROGRAM, "run", *options, "--", before + name], cwd=folder,
                                   env={**os.environ, "GITHUB_STEP_SUMMARY": "report.summary"},
                                   capture_output=True, check=False)
            self.assertEqual(3, ended.returncode, ended.stderr)
            for form in FORMATS:
                self.assert_sound(form, (pathlib.Path(folder) / f"report.{form}").read_text())
            self.assert_sound("md", (pathlib.Path(folder) / "report.summary").read_text())


if __name__ == "__main__":
    unittest.main()
