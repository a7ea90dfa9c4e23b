"""The text of a STEP file that OCCT wrote, completed and made the same at each writing.

OCCT gets short ASCII tokens in place of every text. Here they become the encoded texts; the header
is ours (no clock, no machine); products get number, title and revision; colours are added, which
OCCT would write in the order of memory addresses; the unit of densities is corrected. Source:
ISO 10303-21:2016 (header §8, string encoding §6.4.3), ISO 10303-242.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from gmp_cad import __version__
from gmp_cad.errors import KernelError
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMetadata:
    """What a STEP file says about its product, beside the geometry.

    ``date`` is ISO text ("2026-01-15", or with a time); ``colour`` is sRGB from 0 to 1. Empty
    fields are written as empty texts; the material is left out when empty, and so is its density
    when None.
    """

    product_name: str
    product_number: str
    title: str = ""
    author: str = ""
    organisation: str = ""
    date: str = ""
    material: str = ""
    density_kg_m3: float | None = None
    colour: tuple[float, float, float] | None = None
    revision: str = ""

    @property
    def name(self) -> str:
        """The product's name, or its number where it has none."""
        return self.product_name or self.product_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the tokens in OCCT's text stand for; ``products`` are keyed by their name token."""

    values: list[str] = field(default_factory=list)
    products: dict[str, StepMetadata] = field(default_factory=dict)

    def token(self, text: str) -> str:
        """Return the short ASCII text under which OCCT gets ``text``."""
        self.values.append(text)
        return f"{_TOKEN}{len(self.values) - 1:06d}"

    def product(self, meta: StepMetadata) -> str:
        """Return the token of a product's name."""
        token = self.token(meta.name)
        self.products[token] = meta
        return token


def finished(
    text: str, texts: Texts, header: StepMetadata, complete: Callable[[str], str] | None = None
) -> bytes:
    """Return the final file for OCCT's ``text``, with the header of ``header``.

    ``complete`` may add entities to the text, whose own texts are tokens. Raises KernelError when
    the text is not AP242, or when a product's token got lost in it.
    """
    text = _with_header(text, header)
    text = _with_colours(text, _solids(text, texts))
    text = _with_density_unit(_with_instance_numbers(_with_products(text, texts)))
    if complete is not None:
        text = complete(text)
    values = [encoded(value) for value in texts.values]
    return _TOKENS.sub(lambda found: values[int(found[1])], text).encode("ascii")


def encoded(text: str) -> str:
    r"""Return ``text`` as the inside of a Part 21 string: Étau becomes \X2\00C9\X0\tau."""
    return "".join(_encoded_runs(text))


def _encoded_runs(text: str) -> Iterator[str]:
    for plain, wide, astral in _RUNS.findall(text):
        if plain:
            yield plain.replace("\\", "\\\\").replace("'", "''")
        elif wide:
            yield "\\X2\\" + "".join(f"{ord(sign):04X}" for sign in wide) + "\\X0\\"
        else:
            yield "\\X4\\" + "".join(f"{ord(sign):08X}" for sign in astral) + "\\X0\\"


_RUNS = re.compile(r"([ -~]+)|([\x00-\x1f\x7f-\uffff]+)|([\U00010000-\U0010ffff]+)")
_TOKEN = "gmp_cad_"  # noqa: S105 - a placeholder, not a password
_TOKENS = re.compile(_TOKEN + r"(\d{6})")
_REFERENCE = re.compile(r"#\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entity:
    """One entity of the text: its id (#7), what stands between its brackets, and where it ends."""

    id: str
    body: str
    start: int
    end: int

    @property
    def references(self) -> list[str]:
        return _REFERENCE.findall(self.body)


def _entities(text: str, keyword: str) -> Iterator[_Entity]:
    needle = f" = {keyword}("
    found = text.find(needle)
    while found >= 0:
        start, end = text.rindex("#", 0, found), text.index(";", found)
        body = text[found + len(needle) : end].rstrip().removesuffix(")")
        yield _Entity(id=text[start:found], body=body, start=start, end=end + 1)
        found = text.find(needle, end)


def _replaced(text: str, replacements: Sequence[tuple[_Entity, str]]) -> str:
    pieces, position = [], 0
    for entity, new in sorted(replacements, key=lambda pair: pair[0].start):
        pieces += [text[position : entity.start], new]
        position = entity.end
    return "".join([*pieces, text[position:]])


# ---- header ----

_HEADER = re.compile(r"HEADER;.*?ENDSEC;", re.DOTALL)
_SCHEMA = re.compile(r"FILE_SCHEMA\s*\(\(\s*'([^']*)'\s*\)\)")
_PROCESSOR = re.compile(r"'(Open CASCADE STEP processor [^']*)'")


def _with_header(text: str, meta: StepMetadata) -> str:
    found = _HEADER.search(text)
    schema, processor = (
        pattern.search(found[0]) if found else None for pattern in (_SCHEMA, _PROCESSOR)
    )
    if found is None or schema is None or not schema[1].startswith("AP242"):
        raise KernelError(Message("OCCT did not write the STEP file in the AP242 schema"))
    time = f"{meta.date}T00:00:00" if meta.date and "T" not in meta.date else meta.date
    name = _strings(meta.product_number or meta.name, time)
    tools = _strings(processor[1] if processor else "", f"gmp_cad {__version__}", "")
    header = (
        f"HEADER;\nFILE_DESCRIPTION(({_strings(meta.title or meta.name)}),'2;1');\n"
        f"FILE_NAME({name},\n  ({_strings(meta.author)}),({_strings(meta.organisation)}),\n"
        f"  {tools});\nFILE_SCHEMA(('{schema[1]}'));\nENDSEC;"
    )
    return text[: found.start()] + header + text[found.end() :]


def _strings(*values: str) -> str:
    return ",".join(f"'{encoded(value)}'" for value in values)


# ---- products and instances ----


def _with_products(text: str, texts: Texts) -> str:
    """Give each product its number and title, and its formation the revision."""
    replacements, revisions = [], {}
    for entity in _entities(text, "PRODUCT"):
        token = entity.body[1 : entity.body.index("'", 1)]
        if (meta := texts.products.get(token)) is not None:
            revisions[entity.id] = meta.revision
            fields = (
                f"{_strings(meta.product_number or meta.name)},'{token}',{_strings(meta.title)}"
            )
            context = entity.references[-1]
            replacements.append((entity, f"{entity.id} = PRODUCT({fields},({context}));"))
    if len(revisions) != len(texts.products):
        raise KernelError(Message("OCCT lost a product name in the STEP file"))
    for entity in _entities(text, _FORMATION):
        product = entity.references[-1]
        revision = _strings(revisions.get(product, ""))
        replacements.append((entity, f"{entity.id} = {_FORMATION}({revision},'',{product});"))
    return _replaced(text, replacements)


def _with_instance_numbers(text: str) -> str:
    """Give the instances the numbers 1, 2, 3 …: OCCT counts on from the last file of the process."""
    replacements = []
    for number, entity in enumerate(_entities(text, _USAGE), 1):
        fields = re.sub(r"\s*\n\s*", "", entity.body.split(",", 1)[1])
        replacements.append((entity, f"{entity.id} = {_USAGE}('{number}',{fields});"))
    return _replaced(text, replacements)


_FORMATION = "PRODUCT_DEFINITION_FORMATION"
_USAGE = "NEXT_ASSEMBLY_USAGE_OCCURRENCE"


# ---- colours ----


def _solids(text: str, texts: Texts) -> list[tuple[StepMetadata, list[str], str]]:
    """Return for each coloured product its metadata, its solids and their context, by id."""
    if not any(meta.colour for meta in texts.products.values()):
        return []
    token = {e.id: e.body[1 : e.body.index("'", 1)] for e in _entities(text, "PRODUCT")}
    formation = {e.id: e.references[-1] for e in _entities(text, _FORMATION)}
    definition = {e.id: e.references[0] for e in _entities(text, "PRODUCT_DEFINITION")}
    shape = {e.id: e.references[-1] for e in _entities(text, "PRODUCT_DEFINITION_SHAPE")}
    breps = {e.id for kind in _BREPS for e in _entities(text, kind)}
    parts = {e.id: e.references for kind in _REPRESENTATIONS for e in _entities(text, kind)}
    found = []
    for entity in _entities(text, "SHAPE_DEFINITION_REPRESENTATION"):
        defined, representation = entity.references
        meta = texts.products.get(token[formation[definition[shape[defined]]]])
        *items, context = parts.get(representation, [""])
        solids = [item for item in items if item in breps]
        if meta is not None and meta.colour is not None and solids:
            found.append((meta, solids, context))
    return found


_BREPS = ("MANIFOLD_SOLID_BREP", "BREP_WITH_VOIDS")
_REPRESENTATIONS = ("ADVANCED_BREP_SHAPE_REPRESENTATION", "SHAPE_REPRESENTATION")


def _with_colours(text: str, solids: list[tuple[StepMetadata, list[str], str]]) -> str:
    """Append the surface colour of each product's solids, in the order of the products."""
    end = text.rindex("ENDSEC;")
    last = text.rindex("\n#", 0, end)
    free = int(text[last + 2 : text.index(" ", last)]) + 1
    lines: list[str] = []
    for meta, breps, context in solids:
        first = free + len(lines)
        assert meta.colour is not None
        lines += _style(first, meta.colour)
        styled = [f"#{first + _STYLE_LINES + index}" for index in range(len(breps))]
        lines += [f"STYLED_ITEM('color',(#{first}),{brep})" for brep in breps]
        lines.append(f"{_PRESENTATION}('',({','.join(styled)}),{context})")
    added = "".join(f"#{free + index} = {line};\n" for index, line in enumerate(lines))
    return text[:end] + added + text[end:]


def _style(first: int, colour: tuple[float, float, float]) -> list[str]:
    rgb = ",".join(f"{component:.6f}" for component in colour)
    return [
        f"PRESENTATION_STYLE_ASSIGNMENT((#{first + 1}))",
        f"SURFACE_STYLE_USAGE(.BOTH.,#{first + 2})",
        f"SURFACE_SIDE_STYLE('',(#{first + 3}))",
        f"SURFACE_STYLE_FILL_AREA(#{first + 4})",
        f"FILL_AREA_STYLE('',(#{first + 5}))",
        f"FILL_AREA_STYLE_COLOUR('',#{first + 6})",
        f"COLOUR_RGB('',{rgb})",
    ]


_STYLE_LINES = 7
_PRESENTATION = "MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION"


# ---- density ----


def _with_density_unit(text: str) -> str:
    """Correct the unit of densities: OCCT 7.9 writes g³·cm² where it means g·cm⁻³."""
    return _DENSITY_UNIT.sub(r"\1,1.);\2DERIVED_UNIT_ELEMENT(\3,-3.);", text)


_DENSITY_UNIT = re.compile(
    r"(DERIVED_UNIT_ELEMENT\(#\d+),3\.\);(\s*#\d+ = \([^;]*MASS_UNIT[^;]*;\s*#\d+ = )"
    r"DERIVED_UNIT_ELEMENT\((#\d+),2\.\);"
)
