"""Reads a report as those do whom its formats are for, and refuses what they would refuse."""
import html.parser
import json
import pathlib
import re
import subprocess
import xml.etree.ElementTree

SCHEMA = pathlib.Path(__file__).resolve().parent / "junit.xsd"
FORMATS = ("json", "junit", "md", "html")
VOID = {"meta", "br", "hr", "link", "img", "input"}
# What a page may hold that fetches nothing and runs nothing.
TAGS = set("html head meta title style body header main section footer h1 h2 h3 p span b dl div dt "
           "dd ul li code article figure figcaption details summary table tr th td svg g path text "
           "rect circle".split())
ATTRIBUTES = set("lang charset name content http-equiv class open viewbox role aria-label d x y "
                 "text-anchor width height cx cy r".split())


class Refused(Exception):
    pass


def read_json(text):
    """Of UTF-8 without a double name."""
    def once(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Refused(f"a name twice in {pairs}")
        return dict(pairs)
    return json.loads(text, object_pairs_hook=once)


def read_junit(text):
    """The root element."""
    checked = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(SCHEMA), "-"],
                             input=text.encode(), capture_output=True, check=False)
    if checked.returncode != 0:
        raise Refused(checked.stderr.decode())
    root = xml.etree.ElementTree.fromstring(text)
    for suite in root:
        counts = [len(suite.findall(f"testcase{kind}")) for kind in ("", "/failure", "/skipped")]
        if counts != [int(suite.get(name)) for name in ("tests", "failures", "skipped")]:
            raise Refused(f"{suite.get('name')} counts {suite.attrib}, and has {counts}")
    return root


def read_markdown(text):
    """Its tables, each a list of rows of cells."""
    tables, inside = [], False
    for line in text.split("\n"):
        if re.search(r"<(?!br>|/?sub>)", line) or re.search(r"[^\x20-\uffff\U00010000-\U0010ffff]",
                                                             line):
            raise Refused(f"markup of another's in {line!r}")
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]
            if not inside:
                tables.append([])
            tables[-1].append([cell.strip() for cell in cells])
            if len(cells) != len(tables[-1][0]):
                raise Refused(f"{len(cells)} cells, not {len(tables[-1][0])}, in {line!r}")
        inside = line.startswith("|")
    return tables


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text, self.styles = [], [], []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag not in TAGS or not ATTRIBUTES.issuperset(names) or len(set(names)) != len(names):
            raise Refused(f"<{tag} {attrs}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID or self.open.pop() != tag:
            raise Refused(f"</{tag}> ends another element")

    def handle_data(self, data):
        (self.styles if self.open[-1:] == ["style"] else self.text).append(data)

    def handle_comment(self, data):
        raise Refused(f"a comment: {data}")

    unknown_decl = handle_pi = handle_comment


def read_html(text):
    """What is to be read on the page, which fetches nothing and is closed tag for tag."""
    page = _Page()
    page.feed(text)
    page.close()
    if page.open:
        raise Refused(f"never closed: {page.open}")
    if re.search(r"url\(|@import|expression", "".join(page.styles)):
        raise Refused("a style that fetches")
    return "".join(page.text)


READERS = {"json": read_json, "junit": read_junit, "md": read_markdown, "html": read_html}
