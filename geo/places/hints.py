"""What a caller already knows: kind, country, what contains the place, what it is near to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.errors import GeocodeError
from geo.places.candidates import gather
from geo.places.names import fold
from geo.places.weights import NEAR_KM, NEAR_STEP

if TYPE_CHECKING:
    from geo.places.index import Index, Place

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
_EARTH_KM = 6371.0088  # mean radius, IUGG
_AROUND = 1.25  # towns reach beyond the circle of their people


@dataclass(frozen=True)
class Area:
    """A place that contains the answer.

    Parameters
    ----------
    place : Place
        The containing place.
    gazetteer : Index
        Where its outline is read from, when it is needed.
    """

    place: Place
    gazetteer: Index

    def __contains__(self, other: Place) -> bool:
        if other.id == self.place.id:  # "Washington, D.C."; but no province is inside itself
            return self.place.kind in ("city", "suburb")
        if self.place.kind == "country":
            return other.country == self.place.country
        code = self.place.admin1_code
        if self.place.feature == "ADM1" and code and other.admin1_code:
            return other.admin1_code == code
        if self.place.boundary:
            outline = self.gazetteer.around(self.place.boundary)
            return bool(shapely.intersects_xy(outline, other.lon, other.lat))
        distance_km = distance(self.place.lon, self.place.lat, other.lon, other.lat)
        return distance_km * 1000 <= self.place.radius_m * _AROUND


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
    """

    kind: str = ""
    country: str = ""
    within: Area | None = None
    near: tuple[float, float] | None = None

    @property
    def any(self) -> bool:
        """Whether there is a hint at all."""
        return bool(self.kind or self.country or self.within or self.near)

    def against(self, place: Place) -> str:
        """Say in words why a place can't be meant; empty when it can."""
        if self.country and place.country != self.country:
            return f"not in {self.country}"
        if self.kind and self.kind != "street" and place.kind not in KINDS[self.kind]:
            return f"a {place.kind}, not a {self.kind}"
        if self.within is not None and place not in self.within:
            return f"not inside {self.within.place.name}"
        return ""

    def worth(self, place: Place) -> float:
        """Score how well a place that can be meant fits, in powers of ten of people."""
        score = 0.0
        if self.kind and place.kind != self.kind:
            score -= 1.0  # it answers to the asked kind, but a list calls it something else
        if self.near is not None:
            distance_km = distance(*self.near, place.lon, place.lat)
            score += NEAR_STEP * math.log10(1 + distance_km / NEAR_KM)
        return score


def distance(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in kilometres by the haversine formula (Sinnott 1984).

    Examples
    --------
    >>> round(distance(-0.2754, 51.6128, 67.0104, 24.8608), -1)
    6320.0
    """
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half_lon, half_lat = math.radians(other_lon - lon) / 2, (other_phi - phi) / 2
    squared = (
        math.sin(half_lat) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_lon) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(squared)))


def read_kind(value: object) -> str:
    """Check a hint for the kind; raise GeocodeError with the words that are possible."""
    word = _text(value, "kind")
    if word and word not in KINDS:
        raise GeocodeError(f"kind: found {word!r}, wanted one of {', '.join(KINDS)}")
    return word


def read_country(gazetteer: Index, value: object) -> str:
    """Check a hint for the country: an ISO code, or a country's name."""
    word = _text(value, "country")
    if not word:
        return ""
    if word.upper() in gazetteer.countries:
        return word.upper()
    named = [c.place.country for c in gather(gazetteer, word.upper()) if c.place.kind == "country"]
    if named:
        return named[0]
    known = ", ".join(sorted(gazetteer.countries))
    raise GeocodeError(
        f"country: found {word!r}, wanted an ISO 3166-1 code of two letters: {known}"
    )


def read_within(gazetteer: Index, value: object, *, country: str = "") -> Area | None:
    """Read a hint for the containing place: an id of the gazetteer, or a name.

    Of several places of the name the likeliest is taken, inside `country` when that is known.
    """
    word = _text(value, "within")
    if not word:
        return None
    place = gazetteer.find(word)
    if place is None:
        found = gather(gazetteer, word)
        inside = [c for c in found if not country or c.place.country in (country, "")]
        if not inside:
            lost = ", ".join(c.place.address for c in found[:3]) or "nothing of that name"
            wanted = "an id such as ogl:barnet, or the name of a place"
            raise GeocodeError(
                f"within: found {word!r}, wanted {wanted}"
                + (f" in {country}" if country else "")
                + f"; the gazetteer has {lost}"
            )
        place = inside[0].place
    return Area(place, gazetteer)


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
