"""A real Nominatim behind the gazetteer: what it adds, what it is never asked, what is kept."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest
from conftest import skip
from geopy.geocoders import Nominatim as GeopysNominatim
from services.nominatim.running import Nominatim, running

import geo
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints, read_within
from geo.geocoding.online import complete, pending, provider
from geo.geocoding.ranking import resolve
from tools.find_nominatim import ADVICE, find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.service, pytest.mark.slow]

HIGH_STREET = (-0.27535, 51.61385)  # the middle of the street in places.osm


@pytest.fixture(scope="module")
def nominatim() -> Iterator[Nominatim]:
    """Return a Nominatim with a dozen places, imported and served for this module."""
    parts = find()
    if parts is None:
        skip(ADVICE)
    with running(parts) as server:
        yield server


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEO_CACHE", str(tmp_path))


def chain(nominatim: Nominatim, name: str, hints: Hints | None = None) -> Answer:
    hints = hints or Hints()
    first = resolve(embedded(), name, hints)
    return complete([first], [hints], provider("nominatim", url=nominatim.url))[0]


def test_a_street_that_no_package_holds_is_found(nominatim: Nominatim) -> None:
    answer = chain(nominatim, "Edgware High Street")
    assert (answer.status, answer.place.kind, answer.place.country) == ("ok", "street", "GB")
    assert (answer.place.lon, answer.place.lat) == HIGH_STREET
    assert answer.place.id == "nominatim:way/10"
    assert 100 < answer.place.radius_m < 200  # half the street's diagonal of 276 m
    assert answer.reason == "nominatim calls it the street Edgware High Street"


def test_a_monument_is_a_site(nominatim: Nominatim) -> None:
    answer = chain(nominatim, "Mazar-e-Quaid")
    assert (answer.status, answer.place.kind, answer.place.name) == (
        "ok", "site", "Jinnah Mausoleum"
    )  # fmt: skip
    assert (answer.place.country, answer.place.admin1) == ("PK", "Sindh")


def test_what_the_gazetteer_is_sure_of_is_never_sent(nominatim: Nominatim) -> None:
    before = nominatim.asked()
    for name in ("Karachi", "Lahore", "Pakistan", "Hyderabad, Sindh"):
        answer = chain(nominatim, name)
        assert (answer.status, answer.place.id.partition(":")[0]) != ("failed", "nominatim")
    assert nominatim.asked() == before


def test_a_miss_is_asked_once(nominatim: Nominatim) -> None:
    answers = [chain(nominatim, "Zzyzxwick-on-Nowhere") for _ in range(3)]
    assert {(one.status, one.reason) for one in answers} == {("not_found", "nominatim has none")}
    assert sum("Zzyzxwick" in line for line in nominatim.asked()) == 1


def test_a_hint_for_the_country_is_sent_and_kept_to(nominatim: Nominatim) -> None:
    answer = chain(nominatim, "Edgware High Street", Hints(country="PK"))
    assert (answer.status, answer.place) == ("not_found", None)
    assert any("countrycodes=pk" in line for line in nominatim.asked())


def test_a_hint_for_the_area_is_sent_as_a_box(nominatim: Nominatim) -> None:
    barnet = read_within(embedded(), "ogl:barnet")
    sent = Hints(within=barnet, kind="street")
    unknown = Answer("Whitchurch Lane", "not_found", "street not located")
    used = provider("nominatim", url=nominatim.url)
    shown = pending([unknown], [sent], used)["url"][0]
    assert "viewbox=-0.3" in shown
    assert "bounded=1" in shown
    found = complete([unknown], [Hints(kind="street")], used)[0]
    assert (found.status, found.place.name) == ("ok", "Whitchurch Lane")


def test_geopys_own_client_finds_the_same(nominatim: Nominatim) -> None:
    host = nominatim.url.removeprefix("http://")
    client = GeopysNominatim(domain=host, scheme="http", user_agent="geo's tests", timeout=10)
    for name in ("Edgware High Street", "Mazar-e-Quaid", "Whitchurch Lane"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # it keeps its connection open
            theirs = client.geocode(name, language="en")
        unknown = Answer(name, "not_found", "")
        ours = complete([unknown], [Hints()], provider("nominatim", url=nominatim.url))[0].place
        assert (ours.lat, ours.lon) == (theirs.latitude, theirs.longitude)


def test_any_geocoder_of_geopy_can_be_the_provider(nominatim: Nominatim) -> None:
    host = nominatim.url.removeprefix("http://")
    client = GeopysNominatim(domain=host, scheme="http", user_agent="geo's tests")
    unknown = Answer("Mall Road", "not_found", "")
    answer = complete([unknown], [Hints(country="PK")], client)[0]
    assert (answer.status, answer.place.admin1) == ("ok", "Punjab")


def test_geocode_takes_the_provider(nominatim: Nominatim) -> None:
    used = provider("nominatim", url=nominatim.url)
    frame = geo.geocode(["Karachi", "Mazar-e-Quaid"], provider=used)
    assert list(frame["status"]) == ["ok", "ok"]
    assert list(frame["provider"]) == ["geonames", "nominatim"]


def test_the_command_asks_it(nominatim: Nominatim, geo_command: object) -> None:
    done = geo_command(
        "geocode", "Mazar-e-Quaid", "--provider", "nominatim", "--url", nominatim.url
    )
    assert done.returncode == 0, done.stderr
    assert "Jinnah Mausoleum" in done.stdout
