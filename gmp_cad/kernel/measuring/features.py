"""Names given to faces: by a selector in ``[features]``, by a tag of the model, or by size."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cadquery as cq
from OCP.gp import gp_VectorWithNullMagnitude
from pyparsing import ParseBaseException

from gmp_cad.evidence import FaceGeometry, Feature, FoundBy, PartGeometry, listed
from gmp_cad.kernel.measuring import hole, search, selection
from gmp_cad.kernel.measuring.sizes import wanted
from gmp_cad.kernel.surfaces.body import Body, body
from gmp_cad.kernel.surfaces.instances import unite
from gmp_cad.language import Message, english
from gmp_cad.spec.ends import parse_direction
from gmp_cad.spec.part import Dimension, PartSpec, named_ends
from gmp_cad.spec.size import Kind
from gmp_cad.spec.text import is_name

_SELECTOR_SIGNS = frozenset("<>|#+-%()")
_NUMBER = r"(?:\[(\d+)\])?"
_PARTS = ("recess", "bottom")  # what a hole has beside its cylinder
_OWNER = rf"([a-z][a-z0-9_]*){_NUMBER}"
_PART = re.compile(rf"({_OWNER})\.({'|'.join(_PARTS)})")
_REFERENCE = re.compile(rf"({_PART.pattern}|[a-z][a-z0-9_]*){_NUMBER}")
_NEAR_NAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name or selector of the specification that denotes no face.

    ``path``: the dotted key that uses it; ``candidates``: names that were perhaps meant.
    """

    name: str
    path: str
    reason: Message
    candidates: tuple[str, ...] = ()


class _UnresolvedError(Exception):
    """Carries the reason why a name cannot be resolved, up to the key that uses it."""

    def __init__(self, reason: Message, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.candidates = candidates


def resolve_features(
    shape: cq.Shape,
    geometries: tuple[FaceGeometry, ...],
    spec: PartSpec,
    named_faces: Mapping[str, tuple[int, ...]],
) -> tuple[PartGeometry, tuple[Unresolved, ...]]:
    """Return the part's named features, and every name that denotes nothing.

    ``geometries`` are the faces of ``shape``, ``named_faces`` the tags of its model. Names come
    from a selector in ``[features]``, a tag, or, for a dimension, its size, in this order.
    Whatever else the specification refers to (``between``, datums, tolerances, textures) is kept
    under the text that refers to it: ``"<X"``, ``"holes[1]"``. A dimension's features are those
    that show its size: both faces of a length, all four of a square; what else a hole callout
    makes is kept as ``"holes.recess"`` (counterbore with its floor, or countersink) and
    ``"holes.bottom"`` (point of the drill or flat end). A dimension that is not
    found by its size is missing here and is no problem: its measurement tells. A datum or a
    tolerance on a length between two faces stands on both.
    """
    resolver = _Resolver(shape, body(shape, geometries), spec, named_faces)
    features: dict[str, tuple[Feature, ...]] = {}
    problems: list[Unresolved] = []
    for name, path in _names(spec, named_faces):
        if name in features:
            continue
        try:
            features[name] = resolver.find(name)
        except _UnresolvedError as error:
            owner = re.split(r"[.\[]", name)[0]
            if owner in features or not _is_measured(owner, path, spec):
                problems.append(
                    Unresolved(
                        name=name, path=path, reason=error.reason, candidates=error.candidates
                    )
                )
    features |= resolver.belongings(features)
    return PartGeometry(faces=geometries, features=features), tuple(problems)


def _is_measured(name: str, path: str, spec: PartSpec) -> bool:
    """Tell whether the measurement of a dimension of this name, not found, already reports it."""
    dimension = spec.dimensions.get(name)
    return (
        path.startswith("dimensions.")
        and dimension is not None
        and dimension.on_feature
        and name not in spec.features
    )


def is_reference(text: str) -> bool:
    """Tell whether ``text`` is a name, ``name[1]`` or ``name.bottom`` (``left``, ``top`` … look so)."""
    return _REFERENCE.fullmatch(text) is not None


def spec_names(spec: PartSpec) -> Iterator[str]:
    """Yield each name, reference or selector by which a specification means faces of the part."""
    yield from (name for name, _ in _names(spec, {}))


def _names(spec: PartSpec, named_faces: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each name that must denote faces, with the key that uses it."""
    yield from ((name, f"features.{name}") for name in spec.features)
    for key, dimension in spec.dimensions.items():
        if dimension.on_feature:
            yield key, f"dimensions.{key}"
    # a tag that is no name, "X" for a mate, cannot be meant by a specification
    yield from ((tag, f"tags.{tag}") for tag in sorted(named_faces) if is_name(tag))
    for key, dimension in spec.dimensions.items():
        yield from ((end, f"dimensions.{key}.between") for end in named_ends(dimension))
        others = {"about": dimension.about, "pattern": dimension.pattern}
        if dimension.along and parse_direction(dimension.along) is None:
            others["along"] = dimension.along
        yield from ((name, f"dimensions.{key}.{k}") for k, name in others.items() if name)
    yield from ((name, f"datums.{key}") for key, name in spec.datums.items())
    yield from ((item.on, f"tolerances.{key}.on") for key, item in spec.tolerances.items())
    yield from ((name, f"textures.{name}") for name in spec.textures)


class _Resolver:
    """Finds names on one part, each once; names may refer to one another."""

    def __init__(
        self,
        shape: cq.Shape,
        part: Body,
        spec: PartSpec,
        named_faces: Mapping[str, tuple[int, ...]],
    ) -> None:
        self.body = part
        self.spec = spec
        self.named_faces = named_faces
        self.faces = selection.selectable(shape, part.faces)
        self.found: dict[str, tuple[Feature, ...]] = {}
        self.pending: list[str] = []

    def find(self, text: str) -> tuple[Feature, ...]:
        """Return the features that a name, ``name[1]`` or a selector denotes."""
        if text in self.found:
            return self.found[text]
        if text in self.pending:
            chain = " → ".join([*self.pending, text])
            raise _UnresolvedError(Message("the names refer to one another: {chain}", chain=chain))
        self.pending.append(text)
        try:
            self.found[text] = self._find(text)
        finally:
            self.pending.pop()
        return self.found[text]

    def belongings(
        self, features: Mapping[str, tuple[Feature, ...]]
    ) -> dict[str, tuple[Feature, ...]]:
        """Return the recesses and bottoms of the holes among the dimensions' features."""
        found: dict[str, tuple[Feature, ...]] = {}
        for key, dimension in self.spec.dimensions.items():
            bores = [f for f in features.get(key, ()) if f.surface == "cylinder" and f.hollow]
            if not dimension.on_feature or dimension.kind not in search.ROUND or not bores:
                continue
            for part in _PARTS:
                if faces := self._beside(dimension, bores, part):
                    found[f"{key}.{part}"] = self._united(faces, bores[0].found_by)
        return found

    def _beside(self, dimension: Dimension, bores: Sequence[Feature], part: str) -> list[int]:
        found = [hole.belongings(dimension.size, bore, self.body) for bore in bores]
        return sorted({face for faces in found for face in faces.get(part, ())})

    def _part(self, owner: str, name: str, part: str) -> tuple[Feature, ...]:
        """Return the recess or bottom of a hole (``owner``: its name or one instance)."""
        bores = [f for f in self.find(owner) if f.surface == "cylinder" and f.hollow]
        dimension = self.spec.dimensions.get(name)
        if dimension is None or dimension.kind not in search.ROUND or not bores:
            raise _UnresolvedError(
                Message(
                    "{name!r} is no hole of [dimensions]: only these have a recess and a bottom",
                    name=owner,
                )
            )
        faces = self._beside(dimension, bores, part)
        if not faces:
            raise _UnresolvedError(Message(_WITHOUT[part], name=owner))
        return self._united(faces, bores[0].found_by)

    def _find(self, text: str) -> tuple[Feature, ...]:
        reference = _REFERENCE.fullmatch(text)
        if reference and (number := reference.groups()[-1]):
            return (self._instance(reference.group(1), int(number)),)
        if part := _PART.fullmatch(text):
            return self._part(part.group(1), part.group(2), part.groups()[-1])
        if reference and text in self._known():
            return self._named(text)
        if _SELECTOR_SIGNS & set(text):
            return self._united(self._selected(text), "selector")
        if faces := self._sides(text):
            return faces
        raise self._unknown(text)

    def _sides(self, text: str) -> tuple[Feature, ...]:
        """Return the two faces between which a length lies: their middle is on its dimension line."""
        dimension = self.spec.dimensions.get(text)
        if dimension is None or dimension.kind is not Kind.LINEAR:
            return ()
        named = [self.find(name) for name in named_ends(dimension)]
        plain = len(named) == 2 and all(len(f) == 1 and f[0].surface == "plane" for f in named)
        return (named[0][0], named[1][0]) if plain else ()

    def _known(self) -> set[str]:
        lengths = (key for key, item in self.spec.dimensions.items() if item.on_feature)
        return {*self.spec.features, *self.named_faces, *lengths}

    def _unknown(self, text: str) -> _UnresolvedError:
        if text in self.spec.dimensions:
            return _UnresolvedError(
                Message("{name!r} is a dimension of other features, not a feature", name=text)
            )
        if text in self.named_faces:
            return _UnresolvedError(
                Message("the tag {name!r} is no name: expected a–z, then a–z, 0–9 or _", name=text)
            )
        near = difflib.get_close_matches(text, sorted(self._known()), _NEAR_NAMES)
        reason = Message(
            "{name!r} is neither a feature, a tag, a dimension nor a CadQuery selector", name=text
        )
        if near:
            guess = Message("did you mean {word!r}?", word=near[0])
            reason = Message("{fault}; {guess}", fault=reason, guess=guess)
        return _UnresolvedError(reason, tuple(near))

    def _instance(self, name: str, number: int) -> Feature:
        instances = self.find(name)
        if not 1 <= number <= len(instances):
            reason = Message(
                "{name!r} has {count} {count:instance|instances}, counted from 1",
                name=name,
                count=len(instances),
            )
            raise _UnresolvedError(reason)
        return instances[number - 1]

    def _named(self, name: str) -> tuple[Feature, ...]:
        explicit = self._explicit(name)
        dimension = self.spec.dimensions.get(name)
        if dimension is None or not dimension.on_feature:
            assert explicit is not None
            return explicit
        return self._by_size(dimension) if explicit is None else self._meant(dimension, explicit)

    def _explicit(self, name: str) -> tuple[Feature, ...] | None:
        """Return what a selector or a tag names, None where only the size can tell."""
        text = self.spec.features.get(name)
        if text is not None:
            return self._described(name, text)
        if name in self.named_faces:
            return self._united(self.named_faces[name], "tag")
        return None

    def _described(self, name: str, text: str) -> tuple[Feature, ...]:
        """Return what the text of a line of ``[features]`` denotes."""
        reference = _REFERENCE.fullmatch(text)
        if reference and text != name and re.split(r"[.\[]", text)[0] in self._known():
            return self.find(text)
        try:
            return self._united(self._selected(text), "selector")
        except _UnresolvedError:
            if reference:  # what looks like a name is told as an unknown name
                raise self._unknown(text) from None
            raise

    def _selected(self, selector: str) -> tuple[int, ...]:
        if not selector.strip():
            raise _UnresolvedError(_NOTHING_SELECTED)
        try:
            faces = selection.select(selector, self.faces)
        except ParseBaseException as error:
            reason = Message(
                "not a CadQuery selector: {selector!r}, character {position}",
                selector=selector,
                position=error.loc + 1,
            )
            raise _UnresolvedError(reason) from error
        except (ValueError, IndexError, gp_VectorWithNullMagnitude) as error:
            raise _UnresolvedError(_NOTHING_SELECTED) from error
        if not faces:
            raise _UnresolvedError(_NOTHING_SELECTED)
        return tuple(sorted(face.index for face in faces))

    def _united(self, indices: Sequence[int], found_by: FoundBy) -> tuple[Feature, ...]:
        if not indices:
            raise _UnresolvedError(Message("the name is left with no face on the finished part"))
        return unite((self.body.faces[i] for i in indices), found_by)

    def _meant(self, dimension: Dimension, named: tuple[Feature, ...]) -> tuple[Feature, ...]:
        """Return those of the named features that show the size; all, when that is not clear."""
        choice = search.among(wanted(dimension), named, self.body)
        return self._features(choice) or named

    def _by_size(self, dimension: Dimension) -> tuple[Feature, ...]:
        choice = search.by_size(wanted(dimension), self.body, self._claimed(dimension.id))
        if choice.outcome != "measured":
            assert choice.reason is not None
            raise _UnresolvedError(_with_nearest(choice.reason, choice.candidates))
        return self._features(choice)

    def _features(self, choice: search.Choice) -> tuple[Feature, ...]:
        return tuple(feature for reading in choice.readings for feature in reading.features)

    def _claimed(self, name: str) -> frozenset[int]:
        """Return the faces that belong to other dimensions alone."""
        others = [
            key
            for key, item in self.spec.dimensions.items()
            if key != name and item.on_feature and self._is_claim(key, item)
        ]
        return frozenset(i for key in others for f in self._try(key) for i in f.faces)

    def _is_claim(self, key: str, dimension: Dimension) -> bool:
        text = self.spec.features.get(key)
        if text is not None:
            return not is_reference(text)
        return search.claims(dimension, named=key in self.named_faces)

    def _try(self, name: str) -> tuple[Feature, ...]:
        try:
            return self.find(name)
        except _UnresolvedError:
            return ()


def _with_nearest(reason: Message, candidates: Sequence[Message]) -> Message:
    if not candidates:
        return reason
    return Message("{reason}; nearest: {names}", reason=reason, names=listed(candidates))


_WITHOUT = english(
    {
        "recess": "{name!r} has neither a counterbore nor a countersink",
        "bottom": "{name!r} goes through: it has no bottom",
    }
)
_NOTHING_SELECTED = Message("the selector chooses no face of the finished part")
