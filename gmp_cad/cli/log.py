"""``--log-level`` and ``GMP_CAD_LOG``: the log of the build on standard error, one line a record."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gmp_cad.cli.options import LOG_LEVELS
from gmp_cad.cli.output import visible
from gmp_cad.errors import UsageError, suggestion
from gmp_cad.language import Message

VARIABLE = "GMP_CAD_LOG"


@contextmanager
def logged(level: str | None) -> Iterator[None]:
    """Write the records of ``gmp_cad`` from this level on; None: that of ``GMP_CAD_LOG``.

    Raises :class:`~gmp_cad.errors.UsageError` for a level that there is not.
    """
    asked = level or os.environ.get(VARIABLE, "").lower()
    if asked and asked not in LOG_LEVELS:
        raise UsageError(
            Message("{name}: expected one of {known}, found {found!r}", name=VARIABLE,
                    known=", ".join(LOG_LEVELS), found=asked[:60]),
            suggestion(asked, LOG_LEVELS),
        )  # fmt: skip
    logger, handler = logging.getLogger("gmp_cad"), _Lines()
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel((asked or "warning").upper())
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


class _Lines(logging.Handler):
    """Writes to standard error as it is now: while a line of progress stands there, above it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as one line: seconds since the start, level, logger, message."""
        text = visible(self.format(record)).replace("\n", " | ")
        seconds = record.relativeCreated / 1000
        sys.stderr.write(f"{seconds:9.3f} {record.levelname.lower()} {record.name}: {text}\n")
