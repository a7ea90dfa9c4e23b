"""A difference that has one of everything, for the tests of its page and of its comment."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.documents.comparison.difference import (
    AssemblyChange,
    Difference,
    FileChange,
    FitChange,
    ItemChange,
    LineChange,
    Material,
    PageChange,
    PageRegion,
    PairChange,
    PartChange,
    PhaseChange,
    Picture,
    Piece,
    Side,
    ValueChange,
    VerdictChange,
)

BEFORE = Side(
    kind="revision", name="main", commit="1a2b3c4d5e" + "0" * 30, subject="Alésage ⌀16 H7",
    problems=("parts/axe/spec.toml:3 la cote n'est pas une cote",),
)  # fmt: skip
AFTER = Side(kind="working tree", subject="essai", problems=("parts/axe/model.py:2 arrêté",))
NOTHING = Difference(
    before=replace(BEFORE, problems=()), after=Side(kind="working tree"),
    parts=(PartChange(name="cale", title="Cale", status="same"),),
)  # fmt: skip


def pictures(name: str) -> tuple[Picture, ...]:
    return tuple(
        Picture(view=view, shows=shows, file=f"parts/{name}/{view}-{shows}.png")
        for view in ("overall", "close-up")
        for shows in ("before", "after", "both")
    )


def piece(volume_mm3: float) -> Piece:
    return Piece(
        volume_mm3=volume_mm3, centre_mm=(19.0, 25.0, 10.0), box_mm=(17.0, 17.0, 0.0, 26.0, 33.0, 20.0)
    )  # fmt: skip


def drawing() -> PageChange:
    """A changed sheet with two regions, one of them seen from close."""
    stem = "pages/parts/cale/drawing/1"
    close = {"before": f"{stem}-1-before.png", "after": f"{stem}-1-after.png"}
    return PageChange(
        file="parts/cale/drawing.pdf", page=1, page_before=1, status="changed",
        size_mm=(420.0, 297.0), size_before_mm=(420.0, 297.0), share=0.012,
        before=f"{stem}-before.png", after=f"{stem}-after.png", marked=f"{stem}-marked.png",
        regions=(
            PageRegion(box_mm=(64.0, 61.5, 3.6, 4.2), zone="B6", removed=True, added=True, **close),
            PageRegion(box_mm=(70.0, 80.0, 180.0, 87.0), zone="", removed=False, added=True),
        ),
    )  # fmt: skip


def cale() -> PartChange:
    """A part of which everything changed."""
    return PartChange(
        name="cale", title="Cale", status="changed", was="plaque", no_baseline=True,
        files=(
            FileChange(
                file="parts/cale/spec.toml", status="changed",
                lines=(LineChange(path="dimensions.bore.size", before='"⌀16 H7"', after='"⌀18 H7"'),),
            ),
            FileChange(file="parts/cale/model.py", status="changed", lines_added=3, lines_removed=1),
        ),
        geometry=(
            ValueChange(path="volume_mm3", unit="mm³", before=74610.5, after=73542.4, follows=True),
            ValueChange(path="surfaces.bore.radius_mm", unit="mm", before=8.0, after=9.0),
            ValueChange(path="dimensions.bore", unit="mm", before=(16.0,), after=(18.0,)),
            ValueChange(path="material", unit="", before="S235JR", after="C45"),
        ),
        mass_before_kg=0.5857, mass_kg=0.5773,
        material=Material(
            before_mm3=74610.5, after_mm3=73542.4, added_mm3=0.0003, removed_mm3=1068.1,
            added=(piece(0.0003),), removed=tuple(piece(100.0 - rank) for rank in range(13)),
            exact=False, error_mm3=0.002, reason="les volumes se contredisent",
        ),
        phases=(
            PhaseChange(
                phase="20", title="Fraisage", status="changed",
                operations=("perçage",), operations_before=("surfaçage",),
            ),
            PhaseChange(phase="30", title="Perçage", status="added"),
        ),
        verdicts=(
            VerdictChange(
                subject="cale.bore", check="fit.limits", before="PASS", after="FAIL",
                message="le jeu est négatif", hint="changer aussi l'axe",
            ),
            VerdictChange(
                subject="cale.height", check="dimension.measured", before="FAIL", after="PASS",
                message="20 mm",
            ),
        ),
        pictures=pictures("cale"), scene="site/scenes/cale.js",
        pages=(
            drawing(),
            replace(
                drawing(), page=2, page_before=1, size_before_mm=(297.0, 210.0), marked=None,
                regions=(),
            ),
            PageChange(
                file="parts/cale/contrat-20.pdf", page=1, status="changed", note="illisible"
            ),
        ),
    )  # fmt: skip


def difference() -> Difference:
    """One of everything: a changed, a new, a deleted and an unchanged part; the product."""
    return Difference(
        before=BEFORE, after=AFTER, notes=("le dossier n'est pas comparé",),
        files=(
            FileChange(
                file="workshop.toml", status="changed",
                lines=(LineChange(path="machines.CU.rate", before="45", after=None),),
            ),
        ),
        verdicts=(
            VerdictChange(
                subject="projet", check="coherence", before=None, after="WARN", message="douteux"
            ),
        ),
        parts=(
            cale(),
            PartChange(
                name="bride", title="Bride", status="added", mass_kg=0.61,
                pictures=(Picture(view="overall", shows="after", file="parts/bride/overall-after.png"),),
            ),
            PartChange(
                name="vis", title="", status="removed", mass_before_kg=0.1,
                no_material="la pièce n'existe plus",
            ),
            PartChange(name="axe", title="Axe", status="same"),
        ),
        assemblies=(
            AssemblyChange(
                name="product", title="Étau", status="changed", mass_before_kg=5.2, mass_kg=5.35,
                items=(ItemChange(name="vis", before="1 × vis", after=None),),
                pairs=(
                    PairChange(a="cale", b="bride", before=None, after="interference", depth_mm=0.2),
                ),
                fits=(FitChange(hole="cale.bore", shaft="axe", before="⌀16 H7/g6", after=None),),
                files=cale().files, verdicts=cale().verdicts[:1],
                pages=(replace(drawing(), file="product/drawing.pdf"),),
            ),
        ),
    )  # fmt: skip
