"""A client as people write them: it submits, waits as documented, and takes the result."""
import json
import time
import urllib.error
import urllib.request


class Client:
    def __init__(self, url, key):
        self._url, self._headers = url, {"Authorization": f"Bearer {key}"}

    def submit(self, page, webhook=None):
        """The id to ask for; the webhook, if any, is told when the result is there."""
        order = json.dumps({"url": page, "webhook_url": webhook} if webhook else {"url": page})
        path = "/unblocker/req?zone=web_unlocker1"
        request = urllib.request.Request(self._url + path, order.encode(), self._headers)
        with urllib.request.urlopen(request) as answer:
            return answer.headers["x-response-id"]

    def result(self, response_id):
        """The page; None while it is pending; LookupError once it is gone."""
        path = f"/unblocker/get_result?response_id={response_id}"
        try:
            with urllib.request.urlopen(
                    urllib.request.Request(self._url + path, headers=self._headers)) as answer:
                return None if answer.status == 202 else answer.read().decode()
        except urllib.error.HTTPError as refused:
            if refused.code != 404:
                raise
            raise LookupError(f"no result {response_id}") from None

    def fetch(self, page):
        """The page, after as long as it takes: asks after 20 s, then 10 s, then every 5 s."""
        response_id = self.submit(page)
        time.sleep(20)
        pause = 10
        while (text := self.result(response_id)) is None:
            time.sleep(pause)
            pause = 5
        return text
