"""Pack columns into bytes that deflate well, and choose them."""

from __future__ import annotations

import binascii
import functools
import threading
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
from isal import isal_zlib

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray


def known_column(events: gpd.GeoDataFrame, column: object, *, option: str) -> Any:  # noqa: ANN401
    """Return `column` if the frame has it and it is not the geometry.

    Raises
    ------
    geo.errors.MapError
        Naming the option, the column, and those that the frame has, the likeliest first.

    Examples
    --------
    >>> import geopandas
    >>> known_column(geopandas.GeoDataFrame({"kind": [], "geometry": []}), "Kin", option="text")
    Traceback (most recent call last):
    ...
    geo.errors.MapError: text='Kin': found no such column; did you mean 'kind'? wanted one of: kind
    """
    names = [name for name in events.columns if name != events._geometry_column_name]  # noqa: SLF001
    if _has_hash(column) and column in names:
        return column
    folded = {str(name).casefold(): str(name) for name in names}
    close = get_close_matches(str(column).casefold(), folded, n=1)
    guess = f"; did you mean {folded[close[0]]!r}?" if close else ","
    listed = ", ".join(map(str, names)) or "(the frame has none)"
    raise MapError(f"{option}={column!r}: found no such column{guess} wanted one of: {listed}")


def plain_label(label: Any, *, names: Mapping[Hashable, str], option: str) -> Any:  # noqa: ANN401
    """Return what the column of a frame that a caller names is called in its plain table.

    Parameters
    ----------
    label : hashable, or tuple of hashable
        A column's label, or two of them.
    names : mapping
        As `geo.formats.columns.column_names` returns them.
    option : str
        The argument that names the column.

    Raises
    ------
    geo.errors.MapError
        When values are given in place of a column's name.

    Examples
    --------
    >>> plain_label(2007, names={2007: "2007"}, option="column")
    '2007'
    """
    if isinstance(label, (list, tuple)) and not _names_a_column(label, names):
        return tuple(plain_label(name, names=names, option=option) for name in label)
    if _has_hash(label):
        return names.get(label, label)
    raise MapError(
        f"{option}: found {type(label).__name__}, wanted the name of a column; "
        f"explore(events.assign(values=…), {option}='values')"
    )


def _names_a_column(label: object, names: Mapping[Hashable, str]) -> bool:
    return _has_hash(label) and label in names


def _has_hash(label: object) -> bool:
    try:
        hash(label)
    except TypeError:
        return False
    return True


def chosen_columns(events: gpd.GeoDataFrame, *, time: str | tuple[str, str]) -> tuple[str, ...]:
    """Return the one or two columns that a call names for the time; none for an empty text.

    Raises
    ------
    geo.errors.MapError
        When a named column is missing.
    """
    if isinstance(time, str) and time == "":
        return ()
    names = time if isinstance(time, tuple) else (time,)
    if len(names) not in {1, 2}:
        raise MapError(f"time: found {len(names)} columns, wanted one, or two: first and last")
    return tuple(known_column(events, name, option="time") for name in names)


PART = 262_144
"""Events whose places and times travel in one block, drawn while the next is read."""

_LEVEL = 2
_RAW = -15
_LAST_BLOCK = b"\x03\x00"  # an empty one that says that it is the last (RFC 1951, 3.2.3)
_ONE_AT_A_TIME = threading.Lock()
_FINE = 1e-6
_COARSE = 1e-5
_SPREAD = (
    (32, 0x00000000FFFFFFFF),
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def packed(data: bytes) -> bytes:
    """Deflate `data` (RFC 1951, no header) and write it in base64.

    Examples
    --------
    >>> import base64, zlib
    >>> zlib.decompress(base64.b64decode(packed(b"again and again")), -15)
    b'again and again'
    """
    return binascii.b2a_base64(deflated(data), newline=False)


def deflated(data: bytes) -> bytes:
    """Deflate `data` (RFC 1951, no header), always to the same bytes."""
    deflate = _deflater()
    with _ONE_AT_A_TIME:
        content: bytes = deflate.compress(data) + deflate.flush(isal_zlib.Z_FULL_FLUSH)
    return content + _LAST_BLOCK


@functools.cache
def _deflater() -> Any:  # noqa: ANN401 - the library names no type
    """Return a deflater that always writes the same bytes.

    A fresh one of ISA-L looks for matches in memory that nobody has cleared, and now and then takes
    one that the next run does not find. Filling that memory first, with bytes that do not change,
    leaves it nothing to find; a full flush behind each block makes the block stand alone.
    """
    deflate = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _RAW)
    deflate.compress(
        bytes((number * number * 7 + number // 3) % 251 for number in range(70_000)) * 4
    )
    deflate.flush(isal_zlib.Z_FULL_FLUSH)
    return deflate


def morton_order(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order in which places near each other follow each other.

    Longitude and latitude are interleaved bit by bit (Morton 1966); events at one place stay in
    the order of their rows.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        Degrees, finite.

    Returns
    -------
    numpy.ndarray
        Row numbers, int64.

    Examples
    --------
    >>> import numpy as np
    >>> morton_order(np.array([150.0, -150.0, 151.0]), np.array([10.0, -10.0, 10.0])).tolist()
    [1, 0, 2]
    """
    row_bits = max(len(lon) - 1, 1).bit_length()
    bits = (64 - row_bits) // 2
    cells = float(2**bits - 1)
    across = ((lon + 180) * (cells / 360)).clip(0, cells).astype(np.uint64)
    up = ((lat + 90) * (cells / 180)).clip(0, cells).astype(np.uint64)
    keys = _spread(across)
    keys |= _spread(up) << np.uint64(1)
    keys <<= np.uint64(row_bits)
    keys |= np.arange(len(lon), dtype=np.uint64)
    keys.sort()
    keys &= np.uint64(2**row_bits - 1)
    return keys.view(np.int64)


def _spread(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Insert a zero between any two bits."""
    for shift, mask in _SPREAD:
        numbers |= numbers << np.uint64(shift)
        numbers &= np.uint64(mask)
    return numbers


def finest_step(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> float:
    """Return the step of the grid for places: 1e-5 degrees if all lie on it, else 1e-6."""
    for degrees in (lon, lat):
        units = degrees / _COARSE
        if np.abs(units - np.round(units)).max(initial=0) > 1e-3:  # noqa: PLR2004 - of a step
            return _FINE
    return _COARSE


def whole_steps(degrees: NDArray[np.float64], *, step: float) -> NDArray[np.int32]:
    """Round degrees to whole steps."""
    return np.round(degrees / step).astype(np.int32)


def planes(numbers: NDArray[np.int32], *, differences: bool) -> bytes:
    """Split numbers into their lowest bytes, then the next, up to the highest.

    Parameters
    ----------
    numbers : numpy.ndarray
        int32.
    differences : bool
        Take each number's difference from the one before, modulo 2**32, sign in the lowest bit;
        otherwise the numbers as they are.

    Returns
    -------
    bytes
        Four planes of ``len(numbers)`` bytes.

    Examples
    --------
    >>> import numpy as np
    >>> planes(np.array([1, 2, 0], dtype=np.int32), differences=True).hex(" ", 3)
    '020203 000000 000000 000000'
    """
    words = np.ascontiguousarray(numbers, dtype="<i4")
    if differences:
        steps = np.empty_like(words)
        steps[:1] = words[:1]
        np.subtract(words[1:], words[:-1], out=steps[1:])
        words = (steps << np.int32(1)) ^ (steps >> np.int32(31))
    return np.ascontiguousarray(words.view(np.uint8).reshape(-1, 4).T).tobytes()
