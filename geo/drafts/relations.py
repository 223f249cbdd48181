"""Propose how claims stand to each other: who denies or answers what, and which figures clash.

Figures are one set, and can clash, only where the words show that they count the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from geo.evidence import SEPARATOR, split_ids
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = dict[str, str]


_PERSON = re.compile(r"(?:[A-Z][\w.'’-]* )+[A-Z][\w'’-]+")
_WHERE = ("source", "paragraph", "start", "end", "span_sha256", "how", "confidence", "quote")


def reply(claim: Row, other: str) -> Row:
    """Return the relation of a claim to the one that it answers: it denies it if it is a denial."""
    denies = claim["status"] == "denied"
    return {
        "claim": claim["id"],
        "relation": "denies" if denies else "answers",
        "other": other,
        "reason": "It rejects what is said there." if denies else "It is said in reply.",
        "by": "draft",
        **{column: claim[column] for column in _WHERE},
    }


def name_accused(
    claims: Sequence[Row], relations: Sequence[Row], speakers: Mapping[str, str], *, text: str
) -> None:
    """Add to what each accusation is about those speakers of the article whom its words name.

    A name stands there as the article writes it elsewhere; or its last word does, where it is a
    person's whom no other shares, or that of who denies the accusation. What is somebody's ("the
    company's van") is not they.

    Parameters
    ----------
    claims, relations : sequence of dict
        Rows of one article; ``about`` of the claims is filled in.
    speakers : mapping of str to str
        Names of who says something in the article, as they are written, by id.
    text : str
        The article.
    """
    said_by = {claim["id"]: claim.get("said_by", "") for claim in claims}
    denials = {(row["other"], said_by.get(row["claim"], "")) for row in relations}
    last = Counter(name.split()[-1] for name in speakers.values())
    for claim in claims:
        if claim["status"] != "alleged":
            continue
        words = text[int(claim["start"]) : int(claim["end"])]
        about = dict.fromkeys(split_ids(claim["about"]))
        for who, name in speakers.items():
            family = name.split()[-1]
            is_person = _PERSON.fullmatch(name) is not None and last[family] == 1
            forms = [name, family] if is_person or (claim["id"], who) in denials else [name]
            if any(_names(form, words) for form in forms):
                about[who] = None
        claim["about"] = SEPARATOR.join(about)


def _names(name: str, words: str) -> bool:
    name = re.escape(name)
    name = f"[Tt]{name[1:]}" if name.startswith(("The", "the")) else name
    return re.search(rf"(?<![\w-]){name}(?![\w-]|['’]s?\b)", words) is not None


def clashes(
    figures: Sequence[Mapping[str, str]], claims: Sequence[Mapping[str, str]]
) -> Iterator[Row]:
    """Yield a contradiction for each two claims whose figures of one scope can't both hold.

    Parameters
    ----------
    figures, claims : sequence of mapping
        Rows of figures, and of the claims that give them, those of all articles. Two numbers of one
        speaker are an earlier and a later count, and no contradiction.

    Yields
    ------
    dict
        A row of relations. Figures with a word such as "about", and those that leave a number
        between them, propose nothing.
    """
    speakers = {row["id"]: (row["source"], row.get("said_by", "")) for row in claims}
    decided = {row["id"] for row in claims if row["status"]}
    sets: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in figures:
        sets.setdefault((row["measure"], row["unit"], row["scope"]), []).append(row)
    pairs = set[frozenset[str]]()
    for of_set in sets.values():
        for figure, other in combinations(of_set, 2):
            pair = frozenset((figure["claim"], other["claim"]))
            is_of_two = speakers[figure["claim"]] != speakers[other["claim"]] and pair <= decided
            if is_of_two and pair not in pairs and _clash(figure, other):
                pairs.add(pair)
                yield {
                    "claim": figure["claim"],
                    "relation": "contradicts",
                    "other": other["claim"],
                    "on": figure["measure"],
                    "reason": f"Both count {figure['scope']}, and not to the same number.",
                    "by": "draft",
                    **{column: figure[column] for column in _WHERE},
                    "how": "figures of one measure, unit and scope that can't both hold",
                }


def _clash(figure: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether no number fits two figures; one that is "about" may fit any."""
    if "about" in (figure["bound"], other["bound"]):
        return False
    (low, high), (other_low, other_high) = (
        [float(row[side] or end) for side, end in _ENDS] for row in (figure, other)
    )
    is_open = "more-than" in (figure["bound"], other["bound"])
    is_open = is_open or "less-than" in (figure["bound"], other["bound"])
    touch = is_open and (low == other_high or other_low == high)
    return low > other_high or other_low > high or touch


_ENDS = (("low", "-inf"), ("high", "inf"))


@dataclass(frozen=True)
class Named:
    """What the sentence of a number names.

    Parameters
    ----------
    sentence : (int, int)
        Where it stands.
    places, dates : sequence of (int, int, str)
        Where they stand, with the id of a place, or EDTF.
    paragraph : int
        The paragraph.
    """

    sentence: tuple[int, int]
    places: Sequence[tuple[int, int, str]]
    dates: Sequence[tuple[int, int, str]]
    paragraph: int


@dataclass(frozen=True)
class CountedFigure:
    """A number as it stands in a text, and what its sentence says around it.

    Parameters
    ----------
    claim : str
        The claim that gives it.
    words : frozenset of str
        The words that say what is counted, without numbers, places and dates.
    places, dates : frozenset of str
        Ids of the places, and the dates in EDTF, that go with it.
    near : int
        The paragraph.
    pointing : bool
        Whether words such as "they" or "its" say whose it is.
    """

    claim: str
    words: frozenset[str]
    places: frozenset[str]
    dates: frozenset[str]
    near: int
    pointing: bool


class FigureSets:
    """The sets of the figures of an article: in one are those that count the same.

    Parameters
    ----------
    article : str
        The id of the article.
    """

    def __init__(self, article: str) -> None:
        self._article = article
        self._sets: dict[tuple[int, str, str], list[tuple[str, list[CountedFigure]]]] = {}

    def name_of(self, count: CountedFigure, measure: str, unit: str) -> str:
        """Return the name of the set of a figure: its paragraph, and which of those in it."""
        sets = self._sets.setdefault((count.near, measure, unit), [])
        for name, others in sets[-_LATEST:]:
            if are_alike(count, others[0]) and are_alike(count, others[-1]):
                others.append(count)
                return name
        more = f", {len(sets) + 1}" if sets else ""
        sets.append((f"paragraph {count.near} of {self._article}{more}", [count]))
        return sets[-1][0]


def count_of(
    text: str, number: tuple[int, int], claim: Mapping[str, str], named: Named
) -> CountedFigure:
    """Return a number with the words that say what it counts.

    Parameters
    ----------
    text : str
        The article.
    number : (int, int)
        Where the number stands.
    claim : mapping
        The row of the claim that gives it. Of the article's own word the clause counts.
    named : Named
        What the sentence names.
    """
    said_by = claim.get("said_by", "")
    start = max(int(claim["start"]), number[0] - LONGEST)
    end = min(int(claim["end"]), number[1] + LONGEST)
    if not said_by:
        start, end = _clause(text, number, named.sentence)
    speaker = frozenset(word.removesuffix("s") for word in said_by.split("-"))
    spans = (*named.places, *named.dates)
    counts = _WHO_COUNTS.match(text, start, number[0])  # "it found 14": of the speaker, not of it
    begin = counts.end() if counts else start
    left, right = (_words(text, part, spans) for part in ((begin, number[0]), (number[1], end)))
    content = frozenset(word.removesuffix("s") for word in left + right if word not in _SMALL)
    behind = frozenset(word.removesuffix("s") for word in right)
    part = _clause(text, (start, start), named.sentence)[0], end
    places, dates = (
        _named_in((start, end), spans) or _named_in(part, spans) or _only(spans, claim["id"])
        for spans in (named.places, named.dates)
    )
    pointing = not _POINTING.isdisjoint(left + right)
    return CountedFigure(
        claim["id"], content - (speaker - behind), places, dates, named.paragraph, pointing
    )


def _named_in(part: tuple[int, int], spans: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    return frozenset(name for first, _, name in spans if part[0] <= first < part[1] and name)


def _only(spans: Sequence[tuple[int, int, str]], claim: str) -> frozenset[str]:
    """Return the one thing that a sentence names; of several, which of them is not told."""
    names = frozenset(name for *_, name in spans if name)
    return names if len(names) <= 1 else frozenset((claim,))


def _words(text: str, part: tuple[int, int], named: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the words of a part of a text in small letters, without what is named in it."""
    words = text[slice(*part)]
    for start, end, _ in named:
        words = words.replace(text[start:end], " ")
    return [word for word in _WORD.findall(words.lower()) if not word[0].isdigit()]


def _clause(text: str, number: tuple[int, int], sentence: tuple[int, int]) -> tuple[int, int]:
    """Return the clause in which a number stands."""
    start = max(
        (mark.end() for mark in _BREAK.finditer(text, sentence[0], number[0])), default=sentence[0]
    )
    mark = _BREAK.search(text, number[1], sentence[1])
    return start, mark.start() if mark else sentence[1]


def are_alike(first: CountedFigure, other: CountedFigure) -> bool:
    """Return whether two numbers of a text count the same, as far as the words show.

    Words that one has beside all of the other's are no difference, nor is a place or a date that
    one of them leaves out. Two numbers of one claim count different things.

    Examples
    --------
    >>> def count(claim, words, place=()):
    ...     return CountedFigure(claim, frozenset(words), frozenset(place), frozenset(), 1, False)
    >>> leeds = count("c-1", ["people", "killed"], ["leeds"])
    >>> are_alike(leeds, count("c-2", ["people", "killed"]))
    True
    >>> are_alike(leeds, count("c-2", ["people", "killed"], ["york"]))
    False
    """
    apart = (
        first.near != other.near or first.claim == other.claim or first.pointing or other.pointing
    )
    elsewhere = any(
        mine and yours and mine != yours
        for mine, yours in ((first.places, other.places), (first.dates, other.dates))
    )
    return (
        not apart and not elsewhere and (first.words <= other.words or other.words <= first.words)
    )


LONGEST = 600  # characters of a sentence on each side of a number that are looked at
_WHO_COUNTS = re.compile(
    r"(?i:(?:that )?(?:it|he|she|they|we|i) (?:had |has |have )?(?:found|counted|recovered|recorded"
    r"|registered|saw|seen|listed|identified|confirmed)\b|there (?:were|are|had been|have been)\b)"
)
_LATEST = 50  # sets of a paragraph that are looked at
_BREAK = re.compile(r"[,;:](?![0-9])|\b(?:and|but|while|whereas)\b")
_WORD = re.compile(r"[^\W_][\w’'-]*")
_LISTS = read_lists("extraction")["sets"]
_POINTING, _SMALL = (frozenset(_LISTS[name].split()) for name in ("pointing", "small"))
