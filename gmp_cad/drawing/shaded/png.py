"""Portable Network Graphics of pixels: no time, no program's name in them.

Source: ISO/IEC 15948 (PNG), §5 chunks, §9 filters, §11.3.2.5 sRGB, §11.3.4.3 pHYs.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _RGBA = 0, 2, 6
_KINDS = {1: _GREY, 3: _RGB, 4: _RGBA}
_PERCEPTUAL = 0
_METRE = 1
_UNFILTERED = 0  # pictures of even faces come out smaller than with any other filter


def to_png(pixels: NDArray[np.uint8], dots_per_mm: float, effort: int = 9) -> bytes:
    """Return ``pixels`` (height, width, channels) as a PNG file.

    Channels: one of grey, three of sRGB, or four with the opacity. ``effort``: of the compression, 1-9.
    """
    height, width, channels = pixels.shape
    pitch = round(dots_per_mm * 1000)
    lines = np.insert(pixels.reshape(height, -1), 0, _UNFILTERED, axis=1).tobytes()
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _KINDS[channels], 0, 0, 0)),
            _chunk(b"sRGB", bytes([_PERCEPTUAL])),
            _chunk(b"pHYs", struct.pack(">IIB", pitch, pitch, _METRE)),
            _chunk(b"IDAT", zlib.compress(lines, effort)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
