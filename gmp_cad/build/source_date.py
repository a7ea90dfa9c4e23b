"""The date that documents show where their project gives none: SOURCE_DATE_EPOCH.

Specification: https://reproducible-builds.org/specs/source-date-epoch/. Nothing that is published
says when it was built: without a date of the project and without the variable it says none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from gmp_cad.errors import UsageError
from gmp_cad.language import Message

VARIABLE = "SOURCE_DATE_EPOCH"
_SECONDS = re.compile(r"[0-9]{1,12}")
_LAST_S = 253_402_300_799  # 9999-12-31 23:59:59 UTC: later years do not fit a date of four digits


def source_date(environment: Mapping[str, str]) -> str:
    """Return the day (UTC, ISO text) of SOURCE_DATE_EPOCH; "" where it is not set, or empty.

    Raises UsageError when it is no whole number of seconds since 1970-01-01 00:00 UTC.
    """
    text = environment.get(VARIABLE, "")
    if not text:
        return ""
    if _SECONDS.fullmatch(text) is None or int(text) > _LAST_S:
        raise UsageError(
            Message(
                "{variable}: expected whole seconds since 1970-01-01, as in 1768435200, found {found!r}",
                variable=VARIABLE, found=text[:60],
            ),
            Message("correct the variable, or remove it from the environment"),
        )  # fmt: skip
    return (
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=int(text)))
        .date()
        .isoformat()
    )
