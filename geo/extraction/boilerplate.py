"""Separate an article from the rest of its page or paste, and find its language.

Text that was copied from a page brings its boilerplate along. A line is boilerplate by what it says
(an appeal, a prompt, a notice), by standing among such lines at the top, or by coming behind the
article's last sentence. Boilerplate is read as blanks: nothing is proposed from it, and every span
stays where it is.
"""

from __future__ import annotations

import datetime as dt
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.errors import SourceError
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIFTS = (
    r"\byour (?:support|donation|contribution|subscription)\b"
    r"|\b(?:support|fund) (?:our|us|independent) (?:work|journalism|newsroom|reporting)\b"
    r"|\bdonat(?:e|ing|ions?) (?:now|today|to us)\b|\bmake a donation\b|\bpaywall\b"
)
_APPEALS = re.compile(
    rf"{_GIFTS}"
    r"|\byour (?:inbox|account|privacy)\b|\bsubscribe\b|\bsign (?:up|in) (?:to|for|now|here)\b"
    r"|\bnewsletters?\b.{0,40}\bsign"
    r"|\b(?:join|follow|read) (?:our|the|thought).{0,30}\b(?:comment|conversation|discussion)"
    r"|\bwe use cookies\b|\bcookie (?:policy|settings)\b|\ball rights reserved\b"
    r"|\bnot responsible for (?:the )?content\b|\bterms of (?:use|service)\b",
    re.IGNORECASE,
)
_GIFT = re.compile(_GIFTS, re.IGNORECASE)
_LABELS = re.compile("|".join(read_lists("extraction")["boilerplate"]["labels"]), re.IGNORECASE)
_STAMPS = re.compile(
    r"\W*(?:last |first )?(?:updated|published|posted|modified)\b.{0,120}", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}})", re.IGNORECASE
    ),
    re.compile(
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})", re.IGNORECASE
    ),
)
_STAMP_WITHIN = 4096  # characters from the beginning
_END = re.compile(r"(?<=.)[.!?…](?=\s|[A-Z\"“]|$)", re.DOTALL)
_ENDS = tuple(".!…\"”’')]。！।۔؟")
_TOP = 14  # lines in which an appeal may surround lines that do not say so
_APART = 6  # lines from one sign of an appeal to the next
_LEAST_LINES = 4  # a shorter text has no tail


def boilerplate(text: str) -> list[tuple[int, int]]:
    r"""Find the boilerplate of a text.

    Parameters
    ----------
    text : str
        An article, a paragraph a line.

    Returns
    -------
    list of (int, int)
        Start and end in code points, in order, none over another.

    Examples
    --------
    >>> boilerplate("Leeds flooded on Monday.\nShare this page\n")
    [(25, 40)]
    """
    lines = [(start, end) for start, end in _lines(text) if text[start:end].strip()]
    own_lengths = [_own_length(text[start:end]) for start, end in lines]
    written = [text[start:end].strip() for start, end in lines]
    among = _among(written, own_lengths) | _tail(written, own_lengths)
    return [
        (start, end if number in among else start + reach)
        for number, ((start, end), reach) in enumerate(zip(lines, own_lengths, strict=True))
        if reach or number in among
    ]


def blanked(text: str) -> str:
    r"""Return a text of the same length with blanks where its boilerplate stands.

    Examples
    --------
    >>> blanked("Rain fell.\nComments\n")
    'Rain fell.\n        \n'
    """
    parts, done = [], 0
    for start, end in boilerplate(text):
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def printed_date(text: str) -> str:
    r"""Return the day on which a page says that it was published, or else updated, in EDTF.

    Examples
    --------
    >>> printed_date("Last Updated: Monday, 8 January 2024, 9:15 am\nRain fell.")
    '2024-01-08'
    """
    opening = [text[start:end] for start, end in _lines(text[:_STAMP_WITHIN])]
    lines = [line for line in opening if _STAMPS.fullmatch(line.strip())]
    for line in sorted(lines, key=lambda line: "updated" in line.lower()):
        for pattern in _DAYS:
            day = pattern.search(line)
            if day and (edtf := _edtf(day["year"], day["month"], day["day"])):
                return edtf
    return ""


def _edtf(year: str, month: str, day: str) -> str:
    """Return a day in EDTF; nothing if the calendar has none such."""
    number = month if month.isdigit() else str(_MONTHS.index(month[:3].lower()) + 1)
    try:
        return dt.date(int(year), int(number), int(day)).isoformat()
    except ValueError:
        return ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n"))
        start += len(line)


def _own_length(line: str) -> int:
    """Return how many characters of a line are boilerplate by what they say."""
    stripped = line.strip()
    if _LABELS.fullmatch(stripped) or _STAMPS.fullmatch(stripped):
        return len(line)
    done, ends = 0, False
    for end in _END.finditer(line):
        ends = True
        if not _APPEALS.search(line[done : end.end()]):
            break
        done = end.end()
    if done == 0 and not ends and _APPEALS.search(line):
        return len(line)
    rest = line[done:]
    return len(line) if done and (not rest.strip() or _APPEALS.search(rest)) else done


def _among(lines: list[str], own_lengths: list[int]) -> set[int]:
    """Return the lines at the top that stand between two signs of an appeal for money."""
    signs = [
        number
        for number, (line, reach) in enumerate(zip(lines[:_TOP], own_lengths, strict=False))
        if reach and _GIFT.search(line[:reach])
    ]
    return {
        number
        for first, second in pairwise(signs)
        if second - first <= _APART and own_lengths[first] >= len(lines[first])
        for number in range(first + 1, second)
    }


def _tail(lines: list[str], own_lengths: list[int]) -> set[int]:
    """Return the lines behind the article's last sentence."""
    if len(lines) < _LEAST_LINES:
        return set()
    last = len(lines)
    while last and (
        own_lengths[last - 1] >= len(lines[last - 1]) or not lines[last - 1].endswith(_ENDS)
    ):
        last -= 1
    return set(range(last, len(lines))) if last else set()


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
class ArticlePage:
    """What a page holds of an article.

    Parameters
    ----------
    text : str
        A paragraph a line, the title first. Menus, lists of links and the like are left out.
    title, publisher, author, published : str
        As the page says of itself; empty where it does not. The date is EDTF.
    url, language, accessed : str
        Address (http or https) and language tag as the page states them, and the day on which a
        browser saved it, where that is written into it.
    """

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    accessed: str = ""


def is_page(text: str, *, name: str) -> bool:
    """Return whether a text is HTML, by the ending of its name or by how it begins."""
    return name.lower().endswith(_ENDINGS) or _BEGINS.match(text[:_HEAD]) is not None


def read_article_page(markup: str, *, name: str) -> ArticlePage:
    """Read the article of a page.

    Parameters
    ----------
    markup : str
        HTML.
    name : str
        The file's name, for the message.

    Returns
    -------
    ArticlePage

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
    return ArticlePage(
        text="\n".join(lines) + "\n",
        title=title,
        publisher=_line(getattr(extracted, "sitename", "")),
        author=_line(getattr(extracted, "author", "")),
        published=_line(getattr(extracted, "date", "")),
        url=_address(markup, _line(getattr(extracted, "url", ""))),
        language=_first(_LANGUAGE, markup[:_HEAD_CHARACTERS]),
        accessed=_saved(markup[:_HEAD_CHARACTERS]),
    )


_HEAD_CHARACTERS = 20_000
_LANGUAGE = re.compile(
    r"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)[\"'\s>]",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S{1,2000})|url: (https?://\S{1,2000})")
_SAVED_ON = re.compile(r"saved date: \w{3} (\w{3}) (\d{2}) (\d{4})\b")
_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}@/?#]+(?:[/?#][^\s\"<>\\^`{|}]*)?")


def _address(markup: str, canonical: str) -> str:
    """Return the address that a page gives for itself, or from which a browser saved it."""
    saved = _SAVED_FROM.search(markup[:_HEAD_CHARACTERS])
    candidates = (canonical, *(saved.groups() if saved else ()))
    return next((text for text in candidates if text and _WEB.fullmatch(text)), "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _saved(head: str) -> str:
    """Return the day that a browser wrote into a page when it saved it, in EDTF."""
    match = _SAVED_ON.search(head)
    if not match or match[1].lower() not in _MONTHS:
        return ""
    return _edtf(match[3], match[1], match[2])


_DATELINE = re.compile(
    r"^[ \t]*([A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,3})"
    r"(?:, [A-Z][A-Za-z0-9. ]{1,30})?(?: \([A-Za-z ]{2,30}\))?[ \t]*[–—-]{1,2}[ \t]+(?=\S)",
    re.MULTILINE,
)


def dateline(text: str) -> str:
    r"""Return the place in capitals with which an article opens, before a dash; else nothing.

    Examples
    --------
    >>> dateline("Ferry hits pier\n\nULLAPOOL, March 4 (Agency) - The ferry hit it.")
    'ULLAPOOL'
    >>> dateline("The ferry - a new one - hit the pier.")
    ''
    """
    places = [place[1] for place in _DATELINE.finditer(text[:_HEAD_CHARACTERS])]
    return places[0] if len(places) == 1 else ""


def _attributes(part: str) -> int:
    """Return how many attributes a tag has, or some more; none for a comment or a script."""
    if len(part) < _MOST_ATTRIBUTES or part.startswith("<!") or part[1:7].lower() in _RAW:
        return 0
    return len(_BETWEEN.findall(_QUOTED.sub('"', part)))


def _line(text: str | None) -> str:
    """Return a text on one line."""
    return _SPACE.sub(" ", text or "").strip()


ENGLISH = "English"
"""The language that the finders of dates, figures, statements and events read."""
OTHER = "another language"
"""A language that is not English, and not clearly one of two that are alike."""

# Vowel signs belong to the word that they stand in: "में" is one.
_LETTERS = (
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0971-\u0dff])*"
)
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})?")
_WORDS = 3_000  # of a text that are looked at
_FREQUENT = 120  # words of a language that are looked for
_LEAST_WORDS = 8
_LEAST_SHARE = 0.12  # of a text's words that are frequent ones in its language
_CLEARER = 1.25  # times as many as in English
_AHEAD = 1.1  # times as many as in the next language
_FEW = 2  # words that only one of two close languages has
_LATIN = re.compile("[a-zà-öø-ɏ]")
_LEAST_DIFFERENT = 3  # frequent words that a text has
# Those of the lists that are written by many, or in a state of their own: of close relatives the
# largest, for a short text does not tell them apart.
_LANGUAGES = (
    "Afrikaans Albanian Arabic Armenian Azerbaijani Basque Belarusian Bengali Bulgarian Catalan "
    "Croatian Czech Danish Dutch English Estonian Finnish French Georgian German Greek Gujarati "
    "Hebrew Hindi Hungarian Icelandic Indonesian Irish Italian Kannada Kazakh Korean Kurdish Latin "
    "Latvian Lithuanian Macedonian Malayalam Marathi Nepali Norwegian_Bokmal Persian Polish "
    "Portuguese Romanian Russian Serbian Slovak Slovenian Spanish Swahili Swedish Tagalog Tamil "
    "Telugu Turkish Ukrainian Urdu Uzbek Vietnamese Welsh"
)


def find_language(text: str) -> str:
    """Return the language of a text; empty where its words do not decide.

    Parameters
    ----------
    text : str
        An article.

    Returns
    -------
    str
        The English name of a language, such as ``German``, or `OTHER`. ``English`` only where no
        other fits much better; of a text of a few words, or of names alone, nothing.

    Notes
    -----
    The frequent words of each language are those of justext's lists (BSD), made from the
    articles of Wikipedia.

    Examples
    --------
    >>> find_language("Mindestens 21 Menschen starben in der Stadt, wie die Polizei sagte.")
    'German'
    >>> find_language("At least 21 people died in the city on 12 May, the police said.")
    'English'
    >>> find_language("Leeds, 12 May 2007")
    ''
    """
    words = [match[0].lower() for match in _WORD.finditer(text[: 12 * _WORDS])][:_WORDS]
    if len(words) < _LEAST_WORDS:
        return ""
    shares = {
        language: sum(word in frequent for word in words) / len(words)
        for language, frequent in _frequent().items()
        if len(frequent.intersection(words)) >= _LEAST_DIFFERENT
    }
    if sum(len(word) for word in words if _LATIN.match(word)) < sum(map(len, words)) / 2:
        shares.pop(ENGLISH, None)
        shares[OTHER] = _LEAST_SHARE
    if not shares:
        return ""
    english = shares.get(ENGLISH, 0.0)
    first, second = sorted([*shares.values(), 0.0], reverse=True)[:2]
    if first < _LEAST_SHARE:
        return ""
    if first <= _CLEARER * english:
        return ENGLISH
    best, rival = (*sorted(shares, key=lambda language: -shares[language]), "")[:2]
    is_clear = first > _AHEAD * second or _is_ahead(words, best, rival)
    return best.replace("_", " ") if is_clear else OTHER


def _is_ahead(words: list[str], best: str, rival: str) -> bool:
    """Return whether words that only one of two close languages has speak for the first."""
    own, other = (_frequent().get(language, frozenset()) for language in (best, rival))
    ours, theirs = (sum(word in only for word in words) for only in (own - other, other - own))
    return ours >= _FEW and ours >= 3 * theirs


@cache
def _frequent() -> dict[str, frozenset[str]]:
    """Return the most frequent words of each language, in small letters."""
    languages = {}
    for name in _LANGUAGES.split():
        data = pkgutil.get_data("justext", f"stoplists/{name}.txt") or b""
        words = dict.fromkeys(data.decode().lower().split())
        languages[name] = frozenset(list(words)[:_FREQUENT])
    return languages
