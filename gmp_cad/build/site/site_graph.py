"""The site that opens from disk: a task for each page, which reads only what the page shows.

``site_head`` comes first: names and titles of all that has a page, and the verdicts shared out by
subject. Its outputs are known by their content: a page whose own verdicts and names stay as they
were is not written again when those of another part change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.build.documents.dossier_graph import shown_outputs
from gmp_cad.documents.site.scene_slot import scene_file
from gmp_cad.documents.site.site import (
    CHECKS,
    INDEX,
    PRODUCT,
    SCRIPT,
    SEARCH,
    STYLE,
    VERDICTS,
    Entry,
)
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task

_BODIES = "gmp_cad.build.site.site_bodies"
_FRAME = ("site_frame.html.j2", "site_macros.html.j2", "site_viewer.html.j2")
_PAIRS = "site_interference.html.j2"
_ASSEMBLY = (("interference", "study"), ("fits", "fits"), ("masses", "masses"))
_SITE = "site_head:all"
_STUDY = "dossier_study:all"


def site_tasks(
    params: Mapping[str, Any], results: Mapping[str, Result], beside: Sequence[Task] = ()
) -> list[Task]:
    """Return the tasks of all pages; ``params`` are those of ``dossier_graph.shown_params``.

    ``beside``: tasks that run together with these and write documents of the whole project.
    """
    return [
        _head(params, results),
        _shared(params),
        *_part_pages(params, results),
        *_fixture_pages(params, results),
        *_product_page(params, results),
        _checks(params),
        _overview(params, results, beside),
        _search(params),
    ]


def _task(kind: str, subject: str, params: Mapping[str, Any], **more: Any) -> Task:
    return Task(
        id=f"site_{kind}:{subject}", body=f"{_BODIES}:{kind}", family="documents",
        params=params, **more,
    )  # fmt: skip


def _templates(params: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Return the templates of a page: another one that changes must not write it again."""
    return {name: params["templates"][name] for name in (*_FRAME, *names)}


def _head(params: Mapping[str, Any], results: Mapping[str, Result]) -> Task:
    verdicts = [i for i in shown_outputs(results) if i.output == "findings"]
    verdicts.append(Input(f"findings|{_STUDY}", _STUDY, "findings"))  # the dossier's own
    kept = ("project", "product", "lang", "failures", "parts", "fixtures")
    return _task(
        "head", "all", {key: params[key] for key in kept}, wants=tuple(verdicts),
        publish={"verdicts": VERDICTS},
    )  # fmt: skip


def _shared(params: Mapping[str, Any]) -> Task:
    held = {name: params["templates"][name] for name in ("site.css", "site.js")}
    return _task("shared", "all", {"templates": held}, publish={"css": STYLE, "js": SCRIPT})


def _from_head(*subjects: str) -> tuple[Input, ...]:
    own = tuple(Input(f"findings|{s}", _SITE, f"findings.{s}") for s in subjects)
    return (Input("site", _SITE, "site"), *own)


def _own(results: Mapping[str, Result], subject: str) -> tuple[Input, ...]:
    """Return the outputs of a subject that documents show, but the verdicts, and its pictures."""
    shown = [
        i for i in shown_outputs(results)
        if i.output != "findings" and i.task.split(":")[1] == subject
    ]  # fmt: skip
    return tuple(dict.fromkeys((*shown, *_pictures(results, subject))))


def _pictures(results: Mapping[str, Result], subject: str) -> Iterator[Input]:
    for task_id, result in results.items():
        kind, _, owner = task_id.partition(":")
        if kind == "shaded" and owner.split(":")[0] == subject and result.ok:
            yield Input(f"png|{task_id}", task_id, "png")


def _shelf(
    folder: str, subject: str, inputs: Sequence[Input], results: Mapping[str, Result]
) -> dict[str, Any]:
    """Return what was published for a page: paths, documents and pictures by alias, scenes."""
    place = {i.alias: results[i.task].task.publish for i in inputs}
    output = {i.alias: i.output for i in inputs}
    return {
        "folder": folder,
        "paths": [p for p in published(results) if p.startswith(f"{folder}/")],
        "documents": {
            a: p["pdf"] for a, p in place.items() if output[a] == "embedded" and "pdf" in p
        },
        "pictures": {a: p["png"] for a, p in place.items() if output[a] == "png" and "png" in p},
        "scenes": [subject] if scene_file(subject) in published(results) else [],
    }


def published(results: Mapping[str, Result]) -> list[str]:
    """Return every path that the build publishes so far, sorted."""
    return sorted(
        path
        for result in results.values() if result.ok
        for output, path in result.task.publish.items() if output in result.outcome.outputs
    )  # fmt: skip


def _folder(entry: Mapping[str, Any], kind: str) -> str:
    return f"parts/{entry['part']}" if kind == "part" else f"fixtures/{entry['name']}"


def _part_pages(params: Mapping[str, Any], results: Mapping[str, Result]) -> Iterator[Task]:
    for part in params["parts"]:
        name = part["part"]
        own = _own(results, name)
        yield _task(
            "part", name,
            {
                "part": part, "workshop": params["workshop"],
                "shelf": _shelf(_folder(part, "part"), name, own, results), "lang": params["lang"],
                "templates": _templates(params, "site_part.html.j2"),
            },
            needs=_from_head(name), wants=own,
            publish={"html": Entry(kind="part", name=name, number="", title="").page},
        )  # fmt: skip


def _fixture_pages(params: Mapping[str, Any], results: Mapping[str, Result]) -> Iterator[Task]:
    for fixture in params["fixtures"]:
        name = fixture["name"]
        own = _own(results, name)
        yield _task(
            "fixture", name,
            {
                "fixture": fixture, "lang": params["lang"],
                "shelf": _shelf(_folder(fixture, "fixture"), name, own, results),
                "templates": _templates(params, "site_fixture.html.j2", _PAIRS),
            },
            needs=_from_head(name), wants=(*own, *_beside(results, name)),
            publish={"html": Entry(kind="fixture", name=name, number="", title="").page},
        )  # fmt: skip


def _product_page(params: Mapping[str, Any], results: Mapping[str, Result]) -> Iterator[Task]:
    if params["product"] is None:
        return
    own = _own(results, "product")
    yield _task(
        "product",
        "product",
        {
            **params, "commit": "", "parts": [], "fixtures": [], "failures": [],
            "shelf": _shelf("product", "product", own, results),
            "templates": _templates(params, "site_product.html.j2", _PAIRS),
        },
        needs=_from_head("product"), wants=(*own, *_beside(results, "product")),
        publish={"html": PRODUCT},
    )  # fmt: skip


def _beside(results: Mapping[str, Result], key: str) -> tuple[Input, ...]:
    """Return what the page of an assembly shows besides what the dossier shows of it."""
    return tuple(
        Input(output, f"{kind}:{key}", output)
        for output, kind in _ASSEMBLY if f"{kind}:{key}" in results
    )  # fmt: skip


def _checks(params: Mapping[str, Any]) -> Task:
    return _task(
        "checks", "all",
        {"lang": params["lang"], "templates": _templates(params, "site_checks.html.j2")},
        needs=(Input("site", _SITE, "site"), Input("findings|all", _SITE, "findings.all")),
        publish={"html": CHECKS},
    )  # fmt: skip


def _overview(
    params: Mapping[str, Any], results: Mapping[str, Result], beside: Sequence[Task]
) -> Task:
    """Return the task of the first page, the one that reads everything."""
    shown = tuple(i for i in shown_outputs(results) if i.output != "findings")
    subjects = {p["part"]: _folder(p, "part") for p in params["parts"]}
    subjects |= {f["name"]: _folder(f, "fixture") for f in params["fixtures"]}
    if params["product"] is not None:
        subjects = {"product": "product", **subjects}
    pictures = tuple(i for name in subjects for i in _pictures(results, name))
    whole = [
        Input(f"whole|{path}", task.id, output)
        for task in beside for output, path in sorted(task.publish.items())
    ]  # fmt: skip
    return _task(
        "overview", "all",
        {
            **params, "commit": "", "failures": [], "templates": _templates(params, INDEX + ".j2"),
            "shelves": {
                name: _shelf(folder, name, _own(results, name), results)
                for name, folder in subjects.items()
            },
        },
        needs=(Input("site", _SITE, "site"), Input("findings|all", _SITE, "findings.all")),
        wants=(*dict.fromkeys((*shown, *pictures)), *whole),
        publish={"html": INDEX},
    )  # fmt: skip


def _search(params: Mapping[str, Any]) -> Task:
    """Return the task of the search: it gathers what each page says can be found in it."""
    pages = [f"site_part:{p['part']}" for p in params["parts"]]
    pages += [f"site_fixture:{f['name']}" for f in params["fixtures"]]
    pages += ["site_product:product"] if params["product"] is not None else []
    pages += ["site_checks:all"]
    return _task(
        "search", "all", {"lang": params["lang"]},
        wants=tuple(Input(f"entries|{page}", page, "entries") for page in pages),
        publish={"js": SEARCH},
    )  # fmt: skip
