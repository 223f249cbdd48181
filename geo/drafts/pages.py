"""A saved web page → the article in it: text, title, author, publisher and date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.errors import SourceError

_ENDINGS = (".html", ".htm", ".xhtml")
_BEGINS = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>(?:(?!-->).)*)-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 2048
_MOST_TAGS = 60_000  # a page of news has some thousands
_MOST_ATTRIBUTES = 500  # in one tag; lxml takes the square of their number
_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)|\Z)"
    r"|<[a-z/](?>[^<>\"']+|\"[^\"]*\"|'[^']*')*",
    re.IGNORECASE | re.DOTALL,
)
_RAW = ("script", "style>", "style ")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BETWEEN = re.compile(r"[\s/]+|\"")
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Page:
    """What a page holds of an article.

    Parameters
    ----------
    text : str
        A paragraph a line, the title first. Menus, lists of links and the like are left out.
    title, publisher, author, published : str
        As the page says of itself; empty where it does not. The date is EDTF.
    """

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""


def is_page(text: str, *, name: str) -> bool:
    """Return whether a text is HTML, by the ending of its name or by how it begins."""
    return name.lower().endswith(_ENDINGS) or _BEGINS.match(text[:_HEAD]) is not None


def read_page(markup: str, *, name: str) -> Page:
    """Read the article of a page.

    Parameters
    ----------
    markup : str
        HTML.
    name : str
        The file's name, for the message.

    Returns
    -------
    Page

    Raises
    ------
    SourceError
        When there is no article in it, or it has too many tags, or a tag too many attributes, to be
        the page of one.

    Notes
    -----
    By trafilatura (Barbaresi 2021, ACL demos), which leaves comments out. Its date comes from the
    page alone: no clock says what is too late.
    """
    tags = markup.count("<")
    if tags > _MOST_TAGS:
        raise SourceError(
            f"{name}: found {tags:,} tags, wanted the page of one article (at most "
            f"{_MOST_TAGS:,}); copy its text into a .txt file"
        )
    attributes = max((_attributes(part[0]) for part in _PARTS.finditer(markup)), default=0)
    if attributes > _MOST_ATTRIBUTES:
        raise SourceError(
            f"{name}: found a tag with {attributes:,} attributes, wanted the page of one article "
            f"(at most {_MOST_ATTRIBUTES:,}); copy its text into a .txt file"
        )
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, and only for pages

    try:
        extracted = bare_extraction(
            markup, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
    except (RecursionError, ValueError, AssertionError, TypeError, KeyError, AttributeError):
        extracted = None  # a page that the library trips over has no article for us
    text = "" if extracted is None else (getattr(extracted, "text", "") or "")
    if extracted is None or not text.strip():
        raise SourceError(
            f"{name}: found no article in the page; copy its text into a .txt file, or save "
            "the page whole"
        )
    title = _line(getattr(extracted, "title", ""))
    lines = [line for line in text.splitlines() if line.strip()]
    if title and title not in lines[:3]:
        lines.insert(0, title)
    return Page(
        text="\n".join(lines) + "\n",
        title=title,
        publisher=_line(getattr(extracted, "sitename", "")),
        author=_line(getattr(extracted, "author", "")),
        published=_line(getattr(extracted, "date", "")),
    )


def _attributes(part: str) -> int:
    """Return how many attributes a tag has, or some more; none for a comment or a script."""
    if len(part) < _MOST_ATTRIBUTES or part.startswith("<!") or part[1:7].lower() in _RAW:
        return 0
    return len(_BETWEEN.findall(_QUOTED.sub('"', part)))


def _line(text: str | None) -> str:
    """Return a text on one line."""
    return _SPACE.sub(" ", text or "").strip()
