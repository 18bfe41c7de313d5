"""Clients that make one mistake each, and are careful otherwise."""
from careful import Careful, HOUR, MINUTE


class GivesUpAfterTenMinutes(Careful):
    def pending(self, job):
        if self.now - job.submitted < 10 * MINUTE:
            super().pending(job)


class TakesA5xxForTheEnd(Careful):
    def unavailable(self, job, answer):
        self.failures[job.url] = str(answer.status)


class SubmitsAgainOnA5xx(Careful):
    def unavailable(self, job, answer):
        self.later(MINUTE, self.submit, job)


class CollectsInTheNextNight(Careful):
    """No mistake."""
    after = 24 * HOUR

    def accepted(self, job, response_id):
        super().accepted(job, response_id)
        self.later(self.after, self.poll, job)


class RestsForANight(CollectsInTheNextNight):
    after = 48 * HOUR


class WaitsForWebhooksForEver(Careful):
    """Three days, here."""

    def accepted(self, job, response_id):
        job.id = response_id
        self.wait(job)

    def wait(self, job):
        if self.now - job.submitted < 72 * HOUR:
            self.later(30 * MINUTE, self.wait, job)


class HandlesEveryCopy(Careful):
    """Fetches the result in the handler, whatever it has already."""

    def take(self, notice):
        self.line.result(notice["response_id"])
        return super().take(notice)


class IgnoresRetryAfter(Careful):
    def refused(self, job, answer):
        self.later(1, self.submit, job)


class PollsEverySecond(Careful):
    def accepted(self, job, response_id):
        job.id = response_id
        self.later(1, self.poll, job)

    def pending(self, job):
        self.later(1, self.poll, job)

    def unavailable(self, job, answer):
        self.later(1, self.poll, job)


class SubmitsAgainBlindly(Careful):
    """As libraries do that retry each call."""

    def unheard(self, job):
        self.later(1, self.submit, job)


class PollsOnAfterA404(Careful):
    def gone(self, job, answer):
        if self.now - job.submitted < 52 * HOUR:
            self.later(HOUR, self.poll, job)


class RetriesFailures(Careful):
    """Takes a body that is empty for a result that is not there yet."""

    def done(self, job, answer):
        if answer.text or self.now - job.submitted > 20 * MINUTE:
            super().done(job, answer)
        else:
            self.later(MINUTE, self.poll, job)


class ForgetsFailures(Careful):
    """Takes a webhook of a failure for all there is to know."""

    def notified(self, notice):
        if notice["status"] == 200:
            super().notified(notice)
        else:
            self.failures[notice["request_url"]] = str(notice["status"])


class TakesAnything(Careful):
    def done(self, job, answer):
        self.pages[job.url] = answer.text
