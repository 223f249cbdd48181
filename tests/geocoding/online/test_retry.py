"""Whatever a provider does: the right status, in time, no wrong point, and no false miss kept."""

from __future__ import annotations

import logging
import threading
import unicodedata
from typing import TYPE_CHECKING

import pytest
from geocoding.online.faults import EMPTY_LIST, FAILED, FAULTS, NOT_FOUND, Fault
from geocoding.online.server import Server, healthy, response

from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints
from geo.geocoding.online import Limits, complete, pending, provider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "Edgware High Street"
UNKNOWN = Answer(NAME, NOT_FOUND, "no such name")
GENEROUS_S = 60  # the machine may be busy; without a deadline it would be for ever


def in_time(call: Callable[[], list[Answer]]) -> Answer:
    """Return the one answer of a call that must come back by itself."""
    came: list[list[Answer]] = []
    thread = threading.Thread(target=lambda: came.append(call()), daemon=True)
    thread.start()
    thread.join(GENEROUS_S)
    assert came, "the call did not come back"
    (answer,) = came[0]
    return answer


def asks(
    server: Server, folder: Path, *, deadline_s: float = 10, hints: Hints | None = None
) -> Answer:
    nominatim = provider("nominatim", url=server.url, limits=Limits(deadline_s=deadline_s))
    return in_time(lambda: complete([UNKNOWN], [hints or Hints()], nominatim, folder=folder))


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_has_its_status_and_says_why(fault: Fault, server: Server, tmp_path: Path) -> None:
    server.play = fault.play
    answer = asks(server, tmp_path, deadline_s=fault.deadline_s, hints=fault.hints)
    assert answer.status == fault.status, answer.reason
    assert fault.says in answer.reason
    assert "nominatim" in answer.reason
    assert answer.query == NAME
    if fault.status in ("ok", "ambiguous"):
        assert (answer.place.lon, answer.place.lat) == (-0.275, 51.6137)
        assert answer.confidence >= 0.85 or fault.status == "ambiguous"
    else:
        assert answer.place is None
    told = answer.reason + answer.refused + (answer.place.name if answer.place else "")
    assert not [letter for letter in told if unicodedata.category(letter) in ("Cc", "Cs", "Zl")]
    assert "\u202e" not in told
    assert len(told) < 2_000

    server.forget()
    server.play = healthy
    if fault.status == "ambiguous":
        return  # that is an answer, and kept
    later = asks(server, tmp_path)
    assert (later.status, later.place.lon, later.place.lat) == ("ok", -0.275, 51.6137)
    if fault.status != "ok" and fault.hints == Hints():
        assert server.asked == {NAME: 1}, "the fault was kept as an answer"


def test_there_are_more_than_forty_faults_and_each_has_its_own_name() -> None:
    harmful = [fault.name for fault in FAULTS if fault.status != "ok"]
    assert len(set(harmful)) == len(harmful) > 80


def test_a_closed_port_is_a_failure_and_no_miss(tmp_path: Path) -> None:
    gone = Server()
    gone.server_close()
    answer = asks(gone, tmp_path)
    assert (answer.status, answer.place) == (FAILED, None)
    assert "can't be reached: [Errno 111] Connection refused" in answer.reason


def test_a_host_without_an_address_is_a_failure(tmp_path: Path) -> None:
    nowhere = provider("nominatim", url="http://nowhere.invalid", limits=Limits(interval_s=0))
    answer = in_time(lambda: complete([UNKNOWN], [Hints()], nowhere, folder=tmp_path))
    assert answer.status == FAILED
    assert "no address for nowhere.invalid" in answer.reason


def test_a_server_that_comes_back_in_a_moment_is_asked_again(
    server: Server, tmp_path: Path
) -> None:
    def play(call: object) -> None:
        if len(server.calls) < 3:
            FAULTS_BY_NAME["503"].play(call)
        else:
            healthy(call)

    server.play = play
    assert asks(server, tmp_path, deadline_s=30).status == "ok"
    assert server.asked == {NAME: 3}


def test_a_short_retry_after_is_kept_to(server: Server, tmp_path: Path) -> None:
    def play(call: object) -> None:
        if len(server.calls) < 2:
            FAULTS_BY_NAME["429, wait 1 s, for ever"].play(call)
        else:
            healthy(call)

    server.play = play
    assert asks(server, tmp_path, deadline_s=30).status == "ok"
    first, second = server.came
    assert second - first >= 1.0


def test_an_empty_list_is_a_miss_that_is_kept(server: Server, tmp_path: Path) -> None:
    server.play = EMPTY_LIST
    answer = asks(server, tmp_path)
    assert (answer.status, answer.reason) == (NOT_FOUND, "nominatim has none")
    server.play = healthy
    assert asks(server, tmp_path).status == NOT_FOUND
    assert server.asked == {NAME: 1}


def test_a_wrong_certificate_is_refused(tls_server: Server, tmp_path: Path) -> None:
    url = tls_server.url.replace("http://", "https://")
    nominatim = provider("nominatim", url=url, limits=Limits(deadline_s=10))
    answer = in_time(lambda: complete([UNKNOWN], [Hints()], nominatim, folder=tmp_path))
    assert answer.status == FAILED
    assert "certificate verify failed" in answer.reason
    assert not tls_server.calls


def test_no_cookie_is_sent_back(server: Server, tmp_path: Path) -> None:
    server.play = FAULTS_BY_NAME["cookies"].play
    nominatim = provider("nominatim", url=server.url)
    names = [Answer(name, NOT_FOUND, "") for name in ("Edgware One", "Edgware Two")]
    complete(names, [Hints()] * 2, nominatim, folder=tmp_path)
    assert [("cookie" in call.headers) for call in server.calls] == [False, False]


def test_a_key_stands_in_no_cache_log_or_reason(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "hunter2-is-secret"
    options = {"api_key": key, "domain": server.url.removeprefix("http://"), "scheme": "http"}
    pick = provider("pickpoint", options=options, limits=Limits(interval_s=0))
    shown = pending([UNKNOWN], [Hints()], pick, folder=tmp_path)
    answers = []
    for play in (FAULTS_BY_NAME["401"].play, _echo, healthy):
        server.play = play
        answers += complete([UNKNOWN], [Hints()], pick, folder=tmp_path)
    assert [answer.status for answer in answers] == [FAILED, FAILED, "ok"]
    assert all(f"key={key}" in call.target for call in server.calls), "it was sent as a key"
    told = repr(pick) + shown.to_csv() + repr(answers) + caplog.text
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert key not in told
    assert key.encode() not in kept
    assert "key=***" in shown["url"][0]


def _echo(call: object) -> None:
    """Send the address back, as some error pages do."""
    call.send(response(f"no such page: {call.target}", status="400 Bad"))


FAULTS_BY_NAME = {fault.name: fault for fault in FAULTS}
