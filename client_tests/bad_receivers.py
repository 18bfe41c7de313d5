"""Receivers of webhooks that do what none should, on raw sockets. What one of them does with a
connection is a function of that socket; the connection is closed when the function returns."""
import contextlib
import re
import socket
import struct
import threading

SECONDS = 20  # real; the longest that anything here waits
ENOUGH = 64 << 20  # bytes, of what has no end: whoever kept them would be seen to grow
HEAD_END = b"\r\n\r\n"


class Receiver:
    """Does `treat` with each connection, on a thread of its own, and counts them."""

    def __init__(self, treat):
        self.connections, self._treat, self._open, self._threads = 0, treat, set(), []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = url_of(self._listener)
        self._start(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept(), as closing would not
        self._threads.pop(0).join()
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # closed by its own thread, or by the sender
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _start(self, work, *arguments):
        self._threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self._threads[-1].start()

    def _accept(self):
        with contextlib.suppress(OSError):  # the end
            while True:
                connection, _ = self._listener.accept()
                connection.settimeout(SECONDS)
                self.connections += 1
                self._open.add(connection)
                self._start(self._handle, connection)

    def _handle(self, connection):
        with contextlib.suppress(OSError), connection:  # what is sent on after the sender hung up
            self._treat(connection)
        self._open.discard(connection)


def url_of(listener):
    return f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


@contextlib.contextmanager
def closed_port():
    """An address that nobody else is given, and where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield url_of(bound)


@contextlib.contextmanager
def full_backlog():
    """The address of one who never accepts, and for whom one connection waits already: the kernel
    drops what else would connect."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        with socket.create_connection(listener.getsockname()):
            yield url_of(listener)


# ---- what is done with a connection ----

def request_of(connection):
    """Reads one request, its body included."""
    head, _, body = head_of(connection).partition(HEAD_END)
    missing = int(re.search(rb"content-length: (\d+)", head)[1]) - len(body)
    while missing > 0:
        missing -= len(part_of(connection))


def head_of(connection):
    """Reads until a request's head is there; and maybe some of its body with it."""
    text = b""
    while HEAD_END not in text:
        text += part_of(connection)
    return text


def part_of(connection):
    part = connection.recv(1 << 16)
    if not part:
        raise ConnectionError("closed within the request")
    return part


def hung_up(connection, within=SECONDS):
    """Whether the sender closes the connection within so many seconds."""
    connection.settimeout(within)
    try:
        while connection.recv(1 << 16):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def hangs(connection):
    request_of(connection)
    hung_up(connection)


def drips(beginning):
    """Answers that, then a byte every 0.05 s, without end."""
    def treat(connection):
        request_of(connection)
        connection.sendall(beginning)
        while not hung_up(connection, within=0.05):
            connection.sendall(b"a")
    return treat


def resets(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def resets_after_the_head(connection):
    head_of(connection)
    resets(connection)


def resets_within_the_answer(connection):
    request_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of")
    resets(connection)


def closes(connection):
    request_of(connection)


def answers(text):
    def treat(connection):
        request_of(connection)
        connection.sendall(text)
    return treat


def answers_late(seconds):
    """Answers after so many seconds, or as soon as the sender hangs up."""
    def treat(connection):
        request_of(connection)
        hung_up(connection, within=seconds)
        connection.sendall(answer("204 No Content"))
    return treat


def answers_once(released):
    """Answers when that event is set."""
    def treat(connection):
        request_of(connection)
        released.wait(SECONDS)
        connection.sendall(answer("204 No Content"))
    return treat


def answers_without_end(beginning, piece):
    """Answers that, then the piece again and again."""
    def treat(connection):
        request_of(connection)
        connection.sendall(beginning)
        for _ in range(ENOUGH // len(piece)):
            connection.sendall(piece)
        hung_up(connection)
    return treat


def answer(status, *fields, body=b""):
    """The bytes of a whole answer; each receiver closes the connection after one."""
    length = [f"content-length: {len(body)}"] if not status.startswith(("1", "204")) else []
    lines = [f"HTTP/1.1 {status}", *fields, *length, "connection: close"]
    return "\r\n".join(lines).encode() + HEAD_END + body
