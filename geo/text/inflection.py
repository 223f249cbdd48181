"""Names in scripts that write case endings and particles onto a name: в Лондоне, 서울에서."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of each ending what it may stand for in the nominative: Russian, Ukrainian, Bulgarian.
_CYRILLIC = {
    "ией": ("ия",), "иею": ("ия",), "ии": ("ия", "ий"), "ию": ("ия",), "ією": ("ія",),
    "ії": ("ія",), "ями": ("и", "я"), "ами": ("ы", "а", "и"), "ого": ("ое", "ий", "ый"),
    "ому": ("ое", "ий", "ый"), "ях": ("и", "я"), "ах": ("ы", "а", "и"), "ям": ("и", "я"),
    "ам": ("ы", "а", "и"), "ью": ("ь",), "ом": ("", "о"), "ем": ("", "ь", "й", "е"),
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
