"""Word documents: a template of Word, filled. The school draws it; docxtpl finds its fields."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jinja2
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from lxml import etree

from gmp_cad.documents.office.office_package import (
    Filled,
    OfficeTemplate,
    Properties,
    checked,
    repacked,
)
from gmp_cad.documents.office.office_text import FAULTS, FieldEnvironment, as_typed, refusal
from gmp_cad.documents.office.word_loops import fit_grids, repeat_rows, straddling
from gmp_cad.documents.office.word_pictures import PicturePlacer, PlacedPicture, fit_pictures
from gmp_cad.documents.office.word_runs import embed_font, write_signs
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.printing.raster import Photograph
from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.language import Message

_EPOCH = "2000-01-01"
_LONGEST_PROPERTY = 255  # characters: what the core properties of Office hold
_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
_SHOWN_NEAR = 60
_UNFILLED = {"endnotes": Message("endnotes"), "comments": Message("comments")}
_A4_MM, _A3_MM = (297, 210), (420, 297)
_TAGS = re.compile(r"<[^>]+>")


class _Document(DocxTemplate):  # type: ignore[misc]
    """docxtpl that remembers which part it fills, and lets nothing broken through."""

    def __init__(self, template: OfficeTemplate) -> None:
        super().__init__(io.BytesIO(template.content))
        self.template = template
        self.source: list[str] = []
        self.rows_of: Iterable[tuple[str, str]] = ()

    def get_xml(self) -> str:
        repeat_rows(self.docx.element.body, self.rows_of)
        return str(super().get_xml())

    def get_part_xml(self, part: Any) -> str:
        root = etree.fromstring(part.blob)
        repeat_rows(root, self.rows_of)
        return str(self.xml_to_string(root))

    def patch_xml(self, src_xml: str) -> str:
        return str(super().patch_xml(as_typed(src_xml)))

    def render_xml_part(self, src_xml: str, part: Any, *rest: Any) -> str:
        lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        self.source = lines.split("\n")
        place = straddling(lines)
        if place is not None:
            raise self._unbalanced(self.near(lines[:place].count("\n") + 1))
        filled = str(super().render_xml_part(src_xml, part, *rest))
        try:
            etree.fromstring(filled.encode())
        except etree.XMLSyntaxError as error:
            raise self._unbalanced("") from error
        return filled

    def _unbalanced(self, near: str) -> TemplateError:
        return self.template.error(
            Message("a loop or a condition begins in one place of the text and ends in another"),
            Message(
                "in a table, write {first} and {last} in rows of their own",
                first="{%tr for op in operations %}", last="{%tr endfor %}",
            ),
            near,
        )  # fmt: skip

    def fix_tables(self, xml: str) -> Any:
        """Return the body as a tree; docxtpl would count the rows of nested tables too."""
        root = etree.fromstring(xml.encode())
        fit_grids(root)
        return root

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave the properties: they are those of the filled document, set when it is saved."""

    def near(self, line: int | None) -> str:
        """Return the text of the paragraph at a line of the part being filled."""
        if line is None or not 0 < line <= len(self.source):
            return ""
        text = " ".join(_TAGS.sub(" ", self.source[line - 1]).split())
        return f"« {text[:_SHOWN_NEAR]}{'…' if len(text) > _SHOWN_NEAR else ''} »"


def fill_word(
    template: OfficeTemplate, fields: Mapping[str, Any], properties: Properties,
    *, rows_of: Iterable[tuple[str, str]] = (), paper: str = "",
) -> Filled:  # fmt: skip
    """Return the template with its fields filled; a :class:`Picture` among them is drawn there.

    ``rows_of``: pairs ``(op, operations)``: a table row that holds ``{{ op.… }}`` and stands in no
    loop is repeated for each of ``operations``. ``paper``: ``a3`` makes pages of A4 larger. Raises
    :class:`TemplateError` with the file and the nearest paragraph.
    """
    document = _Document(checked(template))
    document.rows_of = tuple(rows_of)
    environment = FieldEnvironment(properties.lang, escaped=True)
    try:
        document.render_init()
        _enlarge(document.docx, paper)
        context = _drawn(fields, PicturePlacer(document))
        document.render(context, environment, autoescape=True)
    except FAULTS as error:
        near = document.near(_line(error))
        raise refusal(template, error, fields, near) from error
    least = _finish(document.docx)
    _describe(document.docx, properties)
    out = io.BytesIO()
    document.docx.save(out)
    remarks = (*_reduced(least), *_left(document.docx))
    return Filled(content=repacked(out.getvalue()), remarks=remarks)


def _drawn(value: Any, placer: PicturePlacer) -> Any:
    """Return the fields with their pictures ready to be placed."""
    if isinstance(value, Picture | Photograph):
        return PlacedPicture(placer, value)
    if isinstance(value, Mapping):
        return {key: _drawn(item, placer) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(item, placer) for item in value]
    return value


def _line(error: BaseException) -> int | None:
    """Return the line of the template where an error arose: Jinja2 writes it into the trace."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _roots(document: Any) -> Iterator[Any]:
    """Yield the body and every header and footer, as trees that are saved with the document."""
    yield document.element
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element


def _finish(document: Any) -> float:
    """Fit pictures, write signs; return the least scale of a picture."""
    least, signs = 1.0, False
    sections = list(document.sections)
    for root in _roots(document):
        least = min(least, fit_pictures(root, sections))
        signs = write_signs(root) or signs
    if signs:
        embed_font(document.part.package)
    return least


def _left(document: Any) -> Iterator[Message]:
    """Yield a remark where fields stand in a part that is not filled."""
    for part in document.part.package.iter_parts():
        name = part.partname.rpartition("/")[2].removesuffix(".xml")
        if name in _UNFILLED and b"{{" in part.blob:
            yield Message("fields are not filled in {what}", what=_UNFILLED[name])


def _reduced(least: float) -> Iterator[Message]:
    if least < 1.0:
        yield Message(
            "a picture is reduced to {percent:.0f} % to fit its place: a scale written in it is no longer true",
            percent=100 * least,
        )  # fmt: skip


def _enlarge(document: Any, paper: str) -> None:
    """Make A4 pages A3 where the sketch needs it, and the tables that fill them as much wider."""
    for section in document.sections if paper == "a3" else ():
        size = (round(section.page_width.mm), round(section.page_height.mm))
        if size not in (_A4_MM, _A4_MM[::-1]):
            continue
        before = section.page_width - section.left_margin - section.right_margin
        wide, high = _A3_MM if size == _A4_MM else _A3_MM[::-1]
        section.page_width, section.page_height = Mm(wide), Mm(high)
        after = section.page_width - section.left_margin - section.right_margin
        for table in document.element.body.iter(qn("w:tbl")):
            _widen(table, after / before)


def _widen(table: Any, ratio: float) -> None:
    for element in table.iter(qn("w:gridCol"), qn("w:tcW"), qn("w:tblW")):
        kind, width = element.get(qn("w:type"), "dxa"), element.get(qn("w:w"))
        if width is not None and kind == "dxa":
            element.set(qn("w:w"), str(round(float(width) * ratio)))


def _describe(document: Any, properties: Properties) -> None:
    """Set language and properties: nothing of them comes from the clock or from the template."""
    date = dt.datetime.fromisoformat(properties.date or _EPOCH)
    core = document.core_properties
    core.title = properties.title[:_LONGEST_PROPERTY]
    core.author = core.last_modified_by = properties.author[:_LONGEST_PROPERTY]
    core.created = core.modified = date
    core.revision = 1
    core.language = _LANGUAGES[properties.lang]
    for lang in document.styles.element.iter(qn("w:lang")):
        told = lang.get(qn("w:val"), "")
        if not told.startswith(properties.lang):
            lang.set(qn("w:val"), _LANGUAGES[properties.lang])
