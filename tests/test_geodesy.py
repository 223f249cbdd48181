"""Distances agree with geodesics of a sphere of the same radius."""

import numpy as np
import pytest
from pyproj import Geod

from geo.geodesy import EARTH_KM, distance_km, distances_km, each_to_each_km, unit_vectors

SPHERE = Geod(a=EARTH_KM * 1000, b=EARTH_KM * 1000)
LONS = np.array([-0.2754, 67.0104, 179.99, -179.99, 0.0, 180.0, 67.01041])
LATS = np.array([51.6128, 24.8608, -17.0, -17.0, 90.0, 0.0, 24.8608])


@pytest.mark.parametrize("first", range(len(LONS)))
def test_all_agree_with_geodesics_of_the_sphere(first: int) -> None:
    lon, lat = float(LONS[first]), float(LATS[first])
    _, _, metres = SPHERE.inv(np.full(len(LONS), lon), np.full(len(LATS), lat), LONS, LATS)
    assert distances_km(lon, lat, LONS, LATS) == pytest.approx(metres / 1000, abs=1e-6)
    vectors = unit_vectors(LONS, LATS)
    assert each_to_each_km(vectors[[first]], vectors)[0] == pytest.approx(metres / 1000, abs=2e-4)


def test_a_degree_of_the_meridian() -> None:
    assert distance_km(10, 0, 10, 1) == pytest.approx(2 * np.pi * EARTH_KM / 360)
