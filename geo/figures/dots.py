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

ROW = 42.0

READING = {
    "exact": "a dot is an exact number",
    "at-least": "a dot with an arrow to the right is at least",
    "at-most": "a dot with an arrow to the left is at most",
    "about": "a ring is about",
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
    ring is "about". A bar joins the two ends of a range. The scale does not start at zero.
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
        text = f"{'; '.join(told)}. The scale does not start at zero."
        return Paragraph(text[:1].upper() + text[1:], self.scope.letter, self.room)

    @property
    def height(self) -> float:
        """Height in points."""
        texts = self.head.height + self.scope.height + self.reading.height
        return texts + 12 + ROW * len(self.figures) + 20

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw it below `top`."""
        self.head.draw(sheet, left, top)
        self.scope.draw(sheet, left, top - self.head.height - 1)
        top -= self.head.height + self.scope.height + 12
        bottom = top - ROW * len(self.figures)
        self._axis(sheet, left, top, bottom)
        for row, (_, figure) in enumerate(self.figures.iterrows()):
            self._figure(sheet, figure, left, top - ROW * row)
        self.reading.draw(sheet, left, bottom - 20)

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

    def _figure(self, sheet: Sheet, figure: pd.Series, left: float, top: float) -> None:
        theme = self.theme
        halo = theme.ink("page")
        y = top - ROW + 11
        title = Letter(8.4, theme.ink("text"), "bold", halo=halo)
        sheet.text(left + 2, y + 17.5, str(figure["label"]), title)
        told = Paragraph(figure_told(figure), Letter(7.0, theme.ink("quiet"), halo=halo), self.room)
        sheet.text(left + 2, y + 8.2, told.lines[0], told.letter)
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
