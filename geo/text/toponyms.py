"""Names in a text, read with all that the text says around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import SourceError
from geo.places import weights
from geo.places.candidates import gather
from geo.places.hints import Hints, read_within
from geo.places.index import Index, embedded
from geo.places.names import fold
from geo.places.readings import read
from geo.places.resolve import Answer, Question, resolve_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W\d_][\w’'-]*\.?|\S")
# Small words inside a name: "Isle of Man", "Rio de Janeiro", "Stoke-on-Trent".
_INNER = frozenset(
    re.findall(
        r"\w+",
        "al and d da das de del den der des di do dos du e el en la las le les los of on the upon "
        "van von y",
    )
)
_LONGEST = 6  # words of a name
_CONTAINERS = ("country", "province", "region", "borough", "city")
_BEHIND = re.compile(r"(?:,|\s\()\s*(?=[^\W\d_])")


@dataclass(frozen=True, order=True)
class Spoken:
    """A name that the gazetteer knows, as it stands in a text.

    Parameters
    ----------
    start, end : int
        Code points; the end is exclusive.
    name : str
        The text between them.
    """

    start: int
    end: int
    name: str


def spoken(text: str, *, gazetteer: Index | None = None) -> list[Spoken]:
    """List the capitalised words of a text that the gazetteer has as a name, the longest first.

    It is what may be a place, not what is one: "Reading", "March" and "Jordan" are all listed.

    Parameters
    ----------
    text : str
        Any text.
    gazetteer : Index, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    list of Spoken
        In the order of the text, none over another.

    Examples
    --------
    >>> [one.name for one in spoken("From Edgware he leads a party in Karachi, Sindh.")]
    ['Edgware', 'Karachi', 'Sindh']
    """
    used = embedded() if gazetteer is None else gazetteer
    words = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    small = {word for _, _, word in words if word.islower()}
    found, number = [], 0
    while number < len(words):
        length, name = _longest(used, text, words[number : number + _LONGEST])
        if length and not (length == 1 and name.casefold() in small):
            start = words[number][0]
            found.append(Spoken(start, start + len(name), name))
        number += max(length, 1)
    return found


def _longest(index: Index, text: str, words: Sequence[tuple[int, int, str]]) -> tuple[int, str]:
    """Find the longest name that begins with the first of some words."""
    if not words[0][2][0].isupper():
        return 0, ""
    for length in range(_run(words), 0, -1):
        last = words[length - 1]
        if last[2][0].isupper():
            name = text[words[0][0] : last[1]]
            name = name if "." in name[:-1] else name.rstrip(".")
            if fold(name) in index and len(gather(index, name)):
                return length, name
    return 0, ""


def _run(words: Sequence[tuple[int, int, str]]) -> int:
    """Count the words that may stand in one name: one space apart, capitalised or small words."""
    for number, (start, _, word) in enumerate(words):
        if number and (start - words[number - 1][1] != 1 or words[number - 1][2].endswith("?")):
            return number
        if not (word[0].isupper() or word in _INNER):
            return number
    return len(words)


def resolve_spans(
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    country: str = "",
    published_in: str | None = None,
    gazetteer: Index | None = None,
) -> list[Answer]:
    """Say where the names at some spans of a text are, in the light of all the text.

    Parameters
    ----------
    text : str
        The whole document.
    spans : sequence of (int, int)
        Start and end of each name in code points; the end is exclusive.
    country : str
        ISO 3166-1 alpha-2; places elsewhere are refused.
    published_in : str, optional
        A place that the text's readers know; it speaks for places around it.
    gazetteer : Index, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    list of Answer
        One for each span, in their order.

    Raises
    ------
    SourceError
        When a span is not inside the text.

    Examples
    --------
    >>> text = "Paris is the seat of Lamar County, Texas."
    >>> [answer.place.admin1 for answer in resolve_spans(text, [(0, 5), (35, 40)])]
    ['Texas', 'Texas']
    """
    used = embedded() if gazetteer is None else gazetteer
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise SourceError(f"span {start}–{end}: wanted one inside the text's {len(text):,}")
    hints = Hints(country=country)
    asked = [Question(_qualified(used, text, start, end, hints), hints) for start, end in spans]
    context = [(one.name, weights.ASIDE, one.start) for one in _besides(used, text, spans)]
    if published_in and read_within(used, published_in) is not None:
        context.append((published_in, 1.0, -1))
    starts = [start for start, _ in spans]
    return resolve_document(used, asked, positions=starts, context=context, inside=True)


def _besides(index: Index, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Spoken]:
    """Give the other names of a text that are likely enough to be places."""
    taken = sorted(spans)
    number = 0
    for one in spoken(text, gazetteer=index):
        while number < len(taken) and taken[number][1] <= one.start:
            number += 1
        over = number < len(taken) and taken[number][0] < one.end
        if not over and gather(index, one.name).scores[0] >= weights.ASIDE_FROM:
            yield one


def _qualified(index: Index, text: str, start: int, end: int, hints: Hints) -> str:
    """Add to a name what the text says right behind it: ``Paris, Texas``; ``Paris (Texas)``."""
    name = " ".join(text[start:end].split())
    place = end
    for _ in range(2):  # "Edgware, Barnet, London"
        behind = _BEHIND.match(text, place)
        words = [] if behind is None else _words(text, behind.end())
        length, holder = _longest(index, text, words) if words else (0, "")
        if not length or not _contains(index, holder):
            return name
        longer = f"{name}, {holder}"
        if not read(index, longer, hints).qualified:
            return name
        name, place = longer, words[length - 1][1]
    return name


def _words(text: str, start: int) -> list[tuple[int, int, str]]:
    found = _WORD.finditer(text, start, start + 100)
    return [
        (match.start(), match.end(), match[0])
        for match, _ in zip(found, range(_LONGEST), strict=False)
    ]


def _contains(index: Index, name: str) -> bool:
    """Say whether a name is that of something that holds towns."""
    rows = gather(index, name).rows[:3]
    words = index.columns.words["kind"]
    return any(words[kind] in _CONTAINERS[:4] for kind in index.columns.kind[rows])
