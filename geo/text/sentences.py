"""Where sentences begin and end, in every script that marks it."""

from __future__ import annotations

import re

_TITLES = "Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|Hon|Jr|Sr|No|Nos|vs|approx|c"
# Characters with Unicode's property Sentence_Terminal that always end a sentence, and the marks of
# Tibetan, Khmer and Greek that lack it. The full stop, ! and ? need a look at what follows.
_ALWAYS = (
    r"\u037e\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965"
    r"\u0f0d-\u0f11\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809"
    r"\u1944\u1945\u1aa8-\u1aab\u1b4e\u1b4f\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d-\u1b7f\u1c3b\u1c3c"
    r"\u1c7e\u1c7f\u203c\u203d\u2047-\u2049\u2cf9-\u2cfb\u2e2e\u2e3c\u2e53\u2e54\u2e60\u2e61"
    r"\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9"
    r"\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe15\ufe16\ufe56\ufe57\uff01\uff1f\uff61"
    r"\U00010a56\U00010a57\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047\U00011048"
    r"\U000110be-\U000110c1\U00011141-\U00011143\U000111c5\U000111c6\U000111cd"
    r"\U000111de\U000111df\U00011238\U00011239\U0001123b\U0001123c\U000112a9"
    r"\U000113d4\U000113d5\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7"
    r"\U00011641\U00011642\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43"
    r"\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00011f43\U00011f44"
    r"\U00016a6e\U00016a6f\U00016af5\U00016b37\U00016b38\U00016b44\U00016d6e\U00016d6f"
    r"\U00016e98\U0001bc9f\U0001da88"
)
_CLOSING = "\"”’')\\]»›」』）】〉》｣］"
# Possessive throughout, and a run of marks is read once from its start: time grows with length.
_END = re.compile(
    rf"(?P<always>[{_ALWAYS}][{_ALWAYS}.!?…]*+[{_CLOSING}]*+)"
    rf"|(?P<mark>[.!?…．․﹒][.!?…．․﹒{_ALWAYS}]*+[{_CLOSING}]*+)(?P<space>\s*+)"
    r"|\n"
)
_OPENING = "\"“‘'([«‹¿¡"
_NEAR = 24  # characters in which a title or initials stand
_SHORT = re.compile(rf"(?:\b(?:{_TITLES})|\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])$")


def sentences(text: str) -> list[tuple[int, int]]:
    r"""Find the sentences of a text.

    Parameters
    ----------
    text : str
        Prose in any script; the end of a line ends a sentence, as a paragraph does.

    Returns
    -------
    list of (int, int)
        Start and end in code points, the end exclusive, without the blanks around; in their
        order, none over another. Time grows with the length of the text.

    Notes
    -----
    Marks: property Sentence_Terminal of the Unicode Character Database, version 16.

    Examples
    --------
    >>> text = "Mr Lee came at 10.30. He said: \"Go.\" All left."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr Lee came at 10.30.', 'He said: "Go."', 'All left.']
    """
    spans = []
    start = 0
    for stop in _END.finditer(text):
        if stop["mark"] and not _ends(text, stop, start) and "\n" not in stop["space"]:
            continue
        end = stop.start() if stop[0] == "\n" else stop.end("mark" if stop["mark"] else "always")
        spans.append((start, end))
        start = stop.end()
    spans.append((start, len(text)))
    return [
        span for span in (_stripped(text, *sentence) for sentence in spans) if span[0] < span[1]
    ]


def _ends(text: str, stop: re.Match[str], start: int) -> bool:
    """Decide whether a full stop, ! or ? ends a sentence by what stands around it."""
    after = stop.end()
    if after == len(text):
        return True
    near = max(start, stop.start() - _NEAR)
    if stop["mark"][0] == "." and _SHORT.search(text, near, stop.start()):
        return False
    following = text[after : after + 2].lstrip(_OPENING)[:1]
    return bool(stop["space"]) and following.isalnum() and not following.islower()


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    begin = start + len(part) - len(part.lstrip())
    return begin, begin + len(part.strip())
