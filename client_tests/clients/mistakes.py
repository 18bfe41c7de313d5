"""Clients that are wrong as clients often are, some beside the same put right. Pauses are
time.sleep."""
import itertools
import threading
import time


def documented_pauses():
    return itertools.chain((20, 10), itertools.repeat(5))


def fetch(api, page):
    """Right: waits as documented for as long as it takes, and names what failed."""
    response_id = api.submit(page)
    for pause in documented_pauses():
        time.sleep(pause)
        answer = api.result(response_id)
        if answer.status != 202:
            return page_of(answer)


def page_of(answer):
    if answer.status != 200 or "x-brd-error" in answer.headers:
        raise LookupError(answer.headers.get("x-brd-error-code") or answer.text)
    return answer.text


def takes_any_text_for_the_page(api, page):
    response_id = api.submit(page)
    time.sleep(20)
    return api.result(response_id).text


def takes_202_for_an_error(api, page):
    response_id = api.submit(page)
    time.sleep(20)
    answer = api.result(response_id)
    if answer.status != 200:
        raise RuntimeError(f"the API answered {answer.status}")
    return answer.text


def polls_without_a_pause(api, page, times):
    response_id = api.submit(page)
    return [api.result(response_id) for _ in range(times)]


def polls_until_200(api, response_id, at_most):
    """Would go on for ever, but for at_most."""
    for _ in range(at_most):
        answer = api.result(response_id)
        if answer.status == 200:
            break
        time.sleep(5)
    return answer


def gives_up(api, page, patience):
    response_id, waited = api.submit(page), 0
    for pause in documented_pauses():
        if waited + pause > patience:
            return None
        time.sleep(pause)
        waited += pause
        if (answer := api.result(response_id)).status != 202:
            return page_of(answer)


def times_out(api, page, **options):
    """The answer comes a moment after the client's time-out, so nobody hears the id."""
    api.submit(page, **options)
    raise TimeoutError("timed out")


def submits_again_after_a_time_out(api, page):
    """As libraries do that retry each call, POST too."""
    try:
        return times_out(api, page)
    except TimeoutError:
        return fetch(api, page)


def submits_again_instead_of_waiting(api, page):
    for patience in (20, 40):
        response_id = api.submit(page)
        time.sleep(patience)
        if (answer := api.result(response_id)).status != 202:
            return page_of(answer)


def ignores_what_failed(api, page):
    response_id = api.submit(page)
    time.sleep(30)
    answer = api.result(response_id)
    return answer.text if answer.status == 200 else None


def fetches_after(api, page, seconds):
    """A batch that collects what the batch before submitted."""
    response_id = api.submit(page)
    time.sleep(seconds)
    return page_of(api.result(response_id))


class StoresTheIdTooLate:
    """Is told of a job while it does something else between the submit and the storing."""

    def __init__(self):
        self.stored, self.collectable, self.told = set(), set(), threading.Event()

    def take(self, notice):
        known = self.known(notice["response_id"])
        self.told.set()
        return 204 if known else 404

    def known(self, response_id):
        if response_id in self.stored:
            self.collectable.add(response_id)
        return response_id in self.stored

    def submit(self, api, page, webhook_url):
        response_id = api.submit(page, webhook_url=webhook_url)
        self.other_work()
        self.stored.add(response_id)
        return response_id

    def other_work(self):
        """Takes until the notice has come."""
        if not self.told.wait(10):
            raise TimeoutError("no notice came")


class KeepsWhatCameEarly(StoresTheIdTooLate):
    """Right: a notice of an id that it does not know yet is not thrown away."""

    def known(self, response_id):
        self.collectable.add(response_id)
        return True
