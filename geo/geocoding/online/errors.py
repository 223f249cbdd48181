"""Messages from outside, made safe to print: one line, without keys."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable


LONGEST = 200  # characters of text from outside that are shown
_JOINERS = "\u200c\u200d"  # invisible, but part of the spelling of Persian, Urdu and Hindi names
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# Parameters that carry a key, whichever service calls them so.
_KEYS = re.compile(
    r"(?i)\b((?:api|app|access|auth|client|subscription|secret|private)?[-_]?"
    r"(?:key|token|secret|signature|password|id|code|sig|sn|ak|username|user)=)[^&#\s'\"]+"
)
_HIDDEN = "***"
_SECRET_NAME = re.compile(
    r"(?i)key|token|secret|passw|signature|user_?name|app_(?:id|code)|auth_id"
)
_SHORTEST = 4  # a shorter secret would blank half of a message


def plain(text: object, limit: int = LONGEST) -> str:
    r"""Write any text as one printable line.

    Parameters
    ----------
    text : object
        What a server sent; anything but text gives an empty string.
    limit : int
        Most characters; a longer text ends with an ellipsis.

    Returns
    -------
    str
        Without control characters, terminal sequences, line breaks, half surrogate pairs and
        marks that turn the direction of writing.

    Examples
    --------
    >>> plain("Edg\x1b[31mware\n\u202eeht")
    'Edgware eht'
    """
    if not isinstance(text, str):
        return ""
    visible = _ANSI.sub("", text[: 8 * limit])
    shown = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] not in "CZ" else " "
        for letter in visible
    )
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Hide keys: the known secrets, and the values of parameters that are called like one.

    Examples
    --------
    >>> redact("https://example.org/x?q=Edgware&api_key=hunter2")
    'https://example.org/x?q=Edgware&api_key=***'
    """
    for secret in secrets:
        for written in {secret, quote(secret, safe=""), quote_plus(secret)}:
            text = text.replace(written, _HIDDEN)
    return _KEYS.sub(rf"\1{_HIDDEN}", text)


def secrets_of(holder: object) -> tuple[str, ...]:
    """List the values of a geocoder's attributes that are called like a secret, longest first."""
    secrets = {
        value
        for name, value in vars(holder).items()
        if _SECRET_NAME.search(name) and isinstance(value, str) and len(value) >= _SHORTEST
    }
    return tuple(sorted(secrets, key=lambda value: (-len(value), value)))
