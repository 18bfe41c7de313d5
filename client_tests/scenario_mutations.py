"""Good scenario files made faulty: drawn from a seed, so the same at each run."""
import copy
import json
import pathlib
import random
import re

HERE = pathlib.Path(__file__).resolve().parent
GOOD = json.loads((HERE / "scenarios_good.json").read_text())
WRONG = [None, True, -1, 0.5, 1e300, 2 ** 64, "", "text", "48", [], [[]], {}, {"no_such_key": 1}]
PIECES = [b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"/*", b"//", b"\n", b"-", b"1e999",
          b"\\ud800", b"\xff", b"\xc0\xaf", b"\xef\xbb\xbf", b"NaN", b"null"]
SYNTAX = b'{}[],:"'


def texts(extending):
    """What is made faulty, as bytes: the shipped worlds and what the schema's test finds good;
    those that extend others, or those that do not."""
    for path in sorted((HERE.parent / "scenarios").glob("*.json")):
        if not path.name.endswith(".schema.json") and not extending:
            yield path.read_bytes()
    for scenario in GOOD.values():
        if ("extends" in scenario) == extending:
            yield json.dumps(scenario, indent=1).encode()


# ---- mutations: each takes text and a source of randomness, and returns other text ----

def truncated(text, draw):
    return text[:draw.randrange(len(text))]


def with_flipped_bytes(text, draw):
    changed = bytearray(text)
    for _ in range(draw.randint(1, 4)):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def with_pieces(text, draw):
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(text) + 1)
        text = text[:at] + draw.choice(PIECES) + text[at:]
    return text


def with_a_nul(text, draw):
    at = draw.randrange(len(text) + 1)
    return text[:at] + b"\0" + text[at:]


def without_a_mark(text, draw):
    at = draw.choice([at for at, byte in enumerate(text) if byte in SYNTAX])
    return text[:at] + text[at + 1:]


def with_a_piece_twice(text, draw):
    start = draw.randrange(len(text))
    piece = text[start:start + draw.randint(1, 60)]
    at = draw.randrange(len(text) + 1)
    return text[:at] + piece + text[at:]


def with_a_line_twice(text, draw):
    """Mostly a key that is there twice."""
    lines = text.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    return b"".join(lines[:at] + [lines[at].rstrip(b",\n") + b",\n"] + lines[at:])


def nested(text, draw):
    opening, closing = draw.choice([(b"[", b"]"), (b'{"a":', b"}")])
    depth = draw.choice([63, 64, 65, 1_000, 100_000])
    return opening * depth + text + closing * draw.choice([0, depth])


def objects_of(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            yield from objects_of(inner)


def with_changed_objects(change):
    """The mutation that changes one to three of the objects in the text."""
    def mutation(text, draw):
        scenario = json.loads(text)
        for _ in range(draw.randint(1, 3)):
            change(draw.choice(list(objects_of(scenario))), draw)
        return json.dumps(scenario, indent=1).encode()
    mutation.__name__ = change.__name__
    return mutation


@with_changed_objects
def with_wrong_values(mapping, draw):
    if mapping:
        mapping[draw.choice(list(mapping))] = copy.deepcopy(draw.choice(WRONG))


@with_changed_objects
def with_unknown_keys(mapping, draw):
    mapping[draw.choice(["", "sead", "zones ", "\n\x1b[31m", "~/", "\u2028", "k" * 5_000])] = 1


@with_changed_objects
def with_moved_values(mapping, draw):
    if len(mapping) > 1:
        here, there = draw.sample(list(mapping), 2)
        mapping[here], mapping[there] = mapping[there], mapping[here]


@with_changed_objects
def with_huge_numbers(mapping, draw):
    key = draw.choice(list(mapping) or ["seed"])
    mapping[key] = draw.choice([10 ** 400, -10 ** 30, 2 ** 63, 1e308, 5e-324])


def with_a_number_beyond_all(text, draw):
    return re.sub(rb"\d+", lambda _: draw.choice([b"1e999", b"9" * 400, b"-0", b"01"]), text)


def large(text, draw):
    return draw.choice([
        lambda: text + b" " * 10_000_000,
        lambda: text.replace(b"\n", b"\n" * 200_000)[:10_000_000],
        lambda: b"[" * 10_000_000,
        lambda: b'{"zones":{%s}}' % b",".join(b'"z%d":{"mode":1}' % at for at in range(1_500)),
        lambda: b"{%s}" % b",".join(b'"k%d":[%s]' % (at, b"0," * 200) for at in range(1_990)),
        lambda: b'{"name":"%s"}' % (b"x" * 1_000_000),
        lambda: b'{"%s":1}' % (b"x" * 1_000_000),
    ])()


MUTATIONS = [truncated, with_flipped_bytes, with_pieces, with_a_nul, without_a_mark,
             with_a_piece_twice, with_a_line_twice, nested, with_wrong_values, with_unknown_keys,
             with_moved_values, with_huge_numbers, with_a_number_beyond_all]


def faulty_texts(count, extending=False):
    """So many by file name, each with the name of its mutation; the same at each run."""
    draw, sound = random.Random(2026), list(texts(extending))
    faulty = {}
    for number in range(count):
        mutation = large if number % 50 == 49 else MUTATIONS[number % len(MUTATIONS)]
        faulty[f"{number:03}.json"] = mutation.__name__, mutation(draw.choice(sound), draw)
    return faulty


def with_faults_on(draw, scenario, count):
    """Its text with so many values of no kind, each on a line of its own; and which lines."""
    lines = json.dumps(scenario, indent=1).split("\n")
    leaves = [at for at, line in enumerate(lines) if re.search(r': ("[^"]*"|[-\d.]+|true),?$', line)
              and not re.search(r'"(x-name|X-A|/url|/~0~1|a|fail)": ', line)]
    wrong = sorted(draw.sample(leaves, count))
    for at in wrong:
        lines[at] = re.sub(r": .*?(,?)$", r": [[]]\1", lines[at])
    return "\n".join(lines).encode(), [at + 1 for at in wrong]
