"""The hostile corpus in hostile/*.json: its cases, and talking them to a server.

A case has an id, why it is there, and
  send      the bytes: texts in latin-1, and {"repeat": text, "times": n}
  answers   the status of each answer, or the list of those that it may be
  then      what comes after them: "closed" (if not said): the server closes, unasked;
            "kept": the next request on the connection is answered; "cut": the client has said all
            it has to say, half-closes, and the server closes without a word more
and perhaps
  headers   header fields of the last answer;  says: a text that its body holds
  bodiless  true: the answers are to HEAD;  continue: true: 100 may come before an answer."""
import asyncio
import json
import pathlib
import re
import socket
import struct
import urllib.parse

FOLDER = pathlib.Path(__file__).resolve().parent / "hostile"
SECONDS = 60  # real; a conversation that is not over by then hangs
AT_ONCE = 32
PROBE = b"GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # so that ports of 50,000 connections are free at once
DATE = (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
        r"\d{4} \d\d:\d\d:\d\d GMT")


class Wrong(AssertionError):
    """What came is not what the case says."""


class Case:
    def __init__(self, about):
        self.id, self.why, self.answers = about["id"], about["why"], about["answers"]
        self.bytes = b"".join(map(encoded, about["send"]))
        self.then = about.get("then", "closed")
        self.headers, self.says = about.get("headers", {}), about.get("says", "")
        self.bodiless = len(self.answers) if about.get("bodiless") else 0
        self.may_continue = about.get("continue", False)

    def judge(self, text):
        """Wrong, unless the server may say that, all in all."""
        answers = list(answers_in(text, self.bodiless))
        if self.may_continue:
            answers = [answer for answer in answers if answer.status != 100]
        expected = self.answers + ([200] if self.then == "kept" else [])
        heard = [answer.status for answer in answers]
        if len(heard) != len(expected) or not all(map(allows, expected, heard)):
            raise Wrong(f"answered {heard}, not {expected}: {text[-300:]!r}")
        for last, answer in enumerate(answers, 1 - len(answers)):
            answer.check(last == 0 and self.then != "cut")
        own = answers[:len(self.answers)]
        if own and not self.headers.items() <= own[-1].headers.items():
            raise Wrong(f"{own[-1].headers} lacks {self.headers}")
        if self.says.encode("latin-1") not in (own[-1].body if own else b""):
            raise Wrong(f"{own[-1].body[:300]!r} does not say {self.says!r}")


class Answer:
    def __init__(self, head):
        first, *lines = head.decode("latin-1").split("\r\n")
        if not re.fullmatch(r"HTTP/1\.1 \d{3} [\x20-\x7e]+", first):
            raise Wrong(f"{first!r} is no status line")
        self.status, self.body = int(first.split(" ")[1]), b""
        for line in lines:
            if not re.fullmatch(r"[a-z0-9-]+: [\x20-\x7e\x80-\xff]*", line):
                raise Wrong(f"{line!r} is no header line")
        pairs = [line.split(": ", 1) for line in lines]
        self.headers = dict(pairs)
        if len(self.headers) < len(pairs):
            raise Wrong(f"a header field comes twice in {lines}")

    def check(self, closes):
        """What holds for each final answer."""
        if not re.fullmatch(DATE, self.headers.get("date", "")):
            raise Wrong(f"no date in {self.headers}")
        kept = self.headers.get("connection") == "keep-alive" and not closes
        if not kept and self.headers.get("connection") != "close":
            raise Wrong(f"{self.headers} does not say what becomes of the connection")
        if self.status >= 400 and closes and "x-asyncsim-hint" not in self.headers:
            raise Wrong(f"{self.status} ends the connection without a hint")


def answers_in(text, bodiless=0):
    """The answers that those bytes are, to the last byte; as many of the first have no body."""
    while text:
        head, end, text = text.partition(b"\r\n\r\n")
        if not end:
            raise Wrong(f"not an answer: {head[-300:]!r}")
        answer = Answer(head)
        size = answer.headers.get("content-length", "0")
        if ("content-length" in answer.headers) == (answer.status < 200 or answer.status == 204):
            raise Wrong(f"{answer.status} and content-length in {answer.headers}")
        if bodiless > 0:
            bodiless -= 1
        else:
            answer.body, text = text[:int(size)], text[int(size):]
            if len(answer.body) < int(size):
                raise Wrong(f"{len(answer.body)} of the body's {size} bytes")
        yield answer


def encoded(part):
    if isinstance(part, str):
        return part.encode("latin-1")
    return part["repeat"].encode("latin-1") * part["times"]


def allows(expected, status):
    return status in expected if isinstance(expected, list) else status == expected


def cases():
    for path in sorted(FOLDER.glob("*.json")):
        yield from map(Case, json.loads(path.read_text()))


async def converse(url, pieces, then="closed"):
    """What the server says to those pieces, each written by itself, until it closes."""
    place = urllib.parse.urlsplit(url)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(SECONDS):
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            connection.setblocking(False)
            for piece in (*pieces, PROBE) if then == "kept" else pieces:
                await loop.sock_sendall(connection, piece)
                await asyncio.sleep(0)
            if then == "cut":
                connection.shutdown(socket.SHUT_WR)
            parts = []
            while part := await loop.sock_recv(connection, 1 << 16):
                parts.append(part)
            return b"".join(parts)


async def judge_each(url, conversations):
    """What is wrong with those conversations, pairs of a case and the pieces it is sent in; many
    are held at once. Of a case that was wrong once no more are."""
    conversations, wrong = iter(conversations), {}

    async def judge_some():
        for case, pieces in conversations:
            if case.id in wrong:
                continue
            try:
                case.judge(await converse(url, pieces, case.then))
            except (Wrong, OSError, TimeoutError) as why:
                sizes = [len(piece) for piece in pieces][:3]
                wrong[case.id] = f"in pieces of {sizes}: {str(why) or type(why).__name__}"

    await asyncio.gather(*(judge_some() for _ in range(AT_ONCE)))
    return wrong
