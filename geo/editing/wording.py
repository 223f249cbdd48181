"""Rules for wording: stronger than the claims, present tense, loaded words.

The words stand in ``data/wording.json``, by language; a language that is not there is passed over,
and so is whatever a rule can't decide.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.evidence import split_marks, without_marks
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|‘[^’]*’')
_END_BEFORE_MARK = re.compile(r"""([.!?…]+["”’)»]*)((?:\s*\[[a-z0-9; -]+\])+)""")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def cited_sentences(marked: str) -> list[tuple[str, list[str]]]:
    """Return the sentences of a text without its marks, each with the claims that it names.

    A mark belongs to the sentence in which it stands, or behind which.

    Examples
    --------
    >>> cited_sentences("A choir sang [c-1]. Many came. [c-2] It rained.")
    [('A choir sang.', ['c-1']), ('Many came.', ['c-2']), ('It rained.', [])]
    """
    text = _END_BEFORE_MARK.sub(r"\2\1", marked)
    parts = [text[start:end] for start, end in sentences(text)]
    return [
        (without_marks(part), [name for _, names in split_marks(part) for name in names])
        for part in parts
    ]


@dataclass(frozen=True)
class Wording:
    """The words of one language.

    Parameters
    ----------
    words : mapping
        Lists of words by rule, as in ``data/wording.json``.
    """

    words: Mapping[str, Any]

    @cached_property
    def _attributed(self) -> re.Pattern[str]:
        return _any_of(self.words["attributed"])

    @cached_property
    def _vouching(self) -> re.Pattern[str]:
        return _any_of(self.words["vouching"])

    @cached_property
    def _loaded(self) -> re.Pattern[str]:
        return _any_of(self.words["loaded"])

    @cached_property
    def _crimes(self) -> dict[str, re.Pattern[str]]:
        return {crime: _any_of(forms) for crime, forms in self.words["crimes"].items()}

    def is_attributed(self, sentence: str) -> bool:
        """Return whether a sentence names somebody's word as such, or quotes it."""
        return bool(self._attributed.search(sentence) or _QUOTED.search(sentence))

    def vouching(self, sentence: str) -> str:
        """Return the word by which a sentence vouches for what somebody says; else nothing."""
        word = self._vouching.search(without_quotes(sentence))
        return word[0] if word else ""

    def crimes(self, text: str) -> dict[str, str]:
        """Return the crimes that a text names outside quotation marks, each with its word."""
        own = without_quotes(text)
        words = {crime: pattern.search(own) for crime, pattern in self._crimes.items()}
        return {crime: word[0] for crime, word in words.items() if word}

    def names_crime(self, crime: str, texts: Iterable[str]) -> bool:
        """Return whether one of some texts names a crime, in quotation marks or not."""
        return any(self._crimes[crime].search(text) for text in texts)

    def names_any_crime(self, text: str) -> bool:
        """Return whether a text names a crime, in quotation marks or not."""
        return any(self.names_crime(crime, [text]) for crime in self._crimes)

    def loaded(self, sentence: str) -> dict[str, str]:
        """Return the loaded words outside quotation marks, each with what to write instead.

        A capital inside a sentence makes a name of a word, which is passed over.
        """
        own = without_quotes(sentence)
        return {
            word[0]: self.words["loaded"][word[0].lower()]
            for word in self._loaded.finditer(own)
            if word[0].islower() or not own[: word.start()].strip()
        }

    def present(self, sentence: str) -> Iterator[str]:
        """Yield the verbs in the present tense outside quotation marks.

        Forms that may also be nouns count only behind a pronoun, *and* or a name.
        """
        before = ""
        for word in _WORD.finditer(without_quotes(sentence)):
            form, last = word[0], before.lower()
            is_named = before[:1].isupper() or last in self.words["subjects"]
            if last not in self.words["before_infinitives"] and (
                form in self.words["present"]
                or (is_named and form in self.words["present_after_subject"])
            ):
                yield form
            before = form


@cache
def wording_of(language: str) -> Wording | None:
    """Return the words of a language, by its BCP 47 tag; None if there are none.

    Examples
    --------
    >>> wording_of("en-GB") is wording_of("en"), wording_of("ur")
    (False, None)
    """
    text = files("geo.editing").joinpath("data", "wording.json").read_text(encoding="utf-8")
    words = json.loads(text).get(language.partition("-")[0].lower())
    return Wording(words) if words else None


def without_quotes(text: str) -> str:
    """Return text without what stands in quotation marks.

    Examples
    --------
    >>> without_quotes("He calls it a “regime”, no more.")
    'He calls it a …, no more.'
    """
    return _QUOTED.sub("…", text)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
