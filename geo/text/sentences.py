"""Where sentences begin and end."""

from __future__ import annotations

import re

_TITLES = "Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|Hon|Jr|Sr|No|Nos|vs|approx|c"
# Possessive, and at the start of a run only: each character is read a few times at most.
_END = re.compile(
    r"(?P<mark>(?<![.!?…])[.!?…]++[\"”’')\]]*+)(?=\s++[\"“‘'(\[]?[A-Z0-9]|[^\S\n]*+(?:\n|\Z))|\n"
)
_NEAR = 24  # characters in which a title or initials stand
_SHORT = re.compile(rf"(?:\b(?:{_TITLES})|\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])$")


def sentences(text: str) -> list[tuple[int, int]]:
    r"""Find the sentences of a text.

    Parameters
    ----------
    text : str
        Prose; the end of a line ends a sentence, as a paragraph does.

    Returns
    -------
    list of (int, int)
        Start and end in code points, the end exclusive, without the blanks around; in their
        order, none over another.

    Examples
    --------
    >>> text = "Mr Lee came at 10.30. He said: \"Go.\" All left."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr Lee came at 10.30.', 'He said: "Go."', 'All left.']
    """
    found = []
    start = 0
    for stop in _END.finditer(text):
        near = max(start, stop.start() - _NEAR)
        if stop["mark"] and stop["mark"][0] == "." and _SHORT.search(text, near, stop.start()):
            continue
        end = stop.end() if stop["mark"] else stop.start()
        found.append((start, end))
        start = stop.end()
    found.append((start, len(text)))
    return [span for span in (_stripped(text, *one) for one in found) if span[0] < span[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    begin = start + len(part) - len(part.lstrip())
    return begin, begin + len(part.strip())
