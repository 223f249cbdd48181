"""Draw the blocks below the maps: text, links, signs, ranges of figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from matplotlib.ticker import MaxNLocator

from geo.figures.labels import LINE_HEIGHT, Letter, width, wrapped
from geo.figures.messages import evidence_text, figure_text, number_text
from geo.figures.panel import BADGE, draw_badge
from geo.figures.sheet import Pen, draw_unsure
from geo.messages import words_in
from geo.palette import STATUSES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.figures.axes import Arc
    from geo.figures.sheet import Sheet, Theme
    from geo.messages import Words
    from geo.story.story import Story


SAMPLE = 30.0


class Block(Protocol):
    """Something with a height that can be drawn from its upper left corner, in points."""

    @property
    def height(self) -> float:
        """Height in points."""

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""


@dataclass(frozen=True)
class Paragraph:
    """A text set in lines of a given width."""

    text: str
    letter: Letter
    room: float
    leading: float = LINE_HEIGHT

    @cached_property
    def lines(self) -> list[str]:
        """Text by lines."""
        return wrapped(self.text, size=self.letter.size, room=self.room, font=self.letter.font)

    @property
    def height(self) -> float:
        """Height in points."""
        return len(self.lines) * self.letter.size * self.leading

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        for number, line in enumerate(self.lines):
            y = top - self.letter.size * (0.98 + number * self.leading)
            sheet.text(left, y, line, self.letter)


@dataclass(frozen=True)
class Stack:
    """Blocks below each other."""

    blocks: tuple[Block, ...]
    gap: float = 0.0

    @property
    def height(self) -> float:
        """Height in points."""
        return sum(block.height for block in self.blocks) + self.gap * max(len(self.blocks) - 1, 0)

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        for block in self.blocks:
            block.draw(sheet, left, top)
            top -= block.height + self.gap


@dataclass(frozen=True)
class KeyColumns:
    """Blocks in columns, filled one after the other to about the same height."""

    blocks: tuple[Block, ...]
    count: int
    room: float
    gutter: float = 22.0
    gap: float = 7.0

    @cached_property
    def stacks(self) -> list[Stack]:
        """Blocks by columns."""
        total = sum(block.height + self.gap for block in self.blocks)
        columns: list[list[Block]] = [[]]
        filled = 0.0
        for block in self.blocks:
            if filled + block.height / 2 > total * len(columns) / self.count:
                columns.append([])
            columns[-1].append(block)
            filled += block.height + self.gap
        return [Stack(tuple(column), self.gap) for column in columns]

    @property
    def height(self) -> float:
        """Height in points."""
        return max(stack.height for stack in self.stacks)

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        step = (self.room + self.gutter) / self.count
        for number, stack in enumerate(self.stacks):
            stack.draw(sheet, left + number * step, top)


@dataclass(frozen=True)
class LinkEntry:
    """A link in the list: number, line, title, and who says so."""

    number: int
    medium: str
    status: str
    title: Paragraph
    details: Paragraph

    @property
    def height(self) -> float:
        """Height in points."""
        return self.title.height + self.details.height + 1

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        y = top - 6.2
        colour = sheet.theme.medium(self.medium)
        pen = Pen(line=colour, weight=1.7, dash=sheet.theme.dash(self.status), layer=7)
        sheet.line(np.array([(left + 2 * BADGE, y), (left + 2 * BADGE + SAMPLE, y)]), pen)
        draw_badge(sheet, left + BADGE, y, number=self.number, colour=colour)
        start = left + 2 * BADGE + SAMPLE + 7
        self.title.draw(sheet, start, top)
        self.details.draw(sheet, start, top - self.title.height - 1)


def link_list(story: Story, arcs: tuple[Arc, ...], *, theme: Theme, room: float) -> KeyColumns:
    """List the numbered links with medium, length and evidence, in two columns."""
    column = (room - 22) / 2 - 2 * BADGE - SAMPLE - 7
    entries = []
    for arc in arcs:
        link = story.links.loc[arc.link]
        known = theme.media.get(link["medium"])
        medium = known.label if known else link["medium"]
        evidence = evidence_text(story.claims, about=arc.link)
        length = f", {link['length_km']:,.0f} km" if np.isfinite(link["length_km"]) else ""
        ends = f"{_end(link, 'from')} – {_end(link, 'to')}"
        details = f"{medium}, {ends}{length}. {evidence[:1].upper()}{evidence[1:]}."
        entries.append(
            LinkEntry(
                arc.number,
                link["medium"],
                link["status"],
                Paragraph(link["title"], Letter(8.6, theme.ink("text"), "bold"), column),
                Paragraph(details, Letter(7.4, theme.ink("quiet")), column),
            )
        )
    return KeyColumns(tuple(entries), 2, room)


def _end(link: pd.Series, side: str) -> str:
    return f"{link[f'{side}_label']}{' (unsure)' * bool(link[f'{side}_unsure'])}"


@dataclass(frozen=True)
class Signs:
    """The signs of the maps, in rows as wide as there is room; of the statuses, those drawn."""

    room: float
    theme: Theme
    statuses: frozenset[str]
    has_unsure: bool = False

    height = 30.0

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        self._row(sheet, left, top - 8, "Places", self._places())
        if self.statuses:
            self._row(sheet, left, top - 23, "Links", self._lines())

    def _row(
        self, sheet: Sheet, left: float, y: float, head: str, signs: list[tuple[str, str]]
    ) -> None:
        sheet.text(left, y - 2.6, head, Letter(7.4, self.theme.ink("text"), "bold"))
        x = left + 42
        for sign, text in signs:
            self._sign(sheet, sign, x, y)
            letter = Letter(7.4, self.theme.ink("quiet"))
            x += 40 if sign in STATUSES else 22 if sign == "arrow" else 14
            sheet.text(x, y - 2.6, text, letter)
            x += width(text, size=7.4) + 13

    def _sign(self, sheet: Sheet, sign: str, x: float, y: float) -> None:
        ink, paper = self.theme.ink("event"), self.theme.ink("event-paper")
        tint = Pen(fill=ink, alpha=0.12, layer=7)
        if sign == "dot":
            sheet.disc(x + 4, y, 3.0, Pen(line=paper, fill=ink, weight=0.8, layer=7))
        elif sign == "ring":
            sheet.disc(x + 4, y, 4.2, tint)
            sheet.disc(x + 4, y, 4.2, Pen(line=ink, weight=1.1, layer=7))
        elif sign in {"outline", "disputed"}:
            dash = (3.0, 2.2) if sign == "disputed" else ()
            sheet.box(x - 1, y - 4, x + 9, y + 4, tint)
            pen = Pen(line=ink, weight=0.8, alpha=0.75, dash=dash, layer=7)
            sheet.box(x - 1, y - 4, x + 9, y + 4, pen)
        elif sign == "unsure":
            draw_unsure(sheet, x + 4, y, colour=self.theme.ink("accent"))
        else:
            quiet = self.theme.ink("text")
            pen = Pen(line=quiet, weight=1.7, dash=self.theme.dash(sign), layer=7)
            long = 18 if sign == "arrow" else 34
            sheet.line(np.array([(x, y), (x + long, y)]), pen)
            if sign == "arrow":
                head = np.array([(x + 13, y), (x + 5, y + 3.6), (x + 5, y - 3.6)])
                sheet.polygon(head, Pen(fill=quiet, layer=7))

    def _places(self) -> list[tuple[str, str]]:
        return [
            ("dot", "known to the site"),
            ("ring", "known to the suburb or city, drawn at its size where there is room"),
            ("outline", "borough, region, province"),
            ("disputed", "disputed"),
            *([("unsure", "unsure: it may be another place of that name")] * self.has_unsure),
        ]

    def _lines(self) -> list[tuple[str, str]]:
        notes = [
            (name, f"{it.label.lower()} ({it.meaning})")
            for name, it in STATUSES.items()
            if name in self.statuses
        ]
        return [("arrow", "direction"), *notes]


ROW, LINE = 42.0, 8.6
TICK = 7.0
"""Size of the numbers of a scale."""

READING = ("exact", "at-least", "more-than", "at-most", "less-than", "about", "between")
"""Bounds of figures, in the order in which the reader is told how to read them."""


@dataclass(frozen=True, eq=False)
class DotRange:
    """One set of figures as dots on a common scale.

    Parameters
    ----------
    figures : pandas.DataFrame
        Rows of a story's figures: one measure, unit and scope.
    theme : Theme
        Colours.
    room : float
        Width in points.
    words : geo.messages.Words
        The language of all but what the story says.

    Notes
    -----
    A full dot is an exact number. A dot with an arrow is a bound, open in the arrow's direction; a
    stroke in its place is a bound that the number itself does not reach. A ring is "about". A bar
    joins the two ends of a range. Where the scale does not start at zero, it says so.
    """

    figures: pd.DataFrame
    theme: Theme
    room: float
    words: Words = field(default_factory=lambda: words_in("en"))

    @cached_property
    def head(self) -> Paragraph:
        """What is counted."""
        measure = str(self.figures["measure"].iloc[0]).replace("-", " ").capitalize()
        text = self.words.say("chart.head", measure=measure)
        return Paragraph(text, Letter(9.4, self.theme.ink("text"), "bold"), self.room)

    @cached_property
    def scope(self) -> Paragraph:
        """Which of them are counted."""
        text = self.words.say("chart.scope", scope=str(self.figures["scope"].iloc[0]))
        return Paragraph(text, Letter(7.4, self.theme.ink("quiet")), self.room)

    @cached_property
    def reading(self) -> Paragraph:
        """How to read the dots."""
        bounds = set(self.figures["bound"])
        notes = [self.words.say(f"chart.{bound}") for bound in READING if bound in bounds]
        text = f"{'; '.join(notes)}."
        if self.ticks[0] > 0:
            text += f" {self.words.say('chart.not-zero')}"
        return Paragraph(text[:1].upper() + text[1:], self.scope.letter, self.room)

    @property
    def height(self) -> float:
        """Height in points."""
        texts = self.head.height + self.scope.height + self.reading.height
        return texts + 12 + sum(self._rows) + 20

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        self.head.draw(sheet, left, top)
        self.scope.draw(sheet, left, top - self.head.height - 1)
        top -= self.head.height + self.scope.height + 12
        bottom = top - sum(self._rows)
        self._axis(sheet, left, top, bottom)
        y = top
        for (_, figure), paragraph, row in zip(
            self.figures.iterrows(), self._paragraphs, self._rows, strict=True
        ):
            y -= row
            self._figure(sheet, figure, paragraph, left, y + 11)
        self.reading.draw(sheet, left, bottom - 20)

    @cached_property
    def _paragraphs(self) -> list[Paragraph]:
        """Who says each figure, and where."""
        letter = Letter(7.0, self.theme.ink("quiet"), halo=self.theme.ink("page"))
        rows = (figure for _, figure in self.figures.iterrows())
        return [
            Paragraph(figure_text(figure, words=self.words), letter, self.room - 4)
            for figure in rows
        ]

    @cached_property
    def _rows(self) -> list[float]:
        """Height of each figure's row."""
        return [ROW + LINE * (len(paragraph.lines) - 1) for paragraph in self._paragraphs]

    @cached_property
    def ticks(self) -> NDArray[np.float64]:
        """Round numbers around all figures."""
        values = self.figures[["low", "high"]].to_numpy(dtype=float)
        low, high = np.nanmin(values), np.nanmax(values)
        reach = max(high - low, abs(high) * 0.02, 1.0)
        whole = bool((values[np.isfinite(values)] % 1 == 0).all())
        for count in (5, 4, 3, 2):
            locator = MaxNLocator(count, integer=whole)
            ticks = np.asarray(locator.tick_values(low - reach * 0.3, high + reach * 0.6))
            if sum(width(f"{tick:,.6g}", size=TICK) + TICK for tick in ticks) <= self.room:
                break
        return ticks

    def _x(self, value: float, left: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return float(left + 8 + (value - low) / (high - low) * (self.room - 16))

    def _axis(self, sheet: Sheet, left: float, top: float, bottom: float) -> None:
        rule = Pen(line=self.theme.ink("rule"), weight=0.7, layer=6)
        letter = Letter(TICK, self.theme.ink("quiet"), "plain", "center")
        for tick in self.ticks:
            x = self._x(tick, left)
            sheet.line(np.array([(x, top), (x, bottom)]), rule)
            sheet.text(x, bottom - 9, f"{tick:,.6g}", letter)

    def _figure(
        self, sheet: Sheet, figure: pd.Series, paragraph: Paragraph, left: float, y: float
    ) -> None:
        title = Letter(8.4, self.theme.ink("text"), "bold", halo=self.theme.ink("page"))
        base = y + 8.2 + LINE * (len(paragraph.lines) - 1)
        sheet.text(left + 2, base + 9.3, number_text(figure, words=self.words), title)
        for line in paragraph.lines:
            sheet.text(left + 2, base, line, paragraph.letter)
            base -= LINE
        self._dot(sheet, figure, left, y)

    def _dot(self, sheet: Sheet, figure: pd.Series, left: float, y: float) -> None:
        ink, paper = self.theme.ink("accent"), self.theme.ink("page")
        low, high = float(figure["low"]), float(figure["high"])
        ends = [self._x(value, left) for value in (low, high) if np.isfinite(value)]
        pen = Pen(line=ink, weight=1.6, layer=7)
        if len(ends) > 1 and ends[0] != ends[1]:
            sheet.line(np.array([(ends[0], y), (ends[1], y)]), pen)
        if figure["bound"] in {"at-least", "more-than", "at-most", "less-than"}:
            way = 1 if figure["bound"] in {"at-least", "more-than"} else -1
            tip = ends[0] + way * 28
            sheet.line(np.array([(ends[0], y), (tip - way * 5, y)]), pen)
            head = np.array(
                [(tip + way * 4, y), (tip - way * 3, y + 3.2), (tip - way * 3, y - 3.2)]
            )
            sheet.polygon(head, Pen(fill=ink, layer=7))
        fill = paper if figure["bound"] == "about" else ink
        if figure["bound"] in {"more-than", "less-than"}:
            stroke = np.array([(ends[0], y - 3.6), (ends[0], y + 3.6)])
            sheet.line(stroke, Pen(line=ink, weight=1.6, layer=7.5))
            return
        for x in ends:
            sheet.disc(x, y, 3.6, Pen(line=ink, fill=fill, weight=1.3, layer=7.5))
