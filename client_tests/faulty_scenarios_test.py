"""Faulty scenario files: `asyncsim check` ends with 0 or 2, at once, and names the line of every
fault. Needs $ASYNCSIM_PROGRAM."""
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

from scenario_mutations import GOOD, faulty_texts, with_faults_on

PROGRAM = os.environ["ASYNCSIM_PROGRAM"]
FILES = 500
SECONDS = 100  # real; who does not end by then hangs, and a sanitizer is slow


class FaultyFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "page.html").write_text("<p>")
        self.write("every_key.json", GOOD["every_key"])

    def write(self, name, content):
        """Bytes as they are, anything else as JSON of several lines."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes)
                         else json.dumps(content, indent=1).encode())
        return name

    def check(self, *names):
        """What is said, as lines, and how it ended: well, or by refusing."""
        checked = subprocess.run([PROGRAM, "check", *names], cwd=self.folder, timeout=SECONDS,
                                 stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.assertIn(checked.returncode, (0, 2), checked.stderr[-2000:])
        self.assertEqual(b"", checked.stderr)
        said = checked.stdout.decode()
        self.assertNotRegex(said, r"[^\n\x20-\x7e\u00a0-\uffff\U00010000-\U0010ffff]")
        return said.split("\n")[:-1], checked.returncode

    def lines_of(self, name, said):
        """The lines of that file that are named, as often as they are."""
        named = [re.match(re.escape(name) + r":([1-9]\d*): \S", line) for line in said]
        self.assertTrue(said and all(named), said)
        return [int(each[1]) for each in named]

    def refusal_of(self, name):
        said, code = self.check(name)
        self.assertEqual(2, code)
        return said


class AFaultyFile(FaultyFiles):
    def test_is_taken_or_refused_by_a_line_that_it_has_whatever_it_is(self):
        faulty = faulty_texts(FILES)
        said, code = self.check(*[self.write(name, text) for name, (_, text) in faulty.items()])
        self.assertEqual(2, code)
        taken = self.read_verdicts(faulty, said)
        self.assertEqual(0, self.check(*taken)[1])
        self.assertGreater(len(taken), FILES / 50)
        self.assertGreater(FILES - len(taken), FILES / 2)

    def read_verdicts(self, faulty, said):
        """The names of those that were taken; each is spoken of once, in the order given."""
        taken, spoken_of = [], []
        for line in said:
            if re.fullmatch(r"and \d+ more faults", line):
                continue
            name, rest = line.split(":", 1)
            mutation, text = faulty[name]
            if not spoken_of or spoken_of[-1] != name:
                spoken_of.append(name)
            if rest == " ok":
                taken.append(name)
                continue
            with self.subTest(mutation=mutation, line=line):
                found = re.match(r"([1-9]\d*): \S", rest)
                self.assertTrue(found, line)
                self.assertLessEqual(int(found[1]), text.count(b"\n") + 1)
        self.assertEqual(list(faulty), spoken_of)
        return taken

    def test_that_extends_another_is_refused_by_a_line_of_either(self):
        faulty = faulty_texts(FILES // 5, extending=True)
        said, code = self.check(*[self.write(name, text) for name, (_, text) in faulty.items()])
        self.assertEqual(2, code)
        for line in said:
            self.assertRegex(line, r"^(\./)?(\d+|every_key)\.json:([1-9]\d*: \S| ok$)|^ci:\d+: \S"
                                   r"|^and \d+ more faults$")

    def test_is_told_all_its_faults_at_once(self):
        draw = random.Random(7)
        for number in range(100):
            text, wrong = with_faults_on(draw, GOOD["every_key"], draw.randint(1, 12))
            name = self.write(f"{number}.json", text)
            with self.subTest(text):
                self.assertEqual(wrong, self.lines_of(name, self.refusal_of(name)))

    def test_of_ten_megabytes_is_refused_by_its_first_line(self):
        name = self.write("large.json", b"{}" + b" " * 10_000_000)
        self.assertEqual([f"{name}:1: is larger than 1 MiB"], self.refusal_of(name))

    def test_does_not_keep_another_from_being_checked(self):
        bad, good = self.write("bad.json", b"{"), self.write("good.json", {})
        said, code = self.check(bad, good, bad)
        self.assertEqual((["good.json: ok"], 2), (said[1:2], code))
        self.assertEqual(said[0], said[2])


class WhatAFileExtends(FaultyFiles):
    def assert_refused(self, name, line, words):
        said = self.refusal_of(name)
        self.assertEqual([line], self.lines_of(name, said))
        self.assertIn(words, said[0])

    def test_is_no_cycle_of_any_length(self):
        for length in (1, 2, 5, 10):
            with self.subTest(length):
                for at in range(length):
                    self.write(f"c{at}.json", {"seed": 1, "extends": f"c{(at + 1) % length}.json"})
                said = self.refusal_of("c0.json")
                self.assertEqual([3], self.lines_of(f"c{length - 1}.json", said))
                self.assertIn("a cycle", said[0])

    def test_is_no_cycle_under_another_name(self):
        (self.folder / "sub").mkdir()
        (self.folder / "link.json").symlink_to("self.json")
        (self.folder / "folder").symlink_to(".")
        for name in ("link.json", "sub/../self.json", "folder/folder/self.json",
                     str(self.folder / "self.json")):
            with self.subTest(name):
                self.write("self.json", {"extends": name})
                self.assert_refused("self.json", 2, "a cycle")

    def test_is_a_chain_of_ten_and_no_more(self):
        for at in range(11):
            self.write(f"l{at}.json", {"extends": f"l{at + 1}.json"} if at < 10 else {})
        self.assertEqual(0, self.check("l1.json")[1])
        self.assertIn("more than 10 scenarios", self.refusal_of("l0.json")[0])

    def test_is_looked_for_from_the_folder_of_the_file_that_says_so(self):
        self.write("sub/top.json", {"extends": "../base.json"})
        self.write("base.json", {"extends": "every_key.json"})
        (self.folder / "link.json").symlink_to("sub/top.json")
        self.assertEqual(0, self.check("sub/top.json", "./sub/../sub/top.json")[1])
        self.assert_refused("link.json", 2, "No such file or directory")

    def test_is_a_file_that_can_be_read(self):
        (self.folder / "loop.json").symlink_to("loop.json")
        (self.folder / "nowhere.json").symlink_to("no/such.json")
        (self.folder / "folder.json").mkdir()
        os.mkfifo(self.folder / "pipe.json")
        for name, words in {
                "loop.json": "Too many levels of symbolic links", "folder.json": "Is a directory",
                "nowhere.json": "No such file", "../" * 50 + "no/such": "No such file",
                "pipe.json": "a pipe or a device", "/dev/zero": "a pipe or a device",
                "n" * 300 + ".json": "File name too long", "every_key.json\0.json": "NUL",
                "\n\x1b[31m/": "No such file", "every_key.json/": "Not a directory",
                "\U0001f355": "no built-in"}.items():
            with self.subTest(name):
                self.write("top.json", {"seed": 1, "extends": name})
                self.assert_refused("top.json", 3, words)

    def test_is_named_with_its_own_line_where_the_fault_is_in_it(self):
        self.write("base.json", {"name": "b", "sead": 1})
        self.write("top.json", {"extends": "base.json", "seed": -1})
        said = self.refusal_of("top.json")
        self.assertEqual([3], self.lines_of("base.json", said[:1]))
        self.assertEqual([3], self.lines_of("top.json", said[1:]))

    def test_is_faultless_once_its_faults_are_replaced(self):
        self.write("base.json", {"seed": -1, "clock": {"mode": "fast", "speed": 2}})
        self.write("top.json", {"extends": "base.json", "seed": 1, "clock": {"mode": None}})
        self.assertEqual(0, self.check("top.json")[1])


if __name__ == "__main__":
    unittest.main()
