"""Find quotations and clauses of speech, and what a denial answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.extraction.fates import find_past
from geo.extraction.speakers import LONGEST, Speaker, Subject, subject_before
from geo.geoparsing.lexicon import read_lists
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator


SAYS, ALLEGES, DENIES = (
    "|".join(read_lists("extraction")["attribution"][name])
    for name in ("says", "alleges", "denies")
)
_WORDS = read_lists("extraction")["attribution"]
CLAIM = re.compile(rf"(?i:\b(?:{'|'.join(_WORDS['claims_of'].split())})\b)")
"""A word for what somebody claims, and another can deny."""
_REFUSED = "|".join(_WORDS["refused"].split())
_DENIABLE = re.compile(
    r"(?: (?:strongly|flatly|firmly|again|also))?"
    r"(?:$|[.,;:!?\"”’\n]|,? that\b|(?: ever)? (?:having|being)\b"
    r"| (?:it|this|that|them)\b(?= ?[.,;:\"”\n]|$)"
    rf"| (?:[\w’'-]+ ){{0,5}}?(?:{'|'.join(_WORDS['claims_of'].split())})\b)"
)
_DENIED = re.compile(
    r" (?:ever )?\w+ing\b| (?:[\w’'-]+ ){1,5}?(?:was|were|had|has|have|is|are|did|would|could)\b"
    rf"| (?!(?:[a-z]+ ){{0,2}}(?:{_REFUSED})\b)"
)
WHEN = (
    r"(?: (?:on|in|at|outside|inside|last|this|late|earlier|yesterday|today)"
    r"(?: \w+){0,4}(?=:| that\b))?"
)
UPPER = f"[A-Z{''.join(chr(code) for code in range(0xC0, 0x250) if chr(code).isupper())}]"
"""A capital of the Latin letters, as a pattern: of Åsa and Çelik, too."""
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Rev|Hon|St|Maj)\."
_NAMED = rf"(?:{_TITLE}|(?:[A-Z]\.)+(?![\w])|{UPPER}[\w’'-]*)"
NAME = rf"{_NAMED}(?: (?:{_NAMED}|of|the|de|al|bin))*"
NOT_NEXT = (
    r"(?!(?:in|at|on|of|for|who|and|but|as|to|from|with|by|after|before|that|when|while|yesterday"
    r"|today|late|last|about|during)\b)"
)
_UNNAMED = r"(?:one|some|another|both|each|several|most|others)(?: of (?:them|us|the [a-z]+))?"
_RIGHT_CUE = re.compile(
    rf"[,.!?]? ?[\"”’]*[,.]? ?(?P<verb>{SAYS}|{ALLEGES}|{DENIES}) "
    rf"(?P<who>(?:the [^,.\n]{{0,60}}?, )?{NAME}|(?:he|she|they|it)\b"
    rf"|{NOT_NEXT}(?!(?:the|an?|his|her|its|their|one|some|another)\b)[a-z-]+ (?:[a-z-]+ )?{NAME}"
    rf"|(?P<unnamed>{_UNNAMED})(?= ?[,.;:\n]|$)"
    rf"|(?:the|an?|his|her|its|their|one|some|another) (?:[a-z’'-]+ )?{NAME}"
    rf"|(?:the|an?|his|her|its|their|one|some|another) [a-z’'-]+(?: {NOT_NEXT}[a-z’'-]+)?"
    rf"(?: (?:of|for) (?:the )?(?:{NAME}|[a-z’'-]+))?"
    r"|(?:officials|police|witnesses|residents|critics|opponents|doctors)\b)"
)
_AHEAD = re.compile(
    rf"[,.!?]? (?P<who>[^\"“”\n.;:]{{1,100}}?) (?P<verb>{SAYS}|{ALLEGES}|{DENIES})\b"
)
# "They left." The mayor said that: of a whole sentence in quotation marks nobody is told behind.
_ENDED = re.compile(r"[.][\"”]$")
_GOES_ON = re.compile(r" (?!(?:on|in|at|last|late|later|yesterday|today)\b)[\w“\"]")
_OF_THE_NEXT = re.compile(r": ?[\"“]")  # She added: "…
_LEFT_CUE = re.compile(rf"\b(?P<verb>{SAYS})[:,] ?$")
_QUOTE = re.compile(r"[\"“](?P<said>[^\"“”\n]{3,2000})(?P<close>[\"”]|(?=\n|$))")
LEAST_WORDS, LEAST_QUOTED = 3, 2
"""Words of what is said, and of what stands in quotation marks beside a word of speech."""
_HAS_THE_WORD = re.compile(
    r"(?<![\w’'-])(?:(?P<by>[Aa]ccording to|[Bb]y (?:all |some |\w+ )?accounts?\b)"
    rf"|(?:{SAYS}|{ALLEGES}|{DENIES}"
    r"|(?:hears?|heard|learn(?:s|ed)|reads?|shows?|showed)(?= that\b))\b"
    rf"{WHEN}(?P<that>,? that\b)?)"
)

_REJECTING = re.compile(
    r"[^.;:!?\"“”\n]{0,80}?, (?P<verb>rejecting|denying|dismissing|disputing)\b"
)
_NO_VERB = re.compile(r" (?:of|by|were|are|was|is)\b")  # behind claims, reports and estimates
_MAY_BE_NOUNS = re.compile(r"claims?|reports?|estimates?|notes?|suspects?|disputes?|states?")
_WHAT = re.compile(r"\b[Ww]hat(?:ever)? [^,.;\n]{1,40}$")  # what the mayor said is not known
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did)\b"
)


def find_speech(text: str) -> list[tuple[int, int]]:
    """Find the clauses in which somebody has the word, whether the text names them or not.

    What stands there and in no statement of `find_statements` is not the article's own word: who
    says it is a question.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of (int, int)
        From who has the word to the end of the clause, in code points, in the order of the text.

    Examples
    --------
    >>> text = "Nine fell ill. The court heard that ten died."
    >>> [text[start:end] for start, end in find_speech(text)]
    ['The court heard that ten died.']
    """
    return [
        clause
        for start, end in sentences(text)
        for clause in _spoken(text, start, min(end, start + LONGEST))
    ]


def _spoken(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence that follow a word of speech, or somebody it goes by."""
    for cue in _HAS_THE_WORD.finditer(text, start, end):
        stop = text.find(";", cue.end(), end)
        stop = end if stop < 0 else stop
        subject = subject_before(text, start, cue.start())
        if cue["by"]:
            yield start if ";" not in text[start : cue.start()] else cue.start(), stop
        elif text[subject.start : subject.end].lower() == "who":
            comma = text.find(",", cue.end(), stop)
            yield cue.start(), stop if comma < 0 else comma
        elif cue["that"] or subject.kind in ("name", "pronoun", "unnamed"):
            yield min(subject.first, cue.start()), stop


@dataclass(frozen=True)
class Statement:
    """Something that somebody says.

    Parameters
    ----------
    start, end : int
        What is said, in code points; the end is exclusive.
    text : str
        The words between them.
    said_by : str
        Who says it, as the text names them; empty where it doesn't.
    said_by_start, said_by_end : int or None
        Where that name stands.
    cue : str
        The word that shows it.
    status : str
        said, said-unnamed, hearsay, alleged or denied.
    quoted : bool
        Whether it stands in quotation marks.
    answers : int or None
        Which of the statements a denial answers, where the text shows it.
    how : str
        How it was found, in words, and what is missing.
    confidence : float
        From 0 to 1: 0.85 for a speaker who is named in the clause, 0.6 for a pronoun whose speaker
        stands before in the paragraph, 0.3 where the text does not name who speaks.
    kind : str
        What the speaker is, such as person or government, where the words of a language tell it.

    Examples
    --------
    >>> from geo.extraction import find_statements
    >>> (statement,) = find_statements("Ann Lee says that it had rained.")
    >>> statement.said_by, statement.cue, statement.status
    ('Ann Lee', 'says', 'said')
    """

    start: int
    end: int
    text: str
    said_by: str
    said_by_start: int | None
    said_by_end: int | None
    cue: str
    status: str
    quoted: bool
    answers: int | None
    how: str
    confidence: float = 0.85
    kind: str = ""


@dataclass(eq=False)
class Quotation:
    """Words in quotation marks: from mark to mark, or to the end of their paragraph."""

    start: int
    end: int
    cue: re.Match[str] | None
    subject: Subject | None = None
    who: Speaker | None = None  # once it is known


def find_quotations(text: str) -> list[Quotation]:
    """Find the quotations; one that its paragraph doesn't close goes on in the next."""
    quotations: list[Quotation] = []
    after: re.Match[str] | None = None
    for quote in reversed(list(_QUOTE.finditer(text))):
        cue, subject = _cue(text, quote)
        if not is_long_enough(quote["said"], LEAST_WORDS if cue is None else LEAST_QUOTED):
            continue
        if cue is None and not quote["close"] and after is not None:
            following = text[quote.end() : quotations[-1].start - 1]
            cue = after if not following.strip() else None
        quotations.append(Quotation(*quote.span("said"), cue, subject))
        after = cue
    return quotations[::-1]


def _cue(text: str, quote: re.Match[str]) -> tuple[re.Match[str] | None, Subject | None]:
    """Find the word of speech beside a quotation, and its subject where that stands before it."""
    end = quote.end()
    right = _RIGHT_CUE.match(text, end, min(len(text), end + 200))
    if right is not None and not _OF_THE_NEXT.match(text, right.end()):
        return right, None
    ahead = _AHEAD.match(text, end, min(len(text), end + 140))
    if (
        ahead is not None
        and not _OF_THE_NEXT.match(text, ahead.end())
        and not (
            _ENDED.search(text, quote.start(), quote.end()) and _GOES_ON.match(text, ahead.end())
        )
    ):
        subject = subject_before(text, ahead.start("who"), ahead.start("verb"))
        if subject.kind != "none" and subject.first == ahead.start("who"):
            return ahead, subject
    left = _LEFT_CUE.search(text, max(0, quote.start() - 60), quote.start())
    if left is None:
        return None, None
    floor = max(0, left.start() - 200)
    floor = 1 + max(text.rfind(mark, floor, left.start()) for mark in ("\n", "!", "?", "”"))
    floor = max(floor, left.start() - 200)
    subject = subject_before(text, floor, left.start("verb"))
    return (left, subject) if subject.kind != "none" else (None, None)


def is_deniable(text: str, at: int, verb: str) -> bool:
    """Return whether what stands behind a word such as "rejected" can be true or false.

    A charge is; a plan, a case and a request are not, and bail that is denied is only not given.

    Examples
    --------
    >>> is_deniable("denied bail to him", 6, "denied"), is_deniable("denied it.", 6, "denied")
    (False, True)
    """
    if _DENIABLE.match(text, at) is not None:
        return True
    return verb.startswith("den") and _DENIED.match(text, at) is not None


def is_long_enough(words: str, least: int = LEAST_WORDS) -> bool:
    """Return whether words are enough to be what somebody says."""
    return len(words.split()) >= least


def is_clause(text: str, start: int, end: int) -> bool:
    """Return whether words are a clause, and no adverbial: "In May, Bo said, it fell"."""
    return find_past(text, start, end) != [] or _FINITE.search(text, start, end) is not None


_ACCUSED = re.compile(r"(?:accused of|blamed (?:for|by)|reported to) ")  # "a man accused of theft"
_CLAUSAL = frozenset(_WORDS["clausal"].split())
_CLAUSE_ENDS = re.compile(
    r"[^\w\s’'-]| (?:after|before|when|while|because|and|but|who|which|as|since|until)\b|$"
)
# An object that is a claim by itself: "claimed 12 kills", "admitted the killing", "wrote of it".
_TELLS = re.compile(r" (?:to|how|why|of|about|there)\b")
_IS_CLAIM = re.compile(
    rf"{CLAIM.pattern}|(?i:\b(?:(?!(?:king|morning|evening|building|spring|thing|wedding|meeting)\b)[a-z]+ing|credit|victory|success)\b"
    r"|(?<=claimed )(?!(?:[\w,]+ ){0,4}(?:lives|life|victims)\b)(?:[a-z]+ )*[0-9])"
)
_AMONG = re.compile(r"\b(?:the|an?|his|her|its|their|our|my|your) $")  # "the accused", "a claim"


def is_no_speech(text: str, start: int, speech: re.Match[str]) -> bool:
    """Return whether a word is a noun here, says what is not told, or rejects no claim."""
    verb, behind = speech["verb"], speech.end("verb")
    if _MAY_BE_NOUNS.fullmatch(verb) and _NO_VERB.match(text, behind):
        return True
    if _WHAT.search(text, start, speech.start()) and not speech["that"]:
        return True
    if _ACCUSED.match(text, speech.start("verb")) or _AMONG.search(text, start, speech.start()):
        return True
    if verb in _CLAUSAL and not speech["that"] and _is_about_a_thing(text, behind):
        return True
    return re.fullmatch(DENIES, verb) is not None and not is_deniable(text, behind, verb)


def _is_about_a_thing(text: str, at: int) -> bool:
    """Return whether a thing stands behind a word of speech, and no clause: "recalled 40 cars"."""
    if text[at : at + 1] != " " or not text[at + 1 : at + 2].isalnum():
        return False  # a quotation, or the end
    end = _CLAUSE_ENDS.search(text, at + 1)
    stop = end.start() if end else len(text)
    claims = _TELLS.match(text, at) or _IS_CLAIM.search(text, at, stop)
    return not claims and not is_clause(text, at, stop)


def without_stop(text: str, start: int, end: int) -> int:
    """Remove the mark that ends a sentence, and what leads on to the next clause."""
    part = text[start:end].rstrip(' .,;:"”’\n')
    for word in (" and", " but", " while", " who", " which", " as", " though", " although"):
        part = part.removesuffix(word)
    return start + len(part.rstrip(" ,"))


def rejects(text: str, quotation: Quotation) -> bool:
    """Return whether somebody says words to deny: "…", said Bo, rejecting the charge."""
    if quotation.cue is None:
        return False
    behind = _REJECTING.match(text, quotation.cue.end("verb"))
    return behind is not None and is_deniable(text, behind.end(), behind["verb"])


_REJECTS_THAT = re.compile(
    rf"\b(?:{DENIES}) (?:this|that|it|the (?:claim|charge|allegation|accusation|report)s?)$"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’]?(?=\s)")
_ACCUSATION = re.compile(r"\b(?:charge|accusation|allegation)s?$")
_COMMON = frozenset(read_lists("extraction")["sets"]["common"].split())


def answering(text: str, statements: list[Statement], number: int) -> Statement:
    """Return a statement, of a denial with the number of the one that it answers.

    A denial that only says "it" answers the statement right before, or else the last accusation
    that names who denies; one with words of its own must share one with the accusation.
    """
    denial = statements[number]
    if denial.status != "denied" or denial.answers is not None:
        return denial
    pointing = _REJECTS_THAT.search(denial.text)
    accusation = pointing is not None and _ACCUSATION.search(pointing[0]) is not None
    for earlier in range(number - 1, max(-1, number - 6), -1):
        other = statements[earlier]
        if other.said_by == denial.said_by or not (other.said_by or _accuses(other)):
            continue
        accuses = _accuses(other)
        if accuses and _is_named(denial.said_by, other.text):
            if pointing is not None or _share_a_word(denial, other):
                return replace(denial, answers=earlier)
        elif earlier == number - 1 and pointing is not None and (accuses or not accusation):
            if len(_SENTENCE_END.findall(text, other.end, denial.start)) > 1:
                return denial  # of what stands between, perhaps
            rivals = statements[max(0, number - 6) : earlier]
            if not any(
                _is_named(denial.said_by, rival.text) for rival in rivals if _accuses(rival)
            ):
                return replace(denial, answers=earlier)
    return denial


def _accuses(statement: Statement) -> bool:
    return statement.status in ("alleged", "hearsay")


def _is_named(name: str, text: str) -> bool:
    """Return whether a statement speaks of somebody: by their last name, or what they are."""
    head = name.split(" of ", maxsplit=1)[0].split(" for ", maxsplit=1)[0].rsplit(" ", 1)[-1]
    return bool(head) and re.search(rf"\b{re.escape(head)}\b", text, re.IGNORECASE) is not None


def _share_a_word(denial: Statement, other: Statement) -> bool:
    """Return whether a denial and an accusation have a word in common, beside who is accused."""
    name = {word.lower() for word in denial.said_by.split()}
    words = (
        {
            word[:5]
            for word in re.findall(r"[a-z]{4,}", statement.text.lower())
            if word not in _COMMON and word not in name
        }
        for statement in (denial, other)
    )
    return not next(words).isdisjoint(next(words))
