"""Read the text of a PDF in the order in which a person reads it, with the place of each letter.

PDFium gives the letters, their boxes and its own order of them, which is that of the file. Here
lines become paragraphs: columns that a file holds row by row are put one after the other, words
that are broken at the end of a line are whole again, and what repeats at the top or foot of pages
is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import SourceError
from geo.formats.pdf_layout import (
    PER_POINT,
    Glyph,
    TextLine,
    paragraphs_of,
    reading_order,
    stripped,
    without_furniture,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

MOST_PAGES = 500
"""A longer document is no article."""

_PASSWORD = 4  # the error code of PDFium
_HEAD = 10  # lines in which a title stands
_ODD_SHARE = 0.1  # of letters without a meaning, above which a text is none
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BROKEN = re.compile("([^\\W_]+(?:-[^\\W_]+)*)[-\u2010\u00ad]$")


@dataclass(frozen=True)
class PdfText:
    """The text of a PDF, and where its characters stand.

    Parameters
    ----------
    text : str
        A paragraph a line.
    pages : numpy.ndarray
        Of each character, the page from 1; 0 for what stands on none, such as the end of a line.
    boxes : numpy.ndarray
        Of each character, left, top, right and bottom in percent of its page.
    title, author : str
        As the file says of itself, where its first lines say so, too.
    scanned : tuple of int
        Pages without text.
    """

    text: str
    pages: NDArray[np.int32] = field(repr=False)
    boxes: NDArray[np.float64] = field(repr=False)
    title: str = ""
    author: str = ""
    scanned: tuple[int, ...] = ()

    def part(self, start: int, end: int) -> str:
        """Return where a span stands, in the form of Media Fragments; of several pages the first.

        Parameters
        ----------
        start, end : int
            Code points, the end exclusive.

        Returns
        -------
        str
            Such as ``page=2&xywh=percent:8.1,40.2,36,1.5``: left, top, width and height of the
            box in percent of the page.
        """
        pages = self.pages[start:end]
        if not pages.any():
            return ""
        page = int(pages[pages > 0][0])
        boxes = self.boxes[start:end][pages == page]
        left, top = np.floor(boxes[:, :2].min(axis=0) * 10) / 10
        right, bottom = np.ceil(boxes[:, 2:].max(axis=0) * 10) / 10
        sides = (left, top, right - left, bottom - top)
        return f"page={page}&xywh=percent:" + ",".join(f"{round(side, 1):g}" for side in sides)


def is_pdf(data: bytes) -> bool:
    """Return whether bytes are a PDF, by how they begin."""
    return b"%PDF-" in data[:1024]


def read_pdf(data: bytes, *, name: str) -> PdfText:
    """Read the text of a PDF.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.

    Returns
    -------
    PdfText
        The same bytes give the same text.

    Raises
    ------
    SourceError
        When the file is broken, wants a password, has too many pages, or has no text: a scan, or
        letters of which the file does not say what they are.

    Notes
    -----
    By PDFium. A gutter is looked for where a file holds its letters row by row, after the white
    strips of Nagy and Seth (1984, Hierarchical representation of optically scanned documents).
    """
    import pypdfium2  # noqa: PLC0415 - only for PDFs

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise SourceError(
                f"{name}: found a PDF that wants a password; save it without one"
            ) from None
        raise SourceError(f"{name}: found a broken PDF, wanted a whole one") from None
    try:
        if len(document) > MOST_PAGES:
            raise SourceError(
                f"{name}: found {len(document):,} pages, wanted one article of at most "
                f"{MOST_PAGES:,}; make a file of each article"
            )
        lines, scanned, sizes = _read_lines(document, name)
        about = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError:
        raise SourceError(f"{name}: found a broken PDF, wanted a whole one") from None
    finally:
        document.close()
    _check_text(lines, scanned, name)
    own = without_furniture(lines, pages=len(sizes))
    text, pages, boxes = _joined(paragraphs_of(own), sizes)
    head = " ".join(" ".join(text.splitlines()[:_HEAD]).casefold().split())
    title, author = (
        stated if stated.casefold() in head else ""
        for stated in (" ".join(about.get(key, "").split()) for key in ("Title", "Author"))
    )
    return PdfText(text, pages, boxes, title, author, tuple(scanned))


def _read_lines(
    document: Any,  # noqa: ANN401 - the library has no types
    name: str,
) -> tuple[list[TextLine], list[int], list[tuple[float, float]]]:
    """Return the lines of all pages, the pages without any, and the size of each."""
    lines: list[TextLine] = []
    scanned: list[int] = []
    sizes: list[tuple[float, float]] = []
    for number, page in enumerate(document, start=1):
        width, height = (max(1, round(side * PER_POINT)) for side in page.get_size())
        sizes.append((width, height))
        own = reading_order(list(_lines_of(page, number, (width, height))))
        lines += own
        if not own:
            scanned.append(number)
        page.close()
    if not sizes:
        raise SourceError(f"{name}: found a PDF without a page, wanted an article")
    return lines, scanned, sizes


def _check_text(lines: Sequence[TextLine], scanned: Sequence[int], name: str) -> None:
    signs = [letter.text for line in lines for letter in line.letters if letter.text != " "]
    if not any(sign.isalpha() for sign in signs):
        what = "pages without text, such as a scan" if scanned else "no letter"
        raise SourceError(f"{name}: found {what}; let a program for OCR put the text into the PDF")
    odd = sum(sign == "\ufffd" for sign in signs)
    if odd > _ODD_SHARE * len(signs):
        raise SourceError(
            f"{name}: the PDF does not say which letters {odd:,} of its {len(signs):,} signs are; "
            "let a program for OCR put the text into the PDF, or copy it into a .txt file"
        )


def _lines_of(page: Any, number: int, size: tuple[int, int]) -> Iterator[TextLine]:  # noqa: ANN401
    """Yield the lines of a page in the order of the file."""
    letters: list[Glyph] = []
    for letter, is_end, is_broken in _letters(page, size):
        if letter is not None:
            letters.append(letter)
        if is_end:
            if any(each.text != " " for each in letters):
                yield TextLine(number, stripped(letters), is_broken)
            letters = []


def _letters(
    page: Any,  # noqa: ANN401
    size: tuple[int, int],
) -> Iterator[tuple[Glyph | None, bool, bool]]:
    """Yield each letter, whether its line ends there, and whether within a word."""
    import ctypes  # noqa: PLC0415 - only for PDFs

    import pypdfium2.raw as pdfium  # noqa: PLC0415

    to_device = _to_device(page, size)
    text = page.get_textpage()
    half = ""
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0x0D, 0x0A):
            yield None, True, False
            continue
        sides = [ctypes.c_double() for _ in range(4)]
        pdfium.FPDFText_GetCharBox(text, index, *sides)
        left, right, bottom, top = (side.value for side in sides)
        (x0, y0), (x1, y1) = to_device(left, top), to_device(right, bottom)
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        height = abs(pdfium.FPDFText_GetFontSize(text, index)) * PER_POINT
        is_hyphen = pdfium.FPDFText_IsHyphen(text, index) == 1
        sign, half = _sign(code, half, is_hyphen=is_hyphen)
        if sign:
            yield Glyph(sign, *box, max(height, box[3] - box[1])), is_hyphen, is_hyphen
    text.close()
    yield None, True, False


def _sign(code: int, half: str, *, is_hyphen: bool) -> tuple[str, str]:
    """Return the text of a code unit, or the first half of a pair that waits for the second."""
    if is_hyphen:
        return "-", ""
    if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - UTF-16
        return "", chr(code)
    sign = chr(code)
    if half:
        sign = (half + sign).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if sign.isspace():
        return " ", ""
    if code < 0x20 or 0xE000 <= code < 0xF900 or code in (0xFFFE, 0xFFFF):  # noqa: PLR2004
        return "\ufffd", ""
    return _LIGATURES.get(sign, sign), ""


def _to_device(page: Any, size: tuple[int, int]) -> Any:  # noqa: ANN401
    """Return how a point of the page's own space stands on the page as it is shown."""
    import ctypes  # noqa: PLC0415 - only for PDFs

    import pypdfium2.raw as pdfium  # noqa: PLC0415

    def at(x: float, y: float) -> tuple[int, int]:
        here, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, here, down)
        return here.value, down.value

    far = 1000.0
    origin, along, up = at(0, 0), at(far, 0), at(0, far)
    slope = [
        ((along[side] - origin[side]) / far, (up[side] - origin[side]) / far) for side in (0, 1)
    ]

    def shown(x: float, y: float) -> tuple[float, float]:
        first, second = (origin[side] + slope[side][0] * x + slope[side][1] * y for side in (0, 1))
        return first, second

    return shown


def _joined(
    paragraphs: list[list[TextLine]], sizes: list[tuple[float, float]]
) -> tuple[str, NDArray[np.int32], NDArray[np.float64]]:
    """Return the text of paragraphs, and page and box of each of its characters."""
    words = Counter(
        word for paragraph in paragraphs for line in paragraph for word in _words(line.text)
    )
    signs: list[str] = []
    pages: list[int] = []
    boxes: list[tuple[float, ...]] = []

    def add(sign: str, page: int = 0, box: tuple[float, ...] = (0, 0, 0, 0)) -> None:
        signs.extend(sign)
        pages.extend([page] * len(sign))
        boxes.extend([box] * len(sign))

    for paragraph in paragraphs:
        for line, after in zip(paragraph, [*paragraph[1:], None], strict=True):
            for letter in _kept(line, after, words):
                if letter.text != " ":
                    add(letter.text, line.page, _percent(letter, sizes[line.page - 1]))
                elif signs[-1:] not in ([], [" "], ["\n"]):
                    add(" ")
            if after is not None and not _BROKEN.search(line.text):
                add(" ")
        add("\n")
    return "".join(signs), np.array(pages, np.int32), np.array(boxes, np.float64).reshape(-1, 4)


def _kept(line: TextLine, after: TextLine | None, words: Counter[str]) -> list[Glyph]:
    """Return the letters of a line without soft hyphens, and without one that breaks a word."""
    is_broken = after is not None and _BROKEN.search(line.text) is not None
    if after is not None and is_broken and not _keeps_hyphen(line.text, after.text, words):
        return [letter for letter in line.letters[:-1] if letter.text != "\u00ad"]
    return [letter for letter in line.letters if letter.text != "\u00ad"]


def _percent(letter: Glyph, size: tuple[float, float]) -> tuple[float, ...]:
    """Return the box of a letter in percent of its page, as far as it lies on it."""
    width, height = size
    sides = (letter.left / width, letter.top / height, letter.right / width, letter.bottom / height)
    return tuple(100 * min(1.0, max(0.0, side)) for side in sides)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold())


def _keeps_hyphen(line: str, after: str, words: Counter[str]) -> bool:
    """Return whether a hyphen at the end of a line belongs to the word.

    It does before a capital letter or a digit, behind a digit, and where the text has the word
    with it elsewhere and not without.
    """
    first = _BROKEN.search(line)
    second = re.match(r"[^\W_]+", after)
    if line[-1] == "\u00ad":
        return False
    if first is None or second is None or not first[1][-1].isalpha() or not second[0][0].islower():
        return True
    with_it, without = (f"{first[1]}{sign}{second[0]}".casefold() for sign in ("-", ""))
    return words[with_it] > 0 and words[without] == 0
