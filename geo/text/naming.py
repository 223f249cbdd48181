"""What a name says by itself about being a place's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import weights
from geo.text.tokens import capital, initials
from geo.text.words import (
    BUILDINGS,
    CALENDAR,
    COMPASS,
    DESCENT,
    FEATURES,
    FUNCTION,
    SPEAKING,
    TITLES,
    vocabulary,
)

if TYPE_CHECKING:
    from geo.text.scene import Scene
    from geo.text.spotting import GazetteerEntry, MentionCandidate

_EVERYDAY = 2  # sizes of the list of common words that have what everybody says
_JOINTS = ("-", "–", ",")


def name_score(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh a name: how well known its best place is, and what else its words mean."""
    words = scene.tokens.words[candidate.first : candidate.last + 1]
    score = weights.UNKNOWN if candidate.entry is None else _prior(candidate.entry)
    if candidate.site or (len(words) > 1 and words[-1].lower() in FEATURES):
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
        score += weights.INITIALS * (not entry.country)
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
    common = lists.common.get(word)
    if common is not None:
        score += weights.COMMON[common] + weights.OPENS * scene.tokens.opens(candidate.first)
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
    return entry.world or (entry.country and entry.flag == "abbreviation")


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
    next_word = scene.tokens.word(candidate.last + 1)
    lower = next_word.lower()
    other = scene.begins.get(candidate.last + 2)
    if lower in ("and", "or") and other is not None and other.entry is not None:
        return 0.0 if other.entry.flag == "demonym" else weights.ALONE_ADJECTIVE
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
