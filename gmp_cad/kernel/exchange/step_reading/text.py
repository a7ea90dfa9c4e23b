"""What the text of a STEP file says: schema, products, how many of each entity, its PMI.

Source of the stored volume: CAx-IF Recommended Practices for Geometric and Assembly Validation
Properties, v4.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.evidence import StepText
from gmp_cad.kernel.exchange.step_reading.exchange import Exchange, Record, Ref
from gmp_cad.kernel.exchange.step_reading.pmi import (
    CHARACTERISTICS,
    FEATURES,
    LOCATIONS,
    SIZES,
    TARGETS,
    first_of,
    text_items,
)
from gmp_cad.kernel.exchange.step_reading.properties import TEXTURE
from gmp_cad.kernel.exchange.step_reading.units import length_unit, measure_of

# what is counted beside dimensions, tolerances and textures: name → entities, each once
_COUNTED = {
    "datums": ("DATUM", "COMMON_DATUM"),
    "datum features": FEATURES,
    "datum targets": TARGETS,
    "datum systems": ("DATUM_SYSTEM",),
    "surface textures": (TEXTURE,),
    "views": ("CAMERA_MODEL_D3", "CAMERA_MODEL_D3_MULTI_CLIPPING"),
    "annotations": (
        "TESSELLATED_ANNOTATION_OCCURRENCE", "ANNOTATION_CURVE_OCCURRENCE",
        "ANNOTATION_FILL_AREA_OCCURRENCE", "ANNOTATION_TEXT_OCCURRENCE",
        "ANNOTATION_SYMBOL_OCCURRENCE", "ANNOTATION_OCCURRENCE",
    ),
    "PMI validation properties": (),
    "solids": ("MANIFOLD_SOLID_BREP", "BREP_WITH_VOIDS", "FACETED_BREP"),
}  # fmt: skip


def read_text(file: Exchange) -> StepText:
    """Return what the text of a file says of its product, and its PMI, one item per entity."""
    return StepText(
        schema=file.schema,
        products=tuple(dict.fromkeys(_products(file))),
        length_unit=length_unit(file),
        counts=_counts(file),
        stored_volumes_mm3=tuple(dict.fromkeys(_stored_volumes(file))),
        items=text_items(file),
    )


def _products(file: Exchange) -> Iterator[str]:
    """Yield the names of the products that have a shape (documents are products too)."""
    for shape in file.all("PRODUCT_DEFINITION_SHAPE"):
        definition = file.value(shape, "PRODUCT_DEFINITION_SHAPE", 2)
        formation = file.value(definition, "PRODUCT_DEFINITION", 2)
        for product in file.refs(formation, "PRODUCT_DEFINITION_FORMATION", 2):
            yield file.text(product, "PRODUCT", 1) or file.text(product, "PRODUCT", 0)


def _counts(file: Exchange) -> dict[str, int]:
    counts: dict[str, int] = {}
    kinds = {"dimensions": (*SIZES, *LOCATIONS), "tolerances": tuple(CHARACTERISTICS)}
    for name, entities in kinds.items():
        numbers = file.all(*entities)
        counts[name] = len(numbers)
        for number in numbers:
            entity = first_of(file, number, entities)
            counts[f"{name}: {entity}"] = counts.get(f"{name}: {entity}", 0) + 1
    for name, entities in _COUNTED.items():
        counts[name] = len(file.all(*entities))
    counts["PMI validation properties"] = sum(
        file.text(n, "PROPERTY_DEFINITION", 0) == "pmi validation property"
        for n in file.all("PROPERTY_DEFINITION")
    )
    return counts


def _stored_volumes(file: Exchange) -> Iterator[float]:
    """Yield the volumes (mm³) that the file states for its own solids."""
    link = "PROPERTY_DEFINITION_REPRESENTATION"
    for definition in file.all("PROPERTY_DEFINITION"):
        name = file.text(definition, "PROPERTY_DEFINITION", 0).strip().lower()
        if name != "geometric validation property":
            continue
        for user in file.users(link, 0, definition):
            for item in file.refs(file.value(user, link, 1), "REPRESENTATION", 1):
                if any("VOLUME" in str(v) for v in _types(file, item)):
                    value = measure_of(file, item)
                    if value is not None:
                        yield value


def _types(file: Exchange, item: Ref) -> Iterator[str]:
    for record in file.records(item):
        yield from (value.keyword for value in record.values if isinstance(value, Record))
