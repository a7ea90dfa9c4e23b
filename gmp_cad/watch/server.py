"""The server of the live pages: to this machine alone, read only, on the standard library.

/                    the site as built, or the live page while there is none
/live/               the part that was saved last; /live/PART stays with one
/live/state.json     what is shown now; /live/events sends it again at each change
/live/at/N/PART/…    the solid with that number: its scene, its meshes, its picture
/live/changes?since=N   which files of the site builds wrote since
everything else      a file of the output folder
"""

from __future__ import annotations

import json
import mimetypes
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from gmp_cad.errors import UsageError
from gmp_cad.language import Message
from gmp_cad.watch import live_page
from gmp_cad.watch.address import LOOPBACK, file_of, is_ours, path_of
from gmp_cad.watch.board import Board
from gmp_cad.watch.live_reload import reloading

PORTS = range(8737, 8747)  # tried first, so that an open page finds the next session again
_HEARTBEAT_S = 5.0
_SILENT_S = 30.0  # a connection that sends nothing is closed
_TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".pdf": "application/pdf", ".csv": "text/csv; charset=utf-8",
    ".dxf": "image/vnd.dxf", ".step": "model/step", ".stl": "model/stl", ".3mf": "model/3mf",
    ".glb": "model/gltf-binary", ".md": "text/plain; charset=utf-8",
}  # fmt: skip
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A second session would share the port on Windows; elsewhere one that just ended is let go.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, board: Board, folder: Path) -> None:
        self.board = board
        self.folder = folder
        super().__init__((LOOPBACK, port), _Handler)

    def server_bind(self) -> None:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked has gone."""


@contextmanager
def serving(board: Board, folder: Path, port: int | None) -> Iterator[str]:
    """Serve the live pages and the output folder; yield the address.

    ``port``: None for one that is free. Raises UsageError where the port is taken.
    """
    server = _bound(board, folder, port)
    thread = threading.Thread(target=partial(server.serve_forever, 0.1), daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}/"
    finally:
        board.close()
        server.shutdown()
        server.server_close()


def _bound(board: Board, folder: Path, port: int | None) -> _Server:
    if port is not None:
        try:
            return _Server(port, board, folder)
        except OSError as error:
            raise UsageError(
                Message("port {port} cannot be used: {reason}",
                        port=port, reason=error.strerror or str(error)),
                Message("give another one, or none: then a free one is found"),
            ) from error  # fmt: skip
    for tried in PORTS:
        try:
            return _Server(tried, board, folder)
        except OSError:
            continue
    return _Server(0, board, folder)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SILENT_S
    server_version = "gmp-cad"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a request."""
        path = path_of(self.path)
        headers = {name.title(): value for name, value in self.headers.items()}
        if not is_ours(self.command, headers, self.server.server_address[1]):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif path is None:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif path == "/live" or path.startswith("/live/"):
            self._live(path.removeprefix("/live").removeprefix("/"))
        else:
            self._site(path)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
        """Write nothing: the terminal tells what was built."""

    # ---- live

    def _live(self, name: str) -> None:
        board = self.server.board
        fixed = live_page.FILES.get(name)
        if fixed is not None:
            self._send(fixed(board.lang), _TYPES[Path(name).suffix])
        elif name == "state.json":
            self._send(board.state()[1].encode(), _TYPES[".json"])
        elif name == "changes":
            since = self._asked("since")
            rank = int(since) if since.isascii() and since.isdigit() and len(since) < 10 else 0
            told = {"site": board.site, "written": board.written_since(rank)}
            self._send(json.dumps(told).encode(), _TYPES[".json"])
        elif name == "events":
            self._events(self._asked("part"))
        elif name.startswith("at/"):
            self._solid(name.removeprefix("at/"))
        elif "/" not in name:
            self._page(live_page.page(board.lang))
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _solid(self, name: str) -> None:
        number, _, rest = name.partition("/")
        part, _, path = rest.partition("/")
        known = number.isascii() and number.isdigit() and len(number) < 10
        found = self.server.board.file(part, int(number), path) if known else None
        if found is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send(found, _TYPES.get(Path(path).suffix, "application/octet-stream"))

    def _events(self, part: str) -> None:
        """Send the state, then each new one; a line now and then tells that both still live."""
        board = self.server.board
        self._head(HTTPStatus.OK, "text/event-stream; charset=utf-8", None)
        if self.command == "HEAD":
            return
        with board.viewing(part):
            number, text = board.state()
            try:
                self._event(number, text)
                while not board.closed:
                    found = board.next_state(number, _HEARTBEAT_S)
                    if found is None:
                        self.wfile.write(b": still here\n\n")
                    else:
                        number, text = found
                        self._event(number, text)
            except OSError:
                return  # the page is closed

    def _event(self, number: int, text: str) -> None:
        self.wfile.write(f"id: {number}\ndata: {text}\n\n".encode())

    # ---- the site

    def _site(self, path: str) -> None:
        board = self.server.board
        found = file_of(self.server.folder, path)
        if found is None and path == "/":
            self.send_response(HTTPStatus.TEMPORARY_REDIRECT)
            self.send_header("Location", "/live/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        try:
            data = None if found is None else found.read_bytes()
        except OSError:
            data = None
        if data is None or found is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        elif found.suffix.lower() in (".html", ".htm"):
            self._send(reloading(data, board.run, board.site), _TYPES[".html"])
        else:
            known = _TYPES.get(found.suffix.lower()) or mimetypes.guess_type(found.name)[0]
            self._send(data, known or "application/octet-stream")

    # ---- answers

    def _asked(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def _page(self, data: bytes) -> None:
        self._send(data, _TYPES[".html"], live_page.POLICY)

    def _refuse(self, status: HTTPStatus) -> None:
        self._head(status, "text/plain; charset=utf-8", len(status.phrase))
        if self.command != "HEAD":
            self.wfile.write(status.phrase.encode())

    def _send(self, data: bytes, kind: str, policy: str = "") -> None:
        self._head(HTTPStatus.OK, kind, len(data), policy)
        if self.command != "HEAD":
            self.wfile.write(data)

    def _head(self, status: HTTPStatus, kind: str, length: int | None, policy: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()


def page_url(url: str, part: str) -> str:
    """Return the address of the live page of a part; without a part, of the work as it goes on."""
    return f"{url}live/{quote(part)}"
