"""Read who says what by the grammar of a language.

The forms of ``[speech]`` say how a clause of speech is built: ``{who} {verb} that {what}``. Where
the words for who speaks are none that can stand alone as a name, the speaker stays empty.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geo.extraction.languages.grammar import (
    LEFT,
    RIGHT,
    WORD,
    alternatives,
    pattern_of,
    split_phrases,
)
from geo.extraction.speech import Statement
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.extraction.languages.grammar import Grammar

_MOST_WORDS = 8  # of the name of a speaker
_LONGEST = 600  # characters of a sentence that are looked at
_NAMED, _ASKED = 0.8, 0.3
_STATUS = {"says": "said", "alleges": "alleged", "denies": "denied"}
_QUOTES = re.compile(
    r"„(?P<a>[^“”„\n]{3,2000})[“”]|»(?P<b>[^»«\n]{3,2000})«|«(?P<c>[^»«\n]{3,2000})»"
    r"|“(?P<d>[^“”\n]{3,2000})”|\"(?P<e>[^\"\n]{3,2000})\"|’’(?P<f>[^‘’\n]{3,2000})‘‘"
)
_OPENS = re.compile(r"[.!?؟۔] +(?=[„»]\S|«[ \u00a0]?\S)")
_CLOSES = " ‘’“”«»\"'"
_BEHIND_QUOTE = re.compile(r"[,.!?؟،۔]?[\s–—-]*")
_FIRM = re.compile(
    r"(?<!\w)(?:GmbH|AG|KG|SE|SA|S\.A\.|SARL|SAS|Ltda|Lda|SL|S\.L\.|SpA|Srl|BV|NV|AŞ|ООО|ОАО|ЗАО|ПАО|ТОВ)"
    r"(?!\w)"
)
_STOP = ' .!?؟۔।"”“»«'


class _Speaker(NamedTuple):
    """Who speaks, as the text names them; an empty name where it does not."""

    start: int
    end: int
    is_named: bool
    is_known: bool


def clauses(text: str, grammar: Grammar) -> list[tuple[int, int]]:
    """Return the sentences of a text; the full stop of "12. Mai" ends none."""
    spans: list[tuple[int, int]] = []
    for start, end in _before_quotes(text):
        cut = spans and re.search(r"(?<!\d)\d{1,2}\.$", text[spans[-1][0] : spans[-1][1]])
        ordinal = grammar.data["numbers"].get("ordinal_stop", False)
        is_closing = bool(spans) and not text[start:end].strip(_CLOSES)
        if is_closing or (cut and ordinal and "\n" not in text[spans[-1][1] : start]):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _before_quotes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text; one begins at a quotation mark behind a full stop, too."""
    for start, end in sentences(text):
        begin = start
        for mark in _OPENS.finditer(text, start, end):
            yield begin, mark.start() + 1
            begin = mark.end()
        yield begin, end


def extract_statements(text: str, grammar: Grammar) -> list[Statement]:
    """Extract who says what in a text in the language of a grammar.

    Parameters
    ----------
    text : str
        The text of an article.
    grammar : Grammar
        The words that govern its language.

    Returns
    -------
    list of Statement
        In the order of the text, none over another.

    Examples
    --------
    >>> from geo.extraction.languages import find_grammar
    >>> text = "Die Polizei sagte, dass der Damm hielt."
    >>> [(said.said_by, said.text) for said in extract_statements(text, find_grammar("German"))]
    [('Die Polizei', 'der Damm hielt')]
    """
    return [
        statement
        for start, end in clauses(text, grammar)
        for statement in _reader(grammar).read(text, start, min(end, start + _LONGEST))
    ]


def extract_speech(text: str, grammar: Grammar) -> list[tuple[int, int]]:
    """Return the sentences in which somebody has the word, whether the text names them or not.

    Examples
    --------
    >>> from geo.extraction.languages import find_grammar
    >>> extract_speech("Es regnete. Man sagte es.", find_grammar("German"))
    [(12, 25)]
    """
    reader = _reader(grammar)
    return [span for span in clauses(text, grammar) if reader.has_speech(text, *span)]


@cache
def _reader(grammar: Grammar) -> _SpeechReader:
    return _SpeechReader(grammar)


class _SpeechReader:
    """The forms of speech of a language, as patterns."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        speech = grammar.data["speech"]
        self._verbs = {name: grammar.pattern(speech.get(name, "")) for name in _STATUS}
        verbs = {name: speech[name] for name in _STATUS if speech.get(name)}
        self._forms = [
            (status, self._form(form, words))
            for form in speech["forms"]
            for status, words in verbs.items()
        ]
        self._according = [self._form(form, "") for form in speech["according"]]
        every = alternatives([w for words in verbs.values() for w in split_phrases(words)])
        self._verb = re.compile(f"(?i:{LEFT}{grammar.attached}(?:{every}){RIGHT})")
        bounds = [
            p.partition("{")[0].strip()
            for t in grammar.data["bounds"].values()
            for p in split_phrases(t)
        ]
        self._bounds = grammar.pattern(",".join(bounds))

    def _form(self, form: str, verbs: str) -> re.Pattern[str]:
        """Return the pattern of a form of speech."""
        values = {
            "who": r"(?P<who>[^.;:!?\"“”„«»\n]{2,120}?)",
            "what": r"(?P<what>[^\n]{3,}?)",
            "verb": f"(?P<verb>{alternatives(split_phrases(verbs))})",
        }
        parts = re.split(r"(\{\w+\})", form)
        pattern = "".join(
            values[part[1:-1]] if part.startswith("{") else pattern_of(part) for part in parts
        )
        begin = "" if form.startswith("{") else LEFT + self._grammar.attached
        end = rf"(?=[{re.escape(_STOP)}]*$)" if form.endswith("{what}") else ""
        ends_name = form.endswith("}")
        end = end or (r"(?=\s*[,.;:!?؟،۔।–—\"“”«»]|\s*$)" if ends_name else RIGHT)
        return re.compile(rf"(?i:{begin}{pattern}{end})")

    def has_speech(self, text: str, start: int, end: int) -> bool:
        """Return whether somebody has the word in a sentence."""
        return any(
            pattern.search(text, start, end) for pattern in (self._verb, _QUOTES, *self._according)
        )

    def read(self, text: str, start: int, end: int) -> list[Statement]:
        """Return the statements of a sentence: quotations first, else its clause of speech."""
        quotes = list(_QUOTES.finditer(text, start, end))
        if any(quote.start() == start or self._led(text, start, quote) for quote in quotes):
            return [
                statement
                for quote in quotes
                for statement in self._quoted(text, (start, end), quote)
            ]
        return list(self._reported(text, start, end))

    def _led(self, text: str, start: int, quote: re.Match[str]) -> bool:
        return self._verb.search(text, start, quote.start()) is not None and (
            text[start : quote.start()].rstrip()[-1:] in (":", ",", "،")
        )

    def _quoted(
        self, text: str, sentence: tuple[int, int], quote: re.Match[str]
    ) -> Iterator[Statement]:
        """Yield what stands in quotation marks, where a word of speech stands beside it."""
        group = next(name for name in "abcdef" if quote[name])
        span = quote.span(group)
        gap = _BEHIND_QUOTE.match(text, quote.end())
        at = gap.end() if gap else quote.end()
        for name, verbs in self._verbs.items():
            verb = verbs.search(text, at, min(sentence[1], at + 80))
            left = list(verbs.finditer(text, sentence[0], quote.start()))
            if verb is not None and verb.start() == at:
                who = self._behind(text, verb.end(), sentence[1])
                who = who or self._before(text, sentence[0], quote.start())
            elif verb is not None and not re.search(r"[,;:.]", text[at : verb.start()]):
                who = self._before(text, at, verb.start())
            elif left:
                verb = left[-1]
                who = self._beside(text, sentence[0], verb, quote.start())
            else:
                continue
            yield self._statement(text, span, who, verb[0], name, quoted=True)
            return

    def _beside(self, text: str, start: int, verb: re.Match[str], end: int) -> _Speaker | None:
        """Return who stands before a verb, or between it and what is said."""
        stop = start + len(text[start:end].rstrip(" :,،"))
        who = self._before(text, start, verb.start())
        return who if who is not None else self._behind(text, verb.end(), stop)

    def _reported(self, text: str, start: int, end: int) -> Iterator[Statement]:
        """Yield what a sentence says in somebody's words, or as somebody's claim."""
        for status, form in self._forms:
            match = form.search(text, start, end)
            if match is None:
                continue
            who = self._of_form(text, match)
            if who is None and match.re.groupindex.get("who"):
                continue
            what = match.span("what") if match.re.groupindex.get("what") else (start, end)
            yield self._statement(text, what, who, match["verb"], status)
            return
        for form in self._according:
            match = form.search(text, start, end)
            if match is None:
                continue
            who = self._noun_phrase(text, *match.span("who"))
            if who is not None:
                yield self._statement(text, (start, end), who, "according to", "says")
                return

    def _of_form(self, text: str, match: re.Match[str]) -> _Speaker | None:
        if "who" not in match.re.groupindex:
            return None
        first, last = match.span("who")
        if last < match.start("verb"):
            return self._before(text, first, last)
        return self._behind(text, first, last)

    def _before(self, text: str, start: int, end: int) -> _Speaker | None:
        """Return who stands before a verb: the words behind the last comma, or before an aside."""
        words = text[start:end].rstrip()
        if words.endswith(("،", ",")):
            parts = re.split("[,،]", words[:-1])
            aside = parts[-1].strip()
            if len(parts) > 1 and not (_is_name(aside) or _FIRM.search(aside)):
                first = start + sum(len(part) + 1 for part in parts[:-2])
                return self._noun_phrase(text, first, first + len(parts[-2]), whole=True)
            if len(parts) > 1:
                first = start + words.rindex(aside)
                return self._noun_phrase(text, first, first + len(aside))
            words = words[:-1]
        comma = max(words.rfind(mark) for mark in ",،")
        first = start + comma + 1
        return self._noun_phrase(text, first, start + len(words), whole=True)

    def _behind(self, text: str, start: int, end: int) -> _Speaker | None:
        """Return who stands behind a verb: up to a comma, or to where and when it was said."""
        comma = re.compile('[,.;:!?،؛"“”«»]').search(text, start, end)
        stop = comma.start() if comma else end
        aside = re.compile(r"[,،] ?([^,.;:،\n]{3,60})").match(text, stop)
        who = self._noun_phrase(text, start, stop)
        is_role = who is not None and not _is_name(text[who.start : who.end])
        if is_role and aside is not None and _is_name(aside[1].strip()):
            return self._noun_phrase(text, *aside.span(1)) or who
        return who

    def _noun_phrase(
        self, text: str, start: int, end: int, *, whole: bool = False
    ) -> _Speaker | None:
        """Return the words for who speaks in a span; None where they are none, or not the whole."""
        tokens = self._tokens_of_name(text, start, end)
        if not tokens:
            return None
        first, last = tokens[0].start(), tokens[0].end()
        if self._is(text, tokens[0], "pronouns"):
            return _Speaker(first, last, is_named=False, is_known=False)
        is_led = self._is(text, tokens[0], "prepositions", "negation", "that")
        is_led = is_led or self._bounds.match(text, first) is not None
        if is_led and not self._is(text, tokens[0], "determiners"):
            return None
        for left, token in pairwise(tokens):
            if text[left.end() : token.start()].strip(" \u00a0") or self._ends_name(text, token):
                break
            last = token.end()
        is_cut = whole and last != tokens[-1].end()
        is_long = len(WORD.findall(text, first, last)) > _MOST_WORDS
        if is_cut or is_long or not self._can_speak(text, tokens[0], first, last):
            return None
        unnamed = self._grammar.words("unnamed").search(text, first, last)
        return _Speaker(first, last, is_named=unnamed is None, is_known=True)

    def _tokens_of_name(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        """Return the words of a span without those around a name that are no part of it."""
        tokens = list(WORD.finditer(text, start, end))
        while tokens and self._is(text, tokens[-1], "postpositions", "aux", "adverbs"):
            tokens.pop()
        behind = [n for n, token in enumerate(tokens, 1) if self._is(text, token, "postpositions")]
        tokens = tokens[behind[-1] :] if behind else tokens
        while tokens and self._is(text, tokens[0], "adverbs", "breaks", "aux"):
            tokens.pop(0)
        return tokens

    def _ends_name(self, text: str, token: re.Match[str]) -> bool:
        """Return whether a word is none of a name, and what stands before it is the whole."""
        if self._is(text, token, "particles"):
            return False
        is_small = not token[0][:1].isupper() and self._is(
            text, token, "prepositions", "adverbs", "breaks", "aux", "negation"
        )
        is_number = token[0][0].isdigit() or self._bounds.match(text, token.start()) is not None
        return is_small or is_number

    def _is(self, text: str, token: re.Match[str], *names: str) -> bool:
        """Return whether a word is in one of some lists."""
        return any(self._grammar.words(name).fullmatch(text, *token.span()) for name in names)

    def _can_speak(self, text: str, token: re.Match[str], first: int, last: int) -> bool:
        """Return whether words can be somebody: an article, a capital, or who is collective."""
        words = self._grammar.words
        if not self._grammar.data["words"].get("names_are_capital", True):
            return last - first > 1 and not token[0].isdigit()
        is_kind = any(
            self._grammar.pattern(kind).match(text, first)
            for kind in self._grammar.data["kinds"].values()
        )
        return bool(
            is_kind
            or self._is(text, token, "determiners", "collective")
            or words("unnamed").match(text, first)
            or (token[0][:1].isupper() and last - first > 1)
        )

    def _statement(
        self,
        text: str,
        span: tuple[int, int],
        who: _Speaker | None,
        cue: str,
        status: str,
        *,
        quoted: bool = False,
    ) -> Statement:
        begin = span[0] + len(text[slice(*span)]) - len(text[slice(*span)].lstrip(" ,"))
        stop = begin + len(text[begin : span[1]].rstrip(_STOP + ","))
        words = (begin, stop, text[begin:stop])
        how = f"“{cue}”, read in {self._grammar.language}"
        strength = _STATUS[status]
        if who is None or not who.is_known:
            how += "; who says this?"
            return Statement(
                begin,
                stop,
                text[begin:stop],
                "",
                None,
                None,
                cue,
                strength,
                quoted,
                None,
                how,
                _ASKED,
            )
        if strength == "said" and not who.is_named:
            strength = "said-unnamed"
        name = text[who.start : who.end]
        kind = self._kind(name) if who.is_named else "unnamed"
        named = (name, who.start, who.end)
        return Statement(*words, *named, cue, strength, quoted, None, how, _NAMED, kind)

    def _kind(self, name: str) -> str:
        """Return what a speaker is by the word for it that stands first in the name."""
        if _FIRM.search(name):
            return "group"
        kinds = self._grammar.data["kinds"]
        matches = [
            (match.start(), -len(match[0]), kind)
            for kind, words in kinds.items()
            if (match := self._grammar.pattern(words).search(name)) is not None
        ]
        if matches:
            return str(min(matches)[2])
        if _is_name(name):
            return "person"
        return "group" if name[:1].isupper() and " " not in name else "unnamed"


def _is_name(words: str) -> bool:
    """Return whether words are a person's name: two or more with a capital, no article."""
    parts = words.split()
    small = {"de", "von", "van", "du", "da", "do", "dos", "del", "la", "der"}
    return (
        len(parts) > 1
        and all(part[:1].isupper() or part in small for part in parts)
        and (parts[0][:1].isupper())
    )


__all__ = ["clauses", "extract_speech", "extract_statements"]
