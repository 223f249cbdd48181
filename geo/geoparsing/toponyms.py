"""Resolve the names of a text with what the text says around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import SourceError
from geo.gazetteer import weights
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import FLAGS, Gazetteer, embedded
from geo.gazetteer.normalize import fold
from geo.geocoding.explain import AMBIGUOUS, OK, Answer
from geo.geocoding.hints import Hints, read_home
from geo.geocoding.query import Question
from geo.geocoding.ranking import resolve_document
from geo.geoparsing.candidates import mention_candidates
from geo.geoparsing.classify import score_candidates
from geo.geoparsing.lexicon import AREAS, FEATURES, TOWNS
from geo.geoparsing.lists import peers, qualified
from geo.geoparsing.tokenize import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.geoparsing.lists import ListContext


_AREA_KINDS, _TOWN_KINDS = ("country", "province"), ("city", "suburb")
_BOTH = 0.97  # what neither that it is a place nor which one sees, such as a paper's own name
_OWN = [FLAGS.index(flag) for flag in ("main", "abbreviation", "exonym")]


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


@dataclass(frozen=True)
class Mention:
    """A place's name in a text.

    Parameters
    ----------
    start, end : int
        Code points; the end is exclusive.
    name : str
        The text between them.
    recognised : float
        How likely it is that a place is meant at all: 0 to 1.
    answer : Answer
        Which place it is, how sure that is, and why.
    role : str
        As what it stands there: place, people (of a place) or organisation (with its seat there).

    Examples
    --------
    >>> import geo
    >>> (mention,) = geo.geoparsing.mentions("He flew to Karachi.")
    >>> mention.name, mention.start, mention.answer.place.country
    ('Karachi', 11, 'PK')
    """

    start: int
    end: int
    name: str
    recognised: float
    answer: Answer
    role: str = "place"

    @property
    def confidence(self) -> float:
        """How likely it is a place, and this one: 0 to 1."""
        return round(self.recognised * self.answer.confidence * _BOTH, 2)


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
    gazetteer = embedded() if gazetteer is None else gazetteer
    tokens = Tokens.of(text)
    small = {word for word in tokens.words if word.islower()}
    names = []
    for candidate in mention_candidates(gazetteer, tokens):
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.last]
        alone = candidate.first == candidate.last and text[start:end].casefold() in small
        if candidate.entry is not None and not candidate.site and not alone:
            names.append(GazetteerName(start, end, text[start:end]))
    return names


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
    gazetteer = embedded() if gazetteer is None else gazetteer
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise SourceError(f"span {start}–{end}: wanted one inside the text's {len(text):,}")
    hints = Hints(country=country, home=read_home(gazetteer, published_in))
    sides = _sides(gazetteer, text, spans)
    questions = [
        Question(
            qualified(gazetteer, text, span, hints, held=side.held),
            replace(hints, level=side.level, areas=side.areas),
        )
        for span, side in zip(spans, sides, strict=True)
    ]
    context = list(_cooccurring(gazetteer, text, spans))
    starts = [start for start, _ in spans]
    answers = resolve_document(gazetteer, questions, positions=starts, context=context, marked=True)
    return [
        in_doubt(answer) if side.doubt else answer
        for answer, side in zip(answers, sides, strict=True)
    ]


def _sides(gazetteer: Gazetteer, text: str, spans: Sequence[tuple[int, int]]) -> list[ListContext]:
    """Read the lists in which marked names stand, whatever the order of the spans."""
    order = sorted(range(len(spans)), key=lambda number: spans[number])
    ordered = [spans[number] for number in order]
    names = [" ".join(text[start:end].split()) for start, end in ordered]
    sides = dict(zip(order, peers(gazetteer, text, ordered, names), strict=True))
    return [sides[number] for number in range(len(spans))]


def in_doubt(
    answer: Answer, why: str = "the list that it stands in can be read in two ways"
) -> Answer:
    """Return an answer that the text around the name leaves in doubt."""
    reason = f"{answer.reason}; unsure: {why}"
    confidence = min(answer.confidence, weights.IN_DOUBT)
    status = AMBIGUOUS if answer.status == OK else answer.status
    return replace(answer, status=status, confidence=confidence, reason=reason)


def longer_names(names: Sequence[str], answers: Sequence[Answer]) -> list[Answer]:
    """Answer a name that begins a longer one of the same text with that one's town.

    Jastrzębie beside Jastrzębie-Zdrój is the town, not a village of the name; Kansas beside Kansas
    City stays Kansas.

    Parameters
    ----------
    names : sequence of str
        As they stand in the text.
    answers : sequence of Answer
        What each of them is by itself.

    Returns
    -------
    list of Answer
        One for each name.
    """
    towns = {
        fold(name): answer
        for name, answer in zip(names, answers, strict=True)
        if answer.status == OK and answer.place is not None and answer.place.kind in _TOWN_KINDS
    }
    longer = {key: answer for key, answer in towns.items() if " " in key}
    return [
        _as_longer(name, answer, longer) if longer else answer
        for name, answer in zip(names, answers, strict=True)
    ]


def _as_longer(name: str, answer: Answer, longer: dict[str, Answer]) -> Answer:
    key = f"{fold(name)} "
    if answer.place is None or answer.place.kind not in _TOWN_KINDS:
        return answer
    for whole, other in longer.items():
        generic = whole.rpartition(" ")[2] in FEATURES | AREAS | TOWNS
        if not whole.startswith(key) or generic or other.place is None:
            continue
        if other.place.population > answer.place.population:
            reason = f"short for {other.query}, which the text names; {other.reason}"
            sure = min(other.confidence, weights.SHORTENED)
            return replace(other, query=answer.query, confidence=sure, reason=reason)
    return answer


def _cooccurring(
    gazetteer: Gazetteer, text: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, float, int]]:
    """Yield the other names of a text that are places, how much each says, and where it stands."""
    marked = sorted(spans)
    tokens, scored = score_candidates(gazetteer, text)
    number = 0
    for item in scored:
        if item.score < weights.PLACE_FROM or item.candidate.entry is None:
            continue
        start, end = tokens.starts[item.candidate.first], tokens.ends[item.candidate.last]
        while number < len(marked) and marked[number][1] <= start:
            number += 1
        if number == len(marked) or marked[number][0] >= end:
            name = item.candidate.within or item.candidate.name
            yield (
                name,
                1.0 if item.score >= weights.FULL_WEIGHT_FROM else unmarked_weight(gazetteer, name),
                start,
            )


def unmarked_weight(gazetteer: Gazetteer, name: str) -> float:
    """Return how much a name that nobody marked says about the others: 0 to 1."""
    matches = find_candidates(gazetteer, name)
    kinds = [gazetteer.columns.code("kind", kind) for kind in _AREA_KINDS]
    own = np.isin(matches.flags, _OWN) & np.isin(gazetteer.columns.kind[matches.rows], kinds)
    return weights.ASIDE_AREA if own.any() else weights.ASIDE
