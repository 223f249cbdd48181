"""Find what verbs tell in the past, what became of those who are counted, and whether as a fact.

"40 people were killed" and "killed 40 people" tell of deaths; "40 people watched as a man was
killed" does not. Where the grammar does not decide, there is no fate. What is denied, planned,
feared, asked or only said is marked as such.

There is no grammar of the whole sentence behind it: a past form counts where a subject can stand
before it, and a participle where *was*, *were*, *has* or *had* does. Verbs of a state, a thought or
a word (``states`` in ``data/lexicon.toml``) tell of nothing that happened.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from geo.extraction.quantities import WORDS
from geo.geoparsing.lexicon import read_lists, read_patterns

if TYPE_CHECKING:
    from geo.extraction.figures import FigureMention
    from geo.extraction.quantities import Quantity

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
_NAMED_FATE = re.compile(
    r" (?P<fate>dead|injured|wounded|missing|displaced|detained)\b"
    r"(?! (?!(?:is|was|has)\b)[a-z]+s\b)"
)
_NEGATION = re.compile(_FATE_PATTERNS["negation"])
_WRONGLY = re.compile(r"\b(?:wrong|false|mistaken|incorrect|erroneous)ly\b")
_INSTEAD = re.compile(_FATE_PATTERNS["instead"])
_PART_OF = re.compile(
    rf"(?i:(?:\b(?:nobody|no one|none) among|(?:[0-9]|\b(?:{'|'.join(WORDS)}|some|many|most|all"
    rf"|dozens|half|none|few|several|any|each|neither|both|part|rest|majority)) of)"
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
    if befallen:
        return _both("", befallen), False
    if part or (bare and text[at : at + 1] == ","):
        return fate_named(text, at) if bare else "", False
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


def fate_named(text: str, at: int) -> str:
    """Return the fate that stands for those who suffered it: "three of the 12 injured"."""
    named = _NAMED_FATE.match(text, at)
    return _both("", named["fate"]) if named is not None else ""


def _denies(left_context: str) -> bool:
    return re.search(rf"{_NEGATION.pattern}(?: \w+)? $", left_context) is not None


def _is_passive(text: str, cue: re.Match[str]) -> bool:
    """Return whether a word is what befell them, not what they did: "40 men killed a king"."""
    if _PASSIVE.search(cue["aux"]) or cue["fate"] in ("died", "die", "perished", "fled"):
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
_NOT_DENIED = re.compile(_FATE_PATTERNS["not_denied"])
_NOBODY_DENIES = re.compile(
    rf".*{_FATE_PATTERNS['not_denied'].removesuffix('$)')}den(?:y|ies|ied)\b)"
)
_OTHER_CLAUSE = re.compile(_FATE_PATTERNS["other_clause"])
_RELATIVE = re.compile(r"\S that\b")
_REPORT_THAT = re.compile(rf"(?i:\b{_REPORTS} that\b)")
_NOT_DONE = re.compile(_FATE_PATTERNS["not_done"])
_HEARSAY = re.compile(_FATE_PATTERNS["hearsay"])
_TO_DO = re.compile(_FATE_PATTERNS["to_do"])
_CLAUSE = re.compile(_FATE_PATTERNS["clause"])
_POSSIBLE = re.compile(_FATE_PATTERNS["possible"])
_UNCONFIRMED = re.compile(_FATE_PATTERNS["unconfirmed"])
_FIRST_SAID = re.compile(_FATE_PATTERNS["first_said"])
_MODAL = re.compile(_FATE_PATTERNS["modal"])


def _without_capital(clause: str) -> str:
    """Return a clause without the capital of its sentence, unless that may be a name or month."""
    return re.sub(r"^\s*(?!May\b|Will\b)[A-Z]", lambda match: match[0].lower(), clause)


def is_untrue(clause: str, right_context: str) -> bool:
    """Return whether a text says that what a clause leads up to is not so.

    Parameters
    ----------
    clause : str
        The words of the clause before what is told.
    right_context : str
        What stands behind it.

    Examples
    --------
    >>> is_untrue("The army denied that it had killed ", " people."), is_untrue("It killed ", ".")
    (True, False)
    """
    untrue = _UNTRUE.search(clause)
    if untrue is not None and _is_of_it(clause, untrue):
        return True
    counts = re.search(rf"(?i:\b(?:{_REPORTS}|{_COUNTS})\b)", clause)
    return counts is not None and _UNTRUE_BEHIND.match(right_context) is not None


def _is_of_it(clause: str, untrue: re.Match[str]) -> bool:
    """Return whether a denial reaches as far as what is told, and is not denied itself."""
    gap = untrue["gap"]
    if untrue["denies"] and _NOT_DENIED.search(clause[: untrue.start()]):
        return False
    return _OTHER_CLAUSE.search(gap) is None and not (
        untrue["denies"] and _RELATIVE.search(gap) and not _REPORT_THAT.search(gap)
    )


def is_possible(clause: str) -> bool:
    """Return whether a clause leads up to what is only possible, supposed, planned or to come.

    Examples
    --------
    >>> is_possible("The dam could kill "), is_possible("Rumours that "), is_possible("It killed ")
    (True, True, False)
    """
    return _POSSIBLE.search(clause) is not None or _TO_DO.search(clause) is not None


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
    clause = _NOBODY_DENIES.sub("", _without_capital(_CLAUSE.split(left_context)[-1]))
    right_context = text[figure.end : figure.end + WIDE]
    sure = min(figure.confidence, 0.4 if not figure.unit else 0.6 if quantity.vague else 1.0)
    if is_untrue(clause, right_context):
        how = f"{figure.how} of {figure.measure or 'something'}, which the text says is not so"
        return replace(figure, status="denied", how=how, confidence=0.5)
    notes = [figure.note] if figure.note else []
    ending = re.search(r"[.!?\n]", right_context)
    if _UNCONFIRMED.search(clause):
        notes.append("not confirmed, by the text")
        sure = min(sure, 0.3)
    elif (
        is_possible(clause)
        or _HEARSAY.search(clause)
        or _MODAL.search(_CLAUSE.split(right_context[:NARROW])[0])
    ):
        notes.append("stated as possible, not as a fact")
        sure = min(sure, 0.3)
    elif _NOT_DONE.search(clause):
        notes.append("the text says that it did not happen")
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


_FORM = re.compile(r"[a-z]+")
_AUXILIARY = re.compile(
    r"\b(?:was|were|got|has been|have been|had been|has|have|had)"
    r"(?: (?:also|then|again|later|soon|never|not|just|since|still|once|first|all|both|\w+ly))*"
    r" (?P<verb>[a-z]+)\b"
)
_NEGATED = re.compile(r" (?:never|not) ")
_BEFORE = re.compile(r"(?P<word>[\w’'%-]+)?(?P<mark>[^\w\s’'%-]*) $")
_LEXICON = read_lists("extraction")["verbs"]
_PAST, _PARTICIPLES, _STATES, _ADVERBS, _NO_SUBJECT = (
    frozenset(_LEXICON[name].split())
    for name in ("past", "participles", "states", "adverbs", "no_subject")
)
_JOINS = frozenset(("and", "or", "but", "then"))


class PastVerb(NamedTuple):
    """A verb in the past.

    Parameters
    ----------
    start, end : int
        The verb with *was* or *had*, in code points; the end is exclusive.
    word : str
        The verb alone.
    """

    start: int
    end: int
    word: str


def find_past(text: str, start: int, end: int) -> list[PastVerb]:
    """Find the verbs in the past between two places of a text.

    Examples
    --------
    >>> text = "The ferry struck a reef and was towed to Split by armed men."
    >>> [verb.word for verb in find_past(text, 0, len(text))]
    ['struck', 'towed']
    """
    verbs: list[PastVerb] = []
    for match in _AUXILIARY.finditer(text, start, end):
        verb = match["verb"]
        known = verb in _PARTICIPLES or (verb.endswith("ed") and len(verb) > 3)  # noqa: PLR2004
        if known and verb not in _STATES and not _NEGATED.search(match[0]):
            verbs.append(PastVerb(match.start(), match.end(), verb))
    taken = [range(verb.start, verb.end) for verb in verbs]
    for match in _FORM.finditer(text, start, end):
        word = match[0]
        regular = word.endswith("ed") and len(word) > 3  # noqa: PLR2004
        if word in _STATES or not (regular or word in _PAST):
            continue
        free = not any(match.start() in span for span in taken)
        if free and _has_subject(text, start, match.start(), bool(verbs)):
            verbs.append(PastVerb(match.start(), match.end(), word))
    return _without_relatives(text, sorted(verbs))


def _has_subject(text: str, start: int, at: int, goes_on: bool) -> bool:  # noqa: FBT001
    """Return whether a subject can stand before a verb; after "and" it may be that of another."""
    while (before := _BEFORE.search(text, max(start, at - 40), at)) is not None:
        word = (before["word"] or "").lower()
        if before["mark"]:
            aside = "," in text[start : before.start("mark")]
            return before["mark"] == "," and (goes_on or aside)
        if word in _ADVERBS or (word.endswith("ly") and len(word) > 4):  # noqa: PLR2004
            at = before.start()
            continue
        if word in _JOINS:
            return goes_on
        if _AGE.search(text, start, at) is not None:
            return True
        return bool(word) and word not in _NO_SUBJECT and not word[0].isdigit()
    return False


# "A man of 47 died", "a boy aged 12 fell": the number is part of the subject.
_AGE = re.compile(r"\b(?:man|woman|boy|girl|child|baby|[a-z]+er) (?:of|aged) \d{1,3} $")
_APART = re.compile(r"[,;:–—]|\b(?:and|but|or|when|while|after|before|because|as|until|since)\b")


def _without_relatives(text: str, verbs: list[PastVerb]) -> list[PastVerb]:
    """Filter out a form that only tells which: "a van stolen in Leeds was found"."""
    return [
        verb
        for verb, following in zip_longest(verbs, verbs[1:])
        if following is None or _APART.search(text, verb.end, following.start)
    ]
