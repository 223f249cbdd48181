"""Parse points that tools hand out: links to maps, plus codes, MGRS references."""

from __future__ import annotations

import math
import re
from typing import NamedTuple
from urllib.parse import unquote

_NUMBER = r"[+\-]?\d+(?:\.\d+)?"
_LINK = r"(?i)(?:https?://|www\.|geo:)\S+"
# Where services write latitude and longitude; the pin before the middle of the view.
_IN_LINK = (
    rf"!3d({_NUMBER})!4d({_NUMBER})",
    rf"[?&#]mlat=({_NUMBER})&mlon=({_NUMBER})",
    (
        r"[?&](?:q|query|ll|cp|center|near|saddr|daddr|destination|sll)=(?:loc:)?\s*"
        rf"({_NUMBER})[,~+\s]+({_NUMBER})"
    ),
    rf"[?&#]lat(?:itude)?=({_NUMBER})&(?:lon|lng|longitude)=({_NUMBER})",
    rf"#(?:map=)?[\d.]+/({_NUMBER})/({_NUMBER})",
    rf"@({_NUMBER}),({_NUMBER})",
    rf"^geo:({_NUMBER}),({_NUMBER})",
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
_BASE, _METRES = 20, 111_320  # metres of a degree along a meridian

# MGRS (NGA.STND.0037): zone, band, square of 100 km, then easting and northing.
_BANDS, _LETTERS = "CDEFGHJKLMNPQRSTUVWX", "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ROW_LETTERS = _LETTERS[:20]
_GRID = (
    rf"(?i)(?:mgrs|usng)?[:\s]*(?P<zone>[1-9]|[1-5]\d|60)\s?(?P<band>[{_BANDS}])\s?"
    rf"(?P<column>[{_LETTERS}])(?P<row>[{_ROW_LETTERS}])\s?(?P<digits>\d{{2,5}}\s\d{{2,5}}|\d{{4,10}})"
)
_SQUARE_M, _CYCLE_M, _SOUTH_M = 100_000, 2_000_000, 10_000_000
_BAND_DEGREES, _LOWEST, _ZONE_DEGREES = 8, -80, 6
_ROUNDING, _WIDER = 0.1, 3  # degrees; how much wider zones are in the bands of Norway and Svalbard
_HIGHER = 4  # degrees by which the last band is higher


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
    """Read a full plus code or an MGRS reference; None where the text is neither.

    Examples
    --------
    >>> cell = read_cell("8FVC9G8F+6X")
    >>> cell.lat, cell.lon, cell.radius_m
    (47.365563, 8.524938, 10)
    >>> read_cell("31U DQ 48251 11932").radius_m
    1
    """
    written = text.strip()
    code = re.fullmatch(_CODE, written)
    if code:
        return _plus_code(code["code"].upper())
    grid = re.fullmatch(_GRID, written)
    return None if grid is None else _grid(grid)


def read_short_code(text: str) -> tuple[str, str] | None:
    """Return a plus code without its first digits, and the town that is told for them.

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
    radius_m = math.ceil(math.hypot(tall, wide) / 2 * _METRES)
    return Cell(round(lon + wide / 2, 6), round(lat + tall / 2, 6), radius_m)


def _grid(match: re.Match[str]) -> Cell | None:
    from pyproj import Transformer  # noqa: PLC0415 - few columns hold such references

    digits = "".join(match["digits"].split())
    if len(digits) % 2:
        return None
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    zone, band = int(match["zone"]), _BANDS.index(match["band"].upper())
    column = _LETTERS.index(match["column"].upper()) - 8 * ((zone - 1) % 3) + 1
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
