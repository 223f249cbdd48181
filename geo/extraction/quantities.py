"""Parse quantities: a number's value, its bounds and its range, and what becomes of who is counted.

The words before a number are read from the number outwards, so that "not fewer than", "no more
than about" and "at least a total of" each mean what they say. A number that is itself negated
("not 40 but 60") is none. "40 people were killed" and "killed 40 people" tell of deaths; "40 people
watched as a man was killed" does not. Where the grammar does not decide, there is no fate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.geoparsing.lexicon import read_lists, read_patterns

if TYPE_CHECKING:
    from geo.extraction.figures import FigureMention


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
_PLENTY = rf"(?:(?:{'|'.join(_TENS_OF)}) of )?(?:{'|'.join(_MANY)})\b"
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


_FATE_PATTERNS = read_patterns("extraction", "qualifiers")


# What became of those who are counted: passive or adjective, active, and as a noun.
FATES = {
    fate: tuple("|".join(forms[form]) for form in ("passive", "active", "noun"))
    for fate, forms in read_lists("extraction")["qualifiers"].items()
}
_AUX = _FATE_PATTERNS["aux"]
_WITHIN = _FATE_PATTERNS["within"]
_AHEAD = {
    fate: re.compile(rf"(?:,? |-){_WITHIN}?(?P<aux>{_AUX}{{0,6}})(?P<fate>{after})\b")
    for fate, (after, *_) in FATES.items()
}
_PASSIVE = re.compile(_FATE_PATTERNS["passive"])
_TAKES_NO_OBJECT = re.compile(_FATE_PATTERNS["takes_no_object"])
_GOES_ON = re.compile(_FATE_PATTERNS["goes_on"])
_ALIKE = re.compile(_FATE_PATTERNS["alike"])
_REACHES = _FATE_PATTERNS["reaches"]
LEFT_CUES = {
    fate: re.compile(
        rf"(?i:\b(?:(?P<verb>{active})(?: the| another| a)?|(?:{noun}),? {_REACHES}(?: the)?"
        rf"|(?:number|count) of (?:people |those |the )?(?:{after}) {_REACHES}) $)"
    )
    for fate, (after, active, noun) in FATES.items()
}
_NEGATION = re.compile(_FATE_PATTERNS["negation"])
_WRONGLY = re.compile(r"\b(?:wrong|false|mistaken|incorrect|erroneous)ly\b")
_INSTEAD = re.compile(_FATE_PATTERNS["instead"])
_PART_OF = re.compile(
    rf"(?i:(?:[0-9]|\b(?:{'|'.join(WORDS)}|some|many|most|all|dozens|half|none|few|several|any"
    rf"|each|neither|both|part|rest|majority)) of"
    r" (?:the |its |his |her |their |all |those |a total of )*$)"
)
_NARROW = 48  # characters looked at on each side


def is_led(left_context: str) -> bool:
    """Return whether a word stands right before a number."""
    return left_context.endswith(" ") and left_context[-2:-1].isalpha()


def fate_of(
    text: str, left_context: str, at: int, *, bare: bool, befallen: str = ""
) -> tuple[str, bool]:
    """Return what became of those who are counted, and whether the text says that it did not.

    Parameters
    ----------
    text : str
        The text.
    left_context : str
        What stands before the number and the words of its bound.
    at : int
        Where the words of what is counted end.
    bare : bool
        Whether no such word stands there.
    befallen : str
        What stands before the noun: "injured" passengers.
    """
    near = left_context[-_NARROW:] if is_led(left_context) else ""
    part = bool(near) and _PART_OF.search(near) is not None
    for fate, words in LEFT_CUES.items():
        cue = words.search(near) if near and not part else None
        if cue is not None and (not cue["verb"] or not _PASSIVE.search(near[: cue.start()][-6:])):
            also = re.search(r"(?i:\b(\w+) (?:or|and) $)", near[: cue.start()])
            return _both(fate, also[1] if also else ""), _denies(near[: cue.start()])
    if befallen and not part:
        return _both("", befallen), False
    if part or (bare and text[at : at + 1] == ","):
        return "", False
    fates: list[tuple[int, str, bool]] = []
    for fate, words in _AHEAD.items():
        cue = words.match(text, at, at + 2 * _NARROW)
        if cue is None or not _is_passive(text, cue):
            continue
        also = _ALIKE.match(text, cue.end())
        negated = (_NEGATION.search(cue["aux"]) or _WRONGLY.search(cue["aux"])) is not None
        fates.append((cue.end(), _both(fate, also["also"] if also else ""), negated))
    if not fates:
        return "", False
    _, fate, negated = min(fates)
    if negated:
        return _instead(text, at) or (fate, True)
    return fate, False


def _denies(left_context: str) -> bool:
    return re.search(rf"{_NEGATION.pattern}(?: \w+)? $", left_context) is not None


def _is_passive(text: str, cue: re.Match[str]) -> bool:
    """Return whether a word is what befell them, not what they did: "40 men killed a king"."""
    if _PASSIVE.search(cue["aux"]) or cue["fate"] in ("died", "perished", "fled"):
        return True
    if not cue["aux"] and _GOES_ON.match(text, cue.end()) is None:
        return False
    if cue["fate"] == "held" or re.search(r"\b(?:ha[ds]|have|having)\b", cue["aux"]):
        return _TAKES_NO_OBJECT.match(cue["fate"]) is not None
    return _GOES_ON.match(text, cue.end()) is not None


def _both(fate: str, also: str) -> str:
    """Return one name of two fates of which the text gives one number: "killed or injured"."""
    for other, (after, active, _) in FATES.items():
        if other != fate and also and re.fullmatch(rf"{after}|{active}", also.lower()):
            return " or ".join(sorted(filter(None, (fate, other))))
    return fate


def _instead(text: str, at: int) -> tuple[str, bool] | None:
    """Find what befell them instead: "not killed, as first reported, but hurt"."""
    but = _INSTEAD.match(text, at)
    if but is None:
        return None
    for fate, (after, *_) in FATES.items():
        if re.compile(rf"(?:{after})\b").match(text, but.end()):
            return fate, False
    return None


def chained(text: str, at: int, last: tuple[int, int, str]) -> str:
    """Return the fate that "killed two soldiers and five women" gives to its second number, too.

    `last` is the number before: where it begins and ends, and its measure.
    """
    between = text[last[1] : at]
    counted = re.fullmatch(
        r" (?:[A-Za-z’'-]+ ){1,3}(?:and|as well as)(?: another| also)? ", between
    )
    counts_people = any(part in FATES for part in last[2].split(" or "))
    active = LEFT_CUES.get(last[2])
    ahead = text[max(0, last[0] - _NARROW) : last[0]]
    if counted and counts_people and active is not None and active.search(ahead):
        return last[2]
    return ""


WIDE, NARROW = 120, 48
"""Characters looked at on each side of a number."""

_REPORTS, _COUNTS = _FATE_PATTERNS["reports"], _FATE_PATTERNS["counts"]
_UNTRUE = re.compile(_FATE_PATTERNS["untrue"])
_UNTRUE_BEHIND = re.compile(_FATE_PATTERNS["untrue_behind"])
_CLAUSE = re.compile(_FATE_PATTERNS["clause"])
_POSSIBLE = re.compile(_FATE_PATTERNS["possible"])
_UNCONFIRMED = re.compile(_FATE_PATTERNS["unconfirmed"])
_FIRST_SAID = re.compile(_FATE_PATTERNS["first_said"])
_MODAL = re.compile(_FATE_PATTERNS["modal"])


def doubted(
    text: str, quantity: Quantity, figure: FigureMention, left_context: str
) -> FigureMention:
    """Return a figure less sure where the sentence does not state it as a fact.

    Parameters
    ----------
    text : str
        The text.
    quantity : Quantity
        The number.
    figure : FigureMention
        What it counts.
    left_context : str
        The `WIDE` characters before the number.

    Returns
    -------
    FigureMention
        ``denied`` where the text says that it is not so; with a note, and less confidence, where
        it is possible, in a question, not confirmed or an earlier count.
    """
    clause = _CLAUSE.split(left_context)[-1]
    right_context = text[figure.end : figure.end + WIDE]
    sure = min(figure.confidence, 0.4 if not figure.unit else 0.6 if quantity.vague else 1.0)
    denied = _UNTRUE.search(clause) or (
        re.search(rf"(?i:\b(?:{_REPORTS}|{_COUNTS})\b)", clause)
        and _UNTRUE_BEHIND.match(right_context)
    )
    if denied:
        how = f"{figure.how} of {figure.measure or 'something'}, which the text says is not so"
        return replace(figure, status="denied", how=how, confidence=0.5)
    notes = [figure.note] if figure.note else []
    ending = re.search(r"[.!?\n]", right_context)
    if _UNCONFIRMED.search(clause):
        notes.append("not confirmed, by the text")
        sure = min(sure, 0.3)
    elif _POSSIBLE.search(clause) or _MODAL.search(_CLAUSE.split(right_context[:NARROW])[0]):
        notes.append("stated as possible, not as a fact")
        sure = min(sure, 0.3)
    elif ending is not None and ending[0] == "?":
        notes.append("in a question, not stated")
        sure = min(sure, 0.3)
    elif _FIRST_SAID.search(clause) or (
        figure.measure in (*FATES, "toll") and clause.endswith("from ")
    ):
        notes.append("an earlier count, by the text")
        sure = min(sure, 0.5)
    how = (
        f"{figure.how} of {figure.measure}"
        if figure.measure
        else f"{figure.how}; of what is not stated"
    )
    how = figure.how if ";" in figure.how else how
    return replace(figure, note="; ".join(notes), confidence=sure, how=how)
