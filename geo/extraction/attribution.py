"""Attribute statements to speakers, with their modality.

A statement is a clause after a word of speech, the words inside quotation marks, or a sentence that
says itself that somebody accuses, denies or is said to have done something. The speaker is who
stands before or behind the word of speech; a pronoun, or a quotation without one, goes on with the
last speaker of its own paragraph whom it fits. Where the text does not name who speaks ("one of
them said"), the speaker stays empty and the statement says so. Where one sentence says two things,
each is a statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.extraction.speakers import (
    CALENDAR,
    LONGEST,
    NO_PERSON,
    NOBODY,
    Conversation,
    Speaker,
    Subject,
    is_unnamed,
    subject_before,
)
from geo.extraction.speech import (
    ALLEGES,
    CLAIM,
    DENIES,
    LEAST_QUOTED,
    LEAST_WORDS,
    NAME,
    NOT_NEXT,
    SAYS,
    WHEN,
    Quotation,
    Statement,
    answering,
    find_quotations,
    is_clause,
    is_long_enough,
    is_no_speech,
    rejects,
    without_stop,
)
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator


_STATUS = {"said": SAYS, "alleged": ALLEGES, "denied": DENIES}
_ACCUSES = re.compile(
    r"alleged|accused of|suspected of|claimed|it (?:\w+ ){1,3}(?:alleged|claimed)"
)
_ONE = rf"(?:(?:the )?{NAME}|the [a-z]+(?: (?!and\b)[a-z]+)?)"
_WHOM = rf"{_ONE}(?: and {_ONE}(?=[,.;:\n]|$))?"
_SAYING = "saying|insisting|claiming|alleging|arguing|warning|adding(?= that\\b)"
_SPEECH = re.compile(
    rf"(?<![\w’'-])(?P<verb>{SAYS}|{ALLEGES}|{DENIES})\b{WHEN}(?P<that>,? that\b)?"
    rf"|(?:, |\band )(?P<saying>{_SAYING})(?P<too>,? that\b)?"
)
_IN_CASE = re.compile(
    r"\b(?:[Nn]or|[Nn]ever|[Rr]arely|[Ss]eldom) (?:did|does|do|has|had|would) $"
    r"|\b(?:[Ii]f|[Uu]nless|[Ww]hether|[Ss]hould|[Hh]ad|[Uu]ntil|[Oo]nce) $"
)
# Of these the whole clause is what is said: who put a number at something, who accuses whom.
_WHOLE = ("accus", "blam", "put", "spoke", "speak")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had been)(?: also)?"
    r" (?P<verb>said to|alleged to|accused of|suspected of|reported to|thought to|believed to"
    r"|claimed to)\b"
    r"|\b(?P<hearsay>[Aa]llegedly|[Rr]eportedly|[Pp]urportedly|[Ii]t (?:is|was|has been)"
    r" (?:also |widely |often |now )?(?:said|alleged|reported|believed|claimed|rumou?red) that"
    r"|(?:I|[Ww]e) (?:(?:am|are|was|were|have been) told|hear)(?:, [^,.;\n]{1,40},)? that)\b"
)
_WHICH_DENIED = re.compile(
    r", (?P<clause>(?:which|something|(?:an? |the )?(?:charges?|accusations?|allegations?|claims?))"
    rf" (?:that |which )?(?:[\w’'-]+ ){{1,5}}?(?P<verb>{DENIES})\b)"
)
_REJECTED = re.compile(
    rf"\b(?:is|are|was|were|has been|have been|had been) (?P<verb>{DENIES}) by (?P<who>{_WHOM})"
)
_ACCORDING = re.compile(rf"[Aa]ccording to (?P<who>{_WHOM})")
_TRAILING = re.compile(
    rf", (?P<who>[^,.;:\"“”\n]{{2,80}}?(?:, {NAME},)?)"
    rf" (?P<verb>{SAYS}|claims?|claimed|alleges?|alleged)"
    r"(?: (?:on|in|at|last|late|yesterday|today)\b[^,.;\n]{0,40})?[.!?]?$"
)
_IN_A_HEADLINE = re.compile(r"[a-z]{3,}(?: [a-z]{3,})?")  # union, rights group: without an article
_INVERTED = re.compile(
    rf", (?P<verb>{SAYS}) (?P<who>{NAME}|{NOT_NEXT}[a-z-]+ (?:[a-z-]+ )?{NAME}(?=[.,;!?]|$)"
    rf"|(?:the|an?|his|her|its|their) [a-z’'-]+"
    rf"(?: {NOT_NEXT}[a-z’'-]+)?(?: (?:of|for) (?:the )?(?:{NAME}|[a-z’'-]+))?(?: {NAME})?)"
    r"(?:, [^.\n]{0,80})?[.!?]?$"
)
_NAMED_ROLE = re.compile(
    rf"(?: (?:of|for|in|at) (?:the )?[A-Z][\w’'-]*)?, (?!(?i:{'|'.join(CALENDAR)})\b)"
    rf"(?P<name>{NAME})(?=[.,;!?\"”\n]|$)"
)
_KIN = re.compile(rf" {NOT_NEXT}[a-z-]+(?: {NOT_NEXT}[a-z-]+)?(?=[.,;!?]|$)")  # Bilal's uncle
_TRAILS = re.compile(r"(?: (?:of|the|de|al|bin))+$")  # "Ann Lee of the" fire brigade
_PRONOUNS = frozenset(("he", "she", "they", "it", "who"))
_READERS = frozenset(("we", "i", "you"))  # who speaks to the reader, and not in the story
_NOT_WHO = frozenset(("the", "a", "an", "his", "her", "its", "their", "these", "those", "such"))
_LEADS_ON = re.compile(r"(?:[,–—-]|\b(?:and|but|who|which))$")  # its subject stands further off
# Where a sentence says a second thing; and what only tells when the first one was.
_AND = re.compile(r",? and (?:that |(?=(?:have|has|had|is|are|was|were|will|would)\b))")
_ASIDE_OF = re.compile(r"[^-–—,.;:]{1,80} [-–—] (?:which|who) [^\n]{1,200}? [-–—] ")
_CIRCUMSTANCE = re.compile(r";| when ")
_DENIAL = re.compile(r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|not true|untrue|nothing to do with)\b")
_NUMBER_ALONE = re.compile(r"(?:[a-z]+ ){0,2}[0-9][0-9,.]*")  # the Taliban said 5
_SEMICOLON = re.compile("; ")
_NOT_DENIED = re.compile("; |, (?:but|yet|though|although) ")  # he denied it, but paid
_ADJUNCT = re.compile(r", (?!including\b)(?:[a-z]+ly )?[a-z]+ing\b")  # said, contradicting Bo
_NEAR = 80  # characters in which the name before "who" ends
_NEAR_SURE = 0.5  # less where the speaker is named in another paragraph


def find_statements(text: str) -> list[Statement]:
    """Find who says what in a text.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of Statement
        In the order of the text, none over another.

    Examples
    --------
    >>> text = 'Ann Lee says that it had rained. "It was dry all day," said Bo.'
    >>> statements = find_statements(text)
    >>> [(statement.said_by, statement.text, statement.status) for statement in statements]
    [('Ann Lee', 'it had rained', 'said'), ('Bo', 'It was dry all day', 'said')]
    """
    quotations = find_quotations(text)
    starts, ends = (
        [quotation.start for quotation in quotations],
        [quotation.end for quotation in quotations],
    )
    conversation = Conversation()
    for start, end in sentences(text):
        stop = min(end, start + LONGEST)
        inside = quotations[bisect_right(ends, start) : bisect_left(starts, stop)]
        parts = list(_quoted(text, start, stop, inside, conversation))
        conversation.add(parts)
        for clause in [] if parts else _clauses(text, start, stop):
            conversation.add(list(_in_sentence(text, *clause, conversation)))
        conversation.add(_denied_by_the_way(text, start, stop, conversation))
        conversation.previous_sentence = start, stop
    return [
        answering(text, conversation.statements, number)
        for number in range(len(conversation.statements))
    ]


def _quoted(
    text: str, start: int, end: int, quotations: list[Quotation], conversation: Conversation
) -> Iterator[Statement]:
    """Yield what stands in quotation marks in a sentence, where somebody says it."""
    for quotation in quotations:
        goes_on = quotation.who is not None
        if quotation.who is None and quotation.cue is not None:
            quotation.who = _speaker(text, quotation.cue, quotation.subject, conversation)
        elif quotation.who is None and quotation.start - 1 == start:
            quotation.who = conversation.named(text, start)
        if quotation.who is None:
            continue
        begin, stop = max(start, quotation.start), min(end, quotation.end)
        status = _status(quotation.cue["verb"]) if quotation.cue is not None else "said"
        if _DENIAL.search(text, begin, stop) or rejects(text, quotation):
            status = "denied"
        word = quotation.cue["verb"] if quotation.cue is not None else "“"
        for part in _parts(text, begin, stop):
            if goes_on or is_long_enough(
                text[slice(*part)], LEAST_QUOTED if quotation.cue else LEAST_WORDS
            ):
                yield _statement(text, *part, quotation.who, word, status=status, quoted=True)


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part a sentence at each semicolon behind which somebody else has a word."""
    clauses: list[tuple[int, int]] = []
    begin = start
    for mark in re.compile("; ").finditer(text, start, end):
        speeches = _speeches(text, mark.end(), end)
        apart = _trailing(text, mark.end(), end)[0] and _has_speech(text, begin, mark.start())
        if (
            apart
            or _ACCORDING.match(text, mark.end())
            or (speeches and speeches[0][1].kind != "joined")
        ):
            clauses.append((begin, mark.start()))
            begin = mark.end()
    return [*clauses, (begin, end)]


def _has_speech(text: str, start: int, end: int) -> bool:
    """Return whether somebody has the word in a clause."""
    trailing, _ = _trailing(text, start, end)
    according = _ACCORDING.search(text, start, end)
    return bool(trailing or according or _speeches(text, start, end))


def _denied_by_the_way(
    text: str, start: int, end: int, conversation: Conversation
) -> Iterator[Statement]:
    """Yield the denial that a sentence adds to what it tells: ", which the firm denies"."""
    before = len(conversation.statements) - 1
    for denial in _WHICH_DENIED.finditer(text, start, end):
        subject = subject_before(text, denial.start("clause"), denial.start("verb"))
        accusing = _PASSIVE.search(text, start, denial.start())
        if subject.kind == "pronoun" and accusing is not None:  # of whom the sentence speaks
            subject = subject_before(text, start, accusing.start())
        who = _subject(text, subject, conversation)
        span = denial.start("clause"), without_stop(text, denial.start("clause"), denial.end())
        statement = _statement(text, *span, who, denial["verb"], status="denied")
        is_answer = before >= 0 and conversation.statements[before].start >= start
        yield replace(statement, answers=before) if is_answer else statement


def _in_sentence(
    text: str, start: int, end: int, conversation: Conversation
) -> Iterator[Statement]:
    """Find the statements of a sentence without quotations: whoever says it comes first."""
    by_the_way = _WHICH_DENIED.search(text, start, end)
    end = by_the_way.start() if by_the_way is not None else end
    passive = _PASSIVE.search(text, start, end)
    rejected = _rejected(text, start, end)
    trailing, whose = _trailing(text, start, end)
    speeches = _speeches(text, start, end)
    hearsay = passive or rejected
    if trailing is not None and is_long_enough(text[start : trailing.start()]):
        who = _speaker(text, trailing, whose, conversation)
        for part in _parts(text, start, trailing.start()):
            inner = _PASSIVE.search(text, *part)
            alleges = re.fullmatch(ALLEGES, trailing["verb"]) is not None
            own = "alleged" if alleges else "said"
            status = own if inner is None else _passive_status(inner)
            yield _statement(text, *part, who, trailing["verb"], status=status)
    elif speeches and (source := _ACCORDING.match(text, start, end)) is not None:
        stop = without_stop(text, start, end)  # "according to Bo Ray, Ann Lee said": Bo Ray's word
        yield _statement(text, start, stop, _name(source), "according to", status="said")
    elif speeches and (hearsay is None or speeches[0][0].end() <= hearsay.start()):
        yield from _before_speech(text, start, speeches[0], conversation)
        yield from _reported(text, (start, end), speeches, conversation)
    elif passive is not None:
        cue = passive["verb"] or passive["hearsay"]
        circumstance = _CIRCUMSTANCE.search(text, passive.end(), end) if passive["verb"] else None
        left_context = text[start : passive.start()].rstrip()
        begin = passive.start() if passive["verb"] and _LEADS_ON.search(left_context) else start
        stop = without_stop(text, begin, circumstance.start() if circumstance else end)
        yield _statement(text, begin, stop, NOBODY, cue, status=_passive_status(passive))
    elif rejected is not None:
        stop = without_stop(text, start, end)
        who = _name(rejected)
        yield _statement(text, start, stop, who, rejected["verb"], status="denied")
    elif (according := _ACCORDING.search(text, start, end)) is not None:
        stop = without_stop(text, start, end)
        yield _statement(text, start, stop, _name(according), "according to", status="said")


def _rejected(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find "the charge was denied by the minister"; a plan that is rejected is no claim."""
    rejected = _REJECTED.search(text, start, end)
    is_claim = rejected is not None and CLAIM.search(text, start, rejected.start())
    return rejected if is_claim else None


def _before_speech(
    text: str,
    start: int,
    speech: tuple[re.Match[str], Subject],
    conversation: Conversation,
) -> Iterator[Statement]:
    """Yield what stands before the first word of speech and is somebody's: "It fell, Bo said, …".

    That is a clause that a speaker in commas cuts, and one that goes "according to" another.
    """
    cue, subject = speech
    stop = without_stop(text, start, max(start, subject.first))
    if not is_long_enough(text[start:stop], LEAST_QUOTED):
        return
    according = _ACCORDING.search(text, start, stop)
    if according is not None:
        yield _statement(text, start, stop, _name(according), "according to", status="said")
    elif text[stop : subject.first] == ", " and text[cue.end() : cue.end() + 1] == ",":
        if _is_put_in(text, start, *speech):
            return
        who = _subject(text, subject, conversation)
        yield _statement(text, start, stop, who, cue["verb"], status=_status(cue["verb"]))


def _trailing(text: str, start: int, end: int) -> tuple[re.Match[str] | None, Subject | None]:
    """Find who says it at the end of a sentence: ", the firm said", ", said Ann Lee"."""
    trailing = _TRAILING.search(text, start, end)
    if trailing is not None:
        subject = subject_before(text, trailing.start("who"), trailing.start("verb"))
        if subject.kind in ("name", "pronoun", "unnamed") and subject.first == trailing.start(
            "who"
        ):
            return trailing, subject
        if text[end - 1].isalnum() and _IN_A_HEADLINE.fullmatch(trailing["who"]):
            at = trailing.start("who")
            return trailing, Subject(at, trailing.end("who"), "name", at)
    return _INVERTED.search(text, start, end), None


def _speeches(text: str, start: int, end: int) -> list[tuple[re.Match[str], Subject]]:
    """Find the words of speech of a sentence that have a subject, or go on with one."""
    speeches: list[tuple[re.Match[str], Subject]] = []
    if text[start:end].rstrip(' "”’').endswith("?"):
        return speeches
    for speech in _SPEECH.finditer(text, start, end):
        if speech["saying"]:
            at = speech.start()
            if speeches:
                speeches.append((speech, Subject(at, at, "joined", at)))
            continue
        if is_no_speech(text, start, speech):
            continue
        subject = subject_before(text, start, speech.start())
        words = text[subject.start : subject.end].lower()
        if _IN_CASE.search(text, start, subject.first):
            continue
        goes_on = subject.kind == "joined" and speeches
        if goes_on or (subject.kind not in ("none", "joined") and words not in _READERS | _NOT_WHO):
            speeches.append((speech, subject))
    return speeches


def _reported(
    text: str,
    sentence: tuple[int, int],
    speeches: list[tuple[re.Match[str], Subject]],
    conversation: Conversation,
) -> Iterator[Statement]:
    """Yield the clauses after words of speech; all of a sentence in which they only are put in."""
    speaker: Speaker | None = None
    start, end = sentence
    for number, (speech, subject) in enumerate(speeches):
        stop = speeches[number + 1][1].first if number + 1 < len(speeches) else end
        if subject.kind != "joined" or speaker is None:
            here = speaker if subject.kind == "pronoun" and speaker is not None else None
            speaker = _subject(text, subject, conversation, here)
        verb = speech["verb"] or speech["saying"]
        status = _status(verb)
        put_in = number == 0 and _is_put_in(text, start, speech, subject)
        if (
            not put_in
            and _has_commas(text, speech, subject)
            and not is_clause(text, speech.end(), stop)
        ):
            continue  # "it reopened, its owners say, in August": of what is theirs a part is told
        whole = put_in or status == "denied" or verb.startswith(_WHOLE)
        begin = subject.start if whole and subject.kind != "joined" else speech.end()
        begin = start if put_in else begin
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(" ,:"))
        ends = (_NOT_DENIED if status == "denied" else _SEMICOLON).search(text, begin, stop)
        stop = ends.start() if whole and ends is not None else stop
        if not whole and _ADJUNCT.match(text, speech.end()):
            continue
        is_led = bool(speech["that"] or speech["too"])
        for part in [(begin, stop)] if whole else _parts(text, begin, stop, is_led=is_led):
            span = part[0], without_stop(text, *part)
            words = text[slice(*span)]
            if is_long_enough(words) or _NUMBER_ALONE.fullmatch(words):
                yield _statement(text, *span, speaker, verb, status=status)


def _is_put_in(text: str, start: int, speech: re.Match[str], subject: Subject) -> bool:
    """Return whether words of speech stand inside a clause: "six men, the army says, were hurt"."""
    inside = _has_commas(text, speech, subject)
    return inside and not is_clause(text, start, subject.first - 2)


def _has_commas(text: str, speech: re.Match[str], subject: Subject) -> bool:
    """Return whether a comma stands before who speaks, and one behind the word of speech."""
    return text[subject.first - 2 : subject.first] == ", " and text.startswith(",", speech.end())


def _parts(text: str, start: int, end: int, *, is_led: bool | None = None) -> list[tuple[int, int]]:
    """Part what is said where a second thing is; leave out a subject with a long aside.

    Without "that" an object ends before a second verb: "he admitted the offence and was jailed".
    """
    aside = _ASIDE_OF.match(text, start, end)
    begin = aside.end() if aside is not None else start
    parts = []
    for second in _AND.finditer(text, begin, end):
        if is_led is False and not is_clause(text, begin, second.start()):
            return [(begin, without_stop(text, begin, second.start()))]  # of the verb itself
        if is_long_enough(text[begin : second.start()]) and is_long_enough(
            text[second.end() : end]
        ):
            parts.append((begin, without_stop(text, begin, second.start())))
            begin = second.end()
    return [*parts, (begin, without_stop(text, begin, end))]


def _speaker(
    text: str, cue: re.Match[str], subject: Subject | None, conversation: Conversation
) -> Speaker:
    """Return who speaks: the subject before the verb, or the name behind it."""
    if subject is not None:
        return _subject(text, subject, conversation)
    if cue.groupdict().get("unnamed"):
        return NOBODY
    if cue["who"].lower() in _PRONOUNS:
        return conversation.last(text, cue.start(), cue["who"])
    return _name(cue)


def _subject(
    text: str, subject: Subject, conversation: Conversation, here: Speaker | None = None
) -> Speaker:
    """Return who a subject is: by name, or for a pronoun who spoke before and fits."""
    words = text[subject.start : subject.end]
    if subject.kind == "name":
        return Speaker(words, subject.start, subject.end)
    if subject.kind != "pronoun":
        return NOBODY
    if words.lower() == "who":
        return _antecedent(text, subject)
    if here is not None and here.name:
        person = not NO_PERSON.match(here.name)
        if person == (words.lower() in ("he", "she")):
            return here._replace(sure=0.6)
    return conversation.last(text, subject.start, words)


def _antecedent(text: str, subject: Subject) -> Speaker:
    """Return whom "who" stands for: the words right before it."""
    floor = max(0, subject.start - _NEAR)
    floor = 1 + max(floor - 1, text.rfind("\n", floor, subject.start))
    at = floor + len(text[floor : subject.start].rstrip(" ,"))
    whose = subject_before(text, floor, at, nearest=True)
    if whose.kind == "name":
        return Speaker(text[whose.start : whose.end], whose.start, whose.end)
    return NOBODY


def _name(cue: re.Match[str]) -> Speaker:
    start, end = cue.span("who")
    words = cue["who"]
    kin = _KIN.match(cue.string, end) if words.endswith(("'s", "’s")) else None
    end = kin.end() if kin else end
    comma = words.rfind(", ")  # the party's spokesman, M Anwar
    if comma > 0:
        start += comma + 2
    else:
        start, end = _named_behind(cue.string, start, end)
    name = _TRAILS.sub("", cue.string[start:end].rstrip(".’'"))
    return Speaker(name, start, start + len(name))


def _named_behind(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the name behind a role: "said its director, Bo Ray."; else the words themselves."""
    named = _NAMED_ROLE.match(text, end)
    is_role = text[start].islower() and named is not None
    return named.span("name") if named is not None and is_role else (start, end)


def _status(verb: str) -> str:
    verb = {"alleging": "alleged", "claiming": "claimed"}.get(verb, verb)
    return next((status for status, verbs in _STATUS.items() if re.fullmatch(verbs, verb)), "said")


def _passive_status(cue: re.Match[str]) -> str:
    """Return whether words that name no speaker accuse, or only pass on what is said."""
    words = (cue["verb"] or cue["hearsay"]).lower()
    return "alleged" if _ACCUSES.match(words) else "hearsay"


def _statement(
    text: str, start: int, end: int, who: Speaker, cue: str, *, status: str, quoted: bool = False
) -> Statement:
    how = f"“{cue}”" if cue != "“" else "a quotation that goes on"
    note = f"{how}: {'in quotation marks' if quoted else 'in the article’s words'}"
    sure = who.sure
    if status == "said" and is_unnamed(who.name):
        status = "said-unnamed"
    if not who.name and status in ("alleged", "hearsay"):
        sure = 0.6
    elif who.sure < _NEAR_SURE and who.name:
        note = f"{note}; {who.name} spoke in a paragraph before, and nobody else fits"
    elif not who.name:
        note = f"{note}; who says it is not clear from the text: said_by is empty"
    return Statement(start, end, text[start:end], *who[:3], cue, status, quoted, None, note, sure)
