"""What became of people who are counted, by the grammar around their number.

"40 people were killed" and "killed 40 people" tell of deaths; "40 people watched as a man was
killed" does not. Where the grammar does not decide, there is no fate.
"""

from __future__ import annotations

import re

from geo.text.quantities import WORDS

_KILLED = (
    r"(?:killed|murdered|slain|slaughtered|massacred|executed|assassinated|shot dead|beheaded"
    r"|burn(?:ed|t) to death|beaten to death|crushed to death|stabbed to death|drowned)"
)
# What became of those who are counted: passive or adjective, active, and as a noun.
FATES = {
    "deaths": (
        rf"{_KILLED}|died|dead|perished|dying|lost their lives|los(?:t|ing) their li(?:fe|ves)",
        (
            r"kill(?:ed|ing|s)?|murder(?:ed|ing)|massacr(?:ed|ing)|slaughter(?:ed|ing)|slew"
            r"|execut(?:ed|ing)|assassinat(?:ed|ing)|drown(?:ed|ing)|claimed the lives of"
            r"|(?:claim|tak)ing the lives of|took the lives of|cost the lives of"
        ),
        (
            r"deaths?|death toll|killings?|murders?|massacre|slaughter|execution|fatalities|bodies"
            r"|loss"
        ),
    ),
    "injured": (
        r"injured|wounded|hurt|maimed|burned|burnt",
        r"injur(?:ed|ing|es)|wound(?:ed|ing|s)|hurt(?:ing|s)?|maim(?:ed|ing)",
        r"injur(?:y|ies)|wounding",
    ),
    "arrested": (
        r"arrested|detained|jailed|imprisoned|taken into custody|held",
        r"arrest(?:ed|ing|s)|detain(?:ed|ing|s)|jail(?:ed|ing)|imprison(?:ed|ing)",
        r"arrests?|detention|imprisonment",
    ),
    "missing": (r"missing|unaccounted for", r"(?!)", r"disappearance"),
    "displaced": (
        r"displaced|homeless|fled|evacuated|uprooted|driven from their homes",
        r"displac(?:ed|ing|es)|uproot(?:ed|ing)|evacuat(?:ed|ing)",
        r"displacement|evacuation",
    ),
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
