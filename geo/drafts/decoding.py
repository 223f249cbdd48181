"""Decode the bytes of an article, or refuse files that are none."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from geo.decoding import CONTROLS, ODD_SHARE, Decoded, read_bytes
from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PICTURE, _SOUND, _PACKED = "a picture", "sound or a film", "a packed file"
_PROGRAM, _TABLE = "a program", "a table"
_SHEET, _WORDS = "a spreadsheet", "a word processor's document"
_MAIL, _WEB, _JSON = "an e-mail", "a saved web archive", "JSON"
_BEGINS: tuple[tuple[bytes, str], ...] = (
    (b"%!PS", "PostScript"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"bplist00", f"{_WEB} or a property list"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"8BPS", _PICTURE),
    (b"\0\0\1\0", _PICTURE),
    (b"RIFF", f"{_PICTURE}, {_SOUND}"),
    (b"OggS", _SOUND),
    (b"ID3", _SOUND),
    (b"fLaC", _SOUND),
    (b"\x1aE\xdf\xa3", _SOUND),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\0asm", _PROGRAM),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", f"{_TABLE} (Parquet)"),
    (b"ARROW1", f"{_TABLE} (Arrow)"),
    (b"\x89HDF", f"{_TABLE} (HDF5)"),
    (b"WARC/", _WEB),
    (b"wOF", "a font"),
    (b"\xd0\xcf\x11\xe0", f"an old {_WORDS[2:]}, or a spreadsheet"),
)
_IN_ZIP = (
    (b"xl/workbook", f"{_SHEET} (.xlsx)"),
    (b"word/document", f"{_WORDS} (.docx)"),
    (b"ppt/presentation", "slides (.pptx)"),
    (b"opendocument.spreadsheet", f"{_SHEET} (.ods)"),
    (b"opendocument.text", f"{_WORDS} (.odt)"),
    (b"application/epub", "an e-book (.epub)"),
)
_ENDINGS = {
    ".eml .emlx .mbox .mbx .msg": _MAIL,
    ".mht .mhtml .webarchive .warc .maff": _WEB,
    ".json .jsonl .ndjson .geojson .ipynb": _JSON,
    ".csv .tsv .xls .xlsx .ods .xlsm .parquet": _SHEET,
    ".doc .docx .odt .pages .rtf": _WORDS,
    ".rss .atom .kml .gpx .svg .plist": "XML",
}
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?([^\n]*)")
_MAIL_FIELDS = (
    "from to cc bcc subject date message-id received return-path delivered-to reply-to sender "
    "mime-version content-type content-transfer-encoding in-reply-to references "
    "dkim-signature list-id user-agent x-mailer"
)
_ON_THE_WAY = "received return-path delivered-to message-id mime-version"
_LEAST_FIELDS = 3
_MBOX = re.compile(r"From \S+@\S+ .*\d\d:\d\d")
_ROOT = re.compile(
    r"\s*(?:<\?[^>]*>\s*)*(?:<!--(?>(?:(?!-->).)*)-->\s*)*(?:<!DOCTYPE\s+([\w:.-]+)|<([\w:.-]+))",
    re.DOTALL,
)
_PAGES = ("html", "head", "body")
_XML = "rss feed rdf svg kml gpx plist opml urlset sitemapindex tei"
_OTHER_TEXTS = (
    ("BEGIN:VCALENDAR", "a calendar"),
    ("BEGIN:VCARD", "an address card"),
    ("-----BEGIN ", "a key, a certificate or a signed message"),
    ("#!/", "a script"),
    ("WEBVTT", "subtitles"),
)
_LEAST_ROWS, _LEAST_CELLS = 3, 3
_MOST_ROWS = 200
_HEAD = 65_536


def check_bytes(data: bytes, name: str) -> None:
    """Check that bytes are no picture, program, packed file and the like.

    Raises
    ------
    SourceError
        Which names what was found.
    """
    kind = _by_name(name) or _by_bytes(data)
    if kind:
        raise _no_article(name, kind)


def check_text(text: str, name: str) -> None:
    """Check that text is no mail, web archive, JSON, table, feed and the like.

    Raises
    ------
    SourceError
        Which names what was found.
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n").replace("\r\n", "\n")
    if head.startswith("<"):
        kind = _by_root(head)
    else:
        kind = _by_start(head) or _by_fields(head) or _as_json(text) or _as_rows(head)
    if kind:
        raise _no_article(name, kind)


def _no_article(name: str, kind: str) -> SourceError:
    return SourceError(
        f"{name}: found {kind}, wanted text or HTML; save the article as plain text, or its page "
        "as HTML"
    )


def _by_name(name: str) -> str:
    ending = "." + name.lower().rpartition(".")[2]
    return next((kind for endings, kind in _ENDINGS.items() if ending in endings.split()), "")


def _by_bytes(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kinds = (kind for sign, kind in _IN_ZIP if sign in data)
        return next(kinds, f"a zip file, such as {_WORDS}")
    for kind, is_it in (
        ("a PDF", b"%PDF-" in data[:1024]),
        (f"{_PICTURE}, {_SOUND}", data[4:8] == b"ftyp"),
        (_PACKED, data[257:262] == b"ustar"),
        (_PROGRAM, data.startswith(b"MZ") and b"\0" in data[:256]),
        (_PICTURE, data.startswith(b"BM") and b"\0" in data[:32]),
    ):
        if is_it:
            return kind
    return next((kind for begins, kind in _BEGINS if data.startswith(begins)), "")


def _by_start(head: str) -> str:
    kinds = (kind for begins, kind in _OTHER_TEXTS if head.startswith(begins))
    return next(kinds, _MAIL if _MBOX.match(head) else "")


def _by_fields(head: str) -> str:
    """Name a mail or a web archive, which begin with fields such as ``From:``."""
    fields: dict[str, str] = {}
    for line in head.split("\n"):
        field = _FIELD.fullmatch(line.rstrip())
        if field:
            fields.setdefault(field[1].lower(), field[2])
        elif not (fields and line[:1] in (" ", "\t") and line.strip()):
            break
    mail_fields = set(_MAIL_FIELDS.split()) & set(fields)
    if (
        "multipart/related" in fields.get("content-type", "")
        or "snapshot-content-location" in fields
    ):
        return f"{_WEB} (MHTML)"
    sent = mail_fields & set(_ON_THE_WAY.split()) or any(
        "@" in fields[field] for field in mail_fields
    )
    return _MAIL if len(mail_fields) >= _LEAST_FIELDS and sent else ""


def _by_root(head: str) -> str:
    """Name XML that is no page, by its first element."""
    match = _ROOT.match(head)
    root = ((match[1] or match[2]) if match else "").lower().rpartition(":")[2]
    if not root or root in _PAGES or not (head.startswith("<?xml") or root in _XML.split()):
        return ""
    return f"XML ({root})"


def _as_json(text: str) -> str:
    begins = text.lstrip("\ufeff \t\r\n")
    if not begins.startswith(("{", "[")):
        return ""
    for part in (begins, begins.split("\n", 1)[0]):
        try:
            value = json.loads(part)
        except (ValueError, RecursionError):
            continue
        return _JSON if isinstance(value, dict) or len(value) > 1 else ""
    return ""


def _as_rows(head: str) -> str:
    """Name a table: lines with the same number of tabs, semicolons, bars or bare commas."""
    lines = [line for line in head.split("\n")[:_MOST_ROWS] if line.strip()]
    if len(head) >= _HEAD - 1:
        lines = lines[:-1]  # it may be cut
    if len(lines) < _LEAST_ROWS:
        return ""
    return "a table (CSV)" if any(_is_even(lines, separator) for separator in "\t;|,") else ""


def _is_even(lines: Sequence[str], separator: str) -> bool:
    """Return whether each line has as many cells as the first, three or more."""
    counts = {line.count(separator) for line in lines}
    if len(counts) > 1 or min(counts) < _LEAST_CELLS - 1:
        return False
    prose = sum(line.count(f"{separator} ") for line in lines)
    return separator == "\t" or prose * 2 < sum(line.count(separator) for line in lines)


MOST_BYTES = 8_000_000
"""A longer file is no article; it is refused before it is read."""


def decode(data: bytes, *, name: str, encoding: str = "") -> Decoded:
    """Read the bytes of an article as text.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.
    encoding : str, optional
        Its encoding, where a person knows it.

    Returns
    -------
    Decoded
        In the encoding that was named; else UTF-8 as it is, UTF-16 and UTF-32, what a page
        declares, and the one of the usual older encodings that fits far better than all others.
        Text in UTF-8 with some broken bytes has the sign � for each of them. All but UTF-8 is
        told.

    Raises
    ------
    SourceError
        When the file is empty, too large, or no text; when it is not in the encoding that was
        named; when several encodings fit, with an example of what each of them gives.

    Notes
    -----
    How well an encoding fits is judged by `geo.encodings.fit`.
    """
    if not data.strip():
        raise SourceError(f"{name}: found nothing, wanted the text of an article")
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{name}: found {len(data):,} bytes, wanted one article of at most {MOST_BYTES:,}; "
            "make a file of each article"
        )
    check_bytes(data, name)
    read = read_bytes(data, name, encoding=encoding)
    odd = len(CONTROLS.findall(read.text))
    if odd > max(3, ODD_SHARE * len(read.text)):
        raise SourceError(
            f"{name}: {odd:,} of its {len(read.text):,} characters are control signs; wanted the "
            "text of an article, not a binary file"
        )
    check_text(read.text, name)
    if not any(letter.isalpha() for letter in read.text):
        raise SourceError(f"{name}: found no letter, wanted the text of an article")
    return read
