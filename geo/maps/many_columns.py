"""Columns of events as bytes that deflate well: ordered by place, split into byte planes."""

from __future__ import annotations

import binascii
import functools
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from isal import isal_zlib

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    deflate = _deflater()
    with _ONE_AT_A_TIME:
        packed_ = deflate.compress(data) + deflate.flush(isal_zlib.Z_FULL_FLUSH)
    return binascii.b2a_base64(packed_ + _LAST_BLOCK, newline=False)


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
