"""Measures of a STEP file in mm, mm³ and degrees, whatever the units of the file (ISO 10303-41)."""

from __future__ import annotations

import math

from gmp_cad.kernel.exchange.step_reading.exchange import Exchange, Record, Value

_PREFIXES = {
    "EXA": 1e18, "PETA": 1e15, "TERA": 1e12, "GIGA": 1e9, "MEGA": 1e6, "KILO": 1e3, "HECTO": 1e2,
    "DECA": 1e1, "DECI": 1e-1, "CENTI": 1e-2, "MILLI": 1e-3, "MICRO": 1e-6, "NANO": 1e-9,
    "PICO": 1e-12, "FEMTO": 1e-15, "ATTO": 1e-18,
}  # fmt: skip
# SI unit → what one of it is in ours
_BASES = {"METRE": 1000.0, "RADIAN": 180 / math.pi}
_DEEPEST = 8  # a unit defined by a unit; an inch is defined by the metre


def measure_of(file: Exchange, number: Value) -> float | None:
    """Return the measure of an instance in mm, mm² …, or degrees; None when it is none.

    A number whose unit is not known is returned as it stands.
    """
    for record in file.records(number):
        for index, value in enumerate(record.values):
            if isinstance(value, Record) and value.keyword.endswith("_MEASURE"):
                found = next((v for v in value.values if isinstance(v, float)), None)
                if found is None:
                    return None
                unit = record.values[index + 1] if index + 1 < len(record.values) else None
                return _rounded(found * _factor(file, unit))
    return _bare(file, number)


def _bare(file: Exchange, number: Value) -> float | None:
    """Return a measure whose type the file leaves out, as OCCT 7.9 writes it."""
    for record in file.records(number):
        if record.keyword.endswith("MEASURE_WITH_UNIT"):
            for index, value in enumerate(record.values):
                if isinstance(value, float):
                    unit = record.values[index + 1] if index + 1 < len(record.values) else None
                    return _rounded(value * _factor(file, unit))
    return None


def _rounded(value: float) -> float:
    """Return ``value`` without the last digits that a conversion of units blurs."""
    return float(f"{value:.14g}")


def length_unit(file: Exchange) -> str:
    """Return the unit in which the file gives its geometry: "mm", "inch" …, "" without any."""
    unit = _geometry_unit(file)
    return "" if unit is None else _name(file, unit)


def length_factor(file: Exchange) -> float:
    """Return what one unit of the file's geometry is in mm."""
    return _factor(file, _geometry_unit(file))


def _geometry_unit(file: Exchange) -> Value:
    contexts = [
        file.value(number, "REPRESENTATION", 2) for number in file.all(*_SHAPE_REPRESENTATIONS)
    ]
    for context in (*contexts, *file.all("GLOBAL_UNIT_ASSIGNED_CONTEXT")):
        for unit in file.refs(context, "GLOBAL_UNIT_ASSIGNED_CONTEXT", 0):
            if "LENGTH_UNIT" in file.keywords(unit):
                return unit
    return None


_SHAPE_REPRESENTATIONS = ("ADVANCED_BREP_SHAPE_REPRESENTATION", "SHAPE_REPRESENTATION")


def _name(file: Exchange, unit: Value) -> str:
    factor = round(_factor(file, unit), 9)
    if factor in _LENGTHS:
        return _LENGTHS[factor]
    return file.text(unit, "CONVERSION_BASED_UNIT", 0).strip("' ").lower() or f"{factor:g} mm"


_LENGTHS = {1.0: "mm", 10.0: "cm", 1000.0: "m", 25.4: "inch", 304.8: "foot", 0.001: "µm"}


def _factor(file: Exchange, unit: Value, depth: int = 0) -> float:
    """Return what one of ``unit`` is in mm, mm³ or degrees."""
    keywords = file.keywords(unit)
    if depth > _DEEPEST:
        return 1.0
    if "CONVERSION_BASED_UNIT" in keywords:
        return _converted(file, file.value(unit, "CONVERSION_BASED_UNIT", 1), depth)
    if "SI_UNIT" in keywords:
        values = file.part(unit, "SI_UNIT")[-2:]
        prefix, base = (str(value or "") for value in values) if len(values) == 2 else ("", "")
        return _PREFIXES.get(prefix, 1.0) * _BASES.get(base, 1.0)
    if "DERIVED_UNIT" in keywords:
        product = 1.0
        for element in file.refs(unit, "DERIVED_UNIT", 0):
            power = file.value(element, "DERIVED_UNIT_ELEMENT", 1)
            one = _factor(file, file.value(element, "DERIVED_UNIT_ELEMENT", 0), depth + 1)
            if isinstance(power, float) and abs(power) < _DEEPEST:
                product *= one**power
        return product
    return 1.0


def _converted(file: Exchange, measure: Value, depth: int) -> float:
    for record in file.records(measure):
        for index, value in enumerate(record.values):
            number = value.values[0] if isinstance(value, Record) and value.values else value
            if isinstance(number, float) and index + 1 < len(record.values):
                return number * _factor(file, record.values[index + 1], depth + 1)
    return 1.0
