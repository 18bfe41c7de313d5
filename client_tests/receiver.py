"""A webhook receiver as people write them: it reads the result inside the handler.

usage: receiver.py SERVER_URL KEY
Prints its own URL, then for each notice "RESPONSE_ID STATUS_OF_GET_RESULT", one a line.
"""
import http.server
import json
import sys
import threading
import urllib.error
import urllib.request

SERVER, KEY = sys.argv[1:]
OUTPUT = threading.Lock()


def read_result(response_id):
    request = urllib.request.Request(
        f"{SERVER}/unblocker/get_result?response_id={response_id}",
        headers={"Authorization": f"Bearer {KEY}"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        notice = json.loads(self.rfile.read(int(self.headers["content-length"])))
        response_id = notice["response_id"]
        line = f"{response_id} {read_result(response_id)}\n"
        with OUTPUT:
            print(line, end="", flush=True)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{receiver.server_port}", flush=True)
receiver.serve_forever()
