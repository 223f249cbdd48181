"""Geocode names into a GeoDataFrame of answers: the public way in."""

from __future__ import annotations

import math
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.errors import GeocodeError
from geo.formats.columns import shown_label
from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.gazetteer.normalize import encodable
from geo.gazetteer.outlines import place_shapes
from geo.geocoding.explain import ANSWER_COLUMNS, OF_PLACE
from geo.geocoding.hints import Hints, read_hints, read_home
from geo.geocoding.ranking import answer

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from geopy.geocoders.base import Geocoder
    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer, Place
    from geo.geocoding.explain import Answer
    from geo.geocoding.online.providers import Provider

    Codes = NDArray[np.intp]


COLUMNS = (*ANSWER_COLUMNS, "geometry")
_NUMBERS = ("lon", "lat", "radius_m")
_OF_ANSWER = ("query", "status", "reason", "refused")
_LONG = ("reason", "refused")  # texts that rows share instead of having a copy each
_SINGLE = (str, type(None))


def geocode(  # noqa: PLR0913 - one forgiving call; each option stands for itself
    names: str | Iterable[str] | pd.Series[Any] | pd.DataFrame,
    *,
    column: str | None = None,
    document: str | Iterable[Hashable] | None = None,
    context: str | Iterable[str] | None = None,
    together: bool = False,
    kind: str | Iterable[str] | None = None,
    within: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    near: tuple[float, float] | Iterable[tuple[float, float]] | None = None,
    published_in: str | None = None,
    provider: str | Provider | Geocoder | None = None,
    gazetteer: Gazetteer | None = None,
) -> geopandas.GeoDataFrame:
    """Geocode names with the embedded gazetteer alone: no key, no network.

    Parameters
    ----------
    names : str, iterable of str, Series, or DataFrame
        Names as an article or a table writes them. ``X, Y`` means X inside Y; brackets, dashes,
        state codes, postcodes, streets and coordinates are read too. Missing values are allowed.
    column : str, optional
        The column that holds the names; needed for a DataFrame.
    document : str or iterable, optional
        Which names stand in one document: a column of the DataFrame, or one key per name. Each
        name is then answered in the light of the others with its key. Without it, by itself.
    context : str or iterable of str, optional
        Further names that stand in the same document as every one of `names`.
    together : bool
        Whether all names are one list that speaks for itself: each is answered in the light of the
        others, as if they stood in one document, and the reason names those that spoke for it.
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
        a name such as ``"nominatim"``, `geo.geocoding.online.provider`, or any geopy geocoder.
        Left out: no socket is opened.
    gazetteer : Gazetteer, optional
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
        When a name is no text, `document` and `together` are both given, a hint has another length
        than the names, or a hint's value is not known; the message lists what is possible.

    Notes
    -----
    A hint is a condition: candidates that contradict it are refused. Scores are a prior over the
    kind of place, what the name is to it, and people, and what the other names of the document
    add (`geo.gazetteer.weights`, `geo.geocoding.context`).

    Examples
    --------
    >>> geocode("Edgware", within="London")[["matched", "country", "precision", "status"]]
       matched country precision status
    0  Edgware      GB    suburb     ok
    >>> geocode(["Paris", "Texas", "Lamar County"], document=[1, 1, 1])["admin1"].tolist()
    ['Texas', 'Texas', 'Texas']
    >>> geocode(["Dublin", "Akron", "Columbus"], together=True)["admin1"].tolist()
    ['Ohio', 'Ohio', 'Ohio']
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    names, keys = _read_table(names, column, document)
    different, codes, index = _read_names(names)
    hint_values: dict[str, object] = {
        "kind": kind, "within": within, "country": country, "near": near,
    }  # fmt: skip
    home = read_home(gazetteer, published_in)
    hints, hinted = _read_hints(gazetteer, len(codes), index, hint_values, home)
    if together and keys is not None:
        raise GeocodeError("together: found with document, wanted only one of them")
    keys = [0] * len(codes) if together else keys
    spoken, grouped = _read_documents(keys, len(codes), index)
    firsts, numbers = pair(codes, hinted, grouped)
    answers, order = answer(
        [different[code] for code in codes[firsts]],
        documents=None if spoken is None else [spoken[code] for code in grouped[firsts]],
        hints=[hints[code] for code in hinted[firsts]],
        context=read_context(context),
        gazetteer=gazetteer,
    )
    if provider is not None:
        answers = _complete(
            answers, order, [hints[code] for code in hinted[firsts]], provider, gazetteer=gazetteer
        )
    return answer_frame(answers, order[numbers], index=index, gazetteer=gazetteer)


def _complete(
    answers: list[Answer],
    codes: Codes,
    hints: Sequence[Hints],
    provider: str | Provider | Geocoder,
    *,
    gazetteer: Gazetteer,
) -> list[Answer]:
    """Query a provider for what the gazetteer is not sure of."""
    from geo.geocoding.online.chain import complete  # noqa: PLC0415 - it brings the network's code

    _, first = np.unique(codes, return_index=True)
    different_hints = [hints[number] for number in first.tolist()]
    return complete(answers, different_hints, provider, gazetteer=gazetteer)


def _read_table(names: object, column: str | None, document: object) -> tuple[Any, Any]:
    """Read names and document keys from a DataFrame; return anything else as it is."""
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


def _read_names(names: object) -> tuple[list[str], Codes, pd.Index[Any]]:
    """Return the different names, for each row the number of its name, and the index."""
    if isinstance(names, str):
        names = [names]
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
        raise GeocodeError(
            f"names: found {type(names).__name__}, wanted text, a list of text or a Series"
        )
    different, codes = encode(names)
    return (
        different,
        codes,
        names.index if isinstance(names, pd.Series) else pd.RangeIndex(len(codes)),
    )


class _Alone:
    """The key of a row that belongs to no document."""


def _read_documents(
    keys: object, count: int, index: pd.Index[Any]
) -> tuple[list[Hashable] | None, Codes]:
    """Return the different documents, and for each row the number of its document."""
    if keys is None:
        return None, np.zeros(count, np.intp)
    listed = np.empty(count, object)
    listed[:] = _spread(keys, count, index, "document")
    codes, documents = pd.factorize(listed)
    alone = codes < 0  # a row without a key is a document of its own
    codes[alone] = np.arange(len(documents), len(documents) + alone.sum())
    return [*documents, *(_Alone() for _ in range(alone.sum()))], codes


def read_context(context: object) -> list[tuple[str, float, int]]:
    """Return further names of a document as `geo.geocoding.ranking.answer` takes them.

    Raises
    ------
    GeocodeError
        When they are no names.
    """
    names = [] if context is None else [context] if isinstance(context, str) else context
    if isinstance(names, (dict, bytes)) or not hasattr(names, "__iter__"):
        raise GeocodeError(f"context: found {type(context).__name__}, wanted names")
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong:
        raise GeocodeError(f"context: found {wrong[0]!r}, wanted text")
    return [(name, 1.0, -1) for name in names]


def _read_hints(
    gazetteer: Gazetteer,
    count: int,
    index: pd.Index[Any],
    hint_values: dict[str, object],
    home: Place | None,
) -> tuple[list[Hints], Codes]:
    """Return the different hints, and for each row the number of its hints."""
    spread = {name: _spread(value, count, index, name) for name, value in hint_values.items()}
    known: dict[Hashable, Hints] = {}
    if all(value is None or isinstance(value, str) for value in hint_values.values()):
        return [_hints(gazetteer, known, hint_values, home)], np.zeros(count, np.intp)
    rows = [
        _hints(gazetteer, known, dict(zip(spread, values, strict=True)), home)
        for values in zip(*spread.values(), strict=True)
    ]
    numbers = {hints: number for number, hints in enumerate(dict.fromkeys(rows))}
    return list(numbers), np.fromiter((numbers[hints] for hints in rows), np.intp, count)


def _spread(value: object, count: int, index: pd.Index[Any], name: str) -> Sequence[Any]:
    """Return one value for each name, out of one for all or one for each."""
    point = name == "near" and isinstance(value, tuple)
    if isinstance(value, _SINGLE) or point or not hasattr(value, "__iter__"):
        return [value] * count
    if isinstance(value, pd.Series) and not value.index.equals(index):
        raise GeocodeError(f"{name}: its index is not that of the names; align them first")
    values = list(value)
    if len(values) != count:
        raise GeocodeError(f"{name}: found {len(values)} values for {count} names")
    return values


def _hints(
    gazetteer: Gazetteer,
    known: dict[Hashable, Hints],
    hint_values: dict[str, object],
    home: Place | None,
) -> Hints:
    key = tuple(map(repr, hint_values.values()))
    if key not in known:
        known[key] = replace(read_hints(gazetteer, **hint_values), home=home)
    return known[key]


def encode(names: object) -> tuple[list[str], Codes]:
    """Find the different names of a column, in the order in which they first stand there.

    Parameters
    ----------
    names : sequence of str, Series or Index
        Missing values are allowed, and are the empty name.

    Returns
    -------
    uniques : list of str
        Each name once; half of a surrogate pair, which fits in no table, is a question mark.
    codes : numpy.ndarray of int
        For each row the place of its name in `uniques`.

    Raises
    ------
    GeocodeError
        When a value is no text; the message says which.

    Examples
    --------
    >>> uniques, codes = encode(["Karachi", None, "Karachi"])
    >>> uniques, codes.tolist()
    (['Karachi', ''], [0, 1, 0])
    """
    values = names if isinstance(names, pd.Series | pd.Index) else _objects(names)
    try:
        codes, different = pd.factorize(values, use_na_sentinel=True)
    except (TypeError, pa.ArrowNotImplementedError) as error:  # what has no hash is no text
        row, value = next((r, v) for r, v in enumerate(values) if not _has_hash(v))
        raise _no_text(row, value) from error
    uniques = list(different)
    for number, value in enumerate(uniques):
        if not isinstance(value, str):
            row = int(np.argmax(codes == number))
            raise _no_text(row, value)
        uniques[number] = value if value.isascii() else encodable(value)
    missing = codes < 0
    if missing.any():
        codes = np.where(missing, len(uniques), codes)
        uniques.append("")
    return _in_order(uniques, codes.astype(np.intp))


def _has_hash(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _no_text(row: int, value: object) -> GeocodeError:
    return GeocodeError(
        f"names[{row}]: found {shown_label(value)} ({type(value).__name__}), wanted text"
    )


def _objects(names: Any) -> NDArray[np.object_]:  # noqa: ANN401 - whatever a caller hands in
    listed = list(names)
    values = np.empty(len(listed), dtype=object)
    values[:] = listed
    return values


def _in_order(uniques: list[str], codes: Codes) -> tuple[list[str], Codes]:
    """Sort by first appearance, and make one of names that were read as the same."""
    numbers: dict[str, int] = {}
    firsts = _firsts(codes, len(uniques))
    order = np.argsort(firsts, kind="stable")
    renumbered = np.empty(len(uniques), dtype=np.intp)
    for old in order.tolist():
        renumbered[old] = numbers.setdefault(uniques[old], len(numbers))
    return list(numbers), renumbered[codes] if len(codes) else codes


def _firsts(codes: Codes, count: int) -> Codes:
    """Return for each code the first row that has it."""
    firsts = np.full(count, len(codes), dtype=np.intp)
    firsts[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return firsts


def pair(*codes: Codes) -> tuple[Codes, Codes]:
    """Find the different combinations of several columns' codes.

    Parameters
    ----------
    codes : numpy.ndarray of int
        Arrays of one length.

    Returns
    -------
    firsts : numpy.ndarray of int
        For each combination the first row that has it, ascending.
    combined : numpy.ndarray of int
        For each row the place of its combination in `firsts`.

    Examples
    --------
    >>> import numpy as np
    >>> firsts, combined = pair(np.array([0, 1, 0]), np.array([0, 0, 0]))
    >>> firsts.tolist(), combined.tolist()
    ([0, 1], [0, 1, 0])
    """
    combined = codes[0]
    for more in codes[1:]:
        width = int(more.max(initial=0)) + 1
        combined = pd.factorize(combined.astype(np.int64) * width + more)[0]
    combined, different = pd.factorize(combined)
    return _firsts(combined, len(different)), combined


def answer_cells(answers: Sequence[Answer]) -> pa.Table:
    """Write all columns but the geometry."""
    columns: dict[str, pa.Array] = {
        name: pa.array([getattr(answer, name) for answer in answers], pa.string())
        for name in _OF_ANSWER
    }
    of_place = attrgetter(*OF_PLACE.values(), *_NUMBERS)
    unknown = (*("" for _ in OF_PLACE), *(math.nan for _ in _NUMBERS))
    rows = [unknown if a.place is None else of_place(a.place) for a in answers]
    cells = zip(*rows, strict=True) if rows else ([] for _ in unknown)
    for name, column in zip((*OF_PLACE, *_NUMBERS), cells, strict=True):
        if name in _NUMBERS:
            columns[name] = pa.array(np.array(column, np.float64), from_pandas=True)
        else:
            columns[name] = pa.array(column, pa.string())
    providers = [a.place.id.partition(":")[0] if a.place else "" for a in answers]
    columns["provider"] = pa.array(providers, pa.string())
    columns["confidence"] = pa.array([answer.confidence for answer in answers], pa.float64())
    return pa.table({name: columns[name] for name in ANSWER_COLUMNS})


def answer_shapes(answers: Sequence[Answer], gazetteer: Gazetteer) -> NDArray[np.object_]:
    """Draw each place once."""
    places = {id(a.place): a.place for a in answers if a.place is not None}
    known = dict(zip(places, place_shapes(gazetteer, list(places.values())), strict=True))
    drawn = np.empty(len(answers), dtype=object)
    drawn[:] = [None if a.place is None else known[id(a.place)] for a in answers]
    return drawn


def answer_frame(
    answers: Sequence[Answer], codes: Codes, *, index: pd.Index[Any], gazetteer: Gazetteer
) -> geopandas.GeoDataFrame:
    """Write the answers to a column of names as a GeoDataFrame.

    Parameters
    ----------
    answers : sequence of Answer
        One answer for each different question.
    codes : numpy.ndarray of int
        For each row the place of its answer in `answers`.
    index : pandas.Index
        The rows' index, as long as `codes`.
    gazetteer : Gazetteer
        Where outlines are read from.

    Returns
    -------
    GeoDataFrame
        The columns of `COLUMNS`, EPSG:4326. Rows with one answer share one geometry object.

    Notes
    -----
    Nothing is done in Python for each row: text is taken by Arrow, numbers and geometry by NumPy.
    The sentences (reason, refused) are objects, so that rows with one answer share them too.
    """
    few = answer_cells(answers)
    columns = {name: _column(few[name], codes, shared=name in _LONG) for name in few.column_names}
    data = pd.DataFrame({name: taken.set_axis(index) for name, taken in columns.items()})
    drawn = answer_shapes(answers, gazetteer)[codes]
    shapes = geopandas.array.GeometryArray(drawn, crs="EPSG:4326")
    return geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(shapes, index=index))


def _column(few: pa.ChunkedArray, codes: Codes, *, shared: bool) -> pd.Series[Any]:
    """Repeat cells; those that are shared stand in memory once."""
    if not shared:
        return pd.Series(few.to_pandas()).take(codes)
    values = np.empty(len(few), dtype=object)
    values[:] = few.to_pylist()
    return pd.Series(values[codes], dtype=object)
