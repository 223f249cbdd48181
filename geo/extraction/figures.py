"""Find figures: numbers of people or things, and what they count.

A number counts when something stands behind it that can be counted, or a bound before it. Dates,
times, ages, scores, telephone numbers and numbers in names are no figures. What became of people is
read from the grammar around the number: "40 people were killed" and "killed 40 people", but not "40
people watched as a man was killed". Where the grammar does not decide, nothing is said of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from geo.extraction.dates import find_dates
from geo.extraction.fates import (
    LEFT_CUES,
    NARROW,
    WIDE,
    chained,
    doubted,
    fate_named,
    fate_of,
    is_led,
)
from geo.extraction.nouns import (
    PEOPLE,
    CountedNoun,
    after_aside,
    is_share,
    is_whole_of_share,
    part_of,
    rate_of,
    read_noun,
)
from geo.extraction.quantities import (
    NUMBER,
    WORDS,
    Quantity,
    bounded,
    read_quantity,
    right_bound,
)
from geo.geoparsing.lexicon import read_lists, word_set

_LEXICON = read_lists("extraction")["figures"]


_NOUNS = {
    "deaths": "deaths", "fatalities": "deaths", "lives": "", "injuries": "injured",
    "casualties": "casualties",
}  # fmt: skip
_LIVES = re.compile(r"(?i:\b(?:claim(?:ed|ing|s)?|cost(?:ing|s)?|took|taken|taking|loss of) $)")
_LOST = re.compile(r" (?:were |had been |have been |being )?(?:lost|claimed|taken)\b")
_TOLL = re.compile(
    r"(?i:\b(?P<death>death |dead )?toll(?: (?:rose|climbed|jumped|went up"
    r"|increased)? ?from(?: [0-9,]+ to)?"
    r"| of| to| at| as| is| was| reached| rose to| stood at"
    r"| stands at| climbed to| has reached| has risen to| had risen to| had reached| hit| now at"
    r"|: ?| (?:has |had )?(?:passed|exceeded|topped)| to reach)(?: the)? $)"
)
_LIKEWISE = re.compile(
    r"(?:[;,]|[.]|\b(?:and|but|while|whereas))[^.;,]{0,60}\b(?:spoke of|speak of|speaks of"
    r"|put it at|puts it at|said|say|says|reported|gave|give|gives|counted|count|counts|had it at"
    r"|estimated|told of|talked of"
    r"|(?:said|says|reported|added) (?:that )?(?:there were|there had been|it was|it had)"
    r"|(?:puts?|gives?|gave) (?:it|the (?:number|figure|toll|count|total)) (?:at|as)) $"
)
_BEFALLEN = re.compile(rf" (?:{'|'.join(_LEXICON['befallen'].split())})\b")
_FROM_WHEN = re.compile(r" (?:before|after|ago|later|earlier|since|from (?:now|then))\b")
_AGED = re.compile(
    r"(?i:\b(?:aged?|ages|ages? of|aged between|ages between|turn(?:ed|ing|s)?|who (?:is|was)"
    r"|(?:s?he|i|they) (?:is|was|were)"
    r"|age(?:d|s)? (?:from|about|around|under|over|only|just))(?: (?:just|only|about|around))? $)"
)
_AGE_BEHIND = re.compile(
    r"[ -](?:(?:days?|weeks?|months?|years?)[ -](?:olds?|of age)\b|or (?:over|under|older"
    r"|younger)\b)"
)
_OLDER = re.compile(r"(?i:^(?:over|under|above|below|between|from) )")
_GROUP = re.compile(
    r"(?i:\b(?:toll|total|number|count|tally|figure|estimate|crew|party|group|crowd|team|family"
    r"|convoy|audience|congregation|class) of $)"
)
_NO_COUNT = re.compile(r"(?i:\b(?:of|at|on|in|by|number|no\.|since|until|per|page|to) $)")
_RATIO = re.compile(r"(?i:\b(?:one|two|three|1|2|3|[0-9]+) (?:in|out of|in every) $)")
_LABELLED = re.compile(
    r"(?i:\b(?:nos?\.?|numbers?|pages?|chapters?|flights?|highway|routes?|rooms?|tel\.?|phone"
    r"|articles?"
    r"|sections?|figures?|tables?|parts?|verses?|psalms?|platforms?|gates?|floors?|levels?"
    r"|channels?"
    r"|size|type|model|boeing|airbus|apollo|act) $)"
)
# With an article it is a place or a thing: "in the camp 40 people died".
_NUMBERED = re.compile(
    r"(?i:(?:^|[.!?\n] ?|\b(?:on|in|at|aboard|from|to|of|by|near|past|through|behind|inside) )"
    rf"(?:{'|'.join(_LEXICON['numbered'].split())}) $)"
)
_OPENERS = (
    r"[A-Z][a-z]+ly|(?:[Kk]ill|[Ii]njur|[Ww]ound|[Ll]eav|[Aa]rrest)ing|With|For|About|Then|Last|He|She|They|It"
    r"|The"
    r"|And|But|Of|Some|When|After|Before|While|As|Only|Also|Now|Another|If|Since|There"
)
_GROUPED = re.compile(r"\b[Tt]he [A-Z][a-z]+ of $")  # the Group of 77
_CAPITAL = re.compile(rf"\b(?!(?:{_OPENERS}) )[A-Z][a-z]+ $")
_OPENS = re.compile(r"(?:^|[.!?;:“\"\n] ?|\b(?:that|said|say|says|when|after|but) )$")
_BEING = re.compile(rf" (?:were|are) (?P<who>{'|'.join(_LEXICON['people'].split())})\b")
_AND_OTHERS = re.compile(r"(?:,? and|,| as well as) (?:another |a further )?")
_BESIDE_OTHERS = re.compile(
    rf"(?:(?i:an?|one|{'|'.join(WORDS)})|[0-9][0-9,]*) (?:[a-z-]+ ){{1,2}}(?:and|,)"
    r" (?:another )?$"
)
_A_PERSON = re.compile(
    r"(?:an?|one|the|his|her|their) (?:[a-z]+ )?(?:man|woman|child|boy|girl|baby|toddler|teenager"
    r"|soldier|student|pupil|officer|worker|driver|nurse|doctor|teacher|guard|mother|father|son"
    r"|daughter|wife|husband|brother|sister|priest|monk|journalist|tourist|passenger)\b"
)
_WHERE_OR_WHEN = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Aa]round|[Oo]utside|[Ll]ast"
    r"|[Aa]cross) (?:[A-Z][\w’'-]* )+$"
)
_TIME = re.compile(r" ?(?:am|pm|a\.m\.?|p\.m\.?|o’clock|o'clock|GMT|UTC|th|st|nd|rd)(?!\w)")
_BOUND_TO_A = re.compile(
    r"(?i:\b(?:than|least|most|over|under|about|around|nearly|almost|up to) $)"
)
_LOOSE = word_set("all both only some over under above below around the these those just")


@dataclass(frozen=True)
class FigureMention:
    """A number of something that stands in a text.

    Parameters
    ----------
    start, end : int
        Code points of the number with its bound; the end is exclusive.
    text : str
        The words between them.
    measure : str
        What is counted, such as deaths, seats, distance, duration, share or money.
    low, high : float or None
        The least and the most that the words allow; None where that side is open.
    bound : str
        exact, at-least, more-than, at-most, less-than, about or between; empty where the text
        names no number.
    unit : str
        people, seats, hours, percent …; empty where nothing tells it.
    scope : str
        Of what: ``of 168 seats``; empty where nothing tells it.
    how : str
        How it was read, in words.
    status : str
        ``denied`` where the sentence itself says that it is not so; else ``reported``.
    note : str
        What the other columns cannot hold, such as "a little less".
    wording : str
        The words where they name no number, such as "thousands"; else empty.
    confidence : float
        From 0 to 1: 0.9 where number, bound and what is counted all stand in the grammar.

    Examples
    --------
    >>> (figure,) = find_figures("At least 41 people died.")
    >>> figure.measure, figure.low, figure.high, figure.bound
    ('deaths', 41.0, None, 'at-least')
    """

    start: int
    end: int
    text: str
    measure: str
    low: float | None
    high: float | None
    bound: str
    unit: str
    scope: str
    how: str
    status: str = "reported"
    note: str = ""
    wording: str = ""
    confidence: float = 0.9


def find_figures(text: str) -> list[FigureMention]:
    """Find the numbers of things that a text tells.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of FigureMention
        In the order of the text, none over another.

    Examples
    --------
    >>> figures = find_figures("At least 41 people died; 42 of 168 seats; about 6,300 km.")
    >>> [(figure.text, figure.low, figure.bound, figure.measure) for figure in figures][0]
    ('At least 41', 41.0, 'at-least', 'deaths')
    >>> [figure.text for figure in figures]
    ['At least 41', '42', '168', 'about 6,300']
    """
    dated = sorted((figure.start, figure.end) for figure in find_dates(text))
    figures: list[FigureMention] = []
    at, position = 0, 0
    while (match := NUMBER.search(text, position)) is not None:
        position = match.end()
        while at < len(dated) and dated[at][1] <= match.start():
            at += 1
        if at < len(dated) and dated[at][0] < match.end():
            position = max(dated[at][1], match.start() + 1)
            continue
        if (match["low"] or "").lower() in ("a", "an") and not _BOUND_TO_A.search(
            text, max(0, match.start() - 8), match.start()
        ):
            position = match.start() + 1
            continue
        quantity = read_quantity(text, match)
        if quantity is None:
            continue
        position = max(quantity.end, match.start() + 1)
        figure = _read(text, match, quantity, figures[-1] if figures else None)
        if figure is not None and (not figures or figure.start >= figures[-1].end):
            figures.append(figure)
    return figures


def _read(
    text: str, match: re.Match[str], quantity: Quantity, last: FigureMention | None
) -> FigureMention | None:
    """Read a number by what stands around it; None where nothing shows that it counts."""
    left_context = text[max(0, quantity.start - WIDE) : quantity.start]
    head = read_noun(text, match, quantity)
    befallen = None if head.noun else _BEFALLEN.match(text, head.end)
    bound = right_bound(text, befallen.end()) if befallen else None  # "12 dead or fewer"
    if bound is not None:
        quantity = bounded(quantity, bound[1])
    bound = right_bound(text, head.end) if head.noun else None
    if bound is not None:
        head, quantity = replace(head, end=bound[0]), bounded(quantity, bound[1])
    if _is_no_count(text, quantity, head, left_context):
        return None
    near = last is not None and quantity.start - last.end < 2 * WIDE
    same = near and last and not re.search(r"[.!?\n]", text[last.end : quantity.start])
    figure = _count_of(text, quantity, head, left_context, last if same else None)
    rate = rate_of(text, head.end)
    if figure is None or rate is None:
        return None
    figure = part_of(text, figure, last if same else None, head.noun)
    if _is_one_of_several(text, figure, head, left_context):
        figure = replace(figure, scope=head.noun.lower())
    if not _is_count(match, quantity, figure, left_context):
        return None
    if rate and figure.measure != "duration":
        measure, unit = (f"{name} per {rate}" for name in (figure.measure, figure.unit))
        figure = replace(figure, measure=measure, unit=unit) if figure.unit else figure
    return doubted(text, quantity, figure, left_context)


def _is_no_count(text: str, quantity: Quantity, head: CountedNoun, left_context: str) -> bool:
    """Return whether a number is a time, an age, a share, or how far off something is."""
    if _TIME.match(text, quantity.digits_end) or _is_age(text, quantity, head, left_context):
        return True
    lasts = left_context.endswith("for ")
    if head.measure == "duration" and not lasts and _FROM_WHEN.match(text, head.end):
        return True
    if is_led(left_context) and _RATIO.search(left_context[-NARROW:]):
        return True
    share = is_share(text, quantity.digits_end, head.end, quantity.high)
    return share or is_whole_of_share(text, quantity.start)


def _count_of(
    text: str, quantity: Quantity, head: CountedNoun, left_context: str, last: FigureMention | None
) -> FigureMention | None:
    """Return what a number counts, and what became of them, as far as the grammar tells."""
    words = text[quantity.start : quantity.end]
    how = "a number" if re.search("[0-9]", words) else "a number in words"
    figure = FigureMention(
        quantity.start, quantity.end, words, head.measure, quantity.low, quantity.high,
        quantity.bound, head.unit, head.scope, how, note=quantity.note,
        wording=words if quantity.vague else "",
    )  # fmt: skip
    led = is_led(left_context) or left_context.rstrip().endswith(":")
    toll = _TOLL.search(left_context) if led and (head.bare or head.people) else None
    if toll is None and led and head.bare:  # "passed 1,000": the verb is the bound
        toll = _TOLL.search(text, max(0, quantity.digits_start - WIDE), quantity.digits_start)
    if toll is not None:
        return replace(figure, measure="deaths" if toll["death"] else "toll", unit="people")
    if head.noun.lower() in _NOUNS:
        return _of_lives(text, figure, head, left_context)
    if not (head.bare or head.people):
        return figure
    if (
        head.bare
        and last is not None
        and last.measure not in ("", "duration", "distance", "money", "share")
        and _repeated_fate(text, quantity, last)
    ):
        return replace(
            figure, measure=last.measure, unit=last.unit, scope=last.scope, confidence=0.5
        )
    if head.bare and _in_an_aside(text, quantity, left_context):
        fate = fate_named(text, head.end)  # of the 12 injured
        return replace(figure, measure=fate, unit="people") if fate else figure
    return _fate_suffered(text, figure, head, left_context, last)


def _fate_suffered(
    text: str,
    figure: FigureMention,
    head: CountedNoun,
    left_context: str,
    last: FigureMention | None,
) -> FigureMention | None:
    """Add what became of those who are counted, where the grammar tells it."""
    fate, negated = fate_of(text, left_context, head.end, bare=head.bare, befallen=head.befallen)
    if head.bare and last is not None and last.unit not in ("people", "hours", "days", ""):
        return figure  # of the same things, or of people: the words do not tell
    if not fate and not negated and head.people:
        at = after_aside(text, head.end)
        at = at if at > head.end else _after_others(text, head, left_context)
        if at > head.end:
            at -= text[at - 1] == " "
            fate, negated = fate_of(text, left_context, at, bare=False)
    if not fate and head.people and last is not None and last.unit == "people":
        fate = chained(text, figure.start, (last.start, last.end, last.measure))
    if not fate and head.bare and (being := _BEING.match(text, head.end)) is not None:
        return replace(figure, measure=being["who"], unit="people", confidence=0.6)
    if negated:
        how = f"{figure.how}; the text says not {fate}"
        return None if head.bare else replace(figure, confidence=0.3, how=how)
    if not fate:
        return figure
    return replace(figure, measure=fate, unit="people", confidence=0.9 if head.people else 0.6)


def _after_others(text: str, head: CountedNoun, left_context: str) -> int:
    """Return where others end that are counted beside the first: "seven men and two women were".

    They share a verb where the first opens its clause.
    """
    at = head.end
    while _OPENS.search(left_context) and (joined := _AND_OTHERS.match(text, at)) is not None:
        if (single := _A_PERSON.match(text, joined.end())) is not None:
            at = single.end()
            continue
        number = NUMBER.match(text, joined.end())
        quantity = read_quantity(text, number) if number is not None else None
        other = read_noun(text, number, quantity) if number is not None and quantity else None
        if other is None or not other.people:
            break
        at = other.end
    return at + 1 if at > head.end else at


def _is_one_of_several(
    text: str, figure: FigureMention, head: CountedNoun, left_context: str
) -> bool:
    """Return whether other people are counted beside it: "three policemen and a child died".

    Of what befell all of them, the number is that of its own noun alone.
    """
    if not head.people or figure.scope or figure.measure == head.noun.lower() or not head.noun:
        return False
    if head.noun.lower() in ("people", "persons") or figure.unit != "people":
        return False
    if _BESIDE_OTHERS.search(left_context):
        return True
    joined = _AND_OTHERS.match(text, head.end)
    at = joined.end() if joined else head.end
    number = NUMBER.match(text, at) if joined else None
    return joined is not None and (_A_PERSON.match(text, at) is not None or number is not None)


def _of_lives(
    text: str, figure: FigureMention, head: CountedNoun, left_context: str
) -> FigureMention:
    """Read "40 deaths", "40 injuries", and lives that are lost, not saved."""
    measure = _NOUNS[head.noun.lower()]
    if not measure and (_LIVES.search(left_context) or _LOST.match(text, head.end)):
        measure = "deaths"
    return replace(figure, measure=measure, unit="people") if measure else figure


def _repeated_fate(text: str, quantity: Quantity, last: FigureMention) -> bool:
    """Return whether another gives another number of the same: "hospitals spoke of 17"."""
    between = text[last.end : quantity.start]
    ends = re.compile(r"[.;,!?\n]|$").match(text, quantity.end)
    return len(between) < WIDE and ends is not None and _LIKEWISE.search(between) is not None


def _in_an_aside(text: str, quantity: Quantity, left_context: str) -> bool:
    """Return whether a number without a noun is an age or another's: "Ann Lee, 47, died"."""
    if (
        left_context.endswith((", ", "(", "– ", "— "))
        and text[quantity.end : quantity.end + 1] in ",)–—"
    ):
        return True
    near = left_context[-NARROW:]
    if not is_led(left_context) or any(words.search(near) for words in LEFT_CUES.values()):
        return False
    return _NO_COUNT.search(near) is not None and not _GROUP.search(near)


def _is_age(text: str, quantity: Quantity, head: CountedNoun, left_context: str) -> bool:
    if _AGE_BEHIND.match(text, quantity.digits_end):
        return True
    if head.people:
        return False
    words = text[quantity.start : quantity.digits_start]
    word = re.search(r"([\w’'-]+) $", left_context)
    whose = word is not None and word[1].lower() in (PEOPLE | word_set("those anyone everyone"))
    if (
        _OLDER.match(text[quantity.start : quantity.end])
        and whose
        and (not head.noun or head.noun.lower().startswith("year"))
    ):
        return True
    timed = head.noun.lower().removesuffix("s") in word_set("year month")
    near = f"{left_context[-NARROW:]}{words}"
    return (head.bare or timed or not head.unit) and (
        is_led(near) and _AGED.search(near) is not None
    )


def _is_count(
    match: re.Match[str], quantity: Quantity, figure: FigureMention, left_context: str
) -> bool:
    """Return whether a number is one of something, and no name, pronoun or article."""
    small, words = (
        (match["low"] or "").lower(),
        figure.text[: quantity.digits_start - quantity.start],
    )
    words = words.strip().lower()
    plain = figure.bound == "exact" or words in _LOOSE
    bare = plain and not match["money"] and not match["many"]
    if bare and (not figure.unit or (words == "" and _is_label(left_context, figure))):
        return False
    if small in ("a", "an"):
        return bool(figure.unit) and words not in ("", "some")
    if small == "one" and not words:
        return figure.measure in ("duration", "distance")
    return bool(figure.unit) or small not in WORDS or not plain


def _is_label(left_context: str, figure: FigureMention) -> bool:
    """Return whether a number belongs to the name in front of it: "Flight 93"."""
    near = left_context[-NARROW:]
    if _LABELLED.search(near) or _NUMBERED.search(near) or _GROUPED.search(near):
        return True
    elsewhere = figure.unit == "people" and _WHERE_OR_WHEN.search(near)
    return _CAPITAL.search(near) is not None and not elsewhere
