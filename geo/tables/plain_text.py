"""Read a table from text: its encoding, the sign between its cells, its rows."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass

from geo.decoding import encoding_of
from geo.errors import EventsError, SourceError
from geo.formats.formulas import unguarded

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNS = ",;\t|"
_TRIED = 200
_LONGEST = 1 << 27
_SAMPLE = 1 << 20
_EXAMPLES = ("cp1252", "cp1250", "cp1251")


@dataclass(frozen=True)
class TableText:
    """The text of a file, and what is to be said of how it was read."""

    text: str
    notes: tuple[str, ...] = ()

    def cells(self) -> list[list[str]]:
        """Return the rows as a spreadsheet counts them; empty lines are empty rows."""
        text, sign = self.text, ""
        first, _, rest = text.partition("\n")
        if first.strip().casefold().startswith("sep=") and len(first.strip()) <= len("sep=,"):
            sign, text = first.strip()[4:] or "\t", rest
        sign = sign or separator(text)
        usual = csv.field_size_limit(_LONGEST)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        finally:
            csv.field_size_limit(usual)
        return [[unguarded(cell) for cell in row] for row in rows]


def read_text(data: bytes, name: str, *, encoding: str = "") -> TableText:
    r"""Decode a table's bytes.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for the message.
    encoding : str
        Its encoding, where a person knows it.

    Raises
    ------
    EventsError
        When it is not in the encoding that was named, or is neither in UTF-8 nor marked and its
        letters do not decide: with what the usual ones would make of it.

    Examples
    --------
    >>> read_text("\ufeffort\nK\xf6ln\n".encode("utf-16-le"), "a.csv").text
    'ort\nKöln\n'
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name, marked)
    if encoding:
        return _decoded(data, name, encoding)
    if b"\x00" in data[:4096]:
        low, high = data[:4096:2].count(0), data[1:4096:2].count(0)
        return _decoded(data, name, "utf-16-be" if low > high else "utf-16-le")
    try:
        return TableText(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        decided = _decided(data, name)
        if decided:
            return _decoded(data, name, decided)
        line = data[data.rfind(b"\n", 0, error.start) + 1 :].partition(b"\n")[0].strip()[:60]
        readings = "; ".join(
            f"{codec}: {line.decode(codec, errors='replace')!r}" for codec in _EXAMPLES
        )
        raise EventsError(
            f"{name}: is not UTF-8; wanted its encoding (--encoding, encoding=…), such as "
            f"{readings}"
        ) from error


def _decided(data: bytes, name: str) -> str:
    """Return the older encoding that the letters decide; an empty text where they do not."""
    sample = data[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] if len(data) > _SAMPLE else sample
    try:
        decided = encoding_of(sample, name=name)
    except SourceError:
        return ""
    return "" if decided == "utf-8" else decided


def _decoded(data: bytes, name: str, encoding: str) -> TableText:
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise EventsError(
            f"{name}: is no text in {encoding}; wanted its encoding (--encoding), such as cp1252"
        ) from error
    plain = encoding in {"utf-8", "utf-8-sig"}
    return TableText(text, () if plain else (f"read as {encoding}",))


def separator(text: str) -> str:
    r"""Return the sign that parts most rows into equally many cells; a comma where none does.

    Examples
    --------
    >>> separator("lat;lon\n24,86;67,01\n51,61;-0,28\n"), separator("town\nKarachi\n")
    (';', ',')
    """
    best, sign = (0.0, 0), ","
    for candidate in _SIGNS:
        try:
            lines = io.StringIO(text[: 1 << 18], newline="")
            rows = list(itertools.islice(csv.reader(lines, delimiter=candidate), _TRIED))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        steady = round(often / max(1, sum(bool(row) for row in rows)), 1)
        if (steady, width) > best:
            best, sign = (steady, width), candidate
    return sign
