"""What a caller knows: kind, country, container, nearby place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import GeocodeError
from geo.gazetteer import weights
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import PER_DEGREE, Place
from geo.gazetteer.normalize import fold
from geo.gazetteer.weights import NEAR_KM, NEAR_STEP
from geo.geodesy import distances_km

if TYPE_CHECKING:
    from geo.gazetteer.gazetteer import Gazetteer, Numbers


# The kinds that answer to a kind, the asked one first: lists call one town a city, another a
# suburb, and one area a region, another a province. Nothing else ever stands in for another kind.
KINDS = {
    "site": ("site",),
    "street": (),
    "suburb": ("suburb", "city"),
    "borough": ("borough",),
    "city": ("city", "suburb"),
    "region": ("region", "province", "borough"),
    "province": ("province", "region"),
    "country": ("country",),
}
# What the names of one list have in common.
LEVELS = {
    "country": ("country",),
    "province": ("province",),
    "region": ("region", "borough"),
    "city": ("city", "suburb"),
}
_NOT_INSIDE, _OTHER_KIND, _OTHER_COUNTRY = 1, 2, 3
_AROUND = 1.25  # towns reach beyond the circle of their people


@dataclass(frozen=True)
class Area:
    """A place that contains the answer.

    Parameters
    ----------
    place : Place
        The containing place.
    gazetteer : Gazetteer
        Where its outline is read from, when it is needed.
    """

    place: Place
    gazetteer: Gazetteer

    def __contains__(self, other: Place) -> bool:
        row = self.gazetteer.row(other.id)
        return row is not None and bool(self.holds(np.array([row]))[0])

    def holds(self, rows: Numbers) -> Numbers:
        """Return which places, given by their rows, lie inside: ndarray of bool."""
        inside = self._around(rows)
        own = rows == self.gazetteer.row(self.place.id)
        # "Washington, D.C." lies in itself; but no province does
        return np.where(own, self.place.kind in ("city", "suburb"), inside)

    def may_hold(self, rows: Numbers) -> Numbers:
        """Return which places, given by their rows, may contain the answer, too."""
        return np.asarray(self.holds(rows) | (rows == self.gazetteer.row(self.place.id)))

    def _around(self, rows: Numbers) -> Numbers:
        columns, place = self.gazetteer.columns, self.place
        if place.kind == "country":
            own: Numbers = columns.country[rows] == columns.code("country", place.country)
            return own
        if not place.admin1_code:
            return self._on_the_map(rows)
        code = columns.code("admin1", place.admin1_code)
        if place.feature == "ADM1":
            own = columns.admin1[rows] == code
            unknown = columns.admin1[rows] == columns.code("admin1", "")
            if unknown.any():  # reading an outline takes longer than all the rest
                own[unknown] = self._on_the_map(rows[unknown])
            return own
        inside = self._on_the_map(rows)
        if place.feature == "ADM2" and place.admin2:
            district = columns.code("admin2", place.admin2)
            inside |= (columns.admin1[rows] == code) & (columns.admin2[rows] == district)
        return inside

    def _on_the_map(self, rows: Numbers) -> Numbers:
        columns = self.gazetteer.columns
        return self._covers(columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE)

    def holds_point(self, lon: float, lat: float) -> bool:
        """Return whether a point, in degrees, lies inside."""
        return bool(self._covers(np.array([lon]), np.array([lat]))[0])

    def _covers(self, lon: Numbers, lat: Numbers) -> Numbers:
        place = self.place
        if place.boundary:
            inside = self.gazetteer.outlines.around_holds(place.boundary, lon, lat)
            if inside is not None:
                return inside
        apart_km = distances_km(place.lon, place.lat, lon, lat)
        return np.asarray(apart_km * 1000 <= place.radius_m * _AROUND)


@dataclass(frozen=True)
class AreaLimits(Area):
    """A box, several countries, or both, in the stead of a place that contains the answer.

    Parameters
    ----------
    box : tuple of float or None
        West, south, east and north in degrees; west is larger than east across 180°.
    countries : tuple of str
        ISO 3166-1 alpha-2 codes; empty for any.
    inner : Area or None
        A place that contains the answer as well.
    """

    box: tuple[float, float, float, float] | None = None
    countries: tuple[str, ...] = ()
    inner: Area | None = None

    @classmethod
    def of(
        cls,
        gazetteer: Gazetteer,
        box: tuple[float, float, float, float] | None,
        countries: tuple[str, ...],
        inner: Area | None,
    ) -> AreaLimits:
        """Write the limits down as an area that is called by what it is."""
        listed = " or ".join(countries)
        name = " in ".join(filter(None, ["the viewbox" if box else "", listed]))
        key = f"limits:{box or ''}:{listed}:{inner.place.id if inner else ''}"
        place = Place(key, name, 0, 0, "region", "", "", "", "", "", 0, 0, "", disputed=False)
        return cls(place, gazetteer, box, countries, inner)

    def holds(self, rows: Numbers) -> Numbers:
        """Return which places, given by their rows, lie inside: ndarray of bool."""
        columns = self.gazetteer.columns
        inside = self._covers(columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE)
        if self.countries:
            inside &= np.isin(
                columns.country[rows], [columns.code("country", c) for c in self.countries]
            )
        return inside if self.inner is None else inside & self.inner.holds(rows)

    def may_hold(self, rows: Numbers) -> Numbers:
        """Return all of them: an area reaches over the edge of a box."""
        return np.ones(len(rows), bool)

    def _covers(self, lon: Numbers, lat: Numbers) -> Numbers:
        if self.box is None:
            return np.ones(len(lon), bool)
        west, south, east, north = self.box
        across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
        return np.asarray(across & (lat >= south) & (lat <= north))


@dataclass(frozen=True)
class Hints:
    """All that is known about one name beforehand.

    Parameters
    ----------
    kind : str
        A word of `KINDS`, or empty.
    country : str
        ISO 3166-1 alpha-2 in capitals, or empty.
    within : Area or None
        What contains the place.
    near : tuple of float or None
        lon, lat in degrees of something close.
    home : Place or None
        Where the text was published; it speaks for places around it and excludes none.
    home_by : str
        How that is known, such as ``as its publisher says``; empty where a caller says it.
    level : str
        What the other names of a list are, a word of `LEVELS`, or empty; it excludes none.
    areas : tuple of str
        The countries, or GeoNames' codes of the states (``US.OH``), in which all of them have such
        a place; it excludes none.
    """

    kind: str = ""
    country: str = ""
    within: Area | None = None
    near: tuple[float, float] | None = None
    home: Place | None = None
    home_by: str = ""
    level: str = ""
    areas: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # one value stands in the keys of all its questions
        known = (self.kind, self.country, self.within, self.near, self.home, self.home_by)
        return hash((*known, self.level, self.areas))

    @property
    def any(self) -> bool:
        """Whether there is a hint at all."""
        return bool(self.kind or self.country or self.within or self.near or self.home)

    @property
    def required(self) -> bool:
        """Whether there is a hint that says which place is meant, and not only who speaks."""
        return bool(self.kind or self.country or self.within or self.near)

    def against(self, gazetteer: Gazetteer, rows: Numbers) -> Numbers:
        """Return why places, given by their rows, can't be meant.

        Returns
        -------
        ndarray of int
            0 for a place that can be meant, else a number in `why`.
        """
        against = np.zeros(len(rows), np.int8)
        columns = gazetteer.columns
        if self.within is not None:
            against[~self.within.holds(rows)] = _NOT_INSIDE
        if self.kind and self.kind != "street":
            codes = [columns.code("kind", kind) for kind in KINDS[self.kind]]
            against[~np.isin(columns.kind[rows], codes)] = _OTHER_KIND
        if self.country:
            code = columns.code("country", self.country)
            against[columns.country[rows] != code] = _OTHER_COUNTRY
        return against

    def why(self, number: int, place: Place) -> str:
        """Return in words why a place can't be meant."""
        if number == _OTHER_COUNTRY:
            return f"not in {self.country}"
        if number == _OTHER_KIND:
            return f"a {place.kind}, not a {self.kind}"
        return f"not inside {self.within.place.name}" if self.within is not None else ""

    def score(self, gazetteer: Gazetteer, rows: Numbers) -> Numbers:
        """Score how well places that can be meant fit, as log10 of population."""
        columns = gazetteer.columns
        score = np.zeros(len(rows))
        if self.kind:  # it answers to the asked kind, but a list calls it something else
            score -= columns.kind[rows] != columns.code("kind", self.kind)
        if self.level:
            codes = [columns.code("kind", kind) for kind in LEVELS[self.level]]
            peers = np.isin(columns.kind[rows], codes)
            score += weights.PEERS * peers
            if self.areas:
                column = "admin1" if "." in self.areas[0] else "country"
                codes = [columns.code(column, area) for area in self.areas]
                same = np.isin(getattr(columns, column)[rows], codes)
                score += weights.PEERS_AREA * (peers & same)
        if self.near is not None:
            lon, lat = columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE
            score += NEAR_STEP * np.log10(1 + distances_km(*self.near, lon, lat) / NEAR_KM)
        return score if self.home is None else score + self._at_home(gazetteer, rows, self.home)

    def from_home(self, place: Place) -> str:
        """Return in words that the text's home speaks for a place; empty where it does not."""
        home = self.home
        if home is None or not home.country or place.country != home.country:
            return ""
        if place.kind == "country" or place.id == home.id:
            return ""
        near = "near" if place.admin1_code == home.admin1_code else "in the country of"
        by = f", {self.home_by}" if self.home_by else ""
        return f"{near} {home.name}, where the text was published{by}"

    @staticmethod
    def _at_home(gazetteer: Gazetteer, rows: Numbers, home: Place) -> Numbers:
        columns = gazetteer.columns
        score = weights.HOME["country"] * (
            columns.country[rows] == columns.code("country", home.country or "-")
        )
        if home.admin1_code:
            state = columns.admin1[rows] == columns.code("admin1", home.admin1_code)
            score = score + weights.HOME["admin1"] * state
        if home.kind not in ("country", "province"):
            lon, lat = columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE
            apart_km = distances_km(home.lon, home.lat, lon, lat)
            score = score + weights.HOME["close"] / (1 + (apart_km / weights.CLOSE_KM) ** 2)
        return np.asarray(score, float)


def read_hints(
    gazetteer: Gazetteer,
    *,
    kind: object = None,
    within: object = None,
    country: object = None,
    near: object = None,
    published_in: object = None,
) -> Hints:
    """Check hints as a caller writes them; raise GeocodeError with what is possible."""
    code = read_country(gazetteer, country)
    return Hints(
        kind=read_kind(kind),
        country=code,
        within=read_within(gazetteer, within, country=code),
        near=read_near(near),
        home=read_home(gazetteer, published_in),
    )


def read_kind(value: object) -> str:
    """Check a hint for the kind; raise GeocodeError with the words that are possible."""
    word = _text(value, "kind")
    if word and word not in KINDS:
        raise GeocodeError(f"kind: found {word!r}, wanted one of {', '.join(KINDS)}")
    return word


def read_country(gazetteer: Gazetteer, value: object) -> str:
    """Check a hint for the country: an ISO code, or a country's name."""
    word = _text(value, "country")
    if not word:
        return ""
    if word.upper() in gazetteer.countries:
        return word.upper()
    named = find_candidates(gazetteer, word.upper()).rows
    columns = gazetteer.columns
    countries = named[columns.kind[named] == columns.code("kind", "country")]
    if len(countries):
        return gazetteer.place(int(countries[0])).country
    wanted = "an ISO 3166-1 code of two letters, such as PK, or the name of a country"
    raise GeocodeError(f"country: found {word!r}, wanted {wanted}")


def country_name(gazetteer: Gazetteer, code: str) -> str:
    """Return the main name of the country with an ISO 3166-1 code; empty where there is none."""
    columns = gazetteer.columns
    is_country = columns.kind == columns.code("kind", "country")
    rows = np.flatnonzero(is_country & (columns.country == columns.code("country", code)))
    return gazetteer.place(int(rows[0])).name if len(rows) else ""


def read_within(gazetteer: Gazetteer, value: object, *, country: str = "") -> Area | None:
    """Read a hint for the containing place: an id of the gazetteer, or a name.

    Of several places of the name the likeliest is taken, inside `country` when that is known.
    """
    word = _text(value, "within")
    if not word:
        return None
    place = gazetteer.find(word)
    if place is None:
        places = [gazetteer.place(int(row)) for row in find_candidates(gazetteer, word).rows]
        inside = [each for each in places if not country or each.country in (country, "")]
        if not inside:
            lost = ", ".join(each.address for each in places[:3]) or "nothing of that name"
            wanted = "an id such as ogl:barnet, or the name of a place"
            raise GeocodeError(
                f"within: found {word!r}, wanted {wanted}"
                + (f" in {country}" if country else "")
                + f"; the gazetteer has {lost}"
            )
        place = inside[0]
    return Area(place, gazetteer)


def read_home(gazetteer: Gazetteer, value: object) -> Place | None:
    """Check where a text was published: an ISO code, an id of the gazetteer, or a name."""
    word = _text(value, "published_in")
    if word.upper() in gazetteer.countries:
        word = country_name(gazetteer, word.upper())
    try:
        area = read_within(gazetteer, word)
    except GeocodeError as error:
        raise GeocodeError(str(error).replace("within:", "published_in:", 1)) from None
    return None if area is None else area.place


def read_near(value: object) -> tuple[float, float] | None:
    """Check a hint for a point: lon, lat in degrees."""
    if value is None or (isinstance(value, str) and not value):
        return None
    wanted = "near: wanted (lon, lat) in degrees, lon first"
    if not isinstance(value, (tuple, list)) or len(value) != 2:  # noqa: PLR2004 - lon and lat
        raise GeocodeError(f"{wanted}; found {value!r}")
    try:
        lon, lat = (float(part) for part in value)
    except (TypeError, ValueError) as error:
        raise GeocodeError(f"{wanted}; found {value!r}") from error
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 - the ends of the axes
        swapped = " (axes swapped?)" if abs(lat) <= 180 and abs(lon) <= 90 else ""  # noqa: PLR2004
        raise GeocodeError(f"{wanted}; found {value!r}{swapped}")
    return lon, lat


def _text(value: object, hint: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if not isinstance(value, str):
        raise GeocodeError(f"{hint}: found {value!r} ({type(value).__name__}), wanted text")
    return value.strip() if fold(value) else ""
