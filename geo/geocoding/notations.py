"""Parse places written beside a name: ``Chicago IL``, ``near X``.

`readings` tries these only where the gazetteer has nothing under the name as it was written.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer import weights
from geo.gazetteer.normalize import SITES, fold, forms
from geo.gazetteer.reverse import place_at
from geo.geocoding.coordinates import Coordinates
from geo.geodesy import destination, distance_km, midpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.gazetteer import Gazetteer, Place


_ADJECTIVES = {"north", "south", "east", "west", "new", "old", "the"}
_UNITS = (
    r"(?:km|kms|kilomet(?:re|er)s?|mi|miles?|m|met(?:re|er)s?|nm|nmi|nautical miles?|ft|feet"
    r"|blocks?)"
)
# Points of the compass as words are made of them, in the languages of Western Europe, too.
_NORTH, _SOUTH, _EAST, _WEST = (
    r"(?:north(?:ern)?|nördlich|noorden|noord|norte|nord|nor(?=[eo])|n\.?)",
    r"(?:south(?:ern)?|südlich|zuiden|zuid|süd|sud|sur|sul|s\.?)",
    r"(?:east(?:ern)?|östlich|oosten|oost|leste|este|ost|est|e\.?)",
    r"(?:west(?:ern)?|westlich|westen|ouest|oeste|ovest|w\.?)",
)
_POINT = rf"{_NORTH}|{_SOUTH}|{_EAST}|{_WEST}"
_POINTS = rf"(?:due )?(?P<point>(?:{_POINT})(?:[ -]?(?:{_POINT})){{0,2}})"
_ABOUT = (
    r"(?:à|a)?\s*(?:about|some|around|roughly|approximately|approx\.?|circa|ca?\.|~|just|over|nearly"
    r"|environ|etwa|ungefähr|unos|cerca de)?\s*"
)
_OF = (
    r"(?:of|from|off|outside(?: of)?|away from|out of|de|du|von|vom|di|da|do|van)\s+|(?:d|dell)['’]"
)
_SIZE = rf"{_ABOUT}(?P<size>\d+(?:[.,]\d+)?)\s*(?P<unit>{_UNITS})\.?\s+"
_TO_THE = r"(?:to the|in the|au|à l['’]|al|ao|a)?\s*"
_NEAR = (
    rf"{_SIZE}{_TO_THE}{_POINTS}\s*(?:{_OF})(?P<place>.+)",
    rf"{_SIZE}(?:{_OF})(?P<place>.+)",
    (
        r"(?:just |right |very )?(?:near(?:by| to)?|nr\.?|close to|outside(?: of)?|around|beside"
        r"|next to|adjacent to|off(?: the coast of)?|not far from|vicinity of|in the vicinity of"
        r"|(?:in |on )?the (?:outskirts|suburbs|vicinity|environs|neighbou?rhood|area) of"
        r"|outskirts of|suburbs of|area of"
        r"|(?:tout )?près (?:de|du)|proche de|à proximité de|non loin de"
        r"|aux? (?:environs|alentours) de|autour de|cerca de|(?:en )?(?:las )?afueras de"
        r"|alrededores de|perto de|próximo a|arredores de|vicino a"
        r"|nei pressi di|dintorni di|bei|nahe|unweit(?: von)?|in der nähe von"
        r"|nabij|in de buurt van|около|близ|недалеко от|قرب|بالقرب من)\s+(?P<place>.+)"
    ),
    rf"(?:just )?(?:to the )?{_POINTS} of\s+(?P<place>.+)",
    r"(?P<place>.+?)[\s,]*\(?(?:nearby|near|vicinity|outskirts|environs|area)\)?",
    r"(?P<place>.+?)\s*کے قریب",
)
_AND_AROUND = r"(?:around|.*\barea of)\s.+|.+\barea\)?"  # the place itself, and what lies around it
_METRES = {"k": 1000.0, "mi": 1609.344, "n": 1852.0, "f": 0.3048, "m": 1.0, "b": 200.0}
_BETWEEN = (
    r"(?i)(?:in )?(?:between|entre|zwischen|tra|fra|tussen)\s+(.+?)\s+"
    r"(?:and|&|et|y|e|und|en)\s+(.+)"
)
_IN = (
    r"(?i)(?:in|at|city centre of|downtown|stadt|gemeinde|ville de|commune de|ciudad de"
    r"|municipio de|cidade de|município de|comune di|gemeente|kota)\s+(.+)"
)
_WHOLE = (
    r"(?i)(.+?)\s+(?:(?:city|town) cent(?:re|er)|(?:metro|metropolitan|urban)(?: area| region)?)"
)
_FOOTNOTE = r"\s*\[\d{1,3}\]\s*$|^\d{1,3}[.)]\s+(?=\D)"
_CUTS = (
    r"\s*[\[({<]\s*|\s*[\])}>]+[\s,]*|\s+[-–—|>•·→]+\s+|\s*[;/|\\\n・、，]\s*|\s*[–—]\s*|:\s+|,\s*"
)
_AND = r"(?i)\s+(?:and|or|&|\+|und|et|y|e)\s+|\s*[;/|\n]\s*|\s*,\s*"
_JOINED = r"(?i)\s(?:and|or|und|et|y|e)\s|[&+]"
# UK, Canada, Ireland, the Netherlands, and digits with what stands around them elsewhere.
_POSTCODE = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?|[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?"
    r"|[A-Z]\d[\dW] ?[A-Z\d]{4}|\d{4} ?[A-Z]{2}|\d{2}-\d{3}"
    r"|〒?(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?|\d{3}[- ]\d{2,4})"
)
_POSTCODE_ALONE = _POSTCODE
_POSTCODE_BEHIND = rf"(?P<place>.*\D)[ ]+(?P<code>{_POSTCODE})"
_POSTCODE_BEFORE = (
    r"(?P<code>\d{4} ?[A-Z]{2}|〒?\d{3}-\d{4}|\d{3} \d{2}|\d{2}-\d{3}"
    r"|〒?(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?)[ ]+(?P<place>\D.*)"
)
_DISTRICT = r"(?P<place>\D*[^\W\d]) (?P<code>\d{1,2}(?:e|er|ème)?)"  # Dublin 2, Paris 15e
_NUMBERED = (
    r"(?i)(?:(?:flat|apt|apartment|unit|suite|house|plot|no|block|#)\.? ?)?"
    r"\d+[a-z]?(?:[-/]\d+[a-z]?)?[ ,]+.+"
)
_HOUSE_BEHIND = r"\D*[^\W\d] \d{1,4}[a-zA-Z]?"  # Unter den Linden 77
_ROAD = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|highway|hwy|way|square|sq"
    r"|terrace|crescent|close|court|row|mews|parade|motorway|expressway|roundabout|flyover|chowk"
    r"|embankment|alley|walk|parkway|turnpike"
)
_ROAD_NAME = rf"(?i).+ (?:{_ROAD})\.?"
_STREET = (
    rf"(?i).+\b(?:{_ROAD})\.?(?: (?:north|south|east|west|[nsew]))?"
    r"|(?:rue|avenue|av\.?|boulevard|place|via|viale|piazza|corso|calle|avenida|av|plaza|paseo"
    r"|carrera|rua|praça|ul\.?|ulica|ulitsa|улица|ул\.?|jalan|jl\.?|shari|sharia|route|highway|hwy"
    r"|quai|chemin|largo|calzada) .+"
    r"|.+(?:straße|strasse|str\.|gasse|allee|platz|weg|straat|laan|gracht|plein|gatan|vägen|gate"
    r"|vej|utca|caddesi|sokak|cd\.|sk\.)(?: \d+\w?)?"
)
# A building or a quarter with nothing but a space before its town: Civil Hospital Karachi.
_QUARTER = "colony|estate|nagar|quarters?|sector|slum|town|township|village|ward"
_WITH_TOWN = (
    r"(?i)(?P<street>\S.* (?:" + "|".join(sorted(SITES - _ADJECTIVES)) + rf"|{_QUARTER})) "
    r"(?P<place>[^,]+)"
)
_WITH_PLACE = rf"(?i)(?P<street>(?:\d+\w*,? )?(?:[^,\d]+ )?(?:{_ROAD})\.?) (?P<place>[^,]+)"
_SITE = (
    r".*\b(?:" + "|".join(sorted(SITES - _ADJECTIVES))
    + r"|building|centre|center|hall|house|tower|towers|plaza|headquarters|embassy|consulate|office"
    r"|clinic|madrasa|institute|academy|terminal|camp|base|factory|plant|shrine|monument)\b.*"
)  # fmt: skip
_AREAS = 2  # areas with nothing but a space in front: London England UK
_TAIL = 3  # words of a country's or state's name: Papua New Guinea


@dataclass(frozen=True)
class Notation:
    """One way to read what was written.

    Parameters
    ----------
    name : str
        The name to look up; ``X, Y`` means X inside Y.
    notes : tuple of str
        What was left out, in words.
    missing : str
        What is not located and is shown as the place that contains it; empty for the place itself.
    near_m : float or None
        Metres that the place may be away from the named one: 0 where no distance is stated; None
        where the named place itself is meant.
    loose : bool
        Whether no sign stands between the name and the area that contains it.
    bearing : float or None
        Degrees from north, clockwise, in which the place lies from the named one.
    and_around : bool
        Whether the named place is part of what is meant: Karachi area.
    unmarked : bool
        Whether no sign stands between what is not located and the place that contains it.
    written : str
        What was written.
    """

    name: str
    notes: tuple[str, ...] = ()
    missing: str = ""
    near_m: float | None = None
    loose: bool = False
    bearing: float | None = None
    and_around: bool = False
    unmarked: bool = False
    written: str = ""

    @property
    def stands_in(self) -> bool:
        """Whether the name is that of a place around or beside the one that is meant."""
        return bool(self.missing) or self.near_m is not None


def named_as_site(name: str) -> str:
    """Return ``street`` or ``site`` for the name of a street or building; else nothing.

    Examples
    --------
    >>> [named_as_site(name) for name in ("221B Baker Street", "City Hospital", "Lyari")]
    ['street', 'site', '']
    """
    if re.fullmatch(_STREET, name) or re.fullmatch(_NUMBERED, name):
        return "street"
    return "site" if re.fullmatch(_SITE, fold(name)) else ""


def is_road(name: str) -> bool:
    """Return whether a name ends with a word for a road.

    Examples
    --------
    >>> is_road("Church Road"), is_road("Roadtown")
    (True, False)
    """
    return re.fullmatch(_ROAD_NAME, name) is not None


def parts(name: str) -> list[str]:
    """Return the names that a writer has put one after the other.

    Examples
    --------
    >>> parts("Paris/Lyon"), parts("Karachi, Lahore and Multan")
    (['Paris', 'Lyon'], ['Karachi', 'Lahore', 'Multan'])
    """
    ends = between(name)
    if ends:
        return list(ends)
    pieces = (part.strip() for piece in re.split(_CUTS, name) for part in re.split(_AND, piece))
    return [part for part in pieces if fold(part)]


def between(name: str) -> tuple[str, str] | None:
    """Return the two places between which something is said to be.

    An area behind the second is that of the first, too.

    Examples
    --------
    >>> between("between Karachi and Hyderabad, Pakistan"), between("Karachi")
    (('Karachi, Pakistan', 'Hyderabad, Pakistan'), None)
    """
    match = re.fullmatch(_BETWEEN, " ".join(name.split()))
    if match is None:
        return None
    first, second = match[1], match[2]
    _, comma, area = second.partition(",")
    return (f"{first},{area}" if comma and "," not in first else first), second


def describes_region(name: str) -> bool:
    """Check whether a name describes a region by other places: a part of one, near or between some.

    Examples
    --------
    >>> [describes_region(name) for name in ("northern Mali", "near Derna", "Karachi")]
    [True, True, False]
    """
    readings = forms(name)
    is_part = bool(readings) and readings[-1].part != ""
    around = _near(Notation(" ".join(name.split())))
    is_near = around is not None and around.near_m is not None
    return is_part or is_near or between(name) is not None


def holders(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to divide a name into what may be unknown, and a place around that.

    Examples
    --------
    >>> list(holders("Plot 12, Zzyzqua, Karachi"))
    [('Plot 12', 'Zzyzqua, Karachi'), ('Plot 12, Zzyzqua', 'Karachi')]
    >>> list(holders("Karachi - Zzyzqua"))
    [('Karachi', 'Zzyzqua'), ('Zzyzqua', 'Karachi')]
    """
    pieces = _cut(Notation(" ".join(name.split()))).name.split(", ")
    for count in range(1, len(pieces)):
        yield ", ".join(pieces[:count]), ", ".join(pieces[count:])
    if len(pieces) == 2 and "," not in name:  # noqa: PLR2004 - the larger may come first
        yield pieces[1], pieces[0]


def joined(name: str) -> bool:
    """Return whether the parts of a name stand side by side by its own words: ``X and Y``."""
    return re.search(_JOINED, name) is not None


def notations(name: str) -> Iterator[Notation]:
    """Yield the ways to read a name, the most literal first.

    Parameters
    ----------
    name : str
        What was written, in any of the usual notations.

    Yields
    ------
    Notation
        Names in the form ``X, Y``.

    Examples
    --------
    >>> [one.name for one in notations("Karachi [Pakistan]")]
    ['Karachi, Pakistan', 'Pakistan, Karachi']
    >>> next(notations("Chicago, IL 60614")).notes
    ('without the postcode 60614',)
    """
    seen = {name}
    plain = re.sub(_FOOTNOTE, "", html.unescape(name)).replace("_", " ")
    for notation in _all(Notation(" ".join(plain.split()), written=name)):
        if notation.name not in seen and fold(notation.name):
            seen.add(notation.name)
            yield notation


def _all(start: Notation) -> Iterator[Notation]:
    around = _near(start) or start
    pieces = _cut(around)
    clean = _without_postcodes(pieces)
    yield from (around, pieces, clean)
    for notation in (pieces, clean):
        yield from _reversed(notation)
    yield from _spaced(clean)
    for notation in _without_streets(clean):
        yield notation
        yield from _spaced(notation)


def _near(notation: Notation) -> Notation | None:
    """Read ``15 km north of X``, ``near X``, ``X area``, ``in X``."""
    whole = re.fullmatch(_WHOLE, notation.name)
    if whole:
        return replace(notation, name=whole[1])
    lower = notation.name.casefold()
    for pattern in _NEAR:
        match = re.fullmatch(pattern, lower)
        if match and len(lower) == len(notation.name):
            groups = match.groupdict()
            place = notation.name[slice(*match.span("place"))]
            size = float(groups["size"].replace(",", ".")) if groups.get("size") else 0.0
            metres = size * _metres(match["unit"]) if size else 0.0
            bearing = _bearing(groups.get("point") or "") if size else None
            around = not size and re.fullmatch(_AND_AROUND, lower) is not None
            return replace(notation, name=place, near_m=metres, bearing=bearing, and_around=around)
    match = re.fullmatch(_IN, notation.name)
    return replace(notation, name=match[1]) if match else None


def _bearing(point: str) -> float | None:
    """Return degrees from north, clockwise: 22.5 for ``NNE``; None for what is no direction."""
    angles = [
        [bool(re.fullmatch(each, word)) for each in (_NORTH, _EAST, _SOUTH, _WEST)].index(True)
        * 90.0
        for word in re.findall(_POINT, point)
    ]
    bearing = None
    for angle in reversed(angles):  # NNE is midway between N and NE
        bearing = angle if bearing is None else _midway(angle, bearing)
    return bearing


def _midway(angle: float, other: float) -> float | None:
    apart = (other - angle + 180) % 360 - 180
    return (angle + apart / 2) % 360 if abs(apart) < 180 else None  # noqa: PLR2004 - north-south


def _metres(unit: str) -> float:
    return next(size for start, size in _METRES.items() if unit.startswith(start))


def _cut(notation: Notation) -> Notation:
    """Write brackets, dashes, slashes and other signs as commas."""
    pieces = [part.strip(" .") for part in re.split(_CUTS, notation.name)]
    return replace(notation, name=", ".join(part for part in pieces if fold(part)))


def _reversed(notation: Notation) -> Iterator[Notation]:
    """Read ``Pakistan, Karachi`` the other way round."""
    pieces = notation.name.split(", ")
    if len(pieces) > 1:
        yield replace(notation, name=", ".join(reversed(pieces)))


def _without_postcodes(notation: Notation) -> Notation:
    without_codes, codes = [], []
    for number, part in enumerate(notation.name.split(", ")):
        district = re.fullmatch(_DISTRICT, part) if number else None
        alone = re.fullmatch(_POSTCODE_ALONE, part)
        match = re.fullmatch(_POSTCODE_BEHIND, part) or re.fullmatch(_POSTCODE_BEFORE, part)
        if alone:
            codes.append(part)
        elif district:
            codes.append(district["code"])
            without_codes.append(district["place"])
        elif match and not (match.re.pattern == _POSTCODE_BEFORE and re.fullmatch(_STREET, part)):
            codes.append(match["code"])
            without_codes.append(match["place"])
        else:
            without_codes.append(part)
    if not codes:
        return notation
    notes = (*notation.notes, f"without the postcode {' '.join(codes)}")
    return replace(notation, name=", ".join(without_codes), notes=notes)


def _spaced(notation: Notation, areas: int = _AREAS) -> Iterator[Notation]:
    """Read ``Chicago IL``, ``London England UK`` and ``Port Moresby Papua New Guinea``."""
    head, _, rest = notation.name.partition(", ")
    words = head.split()
    for count in range(1, min(_TAIL, len(words) - 1) + 1):
        inner = " ".join(words[:-count])
        longer = ", ".join(filter(None, [inner, " ".join(words[-count:]), rest]))
        yield replace(notation, name=longer, loose=True)
        if areas > 1:
            yield from _spaced(replace(notation, name=longer), areas - 1)


def _without_streets(notation: Notation) -> Iterator[Notation]:
    """Remove a street or a building in front of the place that contains it."""
    pieces = notation.name.split(", ")
    worded = [
        number
        for number, part in enumerate(pieces)
        if named_as_site(part)
        or re.fullmatch(_WITH_TOWN, part)
        or (re.fullmatch(_HOUSE_BEHIND, part) and number < len(pieces) - 1)
    ]
    if not worded:
        return
    last = worded[-1]
    missing, rest = ", ".join(pieces[: last + 1]), pieces[last + 1 :]
    if rest:
        yield replace(notation, name=", ".join(rest), missing=missing)
    for pattern in (_WITH_PLACE, _WITH_TOWN):
        match = re.fullmatch(pattern, pieces[last])
        if match:
            missing = ", ".join([*pieces[:last], match["street"]])
            name = ", ".join([match["place"], *rest])
            yield replace(notation, name=name, missing=missing, unmarked=pattern == _WITH_TOWN)


_WIDEST_M = 500_000  # further away it is not near
_NEAR_M = 5_000, 30_000  # how far "near" reaches beyond a town: as far as its radius, but …
# Half of the angle between two points of the compass: of 8 where one or two letters or words tell
# the direction, of 16 where three do.
_ASKEW = math.tan(math.radians(22.5))
_COMPASS = (
    "north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east",
    "south-east", "south-south-east", "south", "south-south-west", "south-west", "west-south-west",
    "west", "west-north-west", "north-west", "north-north-west",
)  # fmt: skip


def near(place: Place, how: Notation) -> tuple[Place, str]:
    """Return the circle in which something near a place lies, and what it is in words.

    Where distance and direction are told it is around the point there. Whether they count from the
    middle of the town or from its edge is not stated: the circle holds both.
    """
    far_m = how.near_m or 0.0
    if not far_m:
        reach_m = place.radius_m + min(max(place.radius_m, _NEAR_M[0]), _NEAR_M[1])
    elif how.bearing is None or far_m > _WIDEST_M:
        reach_m = place.radius_m + far_m
    else:
        lon, lat = destination(place.lon, place.lat, how.bearing, far_m / 1000)
        point = _COMPASS[round(how.bearing / 22.5) % len(_COMPASS)]
        reach_m = place.radius_m + far_m * _ASKEW
        moved = replace(place, lon=round(lon, 5), lat=round(lat, 5), radius_m=round(reach_m))
        note = f"{far_m / 1000:.3g} km {point} of {place.name}; shown as a circle around that point"
        return replace(moved, boundary=""), note
    reach_m = min(_WIDEST_M, round(reach_m))
    where = f"{place.name} and around it" if how.and_around else f"near {place.name}, not in it"
    note = f"{where}; shown as a circle around {place.name}"
    return replace(place, radius_m=reach_m, boundary=""), note


def circle_between(gazetteer: Gazetteer, first: Place, second: Place) -> Place | None:
    """Return the circle that holds two towns and all between them; None where that says nothing."""
    if first.id == second.id or not {first.kind, second.kind} <= set(weights.FINE):
        return None
    apart_m = distance_km(first.lon, first.lat, second.lon, second.lat) * 1000
    reach_m = apart_m / 2 + max(first.radius_m, second.radius_m)
    if reach_m > _WIDEST_M:
        return None
    lon, lat = midpoint(first.lon, first.lat, second.lon, second.lat)
    point = place_at(gazetteer, Coordinates(round(lon, 5), round(lat, 5), round(reach_m)))
    return replace(point, name=f"between {first.name} and {second.name}", kind="region")
