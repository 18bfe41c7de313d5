"""Waits of ten seconds in each way that threads have. Prints how long each took, rounded."""
import concurrent.futures
import queue
import threading
import time


def timed(wait):
    began = time.monotonic()
    try:
        wait()
    except (queue.Empty, TimeoutError, concurrent.futures.TimeoutError):
        pass
    print(int(time.monotonic() - began) // 10)


timed(lambda: threading.Event().wait(10))
timed(lambda: queue.Queue().get(timeout=10))
timed(lambda: concurrent.futures.Future().result(timeout=10))
