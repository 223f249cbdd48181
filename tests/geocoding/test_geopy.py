"""Whoever knows geopy can use the gazetteer: Locations, points with latitude first, rate limits."""

import asyncio
import csv
import functools
import inspect
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from geopy.distance import geodesic
from geopy.exc import ConfigurationError
from geopy.extra.rate_limiter import AsyncRateLimiter, RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

import geo
from geo.geocoding import AsyncOfflineAdapter


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


@pytest.mark.parametrize("query", [7, {"city": "Karachi"}, ["Karachi"]])
def test_what_is_no_text_is_refused(gazetteer: geo.Gazetteer, query: object) -> None:
    with pytest.raises(geo.GeocodeError, match="wanted text"):
        gazetteer.geocode(query)


@pytest.mark.parametrize("cell", [None, float("nan"), pd.NA, pd.NaT, "", "  "])
def test_a_missing_cell_is_none_through_a_rate_limiter(
    gazetteer: geo.Gazetteer, cell: object
) -> None:
    assert gazetteer.geocode(cell) is None
    assert RateLimiter(gazetteer.geocode, min_delay_seconds=0)(cell) is None
    assert gazetteer.geocode(cell, exactly_one=False) is None


def test_a_column_with_a_missing_cell_is_geocoded_as_geopy_documents(
    gazetteer: geo.Gazetteer,
) -> None:
    towns = pd.Series(["Karachi", None, "Zzyzxwick"], dtype="string")
    limited = RateLimiter(gazetteer.geocode, min_delay_seconds=0)
    points = towns.map(limited).map(lambda found: tuple(found.point)[:2] if found else None)
    assert points.isna().tolist() == [False, True, True]
    assert points[0] == pytest.approx((24.86, 67.01), abs=0.01)


KARACHI_BOX = [(24.5, 66.5), (25.5, 67.5)]


@pytest.mark.parametrize(
    ("name", "options", "place_id"),
    [
        ("Hyderabad", {"country_codes": "pk"}, "geonames:1176734"),
        ("Hyderabad", {"country_codes": ["GB", "PK"]}, "geonames:1176734"),
        ("Hyderabad", {"country_codes": "gb,pk"}, "geonames:1176734"),
        ("Hyderabad", {"country_codes": ["IN", "PK"]}, "geonames:1269843"),
        ("Hyderabad", {"viewbox": [(25, 68), ("26", "69")]}, "geonames:1176734"),
        ("Hyderabad", {"viewbox": ["26,69", "25,68"], "bounded": True}, "geonames:1176734"),
        ("Karachi, Pakistan", {"viewbox": KARACHI_BOX, "bounded": True}, "geonames:1174872"),
        ("Georgia", {"featuretype": "country"}, "geonames:614540"),
        ("Georgia", {"featuretype": "state"}, "geonames:4197000"),
        ("New York", {"featuretype": "city"}, "geonames:5128581"),
        ("Edgware", {"featuretype": "settlement", "language": "en-GB"}, "geonames:2650228"),
        ("Karachi", {"language": False}, "geonames:1174872"),
    ],
)
def test_the_options_of_geopys_nominatim_work(
    gazetteer: geo.Gazetteer, name: str, options: dict[str, object], place_id: str
) -> None:
    assert gazetteer.geocode(name, **options).raw["provider_id"] == place_id


def test_outside_a_box_or_a_country_there_is_none(gazetteer: geo.Gazetteer) -> None:
    assert gazetteer.geocode("Lahore", viewbox=KARACHI_BOX, bounded=True) is None
    assert gazetteer.geocode("Lahore", country_codes=["IN", "GB"], kind="city") is None
    assert gazetteer.geocode("Lahore", viewbox=KARACHI_BOX).raw["country"] == "PK"


def test_a_box_across_180_degrees_is_the_short_one(gazetteer: geo.Gazetteer) -> None:
    across = [(-20, 175), (-10, -175)]
    assert gazetteer.geocode("Suva", viewbox=across, bounded=True).raw["country"] == "FJ"
    assert gazetteer.geocode("Lima", viewbox=across, bounded=True) is None


def test_an_address_has_the_keys_of_nominatim(gazetteer: geo.Gazetteer) -> None:
    wanted = {
        "suburb": "Edgware", "state": "England", "country": "United Kingdom", "country_code": "gb",
    }  # fmt: skip
    assert gazetteer.geocode("Edgware", addressdetails=True).raw["address"] == wanted
    assert gazetteer.reverse((51.612, -0.275), addressdetails=True).raw["address"] == wanted
    assert "address" not in gazetteer.geocode("Edgware").raw


def test_an_unsure_answer_can_be_refused(gazetteer: geo.Gazetteer) -> None:
    assert gazetteer.geocode("Mill Hill", min_confidence=0.8) is None
    assert gazetteer.geocode("Mill Hill", exactly_one=False, min_confidence=0.8) is None
    assert gazetteer.geocode("Edgware", min_confidence=0.8).raw["confidence"] >= 0.8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"language": "de"}, "language: found 'de', wanted 'en'"),
        ({"featuretype": "street"}, "featuretype: found 'street', wanted one of country, state"),
        ({"country_codes": "XQ"}, "country_codes: found 'XQ'"),
        ({"viewbox": [(1, 2)]}, "viewbox: found"),
        ({"viewbox": [(1, 2), (91, 3)]}, "viewbox: found"),
        ({"bounded": True}, "bounded: found True without a viewbox"),
        ({"min_confidence": 80}, "min_confidence: found 80, wanted 0 to 1"),
    ],
)
def test_what_an_option_cannot_mean_is_refused_in_geopys_own_exception(
    gazetteer: geo.Gazetteer, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        gazetteer.geocode("Karachi", **options)
    with pytest.raises(geo.GeocodeError, match=message):  # a rate limiter passes it on
        RateLimiter(gazetteer.geocode, min_delay_seconds=0)("Karachi", **options)


def test_it_is_awaited_where_its_adapter_is_asynchronous() -> None:
    async def ask() -> list[Location | None]:
        async with geo.Gazetteer(adapter_factory=AsyncOfflineAdapter) as inside:
            limited = AsyncRateLimiter(inside.geocode, min_delay_seconds=0)
            names = [limited(name) for name in ("Karachi", "Lahore", None)]
            return [*await asyncio.gather(*names), await inside.reverse((24.86, 67.01))]

    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its loop in this thread
        answers = apart.submit(lambda: asyncio.run(ask())).result()
    names = [found and found.raw["name"] for found in answers]
    assert names == ["Karachi", "Lahore", None, "Karachi"]


def test_a_pickled_one_is_awaited_too() -> None:
    again = pickle.loads(pickle.dumps(geo.Gazetteer(adapter_factory=AsyncOfflineAdapter)))  # noqa: S301 - our own
    waiting = again.geocode("Karachi")
    assert asyncio.iscoroutine(waiting)
    waiting.close()


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
    gazetteer = geo.Gazetteer()
    found = [
        gazetteer.reverse((float(row["lat"]), float(row["lon"])), exactly_one=False) for row in rows
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
