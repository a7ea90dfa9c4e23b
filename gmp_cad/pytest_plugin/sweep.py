"""The items of a sweep, told before hypothesis is needed; whether it is there."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from gmp_cad.pytest_plugin.files import MODEL
from gmp_cad.pytest_plugin.outline import Entry, build_line
from gmp_cad.pytest_plugin.reading import Reading

NAMES = ("sweep",)


def sweep_entries(reading: Reading, file: str, folder: str) -> Iterator[Entry]:
    """Yield the sweep of a model, or of an assembly that has parameters.

    Raises UsageError where hypothesis is not installed.
    """
    if importlib.util.find_spec("hypothesis") is None:
        raise pytest.UsageError(
            "--gmp-cad-sweep needs hypothesis: pip install 'gmp_cad[test]', or hypothesis itself"
        )
    for part in reading.outline.parts:
        if part.folder == folder and file.endswith(f"/{MODEL}"):
            line = build_line(reading.outline.root / file)
            yield Entry(file=file, names=NAMES, subject=part.subject, line=line,
                        markers=part.markers("sweep", "model"))  # fmt: skip
    for place in reading.outline.assemblies:
        if place.file == file and place.spec is not None and place.spec.parameters:
            yield Entry(file=file, names=NAMES, subject=place.subject,
                        markers=("sweep", *place.markers))  # fmt: skip
