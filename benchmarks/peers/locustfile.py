"""Locust's side of the comparison: plain requests at RATE a second, or SESSIONS that read streams.

Both use FastHttpUser, Locust's cheaper client. The first token is stamped when its line is read and reported as a
request of its own, which is how Locust's documentation measures what it does not know.
"""

import os
import random
import time

from locust import FastHttpUser, constant_throughput, task

# Users that share the rate of plain requests: at 10 to 30 ms an answer, each is idle for most of its time.
PLAIN_USERS = 100

if os.environ.get("RATE"):

    class Plain(FastHttpUser):
        wait_time = constant_throughput(int(os.environ["RATE"]) / PLAIN_USERS)

        @task
        def plain(self):
            self.client.get("/plain", name="plain")

else:

    class Streams(FastHttpUser):
        think_seconds = int(os.environ["THINK_MS"]) / 1000

        def wait_time(self):
            return self.think_seconds * (0.5 + random.random())

        @task
        def stream(self):
            started = time.perf_counter()
            first_ms = None
            error = None
            try:
                # Line by line: iter_content would hold a token back until its buffer is full.
                with self.client.post(
                    os.environ["STREAM_PATH"],
                    data='{"messages":[{"role":"user","content":"hello"}]}',
                    headers={"Content-Type": "application/json"},
                    name="open",
                    stream=True,
                    catch_response=True,
                ) as response:
                    whole = False
                    while line := response.stream.readline(b"\n"):
                        if first_ms is None and b'"content"' in line:
                            first_ms = (time.perf_counter() - started) * 1000
                        whole = whole or b"[DONE]" in line
                    response.success()
                    if not whole:
                        error = RuntimeError("the stream ended early")
            except Exception as caught:  # a failed stream is reported, and the user goes on
                error = caught
            self.environment.events.request.fire(
                request_type="SSE",
                name="first token",
                response_time=first_ms,
                response_length=0,
                exception=error if first_ms is not None or error else RuntimeError("no token"),
                context={},
            )
