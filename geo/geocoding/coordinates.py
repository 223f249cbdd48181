"""Parse a point: coordinates in numbers, links to maps, plus codes, MGRS and British references."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

_LINK_NUMBER = r"[+\-]?\d+(?:\.\d+)?"
_LINK = r"(?i)(?:https?://|www\.|geo:)\S+"
# Where services write latitude and longitude; the pin before the middle of the view.
_IN_LINK = (
    rf"!3d({_LINK_NUMBER})!4d({_LINK_NUMBER})",
    rf"[?&#]mlat=({_LINK_NUMBER})&mlon=({_LINK_NUMBER})",
    (
        r"[?&](?:q|query|ll|cp|center|near|saddr|daddr|destination|sll)=(?:loc:)?\s*"
        rf"({_LINK_NUMBER})[,~+\s]+({_LINK_NUMBER})"
    ),
    rf"[?&#]lat(?:itude)?=({_LINK_NUMBER})&(?:lon|lng|longitude)=({_LINK_NUMBER})",
    rf"#(?:map=)?[\d.]+/({_LINK_NUMBER})/({_LINK_NUMBER})",
    rf"@({_LINK_NUMBER}),({_LINK_NUMBER})",
    rf"^geo:({_LINK_NUMBER}),({_LINK_NUMBER})",
)
_LON_FIRST_HOST = r"(?i)https?://[^/]*yandex\."

# Open Location Code, as Google published it in 2014: pairs of digits to base 20, then a grid.
_DIGITS = "23456789CFGHJMPQRVWX"
_CODE = rf"(?i)(?P<code>[{_DIGITS}]{{8}}\+(?:[{_DIGITS}]{{2,7}})?|[{_DIGITS}]{{2,6}}0{{2,6}}\+)"
_SHORT = (
    rf"(?i)(?P<code>[{_DIGITS}]{{2}}(?:[{_DIGITS}]{{2}}){{0,2}}\+[{_DIGITS}]{{2,7}})"
    r"(?:[\s,]+(?P<town>\S.*))?"
)
_PAIRS, _PLUS = 10, 8  # digits of a code that come in pairs; digits before the sign
_ROWS, _COLUMNS = 5, 4  # of the grid that each further digit divides a cell into
_BASE, _METRES_PER_DEGREE = 20, 111_320  # metres of a degree along a meridian

# MGRS (NGA.STND.0037): zone, band, square of 100 km, then easting and northing.
_BANDS, _GRID_LETTERS = "CDEFGHJKLMNPQRSTUVWX", "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ROW_LETTERS = _GRID_LETTERS[:20]
_GRID = (
    rf"(?i)(?:mgrs|usng)?[:\s]*(?P<zone>[1-9]|[1-5]\d|60)\s?(?P<band>[{_BANDS}])\s?"
    rf"(?P<column>[{_GRID_LETTERS}])(?P<row>[{_ROW_LETTERS}])\s?(?P<digits>\d{{2,5}}\s\d{{2,5}}|\d{{4,10}})"
)
_SQUARE_M, _CYCLE_M, _SOUTH_M = 100_000, 2_000_000, 10_000_000
_BAND_DEGREES, _LOWEST, _ZONE_DEGREES = 8, -80, 6
_ROUNDING, _WIDER = 0.1, 3  # degrees; how much wider zones are in the bands of Norway and Svalbard
_HIGHER = 4  # degrees by which the last band is higher


# The British national grid: two letters for a square of 100 km, then easting and northing, of
# three digits each or more: fewer may be anything.
_BRITISH_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_BRITISH = (
    r"(?P<letters>H[PTUWXYZ]|N[A-HJ-OR-UWXYZ]|O[V]|S[C-EH-KM-PR-Z]|T[AFGLMQRV])\s?"
    r"(?P<digits>\d{3,5}\s\d{3,5}|\d{6}|\d{8}|\d{10})"
)


class Cell(NamedTuple):
    """A cell of a grid: its middle in degrees, how far its corners are, and what is wrong."""

    lon: float
    lat: float
    radius_m: int
    fault: str = ""


def is_link(text: str) -> bool:
    """Return whether a text is a link, to whatever it leads."""
    return re.fullmatch(_LINK, text.strip()) is not None


def read_link(text: str) -> tuple[str, str] | None:
    """Read latitude and longitude, as they are written, out of a link; nothing is opened.

    Examples
    --------
    >>> read_link("https://www.google.com/maps/@51.5074,-0.1278,15z")
    ('51.5074', '-0.1278')
    >>> read_link("geo:0,0?q=51.5074,-0.1278"), read_link("https://example.org/news/2021/05")
    (('51.5074', '-0.1278'), None)
    """
    link = unquote(text.strip())
    if re.fullmatch(_LINK, text.strip()) is None:
        return None
    for pattern in _IN_LINK:
        match = re.search(pattern, link)
        if match:
            lon_first = "ll=" in match[0] and re.match(_LON_FIRST_HOST, link)
            return (match[2], match[1]) if lon_first else (match[1], match[2])
    return None


def read_cell(text: str) -> Cell | None:
    """Read a full plus code, an MGRS or a British grid reference; None where it is none of them.

    Examples
    --------
    >>> cell = read_cell("8FVC9G8F+6X")
    >>> cell.lat, cell.lon, cell.radius_m
    (47.365563, 8.524938, 10)
    >>> read_cell("31U DQ 48251 11932").radius_m
    1
    >>> read_cell("SE 297 337").lat, read_cell("SE 29 33")
    (53.799209, None)
    """
    written = text.strip()
    code = re.fullmatch(_CODE, written)
    if code:
        return _plus_code(code["code"].upper())
    grid = re.fullmatch(_GRID, written)
    if grid is not None:
        return _grid(grid)
    british = re.fullmatch(_BRITISH, written)
    return None if british is None else _british(british)


def read_short_code(text: str) -> tuple[str, str] | None:
    """Return a plus code without its first digits, and the town that is given with it.

    Examples
    --------
    >>> read_short_code("9G8F+6X Zürich"), read_short_code("9G8F+6X"), read_short_code("Zürich")
    (('9G8F+6X', 'Zürich'), ('9G8F+6X', ''), None)
    """
    match = re.fullmatch(_SHORT, text.strip())
    return (match["code"].upper(), match["town"] or "") if match else None


def complete_code(code: str, lon: float, lat: float) -> Cell:
    """Return the cell of a short plus code that lies nearest to a point, in degrees."""
    missing = _PLUS - code.index("+")
    size = _BASE ** (2 - missing // 2)
    lat, lon = min(max(lat, -90), 90), (lon + 180) % 360 - 180
    cell = _plus_code(_prefix(lon, lat, missing) + code)
    down = round((lat - cell.lat) / size) * size
    across = round((lon - cell.lon) / size) * size
    return cell._replace(lat=round(cell.lat + down, 6), lon=round(cell.lon + across, 6))


def _prefix(lon: float, lat: float, digits: int) -> str:
    """Return the first digits of the plus code of a point."""
    prefix, size, down, across = "", float(_BASE), lat + 90, lon + 180
    for _ in range(digits // 2):
        prefix += _DIGITS[int(down // size)] + _DIGITS[int(across // size)]
        down, across, size = down % size, across % size, size / _BASE
    return prefix


def _plus_code(code: str) -> Cell:
    digits = code.replace("+", "").rstrip("0")
    lat, lon, tall, wide = -90.0, -180.0, 400.0, 400.0
    for place in range(0, min(len(digits), _PAIRS), 2):
        tall, wide = tall / _BASE, wide / _BASE
        lat += _DIGITS.index(digits[place]) * tall
        lon += _DIGITS.index(digits[place + 1]) * wide
    for digit in digits[_PAIRS:]:
        tall, wide = tall / _ROWS, wide / _COLUMNS
        row, column = divmod(_DIGITS.index(digit), _COLUMNS)
        lat, lon = lat + row * tall, lon + column * wide
    if lat >= 90 or lon >= 180:  # noqa: PLR2004 - the ends of the axes
        return Cell(lon, lat, 0, "no cell of the Earth has that plus code")
    radius_m = math.ceil(math.hypot(tall, wide) / 2 * _METRES_PER_DEGREE)
    return Cell(round(lon + wide / 2, 6), round(lat + tall / 2, 6), radius_m)


def _grid(match: re.Match[str]) -> Cell | None:
    from pyproj import Transformer  # noqa: PLC0415 - few columns hold such references

    digits = "".join(match["digits"].split())
    if len(digits) % 2:
        return None
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    zone, band = int(match["zone"]), _BANDS.index(match["band"].upper())
    column = _GRID_LETTERS.index(match["column"].upper()) - 8 * ((zone - 1) % 3) + 1
    row = (_ROW_LETTERS.index(match["row"].upper()) - (0 if zone % 2 else 5)) % 20
    easting = column * _SQUARE_M + int(digits[:half]) * unit + unit / 2
    northing = row * _SQUARE_M + int(digits[half:]) * unit + unit / 2
    south = band < _BANDS.index("N")
    reader = Transformer.from_crs((32_700 if south else 32_600) + zone, 4326, always_xy=True)
    low = _LOWEST + _BAND_DEGREES * band - _ROUNDING
    high = low + _BAND_DEGREES + 2 * _ROUNDING + _HIGHER * (_BANDS[band] == "X")
    middle = -180 + _ZONE_DEGREES * zone - _ZONE_DEGREES / 2
    reach = _ZONE_DEGREES / 2 + _ROUNDING + _WIDER * (_BANDS[band] in "VX")
    for cycle in range(_SOUTH_M // _CYCLE_M):
        lon, lat = reader.transform(easting, northing + cycle * _CYCLE_M)
        if (
            _SQUARE_M <= easting < 9 * _SQUARE_M
            and low <= lat <= high
            and abs(lon - middle) <= reach
        ):
            return Cell(round(lon, 6), round(lat, 6), math.ceil(unit * math.sqrt(0.5)))
    return Cell(0, 0, 0, f"zone {zone} has no such square in band {_BANDS[band]}")


def _british(match: re.Match[str]) -> Cell | None:
    from pyproj import Transformer  # noqa: PLC0415 - few columns hold such references

    digits = "".join(match["digits"].split())
    if len(digits) % 2:
        return None
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    first, second = (_BRITISH_LETTERS.index(letter) for letter in match["letters"])
    east = (first - 2) % 5 * 5 + second % 5
    north = 19 - first // 5 * 5 - second // 5
    middle = (
        square * _SQUARE_M + int(part) * unit + unit / 2
        for square, part in ((east, digits[:half]), (north, digits[half:]))
    )
    lon, lat = Transformer.from_crs(27_700, 4326, always_xy=True).transform(*middle)
    radius = max(_DATUM_M, math.ceil(unit * math.sqrt(0.5)))
    return Cell(round(lon, 6), round(lat, 6), radius)


_DATUM_M = 5  # metres by which the British datum may be off without its own grid
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
