"""One cell of any table as text, number, truth value, list or mapping.

`geo.formats.columns` does the same for whole tables.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


WANTED = (
    "text, a number, true or false, a date or time, a geometry, nothing, or lists and mappings of "
    "these"
)
_FINITE = "a finite number within a list or mapping"
_KEYS = "keys that stay different as text"
_CYCLE = "a list that does not hold itself"
_PLAIN = frozenset({str, bool, int})
_AS_TEXT = (
    *(UUID, PurePath, Fraction, IPv4Address, IPv4Network, IPv6Address, IPv6Network),
    *(pd.Period, pd.Interval),
)
_LISTS = (
    list,
    tuple,
    deque,
    range,
    np.ndarray,
    pd.Series,
    pd.Index,
    pd.api.extensions.ExtensionArray,
)


class UnkeptCellError(ValueError):
    """The cell is nothing that a page or file can hold; the message is what was wanted."""


def plain_cell(cell: object) -> Any:  # noqa: ANN401 - one of the few kinds that are named below
    """Return a cell as plain Python.

    Parameters
    ----------
    cell : object
        Anything that stands in a table.

    Returns
    -------
    None, bool, int, float, decimal.Decimal, str, list or dict
        None for NaN, NaT and NA. Dates, times and durations are ISO 8601 text, geometries WKT,
        bytes hexadecimal digits; of an enumeration the value; sets are sorted lists; arrays and
        tuples are lists; the keys of mappings are text. Lists and mappings hold these again, and
        each Decimal in them as text.

    Raises
    ------
    UnkeptCellError
        It is something else, or holds an infinite number or itself.

    Examples
    --------
    >>> plain_cell(np.array([1, 2])), plain_cell({"b", "a"}), plain_cell(dt.date(2007, 5, 12))
    ([1, 2], ['a', 'b'], '2007-05-12')
    """
    try:
        return _plain(cell)
    except RecursionError as error:
        raise UnkeptCellError(_CYCLE) from error


def _plain(cell: Any) -> Any:  # noqa: ANN401
    if cell is None or type(cell) in _PLAIN:
        return cell
    if cell is pd.NA or cell is pd.NaT:
        return None
    for kinds, convert in _CONVERSIONS:
        if isinstance(cell, kinds):
            return convert(cell)
    raise UnkeptCellError(WANTED)


def _number(cell: float | np.floating[Any]) -> float | None:
    """Return a float; one of fewer bits as its shortest digits say, so that 0.1 stays 0.1."""
    short = isinstance(cell, (np.float16, np.float32))
    number = float(str(cell)) if short else float(cell)
    return None if math.isnan(number) else number


def _decimal(cell: Decimal) -> Decimal | str | None:
    if cell.is_nan():
        return None
    return cell if cell.is_finite() else str(cell)


def _complex(cell: complex) -> str | None:
    return None if cell != cell else str(complex(cell)).strip("()")  # noqa: PLR0124 - NaN


def _moment(cell: dt.datetime) -> str:
    if cell.year < 1:  # a Timestamp of pandas reaches further than Python's own
        return iso_year(str(np.datetime_as_string(cell.to_datetime64())))  # type: ignore[attr-defined]
    text = cell.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _datetime64(cell: np.datetime64) -> str | None:
    return None if np.isnat(cell) else iso_year(str(np.datetime_as_string(cell)))


def _duration(cell: dt.timedelta | np.timedelta64) -> str | None:
    return None if pd.isna(cell) else pd.Timedelta(cell).isoformat()


def _nested(cell: object) -> Any:  # noqa: ANN401
    """Return what stands in a list or mapping, as JSON can hold it."""
    value = _plain(cell)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and math.isinf(value):
        raise UnkeptCellError(_FINITE)
    return value


def _list(cell: Iterable[object]) -> Any:  # noqa: ANN401
    if isinstance(cell, np.ndarray):
        return [_nested(item) for item in cell] if cell.ndim else _nested(cell.item())
    return [_nested(item) for item in cell]


def _set(cell: Iterable[object]) -> list[Any]:
    """Return a set as a list in an order that does not change from run to run."""
    return sorted(_list(cell), key=lambda item: (type(item).__name__, json_text(item)))


def _mapping(cell: Mapping[object, object]) -> dict[str, Any]:
    texts = {text_of(plain_cell(key)): _nested(value) for key, value in cell.items()}
    if len(texts) < len(cell):
        raise UnkeptCellError(_KEYS)
    return texts


_CONVERSIONS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda cell: _plain(cell.value)),
    (str, str.__str__),
    (np.bool_, bool),
    ((dt.timedelta, np.timedelta64), _duration),
    ((int, np.integer), int),
    ((float, np.floating), _number),
    (Decimal, _decimal),
    ((complex, np.complexfloating), _complex),
    ((bytes, bytearray, memoryview), lambda cell: bytes(cell).hex()),
    (dt.datetime, _moment),
    ((dt.date, dt.time), lambda cell: cell.isoformat()),
    (np.datetime64, _datetime64),
    (_AS_TEXT, str),
    (shapely.Geometry, lambda cell: cell.wkt),
    (Mapping, _mapping),
    (_LISTS, _list),
    (AbstractSet, _set),
    (pa.Scalar, lambda cell: _plain(cell.as_py())),
    (np.generic, lambda cell: _plain(cell.item())),
)


def json_text(cell: object) -> str:
    """Return a plain cell as JSON; a lone surrogate stays, as it does in Python.

    Examples
    --------
    >>> json_text({"tags": ["é", 1.5]})
    '{"tags": ["é", 1.5]}'
    """
    return json.dumps(cell, ensure_ascii=False, allow_nan=False, default=str)


def text_of(cell: object) -> str:
    """Return a plain cell as text: lists and mappings as JSON, nothing as an empty text.

    Examples
    --------
    >>> text_of(True), text_of(1.5), text_of(["a", None]), text_of(None)
    ('true', '1.5', '["a", null]', '')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    return json_text(cell) if isinstance(cell, (list, dict, bool)) else str(cell)


def iso_year(text: str) -> str:
    """Return a time as NumPy writes it with the digits and the sign that ISO 8601 asks for.

    A year outside 1 to 9999 has a sign and six digits, as ECMAScript reads it; readers that know
    no such dates, GDAL among them, keep it as text then.

    Examples
    --------
    >>> iso_year("-43-03-15"), iso_year("12000-01-01"), iso_year("0000-01-01")
    ('-000043-03-15', '+012000-01-01', '+000000-01-01')
    """
    sign = "-" if text.startswith("-") else ""
    year, dash, rest = text.removeprefix("-").partition("-")
    if sign or not 1 <= int(year) <= dt.MAXYEAR:
        return f"{sign or '+'}{year:0>6}{dash}{rest}"
    return f"{year:0>4}{dash}{rest}"
