"""Parse quantities: a number's value, its bounds and its range.

The words before a number are read from the number outwards, so that "not fewer than", "no more
than about" and "at least a total of" each mean what they say. A number that is itself negated
("not 40 but 60") is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from geo.geoparsing.lexicon import read_lists, read_patterns

_PATTERNS = read_patterns("extraction", "quantities")

_LEXICON = read_lists("extraction")["quantities"]

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(_ONES)}
WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_SCALES: dict[str, int] = _LEXICON["scales"]
# Words that are a number of many, and name none: no bound is made up for them.
_MANY = ("dozens", "scores", "hundreds", "thousands", "millions", "billions")
_TENS_OF = ("tens", "dozens", "scores", "hundreds", "thousands")
_SHARE = re.compile(r"(?:half|(?:(?:an?|one|three) )?quarters? of) an?\b")
_UNITS = "|".join(_ONES[1:10])
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen|score|bn|m|k)"
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_UNITS})\b)?|{'|'.join(_ONES[::-1])})"
_DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}"
    r"|[0-9]{1,3}(?:[  \u202f][0-9]{3}){1,5}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,6})?(?![0-9])"
)
# "one hundred and twenty", "two thousand five hundred", "3.5 million", "half a million", "a dozen"
_REST = rf"(?: and (?:{_WORD}|[0-9]{{1,2}})\b(?![- ]{_SCALE}\b))"
_NUMBER_WORDS = (
    r"(?:(?:half|(?:(?:an?|one|three) )?quarters? of) an?\b"
    rf"|{_WORD}\b(?: and a half(?= {_SCALE}\b))?|an?\b)"
)
PLAIN = (
    rf"(?:(?:{_DIGITS}|{_NUMBER_WORDS})"
    rf"(?:[ -]?{_SCALE}\b(?:[ -](?:{_WORD} )?{_SCALE}\b){{0,2}}{_REST}?)?"
    r"(?: and a half\b)?)"
)
_PLENTY = (
    rf"(?:(?:{'|'.join(_TENS_OF)}) of )?(?:{'|'.join(_MANY)})\b"
    r"|(?:several|a few|many) (?:dozen|score|hundred|thousand|million)\b"
)
_JOINED = r"[-–—]| [-–—] | to | or "
_MAYBE = r"(?:about |around |perhaps |maybe |possibly |even |as many as |up to )?"
NUMBER = re.compile(
    rf"(?i:(?<![\w$€£#.,:/-])(?P<between>between |anywhere from |from )?(?P<money>[$€£])?"
    rf"(?:(?P<many>{_PLENTY})|(?P<low>{PLAIN}))"
    rf"(?:(?:(?P<range>{_JOINED})|(?P<and> and )){_MAYBE}(?P<money_2>[$€£])?(?P<high>{PLAIN}))?)"
    r"(?![\w:/]|[.,][0-9]|-[0-9])"
)
AT_LEAST, AT_MOST, ABOUT, EXACT, BETWEEN = "at-least", "at-most", "about", "exact", "between"
MORE_THAN, LESS_THAN = "more-than", "less-than"
_UPWARDS, _DOWNWARDS = (AT_LEAST, MORE_THAN), (AT_MOST, LESS_THAN)
_NEGATED, _FILLER = "negated", "filler"
# The words before a number: the first rule that fits, from the longest phrase to the shortest.
_BOUNDS = tuple(
    (re.compile(rf"(?i:(?<![\w’'-])(?:{row['words']}) $)"), row["bound"], row.get("note", ""))
    for row in _PATTERNS["bounds"]
)
_ENDINGS = frozenset(_LEXICON["endings"].split())
_RIGHT_BOUNDS = tuple(
    (re.compile(rf"(?i:{row['words']})"), row["bound"]) for row in _PATTERNS["right_bounds"]
)
_WINDOW = 64  # characters before a number in which the words of its bound stand
_CHANGE = re.compile(_PATTERNS["change"])
_HALF_OF_TWO = re.compile(r"(?i:\bbetween [0-9][^.;,\n]{1,40} and $)")
_SCORE = re.compile(_PATTERNS["score"])


@dataclass(frozen=True)
class Quantity:
    """A number with what its words allow.

    Parameters
    ----------
    start, end : int
        The number with the words of its bound, in code points; the end is exclusive.
    low, high : float or None
        The least and the most; None where that side is open, and both of a word such as "dozens".
    bound : str
        exact, at-least, more-than, at-most, less-than, about or between; empty of such a word.
    note : str
        What low, high and bound don't hold, such as "a little less".
    digits_start, digits_end : int
        The number alone.
    worded : bool
        Whether words of a bound stand before or behind it.
    vague : bool
        Whether it is a word such as "dozens".
    """

    start: int
    end: int
    low: float | None
    high: float | None
    bound: str
    note: str
    digits_start: int
    digits_end: int
    worded: bool
    vague: bool


def read_quantity(text: str, match: re.Match[str]) -> Quantity | None:
    """Read what a match of `NUMBER` allows, with the words around it.

    Returns
    -------
    Quantity or None
        None where the number is negated, or is a score or a ratio of two.
    """
    between = bool(match["between"])
    start = match.start("many") if match["many"] else match.start("low")
    start = match.start("money") if match["money"] else start
    away = between and match["between"].lower() == "from "
    if match["and"] and (not between or away):
        return _single(text, match, start, match.start("and"))
    if not match["high"] or match["many"]:
        if between and not away:
            return None  # "between 40 people and 60": not the first number alone
        return _single(text, match, start, match.end("many" if match["many"] else "low"))
    low, high = _two(match)
    window = text[max(0, match.start() - _WINDOW) : match.start()]
    changes = match["range"] in (" to ", " or ") and _CHANGE.search(window[-24:])
    if away and (_CHANGE.search(window) or low >= high):
        return _single(text, match, start, match.end("low"))
    if _SCORE.search(window) or (not between and (low >= high or changes)):
        return None
    return _whole(text, match.start(), match.end(), (min(low, high), max(low, high)))


def _single(text: str, match: re.Match[str], start: int, end: int) -> Quantity | None:
    """Read one number; of a pair that is none, the first."""
    if match["many"]:
        return _plenty(text, start, match.end("many"))
    if _HALF_OF_TWO.search(text[max(0, start - _WINDOW) : start]):
        return None
    value = number_of(text[match.start("low") : end])
    return _whole(text, start, end, (value, value))


def _whole(text: str, start: int, end: int, sides: tuple[float, float]) -> Quantity | None:
    low, high = sides
    bound, note, begin = _left_bound(text, start)
    if bound == _NEGATED:
        return None
    stop = end
    if bound in ("", EXACT):
        stop, bound = right_bound(text, end) or (end, bound)
    worded = bound != ""
    least: float | None = low
    most: float | None = high
    if bound in _UPWARDS:
        most = None
    elif bound in _DOWNWARDS:
        least = None
    elif high != low:
        note = ", ".join(filter(None, ["about these numbers" if bound == ABOUT else "", note]))
        bound = BETWEEN
    bound = bound or EXACT
    return Quantity(begin, stop, least, most, bound, note, start, end, worded, vague=False)


def _plenty(text: str, start: int, end: int) -> Quantity | None:
    """Read a word such as "thousands": it stays a word, as it names no number."""
    bound, _, begin = _left_bound(text, start)
    if bound in (_NEGATED, *_DOWNWARDS):  # "up to hundreds" allows anything
        return None
    return Quantity(begin, end, None, None, "", "", start, end, bound != "", vague=True)


def right_bound(text: str, at: int) -> tuple[int, str] | None:
    """Read "or more", "at most" or "or so" behind a number: where it ends, and the bound."""
    for words, bound in _RIGHT_BOUNDS:
        match = words.match(text, at)
        if match is not None:
            return match.end(), bound
    return None


def bounded(quantity: Quantity, bound: str) -> Quantity:
    """Return a plain number with a bound that stands further off: "40 people or more"."""
    if quantity.worded or quantity.bound != EXACT:
        return quantity
    low = None if bound in _DOWNWARDS else quantity.low
    high = None if bound in _UPWARDS else quantity.high
    return replace(quantity, low=low, high=high, bound=bound, worded=True)


def _left_bound(text: str, start: int) -> tuple[str, str, int]:
    """Read the words before a number, outwards: bound, note, and where they begin."""
    bound, note, begin, at = "", "", start, start
    for _ in range(3):
        floor = max(0, at - _WINDOW)
        window = text[floor:at]
        word = window.rstrip().rpartition(" ")[2].lower()
        if not window.endswith(" ") or not (word in _ENDINGS or word.endswith(("n't", "n’t"))):
            break
        match = next(
            ((cue, kind, more) for words, kind, more in _BOUNDS if (cue := words.search(window))),
            None,
        )
        if match is None or bound in (*_UPWARDS, *_DOWNWARDS):
            break
        cue, kind, more = match
        at = floor + cue.start()
        if kind == _FILLER:
            continue
        if kind == _NEGATED:
            return (_NEGATED, "", at) if bound in ("", EXACT) else (bound, note, begin)
        if not (kind == EXACT and bound):
            note = ", ".join(filter(None, [more, "about" if bound == ABOUT else "", note]))
            bound = kind
        begin = at
    return bound, note, begin


def _two(match: re.Match[str]) -> tuple[float, float]:
    """Return both numbers of a range: of "2 to 3 million" both are millions."""
    low, high = number_of(match["low"]), number_of(match["high"])
    scale = re.search(rf"(?<![a-z]){_SCALE}$", match["high"].lower())
    if scale and low < high and not re.search(rf"{_SCALE}$", match["low"].lower()):
        scaled = low * _SCALES[scale[0]]
        low = scaled if scaled <= high else low
    return low, high


def number_of(words: str) -> float:
    """Read a number in figures or words.

    Examples
    --------
    >>> [number_of(words) for words in ("1,200", "two hundred and six", "3.5 million", "half a")]
    [1200.0, 206.0, 3500000.0, 0.5]
    """
    text = words.lower().strip()
    more = 0.5 if text.endswith(" and a half") else 0.0
    text = text.removesuffix(" and a half")
    digits = re.match(r"[0-9][0-9,.  \u202f]*", text)
    total, part, scale = 0.0, 0.0, 1
    if digits:
        part = float(re.sub(r"[,  \u202f]", "", digits[0]).rstrip("."))
        text = text[digits.end() :]
    elif (share := _SHARE.match(text)) is not None:
        part = 0.5 if share[0].startswith("half") else 0.75 if "three" in share[0] else 0.25
        text = text[share.end() :]
    elif " and a half " in text:
        part, text = 0.5, text.replace(" and a half ", " ")
    for word in re.findall(r"[a-z]+|[0-9]+", text):
        if word in _SCALES:
            scale = _SCALES[word]
            part = (part or 1.0) * scale
            if scale >= _SCALES["thousand"]:
                total, part = total + part, 0.0
        elif word.isdigit() or word in WORDS:
            part += float(word) if word.isdigit() else WORDS[word]
    return (total + part or float(text in ("a", "an"))) + more * scale
