from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.spec.feature_lines import with_feature_lines

SPEC = (
    '[part]\nnumber = "1"\n\n[features] # faces\nbase = "<Z" # the foot\n\n[datums]\nA = "base"\n'
)


def test_lines_stand_at_the_end_of_the_table_and_comments_stay() -> None:
    text = with_feature_lines(SPEC, ['top = ">Z"'])
    assert text == SPEC.replace("# the foot\n", '# the foot\ntop = ">Z"\n')


def test_a_file_without_the_table_gets_one() -> None:
    text = with_feature_lines('[part]\nnumber = "1"\n', ['top = ">Z"'])
    assert tomllib.loads(text) == {"part": {"number": "1"}, "features": {"top": ">Z"}}


@given(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,6}_[0-9]", fullmatch=True), unique=True))
def test_every_line_arrives_and_nothing_else_changes(names: list[str]) -> None:
    data = tomllib.loads(with_feature_lines(SPEC, [f'{name} = ">Z"' for name in names]))
    assert data.pop("features") == {"base": "<Z", **dict.fromkeys(names, ">Z")}
    assert data == {"part": {"number": "1"}, "datums": {"A": "base"}}
