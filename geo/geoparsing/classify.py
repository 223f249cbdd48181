"""Classify mentions as places or not, by weighted features."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import find_candidates
from geo.geoparsing.candidates import mention_candidates, section_numbers, with_capitals
from geo.geoparsing.features import Scene, left_context_score, right_context_score, role_of
from geo.geoparsing.lexicon import (
    BRANDS,
    BUILDINGS,
    CALENDAR,
    CALLED_AFTER,
    CLUBS,
    COMPASS,
    DESCENT,
    DISHES,
    FEATURES,
    FIRMS,
    FUNCTION,
    INSTITUTIONS,
    NAMED_THINGS,
    PEOPLES,
    SETTLEMENTS,
    SPEAKING,
    TITLES,
    WITH_ARTICLE,
    things,
    vocabulary,
)
from geo.geoparsing.lists import side_by_side, states_of, with_areas
from geo.geoparsing.tokenize import Tokens, capital, initials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geoparsing.candidates import GazetteerEntry, MentionCandidate


_EVERYDAY = 2  # sizes of the list of common words that have what everybody says
_JOINTS = ("-", "–")
_THING_WORDS, _DEFINED_WORDS = 3, 3
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_HOLDS = ("-", "’s", "'s")
_BETWEEN_ADJECTIVES = (",", "and", "or")


def name_score(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh a name: how well known its best place is, and what else its words mean."""
    words = scene.tokens.words[candidate.first : candidate.last + 1]
    score = weights.UNKNOWN if candidate.entry is None else _prior(candidate.entry)
    if _hardly_a_town(candidate, words):
        score += weights.EVERYDAY
    elif candidate.site or (len(words) > 1 and words[-1].lower() in FEATURES):
        building = candidate.site and words[-1].lower() in BUILDINGS
        score = max(score, weights.BUILDING if building else weights.SITE)
    elif len(words) > 1:
        score += weights.WORDS * (not _everyday(words))
        if candidate.entry is not None and candidate.entry.flag == "demonym":
            score += _adjective(scene, candidate, words[-1].lower())
    elif candidate.entry is not None:
        score += _word(scene, candidate, candidate.entry, words[0])
    if not scene.people.tokens.isdisjoint(range(candidate.first, candidate.last + 1)):
        return score + weights.PERSON
    if len(words) == 1 and words[0].lower() in scene.people.names:
        return score + weights.PERSON_TOO
    return score


def _prior(entry: GazetteerEntry) -> float:
    """Weigh how well known the best place of a name is."""
    size = (entry.score - weights.KNOWN_FROM) * weights.WELL_KNOWN
    score = max(-weights.KNOWN_MOST, min(weights.KNOWN_MOST, size))
    if entry.country:
        return score + weights.COUNTRY
    return score + weights.PROVINCE * entry.province


def _hardly_a_town(candidate: MentionCandidate, words: list[str]) -> bool:
    """Return whether a name is everyday words that few know as a town: State University."""
    entry = candidate.entry
    if candidate.site or entry is None or entry.kind not in ("city", "suburb"):
        return False
    if len(words) == 1 or words[-1].lower() not in BUILDINGS:
        return False
    return entry.score < weights.SURE_KNOWN and _everyday(words)


def _everyday(words: list[str]) -> bool:
    """Return whether all words of a name are everyday English: Grand View, High School."""
    common, rare = vocabulary().common, _EVERYDAY
    return all(common.get(word.lower(), rare) < rare for word in words if capital(word))


def _word(scene: Scene, candidate: MentionCandidate, entry: GazetteerEntry, word: str) -> float:
    """Weigh a name of one word."""
    score = weights.CODE if entry.flag == "code" else 0.0
    if initials(word):
        if _shouted(scene, candidate) and word.lower() in vocabulary().common:
            score += weights.SHOUTED
        if _short(entry, word):
            return score
        score += weights.TWO_LETTERS if entry.country else weights.INITIALS
    if entry.flag == "abbreviation" and _stopped(scene, candidate):
        return score + weights.STOPPED
    if entry.flag == "demonym":
        score += _adjective(scene, candidate, word.lower())
    return score + _otherwise(scene, candidate, entry, word.lower())


def _otherwise(
    scene: Scene, candidate: MentionCandidate, entry: GazetteerEntry, word: str
) -> float:
    """Weigh what one word means besides: everyday English, or somebody's name."""
    lists, score = vocabulary(), 0.0
    usual = scene.english and entry.flag != "demonym"  # European is a word of everybody's
    common = lists.common.get(word) if usual else None
    if common is not None:
        score += weights.COMMON[common] + weights.OPENS * scene.tokens.opens(candidate.first)
    if word in PEOPLES:
        score += weights.A_PEOPLE
    score += weights.INSTITUTION * (word in INSTITUTIONS or word in BRANDS)
    if word in scene.small:
        score += weights.SMALL_TOO
    if word in CALENDAR:
        return score + weights.CALENDAR
    if word in TITLES:
        score += weights.COMMON[0]
    if word in COMPASS:
        score += weights.COMPASS
    if entry.country:
        return score
    first, last = word in lists.first, word in lists.last
    score += weights.FIRST_NAME * first + weights.SURNAME * last
    return score + weights.UNUSUAL * (common is None and not first and not last)


def _short(entry: GazetteerEntry, word: str) -> bool:
    """Return whether capitals are how a country, a state or a part of the world is shortened."""
    if entry.province:
        return "." in word
    usual = len(word) > 2 or word in ("US", "UK")  # noqa: PLR2004 - PR, NZ
    return entry.world or (entry.country and entry.flag == "abbreviation" and usual)


def _shouted(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether the words around are in capitals too."""
    around = (scene.tokens.word(candidate.first - 1), scene.tokens.word(candidate.last + 1))
    return any(len(word) > 2 and word.isupper() for word in around)  # noqa: PLR2004 - US, UK


def _stopped(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether a full stop belongs to an abbreviation: the sentence goes on."""
    tokens, at = scene.tokens, candidate.last + 1
    if tokens.word(at) != "." or tokens.starts[at] != tokens.ends[at - 1]:
        return False
    next_word = tokens.word(at + 1)
    return tokens.word(candidate.first - 1) == "," or not (next_word[:1].isupper() or not next_word)


def _adjective(scene: Scene, candidate: MentionCandidate, word: str) -> float:
    """Weigh a demonym: a people and a language are no places."""
    if word.endswith("s") and not word.endswith("ss"):
        return weights.PEOPLE
    if word in DESCENT and _of_descent(scene, candidate):
        return weights.DESCENT
    at = candidate.last + 1
    while scene.tokens.word(at).lower() in _BETWEEN_ADJECTIVES:  # Dutch, Danish and Swiss banks
        other = scene.begins.get(at + 1) or scene.begins.get(at + 2)
        if other is None or other.entry is None or other.entry.flag != "demonym":
            break
        at = other.last + 1
    next_word = scene.tokens.word(at)
    lower = next_word.lower()
    if capital(next_word) and lower in ("orthodox", "catholic", "catholics"):
        return weights.ALONE_ADJECTIVE
    if (
        not (next_word[:1].isalnum() or next_word in _JOINTS)
        or lower in FUNCTION
        or lower in SPEAKING
    ):
        return weights.ALONE_ADJECTIVE
    return 0.0


def _of_descent(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether a word beside makes it African American, Native American, Asian-American."""
    word, first, last = scene.tokens.word, candidate.first, candidate.last
    previous_word = word(first - 2) if word(first - 1) == "-" else word(first - 1)
    next_word = word(last + 2) if word(last + 1) == "-" else word(last + 1)
    return previous_word.lower() in DESCENT or next_word.lower() in DESCENT


def thing_score(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh what says that a name is that of a thing: a Ford X, X hats; or of a place after all."""
    tokens, first = scene.tokens, candidate.first
    score = _thing_behind(scene, candidate)
    if _a_thing(scene, candidate):
        score += weights.NAMED_THING
    article = tokens.word(first - 1).lower()
    several = scene.english and article in ("a", "an", "another")
    if several and _stands_alone(scene, candidate):
        score += weights.A_PLACE
    river = article == "river" and candidate.entry is not None and candidate.entry.country
    if river or (article == "the" and _takes_no_article(scene, candidate)):
        score += weights.A_RIVER
    if tokens.word(candidate.last + 1).lower() in ("is", "was"):  # X is the capital of Y
        words = tokens.words[candidate.last + 2 : candidate.last + 3 + _DEFINED_WORDS]
        score += weights.DEFINED * any(word.lower() in SETTLEMENTS | {"capital"} for word in words)
    return score


def _a_thing(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether a word in front says that it is a ship, a work, a firm or the like."""
    word = scene.tokens.word(candidate.first - 1)
    if not word or not scene.tokens.joined(candidate.first):
        return False
    if word.lower() in NAMED_THINGS or word.lower() in DISHES:
        return True
    shouted = word.isupper() and len(word) > 3  # noqa: PLR2004 - FC, AFC, BMW
    return capital(word) and not shouted and word.lower() in CLUBS | BRANDS | FIRMS


def _stands_alone(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether nothing follows that a place's name could belong to: a Newfoundland."""
    entry = candidate.entry
    if candidate.site or entry is None or entry.flag == "demonym":
        return False
    word = scene.tokens.word(candidate.last + 1)
    return (not word[:1].isalnum() and word not in _HOLDS) or word in ("and", "or")


def _takes_no_article(scene: Scene, candidate: MentionCandidate) -> bool:
    """Return whether the place of a name has no article.

    The Niger and the Jordan are rivers; the Kursk is a ship, and the Lisbon a hotel.
    """
    entry, name = candidate.entry, candidate.name
    if entry is None or entry.world or entry.flag == "demonym":
        return False
    if not (entry.country or (scene.english and entry.kind in _TOWNS)):
        return False
    plain = name.isalpha() and not name.isupper() and not name.endswith("s")
    if not plain or name.lower() in WITH_ARTICLE:
        return False
    return (
        _stands_alone(scene, candidate) or scene.tokens.word(candidate.last + 1).lower() in FUNCTION
    )


def _thing_behind(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh that words behind make it something else: Panama hats, Stockholm syndrome."""
    tokens, at = scene.tokens, candidate.last + 1
    if candidate.site or at >= len(tokens) or not tokens.joined(at):
        return 0.0
    if tokens.words[at].lower() in CALLED_AFTER:
        return weights.CALLED_AFTER
    dish = 0.0
    if tokens.words[at].lower() in DISHES and candidate.entry is not None:
        adjective = candidate.entry.flag == "demonym"
        dish = weights.DISH_ADJECTIVE if adjective else weights.DISH * (not candidate.entry.country)
    called = things().get(candidate.name.lower(), frozenset())
    for count in range(1, _THING_WORDS + 1) if called else ():
        words = " ".join(tokens.words[at : at + count]).lower()
        singular = (words.removesuffix(end) + own for end, own in _PLURALS if words.endswith(end))
        if words in called or not called.isdisjoint(singular):
            return weights.THING_RIGHT
    return dish


_TOWNS = ("city", "town", "village")
_MEANINGS = 3  # the likeliest places of a name


def support(
    gazetteer: Gazetteer, candidates: Sequence[MentionCandidate], scores: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """Weigh whether the names in doubt may be places where the sure ones are.

    Yields
    ------
    int
        Number of a name in doubt.
    float
        What to add to its score.
    """
    countries, states = _sure(gazetteer, candidates, scores)
    support_by_name: dict[str, float] = {}
    for number, (candidate, score) in enumerate(zip(candidates, scores, strict=True)):
        if candidate.entry is None or candidate.site or candidate.entry.country:
            continue
        if weights.DOUBT_FROM < score < weights.DOUBT_TO:
            if candidate.name not in support_by_name:
                support_by_name[candidate.name] = _support(
                    gazetteer, candidate.name, countries, states
                )
            yield number, support_by_name[candidate.name]


def _sure(
    gazetteer: Gazetteer, candidates: Sequence[MentionCandidate], scores: Sequence[float]
) -> tuple[set[int], set[int]]:
    """Return the countries and the states of the places that are sure and well known."""
    columns = gazetteer.columns
    countries, states = set(), set()
    sure = {
        candidate.name
        for candidate, score in zip(candidates, scores, strict=True)
        if score >= weights.SURE_FROM and not candidate.site and _well_known(candidate)
    }
    for name in sure:
        row = find_candidates(gazetteer, name).rows[0]
        countries.add(int(columns.country[row]))
        states.add(int(columns.admin1[row]))
    countries.discard(columns.code("country", ""))
    states.discard(columns.code("admin1", ""))
    return countries, states


def _well_known(candidate: MentionCandidate) -> bool:
    return candidate.entry is not None and candidate.entry.score >= weights.SURE_KNOWN


def _support(gazetteer: Gazetteer, name: str, countries: set[int], states: set[int]) -> float:
    rows = find_candidates(gazetteer, name).rows[:_MEANINGS]
    columns = gazetteer.columns
    if states and np.isin(columns.admin1[rows], list(states)).any():
        return weights.SAME_STATE
    same = not countries or np.isin(columns.country[rows], list(countries)).any()
    return 0.0 if same else weights.ELSEWHERE


_SURE = 20.0  # more makes no difference


@dataclass(frozen=True)
class ScoredCandidate:
    """A name of a text, and how likely it is a place's.

    Parameters
    ----------
    candidate : MentionCandidate
        The name.
    score : float
        All clues added up.
    role : str
        As what the name stands there: a word of `geo.geoparsing.features.ROLES`.
    """

    candidate: MentionCandidate
    score: float
    role: str

    @property
    def recognised(self) -> float:
        """How likely it is a place: 0 to 1."""
        return round(1 / (1 + math.exp(-max(-_SURE, min(_SURE, self.score)))), 2)


def score_candidates(gazetteer: Gazetteer, text: str) -> tuple[Tokens, list[ScoredCandidate]]:
    """Weigh all names of a text.

    Parameters
    ----------
    gazetteer : Gazetteer
        The gazetteer.
    text : str
        Any text.

    Returns
    -------
    tokens : Tokens
        The text's words and signs.
    list of ScoredCandidate
        What may be a place, in the order of the text, also where it hardly is one.
    """
    tokens = Tokens.of(text)
    small = text.islower()
    if small:
        tokens = with_capitals(tokens)
    candidates = list(mention_candidates(gazetteer, tokens))
    scene = Scene.of(gazetteer, tokens, candidates)
    start = weights.START + weights.NO_CAPITALS * small
    own_scores = [
        start
        + name_score(scene, candidate)
        + left_context_score(scene, candidate)
        + right_context_score(scene, candidate)
        + thing_score(scene, candidate)
        for candidate in candidates
    ]
    for number, candidate in with_areas(gazetteer, tokens, candidates).items():
        candidates[number] = candidate
        own_scores[number] += weights.AREA_LISTED
    for number in section_numbers(tokens, candidates):
        own_scores[number] += weights.BOILERPLATE
    scores = _propagated(gazetteer, scene, own_scores)
    for number, score in support(gazetteer, candidates, scores):
        scores[number] += score
    return tokens, [
        ScoredCandidate(candidate, score, role_of(scene, candidate))
        for candidate, score in zip(candidates, scores, strict=True)
    ]


def _propagated(
    gazetteer: Gazetteer,
    scene: Scene,
    own_scores: Sequence[float],
) -> list[float]:
    """Recognise names that the same name, or the next of a list, is without doubt."""
    candidates = scene.candidates
    names = [candidate.name.casefold() for candidate in candidates]
    best: dict[str, float] = {}
    for name, score in zip(names, own_scores, strict=True):
        both = name in best and min(score, best[name]) >= weights.AGAIN_TWICE_FROM
        best[name] = weights.AGAIN_FROM if both else max(score, best.get(name, score))
    scores = [
        score + weights.AGAIN if best[name] >= weights.AGAIN_FROM > score else score
        for name, score in zip(names, own_scores, strict=True)
    ]
    pairs = [
        n
        for n in range(1, len(candidates))
        if side_by_side(scene.tokens, candidates[n - 1], candidates[n])
    ]
    gained = set()
    for number, other in [*((n, n - 1) for n in pairs), *((n - 1, n) for n in reversed(pairs))]:
        if scores[other] >= weights.AND_FROM > scores[number] and number not in gained:
            scores[number] += weights.AND
            gained.add(number)
    for first, last in _lists(pairs):
        run = range(first, last + 1)
        led = weights.LEFT_OF_LIST * max(0.0, left_context_score(scene, candidates[first]))
        for number in run[1:]:
            if scores[number] < weights.AND_FROM:
                scores[number] += led
        sure = sum(scores[number] >= weights.AND_FROM for number in run) >= weights.LIST_FROM
        one_state = _of_one_state(gazetteer, [candidates[number] for number in run])
        for number in run:
            if scores[number] < weights.AND_FROM and (one_state or (sure and number not in gained)):
                scores[number] += weights.AND
    return scores


def _of_one_state(gazetteer: Gazetteer, run: Sequence[MentionCandidate]) -> bool:
    """Return whether all names of a list are places of one state, and most mean nothing else."""
    if len(run) < weights.STATE_LIST_FROM or any(candidate.entry is None for candidate in run):
        return False
    lists = vocabulary()
    words = [candidate.name.lower() for candidate in run]
    usual = sum(word in lists.common or word in lists.first or word in lists.last for word in words)
    if 2 * usual > len(run):
        return False
    states = (states_of(gazetteer, candidate.name) for candidate in run)
    return bool(frozenset.intersection(*states))


def _lists(pairs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last name of each list, out of the numbers that stand beside the last."""
    for _, run in groupby(enumerate(pairs), key=lambda item: item[1] - item[0]):
        numbers = [number for _, number in run]
        yield numbers[0] - 1, numbers[-1]
