"""Find the verbs of a sentence that tell in the past what happened.

There is no grammar of the whole sentence behind it: a past form counts where a subject can stand
before it, and a participle where *was*, *were*, *has* or *had* does. Verbs of a state, a thought or
a word (``states`` in ``data/lexicon.toml``) tell of nothing that happened.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import NamedTuple

from geo.geoparsing.lexicon import read_lists

_FORM = re.compile(r"[a-z]+")
_AUXILIARY = re.compile(
    r"\b(?:was|were|got|has been|have been|had been|has|have|had)"
    r"(?: (?:also|then|again|later|soon|never|not|just|since|still|once|first|all|both|\w+ly))*"
    r" (?P<verb>[a-z]+)\b"
)
_NEGATED = re.compile(r" (?:never|not) ")
_BEFORE = re.compile(r"(?P<word>[\w’'%-]+)?(?P<mark>[^\w\s’'%-]*) $")
_LEXICON = read_lists("extraction")["verbs"]
_PAST, _PARTICIPLES, _STATES, _ADVERBS, _NO_SUBJECT = (
    frozenset(_LEXICON[name].split())
    for name in ("past", "participles", "states", "adverbs", "no_subject")
)
_JOINS = frozenset(("and", "or", "but", "then"))


class PastVerb(NamedTuple):
    """A verb in the past.

    Parameters
    ----------
    start, end : int
        The verb with *was* or *had*, in code points; the end is exclusive.
    word : str
        The verb alone.
    """

    start: int
    end: int
    word: str


def find_past(text: str, start: int, end: int) -> list[PastVerb]:
    """Find the verbs in the past between two places of a text.

    Examples
    --------
    >>> text = "The ferry struck a reef and was towed to Split by armed men."
    >>> [verb.word for verb in find_past(text, 0, len(text))]
    ['struck', 'towed']
    """
    verbs: list[PastVerb] = []
    for match in _AUXILIARY.finditer(text, start, end):
        verb = match["verb"]
        known = verb in _PARTICIPLES or (verb.endswith("ed") and len(verb) > 3)  # noqa: PLR2004
        if known and verb not in _STATES and not _NEGATED.search(match[0]):
            verbs.append(PastVerb(match.start(), match.end(), verb))
    taken = [range(verb.start, verb.end) for verb in verbs]
    for match in _FORM.finditer(text, start, end):
        word = match[0]
        regular = word.endswith("ed") and len(word) > 3  # noqa: PLR2004
        if word in _STATES or not (regular or word in _PAST):
            continue
        free = not any(match.start() in span for span in taken)
        if free and _has_subject(text, start, match.start(), bool(verbs)):
            verbs.append(PastVerb(match.start(), match.end(), word))
    return _without_relatives(text, sorted(verbs))


def _has_subject(text: str, start: int, at: int, goes_on: bool) -> bool:  # noqa: FBT001
    """Return whether a subject can stand before a verb; after "and" it may be that of another."""
    while (before := _BEFORE.search(text, max(start, at - 40), at)) is not None:
        word = (before["word"] or "").lower()
        if before["mark"]:
            aside = "," in text[start : before.start("mark")]
            return before["mark"] == "," and (goes_on or aside)
        if word in _ADVERBS or (word.endswith("ly") and len(word) > 4):  # noqa: PLR2004
            at = before.start()
            continue
        if word in _JOINS:
            return goes_on
        if _AGE.search(text, start, at) is not None:
            return True
        return bool(word) and word not in _NO_SUBJECT and not word[0].isdigit()
    return False


# "A man of 47 died", "a boy aged 12 fell": the number is part of the subject.
_AGE = re.compile(r"\b(?:man|woman|boy|girl|child|baby|[a-z]+er) (?:of|aged) \d{1,3} $")
_APART = re.compile(r"[,;:–—]|\b(?:and|but|or|when|while|after|before|because|as|until|since)\b")


def _without_relatives(text: str, verbs: list[PastVerb]) -> list[PastVerb]:
    """Filter out a form that only tells which: "a van stolen in Leeds was found"."""
    return [
        verb
        for verb, following in zip_longest(verbs, verbs[1:])
        if following is None or _APART.search(text, verb.end, following.start)
    ]
