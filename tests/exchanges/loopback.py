"""A receiver that takes parcels over HTTP on this machine and tells a second delivery by its key."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Told = tuple[int, dict[str, str], bytes]


class Gateway:
    """What has come, in order, and with what the next ones are answered; without a plan all is taken."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.effects: dict[str, int] = {}
        self.plan: list[Told] = []
        self.address = ""

    def take(self, headers: dict[str, str], content: bytes) -> Told:
        """Take a parcel or do what is planned."""
        self.came.append((headers, content))
        if self.plan:
            return self.plan.pop(0)
        key = headers["Idempotency-Key"]
        number = self.effects.setdefault(key, len(self.effects) + 1)
        return 200, {}, json.dumps({"result": "accepted", "number": f"DX{number}"}).encode()


@contextmanager
def listening() -> Iterator[Gateway]:
    """A gateway that listens while the test lasts."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, told = gateway.take(dict(self.headers), content)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.address = f"http://127.0.0.1:{server.server_port}/send?from=qx"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
