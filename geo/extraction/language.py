"""Find the language of a text by its most frequent words."""

from __future__ import annotations

import pkgutil
import re
from functools import cache

ENGLISH = "English"
"""The language that the finders of dates, figures, statements and events read."""
OTHER = "another language"
"""A language that is not English, and not clearly one of two that are alike."""

# Vowel signs belong to the word that they stand in: "में" is one.
_LETTERS = (
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0971-\u0dff])*"
)
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})?")
_WORDS = 3_000  # of a text that are looked at
_FREQUENT = 120  # words of a language that are looked for
_LEAST_WORDS = 8
_LEAST_SHARE = 0.12  # of a text's words that are frequent ones in its language
_CLEARER = 1.25  # times as many as in English
_AHEAD = 1.1  # times as many as in the next language
_FEW = 2  # words that only one of two close languages has
_LATIN = re.compile("[a-zà-öø-ɏ]")
_LEAST_DIFFERENT = 3  # frequent words that a text has
# Those of the lists that are written by many, or in a state of their own: of close relatives the
# largest, for a short text does not tell them apart.
_LANGUAGES = (
    "Afrikaans Albanian Arabic Armenian Azerbaijani Basque Belarusian Bengali Bulgarian Catalan "
    "Croatian Czech Danish Dutch English Estonian Finnish French Georgian German Greek Gujarati "
    "Hebrew Hindi Hungarian Icelandic Indonesian Irish Italian Kannada Kazakh Korean Kurdish Latin "
    "Latvian Lithuanian Macedonian Malayalam Marathi Nepali Norwegian_Bokmal Persian Polish "
    "Portuguese Romanian Russian Serbian Slovak Slovenian Spanish Swahili Swedish Tagalog Tamil "
    "Telugu Turkish Ukrainian Urdu Uzbek Vietnamese Welsh"
)


def find_language(text: str) -> str:
    """Return the language of a text; empty where its words do not decide.

    Parameters
    ----------
    text : str
        An article.

    Returns
    -------
    str
        The English name of a language, such as ``German``, or `OTHER`. ``English`` only where no
        other fits much better; of a text of a few words, or of names alone, nothing.

    Notes
    -----
    The frequent words of each language are those of justext's lists (BSD), made from the
    articles of Wikipedia.

    Examples
    --------
    >>> find_language("Mindestens 21 Menschen starben in der Stadt, wie die Polizei sagte.")
    'German'
    >>> find_language("At least 21 people died in the city on 12 May, the police said.")
    'English'
    >>> find_language("Leeds, 12 May 2007")
    ''
    """
    words = [match[0].lower() for match in _WORD.finditer(text[: 12 * _WORDS])][:_WORDS]
    if len(words) < _LEAST_WORDS:
        return ""
    shares = {
        language: sum(word in frequent for word in words) / len(words)
        for language, frequent in _frequent().items()
        if len(frequent.intersection(words)) >= _LEAST_DIFFERENT
    }
    if sum(len(word) for word in words if _LATIN.match(word)) < sum(map(len, words)) / 2:
        shares.pop(ENGLISH, None)
        shares[OTHER] = _LEAST_SHARE
    if not shares:
        return ""
    english = shares.get(ENGLISH, 0.0)
    first, second = sorted([*shares.values(), 0.0], reverse=True)[:2]
    if first < _LEAST_SHARE:
        return ""
    if first <= _CLEARER * english:
        return ENGLISH
    best, rival = (*sorted(shares, key=lambda language: -shares[language]), "")[:2]
    is_clear = first > _AHEAD * second or _is_ahead(words, best, rival)
    return best.replace("_", " ") if is_clear else OTHER


def _is_ahead(words: list[str], best: str, rival: str) -> bool:
    """Return whether words that only one of two close languages has speak for the first."""
    own, other = (_frequent().get(language, frozenset()) for language in (best, rival))
    ours, theirs = (sum(word in only for word in words) for only in (own - other, other - own))
    return ours >= _FEW and ours >= 3 * theirs


@cache
def _frequent() -> dict[str, frozenset[str]]:
    """Return the most frequent words of each language, in small letters."""
    languages = {}
    for name in _LANGUAGES.split():
        data = pkgutil.get_data("justext", f"stoplists/{name}.txt") or b""
        words = dict.fromkeys(data.decode().lower().split())
        languages[name] = frozenset(list(words)[:_FREQUENT])
    return languages
