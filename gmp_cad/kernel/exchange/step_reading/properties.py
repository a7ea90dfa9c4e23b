"""Surface textures and notes in the text of a STEP file: properties of faces or of the part."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.evidence import PmiItem
from gmp_cad.kernel.exchange.step_reading.aspects import attached
from gmp_cad.kernel.exchange.step_reading.exchange import Exchange, Ref
from gmp_cad.kernel.exchange.step_reading.units import measure_of
from gmp_cad.language import english

TEXTURE = "SURFACE_TEXTURE_REPRESENTATION"
_LINK = "PROPERTY_DEFINITION_REPRESENTATION"
_PROPERTY = "PROPERTY_DEFINITION"
_WORDS = "DESCRIPTIVE_REPRESENTATION_ITEM"


def texture_items(file: Exchange) -> Iterator[PmiItem]:
    """Yield one item per roughness parameter (value in mm: Ra 1,6 is 0.0016)."""
    for number in file.all(TEXTURE):
        for user in file.users(_LINK, 1, number):
            definition = file.value(user, _LINK, 0)
            refs = file.refs(number, TEXTURE, 1)
            for ref in refs:
                value = measure_of(file, ref)
                if value is not None:
                    yield PmiItem(
                        kind="texture", type=_name(file, ref), entity=f"#{number}", value=value,
                        name=file.text(definition, _PROPERTY, 1), id=_identifier(file, definition),
                        modifiers=_said(file, refs),
                        attached=attached(file, file.value(definition, _PROPERTY, 2)),
                    )  # fmt: skip


def note_items(file: Exchange) -> Iterator[PmiItem]:
    """Yield the identified properties that are words, such as a thread's designation.

    ``modifiers`` are their figures in mm, by name (``pitch 1.25``).
    """
    for number in file.all(_PROPERTY):
        if not (identifier := _identifier(file, Ref(number))):
            continue
        for user in file.users(_LINK, 0, number):
            shown = file.value(user, _LINK, 1)
            refs = file.refs(shown, "REPRESENTATION", 1)
            if TEXTURE in file.keywords(shown) or not _said(file, refs):
                continue
            values = ((_name(file, ref), measure_of(file, ref)) for ref in refs)
            yield PmiItem(
                kind="note", type=file.text(number, _PROPERTY, 0) or "note",
                entity=f"#{number}", name=file.text(number, _PROPERTY, 1), id=identifier,
                modifiers=tuple(f"{name} {v:.9g}" for name, v in values if v is not None),
                attached=attached(file, file.value(number, _PROPERTY, 2)),
            )  # fmt: skip


def _identifier(file: Exchange, definition: object) -> str:
    users = file.users("ID_ATTRIBUTE", 1, definition) if isinstance(definition, Ref) else ()
    return next((file.text(user, "ID_ATTRIBUTE", 0) for user in users), "")


def _said(file: Exchange, refs: tuple[Ref, ...]) -> tuple[str, ...]:
    """Return the texts among the items of a representation."""
    texts = (file.text(ref, _WORDS, 1) for ref in refs if _WORDS in file.keywords(ref))
    return tuple(text for text in texts if text)


def _name(file: Exchange, item: Ref) -> str:
    return file.text(item, "REPRESENTATION_ITEM", 0) or english("surface texture")
