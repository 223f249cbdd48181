"""Parse a point: coordinates in numbers, a link to a map, a plus code or a grid reference.

geopy's own reader takes what is missing for 0, wraps a longitude of 190 and takes a single number
for a latitude; here all of these are refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from geo.geocoding.pointers import read_cell, read_link

_NUMBER = r"[+\-]?\d+(?:\.\d+)?"
_PAIR = rf"({_NUMBER})[\s,;]+({_NUMBER})"
_DATUM = r"\s*\(?(?:wgs ?84|epsg:4326)\)?$"  # what is meant anyway
_LAT = rf"""["']?lat(?:itude)?["']?\.?\s*[:=]?\s*({_NUMBER})°?"""
_LON = rf"""["']?l(?:on|ng)(?:g|gitude)?["']?\.?\s*[:=]?\s*({_NUMBER})°?"""
_LON_FIRST = (
    rf"(?:srid=4326;\s*)?point\s*z?\s*\(\s*{_PAIR}(?:\s+{_NUMBER})?\s*\)",
    (
        rf'\{{\s*"type"\s*:\s*"point"\s*,\s*"coordinates"\s*:\s*'
        rf"\[\s*{_PAIR}(?:\s*,\s*{_NUMBER})?\s*\]\s*\}}"
    ),
    rf"\{{?\s*{_LON}[\s,;&]+{_LAT}\s*\}}?",
)
_LAT_FIRST = (
    rf"\{{?\s*{_LAT}[\s,;&]+{_LON}\s*\}}?",
    r"([+\-]\d{2}(?:\.\d+)?)([+\-]\d{3}(?:\.\d+)?)(?:crs.*)?/?",  # ISO 6709
    rf"[(\[]?\s*({_NUMBER})\s*°?[\s,;/]+({_NUMBER})\s*°?\s*[)\]]?",
)
_DECIMAL_COMMA = r"([+\-]?\d{1,3}),(\d{4,})\s*[;,/ ]\s*([+\-]?\d{1,3}),(\d{4,})"
# 245138N 0670037E, as aviation writes it.
_RUN_TOGETHER = (
    r"(\d{2})(\d{2})(\d{2}(?:\.\d+)?)?([ns])[\s,;/]*(\d{3})(\d{2})(\d{2}(?:\.\d+)?)?([ew])"
)
_LETTERS = r"(?<=\d)d(\d+(?:\.\d+)?)m(?:(\d+(?:\.\d+)?)s)?(?=\s*[nsew])"  # 24d51m38sN
_HYPHENS = r"(?<=\d)-(?=\d)"
_WORDS = (("north", "n"), ("south", "s"), ("east", "e"), ("west", "w"), ("deg", "°"), ("º", "°"))
_PARTS = rf"{_NUMBER}|[nsew]|°"
_FILLING = r"""[\s°'’′‘"”″“,;/():]*"""
_MOST = {"latitude": 90, "longitude": 180}
_METRES = 111_320  # of a degree along a meridian
_SEXAGESIMAL = 60
_PLACES = 9  # decimals of the coordinates that are kept


@dataclass(frozen=True)
class Coordinates:
    """A point, and how exactly it was written.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    radius_m : int
        Metres: half a unit of the last digit that was written.
    fault : str
        Why the numbers are no point on Earth; empty when they are one.
    """

    lon: float
    lat: float
    radius_m: int
    fault: str = ""


def read_coordinates(text: str) -> Coordinates | None:
    """Read a point; None where the text is no pair of coordinates.

    Parameters
    ----------
    text : str
        Latitude before longitude, except in WKT, GeoJSON and where the text names them.

    Returns
    -------
    Coordinates or None
        With a `fault` where the numbers are out of range.

    Examples
    --------
    >>> read_coordinates("51.5074, -0.1278")
    Coordinates(lon=-0.1278, lat=51.5074, radius_m=6, fault='')
    >>> read_coordinates("Point(67.01 24.86)").lat, read_coordinates("24°30'N 67°15'E").lon
    (24.86, 67.25)
    >>> read_coordinates("https://www.openstreetmap.org/#map=15/51.5074/-0.1278").lon
    -0.1278
    >>> read_coordinates("95.5, 10.25").fault
    'latitude 95.5 is not between -90 and 90 (axes swapped?)'
    """
    cell = read_cell(text)
    if cell is not None:
        return Coordinates(cell.lon, cell.lat, cell.radius_m, cell.fault)
    link = read_link(text)
    if link is not None:
        return _point([link[0]], [link[1]])
    written = re.sub(_DATUM, "", text.strip().casefold().replace("−", "-"))
    if not any(sign.isdigit() for sign in written):
        return None
    for patterns, lon_first in ((_LON_FIRST, True), (_LAT_FIRST, False)):
        for pattern in patterns:
            match = re.fullmatch(pattern, written)
            if match and (lon_first or "." in written or "°" in written or "lat" in written):
                first, second = match[1], match[2]
                lat, lon = (second, first) if lon_first else (first, second)
                return _point([lat], [lon])
    comma = re.fullmatch(_DECIMAL_COMMA, written)
    if comma:
        return _point([f"{comma[1]}.{comma[2]}"], [f"{comma[3]}.{comma[4]}"])
    return _sexagesimal(written)


def _sexagesimal(written: str) -> Coordinates | None:
    """Read degrees, minutes and seconds, with N, S, E, W or a degree sign."""
    aloft = re.fullmatch(_RUN_TOGETHER, written)
    if aloft:
        written = " ".join(filter(None, aloft.groups()))
    written = re.sub(_HYPHENS, " ", re.sub(_LETTERS, r" \1 \2", written))
    for word, sign in _WORDS:
        written = written.replace(word, sign)
    if re.fullmatch(_FILLING, re.sub(_PARTS, "", written)) is None:
        return None
    parts = [part for part in re.findall(_PARTS, written) if part != "°"]
    letters = [number for number, part in enumerate(parts) if part in "nsew"]
    if not letters and "°" in written and len(parts) in (4, 6):
        half = len(parts) // 2
        return _point(parts[:half], parts[half:])
    if len(letters) != 2 or {parts[n] in "ns" for n in letters} != {True, False}:  # noqa: PLR2004
        return None
    if letters[0] == 0:
        halves = parts[1 : letters[1]], parts[letters[1] + 1 :]
    elif letters[1] == len(parts) - 1:
        halves = parts[: letters[0]], parts[letters[0] + 1 : -1]
    else:
        return None
    named = {parts[n]: half for n, half in zip(letters, halves, strict=True)}
    signed = {"ns" if letter in "ns" else "ew": (letter, half) for letter, half in named.items()}
    (ns, lat), (ew, lon) = signed["ns"], signed["ew"]
    if any(part[0] in "+-" for part in (*lat, *lon)):  # -0.12 W: which of the two is meant?
        return None
    return _point(lat, lon, lat_sign=-1 if ns == "s" else 1, lon_sign=-1 if ew == "w" else 1)


def _point(
    lat: list[str], lon: list[str], *, lat_sign: int = 1, lon_sign: int = 1
) -> Coordinates | None:
    if not (1 <= len(lat) <= 3 and 1 <= len(lon) <= 3):  # noqa: PLR2004 - degrees, minutes, seconds
        return None
    degrees = {"latitude": _degrees(lat) * lat_sign, "longitude": _degrees(lon) * lon_sign}
    fault = _fault(degrees, [*lat[1:], *lon[1:]])
    radius_m = max(1, math.ceil(max(_unit(lat), _unit(lon)) * _METRES / 2))
    return Coordinates(degrees["longitude"], degrees["latitude"], radius_m, fault)


def _degrees(parts: list[str]) -> float:
    size = 0.0
    for part in reversed(parts):
        size = size / _SEXAGESIMAL + abs(float(part))
    return round(-size if parts[0].startswith("-") else size, _PLACES)


def _unit(parts: list[str]) -> float:
    """Return the last digit's unit in degrees."""
    decimals = len(parts[-1].partition(".")[2])
    return float(10.0**-decimals / _SEXAGESIMAL ** (len(parts) - 1))


def _fault(degrees: dict[str, float], smaller: list[str]) -> str:
    for axis, value in degrees.items():
        if abs(value) > _MOST[axis]:
            swapped = abs(degrees["longitude"]) <= _MOST["latitude"] and abs(value) <= 180  # noqa: PLR2004
            guess = " (axes swapped?)" if axis == "latitude" and swapped and value > 0 else ""
            return f"{axis} {value:g} is not between -{_MOST[axis]} and {_MOST[axis]}{guess}"
    if any(not 0 <= float(part) < _SEXAGESIMAL for part in smaller):
        return "minutes and seconds go from 0 to 59"
    if not any(degrees.values()):
        return "0, 0 is what missing coordinates look like"
    return ""
