"""Write what the registry of templates says of our Word templates: ``python tools/word_fields.py [FOLDER]``.

Their short names are those of the table of school fields; the rest is what our Typst pages read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gmp_cad.documents.office.school_field_sets import FIELD_SETS
from gmp_cad.documents.office.school_fields import Field, FieldSet

FOLDER = Path(__file__).parents[1] / "docs_templates"
# What each template makes, and where it is found.
_MADE = {
    "contrat.docx": ("un contrat de phase, à modifier dans Word", "a phase contract to edit in Word",
                     "parts/<part>/phases/contrat-<nn>.docx"),
    "gamme.docx": ("la gamme de fabrication, à modifier dans Word", "the list of phases to edit in Word",
                   "parts/<part>/gamme.docx"),
    "garde.docx": ("la page de garde du dossier, à modifier dans Word",
                   "the cover of the manufacturing file to edit in Word", "garde.docx"),
}  # fmt: skip


def registered(offered: FieldSet) -> str:
    """Return what the registry of templates says of a Word template: ``fields/NAME.toml``."""
    fr, en, output = _MADE[offered.template]
    lines = [f"makes = {{ fr = {_quoted(fr)}, en = {_quoted(en)} }}", f"output = {_quoted(output)}",
             "", "[fields]"]  # fmt: skip
    lines += _WHOLE[offered.template]()
    for one in offered.fields:
        lines += [_told(name, one) for name in one.names]
    for rows in offered.rows:
        for every in dict.fromkeys((rows.fr, rows.en)):
            lines += [_told(f"{every}[].{name}", one) for one in rows.fields for name in one.names]
    return "\n".join(lines) + "\n"


def _contract() -> list[str]:
    return [_entry("contract", "le contrat entier", "the whole contract", ', shape = "contract"')]


def _gamme() -> list[str]:
    """Return the fields of our page of the same document."""
    return [line for line in _lines_of("gamme_page.typ.j2") if line.startswith('"document')]


def _cover() -> list[str]:
    """Return what the dossier says on its cover, of its parts list, its programme and its mass."""
    kept = ("title", "cover.")
    lines = [
        line.replace('"', '"dossier.', 1)
        for line in _lines_of("dossier.typ.j2")
        if line.startswith(tuple(f'"{start}' for start in kept))
        and not line.startswith('"cover.picture')
    ]
    return [
        *lines,
        _entry("dossier.cover.picture.file", "fichier de la vue, ou vide", "file of the view, or empty"),
        _entry("dossier.bom", "nomenclature", "parts list", ', shape = "bom"'),
        *(_entry(f"dossier.{name}[]", fr, en, ', shape = "line"')
          for name, fr, en in (("programme", "quantité, cadence, observations", "quantity, rate, remarks"),
                               ("masses", "masse, masse visée, marge", "mass, budget, margin"))),
    ]  # fmt: skip


def _lines_of(template: str) -> list[str]:
    return (FOLDER / "fields" / f"{template}.toml").read_text("utf-8").splitlines()


_WHOLE = {"contrat.docx": _contract, "gamme.docx": _gamme, "garde.docx": _cover}


def _told(path: str, one: Field) -> str:
    return _entry(path, one.meaning.say("fr"), one.meaning.say("en"))


def _entry(path: str, fr: str, en: str, more: str = "") -> str:
    return f"{_quoted(path)} = {{ fr = {_quoted(fr)}, en = {_quoted(en)}{more} }}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    (target / "fields").mkdir(exist_ok=True)
    for offered in FIELD_SETS.values():
        (target / "fields" / f"{offered.template}.toml").write_text(registered(offered), "utf-8")
