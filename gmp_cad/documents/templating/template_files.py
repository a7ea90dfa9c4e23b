"""Where templates are found: the packaged ones, and before them those of the project."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

FOLDER = "docs_templates"
_SOURCE_FOLDER = Path(__file__).parents[3] / FOLDER
# Templates by the end of their names; what else lies in the folder (README.md) is none.
TYPST_ENDINGS = (".typ", ".svg")  # read by Typst beside the document: code, a logo
TEXT_ENDINGS = (".typ.j2", ".html.j2", ".css", ".js", ".toml", *TYPST_ENDINGS)
OFFICE = (".docx", ".xlsx")  # read by their own modules


def packaged_folder() -> Path:
    """Return the folder of the templates that come with gmp_cad."""
    packaged = Path(str(resources.files("gmp_cad"))) / "documents" / "templates"
    return packaged if packaged.is_dir() else _SOURCE_FOLDER


def own_folder(project: Path) -> Path:
    """Return the folder of a project's own templates, whether it exists or not."""
    return project / FOLDER


def files(folder: Path) -> dict[str, Path]:
    """Return the templates of a folder by name; folders in it and hidden files are none."""
    if not folder.is_dir():
        return {}
    return {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and not path.name.startswith((".", "~$"))  # "~$": a document that Word holds open
        and path.name.endswith((*TEXT_ENDINGS, *OFFICE))
    }


def find(project: Path) -> dict[str, Path]:
    """Return every template by name; the project's own are found before the packaged ones."""
    return {**files(packaged_folder()), **files(own_folder(project))}
