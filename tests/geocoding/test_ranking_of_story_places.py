"""The places of the first story, against coordinates and areas that were worked out apart."""

import math

import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.errors import GeocodeError
from geo.geocoding import (
    Gazetteer,
    answer_pins,
    changes,
    geocode,
    pin_geometry,
    read_pins,
    write_pins,
)

GEOD = Geod(ellps="WGS84")
EDGWARE = (-0.28, 51.61)
KARACHI = (67.01, 24.86)
CHICAGO = (-87.65, 41.85)
COLUMNS = ["id", "name", "kind", "within", "query", "country"]
ROWS = [
    # what lies within comes first on purpose: the order of the rows does not matter
    ("edgware-high-street", "Edgware High Street", "street", "edgware", "", ""),
    ("edgware", "Edgware", "suburb", "barnet", "", ""),
    ("office", "International Secretariat", "site", "edgware", "", "GB"),
    ("barnet", "London Borough of Barnet", "borough", "london", "", "GB"),
    ("north-london", "north London", "region", "london", "", ""),
    ("london", "London", "city", "britain", "", ""),
    ("britain", "Britain", "country", "", "", ""),
    ("airport", "the airport", "site", "karachi", "Karachi airport", "PK"),
    ("streets", "the streets", "unlocatable", "karachi", "", ""),
    ("karachi", "Karachi", "city", "sindh", "", ""),
    ("sindh", "Sindh", "province", "pakistan", "", ""),
    ("punjab", "Punjab", "province", "pakistan", "", ""),
    ("pakistan", "Pakistan", "country", "", "", ""),
    ("kashmir", "Pakistani-administered Kashmir", "region", "", "", ""),
    ("india", "India", "country", "", "", "IN"),
    ("chicago", "Chicago", "city", "", "", ""),
]


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=COLUMNS).set_index("id")


@pytest.fixture(scope="module")
def pins(places: pd.DataFrame) -> pd.DataFrame:
    return answer_pins(places).set_index("place")


@pytest.fixture(scope="module")
def shapes(pins: pd.DataFrame) -> pd.Series:
    return pin_geometry(pins)


def away_km(pin: pd.Series, spot: tuple[float, float]) -> float:
    return GEOD.inv(pin["lon"], pin["lat"], *spot)[2] / 1000


def area_km2(outline: shapely.Geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(outline)[0]) / 1e6


def test_edgware_is_the_london_suburb(pins: pd.DataFrame) -> None:
    edgware = pins.loc["edgware"]
    assert edgware["precision"] == "suburb"
    assert away_km(edgware, EDGWARE) < 3


def test_karachi_and_chicago_are_the_cities(pins: pd.DataFrame) -> None:
    assert away_km(pins.loc["karachi"], KARACHI) < 10
    assert away_km(pins.loc["chicago"], CHICAGO) < 10
    assert list(pins.loc[["karachi", "chicago"], "precision"]) == ["city", "city"]


def test_barnet_is_the_borough_with_the_right_area(pins: pd.DataFrame, shapes: pd.Series) -> None:
    assert pins.loc["barnet", "precision"] == "borough"
    assert pins.loc["barnet", "boundary"] == "ogl:barnet"
    assert 86 < area_km2(shapes["barnet"]) < 88
    assert shapes["barnet"].contains(shapely.Point(pins.loc["edgware", ["lon", "lat"]]))


def test_sindh_is_the_province_around_karachi(pins: pd.DataFrame, shapes: pd.Series) -> None:
    assert pins.loc["sindh", "precision"] == "province"
    assert 140_000 < area_km2(shapes["sindh"]) < 142_000
    assert shapes["sindh"].contains(shapely.Point(KARACHI))


def test_punjab_is_the_province_of_pakistan(pins: pd.DataFrame, shapes: pd.Series) -> None:
    # Pakistan's Punjab has about 205,000 km² and Lahore; India's has 50,000 and Amritsar.
    assert 200_000 < area_km2(shapes["punjab"]) < 210_000
    assert shapes["punjab"].contains(shapely.Point(74.34, 31.55))
    assert not shapes["punjab"].contains(shapely.Point(74.87, 31.63))
    assert "Punjab, IN" in pins.loc["punjab", "refused"]


def test_kashmir_is_a_disputed_area_and_never_a_town(pins: pd.DataFrame, shapes: pd.Series) -> None:
    kashmir = pins.loc["kashmir"]
    assert kashmir["precision"] == "region"
    assert "disputed" in kashmir["reason"]
    for town in [(73.47, 34.37), (74.31, 35.92)]:  # Muzaffarabad, Gilgit
        assert shapes["kashmir"].contains(shapely.Point(town))
    for town in [(74.80, 34.09), (77.58, 34.16)]:  # Srinagar, Leh
        assert not shapes["kashmir"].contains(shapely.Point(town))


def test_the_airport_is_a_site_with_a_radius(pins: pd.DataFrame, shapes: pd.Series) -> None:
    airport = pins.loc["airport"]
    assert airport["provider_id"] == "iata:KHI"
    assert airport["precision"] == "site"
    assert away_km(airport, (67.16, 24.91)) < 2
    assert airport["radius_m"] == 3000
    assert shapes["airport"].geom_type == "Point"


def test_the_street_is_shown_as_its_suburb_and_says_so(pins: pd.DataFrame) -> None:
    street = pins.loc["edgware-high-street"]
    assert street["reason"] == "street not located; shown as Edgware"
    assert street["precision"] == "suburb"
    assert street["provider_id"] == pins.loc["edgware", "provider_id"]
    assert street["confidence"] < pins.loc["edgware", "confidence"]


def test_a_site_nobody_lists_is_shown_as_what_contains_it(pins: pd.DataFrame) -> None:
    office = pins.loc["office"]
    assert office["reason"] == "site not located; shown as Edgware"
    assert office["precision"] == "suburb"


def test_countries_are_countries_with_an_outline(pins: pd.DataFrame, shapes: pd.Series) -> None:
    names = ["britain", "pakistan", "india"]
    assert list(pins.loc[names, "precision"]) == ["country"] * 3
    assert list(pins.loc[names, "matched"]) == ["United Kingdom", "Pakistan", "India"]
    assert shapes["pakistan"].contains(shapely.Point(KARACHI))
    assert shapes["britain"].contains(shapely.Point(EDGWARE))


def test_north_london_is_a_circle_in_the_north_of_london(
    pins: pd.DataFrame, shapes: pd.Series
) -> None:
    part = pins.loc["north-london"]
    assert part["precision"] == "region"
    assert part["lat"] > pins.loc["london", "lat"]
    assert part["radius_m"] < pins.loc["london", "radius_m"]
    assert shapes["north-london"].geom_type == "Polygon"


def test_an_unlocatable_place_has_no_coordinates(pins: pd.DataFrame, shapes: pd.Series) -> None:
    streets = pins.loc["streets"]
    assert streets["precision"] == "unlocatable"
    assert streets["reason"].startswith("not located: ")
    assert math.isnan(streets["lon"])
    assert shapes["streets"] is None


def test_all_other_shapes_are_valid_and_keep_the_index(
    places: pd.DataFrame, shapes: pd.Series
) -> None:
    assert list(shapes.index) == list(places.index)
    assert shapes.crs == "EPSG:4326"
    assert shapes.dropna().is_valid.all()


def test_a_city_is_a_circle_of_its_radius(pins: pd.DataFrame, shapes: pd.Series) -> None:
    ring = shapely.get_coordinates(shapes["karachi"])
    assert len(ring) == 65
    for lon, lat in ring:
        assert away_km(pins.loc["karachi"], (lon, lat)) == pytest.approx(27.2, abs=0.001)


def test_an_unsure_answer_becomes_no_dot() -> None:
    row = ("hill", "Mill Hill", "", "", "", "")
    pin = answer_pins(pd.DataFrame([row], columns=COLUMNS)).iloc[0]
    assert pin["precision"] == "unlocatable"
    assert math.isnan(pin["lat"])
    assert "Mill Hill, England, GB (unsure)" in pin["refused"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "London", "city", "b", "", "")], "lies within 'b'"),
        ([("a", "A", "city", "b", "", ""), ("b", "B", "city", "a", "", "")], "circle"),
        ([("a", "A", "village", "", "", "")], "suburb"),
        ([("a", "A", "city", "", "", ""), ("a", "B", "city", "", "", "")], "twice"),
    ],
)
def test_a_wrong_table_is_told(rows: list[tuple[str, ...]], told: str) -> None:
    with pytest.raises(GeocodeError, match=told):
        answer_pins(pd.DataFrame(rows, columns=COLUMNS))


def test_pins_read_back_as_they_were_written(pins: pd.DataFrame, tmp_path) -> None:  # noqa: ANN001
    table = pins.reset_index()
    write_pins(table, tmp_path / "pins.csv")
    back = read_pins(tmp_path / "pins.csv")
    pd.testing.assert_frame_equal(back, table)
    assert changes(back, table).empty


def test_a_formula_in_a_cell_is_defused(pins: pd.DataFrame, tmp_path) -> None:  # noqa: ANN001
    table = pins.reset_index().head(1).assign(query='=HYPERLINK("x")')
    write_pins(table, tmp_path / "pins.csv")
    assert "'=HYPERLINK" in (tmp_path / "pins.csv").read_text(encoding="utf-8")
    assert changes(read_pins(tmp_path / "pins.csv"), table).empty


def test_a_pin_that_a_person_set_is_named_in_the_changes(pins: pd.DataFrame) -> None:
    new = pins.reset_index()
    old = new.copy()
    old.loc[old["place"] == "edgware", ["lon", "set_by"]] = [-0.2771, "person"]
    change = changes(old, new)
    assert list(change["place"]) == ["edgware"]
    assert list(change["set_by"]) == ["person"]
    assert "-0.2771" in change["change"].iloc[0]


def test_every_boundary_of_a_pin_is_in_the_gazetteer(pins: pd.DataFrame) -> None:
    gazetteer = Gazetteer()
    for boundary in pins.loc[pins["boundary"] != "", "boundary"]:
        assert gazetteer.boundary(boundary).is_valid


def test_the_same_places_in_another_order_get_the_same_pins(
    places: pd.DataFrame, pins: pd.DataFrame
) -> None:
    turned = answer_pins(places.iloc[::-1]).set_index("place").loc[pins.index]
    pd.testing.assert_frame_equal(turned, pins)


def test_geocode_gives_the_outline_of_a_borough() -> None:
    answer = geocode("London Borough of Barnet").iloc[0]
    assert 86 < area_km2(answer["geometry"]) < 88
