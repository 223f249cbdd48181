"""Walk a folium map, number its ids, and leave it as it was after it has been drawn."""

from __future__ import annotations

import base64
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from branca.element import Element, Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_FRAME = re.compile(r"(data:text/html;charset=utf-8;base64,)([A-Za-z0-9+/=]+)")


def elements(root: Element) -> Iterator[Element]:
    """Walk an element, its children, and the elements that it keeps as attributes."""
    seen: set[int] = set()
    open_ends = [root]
    while open_ends:
        element = open_ends.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        for name, value in vars(element).items():
            if isinstance(value, Element):
                if name != "_parent":
                    open_ends.append(value)
            elif isinstance(value, (list, tuple)):
                open_ends += [one for one in value if isinstance(one, Element)]
            elif isinstance(value, dict):
                open_ends += [one for one in value.values() if isinstance(one, Element)]


@contextmanager
def left_unchanged(figure: Figure) -> Iterator[None]:
    """Restore every element's attributes, lists and dicts on leaving.

    Drawing changes a map: folium hangs new elements into it and fills the figure's head, body and
    script. Values inside nested containers are not folium's to change and are not looked at.
    """
    kept = [(element, dict(vars(element))) for element in list(elements(figure))]
    values = [value for _, attributes in kept for value in attributes.values()]
    lists = [(value, value.copy()) for value in values if isinstance(value, list)]
    dicts = [(value, value.copy()) for value in values if isinstance(value, dict)]
    try:
        yield
    finally:
        for element, attributes in kept:
            vars(element).clear()
            vars(element).update(attributes)
        for items, before in lists:
            if not _same(items, before):
                items[:] = before
        for entries, known in dicts:
            if list(entries) != list(known) or not _same(entries.values(), known.values()):
                entries.clear()
                entries.update(known)


def _same(one: Collection[object], other: Collection[object]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def with_stable_ids(page: str, *, figure: Figure) -> str:
    """Replace the ids of a figure's elements by numbers, in their order in the page."""
    random = {element._id for element in elements(figure)}  # noqa: SLF001
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        name = found[0]
        if name not in random:
            return name
        return numbers.setdefault(name, str(len(numbers) + 1))

    def inside(found: re.Match[str]) -> str:
        text = base64.b64decode(found[2]).decode("utf-8", "replace")
        numbered = _RANDOM_ID.sub(number, text)
        return found[1] + base64.b64encode(numbered.encode()).decode("ascii")

    return _FRAME.sub(inside, _RANDOM_ID.sub(number, page))


def frames(text: str) -> Iterable[str]:
    """Return the pages that folium has packed into frames inside `text`."""
    for found in _FRAME.finditer(text):
        yield base64.b64decode(found[2]).decode("utf-8", "replace")
