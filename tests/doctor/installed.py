"""Packages that are installed in a folder of a test, as pip leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def install(
    site: Path, name: str, version: str, *, head: str = "", files: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Write a distribution with its files and its record; ``more``: other files of its metadata."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{head}"
    (info / "METADATA").write_text(text, encoding="utf-8")
    record = ""
    for file, content in (files or {}).items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(content, encoding="utf-8")
        record += f"{file},sha256=x,{len(content)}\n"
    (info / "RECORD").write_text(record, encoding="utf-8")
    for file, content in (more or {}).items():
        (info / file).write_text(content, encoding="utf-8")
