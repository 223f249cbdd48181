"""Whoever knows geopy can use the gazetteer: Locations, points with latitude first, rate limits."""

import asyncio
import csv
import functools
import inspect
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from geopy.distance import geodesic
from geopy.extra.rate_limiter import AsyncRateLimiter, RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

import geo


@pytest.fixture(scope="module")
def gazetteer() -> geo.Gazetteer:
    return geo.Gazetteer()


def test_it_is_one(gazetteer: geo.Gazetteer) -> None:
    assert isinstance(gazetteer, Geocoder)
    with gazetteer as inside:
        assert inside is gazetteer


def test_a_location_has_latitude_first_and_says_why(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.geocode("Karachi")
    assert isinstance(found, Location)
    assert geodesic(found.point, (24.86, 67.01)).km < 3
    assert (found.latitude, found.longitude) == (found.raw["lat"], found.raw["lon"])
    assert found.address == "Karachi, Sindh, Pakistan"
    assert (found.raw["status"], found.raw["provider_id"]) == ("ok", "geonames:1174872")
    assert found.raw["confidence"] >= 0.8
    assert found.raw["reason"]


def test_an_unknown_name_is_none_in_both_forms(gazetteer: geo.Gazetteer) -> None:
    assert gazetteer.geocode("Zzyzxwick") is None
    assert gazetteer.geocode("Zzyzxwick", exactly_one=False) is None
    assert gazetteer.geocode("") is None


def test_an_uncertain_answer_is_given_and_says_so(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.geocode("Mill Hill")
    assert found.raw["status"] == "ambiguous"
    assert found.raw["confidence"] < 0.8
    names = {(one["name"], one["country"]) for one in found.raw["candidates"]}
    assert ("Mill Hill", "GB") in names


def test_all_that_a_name_can_mean_come_likeliest_first(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.geocode("Hyderabad", exactly_one=False)
    assert [place.raw["country"] for place in found[:2]] == ["IN", "PK"]
    assert len({place.raw["provider_id"] for place in found}) == len(found)
    assert gazetteer.geocode("Hyderabad", exactly_one=False, limit=2) == found[:2]


@pytest.mark.parametrize(
    ("hints", "country"),
    [
        ({}, "IN"),
        ({"country": "PK"}, "PK"),
        ({"within": "Sindh"}, "PK"),
        ({"near": (24.9, 67)}, "PK"),
    ],
)
def test_hints_count(gazetteer: geo.Gazetteer, hints: dict[str, object], country: str) -> None:
    assert gazetteer.geocode("Hyderabad", **hints).raw["country"] == country


def test_the_rest_keeps_to_the_hints(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.geocode("Hyderabad", country="PK", exactly_one=False)
    assert {place.raw["country"] for place in found} == {"PK"}


@pytest.mark.parametrize(
    "point", [(24.86, 67.01), "24.86, 67.01", Point(24.86, 67.01), [24.86, 67.01]]
)
def test_reverse_takes_what_geopy_takes(gazetteer: geo.Gazetteer, point: object) -> None:
    found = gazetteer.reverse(point)
    assert found.address == "Karachi, Sindh, Pakistan"
    assert found.raw["distance_km"] < 1
    assert found.raw["within"] == ["Sindh", "Pakistan"]


def test_reverse_tells_the_areas_from_small_to_large(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.reverse((51.614, -0.27), exactly_one=False)
    told = [(place.raw["name"], place.raw["kind"]) for place in found]
    assert told == [
        ("Edgware", "suburb"), ("Barnet", "borough"),
        ("England", "province"), ("United Kingdom", "country"),
    ]  # fmt: skip


def test_far_from_any_town_the_area_is_the_answer(gazetteer: geo.Gazetteer) -> None:
    assert gazetteer.reverse((25.0, 3.0)).raw["kind"] == "province"
    assert gazetteer.reverse((25.0, 3.0)).raw["country"] == "DZ"


@pytest.mark.parametrize("point", [(0, 0), (40, -30), (90, 0), (-48.9, -123.4), (0, 180)])
def test_there_is_nothing_at_sea(gazetteer: geo.Gazetteer, point: tuple[float, float]) -> None:
    assert gazetteer.reverse(point) is None


def test_across_a_border_the_nearest_town_is_not_taken(gazetteer: geo.Gazetteer) -> None:
    # A field in Mexico, a kilometre south of the bridge to El Paso's Segundo Barrio.
    found = gazetteer.reverse((31.735, -106.48))
    assert found.raw["country"] == "MX"


@pytest.mark.parametrize("point", ["nowhere", 7, (91, 0), (None, None), (float("nan"), 0), ()])
def test_what_is_no_point_is_refused(gazetteer: geo.Gazetteer, point: object) -> None:
    with pytest.raises(geo.GeocodeError, match=r"latitude first|wanted"):
        gazetteer.reverse(point)


@pytest.mark.parametrize("query", [None, 7, {"city": "Karachi"}, ["Karachi"]])
def test_what_is_no_text_is_refused(gazetteer: geo.Gazetteer, query: object) -> None:
    with pytest.raises(geo.GeocodeError, match="wanted text"):
        gazetteer.geocode(query)


def test_an_unknown_hint_is_refused(gazetteer: geo.Gazetteer) -> None:
    with pytest.raises(geo.GeocodeError, match="kind"):
        gazetteer.geocode("Karachi", kind="village green")


def test_a_rate_limiter_works_around_it(gazetteer: geo.Gazetteer) -> None:
    limited = RateLimiter(gazetteer.geocode, min_delay_seconds=0)
    assert [limited(name).raw["country"] for name in ("Karachi", "Lahore")] == ["PK", "PK"]
    assert limited("Karachi", timeout=3).raw["name"] == "Karachi"


def test_an_async_rate_limiter_works_around_a_thread(gazetteer: geo.Gazetteer) -> None:
    async def ask() -> list[Location]:
        await_it = functools.partial(asyncio.to_thread, gazetteer.geocode)
        limited = AsyncRateLimiter(await_it, min_delay_seconds=0)
        return list(await asyncio.gather(*(limited(name) for name in ("Karachi", "Lahore"))))

    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its loop in this thread
        answers = apart.submit(lambda: asyncio.run(ask())).result()
    assert [found.raw["name"] for found in answers] == ["Karachi", "Lahore"]


def test_a_location_can_be_kept(gazetteer: geo.Gazetteer) -> None:
    found = gazetteer.geocode("Karachi")
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


def test_it_takes_all_that_geopys_own_take_in_common() -> None:
    for method in ("geocode", "reverse"):
        ours = inspect.signature(getattr(geo.Gazetteer, method)).parameters
        theirs = inspect.signature(getattr(Nominatim, method)).parameters
        assert list(ours)[:4] == list(theirs)[:4] == ["self", "query", "exactly_one", "timeout"]


def test_it_can_be_the_provider_behind_another_gazetteer(gazetteer: geo.Gazetteer) -> None:
    found = geo.geocode(["Karachi"], provider=gazetteer)
    assert list(found["status"]) == ["ok"]


@functools.cache
def points() -> list[tuple[dict[str, str], list[str], str]]:
    """Return for each row of ``data/points.csv`` the names from small to large, and the country."""
    with Path(__file__).with_name("data").joinpath("points.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [
        geo.Gazetteer().reverse((float(row["lat"]), float(row["lon"])), exactly_one=False)
        for row in rows
    ]
    return [
        (row, [place.raw["name"] for place in places], places[0].raw["country"])
        for row, places in zip(rows, found, strict=True)
    ]


def test_of_points_around_the_world_the_smallest_place_is_named() -> None:
    wrong = [
        (row["what"], names[0])
        for row, names, _ in points()
        if names[0] not in row["right"].split(";")
    ]
    assert len(points()) >= 60
    assert len(wrong) <= 0.05 * len(points()), wrong


def test_each_of_them_is_in_its_country_and_area() -> None:
    assert [row["what"] for row, _, country in points() if country != row["country"]] == []
    assert [
        (row["what"], names) for row, names, _ in points() if row["around"] not in names[1:]
    ] == []
