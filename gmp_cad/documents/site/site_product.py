"""The page of the product: its tree, parts list, interference, fits, mass, positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.bom import BomRow, bom_cells
from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.dossier.dossier_tables import bom_table, mass_lines, programme
from gmp_cad.documents.drawings.ensemble import fit_text
from gmp_cad.documents.printing.figures import DASH, mass_text
from gmp_cad.documents.product.masses import MassTable, mass_rows, position_rows
from gmp_cad.documents.site.site import (
    PRODUCT,
    Site,
    by_root,
    contents,
    frame,
    href,
    inline,
    page_html,
    table,
    verdict,
)
from gmp_cad.documents.site.site_interference import Beside, interference_section
from gmp_cad.documents.site.site_part import Shelf, sheets, slot
from gmp_cad.language import Message, english, number, translate
from gmp_cad.spec.product import ProductSpec, fit_dimension

TEMPLATE = "site_product.html.j2"
_SECTIONS = english((
    ("Identity", "identity"), ("Tree", "tree"), ("Parts list", "bom"),
    ("Interference", "interference"), ("Fits", "fits"), ("Mass", "mass"),
    ("Assembly drawing", "drawing"), ("Verdicts", "verdicts"), ("Files", "files"),
))  # fmt: skip
ROOT = "product"
_BONDS = english({
    "thread": "thread with {other}", "press": "press fit with {other}", "weld": "weld with {other}",
})  # fmt: skip
_FIT_COLUMNS = english((
    "Hole", "Shaft", "Character", "Clearance on paper (µm)", "Clearance at MMC (µm)",
    "Clearance at LMC (µm)", "Usage",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """What the page is made from.

    ``shown`` holds the product and its own findings; ``interference`` and ``fits`` are the
    documents ``interference.json`` and ``fits.json``, None where they were not made, as are
    ``masses``.
    """

    site: Site
    shown: DossierInput
    interference: Mapping[str, Any] | None
    fits: Mapping[str, Any] | None
    shelf: Shelf
    masses: MassTable | None = None


def product_html(page: ProductPage, templates: Mapping[str, str]) -> bytes:
    """Return the page."""
    return page_html(templates, TEMPLATE, product_context(page), page.site.lang)


def product_context(page: ProductPage) -> dict[str, Any]:
    """Return everything that the template shows."""
    lang, shown = page.site.lang, page.shown
    own = by_root(shown.findings, ROOT)
    heading = f"{shown.number} {shown.title}"
    drawn = sheets(shown.drawing, page.shelf, PRODUCT)
    return {
        "site": frame(page.site, PRODUCT, heading),
        "contents": contents(_SECTIONS, {"drawing": drawn}, lang),
        "verdict": verdict(own, lang),
        "counts": list(verdicts.counts(own, lang)),
        "findings": f"{href('site/checks.html', PRODUCT)}#subject={ROOT}",
        "open": list(verdicts.open_findings(own, lang)),
        "lines": [*programme(shown, lang), *mass_lines(shown, lang)],
        "slot": slot(page.shelf, ROOT, heading, PRODUCT, lang),
        "picture": inline(shown.picture),
        "tree": tree(page.site, shown, lang),
        "bom": {**bom_table(shown.bom, lang), "pages": [_page(page.site, r) for r in shown.bom]},
        "budget": mass_budget(shown, lang),
        "masses": mass_rows(page.masses, lang) if page.masses else None,
        "inertia": position_rows(page.masses.positions, lang) if page.masses else None,
        "interference": interference_section(
            page.interference, own, Beside(page.shelf, PRODUCT), lang
        ),
        "fits": _fits(page.fits, lang),
        "sheets": drawn,
        "files": [group.shown(PRODUCT, heading) for group in page.shelf.groups(lang)],
    }


def _page(site: Site, row: BomRow) -> str:
    return href(site.page_of("part", row.part), PRODUCT) if row.part else ""


def tree(site: Site, shown: DossierInput, lang: str) -> list[dict[str, Any]]:
    """Return a branch per item of the parts list, with the joints and fits that hold it."""
    if shown.product is None:
        return []
    return [
        {
            "ref": str(row.ref),
            "title": row.designation,
            "reference": row.reference,
            "quantity": str(row.quantity),
            "href": _page(site, row),
            "bonds": _bonds(shown, shown.product, row.name, lang),
        }
        for row in shown.bom
    ]


def _bonds(shown: DossierInput, product: ProductSpec, name: str, lang: str) -> list[str]:
    """Return what holds an item: its joints, and the fits of its dimensions, as drawings write them."""
    found = [
        Message(_BONDS[joint.kind], other=_numbered(product, other)).say(lang)
        for joint in product.joints
        if (other := _opposite(name, joint.a, joint.b))
    ]
    by_name = {part.spec.name: part.spec for part in shown.parts}
    specs = {item.name: by_name[item.part] for item in product.items if item.part in by_name}
    for fit in product.fits:
        if other := _opposite(name, fit.hole, fit.shaft):
            hole, shaft = (fit_dimension(product, specs, line) for line in (fit.hole, fit.shaft))
            said = Message("fit {fit} with {other}", other=_numbered(product, other),
                           fit=fit_text(hole, shaft, lang) if hole and shaft else "")  # fmt: skip
            found.append(" ".join(said.say(lang).split()))
    return sorted(dict.fromkeys(found))


def _opposite(name: str, a: str, b: str) -> str:
    """Return the item that a bond joins to ``name``; nothing where it is not of the two."""
    ends = [line.split(".")[0] for line in (a, b)]
    return ends[1 - ends.index(name)] if name in ends else ""


def _numbered(product: ProductSpec, name: str) -> str:
    item = product.item(name)
    return f"{name} ({item.ref})" if item else name


def mass_budget(shown: DossierInput, lang: str) -> dict[str, Any] | None:
    """Return the mass beside its budget, and each line's share of all masses; None without masses.

    ``share``, ``total`` and ``limit`` are lengths of bars in percent: of all masses, and of the
    larger of mass and budget.
    """
    known = [(row, row.total_mass_kg) for row in shown.bom if row.total_mass_kg]
    if not known:
        return None
    every = sum(mass for _, mass in known)
    ordered = sorted(known, key=lambda entry: (-entry[1], entry[0].ref))
    return {
        "rows": [
            {
                "title": row.designation if row.part else f"{row.designation} — {row.reference}",
                "mass": bom_cells(row, lang)[6],
                "share": f"{100 * mass / every:.1f}",
                "percent": f"{number(round(100 * mass / every, 1), lang)} %",
            }
            for row, mass in ordered
        ],
        **_limit(shown, lang),
    }


def _limit(shown: DossierInput, lang: str) -> dict[str, str]:
    """Return the mass and its budget: in words, and as lengths in percent of the larger."""
    limit = shown.product.product.mass_limit_kg if shown.product else None
    total = mass_text(shown.mass_kg, lang)
    if shown.product is None or limit is None or not shown.mass_kg:
        return {"said": f"{total} kg", "total": "", "limit": ""}
    whole = max(shown.mass_kg, limit)
    budget = shown.product.product.mass_budget
    return {
        "said": Message("{mass} kg of {limit}", mass=total, limit=budget).say(lang),
        "total": f"{100 * shown.mass_kg / whole:.1f}",
        "limit": f"{100 * limit / whole:.1f}",
    }


def _fits(fits: Mapping[str, Any] | None, lang: str) -> dict[str, Any] | None:
    if fits is None or not fits["fits"]:
        return None
    return table(_FIT_COLUMNS, [_fit(fit, lang) for fit in fits["fits"]], lang)


def _fit(fit: Mapping[str, Any], lang: str) -> Sequence[str]:
    paper, solid = fit.get("paper"), fit["solid"]
    span = paper["clearance_um"] if paper else None
    return [
        " ".join(filter(None, (fit["hole"], fit.get("hole_size")))),
        " ".join(filter(None, (fit["shaft"], fit.get("shaft_size")))),
        translate(fit["kind"], lang) if fit.get("kind") else DASH,
        f"{number(span['min'], lang)} … {number(span['max'], lang)}" if span else DASH,
        *(
            number(solid[at]["clearance_um"], lang) if at in solid else DASH
            for at in ("mmc", "lmc")
        ),
        fit.get("usage") or DASH,
    ]
