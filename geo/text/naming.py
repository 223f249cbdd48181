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
    from geo.text.spotting import Known, Spot

_EVERYDAY = 2  # sizes of the list of common words that have what everybody says
_JOINTS = ("-", "–", ",")


def name_worth(scene: Scene, spot: Spot) -> float:
    """Weigh a name: how well known its best place is, and what else its words mean."""
    words = scene.tokens.words[spot.first : spot.last + 1]
    worth = weights.UNKNOWN if spot.known is None else _prior(spot.known)
    if spot.site or (len(words) > 1 and words[-1].lower() in FEATURES):
        building = spot.site and words[-1].lower() in BUILDINGS
        worth = max(worth, weights.BUILDING if building else weights.SITE)
    elif len(words) > 1:
        worth += weights.WORDS * (not _everyday(words))
        if spot.known is not None and spot.known.flag == "demonym":
            worth += _adjective(scene, spot, words[-1].lower())
    elif spot.known is not None:
        worth += _word(scene, spot, spot.known, words[0])
    if not scene.people.tokens.isdisjoint(range(spot.first, spot.last + 1)):
        return worth + weights.PERSON
    if len(words) == 1 and words[0].lower() in scene.people.names:
        return worth + weights.PERSON_TOO
    return worth


def _prior(known: Known) -> float:
    """Weigh how well known the best place of a name is."""
    size = (known.score - weights.KNOWN_FROM) * weights.WELL_KNOWN
    worth = max(-weights.KNOWN_MOST, min(weights.KNOWN_MOST, size))
    if known.country:
        return worth + weights.COUNTRY
    return worth + weights.PROVINCE * known.province


def _everyday(words: list[str]) -> bool:
    """Return whether all words of a name are everyday English: Grand View, High School."""
    common, rare = vocabulary().common, _EVERYDAY
    return all(common.get(word.lower(), rare) < rare for word in words if capital(word))


def _word(scene: Scene, spot: Spot, known: Known, word: str) -> float:
    """Weigh a name of one word."""
    worth = weights.CODE if known.flag == "code" else 0.0
    if initials(word):
        if _shouted(scene, spot) and word.lower() in vocabulary().common:
            worth += weights.SHOUTED
        if _short(known, word):
            return worth
        worth += weights.INITIALS * (not known.country)
    if known.flag == "abbreviation" and _stopped(scene, spot):
        return worth + weights.STOPPED
    if known.flag == "demonym":
        worth += _adjective(scene, spot, word.lower())
    return worth + _otherwise(scene, spot, known, word.lower())


def _otherwise(scene: Scene, spot: Spot, known: Known, word: str) -> float:
    """Weigh what one word means besides: everyday English, or somebody's name."""
    lists, worth = vocabulary(), 0.0
    common = lists.common.get(word)
    if common is not None:
        worth += weights.COMMON[common] + weights.OPENS * scene.tokens.opens(spot.first)
    if word in scene.small:
        worth += weights.SMALL_TOO
    if word in CALENDAR:
        return worth + weights.CALENDAR
    if word in TITLES:
        worth += weights.COMMON[0]
    if word in COMPASS:
        worth += weights.COMPASS
    if known.country:
        return worth
    first, last = word in lists.first, word in lists.last
    worth += weights.FIRST_NAME * first + weights.SURNAME * last
    return worth + weights.UNUSUAL * (common is None and not first and not last)


def _short(known: Known, word: str) -> bool:
    """Return whether capitals are how a country, a state or a part of the world is shortened."""
    if known.province:
        return "." in word
    return known.world or (known.country and known.flag == "abbreviation")


def _shouted(scene: Scene, spot: Spot) -> bool:
    """Return whether the words around are in capitals too."""
    around = (scene.tokens.word(spot.first - 1), scene.tokens.word(spot.last + 1))
    return any(len(word) > 2 and word.isupper() for word in around)  # noqa: PLR2004 - US, UK


def _stopped(scene: Scene, spot: Spot) -> bool:
    """Return whether a full stop belongs to an abbreviation: the sentence goes on."""
    tokens, at = scene.tokens, spot.last + 1
    if tokens.word(at) != "." or tokens.starts[at] != tokens.ends[at - 1]:
        return False
    behind = tokens.word(at + 1)
    return tokens.word(spot.first - 1) == "," or not (behind[:1].isupper() or not behind)


def _adjective(scene: Scene, spot: Spot, word: str) -> float:
    """Weigh a demonym: a people and a language are no places."""
    if word.endswith("s") and not word.endswith("ss"):
        return weights.PEOPLE
    if word in DESCENT and _of_descent(scene, spot):
        return weights.DESCENT
    behind = scene.tokens.word(spot.last + 1)
    lower = behind.lower()
    other = scene.begins.get(spot.last + 2)
    if lower in ("and", "or") and other is not None and other.known is not None:
        return 0.0 if other.known.flag == "demonym" else weights.ALONE_ADJECTIVE
    if not (behind[:1].isalnum() or behind in _JOINTS) or lower in FUNCTION or lower in SPEAKING:
        return weights.ALONE_ADJECTIVE
    return 0.0


def _of_descent(scene: Scene, spot: Spot) -> bool:
    """Return whether a word beside makes it African American, Native American, Asian-American."""
    word, first, last = scene.tokens.word, spot.first, spot.last
    before = word(first - 2) if word(first - 1) == "-" else word(first - 1)
    behind = word(last + 2) if word(last + 1) == "-" else word(last + 1)
    return before.lower() in DESCENT or behind.lower() in DESCENT
