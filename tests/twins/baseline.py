"""Parts that are not as they were accepted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gmp_cad.checks import baseline
from gmp_cad.documents.part.baseline import fingerprint_of
from gmp_cad.evidence.fingerprint import Fingerprint
from gmp_cad.spec.baseline import parse_baseline

FILE = Path(__file__).parents[1] / "spec" / "baseline.toml"
FILE_NAME = "parts/cale/baseline.toml"


def accepted() -> Fingerprint:
    """The starter's plate with three holes."""
    return fingerprint_of(parse_baseline(FILE.read_text("utf-8"), FILE_NAME))


def evidence(**changed: object) -> baseline.BaselineEvidence:
    """The plate against itself, some fields of it changed."""
    found = replace(accepted(), **changed)
    return baseline.BaselineEvidence(
        subject="cale", file=FILE_NAME, accepted=accepted(), found=found
    )


def with_surface(name: str, **changed: object) -> baseline.BaselineEvidence:
    """The plate with one surface of that name changed."""
    surfaces = list(accepted().surfaces)
    at = next(i for i, one in enumerate(surfaces) if name in one.names)
    surfaces[at] = replace(surfaces[at], **changed)
    return evidence(surfaces=tuple(surfaces))


TWINS = {
    "baseline.geometry": lambda: baseline.geometry(with_surface("bore", radius_mm=8.001)),
    "baseline.material": lambda: baseline.material(evidence(material="C45")),
    "baseline.dimensions": lambda: baseline.dimensions(
        evidence(dimensions={**accepted().dimensions, "bore": (16.002,)})
    ),
    "baseline.names": lambda: baseline.names(
        replace_names("bore", "holes")
    ),
}  # fmt: skip


def replace_names(one: str, other: str) -> baseline.BaselineEvidence:
    """The plate with two names exchanged."""
    swapped = {one: other, other: one}
    surfaces = (
        replace(s, names=tuple(swapped.get(n, n) for n in s.names)) for s in accepted().surfaces
    )
    return evidence(surfaces=tuple(surfaces))
