"""Putting scripts and STEP files of a repository under test, where they stand and as they are.

Each file is run, or read, once in a worker process to learn what it offers; for each sound object
a folder ``parts/<name>/`` is written, with a model that points to the file and a least
specification. What is there is never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gmp_cad.build.adoption.adopted_files import Names, already, known_parts, part_name, write
from gmp_cad.build.adoption.adopted_text import Adopted
from gmp_cad.build.adoption.adoption_outcome import AdoptedPart, Adoption, Refused
from gmp_cad.build.adoption.adoption_targets import Asked, Target, Wishes
from gmp_cad.build.adoption.product_adoption import product_to_be, write_product
from gmp_cad.engine.announced import Listener, announce
from gmp_cad.engine.cache.cache_use import opened
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result, Run
from gmp_cad.engine.history import History
from gmp_cad.engine.processes.workers import Workers, default_jobs
from gmp_cad.engine.task import MODEL_TIMEOUT_S, Task, Trace
from gmp_cad.evidence.adoption import Offer, Offers
from gmp_cad.language import Message
from gmp_cad.spec.layout import FIXTURES, entries

_BODIES = "gmp_cad.build.adoption.adoption_kernel_bodies"
# A script that shows more is one part of several bodies: nobody tells twenty parts apart by number.
_MOST_APART = 12


def adopt(root: Path, what: Asked, wishes: Wishes, kept: Path, listener: Listener) -> Adoption:
    """Look at every target and write the parts that it gives; ``kept``: the folder of results."""
    results = _looked_at(root, what.targets, wishes, kept, listener)
    known = known_parts(root)
    taken = {*known, *(path.name for path in entries(root / FIXTURES))}
    parts: list[AdoptedPart] = []
    refused = [
        Refused(source=p.where.file, message=p.message, hint=p.hint, failed=True)
        for p in what.problems
    ]
    names = Names(what.targets, taken)
    product, notes = product_to_be(root, results, wishes)
    for target, found in results:
        if isinstance(found, Refused):
            refused.append(found)
            continue
        if product is not None and product.target is target:
            parts += write_product(root, product, known, names, wishes.lang)
            refused += product.refusals()
            continue
        refused += _refusals(target, found)
        for part in _parts(target, found, wishes):
            before = already(part, known, wishes.lang)
            named = replace(part, name=before or names.unique(part.name, target))
            if not before:
                write(root, named, wishes.lang)
            parts.append(
                AdoptedPart(
                    name=named.name, source=_source(target, part), solids=part.offer.solids,
                    written=not before,
                )
            )  # fmt: skip
    nothing = [t.file for t, o in results if t.found and isinstance(o, Offers) and not o.offers]
    return Adoption(
        parts=tuple(parts), refused=tuple(refused),
        passed_over=tuple(sorted({*what.passed_over, *nothing})),
        product=product.told if product is not None else None, notes=tuple(notes),
    )  # fmt: skip


# ---- looking ----


def _looked_at(
    root: Path, targets: Sequence[Target], wishes: Wishes, kept: Path, listener: Listener
) -> list[tuple[Target, Offers | Refused]]:
    tasks = {target: _task(root, target) for target in targets}
    history = History(kept / "history.json")
    jobs = wishes.jobs or default_jobs()
    with opened(kept) as store, Workers(store, min(jobs, max(len(tasks), 1))) as workers:
        run = Run(store=store, workers=workers, history=history, root=root, on_event=listener)
        announce(run, list(tasks.values()), listener)
        results = run.execute(list(tasks.values()))
        return [(target, _found(target, results[task.id], store)) for target, task in tasks.items()]


def _task(root: Path, target: Target) -> Task:
    kind = "step" if target.is_step else "script"
    return Task(
        id=f"adopt:{target.said}", body=f"{_BODIES}:{kind}",
        params={"file": target.file, "expression": target.expression},
        trace=Trace(root=str(root)), timeout_s=MODEL_TIMEOUT_S,
    )  # fmt: skip


def _found(target: Target, result: Result, store: Store) -> Offers | Refused:
    outcome = result.outcome
    if result.ok:
        return decode(store.get(outcome.outputs["offers"]), Offers)
    return Refused(
        source=target.said, message=outcome.message or Message("it failed"), hint=outcome.hint,
        where=outcome.where, failed=True,
    )  # fmt: skip


# ---- what becomes a part ----


def _refusals(target: Target, found: Offers) -> Iterator[Refused]:
    """Yield why what a file offers is no part; what is so for the same reason is told once."""
    if not found.offers and not target.found:
        yield Refused(
            source=target.said, message=_SHOWS_NOTHING, hint=_callable(target, found), failed=True
        )
    is_sound = any(offer.fault is None for offer in found.offers)
    faulty: dict[tuple[Message, Message | None], list[str]] = {}
    for offer in found.offers:
        if offer.fault is not None:
            name = offer.name or f"[{offer.rank}]"
            faulty.setdefault((offer.fault, offer.hint), []).append(name)
    for (fault, hint), names in faulty.items():
        told = "" if len(found.offers) == 1 else f" {', '.join(dict.fromkeys(names))}"
        yield Refused(source=target.said + told, message=fault, hint=hint, failed=not is_sound)


_SHOWS_NOTHING = Message("it shows no object, and no one global name stands for a solid")


def _callable(target: Target, found: Offers) -> Message:
    if found.functions:
        examples = ", ".join(f"{target.file}::{call}" for call in found.functions[:3])
        return Message(
            "name what makes the part, with its arguments: {examples}", examples=examples
        )
    return Message(
        "end it with show_object(result), or name the part: {file}::NAME", file=target.file
    )


def _parts(target: Target, found: Offers, wishes: Wishes) -> Iterator[Adopted]:
    """Yield the parts that a file gives: one for each object that it shows, or one of many bodies."""
    names = Counter(offer.name for offer in found.offers)
    # two that have the same name are told apart by their rank
    sound = [
        offer if names[offer.name] == 1 else replace(offer, name="")
        for offer in found.offers
        if offer.fault is None
    ]
    if len(sound) > _MOST_APART and len(sound) == len(found.offers):
        sound = [Offer(origin="shown", solids=found.together)]
        only = True
    else:
        only = len(found.offers) == 1
    stem = Path(target.file).stem
    for offer in sound:
        told_apart = offer.name or str(offer.rank + 1)
        if target.expression is not None:
            name = f"{stem}_{target.expression.partition('(')[0]}"
        else:
            name = stem if len(sound) == 1 else f"{stem}_{told_apart}"
        yield Adopted(
            name=part_name(name), file=target.file, offer=offer, only=only, numbers=found.numbers,
            material=wishes.material,
        )  # fmt: skip


def _source(target: Target, part: Adopted) -> str:
    if target.expression is not None or part.only:
        return target.said
    return f"{target.said} {part.offer.name or f'[{part.offer.rank}]'}"
