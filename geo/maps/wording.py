"""The page's own words in its language, and dates in words; a story's own text is none of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?([?~%]?)")
_MONTHS = 12
_DOUBT = {"?": ("uncertain",), "~": ("about",), "%": ("about", "uncertain")}
_SERVER_ONLY = "page."


@dataclass(frozen=True)
class Words:
    """The interface's words in one language.

    Parameters
    ----------
    language : str
        BCP 47 tag, such as ``ur``.
    direction : str
        ``ltr`` or ``rtl``.
    words : mapping
        Text by key, with names in braces where something is filled in.
    """

    language: str
    direction: str
    words: Mapping[str, str]

    def say(self, key: str, **values: str | int) -> str:
        """Give the words for `key`, with its names filled in; a key of nobody's stands for itself.

        Examples
        --------
        >>> words_in("en").say("date.since", date=1992)
        'since 1992'
        """
        text = self.words.get(key, key)
        return re.sub(r"\{(\w+)\}", lambda name: str(values.get(name[1], "")), text)

    def named(self, vocabulary: str, value: str) -> str:
        """Name a value of a vocabulary; one that nobody knows stands for itself."""
        return self.words.get(f"{vocabulary}.{value}", value)

    def for_page(self, *, story: str) -> dict[str, object]:
        """Give what the page's script needs, for a story in the language `story`."""
        words = {key: text for key, text in self.words.items() if not key.startswith(_SERVER_ONLY)}
        return {"language": self.language, "story": story, "words": words}


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    text = files("geo.maps").joinpath("data", "words.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return table


@cache
def words_in(language: str) -> Words:
    """Give the interface's words in a language.

    Parameters
    ----------
    language : str
        ``en`` or ``ur``.

    Raises
    ------
    geo.errors.MapError
        For a language that the interface does not speak, with those that it does.

    Examples
    --------
    >>> words_in("ur").direction
    'rtl'
    """
    languages = _table()["languages"]
    if language not in languages:
        raise MapError(f"language: found {language!r}, wanted one of {', '.join(languages)}")
    words = {key: texts[language] for key, texts in _table()["words"].items()}
    return Words(language, languages[language]["direction"], words)


def interface_language(story: str) -> str:
    """Give the language of the page around a story: the story's own where there are words for it.

    Examples
    --------
    >>> interface_language("ur-PK"), interface_language("de")
    ('ur', 'en')
    """
    main = story.partition("-")[0].lower()
    return main if main in _table()["languages"] else "en"


def date_text(edtf: str, *, words: Words | None = None) -> str:
    """Say an EDTF date in words; what has no simple wording stays as it is written.

    Parameters
    ----------
    edtf : str
        The date.
    words : Words, optional
        In which language; English if none is given.

    Examples
    --------
    >>> date_text("2007-05-12"), date_text("1992/.."), date_text("2007-05-12/2007-05-13")
    ('12 May 2007', 'since 1992', '12–13 May 2007')
    >>> date_text("-0043-03-15", words=words_in("en"))
    '15 March 44 BCE'
    """
    words = words or words_in("en")
    if "/" not in edtf:
        return _one(edtf, words=words)
    start, _, end = edtf.partition("/")
    if end in {"", ".."}:
        return words.say("date.since", date=_one(start, words=words))
    if start in {"", ".."}:
        return words.say("date.until", date=_one(end, words=words))
    same_month = start[:8] == end[:8] and _DATE.fullmatch(start) and _DATE.fullmatch(end)
    if same_month and len(start) == len(end) == len("2007-05-12"):
        return f"{int(start[8:])}–{_one(end, words=words)}"
    return f"{_one(start, words=words)} – {_one(end, words=words)}"


def _one(edtf: str, *, words: Words) -> str:
    found = _DATE.fullmatch(edtf)
    if found is None:
        return edtf
    year, month, day, doubt = found.groups(default="")
    if month and not 1 <= int(month) <= _MONTHS:
        return edtf
    number = int(year)
    said = words.say("date.bce", year=1 - number) if number <= 0 else str(number)
    parts = [str(int(day)) if day else "", words.say(f"month.{int(month)}") if month else "", said]
    text = " ".join(part for part in parts if part)
    for key in _DOUBT.get(doubt, ()):
        text = words.say(f"date.{key}", date=text)
    return text
