"""Another machine: keeps what it is sent, answers as it is told to."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise


class Listener(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers as its server is told to."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.got.append((self.path, dict(self.headers), self.rfile.read(length)))
        status, headers, body = self.server.says
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@contextmanager
def listening(address=("127.0.0.1", 0)):
    server = ThreadingHTTPServer(address, Listener)
    server.got, server.says = [], (200, {}, b"ok")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def url(server, path="/hook"):
    return f"http://127.0.0.1:{server.server_port}{path}"


def told(receiver):
    return [json.loads(body) for _path, _headers, body in receiver.got]


def cards_told(receiver):
    """What each message was about, in the order of arrival."""
    return [change["thing"] for message in told(receiver) for change in message["data"]["changes"]]


def ids(receiver):
    return [headers["webhook-id"] for _path, headers, _body in receiver.got]


def tried_for_three_days(receiver, clock, deliver):
    """Four days by the hour of a receiver that takes nothing: asked again until three days are over, and not before."""
    tried = []
    for hour in range(4 * 24):
        before = len(receiver.got)
        deliver()
        tried += [hour] * (len(receiver.got) > before)
        clock.shift(timedelta(hours=1))
    assert 72 <= tried[-1] <= 72 + 8
    assert max(after - hour for hour, after in pairwise(tried)) <= 8  # Six hours, and a fifth of them.
