"""What the small clients share: one call at a time, and a receiver of webhooks."""
import contextlib
import http.client
import http.server
import json
import threading
import typing
import urllib.parse


class Answer(typing.NamedTuple):
    status: int
    headers: typing.Mapping
    text: str


class Api:
    def __init__(self, url, key):
        self.url, self.authorization = url, {"Authorization": f"Bearer {key}"}

    def get(self, path):
        return self._call("GET", path)

    def post(self, path, body):
        return self._call("POST", path, json.dumps(body))

    def submit(self, page, **options):
        """The id, and what most clients send for it."""
        accepted = self.post("/unblocker/req?zone=web_unlocker1", {"url": page, **options})
        return accepted.headers["x-response-id"]

    def result(self, response_id):
        return self.get(f"/unblocker/get_result?response_id={response_id}")

    def _call(self, method, path, body=None):
        host = urllib.parse.urlsplit(self.url).netloc
        with contextlib.closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            kind = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, body, {**self.authorization, **kind})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())


class Receiver(http.server.ThreadingHTTPServer):
    """Hands each notice to `take`, and answers with the status that it returns. Its thread is
    another than that of the advance, which waits for the answer."""

    def __init__(self, take):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                notice = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(take(notice))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/done"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *exception):
        self.shutdown()
        super().__exit__(*exception)
