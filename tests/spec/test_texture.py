"""Surface texture and edges: read back as printed; faults have a caret and say what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import NotationError
from gmp_cad.spec.edges import Edges, EdgeState, parse_edges, print_edges
from gmp_cad.spec.texture import RULES, Texture, TextureLimit, parse_texture, print_texture

VALUES = st.integers(1, 10**6).map(lambda n: n / 1000)


@st.composite
def textures(draw: st.DrawFn) -> Texture:
    limits = []
    for parameter in draw(st.sampled_from([("Ra",), ("Rz",), ("Ra", "Rz")])):
        low, high = sorted(draw(st.lists(VALUES, min_size=2, max_size=2, unique=True)))
        rule = draw(st.sampled_from(["", *RULES]))
        limits.append(TextureLimit(parameter=parameter, value_um=high, rule=rule))
        if draw(st.booleans()):
            limits.append(TextureLimit(parameter=parameter, value_um=low, lower=True))
    removal = draw(st.sampled_from(["any", "required", "forbidden"]))
    return Texture(limits=tuple(limits), removal=removal)


@given(textures(), st.sampled_from(["fr", "en"]))
def test_a_printed_texture_is_read_back(texture: Texture, lang: str) -> None:
    assert parse_texture(print_texture(texture, lang)) == texture


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Ra1.6", "Ra 1,6"),
        ("√ Ra 6,3", "APA Ra 6,3"),
        ("NMR Rz 25", "NMR Rz 25"),
        ("MRR Ra 0,8", "Ra 0,8"),
        ("L Ra 0,8 / U Ra 3,2", "L Ra 0,8 / U Ra 3,2"),
        ("Ra 1,6 16 %", "Ra 1,6 T16%"),
        ("Ra 1,6; Rz 6,3", "Ra 1,6 / Rz 6,3"),
    ],
)
def test_textures_as_drawings_write_them(text: str, printed: str) -> None:
    assert print_texture(parse_texture(text)) == printed


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("1,6", 0, "name the parameter"),
        ("N7", 0, "Ra 1,6"),
        ("Rt 3", 0, "only Ra and Rz"),
        ("Ra 1,6 µm", 7, "no unit"),
        ("Ra", 2, None),
        ("Ra 0", 3, None),
        ("Ra 3,2 / Ra 0,8", 9, "U Ra 3,2"),
        ("U Ra 0,8 / L Ra 3,2", 11, None),
        ("smooth", 0, "for example"),
    ],
)
def test_a_wrong_texture_is_told_where_it_is_wrong(
    text: str, position: int, hint: str | None
) -> None:
    with pytest.raises(NotationError) as caught:
        parse_texture(text)
    assert caught.value.position == position
    if hint:
        assert hint in str(caught.value.hint)


STATES = st.tuples(st.integers(-10000, 10000), st.integers(-10000, 10000)).filter(
    lambda pair: pair[0] < pair[1]
)


@st.composite
def edges(draw: st.DrawFn) -> Edges:
    def state() -> EdgeState:
        lower, upper = draw(STATES)
        return EdgeState(lower / 1000, upper / 1000)

    return Edges(state(), draw(st.none() | st.just(state())))


@given(edges(), st.sampled_from(["fr", "en"]))
def test_printed_edges_are_read_back(found: Edges, lang: str) -> None:
    assert parse_edges(print_edges(found, lang)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ISO 13715 -0,3 / +0,3", Edges(EdgeState(-0.3, 0), EdgeState(0, 0.3))),
        ("−0.2", Edges(EdgeState(-0.2, 0))),
        ("ISO 13715: ±0,05 / -0,2", Edges(EdgeState(-0.05, 0.05), EdgeState(-0.2, 0))),
        ("-0,1...-0,5", Edges(EdgeState(-0.5, -0.1))),
        ("+0,5…+0,2", Edges(EdgeState(0.2, 0.5))),
    ],
)
def test_edges_as_drawings_write_them(text: str, found: Edges) -> None:
    assert parse_edges(text) == found


@pytest.mark.parametrize(
    ("text", "position"),
    [("", 0), ("ISO 13715", 0), ("0,3", 0), ("-0", 1), ("-0,3 /", 6), ("-0,3 mm", 5), ("-1…-1", 3)],
)
def test_wrong_edges_are_told_where_they_are_wrong(text: str, position: int) -> None:
    with pytest.raises(NotationError) as caught:
        parse_edges(text)
    assert caught.value.position == position


@given(st.text(max_size=30) | st.text(alphabet="RazNMULT%16,./±+-… ISO3715", max_size=24))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    for parse in (parse_texture, parse_edges):
        try:
            parse(text)
        except NotationError as error:
            assert 0 <= error.position <= len(text)


def test_edges_are_printed_as_iso_13715_writes_them() -> None:
    for text, printed in (
        ("±0,05", "ISO 13715 ±0,05"),
        ("-0,3", "ISO 13715 -0,3"),
        ("-0,1…-0,5 / +0,3", "ISO 13715 -0,1…-0,5 / +0,3"),
    ):
        assert str(parse_edges(text)).replace("−", "-") == printed
    with pytest.raises(NotationError, match="both bounds are the same"):
        parse_edges("-0,1…-0,1")
