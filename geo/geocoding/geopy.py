"""The gazetteer with geopy's interface, and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.errors import GeocodeError
from geo.gazetteer import gazetteer
from geo.gazetteer.candidates import gather, table
from geo.gazetteer.reverse import locate
from geo.geocoding.hints import Hints, country_name, read_hints
from geo.geocoding.query import read
from geo.geocoding.ranking import OK, resolve

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import pandas as pd

    from geo.gazetteer.gazetteer import Place


_LISTED = 10  # candidates in the raw answer


class GazetteerGeocoder(gazetteer.Gazetteer, Geocoder):  # type: ignore[misc]  # geopy has no types
    """The embedded gazetteer; opening it maps files into memory and reads almost nothing.

    It is a geocoder of geopy, too: `geocode`, `reverse`, ``exactly_one=False``, and
    `geopy.extra.rate_limiter.RateLimiter` work as with any other. It never opens a connection.

    Parameters
    ----------
    folder : path-like, optional
        Folder that holds ``index/`` and ``data/``; the installed one if left out.

    Raises
    ------
    GazetteerError
        When the index is missing or incomplete.

    Notes
    -----
    As in all of geopy, points here are (latitude, longitude); everywhere else in geo it is lon,
    lat. An `AsyncRateLimiter` wants something to await: ``functools.partial(asyncio.to_thread,
    gazetteer.geocode)``.

    Examples
    --------
    >>> gazetteer = Gazetteer()
    >>> gazetteer.geocode("Edgware")
    Location(Edgware, England, United Kingdom, (51.6128, -0.27539, 0.0))
    >>> gazetteer.reverse((24.86, 67.01)).address
    'Karachi, Sindh, Pakistan'
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        gazetteer.Gazetteer.__init__(self, folder)
        Geocoder.__init__(self, timeout=None, proxies={}, adapter_factory=_Nowhere)

    def geocode(  # noqa: PLR0913 - geopy's two, a limit, and the hints of `geo.geocode`
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's callers pass it
        limit: int | None = None,
        kind: str | None = None,
        within: str | None = None,
        country: str | None = None,
        near: Point | Sequence[float] | str | None = None,
    ) -> Location | list[Location] | None:
        """Geocode a name, as geopy does.

        Parameters
        ----------
        query : str
            A name in any script; ``X, Y`` means X inside Y.
        exactly_one : bool
            One Location, or the list of all that the name can mean, the likeliest first.
        timeout : float, optional
            Not needed; nothing is waited for.
        limit : int, optional
            Most Locations to give, with ``exactly_one=False``.
        kind, within, country : str, optional
            As for `geo.geocode`: conditions.
        near : geopy Point or what makes one, optional
            (latitude, longitude) in degrees of something close.

        Returns
        -------
        Location, list of Location, or None
            None when nothing has the name. `raw` is a dict: name, kind, country, admin1, lon, lat,
            radius_m (metres), provider_id, boundary, status, confidence (0 to 1), reason, refused,
            candidates. An uncertain answer is given, as other geocoders do, and says so:
            ``raw["status"] == "ambiguous"``.

        Raises
        ------
        GeocodeError
            When the query is no text, or a hint has no meaning.

        Examples
        --------
        >>> found = Gazetteer().geocode("Mill Hill")
        >>> found.raw["status"], found.raw["confidence"] < 0.5
        ('ambiguous', True)
        >>> [place.address for place in Gazetteer().geocode("Hyderabad", exactly_one=False)][:2]
        ['Hyderabad, Telangana, India', 'Hyderabad, Sindh, Pakistan']
        """
        if not isinstance(query, str):
            raise GeocodeError(f"query: found {type(query).__name__}, wanted text")
        hints = self._hints(kind, within, country, near)
        answer = resolve(self, query, hints)
        if answer.place is None:
            return None
        candidates = read(self, query, hints).candidates
        others = [candidates.candidate(self, number).place for number in range(len(candidates))]
        raw = {
            **_about(answer.place),
            "status": answer.status,
            "confidence": answer.confidence,
            "reason": answer.reason,
            "refused": answer.refused,
            "candidates": [_about(place) for place in others[:_LISTED]],
        }
        first = self._location(answer.place, raw)
        if exactly_one:
            return first
        rest = [
            self._location(place, {**_about(place), "status": "candidate"})
            for place in others
            if place.id != answer.place.id
        ]
        return [first, *rest][:limit]

    def reverse(
        self,
        query: Point | Sequence[float] | str,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's callers pass it
    ) -> Location | list[Location] | None:
        """Return the smallest place that holds a point or is nearest, as geopy does.

        Parameters
        ----------
        query : geopy Point or what makes one
            (latitude, longitude) in degrees; ``"51.6, -0.27"`` does as well.
        exactly_one : bool
            The most exact answer, or all: the place, its borough, province and country.
        timeout : float, optional
            Not needed; nothing is waited for.

        Returns
        -------
        Location, list of Location, or None
            The suburb, town or airport that holds the point, or the nearest within 30 km in the
            same country (see `geo.gazetteer.reverse.named_at`), else the smallest area around the
            point; None at sea. `raw` has distance_km (0 inside an area) and within
            (names of the areas around the point).

        Raises
        ------
        GeocodeError
            When the query is no point.

        Examples
        --------
        >>> [place.raw["name"] for place in Gazetteer().reverse((51.614, -0.27), exactly_one=False)]
        ['Edgware', 'Barnet', 'England', 'United Kingdom']
        """
        point = _point(query, "query")
        place, km, around = locate(self, point.longitude, point.latitude)
        within = [area.name for area in around]
        locations = [
            self._location(each, _standing(each, f"{km:.1f} km away", km, within))
            for each in [place]
            if each is not None
        ]
        locations += [
            self._location(area, _standing(area, f"the {area.kind} around the point", 0.0, within))
            for area in around
        ]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def candidates(self, name: str) -> pd.DataFrame:
        """List the places that a name can mean, the likeliest first.

        Parameters
        ----------
        name : str
            A name in any script.

        Returns
        -------
        DataFrame
            One row a place: name, kind, country, admin1, lon, lat (degrees), population, radius_m
            (metres), named (main, alternate, exonym or code), score (log10 of population),
            provider_id. Empty when nothing has the name.

        Examples
        --------
        >>> Gazetteer().candidates("Edgware")[["name", "kind", "country"]].head(1)
              name    kind country
        0  Edgware  suburb      GB
        """
        return table(self, gather(self, name))

    def _hints(self, kind: object, within: object, country: object, near: object) -> Hints:
        point = None if near is None else _point(near, "near")
        return read_hints(
            self,
            kind=kind,
            within=within,
            country=country,
            near=None if point is None else (point.longitude, point.latitude),
        )

    def _location(self, place: Place, raw: dict[str, object]) -> Location:
        country = country_name(self, place.country) or place.country
        parts = dict.fromkeys((place.name, place.admin1, country))
        address = ", ".join(part for part in parts if part)
        return Location(address, Point(place.lat, place.lon), raw)


Gazetteer = GazetteerGeocoder  # the public name: what people open is a geocoder of geopy, too


def _about(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "admin1": place.admin1,
        "lon": place.lon,
        "lat": place.lat,
        "radius_m": place.radius_m,
        "provider_id": place.id,
        "boundary": place.boundary,
    }


def _standing(place: Place, reason: str, km: float, within: list[str]) -> dict[str, object]:
    answer = {"status": OK, "reason": reason, "distance_km": km, "within": within}
    return {**_about(place), **answer}


def _point(value: object, what: str) -> Point:
    """Read a point strictly: geopy takes what is missing for 0."""
    wanted = f"{what}: found {value!r}, wanted (latitude, longitude) in degrees, latitude first"
    if isinstance(value, Point):
        return value
    try:
        if isinstance(value, str):
            return Point(value)
        lat, lon, *_ = (float(part) for part in value)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise GeocodeError(f"{wanted} ({error})") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004 - the ends of the axes
        raise GeocodeError(wanted + (" (axes swapped?)" if abs(lat) <= 180 else ""))  # noqa: PLR2004
    return Point(lat, lon)


class _Nowhere(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An adapter that leads nowhere: the gazetteer needs none."""

    def get_json(self, url: str, **_: object) -> NoReturn:
        """Refuse."""
        raise NotImplementedError(f"the gazetteer asks nobody, not {url}")

    get_text = get_json
