"""Features of a mention: its context, its form, and people of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.gazetteer import weights
from geo.geoparsing.candidates import find_entry, other_language
from geo.geoparsing.lexicon import (
    AGENCIES,
    AREAS,
    BODIES,
    CALENDAR,
    CLUBS,
    COMPASS,
    DIRECTIONS,
    FEATURES,
    FOREIGN_HOLDERS,
    FUNCTION,
    HOLDERS,
    LOCAL,
    LOCATIVE_PARTICIPLES,
    NOBLES,
    OF_FOREIGN,
    PERSONAL,
    PUBLIC,
    SHORT_TITLES,
    SOCIETIES,
    SPEAKING,
    TITLES,
    TITLES_BEHIND,
    TOWNS,
    vocabulary,
)
from geo.geoparsing.tokenize import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geoparsing.candidates import MentionCandidate
    from geo.geoparsing.tokenize import Tokens


_NO_SURNAME = AREAS | BODIES | CALENDAR | COMPASS | FEATURES | FUNCTION | PUBLIC
_MOST = 3  # words of a name


@dataclass(frozen=True, eq=False)
class People:
    """The people of a text.

    Parameters
    ----------
    tokens : frozenset of int
        Numbers of the tokens that are in a person's name.
    names : frozenset of str
        The names, one word each, in small letters.
    """

    tokens: frozenset[int]
    names: frozenset[str]

    @classmethod
    def of(cls, gazetteer: Gazetteer, tokens: Tokens) -> People:
        """Find who has a first name and a surname, or a title and a name."""
        numbers: set[int] = set()
        for number, word in enumerate(tokens.words):
            lower = word.lower()
            if lower in TITLES:
                numbers.update(_titled(gazetteer, tokens, number))
            elif lower == "by" and tokens.opens(number):
                numbers.update(_signed(tokens, number))
            elif lower in vocabulary().first and word[0].isupper() and number not in numbers:
                numbers.update(_named(gazetteer, tokens, number))
        names = (tokens.words[number].lower() for number in numbers)
        return cls(frozenset(numbers), frozenset(name for name in names if len(name) > 1))


def _signed(tokens: Tokens, number: int) -> list[int]:
    """Return the tokens of an author's name: BY CHAD KLIMACK."""
    rest = _rest(tokens, number)
    return rest if len(rest) > 1 and tokens.words[rest[0]].lower() in vocabulary().first else []


def _named(gazetteer: Gazetteer, tokens: Tokens, first: int) -> list[int]:
    """Return the tokens of a name that begins with a first name; none where it may be a place."""
    rest = _rest(tokens, first)
    if not rest:
        return []
    word, surname = tokens.words[first], tokens.words[rest[-1]].lower()
    text = tokens.text[tokens.starts[first] : tokens.ends[rest[-1]]]
    if find_entry(gazetteer, text) is not None:
        return []
    if first and tokens.words[first - 1][0].isupper() and tokens.joined(first):
        whole = tokens.text[tokens.starts[first - 1] : tokens.ends[rest[-1]]]
        if find_entry(gazetteer, whole) is not None:  # San Luis Potosí
            return []
    place = find_entry(gazetteer, word)
    lists = vocabulary()
    if place is not None and (place.country or place.province) and surname not in lists.last:
        return []
    common = lists.common.get(word.lower())
    if tokens.opens(first) and common is not None and surname not in lists.last:
        return []
    return [first, *rest]


def _titled(gazetteer: Gazetteer, tokens: Tokens, title: int) -> list[int]:
    """Return the tokens of a name behind a title; none where it is a country's."""
    name = title + 1
    if tokens.word(name) == "." and tokens.words[title].lower() in SHORT_TITLES:
        name += 1
    if name >= len(tokens) or tokens.starts[name] - tokens.ends[name - 1] != 1:
        return []
    word = tokens.words[name]
    if not word[0].isupper() or not _surname(word) or word.lower() in TITLES:
        return []
    place = find_entry(gazetteer, word)
    areas = place is not None and (place.country or place.flag in ("abbreviation", "demonym"))
    if areas and (tokens.words[title].lower() not in PERSONAL or tokens.words[title].isupper()):
        return []
    rest = _rest(tokens, name)
    behind = (rest[-1] if rest else name) + 1
    if tokens.word(behind).lower() in FEATURES | AREAS and tokens.joined(behind):
        whole = tokens.text[tokens.starts[title] : tokens.ends[behind]]
        if find_entry(gazetteer, whole) is not None:  # Prince Edward Island
            return []
    return [name, *rest]


def _rest(tokens: Tokens, first: int) -> list[int]:
    """Return what follows of a name: initials and capitalised words that are no clue themselves."""
    rest: list[int] = []
    number = first + 1
    while number < len(tokens) and len(rest) < _MOST:
        word = tokens.words[number]
        if len(word) == 1 and word.isupper() and tokens.word(number + 1) == ".":
            number += 2
            continue
        apart = tokens.starts[number] - tokens.ends[number - 1]
        if word == "-" and apart == 0:
            if number == first + 1 and tokens.word(number + 1).lower() not in vocabulary().first:
                break  # Jean-Pierre is a first name, Nelson-Creston is none
            number += 1
            continue
        if apart > 1 or not capital(word) or not _surname(word):
            break
        rest.append(number)
        number += 1
    return rest


def _surname(word: str) -> bool:
    return len(word) > 1 and not word.endswith(".") and word.lower() not in _NO_SURNAME


@dataclass(frozen=True, eq=False)
class Scene:
    """A text with all that may be a place in it.

    Parameters
    ----------
    tokens : Tokens
        The text's words and signs.
    candidates : sequence of MentionCandidate
        What may be a place, in the order of the text.
    people : People
        Who is named.
    small : frozenset of str
        The words that the text has in small letters.
    begins : dict of int to MentionCandidate
        What may be a place, by its first token.
    ends : dict of int to MentionCandidate
        What may be a place, by its last token.
    english : bool
        Whether the text is not in another language, so that English words count.
    """

    tokens: Tokens
    candidates: Sequence[MentionCandidate]
    people: People
    small: frozenset[str]
    begins: dict[int, MentionCandidate]
    ends: dict[int, MentionCandidate]
    english: bool

    @classmethod
    def of(
        cls, gazetteer: Gazetteer, tokens: Tokens, candidates: Sequence[MentionCandidate]
    ) -> Scene:
        """Look for people, and for words in small letters."""
        return cls(
            tokens=tokens,
            candidates=candidates,
            people=People.of(gazetteer, tokens),
            small=frozenset(word for word in tokens.words if word.islower()),
            begins={candidate.first: candidate for candidate in candidates},
            ends={candidate.last: candidate for candidate in candidates},
            english=not other_language(tokens),
        )


_COUNCILS = {"council"}  # the Council of Europe; but the Karachi City Council is Karachi's
_PARTIES = ("D", "R", "I")
_DASHES = ("—", "–", "--")
_IN_A_BODY = ("’s", "'s", "&", "and", "of")
_BODY_WORDS = 4  # words behind a name in which the word for a body is looked for
_TITLE_WORDS = 2  # the same, where the first is that of an office: X State Journal
_RARE = 2  # sizes of the list of common words that have what everybody says
_AGE = 2  # digits
_FURTHER = 3  # words behind a name
_METROPOLIS = 6.0  # log10 of its people
_HAMLET = 3.5  # log10 of its people


def left_context_score(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh the words in front: in X, Mr X, the city of X, Jane X."""
    tokens, at = scene.tokens, candidate.first - 1
    if at < 0:
        return 0.0
    if tokens.words[at].lower() == "the":
        if candidate.first == candidate.last and candidate.entry and not candidate.entry.country:
            return weights.THE
        at -= 1
    word, further = tokens.word(at), tokens.word(at - 1)
    lower = word.lower()
    score = weights.LEFT_WORDS.get(lower, 0.0)
    if word != "&" or not _listed(scene.ends.get(at - 1), candidate):
        score += _sign(word, further)
    if lower == "of":
        score += weights.HOLDER_LEFT * (further.lower() in HOLDERS)
        score += weights.BODY_OF * (further[:1].isupper() and further.lower() in _NO_PLACE_OF)
    if lower in OF_FOREIGN:
        score += weights.HOLDER_LEFT * (further.lower() in FOREIGN_HOLDERS)
        score += weights.OF_FOREIGN * (not scene.english and not _little_known(candidate))
    if word.islower() and lower in DIRECTIONS:
        score += weights.DIRECTION
    title = further if word == "." and further.lower() in SHORT_TITLES else word
    if title.lower() in TITLES and not _country(candidate) and not _demonym(candidate):
        return score + weights.TITLE
    return score + weights.NAME_LEFT * _some_name(scene, candidate.first)


def _sign(word: str, further: str) -> float:
    """Weigh a sign in front: J. X, Y & X, D-X."""
    if word == "&":
        return weights.AMPERSAND
    if word == "-" and further in _PARTIES:
        return weights.PARTY
    if word == "." and len(further) == 1 and further.isupper():
        return weights.INITIAL
    return 0.0


def _some_name(scene: Scene, first: int) -> bool:
    """Return whether some other name stands right in front."""
    tokens = scene.tokens
    if first == 0 or not tokens.joined(first):
        return False
    word = tokens.words[first - 1]
    if tokens.opens(first - 1) and (word.isupper() or not scene.english):
        return False
    lower = word.lower()
    if not word[0].isupper() or len(word) == 1 or lower in COMPASS:
        return False
    return lower not in vocabulary().common


def right_context_score(scene: Scene, candidate: MentionCandidate) -> float:
    """Weigh the words behind: X residents, X said, X County, X, Texas."""
    tokens, at = scene.tokens, candidate.last + 1
    own = tokens.word(at) in ("’s", "'s")
    at += own
    word = tokens.word(at)
    if not word:
        return 0.0
    if not word[0].isalnum():
        return _right_sign(scene, candidate, at, word)
    if word in TITLES_BEHIND or word + tokens.word(at + 1) in TITLES_BEHIND:
        return weights.TITLE
    if tokens.opens(at):
        return 0.0
    if word[0].isupper():
        clue = _capital(scene, candidate, at)
        return max(0.0, clue) if own else clue  # a paper of X has no part in the name
    lower = word.lower()
    score = weights.LOCAL_RIGHT * (lower in LOCAL)
    says = lower in SPEAKING and not _country(candidate)
    return score + weights.SAYS * says / (1 + (candidate.first < candidate.last))


def _right_sign(scene: Scene, candidate: MentionCandidate, at: int, word: str) -> float:
    tokens = scene.tokens
    if word == "-" and tokens.starts[at] == tokens.ends[at - 1]:
        return _hyphen(scene, at)
    if word == ",":
        return _comma(scene, candidate, at)
    if word == "(":
        return _bracket(scene, at)
    if (word in _DASHES or word == "-") and tokens.opens(candidate.first):
        return _dateline(scene, candidate, word)
    if word == "&" and _listed(candidate, scene.begins.get(at + 1)):
        return 0.0
    return {"&": weights.AMPERSAND, "$": weights.MONEY}.get(word, 0.0)


def _dateline(scene: Scene, candidate: MentionCandidate, dash: str) -> float:
    """Weigh a dash behind the first name of a line: MONROE - Federal; X - Y is also a title."""
    shouted = all(scene.tokens.words[n].isupper() for n in (candidate.first, candidate.last))
    return weights.DATELINE if dash in _DASHES or shouted else weights.SPACED_HYPHEN


def _listed(first: MentionCandidate | None, second: MentionCandidate | None) -> bool:
    """Return whether both names beside an ampersand are well-known places, and no firm's."""
    return all(
        candidate is not None
        and candidate.entry is not None
        and candidate.entry.score >= weights.SURE_KNOWN
        for candidate in (first, second)
    )


def _hyphen(scene: Scene, at: int) -> float:
    """Weigh what a hyphen joins: X-based, X-Smith."""
    word = scene.tokens.word(at + 1)
    if word.lower() in LOCATIVE_PARTICIPLES:
        return weights.LOCATIVE_RIGHT
    return weights.HYPHEN * (word[:1].isupper() and at + 1 not in scene.begins)


def _capital(scene: Scene, candidate: MentionCandidate, at: int) -> float:
    """Weigh a capitalised word right behind: X County, X Police, X Times, X Smith."""
    tokens, entry = scene.tokens, candidate.entry
    lower = tokens.words[at].lower()
    if tokens.starts[at] - tokens.ends[at - 1] != 1 or lower in CALENDAR:
        return 0.0
    if lower in AREAS or lower in TOWNS:
        return weights.AREA_RIGHT
    if lower == "state" and entry and entry.province and tokens.word(at + 1).lower() not in PUBLIC:
        return weights.NAME_RIGHT  # Michigan State is a university
    public = lower in PUBLIC or lower in FEATURES or lower in DIRECTIONS
    if _body(tokens, at, words=_TITLE_WORDS if public else _BODY_WORDS):
        return weights.BODY_RIGHT
    return weights.PUBLIC_RIGHT if public else _longer_name(scene, candidate, at)


def _longer_name(scene: Scene, candidate: MentionCandidate, at: int) -> float:
    """Weigh a capitalised word with which a longer name may go on."""
    lower = scene.tokens.words[at].lower()
    if _country(candidate):
        return _surname_of(scene, candidate, at, lower)
    if at in scene.begins:
        if candidate.first == candidate.last and candidate.name.lower() in CLUBS:
            return weights.NAMED_THING  # Bayern Munich
        dateline = scene.tokens.words[candidate.last].isupper()
        return weights.PERSON_RIGHT * (not dateline and _surname_too(scene.begins[at], lower))
    known = candidate.entry is not None and candidate.entry.score >= weights.SURE_KNOWN
    clue = _other(lower, known=known)
    word, shouted = scene.tokens.words[at], scene.tokens.words[candidate.last].isupper()
    goes_on = not (clue or candidate.site or shouted or word.isupper() or lower in FUNCTION)
    return weights.NAME_GOES_ON if goes_on and _in_running_text(scene.tokens, at) else clue


def _in_running_text(tokens: Tokens, at: int) -> bool:
    """Return whether capitals are no headline's, and no body's: Kentucky Fried Chicken opened."""
    while capital(tokens.word(at)) and tokens.joined(at):
        if tokens.words[at].lower() in PUBLIC | FEATURES | SOCIETIES:
            return False
        at += 1
    numbers = range(at, min(at + _FURTHER, len(tokens)))
    words = (tokens.words[number] for number in numbers if not tokens.opens(number))
    return any(word.islower() and len(word) > 1 and word not in FUNCTION for word in words)


def _surname_of(scene: Scene, candidate: MentionCandidate, at: int, word: str) -> float:
    """Weigh a word behind a country's name that may be the surname of somebody so called."""
    other, lists = scene.begins.get(at), vocabulary()
    if word in lists.common or not word[0].isalpha() or candidate.first < candidate.last:
        return 0.0
    if other is not None and not _little_known(other):
        return 0.0
    if candidate.name.lower() in lists.first:
        return weights.GIVEN_NAME
    return weights.COUNTRY_SURNAME * (word in lists.last)


def _surname_too(candidate: MentionCandidate, word: str) -> bool:
    """Return whether what may be a place is a surname first, as Benjamin is."""
    lists, entry = vocabulary(), candidate.entry
    if entry is None or candidate.first < candidate.last or entry.flag == "code":
        return False
    if word in lists.last and entry.kind == "city":
        return entry.score < _METROPOLIS  # Cairo Santos
    named = word in lists.last or word in lists.first
    hamlet = entry.score < _HAMLET and word not in lists.common
    return (named or hamlet) and _little_known(candidate)


def _little_known(candidate: MentionCandidate) -> bool:
    """Return whether a word is the name of nothing that is known as a place."""
    entry = candidate.entry
    if entry is None or candidate.first < candidate.last:
        return entry is None
    return entry.score < weights.SURE_KNOWN and not (entry.province or entry.country)


def _other(lower: str, *, known: bool) -> float:
    """Weigh a capitalised word that is no clue: a surname, a brand, a word of a title."""
    common = vocabulary().common.get(lower)
    if common is None:
        return weights.NAME_RIGHT
    if common >= _RARE:
        return weights.WORD_RIGHT
    return 0.0 if known else weights.LONGER_RIGHT


def _body(tokens: Tokens, at: int, *, words: int) -> bool:
    """Return whether the capitals behind have a word for a body: X Evening News."""
    for word in tokens.words[at : at + words]:
        if word[0].isupper():
            if word.lower() in BODIES:
                return True
        elif word not in _IN_A_BODY:
            return False
    return False


def _comma(scene: Scene, candidate: MentionCandidate, at: int) -> float:
    """Weigh what stands behind a comma: X, Texas; X, 27, of Paris."""
    tokens = scene.tokens
    word = tokens.word(at + 1)
    if word.isdigit() and len(word) == _AGE and tokens.word(at + 2) in (",", "."):
        return weights.AGE_RIGHT
    other = scene.begins.get(at + 1)
    if other is None or other.entry is None or candidate.site:
        return 0.0
    if other.entry.country or other.entry.province or other.entry.flag == "code":
        return weights.QUALIFIED
    return weights.LISTED_BESIDE


def _bracket(scene: Scene, at: int) -> float:
    """Weigh what stands in brackets: KARACHI (Reuters) -; Paris (Texas)."""
    tokens = scene.tokens
    if tokens.word(at + 1).lower() in AGENCIES or tokens.word(at + 3) in ("-", *_DASHES):
        return weights.DATELINE
    other = scene.begins.get(at + 1)
    held = other is not None and other.entry is not None and other.entry.province
    return weights.QUALIFIED if held else 0.0


def _demonym(candidate: MentionCandidate) -> bool:
    return candidate.entry is not None and candidate.entry.flag == "demonym"


def _country(candidate: MentionCandidate) -> bool:
    return candidate.entry is not None and candidate.entry.country


PLACE, PEOPLE, ORGANISATION = ROLES = ("place", "people", "organisation")
_NO_PLACE_OF = BODIES | _COUNCILS | NOBLES  # Bank of X, the Duke of X
_OF_A_BODY = BODIES | _COUNCILS | {"university", "bank", "diocese", "college", "bishop"}


def role_of(scene: Scene, candidate: MentionCandidate) -> str:
    """Return as what a name stands in its text.

    A place; a people or what is theirs (Pakistani troops); or the seat of an organisation whose
    name it is part of (Karachi Police, University of Leeds).
    """
    tokens, at = scene.tokens, candidate.last + 1
    if _demonym(candidate):
        return PEOPLE
    word = tokens.word(at)
    if capital(word) and tokens.joined(at) and not tokens.opens(at):
        lower = word.lower()
        named = lower in PUBLIC or lower in TOWNS or _body(tokens, at, words=_BODY_WORDS)
        if named and not (lower in TOWNS and not capital(tokens.word(at + 1))):
            return ORGANISATION
    before = tokens.word(candidate.first - 2)
    held = tokens.word(candidate.first - 1).lower() == "of" and capital(before)
    return ORGANISATION if held and before.lower() in _OF_A_BODY else PLACE
