"""Bytes of an article → text: UTF-8, or an older encoding that is told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer

from geo.errors import SourceError

MOST_BYTES = 8_000_000
"""A longer file is no article; it is refused before it is read."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip file, such as a word processor's document"),
    (b"\xd0\xcf\x11\xe0", "an old word processor's document"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_HEAD = 4096  # bytes in which a page says its encoding
_CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_ODD = 0.01  # share of control signs from which a file is no text
_GUESSED_FROM = 1 << 16  # bytes from which an encoding is guessed


@dataclass(frozen=True)
class Decoded:
    """The text of some bytes.

    Parameters
    ----------
    text : str
        The text, without lone surrogates. A byte order mark in UTF-8 stays, as its first letter.
    encoding : str
        How it was written.
    told : str
        What a person should know, or nothing.
    """

    text: str
    encoding: str
    told: str = ""


def decode(data: bytes, *, name: str) -> Decoded:
    """Read the bytes of an article as text.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.

    Returns
    -------
    Decoded
        UTF-8 as it is; UTF-16 and UTF-32 by their mark; what a page declares; else the encoding
        that fits best, which is told. Text in UTF-8 with some broken bytes has the sign � for
        each of them, and is told too.

    Raises
    ------
    SourceError
        When the file is empty, too large, or no text.
    """
    _check(data, name)
    read = _marked(data, name) or _utf8(data) or _declared(data) or _damaged(data) or _guessed(data)
    if read is None:
        raise SourceError(
            f"{name}: its encoding can't be told; wanted text in UTF-8 (save it as 'UTF-8')"
        )
    odd = len(_CONTROLS.findall(read.text))
    if odd > max(3, _ODD * len(read.text)):
        raise SourceError(
            f"{name}: {odd:,} of its {len(read.text):,} characters are control signs; wanted the "
            "text of an article, not a binary file"
        )
    if not any(letter.isalpha() for letter in read.text):
        raise SourceError(f"{name}: found no letter, wanted the text of an article")
    return read


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise SourceError(f"{name}: found nothing, wanted the text of an article")
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{name}: found {len(data):,} bytes, wanted one article of at most {MOST_BYTES:,}; "
            "make a file of each article"
        )
    for begins, kind in _KINDS:
        if data.startswith(begins):
            raise SourceError(f"{name}: found {kind}, wanted text or HTML; save it as plain text")


def _marked(data: bytes, name: str) -> Decoded | None:
    """Read UTF-16 and UTF-32, which begin with a mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceError(
                    f"{name}: begins as {encoding.upper()} and breaks at byte {error.start:,}; "
                    "wanted text in UTF-8 (save it as 'UTF-8')"
                ) from error
            return _retold(text, encoding)
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> Decoded | None:
    """Read what a page says that it is written in."""
    found = _DECLARED.search(data, 0, _HEAD)
    if found is None:
        return None
    encoding = found[1].decode("ascii")
    try:
        return _retold(data.decode(codecs.lookup(encoding).name), encoding)
    except (LookupError, ValueError):
        return None


def _damaged(data: bytes) -> Decoded | None:
    """Read UTF-8 with broken bytes: more of its signs beyond ASCII are whole than broken."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(not letter.isascii() for letter in text) - broken
    if whole <= broken:
        return None
    s = "" if broken == 1 else "s"
    return Decoded(text, "utf-8", told=f"UTF-8 with {broken:,} broken byte{s}, shown as �")


def _guessed(data: bytes) -> Decoded | None:
    best = charset_normalizer.from_bytes(data[:_GUESSED_FROM]).best()
    if best is None or "\0" in str(best):
        return None
    encoding = best.encoding
    try:
        return _retold(data.decode(encoding), encoding)
    except ValueError:
        return _retold(data.decode(encoding, errors="replace"), encoding)


def _retold(text: str, encoding: str) -> Decoded:
    plain = text.encode("utf-8", errors="replace").decode("utf-8")
    told = f"read as {encoding.lower().replace('_', '-')}"
    return Decoded(plain, encoding, told=told)
