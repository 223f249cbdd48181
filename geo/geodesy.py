"""Distances, circles and bearings on the Earth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


EARTH_KM = 6371.0088

HEADINGS = ("westward", "eastward")
"""Which way round the Earth a line goes from one point to another."""


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance between two points in kilometres.

    Parameters
    ----------
    lon, lat, other_lon, other_lat : float
        Degrees, EPSG:4326.

    Examples
    --------
    >>> round(distance_km(-0.2754, 51.6128, 67.0104, 24.8608), -1)
    6320.0
    """
    return float(distances_km(lon, lat, np.array(other_lon), np.array(other_lat)))


def distances_km(lon: float, lat: float, lons: Numbers, lats: Numbers) -> Numbers:
    """Return the distances from a point to others in kilometres.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    lons, lats : ndarray of float
        Degrees, EPSG:4326.

    Returns
    -------
    ndarray of float
        As many as `lons`, exact to a millimetre also between neighbours: the haversine formula
        (Sinnott 1984).
    """
    phi, phis = np.radians(lat), np.radians(lats)
    half_lon, half_lat = np.radians(lons - lon) / 2, (phis - phi) / 2
    squared = np.sin(half_lat) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(half_lon) ** 2
    apart_km: Numbers = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(squared)))
    return apart_km


def destination(lon: float, lat: float, bearing: float, distance_km: float) -> tuple[float, float]:
    """Return the point at a distance from another, in a direction, along a great circle.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    bearing : float
        Degrees from north, clockwise.
    distance_km : float
        Kilometres.

    Returns
    -------
    lon, lat : float
        Degrees; longitude from -180 to 180.

    Examples
    --------
    >>> lon, lat = destination(67.0, 24.0, 0.0, 111.195)
    >>> round(lon, 3), round(lat, 3)
    (67.0, 25.0)
    """
    phi, theta, angle = math.radians(lat), math.radians(bearing), distance_km / EARTH_KM
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(theta)
    across = math.atan2(
        math.sin(theta) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * sine
    )
    return (lon + math.degrees(across) + 180) % 360 - 180, math.degrees(math.asin(sine))


def midpoint(lon: float, lat: float, other_lon: float, other_lat: float) -> tuple[float, float]:
    """Return the point midway between two others, in degrees, along a great circle.

    Examples
    --------
    >>> lon, lat = midpoint(179.0, 0.0, -179.0, 0.0)
    >>> round(abs(lon), 6), round(lat, 6)
    (180.0, 0.0)
    """
    vectors = unit_vectors(np.array([lon, other_lon]), np.array([lat, other_lat]))
    x, y, z = vectors.sum(axis=0).tolist()
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def unit_vectors(lons: Numbers, lats: Numbers) -> Numbers:
    """Return points, in degrees, as unit vectors: ndarray of shape (points, 3)."""
    lon, lat = np.radians(lons), np.radians(lats)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def each_to_each_km(vectors: Numbers, others: Numbers) -> Numbers:
    """Return the distances between unit vectors: each (row) to each other (column).

    The spherical law of cosines: one product of matrices for all pairs, exact to some decimetres.

    Examples
    --------
    >>> vectors = unit_vectors(np.array([0.0, 90.0]), np.array([0.0, 0.0]))
    >>> each_to_each_km(vectors, vectors).round()
    array([[    0., 10008.],
           [10008.,     0.]])
    """
    cosines = np.minimum(np.maximum(vectors @ others.T, -1), 1)
    apart_km: Numbers = EARTH_KM * np.arccos(cosines)
    return apart_km
