"""Elements of XML whose texts any reader takes: no character that XML has not, no markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


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
