"""Files of Word and Excel that others wrote: looked at before they are read, written the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from gmp_cad.documents.templating.template_error import TemplateError
from gmp_cad.errors import Where
from gmp_cad.language import Message

# ISO/IEC 29500-1: the content type of the main part; ECMA-376 part 4 for the others.
_MAIN = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_PROGRAM = {".docx": "Word", ".xlsx": "Excel"}
_TYPES = "[Content_Types].xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: Word 97, Excel 97, or an encrypted file
_STRICT = b"http://purl.oclc.org/ooxml/"
_MOST_BYTES = 200_000_000
_MOST_PARTS = 5_000
_MOST_XML_BYTES = 40_000_000
_DATE = (
    2000,
    1,
    1,
    0,
    0,
    0,
)  # of every file in the zip: the document's own date is in its properties


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTemplate:
    """A template as it was found: ``file`` as messages name it, ``ending`` .docx or .xlsx."""

    file: str
    ending: str
    content: bytes

    @property
    def program(self) -> str:
        """The program that writes such files."""
        return _PROGRAM[self.ending]

    def error(self, message: Message, hint: Message | None = None, near: str = "") -> TemplateError:
        """Return an error in this file; ``near``: part, cell or paragraph."""
        return TemplateError(message, hint, Where(self.file, near))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled file, and what a reader should know of it."""

    content: bytes
    remarks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a file says of itself; ``date`` is ISO text, "" where the project gives none."""

    title: str
    author: str
    date: str
    lang: str


def checked(template: OfficeTemplate) -> OfficeTemplate:
    """Return the template if it is what its ending says, and safe to read.

    Raises :class:`TemplateError`: no zip, encrypted, another kind of file, with macros, too large,
    with XML that is broken or declares entities.
    """
    archive = _opened(template)
    names = {info.filename for info in archive.infolist()}
    _refuse_bomb(template, archive)
    if _TYPES not in names:
        raise template.error(
            Message("it is a zip file, but no file of {program}", program=template.program),
            _save_hint(template),
        )
    try:
        _refuse_broken(template, archive)
        types = archive.read(_TYPES)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise template.error(
            Message("the file is damaged: {reason}", reason=str(error)), _save_hint(template)
        ) from error
    _refuse_kind(template, types, archive, names)
    return template


def _opened(template: OfficeTemplate) -> zipfile.ZipFile:
    if template.content.startswith(_OLE):
        raise template.error(
            Message("it is protected by a password, or of the old format of Office 97"),
            Message("open it, take the password away, and save it as {ending}", ending=template.ending),
        )  # fmt: skip
    try:
        archive = zipfile.ZipFile(io.BytesIO(template.content))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise template.error(
            Message("it is no file of {program}", program=template.program), _save_hint(template)
        ) from error
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise template.error(
            Message("its content is encrypted"),
            Message("save it without a password"),
        )
    return archive


def _save_hint(template: OfficeTemplate) -> Message:
    return Message(
        "open it in {program} and save it as {ending}",
        program=template.program, ending=template.ending,
    )  # fmt: skip


def _refuse_bomb(template: OfficeTemplate, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    whole = sum(info.file_size for info in infos)
    xml = max((i.file_size for i in infos if _is_xml(i.filename)), default=0)
    if whole > _MOST_BYTES or xml > _MOST_XML_BYTES or len(infos) > _MOST_PARTS:
        raise template.error(
            Message(
                "unpacked it would take {size:.0f} MB in {count} pieces: it is not read",
                size=whole / 1e6, count=len(infos),
            ),
            Message("make its pictures smaller, or start from a new file"),
        )  # fmt: skip


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _refuse_broken(template: OfficeTemplate, archive: zipfile.ZipFile) -> None:
    """Refuse parts that no reader should be given: broken XML, and declarations of entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        try:
            root = etree.fromstring(archive.read(info), parser)
        except etree.XMLSyntaxError as error:
            raise template.error(
                Message("its part is broken: {reason}", reason=str(error)), _save_hint(template),
                info.filename,
            ) from error  # fmt: skip
        if root.getroottree().docinfo.doctype:
            raise template.error(
                Message("it declares a document type, which no file of Office does"),
                _save_hint(template), info.filename,
            )  # fmt: skip


def _refuse_kind(
    template: OfficeTemplate, types: bytes, archive: zipfile.ZipFile, names: set[str]
) -> None:
    text = types.decode("utf-8", "replace")
    if "macroEnabled" in text or any(name.endswith("vbaProject.bin") for name in names):
        raise template.error(Message("it holds macros, which are never run nor copied"),
                             _save_hint(template))  # fmt: skip
    if "_rels/.rels" in names and _STRICT in archive.read("_rels/.rels"):
        raise template.error(
            Message("it is saved in the strict variant of Open XML"),
            Message(
                "save it as a plain document of {program} ({ending})",
                program=template.program, ending=template.ending,
            ),
        )  # fmt: skip
    if _MAIN[template.ending] not in text:
        other = next((e for e, kind in _MAIN.items() if kind in text), "")
        found = _PROGRAM[other] if other else "?"
        raise template.error(
            Message("it is no document of {program} (found: {found})",
                    program=template.program, found=found), _save_hint(template),
        )  # fmt: skip


def repacked(data: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """Return a zip with the same parts in the same order, the same bytes every time.

    ``replaced`` gives new content to some of them.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name, content in _parts(old):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, (replaced or {}).get(name, content))
    return out.getvalue()


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield every part once, the list of types first: readers may want it there."""
    names = dict.fromkeys(info.filename for info in archive.infolist())
    for name in sorted(names, key=lambda n: n != _TYPES):
        yield name, archive.read(name)


# What XML 1.0 cannot hold, and what docxtpl takes for a page break or a new paragraph.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text that a file of Office can hold: line ends and tabs stay, other controls go."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
