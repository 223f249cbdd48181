"""Names → a GeoDataFrame of answers: the public way in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd

from geo.errors import GeocodeError
from geo.places.hints import Hints, read_country, read_kind, read_near, read_within
from geo.places.index import Index, embedded
from geo.places.resolve import Answer, resolve
from geo.places.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

COLUMNS = (
    "query", "matched", "kind", "country", "admin1", "lon", "lat", "precision", "radius_m",
    "status", "confidence", "reason", "refused", "provider", "provider_id", "boundary", "geometry",
)  # fmt: skip
# Columns that are the place's own, and what the place calls them.
_OF_PLACE = {
    "matched": "name", "kind": "kind", "country": "country", "admin1": "admin1",
    "precision": "kind", "provider_id": "id", "boundary": "boundary",
}  # fmt: skip
_SINGLE = (str, type(None))


def geocode(
    names: str | Iterable[str] | pd.Series[Any],
    *,
    kind: str | Iterable[str] | None = None,
    within: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    near: tuple[float, float] | Iterable[tuple[float, float]] | None = None,
    gazetteer: Index | None = None,
) -> geopandas.GeoDataFrame:
    """Say where names are, from the embedded gazetteer alone: no key, no network.

    Parameters
    ----------
    names : str, iterable of str, or Series
        Names as an article writes them. ``X, Y`` means X inside Y. Missing values are allowed.
    kind : str or iterable of str, optional
        What the place must be: site, street, suburb, borough, city, region, province, country.
    within : str or iterable of str, optional
        What contains the place: a name, or an id such as ``ogl:barnet``.
    country : str or iterable of str, optional
        ISO 3166-1 alpha-2 code, or the country's name.
    near : tuple of float, optional
        lon, lat in degrees (EPSG:4326) of something close; or a list with one for each name.
    gazetteer : Index, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    GeoDataFrame
        One row a name, with the index of `names`: query, matched, kind, country, admin1; lon, lat
        (degrees; NaN when not found); precision (as kind; the containing place's for a street
        that no package holds); radius_m (metres); status (ok, ambiguous, not_found); confidence
        (0 to 1); reason (why this one); refused (who lost, and why); provider, provider_id;
        boundary (id of the outline, or empty); geometry (outline where the precision is an area
        and there is one, else a circle of the radius, else the point), EPSG:4326.

    Raises
    ------
    GeocodeError
        When a name is no text, a hint has another length than the names, or a hint's value is
        not known; the message lists what is possible.

    Notes
    -----
    A hint is a condition: candidates that contradict it are refused. Scores are a prior over the
    kind of place, what the name is to it, and people (`geo.places.weights`).

    Examples
    --------
    >>> geocode("Edgware", within="London")[["matched", "country", "precision", "status"]]
       matched country precision status
    0  Edgware      GB    suburb     ok
    """
    used = embedded() if gazetteer is None else gazetteer
    asked, index = _read_names(names)
    hints = _read_hints(
        used, len(asked), index, {"kind": kind, "within": within, "country": country, "near": near}
    )
    known: dict[tuple[str, Hints], Answer] = {}
    answers = []
    for question in zip(asked, hints, strict=True):
        if question not in known:
            known[question] = resolve(used, *question)
        answers.append(known[question])
    return _table(answers, index, used)


def _read_names(names: object) -> tuple[list[str], pd.Index[Any]]:
    if isinstance(names, str):
        names = [names]
    if isinstance(names, (dict, bytes, pd.DataFrame)) or not hasattr(names, "__iter__"):
        raise GeocodeError(
            f"names: found {type(names).__name__}, wanted text, a list of text or a Series"
        )
    index = names.index if isinstance(names, pd.Series) else None
    values = list(names)
    asked = [_read_name(value, place) for place, value in enumerate(values)]
    return asked, pd.RangeIndex(len(asked)) if index is None else index


def _read_name(value: object, place: int) -> str:
    if isinstance(value, str):  # half of a surrogate pair fits in no table
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    raise GeocodeError(f"names[{place}]: found {value!r} ({type(value).__name__}), wanted text")


def _read_hints(
    gazetteer: Index, count: int, index: pd.Index[Any], given: dict[str, object]
) -> list[Hints]:
    spread = {name: _spread(value, count, index, name) for name, value in given.items()}
    known: dict[Hashable, Hints] = {}
    return [
        _hints(gazetteer, known, dict(zip(spread, values, strict=True)))
        for values in zip(*spread.values(), strict=True)
    ]


def _spread(value: object, count: int, index: pd.Index[Any], name: str) -> Sequence[object]:
    """Give one value for each name, out of one for all or one for each."""
    point = name == "near" and isinstance(value, tuple)
    if isinstance(value, _SINGLE) or point or not hasattr(value, "__iter__"):
        return [value] * count
    if isinstance(value, pd.Series) and not value.index.equals(index):
        raise GeocodeError(f"{name}: its index is not that of the names; align them first")
    values = list(value)
    if len(values) != count:
        raise GeocodeError(f"{name}: found {len(values)} values for {count} names")
    return values


def _hints(gazetteer: Index, known: dict[Hashable, Hints], given: dict[str, object]) -> Hints:
    key = tuple(map(repr, given.values()))
    if key not in known:
        country = read_country(gazetteer, given["country"])
        known[key] = Hints(
            kind=read_kind(given["kind"]),
            country=country,
            within=read_within(gazetteer, given["within"], country=country),
            near=read_near(given["near"]),
        )
    return known[key]


def _table(
    answers: Sequence[Answer], index: pd.Index[Any], gazetteer: Index
) -> geopandas.GeoDataFrame:
    columns: dict[str, Any] = {"query": [answer.query for answer in answers]}
    for name, attribute in _OF_PLACE.items():
        columns[name] = [getattr(a.place, attribute) if a.place else "" for a in answers]
    for name in ("lon", "lat", "radius_m"):
        columns[name] = _numbers(answers, name)
    columns["provider"] = [place_id.partition(":")[0] for place_id in columns["provider_id"]]
    for name in ("status", "confidence", "reason", "refused"):
        columns[name] = [getattr(answer, name) for answer in answers]
    found = {answer.place for answer in answers if answer.place is not None}
    shapes = {place: shape(gazetteer, place) for place in found}
    drawn = [None if answer.place is None else shapes[answer.place] for answer in answers]
    geometry = geopandas.GeoSeries(drawn, index=index, crs="EPSG:4326")
    frame = pd.DataFrame(columns, index=index)
    return geopandas.GeoDataFrame(frame, geometry=geometry)[list(COLUMNS)]


def _numbers(answers: Sequence[Answer], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([getattr(a.place, name, math.nan) for a in answers], np.float64)
