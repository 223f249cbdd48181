"""Read an article to be drafted or refuse it, what is stated of it, and the copy that is cited."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import numpy as np

from geo.dates.edtf import parse_dates
from geo.decoding import CONTROLS, ODD_SHARE, Decoded, read_bytes
from geo.errors import DateError, SourceError
from geo.evidence import plain_id
from geo.extraction.boilerplate import blanked, is_page, printed_date, read_article_page
from geo.formats.pdf import PdfText, is_pdf, read_pdf
from geo.story.citations import Copy

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from geo.dates.edtf import Dates
    from geo.decoding import Decoded


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
        f"{name}: found {kind}, wanted text, HTML or PDF; save the article as plain text, or its "
        "page as HTML"
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


MOST_CHARACTERS = 1_000_000
"""A longer text is no article."""

MOST_BYTES_PDF = 64_000_000
"""A longer PDF is no article; it may hold pictures."""

_LONGEST_ID = 40


@dataclass(frozen=True)
class Article:
    """An article as it was read, with the copy in which its spans count.

    Parameters
    ----------
    id : str
        Slug, from the file's name.
    path : pathlib.Path
        The file that was given.
    text : str
        The text of the copy: spans count its code points.
    data : bytes
        The copy, UTF-8: the file's own bytes if they are such text, or a PDF.
    title, publisher, author, published : str
        As far as they are known.
    url, language, accessed : str
        Of a page, as it states them: address, language tag, day on which it was saved.
    is_page : bool
        Whether the text was taken out of a web page, which took its boilerplate away.
    note : str
        What a person should know of how it was read, or nothing.
    pdf : PdfText, optional
        What the pages of a PDF print, and where.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "march.txt")
    ...     _ = file.write_text("They marched through Leeds.", encoding="utf-8")
    ...     article = read_article(file)
    >>> article.id, article.file, len(article.text)
    ('march', 'march.txt', 27)
    """

    id: str
    path: Path
    text: str = field(repr=False)
    data: bytes = field(repr=False)
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    accessed: str = ""
    is_page: bool = False
    note: str = ""
    pdf: PdfText | None = field(default=None, repr=False)

    @property
    def file(self) -> str:
        """The name of the copy that stands beside the draft."""
        return f"{self.id}.pdf" if self.pdf else f"{self.id}.txt"

    @cached_property
    def body(self) -> str:
        """The text with blanks in the place of page boilerplate: what is read, span for span."""
        return self.text if self.is_page else blanked(self.text)

    @cached_property
    def sha256(self) -> str:
        """The hash of the copy's bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def copy(self) -> Copy:
        """The copy as `geo.check` reads it."""
        if self.pdf:
            return Copy(self.text.encode(), len(self.text), self.sha256, self.pdf, self.sha256)
        return Copy(self.data, len(self.text), self.sha256)

    def span_sha256(self, start: int, end: int) -> str:
        """Return the hash of a span."""
        return hashlib.sha256(self.text[start:end].encode()).hexdigest()


def read_article(
    path: str | os.PathLike[str],
    *,
    published: str = "",
    title: str = "",
    publisher: str = "",
    author: str = "",
    encoding: str = "",
) -> Article:
    """Read an article: plain text, a saved web page without its boilerplate, or a PDF.

    Parameters
    ----------
    path : path-like
        Text, or HTML, in UTF-8 or an older encoding; or a PDF with text.
    published : str, optional
        The article's own date in EDTF, before what a page says.
    title, publisher, author : str, optional
        Before what a page says.
    encoding : str, optional
        The encoding of the file, where its bytes do not decide.

    Returns
    -------
    Article

    Raises
    ------
    SourceError
        When the file can't be read, is empty, no text, or no article; when its bytes do not decide
        in which encoding it is; or a date is none.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "A storm.txt").write_text("Leeds flooded.", encoding="utf-8")
    ...     article = read_article(Path(folder, "A storm.txt"), published="2024-01")
    >>> article.id, article.file, article.copy.paragraph(0)
    ('a-storm', 'a-storm.txt', 1)
    """
    file = Path(path)
    _check_date(published)
    article = _read(file, encoding)
    if len(article.text) > MOST_CHARACTERS:
        raise SourceError(
            f"{file.name}: found {len(article.text):,} characters, wanted one article of at most "
            f"{MOST_CHARACTERS:,}; make a file of each article"
        )
    if not published.strip():
        article = _dated(article)
    return replace(
        article,
        published=published.strip() or article.published,
        title=title.strip() or article.title,
        publisher=publisher.strip() or article.publisher,
        author=author.strip() or article.author,
    )


def slug(text: str) -> str:
    """Return text as an id: Latin letters without accents, digits and hyphens; or nothing.

    Examples
    --------
    >>> slug("São Paulo (city)"), slug("کراچی")
    ('sao-paulo-city', '')
    """
    return plain_id(text)[:_LONGEST_ID].strip("-")


def named(text: str) -> str:
    """Return text as an id that is never empty: a slug, else a hash."""
    return slug(text) or "x" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        most = MOST_BYTES_PDF if file.suffix.lower() == ".pdf" else MOST_BYTES
        if size > most:
            raise SourceError(
                f"{file.name}: found {size:,} bytes, wanted one article of at most {most:,}; "
                "make a file of each article"
            )
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file.name}: can't be read: {error.strerror}") from error


def _read(file: Path, encoding: str) -> Article:
    data = _bytes(file)
    if is_pdf(data):
        return _of_pdf(file, data)
    read = decode(data, name=file.name, encoding=encoding)
    return _of_page(file, read) if is_page(read.text, name=file.name) else _plain(file, read)


def _of_pdf(file: Path, data: bytes) -> Article:
    pdf = read_pdf(data, name=file.name)
    pages = ", ".join(map(str, pdf.scanned))
    missing = f"not read, for they have no text: page {pages}" if pages else ""
    note = "; ".join(filter(None, ["the text of a PDF", missing]))
    return Article(
        named(file.stem),
        file,
        pdf.text,
        data,
        title=pdf.title,
        author=pdf.author,
        note=note,
        pdf=pdf,
    )


def _plain(file: Path, read: Decoded) -> Article:
    text = read.text
    return Article(named(file.stem), file, text, text.encode(), note=read.note)


def _dated(article: Article) -> Article:
    """Set the date that a pasted article prints, where it prints one."""
    day = "" if article.is_page else printed_date(article.text)
    if not day:
        return article
    note = "; ".join(filter(None, [article.note, f"dated {day} by its own line"]))
    return replace(article, published=day, note=note)


def _of_page(file: Path, read: Decoded) -> Article:
    page = read_article_page(read.text, name=file.name)
    note = "; ".join(filter(None, ["the article of a page", read.note]))
    for name in ("published", "accessed"):
        try:
            parse_dates(getattr(page, name))
        except DateError:
            page = replace(page, **{name: ""})
    return Article(
        named(file.stem),
        file,
        page.text,
        page.text.encode(),
        title=page.title,
        publisher=page.publisher,
        author=page.author,
        published=page.published,
        url=page.url,
        language=page.language,
        accessed=page.accessed,
        is_page=True,
        note=note,
    )


def _check_date(published: str) -> None:
    try:
        parse_dates(published.strip())
    except DateError as error:
        raise SourceError(f"published: {str(error).removeprefix('date: ')}") from error


PER_ARTICLE = ("published", "title", "publisher", "author", "encoding")
"""What may be given for each article."""

OF_ITSELF = PER_ARTICLE[:-1]
"""Of these, what a page may say of itself."""

_MOST_NAMES = 8


@dataclass(frozen=True)
class SourceOptions:
    """Values for articles: for all of them, or as ``NAME=VALUE`` for one.

    Parameters
    ----------
    values : mapping of str to sequence of str
        By the names in `PER_ARTICLE`.
    overrule : bool
        Whether they are taken where a page says something else.
    """

    values: Mapping[str, Sequence[str]]
    overrule: bool = False

    def of(self, names: Sequence[str]) -> list[dict[str, str]]:
        """Return the values of each article.

        Parameters
        ----------
        names : sequence of str
            The articles' files. A value names one by its path, its file's name, or that without
            its ending.

        Returns
        -------
        list of dict of str to str
            As many as names. What is for one article comes before what is for all.

        Raises
        ------
        SourceError
            When a value is for no article or for several, or two values are for one; all at once.
        """
        faults: list[str] = []
        common: dict[str, str] = {}
        own: list[dict[str, str]] = [{} for _ in names]
        files = _files(names)
        for option, values in self.values.items():
            for value in values:
                name, equals, text = value.partition("=")
                target, shown = common, f"--{option}"
                if equals:
                    matches = files.get(name.strip(), [])
                    if len(matches) != 1:
                        faults.append(
                            _unknown(option, value, [names[number] for number in matches], names)
                        )
                        continue
                    target, shown = own[matches[0]], f"--{option} {name.strip()}"
                new = (text if equals else value).strip()
                if target.setdefault(option, new) != new:
                    faults.append(f"{shown}: found {target[option]!r} and {new!r}, wanted one")
        if faults:
            raise SourceError("\n  ".join(dict.fromkeys(faults)))
        return [common | values for values in own]

    def settle(self, article: Article, values: Mapping[str, str]) -> Article:
        """Return an article with the values that a person gave.

        Raises
        ------
        SourceError
            When a page says something else, and that is not to be overruled; all of it at once.
        """
        faults, notes = [], [article.note]
        for option in OF_ITSELF:
            option_value, page_value = values.get(option, ""), getattr(article, option)
            if not option_value or not page_value or _agree(option, option_value, page_value):
                continue
            notes.append(f"{option} {option_value!r} as given, {page_value!r} on the page")
            faults.append(
                f"{article.path.name}: --{option} says {option_value!r}, the article itself "
                f"{page_value!r}; leave --{option} out for it (NAME=VALUE is for one article), or "
                "give --overrule"
            )
        if faults and not self.overrule:
            raise SourceError("\n  ".join(faults))
        return replace(
            article,
            note="; ".join(filter(None, notes)),
            published=values.get("published") or article.published,
            title=values.get("title") or article.title,
            publisher=values.get("publisher") or article.publisher,
            author=values.get("author") or article.author,
        )


def check_dates(values: Sequence[Mapping[str, str]]) -> None:
    """Check that every date that was given is one.

    Raises
    ------
    SourceError
        All that are none, at once.
    """
    faults = []
    for date in dict.fromkeys(options.get("published", "") for options in values):
        try:
            parse_dates(date)
        except DateError as error:
            faults.append(f"published: {str(error).removeprefix('date: ')}")
    if faults:
        raise SourceError("\n  ".join(faults))


def _files(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the articles that each path, file name and stem may mean."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        path = PurePath(name)
        for key in {name, path.as_posix(), path.with_suffix("").as_posix(), path.name, path.stem}:
            numbers[key].append(number)
    return numbers


def _unknown(option: str, value: str, matches: Sequence[str], names: Sequence[str]) -> str:
    """Return the fault of a value whose article can't be told."""
    name = value.partition("=")[0].strip()
    shown = ", ".join([*(matches or names)][:_MOST_NAMES])
    if matches:
        return f"--{option}: found {value!r}, and {name!r} is more than one article: {shown}"
    return (
        f"--{option}: found {value!r}, and no article is called {name!r}, wanted one of: {shown} "
        f"(a value with = in it is written NAME={value})"
    )


def _agree(option: str, option_value: str, page_value: str) -> bool:
    """Return whether two values may both be true: one text, or one date within the other."""
    if option != "published":
        return " ".join(option_value.split()).casefold() == " ".join(page_value.split()).casefold()
    first, second = parse_dates(option_value), parse_dates(page_value)
    return _within(first, second) or _within(second, first)


def _within(first: Dates, second: Dates) -> bool:
    """Return whether every day that one date allows is a day that the other allows."""
    begins = np.isnat(second.earliest) or first.earliest >= second.earliest
    return bool(begins and (np.isnat(second.latest) or first.latest <= second.latest))
