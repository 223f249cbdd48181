"""Put the lines of a PDF's pages in the order in which a person reads them, and into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

PER_POINT = 100
_WIDE = 1.0  # the least width of a gutter, in the size of its letters
_LEAST_ROWS = 3  # lines that a gutter runs through
_LEAST_PROSE = 15  # letters that the lines of a column have in the mean; a table's cells have fewer
_APART = 1.4  # how much further than the usual a line is below the last one in a new paragraph
_INDENT = 0.6  # in the size of the letters
_SHORT = 0.15  # of a column's width that the last line of a paragraph leaves free
_OTHER_SIZE = 1.12
_SENTENCE = re.compile(r"[.!?:…।۔؟][”\"’')\]»]*$")


class Glyph(NamedTuple):
    """A character, its index on the page, and its box in hundredths of a point from the top."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass
class TextLine:
    """Letters of one line, those of one column."""

    page: int
    letters: list[Glyph]
    is_broken: bool = False  # ends within a word

    def __post_init__(self) -> None:
        boxed = [letter for letter in self.letters if letter.text != " "]
        self.left = min(letter.left for letter in boxed)
        self.right = max(letter.right for letter in boxed)
        self.top = min(letter.top for letter in boxed)
        self.bottom = max(letter.bottom for letter in boxed)
        self.size = median(letter.size for letter in boxed)
        self.text = "".join(letter.text for letter in self.letters)


def stripped(letters: list[Glyph]) -> list[Glyph]:
    """Return letters without blanks at their ends."""
    filled = [number for number, letter in enumerate(letters) if letter.text != " "]
    return letters[filled[0] : filled[-1] + 1]


def _is_beside(line: TextLine, other: TextLine) -> bool:
    """Return whether a line goes on another one, to the right of it."""
    shared = min(line.bottom, other.bottom) - max(line.top, other.top)
    lower = min(line.bottom - line.top, other.bottom - other.top)
    return other.left > line.right and shared > lower / 2


def reading_order(lines: list[TextLine]) -> list[TextLine]:
    """Return the lines of a page in order: columns that stand row by row, one after the other."""
    return _by_column(_rows(lines))


def _rows(lines: list[TextLine]) -> list[list[TextLine]]:
    """Cut lines at wide gaps, and put what stands side by side in one row."""
    rows: list[list[TextLine]] = []
    for line in lines:
        if rows and _is_beside(rows[-1][-1], line):
            rows[-1] += _cut(line)
        else:
            rows.append(_cut(line))
    return rows


def _cut(line: TextLine) -> list[TextLine]:
    parts: list[list[Glyph]] = [[]]
    for letter in line.letters:
        last = next((each for each in reversed(parts[-1]) if each.text != " "), None)
        if letter.text != " " and last and letter.left - last.right > _WIDE * line.size:
            parts.append([])
        parts[-1].append(letter)
    cut = [TextLine(line.page, stripped(part)) for part in parts]
    cut[-1].is_broken = line.is_broken
    return cut


def _by_column(rows: list[list[TextLine]]) -> list[TextLine]:
    """Return the lines of rows in order: where columns stand side by side, one after the other."""
    lines: list[TextLine] = []
    at = 0
    while at < len(rows):
        end, gutter = _columns_from(rows, at)
        if gutter:
            block = rows[at:end]
            middle = sum(gutter) / 2
            for is_left in (True, False):
                side = [[line for line in row if (line.left < middle) == is_left] for row in block]
                lines += _by_column([row for row in side if row])
        else:
            lines.append(_whole(rows[at]))
            end = at + 1
        at = end
    return lines


def _columns_from(rows: list[list[TextLine]], first: int) -> tuple[int, tuple[float, float] | None]:
    """Return where columns end that begin in a row, and their gutter; no gutter for none."""
    if len(rows[first]) < 2:  # noqa: PLR2004 - two sides
        return first, None
    for left, right in pairwise(rows[first]):
        gutter, both, end = (left.right, right.left), 0, first
        for number in range(first, len(rows)):
            narrowed = _narrowed(gutter, rows[number])
            is_apart = number > first and not _follows(rows[number - 1], rows[number])
            if narrowed is None or is_apart:
                break
            gutter, end = narrowed, number + 1
            both += len(rows[number]) > 1
        if both >= _LEAST_ROWS and _is_prose(rows[first:end], gutter):
            return end, gutter
    return first, None


def _narrowed(gutter: tuple[float, float], row: list[TextLine]) -> tuple[float, float] | None:
    """Return what a row leaves of a gutter; None where its lines cross it."""
    middle = sum(gutter) / 2
    left = max([gutter[0], *(line.right for line in row if line.left < middle)])
    right = min([gutter[1], *(line.left for line in row if line.left >= middle)])
    return (left, right) if right - left > _WIDE / 2 * row[0].size else None


def _follows(row: list[TextLine], following: list[TextLine]) -> bool:
    """Return whether a row stands close below another one."""
    pitch = min(line.bottom for line in following) - min(line.bottom for line in row)
    return 0 < pitch < 2 * _APART * max(row[0].size, following[0].size)


def _is_prose(rows: list[list[TextLine]], gutter: tuple[float, float]) -> bool:
    """Return whether on both sides of a gutter stand sentences, not the cells of a table."""
    middle = sum(gutter) / 2
    for is_left in (True, False):
        lengths = [
            len(line.text) for row in rows for line in row if (line.left < middle) == is_left
        ]
        if not lengths or sum(lengths) / len(lengths) < _LEAST_PROSE:
            return False
    return True


def _whole(row: list[TextLine]) -> TextLine:
    """Return a row as one line."""
    letters = [*row[0].letters]
    for line in row[1:]:
        last = letters[-1]
        blank = Glyph(" ", last.right, last.top, line.left, last.bottom, last.size)
        letters += [blank, *line.letters]
    return TextLine(row[0].page, letters, row[-1].is_broken)


def without_furniture(lines: list[TextLine], *, pages: int) -> list[TextLine]:
    """Drop what stands at the top or foot of two pages or more, numbers aside."""
    if pages < 2:  # noqa: PLR2004 - nothing repeats on one
        return lines
    ends: dict[int, tuple[str, int]] = {}
    for page in dict.fromkeys(line.page for line in lines):
        own = sorted((line.top, at) for at, line in enumerate(lines) if line.page == page)
        for _, at in {*own[:2], *own[-2:]}:
            pattern = re.sub(r"\d+", "#", lines[at].text)
            ends[at] = (pattern, round(lines[at].top / (3 * PER_POINT)))
    counts = Counter(ends.values())
    return [line for at, line in enumerate(lines) if counts[ends.get(at, ("", -1))] < 2]  # noqa: PLR2004


def paragraphs_of(lines: list[TextLine]) -> list[list[TextLine]]:
    """Group lines into paragraphs."""
    pitches = [
        (after.bottom - line.bottom) / line.size
        for line, after in pairwise(lines)
        if _is_below(line, after)
    ]
    usual = median(pitches) if pitches else 1.2
    columns = _columns(lines)
    paragraphs: list[list[TextLine]] = []
    for at, line in enumerate(lines):
        same = at + 1 < len(lines) and columns[at + 1] is columns[at]
        following = lines[at + 1] if same else None
        if at == 0 or _begins(
            line, last=lines[at - 1], following=following, usual=usual, column=columns[at - 1]
        ):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs


def _is_below(line: TextLine, after: TextLine) -> bool:
    """Return whether a line is the next one of a column."""
    overlap = min(line.right, after.right) - max(line.left, after.left)
    return line.page == after.page and overlap > 0 and after.top > line.top


def _columns(lines: list[TextLine]) -> list[list[float]]:
    """Return the left and right edge of the column of each line: the same list for all of it."""
    columns: list[list[float]] = []
    for at, line in enumerate(lines):
        if at and _is_below(lines[at - 1], line) and not _is_other_size(lines[at - 1], line):
            column = columns[-1]
            column[:] = [min(column[0], line.left), max(column[1], line.right)]
        else:
            column = [line.left, line.right]
        columns.append(column)
    return columns


def _is_other_size(line: TextLine, other: TextLine) -> bool:
    small, large = sorted((line.size, other.size))
    return large > _OTHER_SIZE * small


def _begins(
    line: TextLine, *, last: TextLine, following: TextLine | None, usual: float, column: list[float]
) -> bool:
    """Return whether a line begins a paragraph."""
    if last.is_broken:
        return False
    if _is_other_size(line, last):
        return True
    ends = _SENTENCE.search(last.text) is not None
    is_short = last.right < column[1] - _SHORT * (column[1] - column[0])
    is_indented = following is not None and line.left - following.left > _INDENT * line.size
    if _is_below(last, line):
        pitch = (line.bottom - last.bottom) / line.size
        is_indented = is_indented and line.left - last.left > -_INDENT * line.size
        return pitch > _APART * usual or is_indented or (ends and is_short)
    return ends and (is_short or is_indented)
