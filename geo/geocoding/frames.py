"""Answers as frames and Arrow tables, one row each."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.errors import GeocodeError
from geo.formats.columns import shown_label
from geo.gazetteer.outlines import draw_places
from geo.geocoding.result import COLUMNS as OF_ROW
from geo.geocoding.result import OF_PLACE, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.ranking import Answer

    Codes = NDArray[np.intp]


COLUMNS = (*OF_ROW, "geometry")
_NUMBERS = ("lon", "lat", "radius_m")
_OF_ANSWER = ("query", "status", "reason", "refused")
_LONG = ("reason", "refused")  # texts that rows share instead of having a copy each


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
        uniques[number] = readable(value)
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


def answer_table(answers: Sequence[Answer], *, gazetteer: Gazetteer | None = None) -> pa.Table:
    """Write answers as an Arrow table with their geometry, one row an answer.

    Parameters
    ----------
    answers : sequence of Answer
        The answers.
    gazetteer : Gazetteer, optional
        Where outlines are read from; without it the geometry is the point.

    Returns
    -------
    pyarrow.Table
        The columns of `COLUMNS`; geometry as WKB (OGC 06-103r4), null where nothing was found.
    """
    geometry = pa.array(_wkb(answers, gazetteer), pa.binary())
    return _told(answers).append_column("geometry", geometry).select(COLUMNS)


def _told(answers: Sequence[Answer]) -> pa.Table:
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
    return pa.table({name: columns[name] for name in OF_ROW})


def _numbers(answers: Sequence[Answer], name: str) -> NDArray[np.float64]:
    return np.array([getattr(a.place, name, math.nan) for a in answers], np.float64)


def _wkb(answers: Sequence[Answer], gazetteer: Gazetteer | None) -> NDArray[np.object_]:
    if gazetteer is not None:
        drawn = _drawn(answers, gazetteer)
    else:
        drawn = shapely.points(_numbers(answers, "lon"), _numbers(answers, "lat"))
        drawn[[answer.place is None for answer in answers]] = None
    written: NDArray[np.object_] = shapely.to_wkb(drawn, byte_order=1)
    return written


def _drawn(answers: Sequence[Answer], gazetteer: Gazetteer) -> NDArray[np.object_]:
    """Draw each place once."""
    places = {id(a.place): a.place for a in answers if a.place is not None}
    known = dict(zip(places, draw_places(gazetteer, list(places.values())), strict=True))
    drawn = np.empty(len(answers), dtype=object)
    drawn[:] = [None if a.place is None else known[id(a.place)] for a in answers]
    return drawn


def spread(table: pa.Table, codes: Codes) -> pa.Table:
    """Repeat rows of a table; each text is kept once, whatever the number of rows.

    Parameters
    ----------
    table : pyarrow.Table
        Few rows, such as `answer_table` gives.
    codes : numpy.ndarray of int
        For each row of the result the row of `table` to put there.

    Returns
    -------
    pyarrow.Table
        Text columns as dictionaries, which read as categories in pandas; others as they are.

    Examples
    --------
    >>> few = pa.table({"kind": ["city", "city", "site"]})
    >>> spread(few, np.array([2, 0, 1]))["kind"].to_pylist()
    ['site', 'city', 'city']
    """
    taken = pa.array(codes)
    columns = []
    for column in table.columns:
        whole = column.combine_chunks()
        if pa.types.is_string(whole.type):
            coded = whole.dictionary_encode()
            indices = coded.indices.take(taken)
            columns.append(pa.DictionaryArray.from_arrays(indices, coded.dictionary))
        else:
            columns.append(whole.take(taken))
    return pa.table(columns, names=table.column_names)


def frame(
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
    few = _told(answers)
    columns = {name: _column(few[name], codes, shared=name in _LONG) for name in few.column_names}
    data = pd.DataFrame({name: taken.set_axis(index) for name, taken in columns.items()})
    drawn = _drawn(answers, gazetteer)[codes]
    shapes = geopandas.array.GeometryArray(drawn, crs="EPSG:4326")
    return geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(shapes, index=index))


def _column(few: pa.ChunkedArray, codes: Codes, *, shared: bool) -> pd.Series[Any]:
    """Repeat cells; those that are shared stand in memory once."""
    if not shared:
        return pd.Series(few.to_pandas()).take(codes)
    values = np.empty(len(few), dtype=object)
    values[:] = few.to_pylist()
    return pd.Series(values[codes], dtype=object)
