"""Listeners of a speech server, for Locust (https://locust.io; Debian: apt-get install python3-locust).

    locust -f bench/locustfile.py --headless --users 10 --spawn-rate 10 --run-time 60s --host http://127.0.0.1:8000

Any server with POST /v1/audio/speech will do. The environment may name a MODEL, a VOICE, a FORMAT (default pcm), a file with TEXTS, one
a line, the mean pause after an answer in THINK_SECONDS (default 0), and an API_KEY. "first audio" is the time to the first byte of
the body, "speech" the time to its last.
"""

import os
import random
import time

from locust import HttpUser, task

FIELDS = {
    "response_format": os.environ.get("FORMAT", "pcm"),
    **{name: os.environ[name.upper()] for name in ("model", "voice") if name.upper() in os.environ},
}
THINK_SECONDS = float(os.environ.get("THINK_SECONDS", "0"))
HEADERS = {"Authorization": f"Bearer {os.environ['API_KEY']}"} if "API_KEY" in os.environ else {}


def texts():
    """The lines of the file that TEXTS names, or a few sentences."""
    if "TEXTS" not in os.environ:
        return ["Good morning! You have three meetings today.", "Rain will reach the coast by noon."]
    with open(os.environ["TEXTS"], encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


TEXTS = texts()


class Listener(HttpUser):
    """Asks for a text, takes the audio as fast as it comes, thinks, and asks again."""

    def wait_time(self):
        return random.expovariate(1 / THINK_SECONDS) if THINK_SECONDS > 0 else 0

    @task
    def speak(self):
        began = time.perf_counter()
        body = {"input": random.choice(TEXTS), **FIELDS}
        request = self.client.post(
            "/v1/audio/speech", json=body, headers=HEADERS, stream=True, name="headers", catch_response=True
        )
        with request as response:
            if response.status_code != 200:
                response.failure(f"status {response.status_code}")
                # A server that is full says when to come again.
                time.sleep(min(10, float(response.headers.get("retry-after", "1"))))
                return
            length = 0
            for part in response.iter_content(chunk_size=None):
                if length == 0:
                    self.tell("first audio", began, len(part))
                length += len(part)
            if length == 0:
                response.failure("no audio")
                return
            self.tell("speech", began, length)

    def tell(self, name, began, length):
        milliseconds = (time.perf_counter() - began) * 1000
        self.environment.events.request.fire(
            request_type="POST", name=name, response_time=milliseconds, response_length=length, exception=None, context={}
        )
