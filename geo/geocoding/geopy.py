"""The gazetteer with geopy's interface, and as tables."""

from __future__ import annotations

import asyncio
import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter
from geopy.exc import ConfigurationError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.errors import GeocodeError
from geo.gazetteer import gazetteer
from geo.gazetteer.candidates import find_candidates, table
from geo.gazetteer.reverse import locate
from geo.geocoding.explain import OK
from geo.geocoding.hints import AreaLimits, Hints, country_name, read_hints
from geo.geocoding.query import read
from geo.geocoding.ranking import resolve

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geo.gazetteer.gazetteer import Place


# What geopy's Nominatim calls the kinds of places; a settlement is a city or a suburb here.
_FEATURES = {"country": "country", "state": "province", "city": "city", "settlement": "city"}
_LISTED = 10  # candidates in the raw answer


class GazetteerGeocoder(gazetteer.Gazetteer, Geocoder):  # type: ignore[misc]  # geopy has no types
    """The embedded gazetteer; opening it maps files into memory and reads almost nothing.

    It is a geocoder of geopy, too: `geocode`, `reverse`, ``exactly_one=False``, and
    `geopy.extra.rate_limiter.RateLimiter` work as with any other. It never opens a connection.

    Parameters
    ----------
    folder : path-like, optional
        Folder that holds ``index/`` and ``data/``; the installed one if left out.
    extra : path-like or sequence of them, optional
        Files of one's own places, read beside the others: CSV with a header (name, lon, lat; id,
        aliases with ``;`` between them, kind, country, admin1, population and radius_m may be
        there), GeoJSON, Linked Places, or a dump of GeoNames. What a list doesn't tell of country
        and admin1 is that of the nearest town. Reasons say which list a place is from.
    adapter_factory : callable, optional
        As of any geocoder of geopy. With that of an asynchronous adapter, such as
        `AsyncOfflineAdapter` or geopy's ``AioHTTPAdapter``, `geocode` and `reverse` are awaited,
        and ``async with`` opens and closes the adapter; it is never asked for anything.

    Raises
    ------
    GazetteerError
        When the index is missing or incomplete, or rows of `extra` can't be taken: all are told.

    Notes
    -----
    As in all of geopy, points here are (latitude, longitude); everywhere else in geo it is lon,
    lat.

    Examples
    --------
    >>> gazetteer = Gazetteer()
    >>> gazetteer.geocode("Edgware")
    Location(Edgware, England, United Kingdom, (51.6128, -0.27539, 0.0))
    >>> gazetteer.reverse((24.86, 67.01)).address
    'Karachi, Sindh, Pakistan'
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        extra: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        adapter_factory: Callable[..., BaseSyncAdapter | BaseAsyncAdapter] | None = None,
    ) -> None:
        gazetteer.Gazetteer.__init__(self, folder, extra=extra)
        self._options: dict[str, Any] = {"adapter_factory": adapter_factory}
        factory = adapter_factory or _Nowhere
        Geocoder.__init__(self, timeout=None, proxies={}, adapter_factory=factory)
        self._awaited = isinstance(self.adapter, BaseAsyncAdapter)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the folder and the adapter's factory alone."""
        kind: Callable[..., object]
        kind, arguments = gazetteer.Gazetteer.__reduce__(self)
        return functools.partial(kind, **self._options), arguments

    def geocode(  # noqa: PLR0913 - geopy's options, and the hints of `geo.geocode`
        self,
        query: str | None,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's callers pass it
        limit: int | None = None,
        kind: str | None = None,
        within: str | None = None,
        country: str | None = None,
        near: Point | Sequence[float] | str | None = None,
        min_confidence: float = 0.0,
        language: str | bool | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[object] | None = None,
        bounded: bool = False,
        featuretype: str | None = None,
        addressdetails: bool = False,
    ) -> Any:  # noqa: ANN401 - Location, list or None; awaited with an asynchronous adapter
        """Geocode a name, as geopy does.

        Parameters
        ----------
        query : str or None
            A name in any script; ``X, Y`` means X inside Y. A missing cell (None, NaN, ``pd.NA``
            or an empty text) gives None.
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
        min_confidence : float
            0 to 1: an answer that is less sure is None. 0.8 leaves those with status ``ok``.
        language : str, optional
            ``"en"`` or none: the gazetteer does not know the language of its other names.
        country_codes : str or sequence of str, optional
            ISO 3166-1 alpha-2 codes; the place is in one of these countries.
        viewbox : sequence of two points, optional
            Two corners, (latitude, longitude). Speaks for places near its middle.
        bounded : bool
            Whether the place must lie in the `viewbox`.
        featuretype : str, optional
            ``country``, ``state``, ``city`` or ``settlement``, as of geopy's Nominatim.
        addressdetails : bool
            Whether `raw` has ``address``: suburb or city, state, country, country_code.

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
            When the query is no text, or a hint has no meaning. For an option of geopy it is
            geopy's `ConfigurationError`, too.

        Examples
        --------
        >>> found = Gazetteer().geocode("Mill Hill")
        >>> found.raw["status"], found.raw["confidence"] < 0.6
        ('ambiguous', True)
        >>> Gazetteer().geocode("Mill Hill", min_confidence=0.8) is None
        True
        >>> [place.address for place in Gazetteer().geocode("Hyderabad", exactly_one=False)][:2]
        ['Hyderabad, Telangana, India', 'Hyderabad, Sindh, Pakistan']
        """
        if is_missing(query):
            return self._given(lambda: None)
        if not isinstance(query, str):
            raise GeocodeError(f"query: found {type(query).__name__}, wanted text")
        _check_language(language)
        if not 0 <= min_confidence <= 1:
            raise OptionError(f"min_confidence: found {min_confidence!r}, wanted 0 to 1")
        kind = kind or _kind_of(featuretype)
        box = _box(viewbox, bounded=bounded)
        if box is not None and not bounded and near is None:
            west, south, east, north = box
            wide = (east - west) % 360
            near = Point((south + north) / 2, (west + wide / 2 + 180) % 360 - 180)
        hints = self._hints(kind, within, country, near)
        codes = _codes(country_codes, self)
        if len(codes) == 1 and not hints.country:
            hints = replace(hints, country=codes[0])
        elif codes or (box and bounded):
            limits = AreaLimits.of(self, box if bounded else None, codes, hints.within)
            hints = replace(hints, within=limits)

        def look_up() -> Location | list[Location] | None:
            locations = self._locations(query, hints, addressdetails=addressdetails)
            if not locations or locations[0].raw["confidence"] < min_confidence:
                return None
            return locations[0] if exactly_one else locations[:limit]

        return self._given(look_up)

    def _locations(self, query: str, hints: Hints, *, addressdetails: bool) -> list[Location]:
        answer = resolve(self, query, hints)
        if answer.place is None:
            return []
        candidates = read(self, query, hints).candidates
        others = [candidates.candidate(self, number).place for number in range(len(candidates))]
        raw = {
            **_place_details(answer.place),
            "status": answer.status,
            "confidence": answer.confidence,
            "reason": answer.reason,
            "refused": answer.refused,
            "candidates": [_place_details(place) for place in others[:_LISTED]],
        }
        rest = [
            (place, {**_place_details(place), "status": "candidate"})
            for place in others
            if place.id != answer.place.id
        ]
        return [
            self._location(place, raw | self._address(place) if addressdetails else raw)
            for place, raw in [(answer.place, raw), *rest]
        ]

    def _given(self, look_up: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was found
        """Return what was found; with an asynchronous adapter, what is awaited for it."""
        return asyncio.to_thread(look_up) if self._awaited else look_up()

    def _address(self, place: Place) -> dict[str, object]:
        """Write what a place is in under the keys of Nominatim, which geopy's users know."""
        own = {"province": "state", "region": "county", "site": "place"}.get(place.kind, place.kind)
        parts = {
            own: place.name,
            "state": place.admin1,
            "country": country_name(self, place.country),
            "country_code": place.country.lower(),
        }
        return {"address": {key: value for key, value in parts.items() if value}}

    def reverse(
        self,
        query: Point | Sequence[float] | str,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's callers pass it
        language: str | bool | None = None,
        addressdetails: bool = False,
    ) -> Any:  # noqa: ANN401 - Location, list or None; awaited with an asynchronous adapter
        """Return the smallest place that holds a point or is nearest, as geopy does.

        Parameters
        ----------
        query : geopy Point or what makes one
            (latitude, longitude) in degrees; ``"51.6, -0.27"`` does as well.
        exactly_one : bool
            The most exact answer, or all: the place, its borough, province and country.
        timeout : float, optional
            Not needed; nothing is waited for.
        language : str, optional
            ``"en"`` or none.
        addressdetails : bool
            Whether `raw` has ``address``, as of `geocode`.

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
        _check_language(language)

        def look_up() -> Location | list[Location] | None:
            place, km, around = locate(self, point.longitude, point.latitude)
            within = [area.name for area in around]
            standing = [] if place is None else [(place, f"{km:.1f} km away", km)]
            standing += [(area, f"the {area.kind} around the point", 0.0) for area in around]
            locations = [
                self._location(
                    each,
                    _point_details(each, reason, far_km, within)
                    | (self._address(each) if addressdetails else {}),
                )
                for each, reason, far_km in standing
            ]
            if not locations:
                return None
            return locations[0] if exactly_one else locations

        return self._given(look_up)

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
        return table(self, find_candidates(self, name))

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


def _place_details(place: Place) -> dict[str, object]:
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


def _point_details(place: Place, reason: str, km: float, within: list[str]) -> dict[str, object]:
    answer = {"status": OK, "reason": reason, "distance_km": km, "within": within}
    return {**_place_details(place), **answer}


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


class OptionError(GeocodeError, ConfigurationError):  # type: ignore[misc]  # geopy has no types
    """An option of geopy has a value that the gazetteer cannot answer.

    geopy's own `ConfigurationError` as well, which a rate limiter passes on.
    """


def is_missing(cell: object) -> bool:
    """Return whether a cell of a table is empty: None, NaN, ``pd.NA``, or a text without a sign.

    Examples
    --------
    >>> [is_missing(cell) for cell in (None, float("nan"), " ", "Karachi", 7)]
    [True, True, True, False, False]
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    if isinstance(cell, float):
        return cell != cell  # noqa: PLR0124 - NaN alone differs from itself
    return type(cell).__name__ in ("NAType", "NaTType")


def _check_language(value: object) -> None:
    if value and not (isinstance(value, str) and value.lower().split("-")[0] == "en"):
        raise OptionError(
            f"language: found {value!r}, wanted 'en': the gazetteer does not know the language of "
            "its other names"
        )


def _kind_of(featuretype: str | None) -> str | None:
    if featuretype is not None and featuretype not in _FEATURES:
        wanted = ", ".join(_FEATURES)
        raise OptionError(f"featuretype: found {featuretype!r}, wanted one of {wanted}")
    return _FEATURES[featuretype] if featuretype else None


def _codes(value: str | Sequence[str] | None, places: gazetteer.Gazetteer) -> tuple[str, ...]:
    listed = value.split(",") if isinstance(value, str) else list(value or ())
    codes = tuple(str(code).strip().upper() for code in listed)
    unknown = [code for code in codes if code not in places.countries]
    if unknown:
        raise OptionError(
            f"country_codes: found {unknown[0]!r}, wanted ISO 3166-1 codes of two letters"
        )
    return tuple(dict.fromkeys(codes))


def _box(
    value: Sequence[object] | None, *, bounded: bool
) -> tuple[float, float, float, float] | None:
    if value is None:
        if bounded:
            raise OptionError("bounded: found True without a viewbox, wanted the box, too")
        return None
    wanted = f"viewbox: found {value!r}, wanted two corners, (latitude, longitude)"
    if isinstance(value, str) or len(value) != 2:  # noqa: PLR2004 - two corners
        raise OptionError(wanted)
    try:
        first, other = (_point(corner, "viewbox") for corner in value)
    except (GeocodeError, ValueError) as error:
        raise OptionError(f"{wanted} ({error})") from error
    south, north = sorted((first.latitude, other.latitude))
    west, east = sorted((first.longitude, other.longitude))
    if east - west > 180:  # noqa: PLR2004 - the shorter way round crosses 180°
        west, east = east, west
    return west, south, east, north


class _Nowhere(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An adapter that leads nowhere: the gazetteer needs none."""

    def get_json(self, url: str, **_: object) -> NoReturn:
        """Refuse."""
        raise NotImplementedError(f"the gazetteer asks nobody, not {url}")

    get_text = get_json


class AsyncOfflineAdapter(BaseAsyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An asynchronous adapter of geopy that leads nowhere, for a gazetteer that is awaited.

    Examples
    --------
    >>> import asyncio
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> async def country(name):
    ...     async with Gazetteer(adapter_factory=AsyncOfflineAdapter) as gazetteer:
    ...         return (await gazetteer.geocode(name)).raw["country"]
    >>> with ThreadPoolExecutor() as pool:  # a thread that has no event loop yet
    ...     pool.submit(asyncio.run, country("Edgware")).result()
    'GB'
    """

    async def get_json(self, url: str, **_: object) -> NoReturn:
        """Refuse."""
        raise NotImplementedError(f"the gazetteer asks nobody, not {url}")

    get_text = get_json
