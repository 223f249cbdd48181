"""Whatever JSON, bytes or headers come: a status, a reason in one line, a point that was stated."""

from __future__ import annotations

import json
import math
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from geocoding.online.server import EDGWARE
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders import Nominatim, Photon
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.gazetteer import embedded
from geo.geocoding.hints import Hints
from geo.geocoding.online import provider
from geo.geocoding.online.cache import ProviderQuestion
from geo.geocoding.online.chain import ask
from geo.geocoding.online.client import read_json
from geo.geocoding.online.retry import LONGEST, one_line, redact, retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopy.geocoders.base import Geocoder

NAMES = [*EDGWARE, "error", "features", "geometry", "coordinates", "properties", "type"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-200, 200),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.floats(-200, 200).map(str),
    st.sampled_from(["51.6137", "-0.275", "NaN", "gb", "GBR", "road", "0", "\x00", "1e999"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=12,
)
SPOILT = st.builds(
    lambda spoilt, gone: [
        {name: value for name, value in (EDGWARE | spoilt).items() if name not in gone}
    ],
    st.dictionaries(st.sampled_from(list(EDGWARE)), JSON, max_size=2),
    st.sets(st.sampled_from(["lat", "lon", "address", "boundingbox", "name"]), max_size=2),
)
FEATURE = {
    "geometry": {"coordinates": [-0.275, 51.6137]},
    "properties": {"name": "High Street", "countrycode": "GB", "type": "street"},
}
HINTS = st.sampled_from(
    [Hints(), Hints(country="GB"), Hints(kind="street"), Hints(near=(0.0, 0.0))]
)


class Said(BaseSyncAdapter):
    """An adapter that has the answer already."""

    def __init__(self, answer: object) -> None:
        super().__init__(proxies={}, ssl_context=None)
        self.answer = answer

    def get_json(self, _: str, **__: object) -> object:
        """Answer at once."""
        return self.answer

    get_text = get_json


class NoTurns:
    """Nobody else asks."""

    def wait(self, host: str, deadline: object) -> None:
        """Wait for nothing."""

    def pause(self, host: str, seconds: float) -> None:
        """Hold nobody up."""


def points(answer: object) -> Iterator[tuple[float, float]]:
    """Return the points that an answer of Nominatim or Photon states, both axes in one place."""
    if isinstance(answer, dict):
        pair = answer.get("coordinates")
        if isinstance(pair, list) and len(pair) > 1:
            yield from point(pair[0], pair[1])
        if "lat" in answer and "lon" in answer:
            yield from point(answer["lon"], answer["lat"])
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from points(part)


def point(lon: object, lat: object) -> Iterator[tuple[float, float]]:
    if not isinstance(lon, bool) and not isinstance(lat, bool):
        with suppress(TypeError, ValueError, OverflowError):
            yield float(lon), float(lat)


def judged(geocoder: type[Geocoder], answer: object, hints: Hints) -> None:
    made = geocoder(user_agent="tests", adapter_factory=lambda **_: Said(answer))
    used = provider(made)
    enquiry = ProviderQuestion.of("Edgware High Street", hints, used)
    outcome = ask(enquiry, used, gazetteer=embedded(), turns=NoTurns())
    found = outcome.answer
    assert found.status in ("ok", "ambiguous", "not_found", "failed")
    assert outcome.keep or found.status in ("failed", "not_found")
    assert found.reason == one_line(found.reason, 1_000)
    assert (found.place is None) == (found.status in ("not_found", "failed"))
    if found.place:
        lon, lat = found.place.lon, found.place.lat
        assert abs(lon) <= 180
        assert abs(lat) <= 90
        assert (lon, lat) != (0, 0)
        assert (lon, lat) in set(points(answer))
        assert found.place.name
        assert math.isnan(found.place.radius_m) or found.place.radius_m > 0


@given(JSON | SPOILT, HINTS)
def test_any_json_from_a_nominatim_has_a_status(answer: object, hints: Hints) -> None:
    judged(Nominatim, answer, hints)


@given(
    JSON
    | st.fixed_dictionaries({"features": JSON})
    | st.dictionaries(st.sampled_from(["geometry", "properties"]), JSON).map(
        lambda spoilt: {"features": [FEATURE | spoilt]}
    ),
    HINTS,
)
def test_any_json_from_a_photon_has_a_status(answer: object, hints: Hints) -> None:
    judged(Photon, answer, hints)


@given(st.text() | JSON.map(json.dumps))
def test_json_is_read_strictly_or_refused(text: str) -> None:
    try:
        loose = json.loads(text)
    except (ValueError, RecursionError):
        loose = None
    try:
        read = read_json(text)
    except GeocoderParseError:
        return
    assert read == loose
    assert isinstance(read, list) or read


@given(st.text() | st.integers().map(str))
def test_a_retry_after_is_never_negative(value: str) -> None:
    seconds = retry_after(value)
    assert seconds is None or seconds >= 0


@given(st.text(), st.integers(2, 300))
def test_text_from_outside_becomes_one_printable_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    kinds = {
        unicodedata.category(letter) for letter in line.replace("\u200c", "").replace("\u200d", "")
    }
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert one_line(line, limit) == line
    assert len(one_line(text)) <= LONGEST


@given(st.text(), st.text(min_size=4), st.text())
def test_a_secret_is_gone_wherever_it_stands(before: str, secret: str, after: str) -> None:
    told = redact(f"{before}{secret}{after}", [secret])
    assert secret not in told or secret in redact(before + "***" + after)
