"""Parse a query: a name, its own hints, or coordinates in numbers.

geopy's own reader takes what is missing for 0, wraps a longitude of 190 and takes a single number
for a latitude; here all of these are refused.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import NOTHING, Candidates, gather, gather_inside
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import fold
from geo.geocoding.hints import Area, Hints
from geo.geocoding.notations import Notation, notations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Place
    from geo.gazetteer.packed import Numbers


_COMMAS = 4  # "Edgware, Barnet, London, England, UK"
_HOLDERS = 4  # places that Y in "X, Y" may mean; a fifth has never been meant in what we read
_KEPT = 1 << 16
_FITS = np.empty(0, np.int8)
_LONGEST = 300  # characters; the longest name of a place, Bangkok's, has 193
_AREAS = ("country", "province", "region", "borough")
_STATES = ("country", "province")
_ALIAS = [FLAGS.index(flag) for flag in ("alternate", "code", "demonym")]
_LEAST_PEOPLE = 1_000  # a hamlet is not meant where only a space stands before the state's name


@dataclass(frozen=True, eq=False)
class ParsedQuery:
    """A question with the places that can answer it.

    Parameters
    ----------
    head : str
        Folded name without what it says of where the place is: ``hyderabad``.
    candidates : Candidates
        Candidates that fit, the best first; scores count the hints.
    refused : Candidates
        Candidates that contradict a hint.
    against : ndarray of int
        Why each of the refused does: see `Hints.why`.
    holders : tuple of Place
        What Y in ``X, Y`` may mean.
    held : ndarray of int
        For each of `candidates` the number of its holder; -1 where the name has none.
    how : Notation or None
        How the name was read, where it is not as it was written.
    """

    head: str
    candidates: Candidates
    refused: Candidates
    against: Numbers
    holders: tuple[Place, ...] = ()
    held: Numbers | None = None
    how: Notation | None = None

    def holder(self, number: int) -> Place | None:
        """Return what the name itself says to contain a candidate."""
        return None if self.held is None else self.holders[int(self.held[number])]

    @property
    def qualified(self) -> bool:
        """Whether the name says itself where the place is, and a place is there."""
        return self.held is not None and len(self.candidates) > 0


@functools.lru_cache(maxsize=_KEPT)
def read(gazetteer: Gazetteer, name: str, hints: Hints, *, inside: bool = False) -> ParsedQuery:
    """Read a question.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    name : str
        The name; ``X, Y`` means X inside Y where Y is a place and holds an X, else one name.
    hints : Hints
        What is known beforehand; a candidate that contradicts a hint is refused.
    inside : bool
        Whether a name that is not known may stand for a place whose name it holds.

    Returns
    -------
    ParsedQuery
        Without candidates when nothing has the name, or all that have it are refused.
    """
    how = None
    candidates, holders, held = _held(gazetteer, name, hints)
    if not len(candidates) and len(name) <= _LONGEST:
        how, candidates, holders, held = _otherwise(gazetteer, name, hints)
    if inside and not len(candidates):
        candidates = gather_inside(gazetteer, name)
    head = fold((how.name if how else name).partition(",")[0])
    if not hints.any and not hints.level and held is None:
        return ParsedQuery(head, candidates, NOTHING, _FITS, how=how)
    against = hints.against(gazetteer, candidates.rows)
    fits = against == 0
    fitting, refused = candidates.take(fits), candidates.take(~fits)
    fitting = replace(fitting, scores=fitting.scores + hints.score(gazetteer, fitting.rows))
    order = np.lexsort((fitting.rows, -fitting.scores))
    return ParsedQuery(
        head=head,
        candidates=fitting.take(order),
        refused=refused,
        against=against[~fits],
        holders=holders,
        held=held[fits][order] if held is not None else None,
        how=how,
    )


def _otherwise(
    gazetteer: Gazetteer, name: str, hints: Hints
) -> tuple[Notation | None, Candidates, tuple[Place, ...], Numbers | None]:
    """Read a name that the gazetteer does not have as it is written."""
    for how in notations(name):
        candidates, holders, held = _held(gazetteer, how.name, hints)
        if held is None or holders[held[0]].id == gazetteer.place(int(candidates.rows[0])).id:
            same = _same_place(gazetteer, how)
            if same is not None:
                return replace(how, notes=(*how.notes, same[0])), same[1], (), None
        if held is not None:
            fits = _fits(gazetteer, how, candidates, [holders[number] for number in held])
            candidates, held = candidates.take(fits), held[fits]
        elif "," in how.name:
            continue
        if len(candidates):
            return how, candidates, holders, held
    return None, NOTHING, (), None


def _same_place(gazetteer: Gazetteer, how: Notation) -> tuple[str, Candidates] | None:
    """Read ``Mumbai (Bombay)``: two names of one place."""
    head, comma, tail = how.name.partition(", ")
    if not comma or "," in tail or how.loose or fold(head) == fold(tail):
        return None
    first, other = gather(gazetteer, head), gather(gazetteer, tail)
    both = np.isin(first.rows, other.rows)
    return (f"also called {tail}", first.take(both)) if both.any() else None


def _fits(
    gazetteer: Gazetteer, how: Notation, candidates: Candidates, holders: Sequence[Place]
) -> Numbers:
    """Return which candidates the notation allows to lie in their holders."""
    columns = gazetteer.columns
    area = np.array([place.kind in _AREAS for place in holders])
    if not how.loose:
        suburbs = columns.kind[candidates.rows] == columns.code("kind", "suburb")
        return np.asarray(area | suburbs | ("," in how.written))
    state = np.array([place.kind in _STATES for place in holders])
    well = columns.people[candidates.rows] >= _LEAST_PEOPLE
    return np.asarray(state & well & ~np.isin(candidates.flags, _ALIAS))


def _held(
    gazetteer: Gazetteer, name: str, hints: Hints
) -> tuple[Candidates, tuple[Place, ...], Numbers | None]:
    """Gather the candidates for a name, inside what the name says; then as one name."""
    head, comma, tail = name.rpartition(",")
    if not comma or head.count(",") >= _COMMAS or not fold(head) or not fold(tail):
        return gather(gazetteer, name), (), None
    inner, _, _ = _held(gazetteer, head, hints)
    places, scores = _holders(gazetteer, tail, hints)
    if len(inner) and places:
        inside = np.array([Area(place, gazetteer).holds(inner.rows) for place in places])
        likelihood = np.where(inside, weights.HOLDER * (scores - scores[0])[:, None], -np.inf)
        held = likelihood.argmax(axis=0)
        gain = likelihood.max(axis=0)
        chosen = np.isfinite(gain)
        if chosen.any():
            contained = inner.take(chosen)
            return replace(contained, scores=contained.scores + gain[chosen]), places, held[chosen]
    return gather(gazetteer, name), (), None


def _holders(gazetteer: Gazetteer, tail: str, hints: Hints) -> tuple[tuple[Place, ...], Numbers]:
    """List what Y in ``X, Y`` may mean, with the scores."""
    candidates = gather(gazetteer, tail)
    rows = candidates.rows[:_HOLDERS]
    fits = np.ones(len(rows), bool)
    if hints.country:
        fits &= gazetteer.columns.country[rows] == gazetteer.columns.code("country", hints.country)
    if hints.within is not None:
        fits &= hints.within.holds(rows) | (rows == gazetteer.row(hints.within.place.id))
    places = tuple(gazetteer.place(int(row)) for row in rows[fits])
    return places, candidates.scores[:_HOLDERS][fits]


_NUMBER = r"[+\-]?\d+(?:\.\d+)?"
_PAIR = rf"({_NUMBER})[\s,;]+({_NUMBER})"
_LON_FIRST = (
    rf"(?:srid=4326;\s*)?point\s*z?\s*\(\s*{_PAIR}(?:\s+{_NUMBER})?\s*\)",
    (
        rf'\{{\s*"type"\s*:\s*"point"\s*,\s*"coordinates"\s*:\s*'
        rf"\[\s*{_PAIR}(?:\s*,\s*{_NUMBER})?\s*\]\s*\}}"
    ),
    (
        rf"lon(?:g|gitude)?\.?\s*[:=]?\s*({_NUMBER})°?[\s,;]+"
        rf"lat(?:itude)?\.?\s*[:=]?\s*({_NUMBER})°?"
    ),
)
_LAT_FIRST = (
    rf"geo:({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?(?:;.*)?",
    (
        rf"lat(?:itude)?\.?\s*[:=]?\s*({_NUMBER})°?[\s,;]+"
        rf"l(?:on|ng)(?:g|gitude)?\.?\s*[:=]?\s*({_NUMBER})°?"
    ),
    r"([+\-]\d{2}(?:\.\d+)?)([+\-]\d{3}(?:\.\d+)?)(?:crs.*)?/?",  # ISO 6709
    rf"[(\[]?\s*({_NUMBER})\s*°?[\s,;/]+({_NUMBER})\s*°?\s*[)\]]?",
)
_DECIMAL_COMMA = r"([+\-]?\d{1,3}),(\d{4,})\s*[;,/ ]\s*([+\-]?\d{1,3}),(\d{4,})"
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
    >>> read_coordinates("95.5, 10.25").fault
    'latitude 95.5 is not between -90 and 90 (axes swapped?)'
    """
    written = text.strip().casefold().replace("−", "-")
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
