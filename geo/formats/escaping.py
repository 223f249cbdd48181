"""Escape texts for spreadsheets, which run formulas, and for XML.

The rule is two patterns in ``formulas.json``, which the pages' scripts are built from too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pyarrow as pa

_RULE: dict[str, str] = json.loads(
    Path(__file__).with_name("formulas.json").read_text(encoding="utf-8")
)

FORMULA = _RULE["formula"]
"""Matches a text that a spreadsheet may run: blanks of any kind and ``= + - @`` in any width."""

NUMBER = _RULE["number"]
"""Matches a plain number, which a spreadsheet shows and does not run."""

NUL_SIGN = "\N{SYMBOL FOR NULL}"
"""Stands for U+0000 in the formats that would end a text there."""

_FORMULA = re.compile(FORMULA)
_NUMBER = re.compile(NUMBER)


def guarded(text: str) -> str:
    r"""Return `text` so that a spreadsheet shows it and never runs it.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With an apostrophe in front where it begins, behind apostrophes and blanks of any kind
        (also those without a width), with ``= + - @`` in any width, or with a tab, a line end or
        NUL (OWASP, CSV injection). A plain number stays as it is. Each NUL becomes ``␀``.

    Examples
    --------
    >>> guarded("@SUM(A1)"), guarded("\xa0=1+1"), guarded("'=1"), guarded("-5"), guarded("a\0b")
    ("'@SUM(A1)", "'\xa0=1+1", "''=1", '-5', 'a␀b')
    """
    prefix = "'" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else ""
    return prefix + text.replace("\0", NUL_SIGN)


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given, but for NULs.

    Examples
    --------
    >>> unguarded("'@SUM(A1)"), unguarded("''=1"), unguarded("'tis")
    ('@SUM(A1)', "'=1", "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def guarded_array(texts: pa.Array) -> pa.Array:
    """Return an Arrow array of texts, each as `guarded` returns it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> guarded_array(pa.array(["=1+1", "-5", "-5+A1", "London"])).to_pylist()
    ["'=1+1", '-5', "'-5+A1", 'London']
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - most who guard a text have no arrays

    starts = pc.match_substring_regex(texts, FORMULA)
    if pc.any(starts).as_py():
        formula = pc.and_(starts, pc.invert(pc.match_substring_regex(texts, NUMBER)))
        texts = pc.if_else(formula, pc.binary_join_element_wise("'", texts, ""), texts)
    return pc.replace_substring(texts, "\0", NUL_SIGN)


def unguarded_array(texts: pa.Array) -> pa.Array:
    """Return an Arrow array of texts, each as `unguarded` returns it.

    Examples
    --------
    >>> import pyarrow as pa
    >>> unguarded_array(pa.array(["'=1+1", "'tis"])).to_pylist()
    ['=1+1', "'tis"]
    """
    import pyarrow.compute as pc  # noqa: PLC0415 - most who guard a text have no arrays

    quoted = pc.starts_with(texts, "'")
    if not pc.any(quoted).as_py():
        return texts
    guarded_ = pc.and_(quoted, pc.match_substring_regex(texts, FORMULA))
    return pc.if_else(guarded_, pc.utf8_slice_codeunits(texts, 1), texts)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNKNOWN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_PICTURES = 0x2400  # the signs that stand for control characters


def xml_text(text: str) -> str:
    r"""Return text that XML 1.0 can hold: signs for control characters, line ends as LF.

    Examples
    --------
    >>> xml_text("a\0b\r\nc")
    'a␀b\nc'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _CONTROL.sub(lambda match: chr(_PICTURES + ord(match[0])), plain)
    return _UNKNOWN.sub("\N{REPLACEMENT CHARACTER}", plain)


def add_element(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element with a text and attributes; `_` in a name stands for the colon.

    Examples
    --------
    >>> root = ET.Element("a")
    >>> ET.tostring(add_element(root, "b", "1 < 2", xml_id="x")).decode()
    '<b xml:id="x">1 &lt; 2</b>'
    """
    names = {name.replace("_", ":"): xml_text(value) for name, value in attributes.items()}
    child = ET.SubElement(parent, tag, names)
    if text:
        child.text = xml_text(text)
    return child


def document(root: Element) -> bytes:
    """Return a document with its declaration, indented by one blank."""
    ET.indent(root, " ")
    data: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + data + b"\n"


def fragment(root: Element) -> str:
    """Return an element as text, for a format that holds HTML in a text."""
    return ET.tostring(root, "unicode", short_empty_elements=False)
