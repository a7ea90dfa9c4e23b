"""The formats of the files that a build writes, by their ending: how people call each."""

from __future__ import annotations

from collections.abc import Mapping

# In the order in which a page shows them: what is read first, then models, data last.
FORMATS: Mapping[str, str] = {
    "pdf": "PDF", "svg": "SVG", "dxf": "DXF", "step": "STEP", "stl": "STL", "3mf": "3MF",
    "glb": "GLB", "csv": "CSV", "xlsx": "XLSX", "docx": "DOCX", "json": "JSON", "png": "PNG",
}  # fmt: skip
# Those of the digital model.
MODELS = ("step", "stl", "3mf", "glb")


def ending_of(path: str) -> str:
    """Return the ending of a path, without its dot."""
    return path.rpartition(".")[2]


def format_of(path: str) -> str:
    """Return the name of a file's format, such as PDF or STEP."""
    ending = ending_of(path)
    return FORMATS.get(ending, ending.upper())
