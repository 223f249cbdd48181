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
from geo.places.resolve import Answer, Question, resolve_document
from geo.places.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from geopy.geocoders.base import Geocoder

    from geo.places.online import Provider

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


def geocode(  # noqa: PLR0913 - one forgiving call; each option stands for itself
    names: str | Iterable[str] | pd.Series[Any] | pd.DataFrame,
    *,
    column: str | None = None,
    document: str | Iterable[Hashable] | None = None,
    context: str | Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    within: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    near: tuple[float, float] | Iterable[tuple[float, float]] | None = None,
    published_in: str | None = None,
    provider: str | Provider | Geocoder | None = None,
    gazetteer: Index | None = None,
) -> geopandas.GeoDataFrame:
    """Say where names are, from the embedded gazetteer alone: no key, no network.

    Parameters
    ----------
    names : str, iterable of str, Series, or DataFrame
        Names as an article writes them. ``X, Y`` means X inside Y. Missing values are allowed.
    column : str, optional
        The column that holds the names; needed for a DataFrame.
    document : str or iterable, optional
        Which names stand in one document: a column of the DataFrame, or one key per name. Each
        name is then answered in the light of the others with its key. Without it, by itself.
    context : str or iterable of str, optional
        Further names that stand in the same document as every one of `names`.
    kind : str or iterable of str, optional
        What the place must be: site, street, suburb, borough, city, region, province, country.
    within : str or iterable of str, optional
        What contains the place: a name, or an id such as ``ogl:barnet``.
    country : str or iterable of str, optional
        ISO 3166-1 alpha-2 code, or the country's name.
    near : tuple of float, optional
        lon, lat in degrees (EPSG:4326) of something close; or a list with one for each name.
    published_in : str, optional
        Where the text appeared: a place that its readers know. It speaks for places around it
        and excludes none.
    provider : str, Provider or geopy geocoder, optional
        Who is asked over the network for names that the gazetteer does not answer with ``ok``:
        a name such as ``"nominatim"``, `geo.places.online.provider`, or any geopy geocoder.
        Left out: no socket is opened.
    gazetteer : Index, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    GeoDataFrame
        One row a name, with the index of `names`: query, matched, kind, country, admin1; lon, lat
        (degrees; NaN when not found); precision (as kind; the containing place's for a street
        that no package holds); radius_m (metres); status (ok, ambiguous, not_found, failed,
        skipped); confidence (0 to 1: the share of such answers that are right); reason (why this
        one); refused (who lost, why, and with which score); provider, provider_id; boundary (id of
        the outline, or empty); geometry (outline where the precision is an area and there is one,
        else a circle of the radius, else the point), EPSG:4326.

    Raises
    ------
    GeocodeError
        When a name is no text, a hint has another length than the names, or a hint's value is
        not known; the message lists what is possible.

    Notes
    -----
    A hint is a condition: candidates that contradict it are refused. Scores are a prior over the
    kind of place, what the name is to it, and people, and what the other names of the document
    add (`geo.places.weights`, `geo.places.context`).

    Examples
    --------
    >>> geocode("Edgware", within="London")[["matched", "country", "precision", "status"]]
       matched country precision status
    0  Edgware      GB    suburb     ok
    >>> geocode(["Paris", "Texas", "Lamar County"], document=[1, 1, 1])["admin1"].tolist()
    ['Texas', 'Texas', 'Texas']
    """
    used = embedded() if gazetteer is None else gazetteer
    names, keys = _read_table(names, column, document)
    asked, index = _read_names(names)
    hints = _read_hints(
        used, len(asked), index, {"kind": kind, "within": within, "country": country, "near": near}
    )
    documents = None if keys is None else _spread(keys, len(asked), index, "document")
    known = [(name, 1.0, -1) for name in _read_context(context)]
    known += _read_publication(used, published_in)
    answers, codes = answer(asked, documents=documents, hints=hints, context=known, gazetteer=used)
    if provider is not None:
        answers = _complete(answers, codes, hints, provider)
    return _table(answers, used).iloc[codes].set_axis(index)


def answer(
    names: Sequence[str],
    *,
    documents: Sequence[Hashable] | None = None,
    hints: Sequence[Hints] | Hints = Hints(),  # noqa: B008 - frozen
    context: Sequence[tuple[str, float, int]] = (),
    gazetteer: Index | None = None,
) -> tuple[list[Answer], np.ndarray[Any, np.dtype[np.intp]]]:
    """Answer names as they come in a table, each different question of a document once.

    Parameters
    ----------
    names : sequence of str
        Names; an empty one is skipped.
    documents : sequence of hashable, optional
        One key per name: those with one key are each other's context. None: each by itself.
    hints : Hints, or sequence of Hints
        One for all names, or one per name.
    context : sequence of (str, float, int)
        Further names of every document; see `resolve_document`.
    gazetteer : Index, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    answers : list of Answer
        One for each different question.
    codes : ndarray of int
        For each name the number of its answer.

    Examples
    --------
    >>> answers, codes = answer(["Karachi", "London", "Karachi"])
    >>> [answers[code].place.country for code in codes]
    ['PK', 'GB', 'PK']
    """
    used = embedded() if gazetteer is None else gazetteer
    spread = [hints] * len(names) if isinstance(hints, Hints) else hints
    keys: Sequence[Hashable] = [None] * len(names) if documents is None else documents
    numbers: dict[Hashable, int] = {}
    codes = np.fromiter(
        (numbers.setdefault(key, len(numbers)) for key in zip(names, spread, keys, strict=True)),
        np.intp,
        len(names),
    )
    answers: list[Answer | None] = [None] * len(numbers)
    for questions in _documents(numbers, alone=documents is None):
        asked = [Question(name, hint) for (name, hint, _), _ in questions]
        found = resolve_document(used, asked, context=context)
        for (_, number), one in zip(questions, found, strict=True):
            answers[number] = one
    return [one for one in answers if one is not None], codes


def _documents(numbers: dict[Any, int], *, alone: bool) -> Iterable[list[tuple[Any, int]]]:
    """Put the questions of one document together; without documents each is one."""
    if alone:
        return ([item] for item in numbers.items())
    documents: dict[Hashable, list[tuple[Any, int]]] = {}
    for question, number in numbers.items():
        documents.setdefault(question[2], []).append((question, number))
    return documents.values()


def _complete(
    answers: list[Answer],
    codes: np.ndarray[Any, np.dtype[np.intp]],
    hints: Sequence[Hints],
    provider: str | Provider | Geocoder,
) -> list[Answer]:
    """Ask a provider for what the gazetteer is not sure of."""
    from geo.places.online import complete  # noqa: PLC0415 - it brings the network's code

    _, first = np.unique(codes, return_index=True)
    return complete(answers, [hints[number] for number in first.tolist()], provider)


def _read_table(names: object, column: str | None, document: object) -> tuple[Any, Any]:
    """Take names and document keys out of a DataFrame; leave anything else as it is."""
    if not isinstance(names, pd.DataFrame):
        if column is not None:
            raise GeocodeError(f"column: found {column!r}, but the names are no DataFrame")
        return names, document
    if column is None:
        raise GeocodeError("names: found DataFrame, wanted its column too: column='place'")
    for word, wanted in (("column", column), ("document", document)):
        if isinstance(wanted, str) and list(names.columns).count(wanted) != 1:
            there = ", ".join(map(str, names.columns))
            raise GeocodeError(f"{word}: found no {wanted!r}, the table has {there}")
    return names[column], names[document] if isinstance(document, str) else document


def _read_names(names: object) -> tuple[list[str], pd.Index[Any]]:
    if isinstance(names, str):
        names = [names]
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
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


def _read_context(context: object) -> list[str]:
    names = [] if context is None else [context] if isinstance(context, str) else context
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
        raise GeocodeError(f"context: found {type(context).__name__}, wanted names")
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong:
        raise GeocodeError(f"context: found {wrong[0]!r}, wanted text")
    return list(names)


def _read_publication(gazetteer: Index, published_in: object) -> list[tuple[str, float, int]]:
    if published_in is None or published_in == "":
        return []
    try:
        area = read_within(gazetteer, published_in)
    except GeocodeError as error:
        raise GeocodeError(str(error).replace("within:", "published_in:", 1)) from None
    return [] if area is None else [(str(published_in), 1.0, -1)]


def _read_hints(
    gazetteer: Index, count: int, index: pd.Index[Any], given: dict[str, object]
) -> Sequence[Hints]:
    if all(value is None for value in given.values()):
        return [Hints()] * count
    spread = {name: _spread(value, count, index, name) for name, value in given.items()}
    known: dict[Hashable, Hints] = {}
    return [
        _hints(gazetteer, known, dict(zip(spread, values, strict=True)))
        for values in zip(*spread.values(), strict=True)
    ]


def _spread(value: object, count: int, index: pd.Index[Any], name: str) -> Sequence[Any]:
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


def _table(answers: Sequence[Answer], gazetteer: Index) -> geopandas.GeoDataFrame:
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
    geometry = geopandas.GeoSeries(drawn, crs="EPSG:4326")
    return geopandas.GeoDataFrame(columns, geometry=geometry)[list(COLUMNS)]


def _numbers(answers: Sequence[Answer], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([getattr(a.place, name, math.nan) for a in answers], np.float64)
