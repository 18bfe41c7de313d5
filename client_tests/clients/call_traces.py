"""What public clients of the asynchronous calls send, and which parts of the answers they rely
on. Each function is one of their call traces, recreated; pauses are time.sleep."""
import http.client
import itertools
import json
import time
import urllib.parse
import urllib.request


def id_from_the_header_alone(api, page):
    """Never reads the body; urllib calls its own a form, whatever it is."""
    request = urllib.request.Request(f"{api.url}/unblocker/req?zone=web_unlocker1",
                                     json.dumps({"url": page}).encode(), api.authorization)
    with urllib.request.urlopen(request) as accepted:
        return accepted.headers["x-response-id"]


def id_from_the_body_alone(api, page):
    accepted = api.post("/unblocker/req?zone=web_unlocker1", {"url": page})
    return json.loads(accepted.text)["response_id"]


def zone_in_the_body(api, page, zone):
    accepted = api.post("/unblocker/req", {"zone": zone, "url": page})
    return json.loads(accepted.text)["response_id"]


def wait_then_download(api, response_id):
    """Polls for the status alone, and downloads with a call of its own. All on one connection."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(api.url).netloc, timeout=60)
    path = f"/unblocker/get_result?response_id={response_id}"

    def get():
        connection.request("GET", path, headers=api.authorization)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    for pause in itertools.chain((20, 10), itertools.repeat(5)):
        time.sleep(pause)
        if get()[0] != 202:
            break
    status, page = get()
    connection.close()
    return status, page


def sleep_on_the_exact_text(api, response_id):
    """Never looks at the status: whatever is not the text is taken for the result."""
    while (text := api.result(response_id).text) == "Request is pending":
        time.sleep(10)
    return text


def search_across_families(api, submit, order, read):
    """Submits with one family and reads with the other, which answers 202 or parsed JSON."""
    response_id = api.post(f"/{submit}/req?zone=serp1", order).headers["x-response-id"]
    path = f"/{read}/get_result?zone=serp1&response_id={response_id}"
    while (answer := api.get(path)).status == 202:
        time.sleep(10)
    if answer.headers["content-type"] != "application/json":
        raise TypeError(answer.headers["content-type"])
    return json.loads(answer.text)


def read_as_a_response(api, response_id):
    while (answer := api.get(f"/response?response_id={response_id}")).status == 202:
        time.sleep(10)
    return answer


class StrictReceiver:
    """Takes only notices with a whole number as status, and keeps which page each id stands for."""

    def __init__(self):
        self.done = {}

    def take(self, notice):
        if type(notice.get("status")) is not int or not 200 <= notice["status"] < 300:
            return 400
        self.done[notice["response_id"]] = notice["request_url"]
        return 204


class ReadingReceiver:
    """Reads the result before it answers the notice."""

    def __init__(self, api):
        self._api, self.pages = api, {}

    def take(self, notice):
        answer = self._api.result(notice["response_id"])
        self.pages[notice["response_id"]] = (answer.status, answer.text)
        return 204


def make_zone(api, name, kind):
    """True if it is made now; that another client was faster is as good."""
    made = api.post("/zone", {"zone": {"name": name, "type": kind}, "plan": {"type": kind}})
    if made.status not in (200, 201, 409):
        raise RuntimeError(f"{made.status} {made.text}")
    return made.status != 409


def ensure_zone(api, name, kind):
    """What clients do at their start. True if the zone was missing."""
    if json.loads(api.get("/status").text)["status"] != "active":
        raise RuntimeError("the account cannot be used")
    zones = json.loads(api.get("/zone/get_active_zones").text)
    return all(zone["name"] != name for zone in zones) and make_zone(api, name, kind)


def page_at_once(api, page, zone):
    """The synchronous call, which answers with the page."""
    return api.post("/request", {"zone": zone, "url": page, "format": "raw"})
