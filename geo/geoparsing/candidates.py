"""Find the spans of a text that may name a place."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import fold
from geo.geoparsing.lexicon import (
    AREAS,
    ARTICLES,
    BUILDINGS,
    FEATURES,
    FUNCTION,
    GERMAN_ARTICLES,
    INNER,
    LEADING_FEATURES,
    NAME_OPENINGS,
    ROADS,
    SECTIONS,
    SETTLEMENTS,
    function_words,
    latin_languages,
    other_scripts,
    vocabulary,
)
from geo.geoparsing.tokenize import base_forms, capital, caseless, contracted, elided, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geoparsing.tokenize import Tokens


_LONGEST = 6  # words of a name
_AS_NAMED = ("main", "abbreviation", "demonym", "exonym", "historical")
_SOFT = ("’", "'")  # a soft sign
_ENOUGH_WORDS = 2  # function words that tell a language
_ENDINGS, _TRIED = 5, 200  # tokens that may each have an ending: Ростове-на-Дону; forms of a name
_LONG = 200  # characters; the longest name of a place, Bangkok's, has 193
_CACHE_SIZE = 1 << 16
_LARGE = 3.5  # three hundred thousand people under a name that a list has besides
_KNOWN_HOLDER = 4.5  # log10 of its people
_EVERYDAY, _RARE = 2, 4  # sizes of the list of common words
_PARTICLE = 2  # letters of a word that is no name
_WHERE = ("in", "near", "at", "from", "outside", "of")
_SIGNS = ("-", "’s", "'s")
_AFTER_NAME = (",", "is", "was", "has", "had")  # St. George's, Grenada; St. George's is
_JOINTS = ("-", "/", "‘", "'", "ʿ")  # within a name: Obio/Akpor, Al ‘Amārah
_STREETS = ("Road", "Street", "Avenue", "Lane")
_ROAD_SIGNS = ("US", "I", "U.S.", "M", "A", "SR", "CR")


@dataclass(frozen=True)
class GazetteerEntry:
    """What the gazetteer has under a name.

    Parameters
    ----------
    score : float
        Of the likeliest place: log10 of its population; see `geo.gazetteer.weights`.
    kind : str
        Its kind.
    world : bool
        Whether it lies in no one country: a sea, a continent, the EU.
    flag : str
        What the name is to it: a word of `geo.gazetteer.gazetteer.FLAGS`.
    """

    score: float
    kind: str
    flag: str
    world: bool

    @property
    def country(self) -> bool:
        """Whether it is how a country or a continent, or its people, are called."""
        return self.kind == "country" and self.flag in _AS_NAMED

    @property
    def province(self) -> bool:
        """Whether it is how a state or a region of the world is called."""
        return self.kind in ("province", "region") and self.flag in _AS_NAMED


@dataclass(frozen=True)
class MentionCandidate:
    """Words of a text that may be a place's name.

    Parameters
    ----------
    first, last : int
        Numbers of its first and its last token.
    name : str
        The name to look up; as it stands in the text, but for line breaks.
    entry : GazetteerEntry or None
        What the gazetteer has under it, or under the words that it begins with.
    site : bool
        Whether it is a street, a river, a building that the gazetteer does not have.
    within : str
        For a building, or a town's high street, the name that it begins with, when the gazetteer
        has that; else empty.
    """

    first: int
    last: int
    name: str
    entry: GazetteerEntry | None
    site: bool = False
    within: str = ""


@functools.lru_cache(maxsize=_CACHE_SIZE)
def find_entry(gazetteer: Gazetteer, name: str) -> GazetteerEntry | None:
    """Look up a name; None where the gazetteer has no place of it."""
    key = fold(name)
    if len(key) < 2 or key not in gazetteer:  # noqa: PLR2004 - a letter is no name
        return None
    return _best_entry(gazetteer, name)


def _best_entry(gazetteer: Gazetteer, name: str) -> GazetteerEntry | None:
    matches = find_candidates(gazetteer, " ".join(name.split()))
    if not len(matches):
        return None
    kinds = gazetteer.columns.words["kind"]
    kind = kinds[gazetteer.columns.kind[matches.rows[0]]]
    world = gazetteer.columns.country[matches.rows[0]] == gazetteer.columns.code("country", "")
    return GazetteerEntry(float(matches.scores[0]), kind, FLAGS[matches.flags[0]], bool(world))


@functools.lru_cache(maxsize=_CACHE_SIZE)
def _area_entry(gazetteer: Gazetteer, name: str) -> GazetteerEntry | None:
    """Look up ``X County``: also where the gazetteer calls the county X."""
    return _best_entry(gazetteer, name)


def mention_candidates(gazetteer: Gazetteer, tokens: Tokens) -> Iterator[MentionCandidate]:
    """Yield what may be places, the longest at each place, in the order of the text.

    Parameters
    ----------
    gazetteer : Gazetteer
        The gazetteer.
    tokens : Tokens
        The text.

    Yields
    ------
    MentionCandidate
        None over another.
    """
    number, words, foreign = 0, tokens.words, other_language(tokens)
    while number < len(words):
        word = words[number]
        if word == "The" and _article_of_site(gazetteer, tokens, number):
            number += 1
            continue
        if foreign and word.lower() in foreign and tokens.opens(number):
            single = _longest(gazetteer, tokens, number, _run(tokens, number))[0] <= number
            if single:
                number += 1
                continue
        if not (word[0].isupper() or capital(word) or caseless(word)):
            article = _with_article(gazetteer, tokens, number) if word in ARTICLES else None
            if article is None:
                number += 1
                continue
            yield article
            number = article.last + 1
            continue
        candidate = _candidate(gazetteer, tokens, number)
        if candidate is not None and not (foreign and _noun(tokens, candidate)):
            yield candidate
            number = candidate.last
        number += 1


def _article_of_site(gazetteer: Gazetteer, tokens: Tokens, first: int) -> bool:
    """Return whether an article only opens the sentence: The Mississippi River, but The Gambia."""
    end = _run(tokens, first)
    return _site(tokens, first, end) > _longest(gazetteer, tokens, first, end)[0]


def _noun(tokens: Tokens, candidate: MentionCandidate) -> bool:
    """Return whether a word is a German noun with its article: der Zug, but die Schweiz."""
    entry = candidate.entry
    if candidate.last > candidate.first or (entry and (entry.country or entry.province)):
        return False
    return tokens.word(candidate.first - 1).lower() in GERMAN_ARTICLES


@functools.lru_cache(maxsize=4)  # a text is asked about twice
def other_language(tokens: Tokens) -> frozenset[str]:
    """Return the function words of the language of a text in Latin letters; none for English."""
    languages, counts, english = latin_languages(), Counter[str](), 0
    for word in map(str.lower, tokens.words):
        if word in languages:
            counts.update(languages[word])
        english += word in FUNCTION
    best = max(counts.values(), default=0)
    if best <= english or best < _ENOUGH_WORDS:
        return frozenset()
    words = function_words()
    return frozenset().union(*(words[each] for each, count in counts.items() if count == best))


def _with_article(gazetteer: Gazetteer, tokens: Tokens, first: int) -> MentionCandidate | None:
    """Read a name that begins with an article in small letters, where a list has it so."""
    at = first + 1 + (tokens.word(first + 1) == "-")
    hyphen = at > first + 1
    if not tokens.word(at)[:1].isupper() or (tokens.words[first] != "the" and not hyphen):
        return None
    last, bare = _longest(gazetteer, tokens, at, _run(tokens, at))
    last = max(last, at)
    if tokens.word(last + 1) in _STREETS:  # the Falls Road
        return None
    key = fold(_name(tokens, first, last))
    if key not in gazetteer or (not hyphen and bare is None):
        return None
    entry = _named(gazetteer, tokens, first, last)
    literal = len(gazetteer.rows(key)[0]) > 0
    if entry is None or not literal or (bare is not None and bare.score >= entry.score):
        return None
    return MentionCandidate(first, last, _name(tokens, first, last), entry)


def _inflected(
    gazetteer: Gazetteer, tokens: Tokens, first: int, end: int
) -> MentionCandidate | None:
    """Read a well-known name with a case ending or a particle: в Лондоне, 서울에서."""
    if tokens.words[first].casefold() in other_scripts():
        return None
    for last in range(min(end, first + _ENDINGS) - 1, first - 1, -1):
        words = tokens.words[first : last + 1]
        if words[-1] in _JOINTS:
            continue
        gaps = [tokens.text[tokens.ends[n] : tokens.starts[n + 1]] for n in range(first, last)]
        options = [(word, *base_forms(word)) for word in words]
        if last == first:
            options = [tuple(base_forms(words[0]))]
        for bases in itertools.islice(itertools.product(*options), _TRIED):
            name = "".join(itertools.chain(*zip(bases, [*gaps, ""], strict=True)))
            entry = find_entry(gazetteer, name)
            if entry is not None and _well_known(entry):
                return MentionCandidate(first, last, name, entry)
    return None


def _well_known(entry: GazetteerEntry) -> bool:
    """Return whether a name that is not written as its list has it is that of a large place."""
    return entry.score >= _LARGE or entry.country or entry.province


def _candidate(gazetteer: Gazetteer, tokens: Tokens, first: int) -> MentionCandidate | None:
    end = _run(tokens, first)
    last, entry = _longest(gazetteer, tokens, first, end)
    if not tokens.words[first].isascii():
        inflected = None if entry else _inflected(gazetteer, tokens, first, end)
        small = entry is not None and unspaced(tokens.words[first]) and not _well_known(entry)
        if small or inflected is not None:
            return inflected
    single = last <= first
    stopped = tokens.word(first + 1) == "."
    short = stopped and entry is not None and entry.flag == "abbreviation"
    if single and not short and _no_name(tokens.words[first]):
        inside = tokens.words[first].lower() in INNER and tokens.word(first + 1) == ","
        if not (inside and entry and _an_area(gazetteer, tokens, first + 2)):  # Van, Turkey
            return None
    site = _site(tokens, first, end)
    if entry is not None and tokens.word(last + 1) in _SIGNS[1:] and _holds_names(entry):
        site = min(site, last)  # Virginia’s Jefferson National Forest: two names
    if site > last or (entry is None and site > first):
        held = _name(tokens, first, last) if _lies_in_named_place(tokens, last, site) else ""
        return MentionCandidate(
            first, site, _name(tokens, first, site), entry, site=True, within=held
        )
    if entry is None:
        return _unknown(tokens, first, end)
    after = last + 1
    if tokens.word(after).lower() in AREAS and tokens.joined(after):
        name = _name(tokens, first, after)
        area = _area_entry(gazetteer, name) if capital(tokens.words[after]) else None
        if area is not None:
            return MentionCandidate(first, after, name, area)
    return MentionCandidate(first, last, _name(tokens, first, last), entry)


def _holds_names(entry: GazetteerEntry) -> bool:
    """Return whether a name in the possessive is that of a place that people know."""
    return entry.country or entry.province or entry.score >= _KNOWN_HOLDER


def _an_area(gazetteer: Gazetteer, tokens: Tokens, first: int) -> bool:
    """Return whether a country or a state is named from a token on."""
    if not capital(tokens.word(first)):
        return False
    _, entry = _longest(gazetteer, tokens, first, _run(tokens, first))
    return entry is not None and (entry.country or entry.province)


def _unknown(tokens: Tokens, first: int, end: int) -> MentionCandidate | None:
    """Read a name that no list has, where the text says what it is: the village of X; in X, Y."""
    words, last = tokens.words, first
    while last + 1 < end and capital(words[last + 1]):
        last += 1
    if len(words[first]) < 3 or words[first].lower() in vocabulary().common:  # noqa: PLR2004
        return None
    previous_word, further = tokens.word(first - 1).lower(), tokens.word(first - 2).lower()
    called = previous_word == "of" and further in SETTLEMENTS
    inside = previous_word in _WHERE and tokens.word(last + 1) == ","
    if called or (inside and capital(tokens.word(last + 2))):
        return MentionCandidate(first, last, _name(tokens, first, last), None)
    return None


def _lies_in_named_place(tokens: Tokens, last: int, site: int) -> bool:
    """Return whether a building stands where the name that it begins with is."""
    if last < 0 or tokens.words[site].isdigit():
        return False
    if tokens.words[site].lower() in BUILDINGS:  # Aga Khan Hospital is in no place called Aga
        between = tokens.words[last + 1 : site]
        own = bool(between) and between[0] in _SIGNS[1:]  # London's Royal Hospital
        return own or all(_plain(word.lower()) for word in between)
    return tokens.words[site - 1] in ("High", "Main") and site - 1 > last


def _plain(word: str) -> bool:
    """Return whether a word between a town and a building is no part of another name."""
    lists = vocabulary()
    if word in FEATURES or word in _SIGNS:
        return True
    common = lists.common.get(word, _RARE)
    named = word in lists.first or word in lists.last
    return common < (_EVERYDAY if named else _RARE)


def _no_name(word: str) -> bool:
    """Return whether a word by itself is no name, whatever village is called so."""
    lower = word.lower()
    if not word.isascii():
        cyrillic = "\u0400" <= lower[0] <= "\u052f" and len(word) <= _PARTICLE
        return cyrillic or lower in other_scripts() or lower in INNER or contracted(word)
    return (lower in FUNCTION and not word.isupper()) or lower in INNER or contracted(word)


def _name(tokens: Tokens, first: int, last: int) -> str:
    return " ".join(tokens.text[tokens.starts[first] : tokens.ends[last]].split())


def _run(tokens: Tokens, first: int) -> int:
    """Find the end of the words that may stand in one name: capitals and small words."""
    words, end, count = tokens.words, first + 1, 1
    while end < len(words) and count < _LONGEST and tokens.joined(end):
        word = words[end]
        if word not in _SIGNS and word not in _JOINTS:
            inside = words[end - 1] == "-" or tokens.word(end + 1) == "-"
            small = word in INNER or elided(word)
            if not (small or capital(word) or caseless(word) or inside):
                break
            count += not small
        end += 1
        end += _stop(tokens, end)
    return end


def _stop(tokens: Tokens, number: int) -> bool:
    """Return whether a full stop stands behind an initial in a name: Francisco I. Madero."""
    initial = tokens.words[number - 1]
    if tokens.word(number) != "." or len(initial) != 1 or not initial.isupper():
        return False
    return tokens.starts[number] == tokens.ends[number - 1] and capital(tokens.word(number + 1))


def _longest(
    gazetteer: Gazetteer, tokens: Tokens, first: int, end: int
) -> tuple[int, GazetteerEntry | None]:
    """Find the longest name that the gazetteer has."""
    words = tokens.words
    for last in range(end - 1, first - 1, -1):
        word = words[last]
        if word in _JOINTS or not (
            word in _SIGNS or capital(word) or caseless(word) or (last and words[last - 1] == "-")
        ):
            continue
        entry = _named(gazetteer, tokens, first, last)
        if entry is not None:
            own = word in _SIGNS and tokens.word(last + 1) not in _AFTER_NAME
            bare = _named(gazetteer, tokens, first, last - 1) if own else None
            if bare and bare.score >= entry.score:
                return last - 1, bare
            return last + _softened(gazetteer, tokens, first, last), entry
    return -1, None


def _softened(gazetteer: Gazetteer, tokens: Tokens, first: int, last: int) -> bool:
    """Return whether the sign behind a name belongs to it, as in Ryazan’."""
    at = last + 1
    if tokens.word(at) not in _SOFT or tokens.starts[at] != tokens.ends[last]:
        return False
    name = _name(tokens, first, last)
    return (
        gazetteer.place(int(find_candidates(gazetteer, name).rows[0])).name
        == name + tokens.words[at]
    )


def _named(gazetteer: Gazetteer, tokens: Tokens, first: int, last: int) -> GazetteerEntry | None:
    start, end = tokens.starts[first], tokens.ends[last]
    return find_entry(gazetteer, tokens.text[start:end]) if 0 < end - start <= _LONG else None


def _site(tokens: Tokens, first: int, end: int) -> int:
    """Find the last word of a street, a river, a building; -1 where there is none."""
    words, last = tokens.words, -1
    lower = words[first].lower()
    if lower in ROADS or words[first] in _ROAD_SIGNS:
        after = first + 1 + (tokens.word(first + 1) == "-")
        signed = after > first + 1 or lower in ROADS
        return after if signed and tokens.word(after).isdigit() else -1
    for number in range(first + 1, end):
        word = words[number]
        if not capital(word):
            if word not in _SIGNS:
                break
        elif word.lower() in FEATURES:
            last = number
        elif word.lower() in ROADS and tokens.word(number + 1).isdigit():
            return number + 1
    if last > 0 and words[last] == "Road" and tokens.word(last + 1).isdigit():
        return last + 1
    if last < 0 and lower in LEADING_FEATURES and first + 1 < end:
        return first + 1 if capital(words[first + 1]) and words[first + 1] != "War" else -1
    return last


_SEPARATORS = frozenset("|•·/-–»>*")
_LEAST, _WIDE = 3, 2  # names side by side; of them parts of the world


def section_numbers(tokens: Tokens, candidates: Sequence[MentionCandidate]) -> Iterator[int]:
    """Yield the numbers of the names that stand in a list of sections: ``Africa Asia Europe``.

    A list of sections is three names and more with nothing but a space, a line or a bar between
    them, of which two are parts of the world.
    """
    first = 0
    for number in range(1, len(candidates) + 1):
        if number < len(candidates) and _adjacent(
            tokens, candidates[number - 1], candidates[number]
        ):
            continue
        run = range(first, number)
        wide = sum(_wide(candidates[position]) for position in run)
        named = len(run) + _sections(tokens, candidates[first], candidates[number - 1])
        if named >= _LEAST and wide >= _WIDE:
            yield from run
        first = number


def _wide(candidate: MentionCandidate) -> bool:
    return candidate.entry is not None and candidate.entry.world


def _adjacent(tokens: Tokens, first: MentionCandidate, second: MentionCandidate) -> bool:
    between = tokens.words[first.last + 1 : second.first]
    return all(word in _SEPARATORS or word.lower() in SECTIONS for word in between)


def _sections(tokens: Tokens, first: MentionCandidate, last: MentionCandidate) -> int:
    """Count the words around and between the names that are the titles of sections, too."""
    words = tokens.words[max(0, first.first - 2) : last.last + 3]
    return sum(word[0].isupper() and word.lower() in SECTIONS for word in words)


def with_capitals(tokens: Tokens) -> Tokens:
    """Write the words of a text without any capital as names, but those of everyday English."""
    common, words = vocabulary().common, tokens.words
    unusual = [word.isalpha() and word not in common and word not in FUNCTION for word in words]
    following = [*unusual[1:], False]
    written = [
        word.capitalize()
        if own or (word in NAME_OPENINGS and (next_unusual or word == "united"))
        else word
        for word, own, next_unusual in zip(words, unusual, following, strict=True)
    ]
    for number in range(1, len(written)):
        if written[number - 1] == "United" and words[number] in ("states", "kingdom", "nations"):
            written[number] = words[number].capitalize()
    return replace(tokens, words=written)
