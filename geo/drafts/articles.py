"""Read an article that is to be drafted, and the copy that is cited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geo.dates.edtf import parse_dates
from geo.drafts.decoding import MOST_BYTES, decode
from geo.errors import DateError, SourceError
from geo.evidence import plain_id
from geo.extraction.boilerplate import blanked, is_page, printed_date, read_article_page
from geo.story.citations import Copy

if TYPE_CHECKING:
    import os

    from geo.decoding import Decoded


MOST_CHARACTERS = 1_000_000
"""A longer text is no article."""

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
        The copy, UTF-8: the file's own bytes if they are such text.
    title, publisher, author, published : str
        As far as they are known.
    url, language, accessed : str
        Of a page, as it states them: address, language tag, day on which it was saved.
    is_page : bool
        Whether the text was taken out of a web page, which took its boilerplate away.
    note : str
        What a person should know of how it was read, or nothing.

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

    @property
    def file(self) -> str:
        """The name of the copy that stands beside the draft."""
        return f"{self.id}.txt"

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
    """Read an article: plain text, or a saved web page without its boilerplate.

    Parameters
    ----------
    path : path-like
        Text, or HTML, in UTF-8 or an older encoding.
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
    read = decode(_bytes(file), name=file.name, encoding=encoding)
    article = _of_page(file, read) if is_page(read.text, name=file.name) else _plain(file, read)
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
        if size > MOST_BYTES:
            raise SourceError(
                f"{file.name}: found {size:,} bytes, wanted one article of at most "
                f"{MOST_BYTES:,}; make a file of each article"
            )
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file.name}: can't be read: {error.strerror}") from error


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
