"""Where a test gets its parts from: the project that its file stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest

from gmp_cad.errors import GmpError, InvalidInputError, ModelError, UsageError, suggestion
from gmp_cad.language import Message
from gmp_cad.pytest_plugin.files import project_above
from gmp_cad.pytest_plugin.live_part import LivePart, MeasuredValue
from gmp_cad.pytest_plugin.live_product import LiveProduct
from gmp_cad.pytest_plugin.session import session_of
from gmp_cad.pytest_plugin.tested_project import TestedProject
from gmp_cad.spec.condition import Condition

T = TypeVar("T")
_LINE = re.compile(r"(?P<line>[^.\[\]]+)(?:\[(?P<instance>\d+)\])?(?:\.(?P<detail>.+))?")


@dataclass(frozen=True, slots=True)
class Source:
    """Parts, products and measures of a project at a condition."""

    project: TestedProject
    condition: Condition

    def __repr__(self) -> str:
        return f"<project {self.project.root.name}, {self.condition}>"

    def part(self, name: str, /, *, at: str | None = None, **sizes: float) -> LivePart:
        """Return a part; ``at``: its condition; ``sizes`` (mm, degrees) are chosen besides.

        Parts of fixtures are called ``fixture.part``. Raises
        :class:`~gmp_cad.errors.ModelError` where the model fails.
        """
        __tracebackhide__ = True
        condition = self.condition if at is None else self._told(lambda: _condition(at))
        bench = self._told(self.project.bench.opened)
        found = self._told(lambda: bench.part(name, condition, sizes))
        return LivePart(
            name, found, condition,
            again=lambda other: self.part(name, at=other, **sizes),
        )  # fmt: skip

    def product(
        self, *, of: str = "product", at: str | None = None, **parameters: float
    ) -> LiveProduct:  # fmt: skip
        """Return the product, or a fixture, at values of its parameters."""
        __tracebackhide__ = True
        condition = self.condition if at is None else self._told(lambda: _condition(at))
        bench = self._told(self.project.bench.opened)
        found = self._told(lambda: bench.assembly(of, parameters, condition))
        return LiveProduct(
            of, found, condition,
            again=lambda other: self.product(of=of, at=other, **parameters),
        )  # fmt: skip

    def measure(self, line: str, /, *, at: str | None = None, **sizes: float) -> MeasuredValue:
        """Return what was measured of ``part.line``, ``part.holes[2]``, ``part.holes.depth``."""
        __tracebackhide__ = True
        reading = self.project.reading
        names = [p.subject for p in reading.outline.parts]
        part = max((n for n in names if line.startswith(f"{n}.")), key=len, default="")
        asked = _LINE.fullmatch(line[len(part) + 1 :])
        if not part or asked is None:
            raise self._said(
                UsageError(
                    Message("{line!r} is no line of a part", line=line),
                    suggestion(line.partition(".")[0], names)
                    or Message("write part.line, for example semelle.bore"),
                )
            )
        found = self.part(part, at=at, **sizes)
        instance = int(asked["instance"]) if asked["instance"] else None
        return self._told(lambda: found.measured(asked["line"], instance, asked["detail"] or ""))

    def _told(self, work: Callable[[], T]) -> T:
        """Do the work; raise an error in the language of the run, without a trace of our own code."""
        __tracebackhide__ = True
        try:
            return work()
        except GmpError as error:
            said = self._said(error)
        raise said

    def _said(self, error: GmpError) -> GmpError:
        """Return the error in the language of the run: place, message, what to do."""
        lang, where = self.project.settings.lang, getattr(error, "where", None)
        place = f"{where}: " if where is not None else ""
        lines = [f"{place}{error.message.say(lang)}"]
        if error.hint is not None:
            lines.append(f"→ {error.hint.say(lang)}")
        if isinstance(error, InvalidInputError):
            lines.append(self.project.told_problems())
        said = Message("{said}", said="\n".join(lines))
        if isinstance(error, ModelError):
            return ModelError(said, where=where)
        return UsageError(said) if isinstance(error, UsageError | InvalidInputError) else error


def _condition(name: str) -> Condition:
    if name not in list(Condition):
        known = Message("known: {names}", names=", ".join(Condition))
        raise UsageError(
            Message("there is no condition {name!r}", name=name),
            suggestion(name, list(Condition)) or known,
        )
    return Condition(name)


def source_of(request: pytest.FixtureRequest, condition: str) -> Source:
    """Return the source of a test module: the project around it, or around the current folder."""
    config = request.config
    root = project_above(request.path.parent) or project_above(config.invocation_params.dir)
    if root is None:
        pytest.fail(
            f"no gmp_cad project around {request.path.name}: no folder upward holds"
            " parts/<part>/spec.toml", pytrace=False,
        )  # fmt: skip
    return Source(session_of(config).project(root), _condition(condition))
