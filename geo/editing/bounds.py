"""Compare the numbers and the ends in time of a text with those of its claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.editing.wording import NUMBERS, number_value, without_quotes
from geo.evidence import split_ids
from geo.extraction.figures import find_figures
from geo.extraction.languages import extract_figures, find_grammar
from geo.story.cross_rules import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from geo.editing.wording import Wording
    from geo.extraction.figures import FigureMention

    Row = dict[str, str]


_AS_WIDE = {
    "at-least": {"at-least"},
    "more-than": {"more-than", "at-least"},
    "at-most": {"at-most"},
    "less-than": {"less-than", "at-most"},
    "about": {"about"},
    "between": {"between"},
}
"""For each bound of a figure, the bounds of a text that exclude nothing that it allows."""
_OPEN = re.compile(r"(?:\[\.\.|\.\./).*?(\d{4})(?!.*\d{4})")
_END = re.compile(r"(\d{4})[-\d]*$")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_REACH = 30
"""The most characters between *until* and the year that it is about."""


class Bounds:
    """The figures and dates of a story, by the claims that hold them.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text.
    language : str
        In which the texts are written.
    wording : Wording
        The words of that language.
    """

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], *, language: str, wording: Wording
    ) -> None:
        self._language = language.partition("-")[0].lower()
        self._until: list[str] = wording.words.get("until", [])
        self._decimal: str = wording.words.get("decimal", ".")
        self._claims = {row["id"]: row for _, row in rows_of(frames["claims"])}
        self._figures: dict[str, list[Row]] = {}
        for _, row in rows_of(frames["figures"]):
            self._figures.setdefault(row["claim"], []).append(row)
        self._dates: dict[str, str] = {
            row["id"]: row["date"]
            for table in ("events", "links")
            for _, row in rows_of(frames[table])
        }
        parts = (re.findall(r"\d+", date) for date in self._dates.values())
        self._of_dates = {float(number) for numbers in parts for number in numbers}

    def narrower(self, sentence: str, claims: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the numbers of a sentence that are more exact than all figures of its claims."""
        own = without_quotes(sentence)
        rows = [row for name in claims for row in self._figures.get(name, [])]
        for mention in self._mentions(own):
            value = mention.high if mention.low is None else mention.low
            same = [
                row for row in rows if value in {float(row[s]) for s in ("low", "high") if row[s]}
            ]
            if same and not any(_allows(row, mention, own) for row in same):
                row = same[0]
                shown = (
                    row["wording"]
                    or f"{row['bound'].replace('-', ' ')} {row['low'] or row['high']}"
                )
                yield mention.text, f"more exact than the claim that it rests on; write {shown}"

    def unheld(self, sentence: str, claims: Sequence[str]) -> Iterator[str]:
        """Yield the numbers in digits that no claim of a sentence holds, nor any date."""
        texts = [text for name in claims for text in self._texts(name)]
        held = self._of_dates | {number_value(n) for text in texts for n in _DIGITS.findall(text)}
        for number in dict.fromkeys(NUMBERS[self._decimal].findall(without_quotes(sentence))):
            if number_value(number, decimal=self._decimal) not in held:
                yield number

    def untold_ends(self, sentence: str, claims: Sequence[str]) -> Iterator[str]:
        """Yield where a sentence says *until* of a date that only says *by then*."""
        subjects = {other for name in claims for other in split_ids(self._claims[name]["about"])}
        dates = [self._dates[name] for name in subjects & self._dates.keys()]
        open_ends = {match[1] for date in dates if (match := _OPEN.match(date))}
        stated_ends = {
            match[1] for date in dates if not _OPEN.match(date) and (match := _END.search(date))
        }
        own = without_quotes(sentence)
        for word in self._until:
            for year in sorted(open_ends - stated_ends):
                near = rf"(?<!\w){re.escape(word)}(?!\w).{{0,{_REACH}}}?{year}"
                behind = rf"{year}.{{0,{_REACH}}}?(?<!\w){re.escape(word)}(?!\w)"
                if match := re.search(
                    behind if word in _POSTPOSITIONS else near, own, re.IGNORECASE
                ):
                    yield match[0]

    def _mentions(self, text: str) -> list[FigureMention]:
        if self._language == "en":
            return find_figures(text)
        grammar = find_grammar(_GRAMMARS.get(self._language, ""))
        return [] if grammar is None else extract_figures(text, grammar)

    def _texts(self, claim: str) -> Iterator[str]:
        row = self._claims[claim]
        yield from (row["statement"], row["note"])
        for figure in self._figures.get(claim, []):
            yield from (figure["low"], figure["high"], figure["wording"], figure["scope"])


_POSTPOSITIONS = ("تک",)
_GRAMMARS = {"de": "German", "es": "Spanish", "fr": "French", "ur": "Urdu"}


def _allows(figure: Row, mention: FigureMention, text: str) -> bool:
    """Return whether a mention excludes nothing that a figure allows."""
    if figure["wording"]:
        return figure["wording"].casefold() in text.casefold()
    return figure["bound"] not in _AS_WIDE or mention.bound in _AS_WIDE[figure["bound"]]
