"""Normalize names to keys, so that spellings of one name meet.

Standard library only, because `tools/build_index.py` runs this file before anything is
installed: the index and the question must be folded by the same code.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n",
        "æ": "ae", "œ": "oe", "þ": "th", "ə": "e",
        "ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ـ": None,
        "ँ": "ं", "ऍ": "ए", "ऑ": "ओ", "ै": "े", "ॅ": "े", "ौ": "ो", "ॉ": "ो", "ू": "ु",
    }
)  # fmt: skip
_APOSTROPHES = re.compile(r"['’‘`´ʻʼʽʾʿˈ′]")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\s?\w\b|\W|$)")
# Vowel signs of scripts of India, Thailand, Laos, Tibet, Myanmar and Cambodia: no letters to re.
_VOWELS = (
    r"\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc\u102b-\u109d\u17b4-\u17d3"
)
_NOT_WORD = re.compile(rf"[^\w{_VOWELS}]+|_+")
# Marks that writers leave out; the vowel signs of Indic scripts are letters and stay.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u093c]")
# A nasal before a stop is written as a letter or as a dot: मुम्बई, मुंबई.
_NASAL = re.compile("[ङञणनम]\u094d(?=[क-घच-झट-ढत-धप-भस])")
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}

_BOROUGH = ("borough",)
_PROVINCE = ("province", "region")
_COUNTY = ("region", "borough")
_AREA = ("region", "borough", "province")
# A generic wording, the key that is left, and the kinds of place that the wording fits.
# Patterns are text until a name needs them: most need none, and compiling them takes longer.
_WORDINGS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r"(?:the )?(?:royal )?london borough of (.+)", _BOROUGH, "London Borough of"),
    (r"(?:the )?(?:royal )?borough of (.+)", _BOROUGH, "Borough of"),
    (r"(.+) borough", _BOROUGH, "Borough"),
    (r"(?:the )?(?:metropolis|municipality|town|village) of (.+)", ("city", "suburb"), "of"),
    (r"(?:the )?city of (.+)", ("city", "borough"), "City of"),
    (r"(.+) city", ("city", "suburb"), "City"),
    (r"(.+) (?:town|township|municipality)", ("city", "suburb"), "town"),
    (r"(?:the )?(?:province|state) of (.+)", _PROVINCE, "Province of"),
    (r"(.+) (?:province|state)", _PROVINCE, "Province"),
    (r"(?:the )?(?:county|parish|district) of (.+)", _COUNTY, "County of"),
    (r"(?:county|district) (.+)", _COUNTY, "County"),
    (r"(.+) (?:county|parish|district)", _COUNTY, "County"),
    (r"(?:the )?(?:region|department) of (.+)", _AREA, "Region of"),
    (r"(.+) (?:division|region|department|prefecture)", _AREA, "Region"),
    (r"(?:the )?(?:islamic |federal |people s )?(?:republic|kingdom) of (.+)",
     ("country", "province"), "Republic of"),
    (r"(?:the )?country of (.+)", ("country",), "Country of"),
    (r"(.+) country", ("country",), "Country"),
    (r"(?:the )?suburb of (.+)", ("suburb", "city"), "suburb of"),
    (r"the (.+)", (), "the"),
)  # fmt: skip
_PART = (
    r"((?:north|south) ?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?"
    r"|central|inner|outer|upper|lower|greater|downtown) (.+)"
)
# London Road is in none of the hundred towns that is called London, but a town's High Street in it.
_STREET = r"(?P<place>.+?) (?:high|main) (?:street|st|road|rd)"

# What people call a building or a ground after the town where it stands.
_SITE_WORDS = (
    "airport|arena|cathedral|cemetery|college|courthouse|football club|general hospital|golf club"
    "|harbour|harbor|high school|hospital|international airport|jail|medical center|medical centre"
    "|metro station|museum|police station|port|prison|race ?course|railway station|speedway"
    "|stadium|station|town hall|university|zoo"
)
# What may have any name: Hyde Park is not in Hyde, and Paris Hotel not in Paris.
_FREE_WORDS = (
    "barracks|bridge|castle|church|court|dam|gallery|hotel|library|mall|market|mosque|park|school"
    "|square|synagogue|temple|theater|theatre"
)
_SITE = rf"(?:the )?(?P<place>.+?) (?:{_SITE_WORDS})"
_SITE_OF = rf"(?:the )?(?:{_SITE_WORDS}|{_FREE_WORDS}) (?:of|at|in) (?P<place>.+)"
SITES = frozenset(f"{_SITE_WORDS}|{_FREE_WORDS}".replace(" ?", "").split("|")) | {
    "street", "road", "avenue", "lane", "north", "south", "east", "west", "new", "old", "the",
}  # fmt: skip


@dataclass(frozen=True)
class NameForm:
    """One way to read a name.

    Parameters
    ----------
    key : str
        Folded name to look up.
    kinds : tuple of str
        Kinds of place that the wording asks for; empty for any.
    words : str
        The generic wording that was left out, such as ``City of``; empty for the name itself.
    part : str
        The part of the place that the name means, such as ``north``; empty for the whole.
    """

    key: str
    kinds: tuple[str, ...] = ()
    words: str = ""
    part: str = ""

    def suits(self, kind: str) -> bool:
        """Check whether a place of this kind is what the wording asks for."""
        return not self.kinds or kind in self.kinds


@functools.lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Fold a name to its key: letter case, marks, punctuation and spacing don't count.

    Unicode NFKC and case folding (Unicode Standard, 3.13 and UAX 15), then marks of Latin, Greek,
    Cyrillic, Hebrew and Arabic script are dropped, letters that only look different, and those
    that writers of foreign names in Devanagari use alike, are made equal, and ``St``, ``Ste``,
    ``Mt``, ``Ft`` are written out unless they end the name.

    Parameters
    ----------
    name : str
        A name in any script.

    Returns
    -------
    str
        Words separated by one space; empty when the name has no letter and no digit.
        Folding a key gives the key again.

    Examples
    --------
    >>> fold("St. John’s"), fold("  SÃO   Paulo "), fold("U.K.")
    ('saint johns', 'sao paulo', 'uk')
    """
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", name).casefold().translate(_LETTERS)
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
        text = _NASAL.sub("ं", unicodedata.normalize("NFKC", text).casefold())
    text = _INITIALS.sub("", _APOSTROPHES.sub("", text.replace("&", " and ")))
    words = _NOT_WORD.sub(" ", text).split()
    return " ".join([*(_WORDS.get(word, word) for word in words[:-1]), *words[-1:]])


def forms(name: str) -> list[NameForm]:
    """List the ways to read a name, the most literal first.

    Parameters
    ----------
    name : str
        A name as an article writes it.

    Returns
    -------
    list of NameForm
        The name itself, then the name without a generic wording, then the whole of which the
        name means a part. Empty when nothing of the name can be looked up.

    Examples
    --------
    >>> [(form.key, form.kinds) for form in forms("London Borough of Barnet")]
    [('london borough of barnet', ('borough',)), ('barnet', ('borough',))]
    >>> forms("north London")[1]
    NameForm(key='london', kinds=(), words='', part='north')
    """
    key = fold(name)
    if not key:
        return []
    readings = [NameForm(key)]
    if " " not in key:
        return readings
    for pattern, kinds, words in _WORDINGS:
        match = re.fullmatch(pattern, key)
        if match:
            readings = [NameForm(key, kinds), NameForm(match[1], kinds, words)]
            break
    match = re.fullmatch(_PART, key)
    if match:
        readings.append(NameForm(match[2], (), "", match[1]))
    return readings


def holding(name: str) -> str:
    """Read the place out of the name of a street or of a building: else ``""``.

    Examples
    --------
    >>> holding("Edgware High Street"), holding("Boston University"), holding("Karachi")
    ('edgware', 'boston', '')
    """
    key = fold(name)
    for pattern in (_STREET, _SITE, _SITE_OF):
        match = re.fullmatch(pattern, key)
        if match:
            return match["place"]
    return ""


def encodable(name: str) -> str:
    """Return a name that fits in a table: half of a surrogate pair becomes a question mark."""
    return name if name.isascii() else name.encode("utf-8", "replace").decode("utf-8")
