"""Word lists that tell places from what only looks like one: ``data/lexicon.toml`` and others."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that blanks part."""
    return frozenset(text.split())


@cache
def read_lists(package: str) -> dict[str, Any]:
    """Read the word lists and patterns of a package of geo: its ``data/lexicon.toml``."""
    path = Path(__file__).parents[1] / package / "data" / "lexicon.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_patterns(package: str, table: str) -> dict[str, Any]:
    """Read a table of a package's ``data/patterns.toml``, where ``<<name>>`` is the one before."""
    path = Path(__file__).parents[1] / package / "data" / "patterns.toml"
    patterns: dict[str, Any] = {}

    def whole(value: Any) -> Any:  # noqa: ANN401 - text, its lines, or rows of them
        if isinstance(value, str):
            return re.sub(r"<<(\w+)>>", lambda match: patterns[match[1]], value)
        if isinstance(value, dict):
            return {key: whole(part) for key, part in value.items()}
        parts = [whole(part) for part in value]
        return parts if isinstance(parts[0], dict) else "".join(parts)

    for name, value in tomllib.loads(path.read_text(encoding="utf-8"))[table].items():
        patterns[name] = whole(value)
    return patterns


_LISTS = {name: word_set(text) for name, text in read_lists("geoparsing").items()}
INNER = _LISTS["inner"]
ARTICLES = _LISTS["articles"]
GERMAN_ARTICLES = _LISTS["german_articles"]
TITLES = _LISTS["titles"]
SHORT_TITLES = _LISTS["short_titles"]
WITH_ARTICLE = _LISTS["with_article"]
SOCIETIES = _LISTS["societies"]
DISHES = _LISTS["dishes"]
PERSONAL = _LISTS["personal"]
NAMED_THINGS = _LISTS["named_things"]
CLUBS = _LISTS["clubs"]
FIRMS = _LISTS["firms"]
NOBLES = _LISTS["nobles"]
CALLED_AFTER = _LISTS["called_after"]
TITLES_BEHIND = _LISTS["titles_behind"]
PUBLIC = _LISTS["public"]
BODIES = _LISTS["bodies"]
BRANDS = _LISTS["brands"]
AREAS = _LISTS["areas"]
TOWNS = _LISTS["towns"]
LAND = _LISTS["land"]
BUILDINGS = _LISTS["buildings"]
ROADS = _LISTS["roads"]
LEADING_FEATURES = _LISTS["leading_features"]
DIRECTIONS = _LISTS["directions"]
COMPASS = _LISTS["compass"]
SETTLEMENTS = _LISTS["settlements"]
SPEAKING = _LISTS["speaking"]
LOCAL = _LISTS["local"]
LOCATIVE_PARTICIPLES = _LISTS["locative_participles"]
HOLDERS = _LISTS["holders"]
JOINING = _LISTS["joining"]
FOREIGN_HOLDERS = _LISTS["foreign_holders"]
OF_FOREIGN = _LISTS["of_foreign"]
PEOPLES = _LISTS["peoples"]
INSTITUTIONS = _LISTS["institutions"]
DESCENT = _LISTS["descent"]
CALENDAR = _LISTS["calendar"]
AGENCIES = _LISTS["agencies"]
FUNCTION = _LISTS["function"]
SECTIONS = _LISTS["sections"]
NAME_OPENINGS = _LISTS["name_openings"]
ABBREVIATED_TITLES = _LISTS["abbreviated_titles"]
ABBREVIATIONS_BEFORE_NUMBERS = _LISTS["abbreviations_before_numbers"]
ABBREVIATIONS_INSIDE = _LISTS["abbreviations_inside"]
SENTENCE_OPENINGS = _LISTS["sentence_openings"]
ORDINAL_OPENINGS = _LISTS["ordinal_openings"]
FEATURES = LAND | BUILDINGS
# What is written behind a name, or in front of "of": which of the places of that name it is.
SAID_LEVELS = {
    **dict.fromkeys(("province", "governorate", "oblast", "state"), "province"),
    **dict.fromkeys(("county", "district"), "region"),
    **dict.fromkeys(("city", "town", "village"), "city"),
}
# Behind the last name of a list: what each of them is.
SHARED_AREAS = {"counties": "County", "provinces": "Province", "districts": "District"}


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """English words and the names of people, all in small letters.

    Parameters
    ----------
    common : dict of str to int
        How common a word is: 0 for the thousands that everybody uses, to 3 for those that most
        readers know.
    first, last : frozenset of str
        First names and surnames.
    """

    common: dict[str, int]
    first: frozenset[str]
    last: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Read the lists, once: 40 ms."""
    lines = (_DATA / "words.txt").read_text(encoding="utf-8").splitlines()
    common = {word: size for size, line in enumerate(lines) for word in line.split()}
    first, last = (_DATA / "people.txt").read_text(encoding="utf-8").splitlines()
    return Vocabulary(
        common,
        word_set(first) | _LISTS["more_first_names"],
        word_set(last) | _LISTS["more_surnames"],
    )


@cache
def things() -> dict[str, frozenset[str]]:
    """Read the things that are called after a place: "panama" has "hat"."""
    lines = (_DATA / "things.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ") for line in lines)
    return {place: frozenset(called.split(", ")) for place, called in pairs}


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Read the function words of each language, by its ISO 639-1 code."""
    lines = (_DATA / "function_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {
        language: word_set(text) for language, _, text in (line.partition(" ") for line in lines)
    }


@cache
def other_scripts() -> frozenset[str]:
    """Return the function words that are in no Latin letters: none of them is a place's name."""
    return frozenset().union(*(words for words in function_words().values() if not _latin(words)))


@cache
def latin_languages() -> dict[str, tuple[str, ...]]:
    """Return for each function word in Latin letters the languages that have it."""
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in function_words().items():
        for word in words if _latin(words) else ():
            languages[word] = (*languages.get(word, ()), language)
    return languages


def _latin(words: frozenset[str]) -> bool:
    return min(words)[:1].isascii()
