"""Rank the candidates of a name into an answer with reasons and losers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import INSIDE
from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.gazetteer.normalize import fold, holding
from geo.gazetteer.reverse import place_at
from geo.geocoding.context import NOWHERE, DocumentNames, DocumentScores, score_together
from geo.geocoding.coordinates import (
    Coordinates,
    complete_code,
    is_link,
    read_coordinates,
    read_short_code,
)
from geo.geocoding.explain import (
    AMBIGUOUS,
    NOT_FOUND,
    OK,
    SKIPPED,
    UNLISTED,
    Answer,
    Evidence,
    RankedCandidates,
    mains_first,
    no_place,
    reason,
    refusals,
)
from geo.geocoding.hints import Hints
from geo.geocoding.notations import (
    between,
    circle_between,
    holders,
    joined,
    named_as_site,
    near,
    parts,
)
from geo.geocoding.query import (
    LONGEST_NAME,
    ParsedQuery,
    Question,
    cooccurring,
    generic,
    is_inside,
    nothing_known,
    read_question,
    without_kind,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place
    from geo.geocoding.notations import Notation


_FALL_BACK = ("street", "site")
_MOST_NAMED, _MANY = 3, 20  # towns told by name; names that are answered one after the other
_TOGETHER = 400  # names of a document that are compared with each other; more are read in parts


def resolve(gazetteer: Gazetteer, name: str, hints: Hints) -> Answer:
    """Answer one name by itself; see `resolve_document`."""
    return resolve_document(gazetteer, [Question(name, hints)])[0]


def resolve_document(
    gazetteer: Gazetteer,
    questions: Sequence[Question],
    *,
    positions: Sequence[int] | None = None,
    context: Sequence[tuple[str, float, int]] = (),
    marked: bool = False,
) -> list[Answer]:
    """Answer the names of one document, each in the light of the others.

    Parameters
    ----------
    gazetteer : Gazetteer
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
    questions = [without_kind(gazetteer, question) for question in questions]
    numbers: dict[Question, int] = {}
    codes = [numbers.setdefault(question, len(numbers)) for question in questions]
    different = list(numbers)
    places: list[list[int]] = [[] for _ in different]
    for code, position in zip(codes, positions or [-1] * len(codes), strict=True):
        places[code].append(position)
    parsed_queries = [read_question(gazetteer, question, inside=marked) for question in different]
    in_a_text = positions is not None or marked
    answers = [
        _unknown(gazetteer, question, parsed, in_a_text=in_a_text)
        for question, parsed in zip(different, parsed_queries, strict=True)
    ]
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
        part_answers = _answer(
            gazetteer,
            [different[number] for number in part],
            [parsed_queries[number] for number in part],
            [places[number] for number in part],
            context,
            marked=marked,
        )
        for number, answer in zip(part, part_answers, strict=True):
            answers[number] = answer or answers[number]
    return [
        answers[code] or Answer(different[code].name, NOT_FOUND, "no such name") for code in codes
    ]


def _answer(
    gazetteer: Gazetteer,
    questions: Sequence[Question],
    parsed_queries: Sequence[ParsedQuery],
    places: Sequence[Sequence[int]],
    context: Sequence[tuple[str, float, int]],
    *,
    marked: bool,
) -> list[Answer | None]:
    """Answer up to `_TOGETHER` different questions; None where nothing can be said."""
    others = cooccurring(gazetteer, context, {parsed.head for parsed in parsed_queries})
    everyone = [*parsed_queries, *(other.parsed for other in others)]
    stand = [*places, *(other.places for other in others)]
    names = DocumentNames(
        candidates=[parsed.candidates for parsed in everyone],
        heads=[parsed.head for parsed in everyone],
        weights=[*([1.0] * len(parsed_queries)), *(other.weight for other in others)],
        sure=[parsed.qualified for parsed in everyone],
        positions=stand if any(min(where) >= 0 for where in stand) else None,
    )
    if len(everyone) == 1:
        document_scores = DocumentScores([everyone[0].candidates.scores], *NOWHERE)
    else:
        document_scores = score_together(gazetteer, names, unlisted=marked)
    ranked = [
        mains_first(gazetteer, parsed, scores)
        for parsed, scores in zip(everyone, document_scores.scores, strict=True)
    ]
    evidence = Evidence.of(gazetteer, names, ranked)
    answers: list[Answer | None] = []
    for number, (question, parsed) in enumerate(zip(questions, parsed_queries, strict=True)):
        scores, fits = ranked[number], float(document_scores.fits[number]) + weights.UNLISTED
        town = int(document_scores.around[number])
        little = parsed.candidates.scores.max(initial=-np.inf) < weights.WELL_LISTED
        if marked and little and town >= 0 and fits > scores.max(initial=weights.UNLISTED):
            answers.append(_shown_beside(gazetteer, question, parsed, town))
        elif len(scores):
            answers.append(_decide(gazetteer, question, parsed, scores, (evidence, number)))
        else:
            answers.append(None)
    return answers


def _shown_beside(
    gazetteer: Gazetteer, question: Question, parsed: ParsedQuery, row: int
) -> Answer:
    """Show a place that no list has as the town or county beside which it stands."""
    place = gazetteer.place(row)
    return Answer(
        question.name,
        UNLISTED,
        f"unsure: no such name is known there; shown as {place.address}, beside which it stands",
        place=place,
        confidence=weights.SHOWN_BESIDE,
        refused=refusals(gazetteer, parsed, None, question.hints),
        stands_in=True,
    )


def _unknown(
    gazetteer: Gazetteer, question: Question, parsed: ParsedQuery, *, in_a_text: bool
) -> Answer | None:
    """Answer what has no candidates; None where there are some."""
    name, hints = question.name, question.hints
    bare = not (in_a_text or hints.country or hints.within or hints.kind)
    if len(name) > LONGEST_NAME:
        return Answer(name, NOT_FOUND, f"no place has a name of {len(name):,} characters")
    if not name.strip():
        return Answer(name, SKIPPED, "no name was given")
    if bare and nothing_known(name):
        return Answer(name, SKIPPED, f"nothing is known: “{name.strip()}” names no place")
    if bare and generic(name):
        return _generic(gazetteer, question, parsed)
    if hints.kind == "street" or not len(parsed.candidates.rows):
        return _fall_back(gazetteer, question, parsed)
    return None


def _generic(gazetteer: Gazetteer, question: Question, parsed: ParsedQuery) -> Answer:
    """Answer a word for a kind of place, which hardly means the towns that are called so."""
    towns = [gazetteer.address(int(row)) for row in parsed.candidates.rows[:_MOST_NAMED]]
    message = f"“{question.name.strip()}” is a word for a kind of place, not a name"
    called = f"{message}; {'; '.join(towns)} is called so: give country, within or kind to mean it"
    return Answer(question.name, NOT_FOUND, called if towns else message)


def _at(gazetteer: Gazetteer, question: Question, point: Coordinates) -> Answer:
    """Answer coordinates with the point itself."""
    name, hints = question.name, question.hints
    if point.fault:
        return Answer(name, NOT_FOUND, f"no point on Earth: {point.fault}")
    place = place_at(gazetteer, point)
    if hints.country and place.country != hints.country:
        return Answer(name, NOT_FOUND, f"the point is not in {hints.country}")
    if hints.within is not None and not hints.within.holds_point(point.lon, point.lat):
        return Answer(name, NOT_FOUND, f"the point is not inside {hints.within.place.name}")
    areas = ", ".join(filter(None, (place.admin1, place.country)))
    where = f", in {areas}" if areas else ""
    message = f"the point itself: latitude {point.lat:g}, longitude {point.lon:g}{where}"
    return Answer(name, OK, message, place=place, confidence=weights.CEILING["main"])


def _at_short_code(gazetteer: Gazetteer, question: Question, code: str, town: str) -> Answer:
    """Answer a plus code without its first digits with the cell nearest to the town behind it."""
    around = resolve(gazetteer, town, question.hints) if town else None
    if around is None or around.place is None:
        message = f"{code} is the end of a plus code: write its town behind it, or the whole code"
        return Answer(question.name, NOT_FOUND, message)
    cell = complete_code(code, around.place.lon, around.place.lat)
    point = Coordinates(cell.lon, cell.lat, cell.radius_m)
    answer = _at(gazetteer, question, point)
    if answer.place is None:
        return answer
    message = f"{answer.reason}; {code} nearest to {around.place.name}: {around.reason}"
    confidence = min(answer.confidence, around.confidence)
    return replace(answer, reason=message, confidence=confidence, status=around.status)


def _decide(
    gazetteer: Gazetteer,
    question: Question,
    parsed: ParsedQuery,
    scores: Numbers,
    evidence: tuple[Evidence, int],
) -> Answer:
    hints, how = question.hints, parsed.how
    ranking = RankedCandidates.of(gazetteer, parsed, scores, evidence=evidence, hints=hints)
    best = ranking.candidate(gazetteer, parsed, int(ranking.order[0]))
    held = best.form.part == INSIDE  # Cavan Institute, shown as Cavan
    answer = Answer(
        query=question.name,
        status=UNLISTED if held else OK if ranking.confidence >= weights.OK_FROM else AMBIGUOUS,
        reason=reason(gazetteer, parsed, ranking, hints, best=best),
        place=best.place,
        confidence=ranking.confidence,
        refused=refusals(gazetteer, parsed, ranking, hints, best=best),
        stands_in=held,
    )
    return answer if how is None else _as_written(answer, best.place, how)


def _as_written(answer: Answer, place: Place, how: Notation) -> Answer:
    """Add to an answer what of the writing is not located, or was left out."""
    notes = [*how.notes, answer.reason]
    if how.missing and place.kind not in weights.FINE:
        message = f"{how.missing} not located; only {place.name} is known to contain it"
        return Answer(answer.query, NOT_FOUND, message, refused=answer.refused)
    if how.near_m is not None:
        place, note = near(place, how)
        notes.insert(0, note)
    if how.missing:
        notes.insert(0, f"{how.missing} not located; shown as {place.name}")
    confidence = answer.confidence
    if how.stands_in or how.loose:
        confidence = round(confidence * weights.SHOWN_AS_WHOLE, 2)
    if how.unmarked and place.population < weights.WELL_KNOWN_PEOPLE:
        confidence = min(confidence, weights.HELD)  # "Central Station Bar" is in no Bar
    return replace(
        answer,
        reason="; ".join(notes),
        place=place,
        confidence=confidence,
        status=OK if confidence >= weights.OK_FROM else AMBIGUOUS,
        stands_in=how.stands_in,
    )


def _fall_back(gazetteer: Gazetteer, question: Question, parsed: ParsedQuery) -> Answer:
    """Show a street or a site that isn't known as the place that contains it, and say so."""
    hints, point = question.hints, read_coordinates(question.name)
    if point is not None:
        return _at(gazetteer, question, point)
    if is_link(question.name):
        return Answer(question.name, NOT_FOUND, "a link that holds no coordinates")
    code = read_short_code(question.name)
    if code is not None:
        return _at_short_code(gazetteer, question, *code)
    if not fold(question.name):
        return Answer(question.name, NOT_FOUND, "no letter and no digit was given")
    what = hints.kind if hints.kind in _FALL_BACK else ""
    missing = Answer(
        question.name,
        NOT_FOUND,
        f"{what} not located" if what == "street" else no_place(parsed, hints),
        refused=refusals(gazetteer, parsed, None, hints),
    )
    holder, confidence = _holder(gazetteer, question, parsed)
    if holder is None:
        return _several(gazetteer, question, parsed, missing)
    message = f"{what or 'the place itself is'} not located; shown as {holder.name}"
    return _shown_as(missing, holder, message, confidence)


def _shown_as(missing: Answer, place: Place, message: str, confidence: float) -> Answer:
    """Answer with a place that contains what was asked for."""
    confidence = round(confidence * weights.SHOWN_AS_WHOLE, 2)
    return replace(
        missing,
        status=OK if confidence >= weights.OK_FROM else AMBIGUOUS,
        reason=message,
        place=place,
        confidence=confidence,
        stands_in=True,
    )


def _holder(
    gazetteer: Gazetteer, question: Question, parsed: ParsedQuery
) -> tuple[Place | None, float]:
    """Find what contains a street or a site: the hint, else the place in its name."""
    hints = question.hints
    falls_back = hints.kind in _FALL_BACK
    if falls_back and hints.within is not None:
        return hints.within.place, weights.CEILING["main"]
    if falls_back and parsed.how is not None and parsed.how.missing:
        answer = resolve(gazetteer, question.name, replace(hints, kind=""))
        if answer.stands_in:
            return answer.place, answer.confidence
    inner = holding(question.name)
    if not inner or (hints.kind and not falls_back) or len(parsed.candidates.rows):
        return None, 0.0
    answer = resolve(gazetteer, inner, replace(hints, kind="city" if falls_back else ""))
    is_street = named_as_site(question.name) == "street"
    town = answer.place is not None and answer.place.kind in weights.FINE
    sure = answer.status == OK and (is_street or answer.confidence > weights.LITTLE_KNOWN) and town
    if not falls_back and not sure:  # Main Hospital is in no place called Main
        return None, 0.0
    return answer.place, answer.confidence


def _several(
    gazetteer: Gazetteer, question: Question, parsed: ParsedQuery, missing: Answer
) -> Answer:
    """Answer several names in one, of which none is chosen, and an unknown one inside a place."""
    several = question.hints.kind != "street" and not len(parsed.refused.rows)
    names = list(dict.fromkeys(parts(question.name))) if several else []
    if not 1 < len(names) <= _MANY:
        return missing
    middle = _between(gazetteer, question, missing)
    if middle is not None:
        return middle
    answers = [resolve(gazetteer, name, question.hints) for name in names]
    places = [answer.place for answer in answers if answer.place is not None]
    if len(places) == len(answers):
        if not joined(question.name) and is_inside(places):
            return replace(missing, reason=f"no {names[0]} is known in {places[-1].name}")
        message = "; ".join(place.address for place in places)
        count = f"{len(places)} places: {message}; none is chosen, ask for each by itself"
        if question.name.count(",") == 1 and len(names) == 2:  # noqa: PLR2004 - X, Y
            count = f"no {names[0]} is known in {names[1]}; as {count}"
        return replace(missing, status=AMBIGUOUS, reason=count)
    return _unknown_inside(gazetteer, question, missing)


def _between(gazetteer: Gazetteer, question: Question, missing: Answer) -> Answer | None:
    """Answer ``between X and Y`` with a circle that holds both."""
    ends = between(question.name)
    if ends is None:
        return None
    answers = resolve_document(gazetteer, [Question(name, question.hints) for name in ends])
    places = [answer.place for answer in answers if answer.place and not answer.stands_in]
    place = circle_between(gazetteer, *places) if len(places) == len(ends) else None
    if place is None:
        return None
    both = "; ".join(each.address for each in places)
    message = f"between two places, shown as a circle that holds both: {both}"
    return _shown_as(missing, place, message, min(answer.confidence for answer in answers))


def _unknown_inside(gazetteer: Gazetteer, question: Question, missing: Answer) -> Answer:
    """Show what is not known as the town that the name says contains it."""
    for unknown, inner in holders(question.name):
        first = resolve(gazetteer, unknown, question.hints)
        if first.place is not None or first.status != NOT_FOUND or read_coordinates(inner):
            continue
        holder = resolve(gazetteer, inner, question.hints)
        if holder.place is None or holder.place.kind not in weights.FINE or holder.stands_in:
            continue
        return replace(
            missing,
            status=AMBIGUOUS,
            reason=f"no {unknown} is known; shown as {holder.place.name}, which the name says "
            "contains it",
            place=holder.place,
            confidence=round(min(holder.confidence, weights.HELD), 2),
            stands_in=True,
        )
    return missing


def answer(
    names: Sequence[str],
    *,
    documents: Sequence[Hashable] | None = None,
    hints: Sequence[Hints] | Hints = Hints(),  # noqa: B008 - frozen
    context: Sequence[tuple[str, float, int]] = (),
    gazetteer: Gazetteer | None = None,
) -> tuple[list[Answer], NDArray[np.intp]]:
    """Answer names as they come in a table, each different question of a document once.

    Parameters
    ----------
    names : sequence of str
        Names; an empty one is skipped.
    documents : sequence of hashable, optional
        One key per name: those with one key are each other's context. None: each by itself.
    hints : Hints, or sequence of Hints
        One for all names, or one per name.
    context : sequence of (str, float, int)
        Further names of every document; see `resolve_document`.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    answers : list of Answer
        One for each different question.
    codes : ndarray of int
        For each name the number of its answer.

    Examples
    --------
    >>> answers, codes = answer(["Karachi", "London", "Karachi"])
    >>> [answers[code].place.country for code in codes]
    ['PK', 'GB', 'PK']
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    spread = [hints] * len(names) if isinstance(hints, Hints) else hints
    keys: Sequence[Hashable] = [None] * len(names) if documents is None else documents
    numbers: dict[Hashable, int] = {}
    codes = np.fromiter(
        (numbers.setdefault(key, len(numbers)) for key in zip(names, spread, keys, strict=True)),
        np.intp,
        len(names),
    )
    answers: list[Answer | None] = [None] * len(numbers)
    for questions in _documents(numbers, alone=documents is None):
        document = [Question(name, hint) for (name, hint, _), _ in questions]
        resolved = resolve_document(gazetteer, document, context=context)
        for (_, number), result in zip(questions, resolved, strict=True):
            answers[number] = result
    return [result for result in answers if result is not None], codes


def _documents(numbers: dict[Any, int], *, alone: bool) -> Iterable[list[tuple[Any, int]]]:
    """Group the questions by document; without documents each is one."""
    if alone:
        return ([item] for item in numbers.items())
    documents: dict[Hashable, list[tuple[Any, int]]] = {}
    for question, number in numbers.items():
        documents.setdefault(question[2], []).append((question, number))
    return documents.values()
