"""Frames of bytes over a socket: how the process that builds and a worker talk.

A frame is its length (eight bytes, big-endian) and its content, JSON. Nothing is pickled: what a
worker says that ran code of strangers must not run anything here. No call waits for the other
side longer than it is told to.
"""

from __future__ import annotations

import socket
import struct
import time

_HEAD = struct.Struct(">Q")
_PIECE = 1 << 16


class ChannelError(Exception):
    """The other side has gone, does not listen, or sends what is no frame."""


class Channel:
    """One end of the line. ``largest_bytes``: the longest frame that is taken."""

    def __init__(self, line: socket.socket, largest_bytes: int) -> None:
        self._line = line
        self._largest_bytes = largest_bytes
        self._held = bytearray()

    def send(self, data: bytes, within_s: float | None) -> None:
        """Send a frame; raise ChannelError if it is not taken in time."""
        self._line.settimeout(within_s)
        try:
            self._line.sendall(_HEAD.pack(len(data)) + data)
        except OSError as error:
            raise ChannelError(str(error)) from error

    def receive(self, within_s: float | None) -> bytes | None:
        """Return the next frame, None when it is not whole in time; raise ChannelError at its end."""
        until = None if within_s is None else time.monotonic() + within_s
        while (frame := self._whole()) is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return None
            self._line.settimeout(left)
            try:
                piece = self._line.recv(_PIECE)
            except TimeoutError:
                return None
            except OSError as error:
                raise ChannelError(str(error)) from error
            if not piece:
                raise ChannelError("the line is closed")
            self._held += piece
        return frame

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _whole(self) -> bytes | None:
        """Return the first frame, once all of it is here."""
        if len(self._held) < _HEAD.size:
            return None
        (length,) = _HEAD.unpack_from(self._held)
        if length > self._largest_bytes:
            raise ChannelError(f"a frame of {length} bytes is too long")
        end = _HEAD.size + length
        if len(self._held) < end:
            return None
        frame = bytes(self._held[_HEAD.size : end])
        del self._held[:end]
        return frame
