"""Decode the bytes of a text, or refuse where they do not decide its encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_WESTERN = ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437")
_OTHERS = (
    "cp1250 iso8859-2 mac_latin2 cp852 cp1254 iso8859-9 cp857 cp1257 iso8859-13 cp1258 cp1251 "
    "koi8-r koi8-u iso8859-5 cp866 mac_cyrillic cp1253 iso8859-7 cp1255 iso8859-8 cp862 cp1256 "
    "iso8859-6 cp874 gb18030 big5hkscs cp932 euc_jis_2004 cp949"
)
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc_jp": "euc_jis_2004",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
}  # what a label says → what is written, as browsers read it (WHATWG Encoding)
_NAMES = {
    "big5hkscs": "Big5",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "cp874": "windows-874",
    "euc_jis_2004": "EUC-JP",
    "gb18030": "GB18030",
    "iso2022_jp": "ISO-2022-JP",
}
_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s{0,9}=\s{0,9}["']?\s{0,9}"""
    rb"""([A-Za-z0-9_:.-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which a page says its encoding
CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_NEVER = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
ODD_SHARE = 0.01  # share of control signs from which a file is no text
_ODD_SIGNS = 0.25  # share of signs in odd places from which an encoding is not the right one
_MARGIN = 3.0  # nats by which one encoding has to fit better than another: 20 times as likely
_SHORT, _MARGIN_OF_SHORT = 32, 12.0  # bytes of a text that shows little, and what it needs
_CONTRADICTED = 12.0  # nats by which another has to fit better than what a page declares
_AROUND = 4  # words before and behind one beyond ASCII, which show its language
_MOST_WORDS, _LONGEST_WORD = 500, 600
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Decoded:
    """The text of some bytes.

    Parameters
    ----------
    text : str
        The text, without lone surrogates. A byte order mark in UTF-8 stays, as its first letter.
    encoding : str
        How it was written.
    note : str
        What a person should know, or nothing.
    """

    text: str
    encoding: str
    note: str = ""


def encoding_of(data: bytes, *, name: str) -> str:
    """Return the encoding that the bytes of any text decide, or refuse where they do not.

    Raises
    ------
    SourceError
        When several encodings fit, or none.

    Examples
    --------
    >>> encoding_of("Köln;Stadt am Rhein in der Nähe von Düsseldorf".encode(), name="a.csv")
    'utf-8'
    """
    return read_bytes(data, name).encoding


def codec(label: str) -> str:
    """Return Python's name of what an encoding's label means, or nothing where there is none.

    Examples
    --------
    >>> codec("Windows-1251"), codec("latin1"), codec("letters")
    ('cp1251', 'cp1252', '')
    """
    try:
        name = codecs.lookup(_MEANT.get(label.lower(), label)).name
        b"a".decode(name)  # no text comes out of some, such as base64
    except (LookupError, ValueError):
        return ""
    return codecs.lookup(_MEANT.get(name, name)).name


def read_bytes(data: bytes, name: str, *, encoding: str = "") -> Decoded:
    """Read the bytes of any text, in the encoding that is named or that they decide.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.
    encoding : str, optional
        Its encoding, where a person knows it.

    Raises
    ------
    SourceError
        When it is not in the encoding that was named; when several encodings fit, with an example
        of what each of them gives.

    Notes
    -----
    How well an encoding fits is judged by `geo.encodings.fit`.

    Examples
    --------
    >>> read_bytes("Köln".encode("utf-16"), "a.txt").note
    'read as utf-16'
    """
    if encoding:
        return _as_named(data, name, encoding)
    read = _marked(data, name) or _wide(data, name) or _escaped(data) or _utf8(data)
    return read or _declared(data, name) or _damaged(data) or _fitting(data, name)


def _as_named(data: bytes, name: str, encoding: str) -> Decoded:
    codec_name = codec(encoding)
    if not codec_name:
        raise SourceError(
            f"{name}: found no encoding {encoding!r}, wanted one such as windows-1252, mac-roman, "
            "koi8-r or big5"
        )
    own = _marked(data, name) or _utf8(data)
    if own and not own.text.isascii() and own.encoding != codec_name:
        raise SourceError(
            f"{name}: is {_label(own.encoding).upper()} by its bytes, and --encoding says "
            f"{encoding}; leave it out for this file"
        )
    try:
        return Decoded(
            _sound(data.decode(codec_name)), codec_name, note=f"read as {encoding}, as named"
        )
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name}: is no {encoding}: byte {error.start:,} breaks it; name another encoding, or "
            "none"
        ) from error


def _marked(data: bytes, name: str) -> Decoded | None:
    """Read UTF-16 and UTF-32, which begin with a mark."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return _with_note(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise SourceError(
                    f"{name}: begins as {encoding.upper()} and breaks at byte {error.start:,}; "
                    "wanted text in UTF-8 (save it as 'UTF-8')"
                ) from error
    return None


def _wide(data: bytes, name: str) -> Decoded | None:
    """Read UTF-16 and UTF-32 without a mark: no other text has NUL or many control bytes in it."""
    if len(CONTROLS.findall(data[:_HEAD].decode("latin-1"))) <= max(
        3, ODD_SHARE * len(data[:_HEAD])
    ):
        return None
    texts = {encoding: text for encoding in _WIDE if (text := _strictly(data, encoding))}
    plain = {encoding: sum(map(str.isascii, text)) for encoding, text in texts.items()}
    best = max(plain.values(), default=0)
    best_encodings = [encoding for encoding in texts if plain[encoding] == best]
    if len(best_encodings) > 1:
        raise _undecided(name, {encoding: texts[encoding] for encoding in best_encodings})
    return _with_note(texts[best_encodings[0]], best_encodings[0]) if best_encodings else None


def _escaped(data: bytes) -> Decoded | None:
    """Read ISO-2022-JP, which is ASCII with escapes."""
    if b"\x1b$" not in data or _HIGH.search(data):
        return None
    text = _strictly(data, "iso2022_jp_2")
    return _with_note(text, "iso2022_jp") if text else None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _declared(data: bytes, name: str) -> Decoded | None:
    """Read what a page says that it is written in, unless its letters contradict it."""
    declaration = _DECLARED.search(data, 0, _HEAD)
    label = declaration[1].decode("ascii") if declaration else ""
    encoding = codec(label)
    text = _strictly(data, encoding) if encoding and encoding not in ("utf-8", *_WIDE) else ""
    if not text:
        return None
    sample = _sample(data)
    own = _fit(sample, encoding)
    other, best = max(
        ((candidate, _fit(sample, candidate)) for candidate in _texts(data)),
        key=lambda pair: pair[1],
    )
    if best > own + _CONTRADICTED:
        texts = {encoding: text, other: _strictly(data, other)}
        raise _undecided(name, texts, why=f"declares {label}, and reads better as {_label(other)}")
    return _with_note(text, encoding)


def _damaged(data: bytes) -> Decoded | None:
    """Read UTF-8 with broken bytes: most of its signs beyond ASCII are whole."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(not letter.isascii() for letter in text) - broken
    if whole <= 2 * broken:
        return None
    s = "" if broken == 1 else "s"
    return Decoded(text, "utf-8", note=f"UTF-8 with {broken:,} broken byte{s}, shown as �")


def _fitting(data: bytes, name: str) -> Decoded:
    """Read the older encoding that fits best by far."""
    from geo.encodings import odd_share  # noqa: PLC0415 - only for older encodings

    texts = _texts(data)
    sample = _sample(data)
    fits = {encoding: _fit(sample, encoding) for encoding in texts}
    ranked = sorted(texts, key=lambda encoding: -fits[encoding])
    if not ranked or odd_share(_of_sample(sample, ranked[0])) > _ODD_SIGNS:
        raise SourceError(
            f"{name}: its encoding can't be told; wanted text in UTF-8 (save it as 'UTF-8'), or "
            "the encoding's name (--encoding)"
        )
    best = ranked[0]
    margin = _MARGIN if len(data) >= _SHORT else _MARGIN_OF_SHORT
    near = [encoding for encoding in ranked if fits[encoding] > fits[best] - margin]
    if len(near) > 1:
        raise _undecided(name, {encoding: texts[encoding] for encoding in near})
    return _with_note(texts[best], best)


def _texts(data: bytes) -> dict[str, str]:
    """Return each text that the bytes may be, by the first encoding that gives it."""
    texts: dict[str, str] = {}
    for encoding in (*_WESTERN, *_OTHERS.split()):
        text = _strictly(data, encoding)
        if text and text not in texts.values():
            texts[encoding] = text
    return texts


def _strictly(data: bytes, encoding: str) -> str:
    """Return the text, or nothing where a byte or a letter can't be of this encoding."""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return ""
    if _NEVER.search(text) or any(unicodedata.category(sign) == "Cn" for sign in set(text)):
        return ""
    return text


def _sample(data: bytes) -> bytes:
    """Return the words beyond ASCII with some words around each."""
    words = data.split()
    picked: set[int] = set()
    for number, word in enumerate(words):
        if _HIGH.search(word):
            picked.update(range(max(0, number - _AROUND), number + _AROUND + 1))
            if len(picked) > _MOST_WORDS:
                break
    return b" ".join(
        words[position][:_LONGEST_WORD] for position in sorted(picked) if position < len(words)
    )


def _of_sample(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, errors="ignore")


def _fit(sample: bytes, encoding: str) -> float:
    from geo.encodings import fit  # noqa: PLC0415 - only for older encodings

    return fit(_of_sample(sample, encoding), western=encoding in _WESTERN)


def _undecided(name: str, texts: dict[str, str], *, why: str = "") -> SourceError:
    """Return the error that names the encodings which fit, with a word that each of them gives."""
    examples = _examples(list(texts.values()))
    shown = [f"{_label(encoding)} ({word})" for encoding, word in zip(texts, examples, strict=True)]
    reason = why or "its bytes do not decide the encoding"
    return SourceError(
        f"{name}: {reason}: {', '.join(shown)}; say which it is with --encoding, such as "
        f"--encoding {_label(next(iter(texts)))}"
    )


def _examples(texts: list[str]) -> Iterable[str]:
    """Return the first word of each text in which they differ."""
    words = [text.split() for text in texts]
    for row in zip(*words, strict=False):
        if len(set(row)) > 1:
            return [word[:40] for word in row]
    return [text.strip()[:20] for text in texts]


def _label(encoding: str) -> str:
    if encoding in _NAMES:
        return _NAMES[encoding]
    if encoding.startswith("cp125"):
        return encoding.replace("cp", "windows-")
    return encoding.replace("_", "-").replace("iso8859", "iso-8859")


def _with_note(text: str, encoding: str) -> Decoded:
    return Decoded(_sound(text), encoding, note=f"read as {_label(encoding)}")


def _sound(text: str) -> str:
    """Return text without half surrogate pairs, which are no letters."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
