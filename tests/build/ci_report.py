"""A report with a finding of every kind, and the project whose files it points at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gmp_cad.build.results.report import report
from gmp_cad.errors import Where
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message

SPEC = """[part]
number = "X-1"
title = "Cale"

[dimensions]
length = "80"
bore = { size = "⌀16 H7" }

[datums]
A = "base"
"""


def write_project(root: Path) -> Path:
    """Write the files that the report points at; return the project."""
    for file, text in {
        "parts/cale/spec.toml": SPEC,
        "parts/cale/process.toml": "[[phase]]\nnumber = 10\n",
        "parts/product.toml": '[product]\nnumber = "P"\n\n[[item]]\nref = 1\npart = "cale"\n',
        "fixtures_design/montage/fixture.toml": "[fixture]\n",
        "fixtures_design/montage/base à plat/spec.toml": SPEC,
    }.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


def _found(
    status: Status, check: str, subject: str, message: str, code: str = "coded", **rest: Any
) -> Finding:
    return Finding(check=check, code=code, status=status, subject=subject,
                   message=Message(message), **rest)  # fmt: skip


SPEC_FILE = "parts/cale/spec.toml"
FINDINGS = (
    _found(Status.PASS, "dimension.measured", "cale.length", "measured 80 mm",
           where=Where(SPEC_FILE, "dimensions.length", 6)),
    _found(Status.FAIL, "dimension.measured", "cale.bore", "measured 15,9 mm\nnot 16",
           code="different", expected=16.0, observed=15.9, unit="mm", hint=Message("look at the bore"),
           where=Where(SPEC_FILE, "dimensions.bore")),
    _found(Status.FAIL, "dimension.measured", "cale.bore", "depth: measured 3 mm", code="different",
           where=Where(SPEC_FILE, "dimensions.bore")),
    _found(Status.ERROR, "build.task", "cale", "model:cale: it crashed \x1b[31m <&> \ufffe",
           code="crash", where=Where("parts/cale/model.py", line=7, column=3)),
    _found(Status.WARN, "pmi.read_back", "cale.datums.A", "read twice"),
    _found(Status.SKIP, "CP10", "cale.ph10", "the stock itself"),
    _found(Status.FAIL, "product.quantity", "product.cale", "2 placed, 1 asked for",
           where=Where("parts/product.toml", "item[0]", 4)),
    _found(Status.FAIL, "part.solid", "montage.base à plat.bore", "open"),
    _found(Status.FAIL, "fixture.base", "montage", "no base"),
    _found(Status.FAIL, "product.dossier", "dossier", "a chapter is missing"),
)  # fmt: skip


def of_all_kinds(lang: str = "en") -> dict[str, Any]:
    """Return the report."""
    return report(FINDINGS, complete=True, lang=lang)
