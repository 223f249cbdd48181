"""A text as words and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTER = r"[^\W\d_]"
# Vowel signs and other marks belong to the word that they stand in.
_MARK = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
# Han, Kana: written without spaces, so that each sign, and each run of Katakana, is a token.
_HAN = r"\u3005\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = r"\u30a1-\u30fa\u30fc-\u30fe"
_TOKEN = re.compile(
    rf"(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!\w))?|{_LETTER}\.{_LETTER}(?![\w.])"  # U.S., U.S
    r"|[A-Z]\.[A-Z][a-z]{1,4}\.|[NSW]\. (?:Va|Dak|Mex|Car)\."  # W.Va., N. Dak.
    r"|(?:Ste?|Mt|Ft|Pt)\."  # they never end a sentence
    r"|[A-Z]&[A-Z](?!\w)"
    r"|['’]s\b"
    rf"|[{_HAN}]|[{_KATAKANA}]+"
    rf"|{_LETTER}[^\W_{_MARK}{_HAN}{_KATAKANA}]*(?:[{_MARK}][\w{_MARK}]*)?(?:['’ʻ](?!s\b){_LETTER}+)*"
    r"|\d[\d.,:]*\d|\S"
)
_INITIALS = re.compile(rf"(?:{_LETTER}\.)+{_LETTER}?|[A-Z]&[A-Z]")
_SENTENCE_ENDS = frozenset('.!?:;•|*“"‘(\ufeff')
_CONTRACTED = re.compile(r"\w+['’](?:ll|m|ve|re|d|t)")
_HYPHENS = frozenset(("-", "’s", "'s"))
_ELIDED = re.compile(r"[dl]['’][^\W\d_]")


@dataclass(frozen=True, eq=False)
class Tokens:
    """The words and signs of a text, in its order.

    Parameters
    ----------
    text : str
        The text.
    starts, ends : list of int
        Code points; the end is exclusive.
    words : list of str
        What stands between them. ``’s`` is a token of its own, ``U.S.`` is one.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Cut a text into words and signs.

        Examples
        --------
        >>> Tokens.of("St. John’s, U.S.-born").words
        ['St.', 'John', '’s', ',', 'U.S.', '-', 'born']
        """
        spans = [match.span() for match in _TOKEN.finditer(text)]
        return cls(
            text=text,
            starts=[start for start, _ in spans],
            ends=[end for _, end in spans],
            words=[text[start:end] for start, end in spans],
        )

    def __len__(self) -> int:
        return len(self.words)

    def word(self, number: int) -> str:
        """Return a token; empty outside of the text."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def joined(self, number: int) -> bool:
        """Return whether a token may continue the name of the last one: a space or hyphen apart."""
        gap = self.starts[number] - self.ends[number - 1]
        if gap == 0:
            word, previous_word = self.words[number], self.words[number - 1]
            if word in _HYPHENS or previous_word == "-":
                return True
            return unspaced(word) and unspaced(previous_word)
        return gap == 1 and self.words[number - 1] != "-" and self.words[number] != "-"

    def opens(self, number: int) -> bool:
        """Return whether a sentence, a quotation or a line begins with a token."""
        if number == 0 or self.words[number - 1] in _SENTENCE_ENDS:
            return True
        return "\n" in self.text[self.ends[number - 1] : self.starts[number]]


def capital(word: str) -> bool:
    """Return whether a word has a capital where a name has it: Ivoire, d’Ivoire."""
    return word[:1].isupper() or (_ELIDED.match(word) is not None and word[2].isupper())


def contracted(word: str) -> bool:
    """Return whether a word is a verb and what goes with it: ``I’ll``, ``Don’t``."""
    return _CONTRACTED.fullmatch(word) is not None


def caseless(word: str) -> bool:
    """Return whether a word is of a script without capitals, such as Arabic or Chinese."""
    first = word[:1]
    return first.isalpha() and not first.isupper() and not first.islower()


def unspaced(word: str) -> bool:
    """Return whether a word is of a script that is written without spaces: Han and Kana."""
    return "\u3005" <= word[:1] <= "\u9fff" or "\uf900" <= word[:1] <= "\ufaff"


def initials(word: str) -> bool:
    """Return whether a word is letters that stand for words: ``U.S.``, ``US``, ``T&T``."""
    return _INITIALS.fullmatch(word) is not None or (
        word.isupper() and 1 < len(word) <= 4  # noqa: PLR2004 - five letters are as often a shout
    )
