"""Findings of one check on one subject, said briefly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gmp_cad.errors import Where
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Makes the findings of a check: ``check`` is its id, ``subject`` a dotted name."""

    check: str
    subject: str
    where: Where | None = None

    def say(self, code: str, status: Status, message: Message, **details: Any) -> Finding:
        """Return a finding; ``details`` are its other fields (expected, observed, unit, hint)."""
        details.setdefault("where", self.where)
        return Finding(
            check=self.check, code=code, status=status, subject=self.subject, message=message,
            **details,
        )  # fmt: skip

    def passed(self, code: str, message: Message, **details: Any) -> Finding:
        """Return a PASS."""
        return self.say(code, Status.PASS, message, **details)

    def failed(self, code: str, message: Message, **details: Any) -> Finding:
        """Return a FAIL."""
        return self.say(code, Status.FAIL, message, **details)

    def warned(self, code: str, message: Message, **details: Any) -> Finding:
        """Return a WARN."""
        return self.say(code, Status.WARN, message, **details)

    def skipped(self, code: str, message: Message, **details: Any) -> Finding:
        """Return a SKIP."""
        return self.say(code, Status.SKIP, message, **details)

    def judged(
        self, holds: bool, codes: tuple[str, str], message: Message, **details: Any
    ) -> Finding:
        """Return a PASS with the first code when it holds, else a FAIL with the second."""
        if holds:
            return self.passed(codes[0], message, **details)
        return self.failed(codes[1], message, **details)
