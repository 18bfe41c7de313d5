"""Calls whose answers are read as the bytes they are: one connection a call, nothing tidied up."""
import json
import socket
import urllib.parse

SECONDS = 15  # real; who does not answer by then hangs


class Answer:
    """One answer: the status line, the header lines as they were sent, the body's bytes."""

    def __init__(self, text):
        self.head, _, self.body = text.partition(b"\r\n\r\n")
        first, *self.lines = self.head.split(b"\r\n")
        self.status = int(first.split(b" ", 2)[1])
        pairs = [line.decode("latin-1").partition(": ")[::2] for line in self.lines]
        self.names, self.headers = [name for name, _ in pairs], dict(pairs)

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def response_id(self):
        return self.headers["x-response-id"]


def exchange(url, text):
    """What the server at that address answers to those bytes until it closes the connection."""
    place = urllib.parse.urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(text)
        except ConnectionError:
            pass  # refused before all was sent; the answer is there all the same
        return Answer(received(connection))


def received(connection):
    parts = []
    while part := connection.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def request(method, target, body=b"", headers=()):
    """The bytes of a request; headers are names and values, as bytes or as text in UTF-8."""
    lines = [b"%s %s HTTP/1.1" % (method.encode(), target.encode()), b"host: localhost",
             b"connection: close", b"content-length: %d" % len(body)]
    lines += [encoded(name) + b": " + encoded(value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def encoded(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


class Client:
    """Calls of the vendor's API with one key."""

    def __init__(self, url, key):
        self.url, self.authorization = url, f"Bearer {key}"

    def call(self, method, target, body=None, authorization=""):
        """body: a value that is sent as JSON, or bytes; authorization: None for no such header."""
        body = body if isinstance(body, bytes) else b"" if body is None else as_json(body)
        authorization = self.authorization if authorization == "" else authorization
        headers = [("authorization", authorization)] if authorization is not None else []
        return exchange(self.url, request(method, target, body, headers))

    def post(self, target, body):
        return self.call("POST", target, body)

    def read(self, response_id, endpoint="/unblocker/get_result"):
        return self.call("GET", f"{endpoint}?response_id={response_id}")


def as_json(value):
    return json.dumps(value).encode()
