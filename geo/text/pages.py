"""What a page has beside its story: lists of links; and text that has lost its capitals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.text.words import FUNCTION, NAME_OPENINGS, SECTIONS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.text.spotting import MentionCandidate
    from geo.text.tokens import Tokens

_SEPARATORS = frozenset("|•·/-–»>*")
_LEAST, _WIDE = 3, 2  # names side by side; of them parts of the world


def boilerplate(tokens: Tokens, candidates: Sequence[MentionCandidate]) -> Iterator[int]:
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
