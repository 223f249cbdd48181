"""What the sources count differently: each figure on its own row, none summed or merged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from .key import Paragraph
from .sheet import Letter, Pen
from .wording import figure_told

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from .sheet import Sheet, Theme

ROW, LINE = 42.0, 8.6

READING = {
    "exact": "a dot is an exact number",
    "at-least": "a dot with an arrow to the right is at least",
    "at-most": "a dot with an arrow to the left is at most",
    "about": "a ring is about",
    "between": "two dots with a bar are the least and the most",
}


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

    Notes
    -----
    A full dot is an exact number. A dot with an arrow is a bound, open in the arrow's direction. A
    ring is "about". A bar joins the two ends of a range. Where the scale does not start at zero, it
    says so.
    """

    figures: pd.DataFrame
    theme: Theme
    room: float

    @cached_property
    def head(self) -> Paragraph:
        """What is counted."""
        measure = str(self.figures["measure"].iloc[0]).replace("-", " ").capitalize()
        return Paragraph(
            f"{measure}: the sources differ", Letter(9.4, self.theme.ink("text"), "bold"), self.room
        )

    @cached_property
    def scope(self) -> Paragraph:
        """Which of them are counted."""
        text = f"Counted: {self.figures['scope'].iloc[0]}. Each as its source gives it."
        return Paragraph(text, Letter(7.4, self.theme.ink("quiet")), self.room)

    @cached_property
    def reading(self) -> Paragraph:
        """How to read the dots."""
        told = [text for bound, text in READING.items() if bound in set(self.figures["bound"])]
        text = f"{'; '.join(told)}."
        if self.ticks[0] > 0:
            text += " The scale does not start at zero."
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
        for (_, figure), told, row in zip(
            self.figures.iterrows(), self._told, self._rows, strict=True
        ):
            y -= row
            self._figure(sheet, figure, told, left, y + 11)
        self.reading.draw(sheet, left, bottom - 20)

    @cached_property
    def _told(self) -> list[Paragraph]:
        """Who says each figure, and where."""
        letter = Letter(7.0, self.theme.ink("quiet"), halo=self.theme.ink("page"))
        rows = (figure for _, figure in self.figures.iterrows())
        return [Paragraph(figure_told(figure), letter, self.room - 4) for figure in rows]

    @cached_property
    def _rows(self) -> list[float]:
        """Height of each figure's row."""
        return [ROW + LINE * (len(told.lines) - 1) for told in self._told]

    @cached_property
    def ticks(self) -> NDArray[np.float64]:
        """Round numbers around all figures."""
        values = self.figures[["low", "high"]].to_numpy(dtype=float)
        low, high = np.nanmin(values), np.nanmax(values)
        reach = max(high - low, abs(high) * 0.02, 1.0)
        whole = bool((values[np.isfinite(values)] % 1 == 0).all())
        locator = MaxNLocator(5, integer=whole)
        return np.asarray(locator.tick_values(low - reach * 0.3, high + reach * 0.6))

    def _x(self, value: float, left: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return float(left + 8 + (value - low) / (high - low) * (self.room - 16))

    def _axis(self, sheet: Sheet, left: float, top: float, bottom: float) -> None:
        rule = Pen(line=self.theme.ink("rule"), weight=0.7, layer=6)
        letter = Letter(7.0, self.theme.ink("quiet"), "plain", "center")
        for tick in self.ticks:
            x = self._x(tick, left)
            sheet.line(np.array([(x, top), (x, bottom)]), rule)
            sheet.text(x, bottom - 9, f"{tick:,.6g}", letter)

    def _figure(
        self, sheet: Sheet, figure: pd.Series, told: Paragraph, left: float, y: float
    ) -> None:
        title = Letter(8.4, self.theme.ink("text"), "bold", halo=self.theme.ink("page"))
        base = y + 8.2 + LINE * (len(told.lines) - 1)
        sheet.text(left + 2, base + 9.3, str(figure["label"]), title)
        for line in told.lines:
            sheet.text(left + 2, base, line, told.letter)
            base -= LINE
        self._dot(sheet, figure, left, y)

    def _dot(self, sheet: Sheet, figure: pd.Series, left: float, y: float) -> None:
        ink, paper = self.theme.ink("accent"), self.theme.ink("page")
        low, high = float(figure["low"]), float(figure["high"])
        ends = [self._x(value, left) for value in (low, high) if np.isfinite(value)]
        pen = Pen(line=ink, weight=1.6, layer=7)
        if len(ends) > 1 and ends[0] != ends[1]:
            sheet.line(np.array([(ends[0], y), (ends[1], y)]), pen)
        if figure["bound"] in {"at-least", "at-most"}:
            way = 1 if figure["bound"] == "at-least" else -1
            tip = ends[0] + way * 28
            sheet.line(np.array([(ends[0], y), (tip - way * 5, y)]), pen)
            head = np.array(
                [(tip + way * 4, y), (tip - way * 3, y + 3.2), (tip - way * 3, y - 3.2)]
            )
            sheet.polygon(head, Pen(fill=ink, layer=7))
        fill = paper if figure["bound"] == "about" else ink
        for x in ends:
            sheet.disc(x, y, 3.6, Pen(line=ink, fill=fill, weight=1.3, layer=7.5))
