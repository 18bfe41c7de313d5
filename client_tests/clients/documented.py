"""A client as people have it: urllib, and the documented cadence of 20 s, 10 s, then 5 s.

Prints the polls and how many of them heard 202. Gives up, with exit code 1, after as many seconds
as its argument says."""
import json
import os
import sys
import time
import urllib.request

BASE = os.environ["BRIGHTDATA_BASE_URL"]
KEY = os.environ["BRIGHTDATA_API_TOKEN"]
PATIENCE = float(sys.argv[1]) if len(sys.argv) > 1 else 3600.0


def call(target, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer " + KEY, "Content-Type": "application/json"}
    request = urllib.request.Request(BASE + target, data, headers)
    return urllib.request.urlopen(request, timeout=60)


with call("/unblocker/req?zone=web_unlocker1", {"url": "https://shop.example/1"}) as answer:
    job = answer.headers["x-response-id"]
began = time.monotonic()
polls = pending = 0
status = 202
while status == 202:
    time.sleep({0: 20, 1: 10}.get(polls, 5))
    if time.monotonic() - began > PATIENCE:
        sys.exit("gave up")
    with call("/unblocker/get_result?zone=web_unlocker1&response_id=" + job) as answer:
        status = answer.status
    polls += 1
    pending += status == 202
print(polls, pending)
