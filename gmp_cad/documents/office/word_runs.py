"""Runs of a Word text: signs of drawings in the drawings' own font, right-to-left words as such."""

from __future__ import annotations

import copy
import unicodedata
import uuid
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from gmp_cad.drawing.font.build import font_bytes
from gmp_cad.drawing.font.strokes import characters, is_symbol
from gmp_cad.drawing.lettering import FONT

_PLAIN, _SIGN, _RIGHT_TO_LEFT = "plain", "sign", "rtl"
_FONTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# What stands on a Windows machine where embedded fonts are refused: it holds most of the signs.
_FALLBACK = "Segoe UI Symbol"
_GUID = str(uuid.uuid5(uuid.NAMESPACE_DNS, FONT)).upper()
# ECMA-376 part 1, 17.3.2.28: what follows w:rtl inside the properties of a run.
_AFTER_RTL = ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")


def kind_of(character: str) -> str:
    """Return how a character is written: plain, as a sign of drawings, or from right to left."""
    if is_symbol(character):
        return _SIGN
    right = unicodedata.bidirectional(character) in ("R", "AL", "AN")
    return _RIGHT_TO_LEFT if right else _PLAIN


def write_signs(root: Any) -> bool:
    """Split the runs below ``root`` so that signs and right-to-left words are shown as they are.

    Returns whether there was a sign: then :func:`embed_font` is needed.
    """
    found = False
    for run in list(root.iter(qn("w:r"))):
        texts = [t.text or "" for t in run.findall(qn("w:t"))]
        kinds = {kind_of(c) for text in texts for c in text}
        if kinds <= {_PLAIN}:
            continue
        found = found or _SIGN in kinds
        parent, place = run.getparent(), run.getparent().index(run)
        parent.remove(run)
        for i, piece in enumerate(_pieces(run)):
            parent.insert(place + i, piece)
    return found


def _pieces(run: Any) -> Iterator[Any]:
    properties = run.find(qn("w:rPr"))
    for child in run:
        if child is properties:
            continue
        if child.tag != qn("w:t"):
            yield _run(run, properties, copy.deepcopy(child), _PLAIN)
            continue
        for kind, letters in groupby(child.text or "", key=kind_of):
            text = etree.SubElement(etree.Element("x"), qn("w:t"))
            text.text = "".join(letters)
            text.set(qn("xml:space"), "preserve")
            yield _run(run, properties, text, kind)


def _run(run: Any, properties: Any, child: Any, kind: str) -> Any:
    made = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    own = copy.deepcopy(properties) if properties is not None else made.makeelement(qn("w:rPr"))
    if kind == _SIGN:
        _set_font(own)
    if kind == _RIGHT_TO_LEFT:
        _set_right_to_left(own)
    if len(own):
        made.append(own)
    made.append(child)
    return made


def _set_font(properties: Any) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = properties.makeelement(qn("w:rFonts"))
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    properties.insert(int(properties.find(qn("w:rStyle")) is not None), fonts)


def _set_right_to_left(properties: Any) -> None:
    after = {qn(f"w:{name}") for name in _AFTER_RTL}
    place = next((i for i, child in enumerate(properties) if child.tag in after), len(properties))
    properties.insert(place, properties.makeelement(qn("w:rtl")))


def embed_font(package: Any) -> None:
    """Put the signs of the drawings' font into a document, so that every reader shows them."""
    table = next((p for p in package.iter_parts() if p.content_type == _FONTS_TYPE), None)
    if table is None:
        empty = f'<w:fonts xmlns:w="{qn("w:x")[1:-2]}"/>'.encode()
        table = Part(PackURI("/word/fontTable.xml"), _FONTS_TYPE, empty, package)
        package.main_document_part.relate_to(table, f"{_RELATION}fontTable")
    signs = "".join(c for c in characters() if is_symbol(c))
    font = Part(
        PackURI("/word/fonts/signs.odttf"),
        "application/vnd.openxmlformats-officedocument.obfuscatedFont",
        _obfuscated(font_bytes(signs)), package,
    )  # fmt: skip
    relation = table.relate_to(font, f"{_RELATION}font")
    table._blob = _with_font(table.blob, relation)  # noqa: SLF001 - python-docx gives no other way
    _allow_embedded(package)


def _with_font(blob: bytes, relation: str) -> bytes:
    root = etree.fromstring(blob)
    for old in root.findall(qn("w:font")):
        if old.get(qn("w:name")) == FONT:
            root.remove(old)
    font = etree.SubElement(root, qn("w:font"), {qn("w:name"): FONT})
    for name, value in (("altName", _FALLBACK), ("charset", "00"), ("family", "auto"), ("pitch", "variable")):  # fmt: skip
        etree.SubElement(font, qn(f"w:{name}"), {qn("w:val"): value})
    etree.SubElement(
        font, qn("w:embedRegular"), {qn("r:id"): relation, qn("w:fontKey"): f"{{{_GUID}}}"}
    )
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _obfuscated(font: bytes) -> bytes:
    """Return a font as ECMA-376 part 4, 2.8.1 stores it: 32 bytes mixed with the reversed GUID."""
    key = bytes.fromhex(_GUID.replace("-", ""))[::-1]
    return bytes(b ^ key[i % 16] for i, b in enumerate(font[:32])) + font[32:]


def _allow_embedded(package: Any) -> None:
    settings = package.main_document_part.settings.element
    if settings.find(qn("w:embedTrueTypeFonts")) is None:
        before = {qn(f"w:{n}") for n in ("writeProtection", "view", "zoom", "removePersonalInformation")}  # fmt: skip
        place = sum(1 for child in settings if child.tag in before)
        settings.insert(place, settings.makeelement(qn("w:embedTrueTypeFonts")))
