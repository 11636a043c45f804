"""Where the worker, which nobody calls, can be asked whether it lives."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from bot.listening import demand_free

ANSWER = b'{"status": "ok"}'


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Seconds that a connection may be silent.
    timeout = 30

    def do_GET(self) -> None:
        known = self.path == "/healthz"
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER) if known else 0))
        self.end_headers()
        self.wfile.write(ANSWER if known else b"")

    def log_message(self, *_said: object) -> None:
        """Being asked every second is nothing to write down."""


def open_door(host: str, url: str) -> ThreadingHTTPServer:
    """``GET /healthz`` answers 200 from now on, at ``host`` and the port of ``url``. Raises PortTaken."""
    port = urlsplit(url).port or 80
    demand_free(host, port, "worker", "WORKER_URL")
    server = ThreadingHTTPServer((host, port), _Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="door", daemon=True).start()
    return server
