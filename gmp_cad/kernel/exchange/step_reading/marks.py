"""Modifiers of PMI in the words of STEP, and as drawings write them."""

from __future__ import annotations

# modifiers of tolerances, datum references and sizes → as drawings write them (ISO 1101, 5459,
# 14405-1); the file's own word where drawings have none
_MARKS = {
    "MAXIMUM_MATERIAL_REQUIREMENT": "Ⓜ", "MAXIMUM_MATERIAL_CONDITION": "Ⓜ",
    "LEAST_MATERIAL_REQUIREMENT": "Ⓛ", "LEAST_MATERIAL_CONDITION": "Ⓛ",
    "RECIPROCITY_REQUIREMENT": "Ⓡ", "FREE_STATE": "Ⓕ", "COMMON_ZONE": "CZ",
    "SEPARATE_REQUIREMENT": "SZ", "TANGENT_PLANE": "Ⓣ", "STATISTICAL_TOLERANCE": "ST",
    "NOT_CONVEX": "NC", "ANY_CROSS_SECTION": "ACS", "ANY_LONGITUDINAL_SECTION": "ALS",
    "LINE_ELEMENT": "LE", "MAJOR_DIAMETER": "MD", "MINOR_DIAMETER": "LD", "PITCH_DIAMETER": "PD",
    "CONTACTING_FEATURE": "CF", "DISTANCE_VARIABLE": "DV", "ORIENTATION": "><", "POINT": "PT",
    "LINE": "SL", "PLANE": "PL", "TRANSLATION": "▷", "PROJECTED": "Ⓟ",
    "ENVELOPE REQUIREMENT": "Ⓔ", "INDEPENDENCY": "Ⓘ", "COMMON TOLERANCE": "CT",
    "STATISTICAL": "ST", "FREE STATE": "Ⓕ", "CONTINUOUS FEATURE": "CF", "BETWEEN": "↔",
    "ANY PART OF THE FEATURE": "/0", "ANY CROSS SECTION": "ACS",
    "SPECIFIC FIXED CROSS SECTION": "SCS", "LOCAL SIZE DEFINED BY A SPHERE": "LS",
    "TWO POINT SIZE": "LP", "MINIMUM CIRCUMSCRIBED ASSOCIATION CRITERION": "GN",
    "MAXIMUM INSCRIBED ASSOCIATION CRITERION": "GX",
    "LEAST SQUARES ASSOCIATION CRITERION": "GG", "MINIMAX ASSOCIATION CRITERION": "GC",
    "SQUARE": "□", "CONTROLLED RADIUS": "CR", "COUNTERBORE": "⌴", "COUNTERSINK": "⌵",
    "DEPTH": "↧", "THEORETICAL": "TED", "AUXILIARY": "reference", "REFERENCE": "reference",
    "BASIC": "TED", "REGARDLESS_OF_FEATURE_SIZE": "", "MAXIMUM": "max", "MINIMUM": "min",
    "AVERAGE": "mean",
}  # fmt: skip
# principles of tolerancing that a file gives as the name of a size's representation (ISO 8015)
PRINCIPLES = ("ENVELOPE REQUIREMENT", "INDEPENDENCY")
ZONES = {
    "cylindrical or circular": "⌀", "within a cylinder": "⌀", "within a circle": "⌀",
    "spherical": "S⌀", "within a sphere": "S⌀",
}  # fmt: skip


def mark(word: str) -> str:
    """Return a modifier of a STEP file as drawings write it, or its own word in small letters."""
    key = word.strip().upper()
    return _MARKS.get(key, _MARKS.get(key.replace("_", " "), word.strip().lower()))
