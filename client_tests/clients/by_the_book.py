"""Clients that do what the documentation says, to the letter. Pauses are time.sleep.

As a program it is one of them, named by its argument, and finds the API in its environment."""
import heapq
import os
import queue
import sys
import time

from calling import Api, Receiver
from mistakes import documented_pauses

PAGES = [f"https://shop.example/p/{number}" for number in range(5)]


class Pauses:
    """time.sleep, and how long it was asked for in all."""

    def __init__(self):
        self.slept = 0

    def until(self, moment):
        if moment > self.slept:
            time.sleep(moment - self.slept)
            self.slept = moment


def polls(api, pages):
    """Submits all of them, then asks for each at its own moments until all are there."""
    pauses, due = Pauses(), []
    for number, page in enumerate(pages):
        response_id, gaps = submit(api, page, pauses), documented_pauses()
        due.append((pauses.slept + next(gaps), number, response_id, gaps))
    return dict(collected(api, due, pauses))


def collected(api, due, pauses):
    heapq.heapify(due)
    while due:
        moment, number, response_id, gaps = heapq.heappop(due)
        pauses.until(moment)
        answer = api.result(response_id)
        if answer.status == 202:
            heapq.heappush(due, (moment + next(gaps), number, response_id, gaps))
        else:
            yield response_id, answer.text


def submit(api, page, pauses, **options):
    """Comes again after a 429, when it is told to."""
    while True:
        answer = api.post("/unblocker/req?zone=web_unlocker1", {"url": page, **options})
        if answer.status != 429:
            return answer.headers["x-response-id"]
        pauses.until(pauses.slept + int(answer.headers["retry-after"]))


def is_told(api, pages, wait=lambda: None):
    """Answers webhooks at once, and fetches afterwards. `wait` returns when they have come, or
    does nothing where they come by themselves."""
    notices, pauses = queue.Queue(), Pauses()
    with Receiver(lambda notice: notices.put(notice["response_id"]) or 204) as receiver:
        for page in pages:
            submit(api, page, pauses, webhook_url=receiver.url)
        wait()
        told = [notices.get(timeout=300) for _ in pages]
    return {response_id: api.result(response_id).text for response_id in told}


def main(way):
    api = Api(os.environ["BRIGHTDATA_BASE_URL"], os.environ["BRIGHTDATA_API_TOKEN"])
    results = {"polls": polls, "is_told": is_told}[way](api, PAGES)
    missing = [page for page in PAGES if not any(page in text for text in results.values())]
    sys.exit(f"no page {missing}" if missing else 0)


if __name__ == "__main__":
    main(sys.argv[1])
