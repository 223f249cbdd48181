"""Names → answers that say why, how sure they are, and who lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.places import weights
from geo.places.context import Names, together
from geo.places.explain import Neighbours, Standing, reason, refused
from geo.places.hints import Hints
from geo.places.names import fold, holding
from geo.places.readings import Reading, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index, Numbers, Place

OK, AMBIGUOUS, NOT_FOUND = "ok", "ambiguous", "not_found"
FAILED, SKIPPED = "failed", "skipped"
_FALL_BACK = ("street", "site")
_LONGEST = 300  # characters; the longest name of a place, Bangkok's, has 193
_TOGETHER = 400  # names of a document that are compared with each other; more are read in parts


@dataclass(frozen=True)
class Answer:
    """What the gazetteer says to one name.

    Parameters
    ----------
    query : str
        The name as asked.
    status : str
        ok, ambiguous (a best guess, not to be relied on), not_found, failed (a provider could not
        be asked) or skipped (no name was given).
    reason : str
        Why, in words.
    place : Place or None
        The place; None when nothing was found.
    confidence : float
        0 to 1.
    refused : str
        Candidates that lost, ``; `` separated: ``Name, Admin, CC (why, score)``.
    stands_in : bool
        Whether the place only contains the one that was asked for, or stands beside it.
    """

    query: str
    status: str
    reason: str
    place: Place | None = None
    confidence: float = 0.0
    refused: str = ""
    stands_in: bool = False


@dataclass(frozen=True)
class Question:
    """A name with what is known about it beforehand.

    Parameters
    ----------
    name : str
        The name; ``X, Y`` means X inside Y.
    hints : Hints
        A candidate that contradicts a hint is refused.
    """

    name: str
    hints: Hints = field(default_factory=Hints)

    @property
    def rank(self) -> tuple[str, ...]:
        """Sort key: the same questions in the same order, whatever order they came in."""
        hints = self.hints
        within = "" if hints.within is None else hints.within.place.id
        home = "" if hints.home is None else hints.home.id
        return (self.name, hints.kind, hints.country, within, repr(hints.near), home)


def resolve(index: Index, name: str, hints: Hints) -> Answer:
    """Answer one name by itself; see `resolve_document`."""
    return resolve_document(index, [Question(name, hints)])[0]


def resolve_document(
    index: Index,
    questions: Sequence[Question],
    *,
    positions: Sequence[int] | None = None,
    context: Sequence[tuple[str, float, int]] = (),
    marked: bool = False,
) -> list[Answer]:
    """Answer the names of one document, each in the light of the others.

    Parameters
    ----------
    index : Index
        Where to look.
    questions : sequence of Question
        The names as they stand in the document, repetitions included.
    positions : sequence of int, optional
        Where each of them stands, in characters.
    context : sequence of (str, float, int)
        Further names, how much each says about the others (0 to 1), and where it stands (-1:
        not known).
    marked : bool
        Whether somebody has marked the names as those of places. A name that is not known is then
        shown as a place whose name it holds, or beside which it stands; never with ``ok``.

    Returns
    -------
    list of Answer
        One for each question, in their order. Never an exception: what can't be found is
        ``not_found``, with the reason. The order of the names doesn't change an answer.
    """
    numbers: dict[Question, int] = {}
    codes = [numbers.setdefault(question, len(numbers)) for question in questions]
    different = list(numbers)
    places: list[list[int]] = [[] for _ in different]
    for code, position in zip(codes, positions or [-1] * len(codes), strict=True):
        places[code].append(position)
    asked = [_read(index, question, inside=marked) for question in different]
    answers = [_unknown(index, *one) for one in zip(different, asked, strict=True)]
    known = sorted(
        (
            number
            for number, answer in enumerate(answers)
            if answer is None or (marked and answer.place is None and answer.status == NOT_FOUND)
        ),
        key=lambda number: (places[number], different[number].rank),
    )
    for first in range(0, len(known), _TOGETHER):
        part = known[first : first + _TOGETHER]
        found = _answer(
            index,
            [different[number] for number in part],
            [asked[number] for number in part],
            [places[number] for number in part],
            context,
            marked=marked,
        )
        for number, answer in zip(part, found, strict=True):
            answers[number] = answer or answers[number]
    return [answers[code] or _nothing(different[code]) for code in codes]


def _answer(
    index: Index,
    questions: Sequence[Question],
    asked: Sequence[Reading],
    places: Sequence[Sequence[int]],
    context: Sequence[tuple[str, float, int]],
    *,
    marked: bool,
) -> list[Answer | None]:
    """Answer up to `_TOGETHER` different questions; None where nothing can be said."""
    beside = _beside(index, context, {reading.head for reading in asked})
    everyone = [*asked, *(other.reading for other in beside)]
    stand = [*places, *(other.places for other in beside)]
    names = Names(
        found=[reading.found for reading in everyone],
        heads=[reading.head for reading in everyone],
        voices=[*([1.0] * len(asked)), *(other.voice for other in beside)],
        sure=[reading.qualified for reading in everyone],
        positions=stand if any(min(where) >= 0 for where in stand) else None,
    )
    settled = together(index, names, unlisted=marked)
    neighbours = Neighbours.of(index, names, settled.scores)
    answers: list[Answer | None] = []
    for number, (question, reading) in enumerate(zip(questions, asked, strict=True)):
        scores, fits = settled.scores[number], float(settled.fits[number]) + weights.UNLISTED
        town = int(settled.around[number])
        little = reading.found.scores.max(initial=-np.inf) < weights.WELL_LISTED
        if marked and little and town >= 0 and fits > scores.max(initial=weights.UNLISTED):
            answers.append(_shown_beside(index, question, reading, town))
        elif len(scores):
            answers.append(_decide(index, question, reading, scores, (neighbours, number)))
        else:
            answers.append(None)
    return answers


def _nothing(question: Question) -> Answer:
    return Answer(question.name, NOT_FOUND, "no such name")


def _shown_beside(index: Index, question: Question, reading: Reading, row: int) -> Answer:
    """Show a place that no list has as the town or county beside which it stands."""
    place = index.place(row)
    return Answer(
        question.name,
        AMBIGUOUS,
        f"unsure: no such name is known there; shown as {place.address}, beside which it stands",
        place=place,
        confidence=weights.SHOWN_BESIDE,
        refused=refused(index, reading, None, question.hints),
        stands_in=True,
    )


@dataclass(frozen=True, eq=False)
class _Other:
    """A further name of the document, not asked for."""

    reading: Reading
    voice: float
    places: list[int]


def _beside(
    index: Index, context: Sequence[tuple[str, float, int]], heads: set[str]
) -> list[_Other]:
    """Read the further names; those that are asked for speak for themselves."""
    others: dict[str, _Other] = {}
    for name, voice, place in sorted(context):
        if name in others:
            others[name].places.append(place)
            continue
        reading = read(index, name, Hints())
        if len(reading.found) and reading.head not in heads:
            others[name] = _Other(reading, voice, [place])
    return list(others.values())


def _read(index: Index, question: Question, *, inside: bool) -> Reading:
    """Read a question; what is too long or empty has no candidates."""
    readable = len(question.name) <= _LONGEST and fold(question.name)
    return read(index, question.name if readable else "", question.hints, inside=inside)


def _unknown(index: Index, question: Question, reading: Reading) -> Answer | None:
    """Answer what has no candidates; None where there are some."""
    name = question.name
    if len(name) > _LONGEST:
        return Answer(name, NOT_FOUND, f"no place has a name of {len(name):,} characters")
    if not fold(name):
        blank = not name.strip()
        told = "no name was given" if blank else "no letter and no digit was given"
        return Answer(name, SKIPPED if blank else NOT_FOUND, told)
    if question.hints.kind == "street" or not len(reading.found):
        return _fall_back(index, question, reading)
    return None


def _decide(
    index: Index,
    question: Question,
    reading: Reading,
    scores: Numbers,
    beside: tuple[Neighbours, int],
) -> Answer:
    hints = question.hints
    standing = Standing.of(index, reading, scores, beside=beside, hinted=hints.any)
    sure = standing.confidence >= weights.OK_FROM
    best = standing.candidate(index, reading, int(standing.order[0]))
    return Answer(
        query=question.name,
        status=OK if sure else AMBIGUOUS,
        reason=reason(index, reading, standing, hints, best=best),
        place=best.place,
        confidence=standing.confidence,
        refused=refused(index, reading, standing, hints, best=best),
    )


def _fall_back(index: Index, question: Question, reading: Reading) -> Answer:
    """Show a street or a site that isn't known as the place that contains it, and say so."""
    hints = question.hints
    what = hints.kind if hints.kind in _FALL_BACK else ""
    missing = Answer(
        question.name,
        NOT_FOUND,
        f"{what} not located" if what == "street" else _no_place(reading, hints),
        refused=refused(index, reading, None, hints),
    )
    holder, confidence = _holder(index, question, reading)
    if holder is None:
        return missing
    confidence = round(confidence * weights.SHOWN_AS_WHOLE, 2)
    return replace(
        missing,
        status=OK if confidence >= weights.OK_FROM else AMBIGUOUS,
        reason=f"{what or 'the place itself is'} not located; shown as {holder.name}",
        place=holder,
        confidence=confidence,
        stands_in=True,
    )


def _holder(index: Index, question: Question, reading: Reading) -> tuple[Place | None, float]:
    """Find what contains a street or a site: the hint, else the place in its name."""
    hints = question.hints
    asked = hints.kind in _FALL_BACK
    if asked and hints.within is not None:
        return hints.within.place, weights.CEILING["main"]
    inner = holding(question.name)
    if not inner or (hints.kind and not asked) or len(reading.found):
        return None, 0.0
    found = resolve(index, inner, replace(hints, kind="city" if asked else ""))
    if not asked and found.status != OK:  # Wall Street is in no place called Wall
        return None, 0.0
    return found.place, found.confidence


def _no_place(reading: Reading, hints: Hints) -> str:
    if not len(reading.refused):
        return "no such name"
    parts = [f"that is a {hints.kind}" if hints.kind else ""]
    if hints.within is not None:
        parts.append(f"inside {hints.within.place.name}")
    if hints.country:
        parts.append(f"in {hints.country}")
    return " ".join(["no place of that name", *filter(None, parts)])
