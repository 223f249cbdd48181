"""Split a text into sentences and tokens, and strip case endings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.geoparsing.lexicon import (
    ABBREVIATED_TITLES,
    ABBREVIATIONS_BEFORE_NUMBERS,
    ABBREVIATIONS_INSIDE,
    ORDINAL_OPENINGS,
    SENTENCE_OPENINGS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    r"|(?:[dlL]|[qQ]u|(?:[dns]|[DNS])ell|[aA]ll|[sS]ull|[dD]all)['’](?=[A-ZÀ-ÖØ-Þ])"  # d'Anvers
    rf"|[{_HAN}]|[{_KATAKANA}]+"
    rf"|{_LETTER}[^\W_{_MARK}{_HAN}{_KATAKANA}]*(?:[{_MARK}][\w{_MARK}]*)?(?:['’ʻ](?!s\b){_LETTER}+)*"
    r"|\d[\d.,:]*\d|\S"
)
_INITIALS = re.compile(rf"(?:{_LETTER}\.)+{_LETTER}?|[A-Z]&[A-Z]")
_SENTENCE_ENDS = frozenset('.!?:;•|*“"‘(\ufeff')
_CONTRACTED = re.compile(r"\w+['’](?:ll|m|ve|re|d|t)")
_HYPHENS = frozenset(("-", "’s", "'s", "/"))
_BEFORE = frozenset(("-", "/", "‘", "'", "ʿ"))  # the next letter is joined: Al ‘Amārah


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
            if word in _HYPHENS or previous_word in _BEFORE or elided(previous_word):
                return True
            return unspaced(word) and unspaced(previous_word)
        signs = (self.words[number - 1], self.words[number])
        return gap == 1 and "-" not in signs and "/" not in signs

    def opens(self, number: int) -> bool:
        """Return whether a sentence, a quotation or a line begins with a token."""
        if number == 0 or self.words[number - 1] in _SENTENCE_ENDS:
            return True
        return "\n" in self.text[self.ends[number - 1] : self.starts[number]]


def capital(word: str) -> bool:
    """Return whether a word has a capital where a name has it."""
    return word[:1].isupper()


def elided(word: str) -> bool:
    """Return whether a word is an article or a preposition that lost its vowel: d’, l’, dell’."""
    return len(word) > 1 and word[-1] in "'’"


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


# Characters with Unicode's property Sentence_Terminal that always end a sentence, and the marks of
# Tibetan, Khmer and Greek that lack it. The full stop, ! and ? need a look at what follows.
_ALWAYS = (
    r"\u037e\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965"
    r"\u0f0d-\u0f11\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809"
    r"\u1944\u1945\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d-\u1b7f\u1c3b\u1c3c"
    r"\u1c7e\u1c7f\u203c\u203d\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e53\u2e54\u2e60\u2e61"
    r"\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9"
    r"\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe56\ufe57\uff01\uff1f\uff61"
    r"\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047\U00011048"
    r"\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd"
    r"\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9"
    r"\U000113d4\U000113d5\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7"
    r"\U00011641\U00011642\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43"
    r"\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44"
    r"\U00016a6e\U00016a6f\U00016af5\U00016b37\U00016b38\U00016b44\U00016d6e\U00016d6f"
    r"\U00016e98\U0001bc9f\U0001da88"
)
_CLOSING = "\"”’')\\]»›」』）】〉》｣］"
# Possessive throughout, and a run of marks is read once from its start: time grows with length.
_END = re.compile(
    rf"(?P<always>[{_ALWAYS}][{_ALWAYS}.!?…]*+[{_CLOSING}]*+)"
    rf"|(?P<mark>[.!?…．․﹒][.!?…．․﹒{_ALWAYS}]*+[{_CLOSING}]*+)(?P<space>\s*+)"
    r"|\n"
)
_OPENING = "\"“‘'([«‹¿¡"
_NEAR = 24  # characters in which an abbreviation stands
_LAST_WORD = re.compile(rf"(?:{_LETTER}\.)+{_LETTER}$|\b\w+°?$")
_NEXT_WORD = re.compile(r"\w+")
_UNIT = re.compile(r"\d ?[^\W\d_A-Z]$")  # 10 h, 5 m
_ORDINAL = re.compile(r"(?<!\w)(?P<before>\w+) \d{1,2}$")


def sentences(text: str) -> list[tuple[int, int]]:
    r"""Find the sentences of a text.

    Parameters
    ----------
    text : str
        Prose in any script; the end of a line ends a sentence, as a paragraph does.

    Returns
    -------
    list of (int, int)
        Start and end in code points, the end exclusive, without the blanks around; in their
        order, none over another. Time grows with the length of the text.

    Notes
    -----
    Marks: property Sentence_Terminal of the Unicode Character Database, version 16.

    Examples
    --------
    >>> text = "Mr Lee came at 10.30. He said: \"Go.\" All left."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr Lee came at 10.30.', 'He said: "Go."', 'All left.']
    """
    spans = []
    start = 0
    for stop in _END.finditer(text):
        if stop["mark"] and not _ends(text, stop, start) and "\n" not in stop["space"]:
            continue
        end = stop.start() if stop[0] == "\n" else stop.end("mark" if stop["mark"] else "always")
        spans.append((start, end))
        start = stop.end()
    spans.append((start, len(text)))
    return [
        span for span in (_stripped(text, *sentence) for sentence in spans) if span[0] < span[1]
    ]


def _ends(text: str, stop: re.Match[str], start: int) -> bool:
    """Decide whether a full stop, ! or ? ends a sentence by what stands around it."""
    after = stop.end()
    if after == len(text):
        return True
    following = text[after : after + 2].lstrip(_OPENING)[:1]
    if not stop["space"] or not following.isalnum() or following.islower():
        return False
    before = text[max(start, stop.start() - _NEAR) : stop.start()]
    return stop["mark"] != "." or not _abbreviates(before, text[after : after + _NEAR])


def _abbreviates(before: str, after: str) -> bool:
    """Decide whether a full stop is part of an abbreviation or an ordinal."""
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last[0].lower()
    if after[:1].isdigit() and word in ABBREVIATIONS_BEFORE_NUMBERS:
        return True
    if capital(last[0]) and word in ABBREVIATED_TITLES:
        return True
    if word.isdigit():
        ordinal = _ORDINAL.search(before)
        may_continue = ordinal is not None and ordinal["before"].lower() in ORDINAL_OPENINGS
    elif len(word) == 1:
        may_continue = not _UNIT.search(before)
    else:
        may_continue = word in ABBREVIATIONS_INSIDE or "." in word
    following = _NEXT_WORD.search(after)
    return may_continue and (following is None or following[0].lower() not in SENTENCE_OPENINGS)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    begin = start + len(part) - len(part.lstrip())
    return begin, begin + len(part.strip())


# Of each ending what it may stand for in the nominative: Russian, Ukrainian, Bulgarian.
_CYRILLIC = {
    "ией": ("ия",), "иею": ("ия",), "ии": ("ия", "ий"), "ию": ("ия",), "ією": ("ія",),
    "ії": ("ія",), "его": ("ий", "ее"), "ему": ("ий", "ее"), "ыми": ("ые",), "ими": ("ие",),
    "ым": ("ый", "ое"), "им": ("ий", "ее"), "ую": ("ая",), "юю": ("яя",), "ых": ("ые",),
    "их": ("ие",), "ями": ("и", "я"), "ами": ("ы", "а", "и"), "ого": ("ое", "ий", "ый"),
    "ому": ("ое", "ий", "ый"), "ях": ("и", "я"), "ах": ("ы", "а", "и"), "ям": ("и", "я"),
    "ам": ("ы", "а", "и"), "ью": ("ь",), "ом": ("", "о"), "ем": ("", "ь", "й", "е", "ий"),
    "ём": ("", "ь"), "ой": ("а", "ая"), "ей": ("я", "а", "ь"), "ою": ("а",), "ею": ("я",),
    "ів": ("ів", "и"), "ові": ("", "о"), "єю": ("я",), "е": ("", "а", "я", "о", "ь", "й"),
    "і": ("", "а", "я", "о", "ь"), "у": ("", "а", "о"), "ю": ("я", "ь", "й"), "ы": ("а", ""),
    "и": ("а", "я", "ь", "і"), "а": ("", "о"), "я": ("ь", "й", "е"),
}  # fmt: skip
_GREEK = {"ου": ("ο", "ος"), "ης": ("η",), "ας": ("α",), "ο": ("ος",), "α": ("ας",), "η": ("ης",)}
_PARTICLES = """
    에서는 에서도 으로부터 에서 까지 부터 으로 에게 에는 에도
    로 과 와 은 는 이 가 을 를 의 에 도 만
"""
_HANGUL = tuple(_PARTICLES.split())
_ARABIC = ("وال", "بال", "فال", "و", "ب", "ل", "ف", "ك")  # and, in, to, so, as: written together
_HEBREW = ("וב", "ומ", "ול", "ב", "ל", "מ", "ו", "ה", "ש")
_LEAST = 2  # letters of a name
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")
_GREEK_WORD = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+")
_HANGUL_WORD = re.compile(r"[\uac00-\ud7a3]+")
_ARABIC_WORD = re.compile(r"[\u0600-\u06ff]+")
_HEBREW_WORD = re.compile(r"[\u0590-\u05ff]+")


def base_forms(word: str) -> Iterator[str]:
    """Yield what a word may be without its case ending or particle, the likeliest first.

    Parameters
    ----------
    word : str
        A word in Cyrillic, Greek, Hangul, Arabic or Hebrew script; others have no such forms.

    Examples
    --------
    >>> "Лондон" in base_forms("Лондоне"), "서울" in base_forms("서울에서")
    (True, True)
    >>> list(base_forms("London"))
    []
    """
    if word.isascii():
        return
    for pattern, endings in ((_CYRILLIC_WORD, _CYRILLIC), (_GREEK_WORD, _GREEK)):
        if pattern.fullmatch(word):
            yield from _nominatives(word, endings)
    if _HANGUL_WORD.fullmatch(word):
        yield from (word.removesuffix(affix) for affix in _HANGUL if word.endswith(affix))
    for pattern, openings in ((_ARABIC_WORD, _ARABIC), (_HEBREW_WORD, _HEBREW)):
        if pattern.fullmatch(word):
            yield from (
                word.removeprefix(affix)
                for affix in openings
                if word.startswith(affix) and len(word) - len(affix) > _LEAST
            )


def _nominatives(word: str, endings: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for ending, bases in endings.items():
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) > _LEAST:
            yield from (stem + base for base in bases)
