"""Resolve the names of a text with what the text says around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import SourceError
from geo.gazetteer import weights
from geo.gazetteer.candidates import gather
from geo.gazetteer.gazetteer import FLAGS, Gazetteer, embedded
from geo.gazetteer.normalize import fold
from geo.geocoding.explain import AMBIGUOUS, OK, Answer
from geo.geocoding.hints import Hints, read_home
from geo.geocoding.query import Question, read
from geo.geocoding.ranking import resolve_document
from geo.geoparsing import weights as clues
from geo.geoparsing.candidates import mention_candidates
from geo.geoparsing.classify import score_candidates
from geo.geoparsing.lists import peers
from geo.geoparsing.tokenize import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.geoparsing.lists import Listed


_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][\w’'-]*\.?|\S")
_CAPITAL = re.compile(r"(?:[dl][’'])?(?P<first>[^\W\d_])")
# Small words inside a name: "Isle of Man", "Rio de Janeiro", "Stoke-on-Trent".
_INNER = frozenset(
    re.findall(
        r"\w+",
        "al and d da das de del den der des di do dos du e el en la las le les los of on the upon "
        "van von y",
    )
)
_LONGEST = 6  # words of a name
_AREAS, _LIKELY = 3, 3  # areas read one after the other; meanings of a name that are looked at
_HOLDERS = ("country", "province", "region", "borough")
_AREA_KINDS = ("country", "province")
_OWN = [FLAGS.index(flag) for flag in ("main", "abbreviation", "exonym")]
_RIGHT_AREAS = re.compile(r"(?:,|\s\()\s*(?:the )?(?=[^\W\d_])")
_NEXT = re.compile(r"\s*,\s*(?:the )?")
# As in: Dundee (population 68) is a small city located in Nobles County, Minnesota.
_DEFINED = re.compile(
    r"\s*(?:\([^()]{0,80}\)\s*)?(?:,[^.;]{0,40},\s*)?(?:is|was) (?:an?|the|one)\b[^.;]{0,60}?"
    r"\b(?:in|of) (?:the )?(?:U\.S\. )?(?:[a-z]+ ){0,4}"
)


@dataclass(frozen=True, order=True)
class GazetteerName:
    """A name that the gazetteer has, as it stands in a text.

    Parameters
    ----------
    start, end : int
        Code points; the end is exclusive.
    name : str
        The text between them.

    Examples
    --------
    >>> find_names("He flew to Karachi.")
    [GazetteerName(start=11, end=18, name='Karachi')]
    """

    start: int
    end: int
    name: str


def find_names(text: str, *, gazetteer: Gazetteer | None = None) -> list[GazetteerName]:
    """List the capitalised words of a text that the gazetteer has as a name, the longest first.

    It is what may be a place, not what is one: "Reading", "March" and "Jordan" are all listed.

    Parameters
    ----------
    text : str
        Any text.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    list of GazetteerName
        In the order of the text, none over another.

    Examples
    --------
    >>> [match.name for match in find_names("From Edgware he leads a party in Karachi, Sindh.")]
    ['Edgware', 'Karachi', 'Sindh']
    """
    index = embedded() if gazetteer is None else gazetteer
    tokens = Tokens.of(text)
    small = {word for word in tokens.words if word.islower()}
    names = []
    for candidate in mention_candidates(index, tokens):
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.last]
        alone = candidate.first == candidate.last and text[start:end].casefold() in small
        if candidate.entry is not None and not candidate.site and not alone:
            names.append(GazetteerName(start, end, text[start:end]))
    return names


def _longest(index: Gazetteer, text: str, words: Sequence[tuple[int, int, str]]) -> tuple[int, str]:
    """Find the longest name that begins with the first of some words."""
    if not _capital(words[0][2]):
        return 0, ""
    for length in range(_run(words), 0, -1):
        last = words[length - 1]
        if _capital(last[2]):
            name = text[words[0][0] : last[1]]
            name = name if "." in name[:-1] else name.rstrip(".")
            key = fold(name)
            if len(key) > 1 and key in index and len(gather(index, name)):
                return length, name
    return 0, ""


def _capital(word: str) -> bool:
    """Return whether a word has a capital: Ivoire, d’Ivoire."""
    match = _CAPITAL.match(word)
    return match is not None and match["first"].isupper()


def _run(words: Sequence[tuple[int, int, str]]) -> int:
    """Count the words that may stand in one name: one space apart, capitalised or small words."""
    for number, (start, _, word) in enumerate(words):
        if number and (start - words[number - 1][1] != 1 or words[number - 1][2].endswith("?")):
            return number
        if not (_capital(word) or word in _INNER):
            return number
    return len(words)


def resolve_spans(
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    country: str = "",
    published_in: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[Answer]:
    """Geocode the names at some spans of a text, in the light of all the text.

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
    gazetteer : Gazetteer, optional
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
    index = embedded() if gazetteer is None else gazetteer
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise SourceError(f"span {start}–{end}: wanted one inside the text's {len(text):,}")
    hints = Hints(country=country, home=read_home(index, published_in))
    sides = _sides(index, text, spans)
    questions = [
        Question(
            qualified(index, text, span, hints, held=side.held),
            replace(hints, level=side.level, areas=side.areas),
        )
        for span, side in zip(spans, sides, strict=True)
    ]
    context = list(_cooccurring(index, text, spans))
    starts = [start for start, _ in spans]
    answers = resolve_document(index, questions, positions=starts, context=context, marked=True)
    return [
        in_doubt(answer) if side.doubt else answer
        for answer, side in zip(answers, sides, strict=True)
    ]


def _sides(index: Gazetteer, text: str, spans: Sequence[tuple[int, int]]) -> list[Listed]:
    """Read the lists in which marked names stand, whatever the order of the spans."""
    order = sorted(range(len(spans)), key=lambda number: spans[number])
    ordered = [spans[number] for number in order]
    names = [" ".join(text[start:end].split()) for start, end in ordered]
    sides = dict(zip(order, peers(index, text, ordered, names), strict=True))
    return [sides[number] for number in range(len(spans))]


def in_doubt(answer: Answer) -> Answer:
    """Return the answer to a name whose list can be read in two ways."""
    reason = f"{answer.reason}; unsure: the names may stand side by side in a list"
    confidence = min(answer.confidence, weights.IN_DOUBT)
    status = AMBIGUOUS if answer.status == OK else answer.status
    return replace(answer, status=status, confidence=confidence, reason=reason)


def _cooccurring(
    index: Gazetteer, text: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, float, int]]:
    """Yield the other names of a text that are places, how much each says, and where it stands."""
    marked = sorted(spans)
    tokens, scored = score_candidates(index, text)
    number = 0
    for item in scored:
        if item.score < clues.PLACE_FROM or item.candidate.entry is None:
            continue
        start, end = tokens.starts[item.candidate.first], tokens.ends[item.candidate.last]
        while number < len(marked) and marked[number][1] <= start:
            number += 1
        if number == len(marked) or marked[number][0] >= end:
            name = item.candidate.within or item.candidate.name
            yield (
                name,
                1.0 if item.score >= clues.FULL_WEIGHT_FROM else unmarked_weight(index, name),
                start,
            )


def qualified(
    index: Gazetteer,
    text: str,
    span: tuple[int, int],
    hints: Hints,
    *,
    name: str = "",
    held: bool = True,
) -> str:
    """Add to a name the areas that the text puts it in.

    Right behind it, ``Paris, Texas`` or ``Paris (Texas)``; or in a sentence that says what it is,
    ``Paris is a city in Lamar County, Texas``.

    Parameters
    ----------
    index : Gazetteer
        Where to look.
    text : str
        The whole text.
    span : tuple of int
        Start and end of the name.
    hints : Hints
        What is known beforehand.
    name : str, optional
        What to look up, where it is not the text of the span.
    held : bool
        Whether the name right behind may be that of an area that contains the place.

    Returns
    -------
    str
        The name, with its areas where such a place is there.
    """
    start, end = span
    name = name or " ".join(text[start:end].split())
    for opening in (_RIGHT_AREAS, _DEFINED) if held else (_DEFINED,):
        match = opening.match(text, end)
        areas = [] if match is None else list(_areas(index, text, match.end()))
        for count in range(len(areas), 0, -1):
            longer = ", ".join([name, *areas[:count]])
            reading = read(index, longer, hints)
            if reading.qualified and reading.head == fold(name.partition(",")[0]):
                return longer
    return name


def _areas(index: Gazetteer, text: str, place: int) -> Iterator[str]:
    """Read ``Lamar County, Texas, United States`` from a place in a text on."""
    for _ in range(_AREAS):
        words = _words(text, place)
        length, name = _longest(index, text, words) if words else (0, "")
        if not length or not _holds(index, name):
            return
        yield name
        comma = _NEXT.match(text, words[length - 1][1])
        if comma is None:
            return
        place = comma.end()


def _words(text: str, start: int) -> list[tuple[int, int, str]]:
    matches = _WORD.finditer(text, start, start + 100)
    return [
        (match.start(), match.end(), match[0])
        for match, _ in zip(matches, range(_LONGEST), strict=False)
    ]


def _holds(index: Gazetteer, name: str) -> bool:
    """Return whether a name is that of something that holds towns."""
    rows = gather(index, name).rows[:_LIKELY]
    words = index.columns.words["kind"]
    return any(words[kind] in _HOLDERS for kind in index.columns.kind[rows])


def unmarked_weight(index: Gazetteer, name: str) -> float:
    """Return how much a name that nobody marked says about the others: 0 to 1."""
    matches = gather(index, name)
    kinds = [index.columns.code("kind", kind) for kind in _AREA_KINDS]
    own = np.isin(matches.flags, _OWN) & np.isin(index.columns.kind[matches.rows], kinds)
    return weights.ASIDE_AREA if own.any() else weights.ASIDE
