"""Which words a block of texts may hold: a filter of beginnings of words, for the page's search.

A filter (Bloom 1970) answers "not here" surely and "here" with an error of about two in a hundred,
so that a page inflates only the few blocks that may hold a rare word. Words are compared without
case and without marks on letters; `web/src/many/words.ts` does the same.
"""

from __future__ import annotations

import binascii
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Octets = NDArray[np.uint8]

LENGTHS = (3, 5, 7)
"""Bytes of a word's beginning that the filter knows; longer words are known by the longest."""

HASHES = 3
_BITS_AN_ENTRY = 10
_MOST_BYTES = 18_432  # of a block of 2,048 events: 12 bytes an event in base64
_ROOM = 21
_ASCII = 0x80
_LOWER = bytes(one + 32 if 65 <= one <= 90 else one for one in range(256))  # noqa: PLR2004
_PARTED = bytes(one if one < 0xFE else 32 for one in range(256))  # noqa: PLR2004
_WORDS_ALONE = bytes(
    one if (chr(one).isalnum() if one < _ASCII else one < 0xFE) else 0  # noqa: PLR2004
    for one in range(256)
)
_KEY = 8
_LOWEST = np.uint64(0x0101010101010101)
_HIGHEST = np.uint64(0x8080808080808080)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MARKS = re.compile(rb"\xcc[\x80-\xbf]|\xcd[\x80-\xaf]")
_SEPARATORS = re.compile(
    rb"\xc2[\xa0-\xbf]|\xc3[\x97\xb7]|\xd8[\x8c\x9b\x9f]|\xe0\xa5[\xa4\xa5]"
    rb"|\xe2[\x80-\x82].|\xe3\x80.|\xef\xbf\xbd",
    re.DOTALL,
)
_UNSPACED = {
    0xE0: (0xB8, 0xBB),  # Thai, Lao
    0xE1: (0x80, 0x82),  # Myanmar
    **dict.fromkeys(range(227, 234), (128, 191)),  # kana, Han
}


def folded(text: bytes) -> bytes:
    """Return UTF-8 in lower case, compatible characters as one, without marks on letters.

    What stands between words is a space, outside ASCII too.

    Examples
    --------
    >>> folded("Malmö – İzmir".encode()).decode()
    'malmo   izmir'
    """
    if text.isascii():
        return text.translate(_LOWER)
    lower = pc.utf8_lower(pa.scalar(text.decode()))
    plain = pc.utf8_normalize(lower, form="NFKD").as_py().replace("ς", "σ").encode()
    return _SEPARATORS.sub(b" ", _MARKS.sub(b"", plain))


def word_filter(block: bytes) -> bytes:
    """Return the filter of a block of texts, in base64.

    Parameters
    ----------
    block : bytes
        UTF-8, values parted by the bytes FE and FF.

    Returns
    -------
    bytes
        Bits, the lowest of each byte first; each beginning of `LENGTHS` bytes of a word, or of a
        character of a script without spaces, sets `HASHES` of them.
    """
    words = folded(block.translate(_PARTED)).translate(_WORDS_ALONE)
    entries = np.zeros(1 << _ROOM, dtype=bool)
    for numbers in _beginnings(words):
        entries[numbers] = True
    known = np.flatnonzero(entries).astype(np.uint32)
    size = max(1, min(_MOST_BYTES, len(known) * _BITS_AN_ENTRY // 8))
    bits = np.zeros(8 * size, dtype=np.uint8)
    first = _mixed(known)
    step = _mixed(first ^ np.uint32(0x9E3779B9)) | np.uint32(1)
    for number in range(HASHES):
        bits[(first + np.uint32(number) * step) % np.uint32(8 * size)] = 1
    return binascii.b2a_base64(np.packbits(bits, bitorder="little").tobytes(), newline=False)


def _beginnings(words: bytes) -> list[NDArray[np.uint64]]:
    """Return the beginnings of each length as numbers; what is no word is zero bytes."""
    padded = b"\0" + words + bytes(_KEY)
    octets = np.frombuffer(padded, dtype=np.uint8)[: len(words) + 1]
    inside = octets != 0
    starting = inside[1:] & ~inside[:-1]
    if not words.isascii():
        starting |= _unspaced(octets[1:])
    eights = np.ndarray((len(words),), dtype="<u8", buffer=padded, offset=1, strides=(1,))
    keys = eights[np.flatnonzero(starting)]
    ending = (keys - _LOWEST) & ~keys & _HIGHEST  # its lowest bit is that of the first zero byte
    found = []
    for length in LENGTHS:
        mask = np.uint64((1 << 8 * length) - 1)
        long = keys[(ending & mask) == 0] & mask
        found.append((long * _GOLDEN) >> np.uint64(64 - _ROOM))
    return found


def _unspaced(octets: Octets) -> NDArray[np.bool_]:
    """Return where a character of a script begins that writes no spaces between words."""
    starting = np.zeros(len(octets), dtype=bool)
    second = np.append(octets[1:], np.uint8(0))
    for lead, (low, high) in _UNSPACED.items():
        starting |= (octets == lead) & (second >= low) & (second <= high)
    return starting


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spread each hash over all its bits (the end of MurmurHash3)."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes = hashes * np.uint32(0x85EBCA6B)
    hashes = hashes ^ (hashes >> np.uint32(13))
    hashes = hashes * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
