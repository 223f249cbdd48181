"""Parse places written beside a name: ``Chicago IL``, ``near X``.

`readings` tries these only where the gazetteer has nothing under the name as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.normalize import SITES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator


# What people put into a cell when they know no place, folded; a word with "_" is several.
_MARKS = """
    n_a na n_d nan nil null none unknown unk not_known unknown_location location_unknown
    not_applicable not_available not_specified not_stated not_given not_provided unspecified
    undisclosed undisclosed_location undetermined unclear missing no_location no_data empty blank
    tba tbc tbd to_be_announced to_be_confirmed to_be_determined to_be_decided
    online on_line virtual remote remotely internet the_internet web website zoom webinar digital
    various various_locations various_places various_cities several several_places multiple
    multiple_locations multiple_places many miscellaneous misc other others anywhere everywhere
    somewhere nowhere elsewhere nationwide countrywide worldwide global desconocido inconnu
    unbekannt неизвестно н_д 不明 未知 غير_معروف نامعلوم अज्ञात
"""
_NOTHING_KNOWN = frozenset(fold(mark.replace("_", " ")) for mark in _MARKS.split())
_ONLY_SIGNS = r"\s*[-–—―_?¿*.…/\\#~]+\s*"
# Words for kinds of place that by themselves are no place's name.
_ADJECTIVES = {"north", "south", "east", "west", "new", "old", "the"}
_KINDS = """
    airfield beach border building bus_station camp capital center centre city city_centre
    city_center clinic coast country county district downtown embassy factory farm field flat
    forest garden gas_station headquarters highway hill home house island junction lake mine
    mountain neighborhood neighbourhood office outskirts province region residence restaurant
    river roadside rural_area sea shop state store street suburb supermarket town village
    warehouse train_station parking_lot car_park apartment petrol_station
"""
_GENERIC = (SITES - _ADJECTIVES) | {kind.replace("_", " ") for kind in _KINDS.split()}
_UNITS = (
    r"(?:km|kms|kilomet(?:re|er)s?|mi|miles?|m|met(?:re|er)s?|nm|nmi|nautical miles?|ft|feet"
    r"|blocks?)"
)
_POINTS = (
    r"(?:(?:due )?(?:north|south)?[ -]?(?:north|south)?[ -]?(?:east|west)?|[nsew]{1,3}"
    r"|[ns]\.?[ew]\.?)"
)
_ABOUT = r"(?:about|some|around|roughly|approximately|approx\.?|circa|ca?\.|~|just|over|nearly)?\s*"
_NEAR = (
    (
        rf"{_ABOUT}(?P<size>\d+(?:\.\d+)?)\s*(?P<unit>{_UNITS})\.?\s+"
        rf"(?:to the\s+)?{_POINTS}\s*(?:of|from|off|outside|away from|out of)\s+(?P<place>.+)"
    ),
    (
        r"(?:just |right |very )?(?:near(?:by| to)?|close to|outside(?: of)?|around|beside|next to"
        r"|adjacent to|off(?: the coast of)?|not far from|vicinity of|in the vicinity of"
        r"|(?:in |on )?the (?:outskirts|suburbs|vicinity|environs|neighbou?rhood|area) of"
        r"|outskirts of|suburbs of|area of)\s+(?P<place>.+)"
    ),
    (
        r"(?:just )?(?:to the )?(?:north|south|east|west|north[ -]?east|north[ -]?west"
        r"|south[ -]?east|south[ -]?west|[nsew]|[ns][ew]) of\s+(?P<place>.+)"
    ),
    r"(?P<place>.+?)[\s,]*\(?(?:nearby|near|vicinity|outskirts|environs|area)\)?",
)
_METRES = {"k": 1000.0, "mi": 1609.344, "n": 1852.0, "f": 0.3048, "m": 1.0, "b": 200.0}
_BETWEEN = r"(?i)(?:in )?between\s+(.+?)\s+(?:and|&)\s+(.+)"
_IN = r"(?i)(?:in|at|city centre of|downtown)\s+(.+)"
_CUTS = r"\s*[\[({<]\s*|\s*[\])}>]+[\s,]*|\s+[-–—|>]+\s+|\s*[;/|\n]\s*|\s*[–—]\s*|:\s+|,\s*"
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
    r"(?P<code>\d{4} ?[A-Z]{2}|\d{3} \d{2}|\d{2}-\d{3}|〒?(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?)"
    r"[ ]+(?P<place>\D.*)"
)
_NUMBERED = (
    r"(?i)(?:(?:flat|apt|apartment|unit|suite|house|plot|no|block|#)\.? ?)?"
    r"\d+[a-z]?(?:[-/]\d+[a-z]?)?[ ,]+.+"
)
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
        Metres that the place may be away from the named one: 0 where no distance is told; None
        where the named place itself is meant.
    loose : bool
        Whether no sign stands between the name and the area that contains it.
    written : str
        What was written.
    """

    name: str
    notes: tuple[str, ...] = ()
    missing: str = ""
    near_m: float | None = None
    loose: bool = False
    written: str = ""

    @property
    def stands_in(self) -> bool:
        """Whether the name is that of a place around or beside the one that is meant."""
        return bool(self.missing) or self.near_m is not None


def nothing_known(name: str) -> bool:
    """Return whether a name says that no place is known: ``N/A``, ``Unknown``, ``Online``, ``-``.

    Examples
    --------
    >>> [nothing_known(name) for name in ("N/A", "-", "Online", "Karachi")]
    [True, True, True, False]
    """
    return fold(name) in _NOTHING_KNOWN or re.fullmatch(_ONLY_SIGNS, name) is not None


def generic(name: str) -> bool:
    """Return whether a name is a word for a kind of place: ``Hospital``, ``the airport``."""
    return fold(name).removeprefix("the ") in _GENERIC


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
    between = re.fullmatch(_BETWEEN, name.strip())
    if between:
        return [between[1], between[2]]
    pieces = (part.strip() for piece in re.split(_CUTS, name) for part in re.split(_AND, piece))
    return [part for part in pieces if fold(part)]


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
    for notation in _all(Notation(" ".join(name.split()), written=name)):
        if notation.name not in seen and fold(notation.name):
            seen.add(notation.name)
            yield notation


def _all(start: Notation) -> Iterator[Notation]:
    around = _near(start) or start
    pieces = _cut(around)
    clean = _without_postcodes(pieces)
    yield from (around, pieces, clean)
    for notation in (pieces, clean):
        yield from _turned(notation)
    yield from _spaced(clean)
    yield from _without_streets(clean)


def _near(notation: Notation) -> Notation | None:
    """Read ``15 km north of X``, ``near X``, ``X area``, ``in X``."""
    lower = notation.name.casefold()
    for pattern in _NEAR:
        match = re.fullmatch(pattern, lower)
        if match and len(lower) == len(notation.name):
            place = notation.name[slice(*match.span("place"))]
            size = match.groupdict().get("size")
            metres = float(size) * _metres(match["unit"]) if size else 0.0
            return replace(notation, name=place, near_m=metres)
    match = re.fullmatch(_IN, notation.name)
    return replace(notation, name=match[1]) if match else None


def _metres(unit: str) -> float:
    return next(size for start, size in _METRES.items() if unit.startswith(start))


def _cut(notation: Notation) -> Notation:
    """Write brackets, dashes, slashes and other signs as commas."""
    pieces = [part.strip(" .") for part in re.split(_CUTS, notation.name)]
    return replace(notation, name=", ".join(part for part in pieces if fold(part)))


def _turned(notation: Notation) -> Iterator[Notation]:
    """Read ``Pakistan, Karachi`` the other way round."""
    pieces = notation.name.split(", ")
    if len(pieces) > 1:
        yield replace(notation, name=", ".join(reversed(pieces)))


def _without_postcodes(notation: Notation) -> Notation:
    without_codes, codes = [], []
    for part in notation.name.split(", "):
        alone = re.fullmatch(_POSTCODE_ALONE, part)
        match = re.fullmatch(_POSTCODE_BEHIND, part) or re.fullmatch(_POSTCODE_BEFORE, part)
        if alone:
            codes.append(part)
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
    """Leave out a street or a building in front of the place that contains it."""
    pieces = notation.name.split(", ")
    worded = [number for number, part in enumerate(pieces) if named_as_site(part)]
    if not worded:
        return
    last = worded[-1]
    missing, rest = ", ".join(pieces[: last + 1]), pieces[last + 1 :]
    if rest:
        yield replace(notation, name=", ".join(rest), missing=missing)
    match = re.fullmatch(_WITH_PLACE, pieces[last])
    if match:
        missing = ", ".join([*pieces[:last], match["street"]])
        yield replace(notation, name=", ".join([match["place"], *rest]), missing=missing)
