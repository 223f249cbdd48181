"""Qualify figures: outcome, denial, condition, question, earlier count.

"40 people were killed" and "killed 40 people" tell of deaths; "40 people watched as a man was
killed" does not. Where the grammar does not decide, there is no fate.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.extraction.quantities import WORDS
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from geo.extraction.figures import FigureMention
    from geo.extraction.quantities import Quantity


# What became of those who are counted: passive or adjective, active, and as a noun.
FATES = {
    fate: tuple("|".join(forms[form]) for form in ("passive", "active", "noun"))
    for fate, forms in read_lists("extraction")["qualifiers"].items()
}
_AUX = (
    r"(?:(?:were|was|are|is|be|been|being|have|has|had|having|also|to|all|both|each|now|later|then"
    r"|already|since|still|reportedly|allegedly|apparently|presumed|feared|reported|confirmed"
    r"|believed|thought|said|known|found|left|declared|pronounced|listed|may|might|could|would|will"
    r"|must|instantly|\w+ly|not|never|\w{2,6}n['’]t|got|either|there|thus|subsequently|who|which"
    r"|that|lay|lie|as)\b ?)"
)
_WITHIN = (
    r"(?:(?:aboard|on board|ashore|inside|nearby|there|here|alone|altogether|overall|so far"
    r"|(?:in|on|at|from|near|of|aboard|inside|across|around|outside|among)"
    r" (?:the |a |an |its |his |her |their |this |that )?"
    r"(?:[A-Z][\w’'-]*(?: (?:[A-Z][\w’'-]*|of|the))*|[a-z’'-]+(?: [a-z’'-]+)?)) )"
)
_AHEAD = {
    fate: re.compile(rf"(?:,? |-){_WITHIN}?(?P<aux>{_AUX}{{0,6}})(?P<fate>{after})\b")
    for fate, (after, *_) in FATES.items()
}
_PASSIVE = re.compile(
    r"\b(?:were|was|been|being|are|is|be|got|feared|reported|confirmed|presumed|found|left|declared"
    r"|pronounced|believed|lay|lie)\b"
)
_TAKES_NO_OBJECT = re.compile(
    r"died|dead|perished|dying|lost|los|missing|unaccounted|homeless|fled|drowned"
)
_GOES_ON = re.compile(
    r"[.,;:)!?”\"\n]|$| (?:is|are|was|were|had|have|has|who|said|but|to|with|for|before|until"
    r"|because"
    r"|following|among|amid|under|in|at|by|when|as|after|during|on|near|and|or|today|yesterday"
    r"|last|while|over"
    r"|across|since|this|from|outside|inside|so|this|–|-) "
)
_ALIKE = re.compile(
    r" (?:or|and|and/or) (?P<also>killed|dead|died|injured|wounded|hurt|missing|arrested"
    r"|detained)\b"
    r"(?! (?:a|an|the|[0-9]))"
)
_REACHES = (
    r"(?:of|to|at|is|was|reached|hit|rose to|rises to|has risen to|had risen to|climbed to"
    r"|jumped to|has reached|had reached|stood at|stands at|put at|now at|now stands at|numbered"
    r"|passed|exceeds|exceeded)"
)
LEFT_CUES = {
    fate: re.compile(
        rf"(?i:\b(?:(?P<verb>{active})(?: the| another| a)?|(?:{noun}),? {_REACHES}(?: the)?"
        rf"|(?:number|count) of (?:people |those |the )?(?:{after}) {_REACHES}) $)"
    )
    for fate, (after, active, noun) in FATES.items()
}
_NEGATION = re.compile(r"(?:\bnot|\bnever|n['’]t|\bnor|\bneither|\bwithout|\bno longer)\b")
_WRONGLY = re.compile(r"\b(?:wrong|false|mistaken|incorrect|erroneous)ly\b")
_INSTEAD = re.compile(r"[^.;\n]{0,60}?\bbut (?:only |merely |just |rather |instead )?(?:were )?")
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

_REPORTS = (
    r"(?:reports?|claims?|allegations?|suggestions?|accounts?|rumou?rs?|assertions?|accusations?"
    r"|statements?|stor(?:y|ies)|news)"
)
_UNTRUE = re.compile(
    r"(?i:\b(?:no (?:evidence|proof|truth|record|reports?|sign|confirmation|indication|suggestion)"
    r"|(?:not|n['’]t) (?:true|correct|the case|right)|untrue"
    r"|(?:false|wrong|incorrect|mistaken|erroneous)ly (?:said|reported|claimed|stated|announced"
    r"|told"
    rf"|put|listed|counted|believed)|false {_REPORTS}|contrary to (?:\w+ ){{0,3}}{_REPORTS}"
    r"|(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es?|ed|ing)"
    rf"|refut(?:es?|ed|ing)) (?:that|any|(?:\w+ ){{0,3}}{_REPORTS}|(?:ever )?(?:having )?\w+ing"
    r"|(?:ever )?(?:having )?\w+ed))\b[^.;\n]{0,70}$)"
)
_UNTRUE_BEHIND = re.compile(
    r"[^.;\n]{0,80}?\b(?:is|was|are|were|proved|proven|be|been|turned out)(?: later)?(?: to be)? "
    r"(?:false|untrue|wrong|not true|incorrect|unfounded|baseless|denied|rejected|dismissed|a hoax"
    r"|exaggerated|fabricated|invented|disproved|disproven|refuted|debunked|discredited|withdrawn"
    r"|retracted|corrected|mistaken)\b"
)
_CLAUSE = re.compile(
    r"[.;:!?\n“”\"]|,? (?:but|while|although|though|whereas|until|however"
    r"|and (?:said|says|added|insisted|claimed|told|put))\b"
)
_POSSIBLE = re.compile(
    r"\b(?:would|could|might|may|[Ii]f|[Uu]nless|whether|risk\w*|threat\w*|plot(?:ted)? to"
    r"|plann?(?:ed|ing|s)? to|in order to|hop(?:es?|ed|ing) to|expect\w*|warn\w*|predict\w*"
    r"|forecast\w*"
    r"|simulat\w*|imagin\w*|suppos\w*|fear(?:s|ed|ing)?|able to|enough to|aim\w*|want(?:s|ed)? to"
    r"|capable of|designed to|will|shall|can)\b[^.;\n]{0,60}$"
)
_UNCONFIRMED = re.compile(
    r"(?i:(?:\b(?:nobody|no ?one|no-one|few|none|neither|hardly anyone)\b[^.;\n]{0,30}?"
    r"\b(?:believe|think|thought|claim|say|said|accept|suggest|know|knew|confirm)\w*"
    r"|(?:\b(?:not|cannot|never|unable to|unwilling to|refus\w+ to|declin\w+ to|fail\w* to|yet to"
    r"|impossible to)|n['’]t)(?: \w+){0,2}? (?:confirm|verif|corroborat|substantiat|believe|accept"
    r"|said|say|prove|proven|know|known|establish|claim|suggest)\w*|\bunconfirmed|\bunverified)"
    r"\b[^.;\n]{0,60}$)"
)
_FIRST_SAID = re.compile(
    r"(?i:\b(?:first|initial(?:ly)?|originally|earlier|previously|at first)\b[^.;\n]{0,40}$)"
)
_MODAL = re.compile(r"\b(?:may|might|could|would|feared|presumed|believed|thought)\b")


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
        re.search(rf"(?i:\b{_REPORTS}\b)", clause) and _UNTRUE_BEHIND.match(right_context)
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
