"""Text that goes into a page as it stands.

branca parses what an element's template gives a second time, so that ``{{ 7*7 }}`` in somebody's
data would be worked out. Nothing that a story says passes through a template of branca or folium:
it travels as JSON in a block that no browser runs, inside an element that gives finished text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from branca.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = Mapping[str, Any] | Sequence[Any] | str | float | None


class Finished(Element):
    """An element whose rendering is `text`, letter for letter.

    Parameters
    ----------
    text : str
        Finished HTML, CSS or script. Whoever makes it has escaped what had to be.

    Examples
    --------
    >>> Finished("{{ 7*7 }}").render()
    '{{ 7*7 }}'
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Finished"
        self._text = text

    def render(self, **_: object) -> str:
        """Return the text."""
        return self._text


def to_json(data: Json) -> str:
    r"""Write `data` as JSON that is safe inside a script element, sorted and in plain ASCII.

    Examples
    --------
    >>> to_json({"b": "</script>", "a": "\u2028"})
    '{"a":"\\u2028","b":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def data_block(name: str, data: Json) -> Finished:
    """Make the block that carries `data` under the id `name`; a browser reads it, never runs it."""
    return Finished(f'<script type="application/json" id="{name}">{to_json(data)}</script>\n')


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Replace what HTML can't carry (control characters, lone surrogates) by U+FFFD.

    Examples
    --------
    >>> printable("a\x00b\ud800c")
    'a�b�c'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
