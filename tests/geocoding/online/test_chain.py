"""Gazetteer, then cache, then provider: who is asked, what is kept and for how long."""

from __future__ import annotations

import base64
import json
import math
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from geocoding.online.server import Call, Server, answer_with, healthy, place, response
from geopy.geocoders import Nominatim

import geo
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints, read_within
from geo.geocoding.online import (
    Limits,
    Provider,
    Transport,
    cache_folder,
    complete,
    pending,
    provider,
)
from geo.geocoding.online.cache import FILE, Cache, Claim, ProviderQuestion, RequestTurns, connect
from geo.geocoding.online.retry import Deadline
from geo.geocoding.ranking import resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY_S = 86_400
NAME = "Edgware High Street"


def unknown(name: str = NAME) -> Answer:
    return Answer(name, "not_found", "no such name")


def guess(name: str = "Mill Hill") -> Answer:
    answer = resolve(embedded(), name, Hints())
    assert answer.status == "ambiguous"
    return answer


def sends(*bodies: dict[str, object]) -> Callable[[Call], None]:
    return lambda call: call.send(response(json.dumps([answer_with(body) for body in bodies])))


@pytest.fixture
def nominatim(server: Server) -> Provider:
    return provider("nominatim", url=server.url)


def one(answer: Answer, used: Provider, hints: Hints | None = None) -> Answer:
    return complete([answer], [hints or Hints()], used)[0]


# who is asked


def test_what_is_sure_is_not_sent(server: Server, nominatim: Provider) -> None:
    sure = [resolve(embedded(), name, Hints()) for name in ("Karachi", "Lahore", "Chicago")]
    assert complete(sure, [Hints()] * 3, nominatim) == sure
    assert not server.calls
    assert not cache_folder().exists(), "not even a cache is made"


def test_neither_an_empty_nor_an_endless_name_is_sent(server: Server, nominatim: Provider) -> None:
    odd = [unknown(""), unknown(" … "), unknown("x" * 301), Answer("", "skipped", "no name")]
    assert complete(odd, [Hints()] * 4, nominatim) == odd
    assert not server.calls


def test_a_place_that_stands_in_for_a_street_is_asked_for(
    server: Server, nominatim: Provider
) -> None:
    stand_in = resolve(embedded(), NAME, Hints(kind="street"))
    assert (stand_in.place.name, stand_in.status) == ("Edgware", "ok")
    better = one(stand_in, nominatim, Hints(kind="street"))
    assert (better.place.kind, better.place.name) == ("street", "High Street")
    server.play = lambda call: call.send(response("[]"))
    same = one(replace(stand_in, query="Edgware Old Street"), nominatim)
    assert (same.place, same.status) == (stand_in.place, "ok")
    assert same.reason.endswith("; nominatim has none")


def test_a_guess_stays_when_the_provider_fails_or_has_none(
    server: Server, nominatim: Provider
) -> None:
    for play, told in (
        (lambda call: call.send(response("", status="403 No")), "refused us (HTTP status 403)"),
        (lambda call: call.send(response("[]")), "nominatim has none"),
    ):
        server.play = play
        answer = one(guess(), nominatim)
        assert (answer.status, answer.place) == ("ambiguous", guess().place)
        assert answer.reason.startswith(guess().reason)
        assert answer.reason.endswith(told)


def test_a_guess_gives_way_to_what_the_provider_knows(server: Server, nominatim: Provider) -> None:
    server.play = sends(
        {"name": "Mill Hill", "addresstype": "suburb", "lat": "51.6153", "lon": "-0.2465"}
    )
    answer = one(guess(), nominatim)
    assert (answer.status, answer.place.name, answer.place.country) == ("ok", "Mill Hill", "GB")


def test_the_same_question_is_sent_once(server: Server, nominatim: Provider) -> None:
    spellings = [NAME, NAME.upper(), f"  {NAME}\n", NAME.replace(" ", "\u00a0"), NAME]
    answers = complete([unknown(name) for name in spellings], [Hints()] * 5, nominatim)
    assert {answer.place.id for answer in answers} == {"nominatim:way/4711"}
    assert [answer.query for answer in answers] == spellings
    assert server.asked == {NAME: 1}


def test_another_hint_language_or_server_is_another_question(server: Server) -> None:
    used = provider("nominatim", url=server.url)
    for hints in (Hints(), Hints(country="GB"), Hints(kind="street"), Hints(near=(0.0, 51.0)),
                  Hints(within=read_within(embedded(), "ogl:barnet"))):  # fmt: skip
        assert one(unknown(), used, hints).status == "ok"
    one(unknown(), provider("nominatim", url=server.url, language="de"))
    one(unknown(), provider("nominatim", url=f"{server.url}/other"))
    assert server.asked == {NAME: 7}


def test_hints_are_said_in_the_providers_words(server: Server, nominatim: Provider) -> None:
    barnet = read_within(embedded(), "ogl:barnet")
    one(unknown(), nominatim, Hints(country="GB", within=barnet))
    sent = server.calls[0].target
    assert "countrycodes=gb" in sent
    assert "bounded=1" in sent
    west, north, east, south = (-0.33, 51.69, -0.11, 51.54)
    box = [float(side) for side in sent.split("viewbox=")[1].split("&")[0].split("%2C")]
    assert box == pytest.approx([west, south, east, north], abs=0.02)


def test_an_overseas_territory_is_taken_at_the_providers_word(
    server: Server, nominatim: Provider
) -> None:
    reunion = {"lat": "-20.8789", "lon": "55.4481", "address": {"country_code": "fr"}}
    server.play = sends(reunion | {"name": "Rue de Paris", "boundingbox": None})
    answer = one(unknown("Rue de Paris, Saint-Denis"), nominatim)
    assert (answer.status, answer.place.lat, answer.place.country) == ("ok", -20.8789, "FR")


def test_half_a_surrogate_pair_stops_nothing(server: Server, nominatim: Provider) -> None:
    assert one(unknown("Edgware High \ud800 Street"), nominatim).status == "ok"
    assert server.asked == {"Edgware High ? Street": 1}


def test_ctrl_c_leaves_no_claim_behind(server: Server) -> None:
    class Stopped(Transport):
        def get_json(self, *_: object, **__: object) -> None:
            raise KeyboardInterrupt

    def asking(adapter: type[Transport]) -> Provider:
        host = server.url.removeprefix("http://")
        return provider(
            Nominatim(domain=host, scheme="http", user_agent="mine", adapter_factory=adapter)
        )

    with pytest.raises(KeyboardInterrupt):
        one(unknown(), asking(Stopped))
    with closing(connect()) as database:
        assert (
            Cache(database, asking(Stopped)).claim(
                ProviderQuestion.of(NAME, Hints(), asking(Stopped))
            )
            is Claim.MINE
        )


# what is made of an answer


def test_two_places_far_apart_are_a_guess(server: Server, nominatim: Provider) -> None:
    chicago = {"lat": "41.88", "lon": "-87.63", "address": {"country_code": "us"}}
    server.play = sends({}, chicago)
    answer = one(unknown(), nominatim)
    assert (answer.status, answer.place.country) == ("ambiguous", "GB")
    assert "unsure: it may be High Street, US" in answer.reason
    assert answer.refused == "High Street, US (another place)"
    near = one(unknown(), nominatim, Hints(near=(-87.6, 41.9)))
    assert (near.status, near.place.country) == ("ok", "US")


def test_pieces_of_one_street_are_one_place(server: Server, nominatim: Provider) -> None:
    server.play = sends({}, {"lat": "51.61500", "osm_id": 4712})
    assert one(unknown(), nominatim).status == "ok"


def test_the_first_that_fits_the_hints_is_taken(server: Server, nominatim: Provider) -> None:
    chicago = {"lat": "41.88", "lon": "-87.63", "address": {"country_code": "us"}}
    server.play = sends(chicago, {})
    answer = one(unknown(), nominatim, Hints(country="GB"))
    assert (answer.status, answer.place.country) == ("ok", "GB")
    assert answer.refused == "High Street, US (not in GB)"


def test_without_a_kind_it_is_a_guess_unless_the_caller_knows(
    server: Server, nominatim: Provider
) -> None:
    server.play = sends({"addresstype": "unheard-of"})
    answer = one(unknown(), nominatim)
    assert (answer.status, answer.place.kind) == ("ambiguous", "site")
    assert "how exact that is was not stated" in answer.reason
    told = one(unknown(), nominatim, Hints(kind="street"))
    assert (told.status, told.place.kind) == ("ok", "street")


def test_the_country_is_read_off_the_map_when_it_is_not_told(
    server: Server, nominatim: Provider
) -> None:
    server.play = sends({"address": {}})
    assert one(unknown(), nominatim).place.country == "GB"


def test_the_extent_becomes_the_radius(server: Server, nominatim: Provider) -> None:
    # From the middle to a corner of 0.004 by 0.004 degrees at 51.6 north: 222.4 m by 138.1 m.
    around = ["51.6120", "51.6160", "-0.2770", "-0.2730"]
    server.play = sends({"lat": "51.6140", "lon": "-0.2750", "boundingbox": around})
    assert one(unknown(), nominatim).place.radius_m == 262


@pytest.mark.parametrize(
    "box",
    [None, ["a", None, {}, "1e999"], [51.6, 51.6], "51.6137", ["51.6137"] * 2 + ["-0.275"] * 2],
)
def test_an_extent_that_is_not_told_is_not_known(
    server: Server, nominatim: Provider, box: object
) -> None:
    town = {"name": "Zzyzxwick", "display_name": "Zzyzxwick", "addresstype": "town"}
    server.play = sends(town | {"boundingbox": box})
    answer = one(unknown("Zzyzxwick"), nominatim)
    assert (answer.status, answer.place.kind) == ("ok", "city")
    assert math.isnan(answer.place.radius_m)
    assert answer.reason.endswith("its extent was not stated")


# when to stop


@pytest.mark.parametrize(
    ("status", "asked"),
    [("401 No", 1), ("403 No", 1), ("429 Slow\r\nRetry-After: 86400", 1), ("400 Bad", 5)],
)
def test_a_provider_that_refuses_is_left_alone(
    server: Server, nominatim: Provider, status: str, asked: int
) -> None:
    assert one(unknown("known"), nominatim).status == "ok"
    server.forget()
    server.play = lambda call: call.send(response("", status=status))
    names = [f"place {number}" for number in range(20)] + ["known"]
    answers = complete([unknown(name) for name in names], [Hints()] * 21, nominatim)
    assert [answer.status for answer in answers] == ["failed"] * 20 + ["ok"]
    assert len(server.calls) == asked
    assert answers[19].reason.startswith("not asked, after nominatim: ")


def test_now_and_then_a_failure_does_not_end_the_batch(server: Server, nominatim: Provider) -> None:
    def play(call: Call) -> None:
        bad = int(call.query.split()[1]) % 5
        named = place(name=call.query, display_name=call.query)
        call.send(response("", status="400 Bad") if bad else response(named))

    server.play = play
    names = [unknown(f"place {number}") for number in range(20)]
    answers = complete(names, [Hints()] * 20, nominatim)
    assert [answer.status for answer in answers] == (["ok"] + ["failed"] * 4) * 4


# the dry run


def test_a_dry_run_lists_what_would_be_sent(server: Server) -> None:
    used = provider("nominatim", url=server.url, user_agent="karachi-map")
    one(unknown("known"), used)
    server.forget()
    asked = [unknown(), unknown("known"), resolve(embedded(), "Karachi", Hints()), unknown()]
    frame = pending(asked, [Hints(country="GB")] * 1 + [Hints()] * 3, used)
    assert list(frame["query"]) == [NAME, NAME]
    assert list(frame["provider"]) == ["nominatim", "nominatim"]
    assert frame["url"][0] == (
        f"{server.url}/search?q=Edgware+High+Street&format=json&limit=5&countrycodes=gb"
        "&addressdetails=1&namedetails=1&accept-language=en"
    )
    assert frame["user_agent"][0].startswith("karachi-map geo-event-maps/")
    assert not server.calls


def test_a_dry_run_of_nothing_is_an_empty_table(nominatim: Provider) -> None:
    frame = pending([], [], nominatim)
    assert frame.empty
    assert list(frame.columns) == ["query", "provider", "url", "user_agent"]


def test_a_dry_run_makes_no_cache(nominatim: Provider) -> None:
    assert len(pending([unknown()], [Hints()], nominatim)) == 1
    assert not cache_folder().exists()


# the cache


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def cache(tmp_path: Path, nominatim: Provider) -> tuple[Cache, Cache, Clock, ProviderQuestion]:
    """Two processes on one file with one clock."""
    clock = Clock()
    first, second = connect(tmp_path), connect(tmp_path)
    with closing(first), closing(second):
        question = ProviderQuestion.of(NAME, Hints(), nominatim)
        yield (
            Cache(first, nominatim, clock=clock),
            Cache(second, nominatim, clock=clock),
            clock,
            question,
        )


Pair = tuple[Cache, Cache, Clock, ProviderQuestion]


def test_a_place_is_kept_for_half_a_year_and_a_miss_for_a_week(cache: Pair) -> None:
    mine, theirs, clock, question = cache
    for status, days in (("ok", 180), ("ambiguous", 180), ("not_found", 7)):
        assert mine.claim(question) is Claim.MINE
        where = None if status == "not_found" else embedded().find("ogl:barnet")
        mine.keep(question, Answer(NAME, status, "why", where, 0.8, "who"))
        clock.now += days * DAY_S - 1
        assert theirs.find(question) == Answer(NAME, status, "why", where, 0.8, "who")
        clock.now += 1
        assert theirs.find(question) is None


def test_only_one_asks_and_the_other_waits(cache: Pair) -> None:
    mine, theirs, clock, question = cache
    assert mine.claim(question) is Claim.MINE
    assert theirs.claim(question) is Claim.BUSY
    clock.now += 24.9
    assert theirs.claim(question) is Claim.BUSY
    clock.now += 0.1  # the deadline of 20 s and 5 s to keep the answer: whoever asked is dead
    assert theirs.claim(question) is Claim.MINE
    assert mine.claim(question) is Claim.BUSY


def test_a_claim_that_is_given_up_is_free_and_only_its_owner_can(cache: Pair) -> None:
    mine, theirs, _, question = cache
    assert mine.claim(question) is Claim.MINE
    theirs.release(question)
    assert theirs.claim(question) is Claim.BUSY
    mine.release(question)
    assert theirs.claim(question) is Claim.MINE
    theirs.keep(question, Answer(NAME, "not_found", "none"))
    theirs.release(question)
    assert mine.claim(question) == Answer(NAME, "not_found", "none")


def test_a_clock_that_is_set_back_holds_nobody_up(cache: Pair) -> None:
    mine, theirs, clock, question = cache
    assert mine.claim(question) is Claim.MINE
    clock.now -= 10 * DAY_S
    assert theirs.claim(question) is Claim.MINE


KEPT = Answer(NAME, "ok", "why", embedded().find("ogl:barnet"), 0.8)


def damaged(changed: dict[str, object], where: dict[str, object]) -> str:
    """Write a kept answer with other values in it."""
    told = asdict(KEPT)
    return json.dumps(told | changed | {"place": told["place"] | where})


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", '{"place": {"id": 1}}', "\x80", '{"place": 7}', "[" * 100_000),
        damaged({"confidence": "sure"}, {}),
        damaged({"confidence": 7}, {}),
        damaged({"status": "certain"}, {}),
        damaged({"status": "not_found"}, {}),
        damaged({"reason": None}, {}),
        damaged({}, {"lon": "east"}),
        damaged({}, {"lat": 640.0}),
        damaged({}, {"lon": float("nan")}),
        damaged({}, {"name": ["Barnet"]}),
    ],
)
def test_a_row_that_cannot_be_read_is_asked_anew(cache: Pair, tmp_path: Path, text: str) -> None:
    mine, theirs, _, question = cache
    mine.claim(question)
    mine.keep(question, Answer(NAME, "ok", "why", embedded().find("ogl:barnet")))
    with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        database.execute("UPDATE answers SET answer = ?", (text,))
    assert theirs.claim(question) is Claim.MINE


def test_the_cache_is_text_that_anybody_can_read(nominatim: Provider) -> None:
    one(unknown(), nominatim, Hints(country="GB"))
    with closing(sqlite3.connect(cache_folder() / FILE)) as database:
        ((service, query, language, hints, answer),) = database.execute(
            "SELECT service, query, language, hints, answer FROM answers"
        ).fetchall()
    assert service == nominatim.service
    assert (query, language, json.loads(hints)) == ("edgware high street", "en", {"country": "GB"})
    assert json.loads(answer)["place"]["lat"] == 51.6137


def spoil_head(file: Path) -> None:
    file.write_bytes(b"a letter, not a database; " * 100)


def spoil_pages(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def drop_column(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("ALTER TABLE answers RENAME COLUMN moment TO instant")


def drop_table(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DROP TABLE answers")


@pytest.mark.parametrize("spoil", [spoil_head, spoil_pages, cut_short, drop_column, drop_table])
def test_a_corrupt_cache_is_set_aside_and_work_goes_on(
    server: Server,
    nominatim: Provider,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None],
) -> None:
    one(unknown(), nominatim)
    file = cache_folder() / FILE
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")  # all of it is in the one file
    spoil(file)
    rows = file.read_bytes()[100:]  # behind the header, which opening alone may change
    assert len(pending([unknown("other")], [Hints()], nominatim)) == 1
    assert one(unknown(), nominatim).status == "ok"
    assert server.asked == {NAME: 2}
    assert (cache_folder() / f"{FILE}.corrupt-1").read_bytes()[100:] == rows
    assert [r.message for r in caplog.records if "is corrupt" in r.message] == [
        f"{file}: the cache of online answers is corrupt; it is now {FILE}.corrupt-1"
    ]
    assert one(unknown(), nominatim).status == "ok"
    assert server.asked == {NAME: 2}, "the new cache keeps answers"


def test_a_folder_that_cannot_be_made_is_said(
    nominatim: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GEO_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(geo.GeocodeError, match="set GEO_CACHE to another folder"):
        one(unknown(), nominatim)


def test_without_geo_cache_it_lies_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GEO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "geo-event-maps"


# turns


def test_a_public_host_is_asked_once_a_second_whatever_is_set(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database, closing(connect(tmp_path)) as other:
        RequestTurns(database, interval_s=0).wait("nominatim.openstreetmap.org", Deadline.after(5))
        with pytest.raises(TimeoutError, match=r"its turn comes in [01]\.\d s, after the deadline"):
            RequestTurns(other, interval_s=0).wait(
                "nominatim.openstreetmap.org", Deadline.after(0.2)
            )


def test_a_turn_from_a_future_that_never_was_holds_nobody_up(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database:
        database.execute("INSERT INTO turns VALUES ('example.org', 99999999999.0)")
        RequestTurns(database, interval_s=1).wait("example.org", Deadline.after(0.5))


# proxies


def test_a_proxy_is_used_but_never_for_loopback(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url.replace("http://", "http://me:p%40ss@"))
    monkeypatch.setenv("no_proxy", "")
    away = provider("nominatim", url="http://nominatim.invalid", limits=Limits(interval_s=0))
    assert one(unknown(), away).status == "ok"
    assert server.calls[0].target.startswith("http://nominatim.invalid/search?q=Edgware")
    login = base64.b64encode(b"me:p@ss").decode()
    assert server.calls[0].headers["proxy-authorization"] == f"Basic {login}"
    server.forget()
    assert one(unknown(), provider("nominatim", url=server.url)).status == "ok"
    assert server.calls[0].target.startswith("/search?q=Edgware")


def test_answers_and_hints_must_pair_up(nominatim: Provider) -> None:
    with pytest.raises(geo.GeocodeError, match="hints: found 0 for 1 answers"):
        complete([unknown()], [], nominatim)


def test_the_same_provider_is_safe_in_many_threads(server: Server, nominatim: Provider) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    def ask(first: int) -> list[Answer]:
        names = [unknown(f"place {number}") for number in range(first, first + 20)]
        return complete(names, [Hints()] * 20, nominatim)

    server.play = healthy
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, [0, 5, 10, 15, 20, 25]))
    assert {answer.status for batch in answers for answer in batch} == {"ok"}
    assert set(server.asked.values()) == {1}
    assert len(server.asked) == 45


# the public call


def test_geocode_shows_what_the_provider_added(server: Server, nominatim: Provider) -> None:
    server.play = sends({"display_name": "High Street, Zzyzxwick"})
    names = ["Karachi", "High Street, Zzyzxwick", None]
    frame = geo.geocode(names, provider=nominatim)
    assert list(frame["status"]) == ["ok", "ok", "skipped"]
    assert list(frame["provider"]) == ["geonames", "nominatim", ""]
    row = frame.iloc[1]
    assert (row["matched"], row["precision"], row["country"]) == ("High Street", "street", "GB")
    assert (row["lon"], row["lat"], row.geometry.wkt) == (-0.275, 51.6137, "POINT (-0.275 51.6137)")
    assert server.asked == {"High Street, Zzyzxwick": 1}


def test_geocode_says_that_the_provider_failed(server: Server, nominatim: Provider) -> None:
    server.play = lambda call: call.send(response("", status="403 No"))
    row = geo.geocode("Zzyzxwick Row", provider=nominatim).iloc[0]
    assert (row["status"], row["reason"]) == (
        "failed",
        "nominatim: refused us (HTTP status 403)",
    )
    assert row.geometry is None
