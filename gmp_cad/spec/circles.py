"""Names of a specification that lead back to themselves: a feature by a feature, an end by an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gmp_cad.language import Message
from gmp_cad.spec.dimension import Dimension, named_ends
from gmp_cad.spec.fault import InvalidValueError

# A reference to a name: ``holes``, ``holes[1]``, ``bore.bottom``; anything else is a selector.
_REFERENCE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:[.\[].*)?", re.DOTALL)


def circles(
    features: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> Iterator[InvalidValueError]:
    """Yield each circle of names once, at the first of its lines; keys are those of the file."""
    edges = _edges(features, dimensions)
    done: set[str] = set()
    for start in edges:
        circle = _circle(edges, start, done)
        if circle:
            chain = " → ".join([*circle, circle[0]])
            yield InvalidValueError(
                Message("the names refer to one another: {chain}", chain=chain),
                Message('name one of them by a selector such as ">Z", or by a tag in the model'),
                ("features" if circle[0] in features else "dimensions", circle[0]),
            )


def _edges(
    features: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> dict[str, tuple[str, ...]]:
    """Return the names that each line needs before it means anything."""
    edges = {name: _referred([text]) for name, text in features.items()}
    for key, dimension in dimensions.items():
        if key not in features and not dimension.on_feature:
            others = (dimension.along, dimension.about, dimension.pattern)
            edges[key] = _referred([*named_ends(dimension), *filter(None, others)])
    return edges


def _referred(texts: Sequence[str]) -> tuple[str, ...]:
    found = (_REFERENCE.fullmatch(text) for text in texts)
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _circle(edges: Mapping[str, Sequence[str]], start: str, done: set[str]) -> list[str]:
    """Return the first circle reached from ``start``, empty without one; ``done`` grows.

    A walk in depth without recursion: a chain of names may be as long as the file.
    """
    path: dict[str, None] = {}
    waiting: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        done.add(name)
        path[name] = None
        waiting.append((name, iter(edges.get(name, ()))))

    if start not in done:
        enter(start)
    while waiting:
        after = next(waiting[-1][1], None)
        if after is None:
            del path[waiting.pop()[0]]
        elif after in path:
            names = list(path)
            return names[names.index(after) :]
        elif after in edges and after not in done:
            enter(after)
    return []
