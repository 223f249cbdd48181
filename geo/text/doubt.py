"""What a sentence takes back of a number: denials, conditions, questions, earlier counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.text.fates import FATES

if TYPE_CHECKING:
    from geo.text.figures import FigureMention
    from geo.text.quantities import Quantity

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
