"""The server itself, asked over the network as a browser and as others would ask it."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from gmp_cad.errors import UsageError
from gmp_cad.watch.board import Board
from gmp_cad.watch.part_view import PartView
from gmp_cad.watch.server import page_url, serving


@pytest.fixture
def board() -> Board:
    board = Board("étau", "fr")
    board.project([("cale", "PR-01", "Cale"), ("jig.base", "M-01", "Base")])
    return board


@pytest.fixture
def url(board: Board, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "secret.txt").write_text("secret")
    out = tmp_path / "output"
    (out / "site").mkdir(parents=True)
    (out / "site/cale.html").write_text("<html><body>cale</body></html>")
    (out / "site/a.js").write_text("1")
    with serving(board, out, 0) as address:
        yield address


def get(address: str, **headers: str):
    asked = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_the_state_is_what_the_board_shows(board: Board, url: str) -> None:
    board.part(PartView(part="cale", title="Cale"))
    status, headers, body = get(f"{url}live/state.json")
    told = json.loads(body)
    assert status == 200
    assert [entry["part"] for entry in told["order"]] == ["cale", "jig.base"]
    assert told["parts"]["cale"]["state"] == "waiting"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cache-Control"] == "no-store"


def test_pages_get_the_script_and_files_on_disk_do_not(
    url: str, board: Board, tmp_path: Path
) -> None:
    status, headers, body = get(f"{url}site/cale.html")
    assert status == 200
    assert f'data-run="{board.run}"'.encode() in body
    assert (tmp_path / "output/site/cale.html").read_text() == "<html><body>cale</body></html>"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert get(f"{url}site/a.js")[2] == b"1"


def test_the_live_page_holds_its_texts_and_may_load_nothing_foreign(url: str) -> None:
    status, headers, body = get(f"{url}live/cale")
    assert status == 200
    assert 'lang="fr"' in body.decode()
    assert "{{" not in body.decode()
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert "À jour" in get(f"{url}live/live.js")[2].decode()
    assert get(f"{url}live/live.css")[0] == get(f"{url}live/reload.js")[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("secret.txt", 404), ("../secret.txt", 404), ("%2e%2e/secret.txt", 404),
        ("site/..%2f..%2fsecret.txt", 404), ("live/../secret.txt", 404), ("live/at/1/cale/x", 404),
        ("live/at/99999999999999999999/cale/x", 404), ("live/at/x", 404), ("live/a/b", 404),
        ("%00", 400), ("%ff", 400),
    ],
)  # fmt: skip
def test_nothing_outside_is_shown(url: str, path: str, status: int) -> None:
    found, _, body = get(url + path)
    assert found == status
    assert b"secret" not in body


def test_other_names_other_sites_and_other_methods_are_refused(url: str) -> None:
    assert get(f"{url}live/state.json", Host="attacker.example")[0] == 403
    assert get(f"{url}live/state.json", Origin="http://attacker.example")[0] == 403
    asked = urllib.request.Request(f"{url}live/state.json", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=10)
    assert refused.value.code in (403, 501)


def test_solids_are_served_under_their_number_and_shared_files_under_any(
    url: str, board: Board
) -> None:
    board.hold("cale", 1, {"picture.png": b"one"})
    board.hold("cale", 2, {"picture.png": b"two"})
    board.share({"site/viewer.js": b"viewer"})
    assert get(f"{url}live/at/1/cale/picture.png")[2] == b"one"
    assert get(f"{url}live/at/2/cale/picture.png")[2] == b"two"
    assert get(f"{url}live/at/2/cale/site/viewer.js")[2] == b"viewer"
    board.hold("cale", 3, {"picture.png": b"three"})
    assert get(f"{url}live/at/1/cale/picture.png")[0] == 404  # nobody loads that any more


def test_a_page_hears_the_last_state_at_once_and_each_new_one(url: str, board: Board) -> None:
    asked: list[str] = []
    board.asked = asked.append
    with urllib.request.urlopen(f"{url}live/events?part=jig.base", timeout=10) as stream:
        lines = iter(stream.readline, b"")

        def event():
            return json.loads(next(x for x in lines if x.startswith(b"data: "))[6:])

        assert event()["phase"] == "starting"
        assert asked == ["jig.base"]
        assert board.viewed == ("jig.base",)
        board.phase("building")
        assert event()["phase"] == "building"
        board.errors([{"message": "no"}])
        assert event()["errors"] == [{"message": "no"}]


def test_what_builds_wrote_is_told_from_any_state_on(url: str, board: Board) -> None:
    board.built(["index.html", "site/cale.html"])
    board.built([])
    board.built(["site/cale.html"])
    told = json.loads(get(f"{url}live/changes?since=1")[2])
    assert told == {"site": 2, "written": ["site/cale.html"]}
    assert len(json.loads(get(f"{url}live/changes?since=0")[2])["written"]) == 2
    assert json.loads(get(f"{url}live/changes?since=-x")[2])["site"] == 2


def test_without_a_site_the_first_page_is_the_live_one_then_the_site(
    url: str, tmp_path: Path
) -> None:
    assert b"/live/live.js" in get(url)[2]
    (tmp_path / "output/index.html").write_text("<body>home</body>")
    assert b"home" in get(url)[2]


def test_a_port_that_is_taken_is_told_and_one_that_is_free_is_found(
    board: Board, tmp_path: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UsageError), serving(board, tmp_path, other.getsockname()[1]):
            pass
    with serving(board, tmp_path, None) as one, serving(board, tmp_path, None) as two:
        assert one != two


def test_the_end_of_a_session_lets_everybody_go(board: Board, tmp_path: Path) -> None:
    with serving(board, tmp_path, 0) as address:
        stream = urllib.request.urlopen(f"{address}live/events", timeout=10)
        ended = threading.Thread(target=stream.read)
        ended.start()
    ended.join(10)
    assert not ended.is_alive()


def test_the_address_of_a_part_is_quoted() -> None:
    assert page_url("http://127.0.0.1:1/", "jig.base") == "http://127.0.0.1:1/live/jig.base"
    assert page_url("http://127.0.0.1:1/", "") == "http://127.0.0.1:1/live/"
