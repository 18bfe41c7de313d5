"""The README's fidelity table against the program and the tests. Needs $ASYNCSIM_PROGRAM."""
import os
import pathlib
import re
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent / "README.md"
EVIDENCE = {"documented", "observed", "disputed", "inferred", "unknown"}


def table():
    """The rows as (behaviour, evidence, choices, test)."""
    section = README.read_text().split("## Fidelity", 1)[1]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[1:]]


def tests():
    """Each method of each class of the contract's tests, as Class.name."""
    names, current = set(), None
    files = sorted(HERE.glob("contract_*_test.py"))
    for line in "".join(file.read_text() for file in files).splitlines():
        if found := re.match(r"class (\w+)", line):
            current = found[1]
        if found := re.match(r"    def test_(\w+)\(", line):
            names.add(f"{current}.{found[1]}")
    return names


def expected_at(document):
    """The names that the program says it expects there."""
    program = os.environ["ASYNCSIM_PROGRAM"]
    checked = subprocess.run([program, "serve", "--scenario", document], capture_output=True,
                             text=True, timeout=20)
    return re.findall(r'"([^"]+)"', re.split(r"expected |is not ", checked.stderr, maxsplit=1)[1])


class TheFidelityTable(unittest.TestCase):
    def test_names_a_known_kind_of_evidence_and_a_test_that_exists_in_each_row(self):
        known = tests()
        for behaviour, evidence, _, test in table():
            with self.subTest(behaviour):
                self.assertIn(evidence, EVIDENCE)
                self.assertIn(test.strip("`"), known)

    def test_has_a_row_for_each_knob_with_its_values_the_default_first(self):
        rows = [choices for _, _, choices, _ in table()]
        knobs = expected_at('{"knobs":{"?":0}}')
        self.assertGreater(len(knobs), 10)
        for knob in knobs:
            with self.subTest(knob):
                values = expected_at('{"knobs":{"%s":"?"}}' % knob)
                self.assertIn(f"`{knob}`: " + ", ".join(values), rows)

    def test_has_no_row_for_a_knob_that_is_not_there(self):
        knobs = set(expected_at('{"knobs":{"?":0}}'))
        for _, _, choices, _ in table():
            for name in re.findall(r"^`(\w+)`:", choices):
                self.assertIn(name, knobs)


if __name__ == "__main__":
    unittest.main()
