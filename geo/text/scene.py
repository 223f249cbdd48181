"""A text with everything that its clues are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.text.people import People

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index
    from geo.text.spotting import MentionCandidate
    from geo.text.tokens import Tokens


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
    """

    tokens: Tokens
    candidates: Sequence[MentionCandidate]
    people: People
    small: frozenset[str]
    begins: dict[int, MentionCandidate]
    ends: dict[int, MentionCandidate]

    @classmethod
    def of(cls, index: Index, tokens: Tokens, candidates: Sequence[MentionCandidate]) -> Scene:
        """Look for people, and for words in small letters."""
        return cls(
            tokens=tokens,
            candidates=candidates,
            people=People.of(index, tokens),
            small=frozenset(word for word in tokens.words if word.islower()),
            begins={candidate.first: candidate for candidate in candidates},
            ends={candidate.last: candidate for candidate in candidates},
        )
