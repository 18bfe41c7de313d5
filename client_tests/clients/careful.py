"""A client that comes through every built-in world, without webhooks or with them. Its pauses are
time.sleep; it keeps an agenda of what to do when, one thing a job."""
import heapq
import http.client
import itertools
import json
import socket
import threading
import time
import urllib.parse

from calling import Answer

MINUTE, HOUR = 60, 3600
LONGEST_JOB = 8 * HOUR
WEBHOOK_OVERDUE = 15 * MINUTE


class Line:
    """Calls whose answers may be damaged, drip in, or not come: each is over by its deadline."""

    def __init__(self, url, key, poll_deadline=10):
        """What is over may have had its effect; that of a poll is worth nothing."""
        self.host = urllib.parse.urlsplit(url).netloc
        self.deadlines = {"POST": 10, "GET": poll_deadline}
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def submit(self, page, webhook_url):
        options = {"webhook_url": webhook_url} if webhook_url else {}
        return self._call("POST", "/unblocker/req?zone=web_unlocker1",
                          json.dumps({"url": page, **options}))

    def result(self, response_id):
        return self._call("GET", f"/unblocker/get_result?response_id={response_id}")

    def _call(self, method, path, body=None):
        """Of a damaged answer the head alone, its text None; None if that did not come either."""
        connection, answer, text = http.client.HTTPConnection(self.host), None, None
        connection.connect()
        hang_up = threading.Timer(self.deadlines[method],
                                  connection.sock.shutdown, (socket.SHUT_RDWR,))
        hang_up.start()
        try:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            hang_up.cancel()
            connection.close()
        return answer and Answer(answer.status, answer.headers, text)


class Job:
    def __init__(self, url):
        self.url, self.id, self.told = url, None, False
        self.next = self.submitted = self.polls = 0


class Careful:
    """Its pages and failures, by url, are all there once fetch() returns."""

    def __init__(self, line, webhook_url=None):
        self.line, self.webhook_url = line, webhook_url
        self.jobs, self.pages, self.failures, self.notices = {}, {}, {}, []
        self.agenda, self.numbers = [], itertools.count()
        self.now = self.no_submit_before = 0

    def fetch(self, urls, every=0):
        """Submits one every so many seconds."""
        for place, url in enumerate(urls):
            self.jobs[url] = Job(url)
            self.later(place * every, self.submit, self.jobs[url])
        while self.agenda:
            due, number, act, job = heapq.heappop(self.agenda)
            if self.is_on(job, number):
                self.wait_until(due)
                if self.is_on(job, number):
                    act(job)

    def is_on(self, job, number):
        """Neither replaced since, nor done."""
        done = job.url in self.pages or job.url in self.failures
        return job.next == number and not done

    def later(self, pause, act, job):
        """In place of what else was to be done for the job."""
        job.next = next(self.numbers)
        heapq.heappush(self.agenda, (self.now + pause, job.next, act, job))

    def wait_until(self, due):
        if due > self.now:
            time.sleep(due - self.now)
            self.now = due
        notices, self.notices = self.notices, []
        for notice in sorted(notices, key=lambda notice: notice["request_url"]):
            self.notified(notice)

    # ---- submits ----

    def submit(self, job):
        if self.now < self.no_submit_before:
            return self.later(self.no_submit_before - self.now, self.submit, job)
        job.submitted = self.now
        answer = self.line.submit(job.url, self.webhook_url)
        if answer and "x-response-id" in answer.headers:  # it stands before what may be cut
            self.accepted(job, answer.headers["x-response-id"])
        elif answer and is_refusal(answer):
            self.refused(job, answer)
        else:
            self.unheard(job)

    def accepted(self, job, response_id):
        job.id, job.polls = response_id, 0
        self.later(WEBHOOK_OVERDUE if self.webhook_url else pause_of(job, 0), self.poll, job)

    def refused(self, job, answer):
        """It had no effect, and others would be told the same."""
        self.no_submit_before = self.now + told_pause(answer)
        self.later(told_pause(answer), self.submit, job)

    def unheard(self, job):
        """It may have been accepted. Its webhook will tell the id, if it was; else it was not."""
        self.later(LONGEST_JOB + WEBHOOK_OVERDUE, self.submit, job)

    # ---- webhooks ----

    def take(self, notice):
        """What the receiver answers: on another thread, so the work is left to the agenda."""
        self.notices.append(notice)
        return 204

    def notified(self, notice):
        job = self.jobs.get(notice["request_url"])
        if job and not job.told:
            job.told, job.id = True, notice["response_id"]
            self.later(0, self.poll, job)

    # ---- polls ----

    def poll(self, job):
        answer = self.line.result(job.id)
        if answer is None or answer.text is None:
            self.later(MINUTE, self.poll, job)
        elif answer.status == 202:
            self.pending(job)
        elif is_refusal(answer):
            self.unavailable(job, answer)
        elif answer.status == 200:
            self.done(job, answer)
        else:
            self.gone(job, answer)

    def pending(self, job):
        job.polls += 1
        self.later(pause_of(job, self.now), self.poll, job)

    def unavailable(self, job, answer):
        """That says nothing of the job."""
        self.later(told_pause(answer), self.poll, job)

    def done(self, job, answer):
        target = int(answer.headers.get("x-brd-status-code", 200))
        if "x-brd-error" in answer.headers:
            self.failures[job.url] = answer.headers["x-brd-error-code"]
        elif target >= 400:
            self.failures[job.url] = f"the target answered {target}"
        elif answer.text.endswith("</html>\n"):
            self.pages[job.url] = answer.text
        else:  # cut where nobody can tell by its length
            self.later(pause_of(job, self.now), self.poll, job)

    def gone(self, job, answer):
        self.failures[job.url] = f"{answer.status} {answer.text}"


def pause_of(job, now):
    """As documented at first, longer the longer the job takes."""
    waited = now - job.submitted
    if waited < 5 * MINUTE:
        return {0: 20, 1: 10}.get(job.polls, 5)
    return MINUTE if waited < HOUR else 10 * MINUTE if waited < LONGEST_JOB else HOUR


def told_pause(answer):
    return int(answer.headers.get("retry-after", MINUTE))


def is_refusal(answer):
    return answer.status == 429 or answer.status >= 500
