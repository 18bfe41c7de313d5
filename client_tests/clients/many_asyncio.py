"""Fifty jobs at once in asyncio, each polled at the documented cadence. Prints a line a job: its
polls and how many of them heard 202."""
import asyncio
import os
import urllib.parse

BASE = urllib.parse.urlsplit(os.environ["BRIGHTDATA_BASE_URL"])
KEY = os.environ["BRIGHTDATA_API_TOKEN"]


async def call(method, target, body=""):
    reader, writer = await asyncio.open_connection(BASE.hostname, BASE.port)
    writer.write(f"{method} {target} HTTP/1.1\r\nHost: {BASE.netloc}\r\nConnection: close\r\n"
                 f"Authorization: Bearer {KEY}\r\nContent-Type: application/json\r\n"
                 f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)
    writer.close()
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if line)
    return int(lines[0].split()[1]), headers


async def job(number):
    body = '{"url":"https://shop.example/%d"}' % number
    _, headers = await call("POST", "/unblocker/req?zone=web_unlocker1", body)
    target = "/unblocker/get_result?zone=web_unlocker1&response_id=" + headers["x-response-id"]
    polls = pending = 0
    status = 202
    while status == 202:
        await asyncio.sleep({0: 20, 1: 10}.get(polls, 5))
        status, _ = await call("GET", target)
        polls += 1
        pending += status == 202
    print(polls, pending)


async def main():
    await asyncio.gather(*(job(number) for number in range(50)))


asyncio.run(main())
