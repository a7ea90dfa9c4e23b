"""A drawing as a DXF document: model space at 1:1, a layout to print, the same bytes each time."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import ezdxf
from ezdxf import units
from ezdxf.document import Drawing as Document
from ezdxf.entities import DXFEntity

from gmp_cad.drawing.dxf import dimensions, lettering, lines
from gmp_cad.drawing.dxf.layers import LAYERS, define_layers, layer_name
from gmp_cad.drawing.dxf.shapes import Canvas, add_shapes, at
from gmp_cad.drawing.pens import NARROW_LINE, Pen
from gmp_cad.drawing.primitives import Drawing, Group, Layer, Text, extent, plain
from gmp_cad.language import Message

_VERSION = "R2010"
_APPLICATION = "GMP_CAD"  # of the extended data that names the line of the specification
_MARGIN = 1.05  # of the first view of the sheet
_UNPRINTED = "Defpoints"  # the layer that no reader prints
# Signs that are moved as a whole: blocks.
_SIGNS: frozenset[Layer] = frozenset({"tolerances", "datums", "texture", "balloons"})
_LOOSE = ("0", NARROW_LINE)  # layer and pen of what belongs to no group
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("<>/\\\":;?*|=`'", "_"))
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The document that is being filled, and how many blocks have a name."""

    document: Document
    lang: str
    names: Counter[str] = field(default_factory=Counter)


def written(drawing: Drawing, lang: str) -> bytes:
    """Return the drawing as DXF; see :func:`gmp_cad.drawing.dxf.to_dxf`."""
    with _fixed_dates():
        document = ezdxf.new(_VERSION, units=units.MM)
        _set_up(document, drawing, lang)
        sheet = _Sheet(document, lang)
        for item in drawing.primitives:
            if isinstance(item, Group):
                _add_group(sheet, item)
            else:
                add_shapes(Canvas(document.modelspace(), *_LOOSE), (item,))
        for kind in sorted(document.entitydb.dxf_types_in_use()):
            document.classes.add_class(kind)  # ezdxf adds them in the order of a set
        text = io.StringIO()
        document.write(text)
    return text.getvalue().encode("utf-8")


@contextmanager
def _fixed_dates() -> Iterator[None]:
    """Let ezdxf write constant dates and identifiers instead of today's and random ones."""
    before = ezdxf.options.write_fixed_meta_data_for_testing
    ezdxf.options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        ezdxf.options.write_fixed_meta_data_for_testing = before


def _set_up(document: Document, drawing: Drawing, lang: str) -> None:
    document.header["$MEASUREMENT"] = 1  # millimetres: patterns and line types of ISO
    document.header["$LWDISPLAY"] = 1
    document.header["$LTSCALE"] = lines.LINE_TYPE_SCALE
    if drawing.title:
        document.header.custom_vars.append("Title", drawing.title)
    document.appids.new(_APPLICATION)
    document.styles.new(lettering.STYLE, dxfattribs={"font": lettering.FONT_FILE})
    document.header["$TEXTSTYLE"] = lettering.STYLE
    layer_pens = [pen for _, pen in LAYERS.values()]
    lines.define_line_types(document, [*layer_pens, *_pens(drawing)])
    define_layers(document, lang)
    dimensions.define_styles(document, _groups(drawing))
    _set_up_views(document, drawing, lang)


def _set_up_views(document: Document, drawing: Drawing, lang: str) -> None:
    size, middle = (drawing.width, drawing.height), (drawing.width / 2, drawing.height / 2)
    model = document.modelspace()
    model.reset_extents((0, 0, 0), (*size, 0))
    model.reset_limits((0, 0), size)
    document.set_modelspace_vport(_MARGIN * drawing.height, middle)
    name = Message("Sheet").say(lang)
    document.layouts.rename("Layout1", name)
    paper = document.paperspace(name)
    paper.page_setup(size=size, margins=(0, 0, 0, 0), units="mm")
    paper.add_viewport(
        center=middle, size=size, view_center_point=middle, view_height=drawing.height,
        dxfattribs={"layer": _UNPRINTED},
    )  # fmt: skip


def _pens(drawing: Drawing) -> Iterable[Pen]:
    return (item.pen for item in plain(drawing.primitives) if not isinstance(item, Text | Group))


def _groups(drawing: Drawing) -> Iterable[Group]:
    return (item for item in drawing.primitives if isinstance(item, Group))


def _add_group(sheet: _Sheet, group: Group) -> None:
    document = sheet.document
    layer, pen = layer_name(group.layer, sheet.lang), LAYERS[group.layer][1]
    entity: DXFEntity
    if group.measured is not None:
        block = document.blocks.new_anonymous_block(type_char="D")
        add_shapes(Canvas(block, layer, pen), group.primitives)
        entity = dimensions.add_dimension(document, group, layer, block.name)
    elif group.key and group.layer in _SIGNS and group.primitives:
        place = at(extent(group.primitives)[:2])
        block = document.blocks.new(_block_name(sheet, layer, group.key), base_point=place)
        add_shapes(Canvas(block, layer, pen), group.primitives)
        entity = document.modelspace().add_blockref(block.name, place, {"layer": layer})
    else:
        add_shapes(Canvas(document.modelspace(), layer, pen), group.primitives)
        return
    if group.key:
        entity.set_xdata(_APPLICATION, [(1000, group.key[:_LONGEST_NAME])])


def _block_name(sheet: _Sheet, layer: str, key: str) -> str:
    """Return a name that nobody else has: the layer and the key, a number from the second on."""
    name = f"{layer} {key}".translate(_NOT_IN_NAMES)[:_LONGEST_NAME]
    sheet.names[name.lower()] += 1
    times = sheet.names[name.lower()]
    return name if times == 1 else f"{name} ({times})"
