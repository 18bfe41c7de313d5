"""A client of a whole night: submits from several kept connections, many calls on each at once, and
collects the same way. Its arguments: how many urls there are, how many of them it submits before it
waits for them, and how many ids of those it remembers. It ends in the morning."""
import concurrent.futures
import json
import os
import re
import socket
import sys
import urllib.parse
import urllib.request

URL, KEY = os.environ["ASYNCSIM_URL"], os.environ["ASYNCSIM_KEY"]
CONNECTIONS = 4
ON_THEIR_WAY = 64  # calls on one connection
MORNING = "2026-11-24T06:00"
HEAD = f"Host: api.example\r\nAuthorization: Bearer {KEY}\r\n"
ID = re.compile(rb"\r\nx-response-id: (\S+)")
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)")


def submit_call(page):
    body = json.dumps({"url": page})
    return (f"POST /unblocker/req?zone=web_unlocker1 HTTP/1.1\r\n{HEAD}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}")


def poll_call(response_id):
    return f"GET /unblocker/get_result?response_id={response_id} HTTP/1.1\r\n{HEAD}\r\n"


def answers(calls):
    """The heads of the answers to those calls, in their order, over one connection."""
    parts = urllib.parse.urlsplit(URL)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        for start in range(0, len(calls), ON_THEIR_WAY):
            some = calls[start:start + ON_THEIR_WAY]
            connection.sendall("".join(some).encode())
            yield from read_heads(connection, len(some))


def read_heads(connection, count):
    data, at = bytearray(), 0
    while count:
        end = data.find(b"\r\n\r\n", at)
        whole = end + 4 + int(LENGTH.search(data, at, end + 2)[1]) if end >= 0 else -1
        if 0 <= whole <= len(data):
            yield bytes(data[at:end])
            at, count = whole, count - 1
            continue
        received = connection.recv(1 << 18)
        if not received:
            raise ConnectionError("the server hung up")
        data += received


def on_all_connections(work, items):
    """What `work` makes of each share of the items, one after the other."""
    size = -(-len(items) // CONNECTIONS)
    shares = [items[start:start + size] for start in range(0, len(items), size)]
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as threads:
        return [result for share in threads.map(work, shares) for result in share]


def submit(pages):
    return [ID.search(head)[1].decode() for head in answers(list(map(submit_call, pages)))]


def pending(ids):
    """Those of the ids that heard 202; the others are collected."""
    heads = answers(list(map(poll_call, ids)))
    return [each for each, head in zip(ids, heads) if head.startswith(b"HTTP/1.1 202 ")]


def until_settled():
    """In place of the hours until all are done: what time it is then."""
    request = urllib.request.Request(f"{URL}/_sim/clock/advance", b'{"until":"settled"}',
                                     {"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        ran = json.load(answer)
    assert ran["stopped"] is None, ran
    return ran["now"]


def main(pages, at_once, remembered):
    for start in range(0, pages, at_once):
        batch = range(start, min(start + at_once, pages))
        ids = on_all_connections(submit, [f"https://shop.example/p/{page}" for page in batch])
        now = until_settled()
        ids = ids[:remembered]
        while ids:
            ids = on_all_connections(pending, ids)
        if now >= MORNING:
            break


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
