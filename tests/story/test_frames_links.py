"""A link is the shortest way on the Earth, cut where the map is cut."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString

import geo
from geo.story.routes import geodesic, route

EDGWARE, KARACHI = (-0.28, 51.61), (67.01, 24.86)
SUVA, APIA = (178.44, -18.14), (-171.76, -13.83)
EARTH = Geod(ellps="WGS84")
LONS = st.floats(-180, 180)
LATS = st.floats(-89, 89)


def test_edgware_to_karachi_is_6300_km_and_bulges_north() -> None:
    line, length_km = geodesic(EDGWARE, end=KARACHI)
    assert length_km == pytest.approx(6300, rel=0.01)
    assert isinstance(line, LineString)
    assert line.coords[0] == EDGWARE
    assert line.coords[-1] == KARACHI
    lons, lats = np.array(line.coords).T
    straight = np.interp(lons, [EDGWARE[0], KARACHI[0]], [EDGWARE[1], KARACHI[1]])
    assert (lats[1:-1] > straight[1:-1]).all()
    assert (lats - straight).max() > 5


def test_the_vertices_are_50_km_apart_at_most() -> None:
    line, _ = geodesic(EDGWARE, end=KARACHI)
    steps = [EARTH.inv(*here, *there)[2] for here, there in itertools.pairwise(line.coords)]
    assert max(steps) <= 50_000.5
    short, _ = geodesic(EDGWARE, end=(-0.12, 51.5))
    assert len(short.coords) == 32


def test_the_same_link_the_other_way_is_drawn_the_other_way() -> None:
    there, one = geodesic(EDGWARE, end=KARACHI)
    back, other = geodesic(KARACHI, end=EDGWARE)
    assert one == pytest.approx(other)
    assert back.coords[0] == there.coords[-1] == KARACHI


def test_suva_to_apia_is_cut_in_two_at_the_antimeridian() -> None:
    # About 9.8 degrees of longitude at 16 south and 4.3 of latitude: 1,145 km on the sphere.
    line, length_km = geodesic(SUVA, end=APIA)
    assert length_km == pytest.approx(1145, rel=0.01)
    assert isinstance(line, MultiLineString)
    west, east = line.geoms
    assert west.coords[0] == SUVA
    assert east.coords[-1] == APIA
    (before, lat), (after, same) = west.coords[-1], east.coords[0]
    assert (before, after) == (180, -180)
    assert lat == same == pytest.approx(-17.47, abs=0.05)
    assert west.bounds[0] > 178
    assert east.bounds[2] < -171


def test_a_link_the_other_way_is_cut_from_east_to_west() -> None:
    line, _ = geodesic(APIA, end=SUVA)
    first, second = line.geoms
    assert first.coords[-1][0] == -180
    assert second.coords[0][0] == 180


@pytest.mark.parametrize("start", [180.0, -180.0])
@pytest.mark.parametrize("end", [(-171.76, -13.83), (178.44, -18.14)])
def test_a_link_from_the_antimeridian_itself_is_one_line(
    start: float, end: tuple[float, float]
) -> None:
    line, length_km = geodesic((start, -16.8), end=end)
    assert isinstance(line, LineString)
    assert 100 < length_km < 1000
    assert abs(line.coords[0][0]) == 180
    assert line.coords[0][0] * end[0] > 0


def test_an_unknown_end_gives_no_line_and_no_length() -> None:
    line, length_km = geodesic(EDGWARE, end=(math.nan, math.nan))
    assert line is None
    assert math.isnan(length_km)


def test_one_point_at_both_ends_gives_no_line() -> None:
    assert geodesic(EDGWARE, end=EDGWARE) == (None, 0.0)


@given(LONS, LATS, LONS, LATS)
def test_no_link_jumps_across_the_map(
    lon: float, lat: float, other_lon: float, other_lat: float
) -> None:
    line, length_km = geodesic((lon, lat), end=(other_lon, other_lat))
    assert length_km == pytest.approx(EARTH.inv(lon, lat, other_lon, other_lat)[2] / 1000)
    for part in [] if line is None else getattr(line, "geoms", [line]):
        lons = np.array(part.coords)[:, 0]
        assert np.abs(np.diff(lons)).max() <= 180
        assert np.abs(lons).max() <= 180


@pytest.mark.parametrize(("start", "end"), [(180.0, -180.0), (-180.0, 180.0)])
def test_a_link_along_the_antimeridian_stays_on_it(start: float, end: float) -> None:
    line, length_km = geodesic((start, 0.0), end=(end, 10.0))
    assert length_km == pytest.approx(1106, rel=0.001)
    parts = getattr(line, "geoms", [line])
    assert all(abs(lon) == 180 for part in parts for lon, _ in part.coords)


def test_ash_that_goes_west_from_krakatau_crosses_africa_and_not_the_antimeridian() -> None:
    line, length_km = route([(105.42, -6.1), (-157.86, 21.31)], headings=["westward"])
    assert isinstance(line, LineString)
    lons, lats = np.array(line.coords).T
    assert (np.diff(lons) < 0).all()
    at_greenwich = np.interp(0, lons[::-1], lats[::-1])
    # Straight in degrees: 105.42 of 263.28 degrees on the way from 6.1 south to 21.31 north.
    assert at_greenwich == pytest.approx(-6.1 + 105.42 / 263.28 * 27.41, abs=0.01)
    assert math.isnan(length_km)


def test_the_other_way_round_it_is_cut_at_the_antimeridian() -> None:
    line, _ = route([(105.42, -6.1), (-157.86, 21.31)], headings=["eastward"])
    west, east = line.geoms
    assert (west.coords[-1][0], east.coords[0][0]) == (180, -180)
    assert west.coords[0] == (105.42, -6.1)
    assert east.coords[-1] == (-157.86, 21.31)


def test_a_link_passes_what_is_told_and_is_as_long_as_its_parts() -> None:
    singapore = (103.85, 1.29)
    line, length_km = route([KARACHI, singapore, EDGWARE])
    assert singapore in line.coords
    parts = [geodesic(KARACHI, end=singapore)[1], geodesic(singapore, end=EDGWARE)[1]]
    assert length_km == pytest.approx(sum(parts))


def test_the_ash_of_krakatau_went_west_in_the_example_too(root: Path) -> None:
    links = geo.read_story(root / "examples" / "krakatau").links
    ash = links.loc["ash-to-honolulu"]
    west, _, east, _ = ash.geometry.bounds
    assert (round(west), round(east)) == (-158, 105)
    assert math.isnan(ash["length_km"])
    assert set(links.drop("ash-to-honolulu")["via"]) == {""}


def test_a_frame_says_which_ends_are_known_as_countries(data: Path) -> None:
    links = geo.read_story(data).links
    assert links.loc["hussain-to-britain", "country_ends"] == "from; to"
    assert links.loc["telephone-addresses", "country_ends"] == ""
