"""Names that stand beside another: in a list, or as the area behind it (``Paris, Texas``)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import fold
from geo.geocoding.hints import LEVELS, Hints
from geo.geocoding.query import read
from geo.geoparsing.lexicon import JOINING, SAID_LEVELS, SHARED_AREAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geoparsing.candidates import MentionCandidate
    from geo.geoparsing.tokenize import Tokens


_SIGNS = JOINING | {",", "、", "،"}
_BETWEEN = 2  # signs between two names of a list: ", and"
_THE = r"(?:the |in |from |to |both )?"
_COMMA = re.compile(rf"\s*[,،、]\s*{_THE}")
_JOINT = "|".join(sorted(map(re.escape, JOINING)))
_LINK = re.compile(
    rf"\s*(?:,\s*)?(?:(?:{_JOINT}|as well as)\s+|[和与及と]){_THE}|\s*[,،、]\s*{_THE}"
)
_LONG = 16  # characters between two names of a list
_MANY = 3  # names that make a list without a word that closes it
_COMMON = {"province": "country", "region": "admin1"}  # what the places of a list lie in
_PROMINENT = 2.5  # log10 of population behind the likeliest meaning; the state of Georgia: 2.1
_EQUAL = 0.5  # as likely
_OPENING = re.compile(r"(?:^|[.!?:;\n”\"]\s*)(?:In|At|From|Near|Outside|Across)\s+(?:the )?$")
_GOES_ON = re.compile(r"['’]s\b|\s+(?!(?:and|or|in|on|at|to|for|from|with|where|when|by)\b)[a-z]")
_CLOSED = re.compile(r"\s*(?:[,.;:)\]!?–—-]|$)|\s*\n")


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
_RIGHT_AREAS = re.compile(r"(?:,|\s\()\s*(?:the )?(?=[^\W\d_])")
# Behind a comma only where the words say that it is an area: "Canton, in Fulton County".
_IN = re.compile(
    r"\s+in\s+(?:the\s+)?(?=[^\W\d_])"
    r"|,\s+in\s+(?:the\s+)?(?=(?:[^\W\d_][\w’'.-]*\s+){1,3}"
    r"(?:County|Parish|District|Province|Region|Oblast|Department|Prefecture|Governorate)\b)"
)
_NEXT = re.compile(r"\s*,\s*(?:the )?")
# As in: Dundee (population 68) is a small city located in Nobles County, Minnesota.
_DEFINED = re.compile(
    r"\s*(?:\([^()]{0,80}\)\s*)?(?:,[^.;]{0,40},\s*)?(?:is|was) (?:an?|the|one)\b[^.;]{0,60}?"
    r"\b(?:in|of) (?:the )?(?:U\.S\. )?(?:[a-z]+ ){0,4}"
)


@dataclass(frozen=True)
class ListContext:
    """What the list says about a name that stands in it.

    Parameters
    ----------
    level : str
        What all names of the list are: a word of `geo.geocoding.hints.LEVELS`, or empty.
    areas : tuple of str
        The countries, or the states (``US.OH``), in which each of them has such a place.
    held : bool
        Whether the next name may be that of the area that contains it.
    doubt : bool
        Whether the next name may as well be another of the list.
    inside : bool
        Whether the next name, behind a comma that the text closes, stands alone with it.
    """

    level: str = ""
    areas: tuple[str, ...] = ()
    held: bool = True
    doubt: bool = False
    inside: bool = False


_ALONE = ListContext()
_NONE: frozenset[int] = frozenset()
_AREAS_BEHIND = re.compile(rf"\s+(?:{'|'.join(SHARED_AREAS)})\b")


def side_by_side(tokens: Tokens, first: MentionCandidate, second: MentionCandidate) -> bool:
    """Return whether two names stand in one list, side by side."""
    between = tokens.words[first.last + 1 : second.first]
    return 1 <= len(between) <= _BETWEEN and all(word in _SIGNS for word in between)


def with_areas(
    gazetteer: Gazetteer, tokens: Tokens, candidates: Sequence[MentionCandidate]
) -> dict[int, MentionCandidate]:
    """Read ``Clarke, Barrow and Jackson counties`` as Clarke County, Barrow County and so on.

    Returns
    -------
    dict of int to MentionCandidate
        The numbers of such names, and what to look up for each.
    """
    read: dict[int, MentionCandidate] = {}
    for last in range(1, len(candidates)):
        area = SHARED_AREAS.get(tokens.word(candidates[last].last + 1).lower())
        if not area or not side_by_side(tokens, candidates[last - 1], candidates[last]):
            continue  # "Indiana counties" are those of Indiana
        number = last
        while number >= 0:
            candidate = candidates[number]
            if number < last and not side_by_side(tokens, candidate, candidates[number + 1]):
                break
            longer = f"{candidate.name} {area}"
            if candidate.entry is None or not len(find_candidates(gazetteer, longer)):
                break
            read[number] = replace(candidate, name=longer)
            number -= 1
    return read


def said_level(tokens: Tokens, candidate: MentionCandidate) -> str:
    """Return what a text says that a place is: Basra province, the town of Aleppo; else empty."""
    level = SAID_LEVELS.get(tokens.word(candidate.last + 1), "")
    if level and tokens.joined(candidate.last + 1):
        return level
    return SAID_LEVELS.get(_kind_in_front(tokens, candidate), "")


def is_said_village(tokens: Tokens, candidate: MentionCandidate) -> bool:
    """Return whether a text says that a place is a village, which no large town is."""
    return _kind_in_front(tokens, candidate) == "village"


def _kind_in_front(tokens: Tokens, candidate: MentionCandidate) -> str:
    """Return the noun of ``the town of X``; a district of Lahore is not Lahore."""
    article, noun, of = (tokens.word(candidate.first - back).lower() for back in (3, 2, 1))
    return noun if (article, of) == ("the", "of") else ""


def peers(
    gazetteer: Gazetteer, text: str, spans: Sequence[tuple[int, int]], names: Sequence[str]
) -> list[ListContext]:
    """Read the lists of a text: ``California, Pennsylvania and Washington`` are three states.

    Names that stand side by side are of one level where each of them has a well-known meaning of
    it, unless a name is followed by the area that contains it: ``Paris, Texas and London``.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    text : str
        The text.
    spans : sequence of (int, int)
        Start and end of each name, in the order of the text.
    names : sequence of str
        What to look up for each.

    Returns
    -------
    list of ListContext
        One for each name.
    """
    listed_names = [_ALONE] * len(spans)
    for first, last in _runs(text, spans):
        links = [text[spans[n][1] : spans[n + 1][0]] for n in range(first, last)]
        commas = [_COMMA.fullmatch(link) is not None for link in links]
        own = names[first : last + 1]
        shared = _AREAS_BEHIND.match(text, spans[last][1])
        level, doubts = ("region", _NONE) if shared else _level(gazetteer, own, commas)
        areas = _common_areas(gazetteer, own, level)
        for number in range(first, last + 1):
            at = number - first
            held = not level
            if held and at < len(commas):
                held = _may_hold(
                    gazetteer, text, spans[number], spans[number + 1], own[at : at + 2]
                )
            inside = held and last - first == 1 and commas[0] and number == first
            inside = inside and _CLOSED.match(text, spans[last][1]) is not None
            listed_names[number] = ListContext(
                level, areas, held, doubt=at in doubts, inside=inside
            )
    return listed_names


def _runs(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the first and last name of each list."""
    runs, first = [], 0
    for number in range(1, len(spans) + 1):
        if number < len(spans):
            start, end = spans[number - 1][1], spans[number][0]
            if 0 < end - start <= _LONG and _LINK.fullmatch(text, start, end):
                continue
        if number - first > 1:
            runs.append((first, number - 1))
        first = number
    return runs


_DISTRICTS = ("province", "region")


def _level(
    gazetteer: Gazetteer, names: Sequence[str], commas: Sequence[bool]
) -> tuple[str, frozenset[int]]:
    """Return what all names of a list are, and which of them may be inside the next one."""
    meanings = [_meanings(gazetteer, name) for name in names]
    if (all(commas) and len(names) < _MANY) or not all(meanings):
        return "", _NONE
    best = {
        level: sum(meaning[level].score for meaning in meanings)
        for level in LEVELS
        if all(_prominent(meanings, number, level) for number in range(len(names)))
    }
    provinces = 2 * sum(_top(entry) == "province" for entry in meanings) >= len(names)
    likely = not all(commas) and (provinces or best.keys() <= {"province"})
    if likely and len(_common_areas(gazetteer, names, "province")) == 1:
        return "province", _NONE
    for level in sorted(best, key=lambda level: -best[level]):
        inside = [
            number
            for number, comma in enumerate(commas)
            if comma and _inside(gazetteer, names[number], names[number + 1], level)
        ]
        if not inside and (not all(commas) or all(_top(entry) == level for entry in meanings)):
            return level, _NONE
        equal = [n for n in inside if _log10_gap(meanings[n + 1], level) <= _EQUAL]
        if equal:
            return "", frozenset(equal)
    return "", frozenset(
        number
        for number, comma in enumerate(commas)
        # Luxembourg, Belgium and Limburg: a country, or a province of the next one
        if comma and all(_top(each) == "country" for each in meanings[number : number + 2])
        if any(_inside(gazetteer, names[number], names[number + 1], at) for at in _DISTRICTS)
    )


def _common_areas(gazetteer: Gazetteer, names: Sequence[str], level: str) -> tuple[str, ...]:
    """Return the countries or states in which all names of a list have a place of a level.

    None where two names cannot tell.
    """
    if level not in _COMMON or len(names) < _MANY:
        return ()
    column = _COMMON[level]
    areas = (_areas_of(gazetteer, name, level) for name in names)
    words = gazetteer.columns.words[column]
    return tuple(words[number] for number in sorted(frozenset.intersection(*areas)))


def _inside(gazetteer: Gazetteer, name: str, area: str, level: str) -> bool:
    """Return whether the next name of a list is best known as an area that contains a name."""
    top, levels = _top(_meanings(gazetteer, area)), list(LEVELS)
    if levels.index(top) >= levels.index(level):
        return False
    reading = read(gazetteer, f"{name}, {area}", Hints())
    if reading.held is None:
        return False
    kinds = {reading.holders[int(number)].kind for number in reading.held}
    return not kinds.isdisjoint(LEVELS[top])


def _may_hold(
    gazetteer: Gazetteer,
    text: str,
    name_span: tuple[int, int],
    area_span: tuple[int, int],
    names: Sequence[str],
) -> bool:
    """Return whether ``X, Y`` in a text can mean X inside Y."""
    own, area = (_meanings(gazetteer, name) for name in names)
    if not own or not area:
        return True
    closed = _CLOSED.match(text, area_span[1]) is not None
    if _top(own) == _top(area) and _top(own) in ("country", "province"):
        return closed  # In Russia, U.S. officials; but: Georgia, U.S.
    opening = _OPENING.search(text, max(0, name_span[0] - _LONG), name_span[0]) is not None
    goes_on = _GOES_ON.match(text, area_span[1]) is not None
    return not (opening and goes_on and _top(area) == "country")


class _Meaning(NamedTuple):
    """The best-known place of one level that a name can mean."""

    score: float
    country: int


def _prominent(meanings: Sequence[dict[str, _Meaning]], number: int, level: str) -> bool:
    """Return whether a name is well known at a level: at its best, or beside others there."""
    own = meanings[number]
    if level not in own or _top(own) == level:
        return level in own
    if len(meanings) < _MANY and (
        level == "region" or (level == "city" and own[level].score < weights.SURE_KNOWN)
    ):
        return False  # Wales and Edinburgh, Sicily and Naples: no village, and no district
    countries = {
        other[level].country for n, other in enumerate(meanings) if n != number and level in other
    }
    return _log10_gap(own, level) <= _PROMINENT and own[level].country in countries


def _log10_gap(meaning: dict[str, _Meaning], level: str) -> float:
    """Return how far a level lies behind the best-known meaning, as log10 of population."""
    return max(place.score for place in meaning.values()) - meaning[level].score


def _top(meaning: dict[str, _Meaning]) -> str:
    return max(meaning, key=lambda level: meaning[level].score)


@functools.lru_cache(maxsize=1 << 16)
def _areas_of(gazetteer: Gazetteer, name: str, level: str) -> frozenset[int]:
    """Return the countries or states that have a place of a level with a name, as numbers."""
    columns, rows = gazetteer.columns, find_candidates(gazetteer, name).rows
    codes = [columns.code("kind", word) for word in LEVELS[level]]
    areas = getattr(columns, _COMMON[level])[rows[np.isin(columns.kind[rows], codes)]]
    return frozenset(areas.tolist()) - {columns.code(_COMMON[level], "")}


@functools.lru_cache(maxsize=1 << 16)
def states_of(gazetteer: Gazetteer, name: str) -> frozenset[int]:
    """Return the states that have a place of a name, as numbers."""
    columns, rows = gazetteer.columns, find_candidates(gazetteer, name).rows
    return frozenset(columns.admin1[rows].tolist()) - {columns.code("admin1", "")}


@functools.lru_cache(maxsize=1 << 16)
def _meanings(gazetteer: Gazetteer, name: str) -> dict[str, _Meaning]:
    """Return the best-known place of each level that a name can mean; none for an adjective."""
    matches = find_candidates(gazetteer, name)
    if len(matches) and FLAGS[matches.flags[0]] == "demonym":
        return {}
    columns, meanings = gazetteer.columns, {}
    kinds = columns.kind[matches.rows]
    for level, words in LEVELS.items():
        fits = np.flatnonzero(np.isin(kinds, [columns.code("kind", word) for word in words]))
        if len(fits):
            best = fits[0]
            country = int(columns.country[matches.rows[best]])
            meanings[level] = _Meaning(float(matches.scores[best]), country)
    return meanings


def _longest(
    gazetteer: Gazetteer, text: str, words: Sequence[tuple[int, int, str]]
) -> tuple[int, str]:
    """Find the longest name that begins with the first of some words."""
    if not _capital(words[0][2]):
        return 0, ""
    for length in range(_run(words), 0, -1):
        last = words[length - 1]
        if _capital(last[2]):
            name = text[words[0][0] : last[1]]
            name = name if "." in name[:-1] else name.rstrip(".")
            key = fold(name)
            if len(key) > 1 and key in gazetteer and len(find_candidates(gazetteer, name)):
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


def qualified(
    gazetteer: Gazetteer,
    text: str,
    span: tuple[int, int],
    hints: Hints,
    *,
    name: str = "",
    held: bool = True,
) -> str:
    """Add to a name the areas that the text puts it in.

    Right behind it, ``Paris, Texas``, ``Paris (Texas)`` or ``Paris in Texas``; or in a sentence
    that says what it is, ``Paris is a city in Lamar County, Texas``.

    Parameters
    ----------
    gazetteer : Gazetteer
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
    for opening in (_RIGHT_AREAS, _IN, _DEFINED) if held else (_IN, _DEFINED):
        match = opening.match(text, end)
        areas = [] if match is None else list(_areas(gazetteer, text, match.end()))
        for count in range(len(areas), 0, -1):
            longer = ", ".join([name, *areas[:count]])
            reading = read(gazetteer, longer, hints)
            if reading.qualified and reading.head == fold(name.partition(",")[0]):
                return longer
    return name


def _areas(gazetteer: Gazetteer, text: str, place: int) -> Iterator[str]:
    """Read ``Lamar County, Texas, United States`` from a place in a text on."""
    for _ in range(_AREAS):
        words = _words(text, place)
        length, name = _longest(gazetteer, text, words) if words else (0, "")
        if not length or not _holds(gazetteer, name):
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


def _holds(gazetteer: Gazetteer, name: str) -> bool:
    """Return whether a name is that of something that holds towns."""
    rows = find_candidates(gazetteer, name).rows[:_LIKELY]
    words = gazetteer.columns.words["kind"]
    return any(words[kind] in _HOLDERS for kind in gazetteer.columns.kind[rows])
