"""A story's own media: what ``story.toml`` says of a kind of link that the vocabulary lacks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from geo.errors import Fault
from geo.palette import MEDIA, PAPER, Ink, Medium, contrast
from geo.story.framing import HEAD
from geo.story.schema import LANGUAGE, SLUG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


MEDIA_KEY = "media"
"""The table of ``story.toml``: ``[media.sound]`` and so on."""

LEAST_CONTRAST = 3.0
"""Of a line on land and sea, in light and dark (WCAG 2.2, 1.4.11)."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LABEL = re.compile(rf"label@({LANGUAGE})")
_KEYS = "label, label@LANGUAGE, letter and colour"
_WANTED_COLOUR = (
    f"the medium whose colour it has ({', '.join(MEDIA)}), or two colours for light and for dark, "
    'such as ["#5e554a", "#9d968f"]'
)


def media_of(table: Any) -> tuple[dict[str, Medium], list[Fault]]:  # noqa: ANN401 - what TOML holds
    """Read a story's own media.

    Parameters
    ----------
    table : Any
        What ``story.toml`` has under ``media``.

    Returns
    -------
    media : dict of str to geo.palette.Medium
        By the word that stands in the column ``medium`` of links; those that are right.
    faults : list of geo.errors.Fault
        What is wrong with the others.

    Examples
    --------
    >>> media, faults = media_of({"ash": {"label": "Ash", "letter": "A", "colour": "support"}})
    >>> media["ash"].ink.light, faults
    ('#6c1559', [])
    """
    if not isinstance(table, dict):
        return {}, [_fault("", table, "tables such as [media.sound]")]
    faults = [fault for name, row in table.items() for fault in _faults(name, row)]
    return ({} if faults else {name: _medium(row) for name, row in table.items()}), faults


def media_text(media: Mapping[str, Medium]) -> str:
    """Return a story's own media as they stand in ``story.toml``."""
    lines = []
    for name, medium in media.items():
        colour = [medium.ink.light, medium.ink.dark]
        texts = {"label": medium.label, "letter": medium.letter}
        texts |= {f'"label@{tag}"': label for tag, label in medium.labels.items()}
        rows = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items()]
        lines += ["", f"[{MEDIA_KEY}.{name}]", *rows, f"colour = {json.dumps(colour)}"]
    return "".join(f"{line}\n" for line in lines)


def shared_letters(media: Mapping[str, Medium], names: Iterable[str]) -> Iterator[Fault]:
    """Yield the letters of a story's own media that another medium of its links has, too."""
    known = {**{name: MEDIA[name] for name in sorted(set(names)) if name in MEDIA}, **media}
    letters: dict[str, str] = {}
    for name, medium in known.items():
        if (other := letters.setdefault(medium.letter, name)) != name:
            wanted = f"a letter that no other medium has; {other} has this one"
            yield _fault(f"{name}.letter", medium.letter, wanted)


def _medium(row: dict[str, Any]) -> Medium:
    colour = row["colour"]
    labels = {key.removeprefix("label@"): row[key] for key in row if _LABEL.fullmatch(key)}
    ink = MEDIA[colour].ink if isinstance(colour, str) else Ink(*colour)
    return Medium(ink, row["letter"], row["label"], labels)


def _faults(name: str, row: Any) -> Iterator[Fault]:  # noqa: ANN401 - what TOML holds
    """Yield what is wrong with one medium."""
    if not re.fullmatch(SLUG, name) or name in MEDIA:
        wanted = f"a word of a-z, 0-9 and single hyphens that is none of {', '.join(MEDIA)}"
        yield _fault("", name, wanted)
    if not isinstance(row, dict):
        yield _fault(name, row, f"the keys {_KEYS}")
        return
    for key, value in row.items():
        if key == "label" or _LABEL.fullmatch(key):
            if not isinstance(value, str) or not value.strip() or not value.isprintable():
                yield _fault(f"{name}.{key}", value, "its name in the key, on one line")
        elif key not in {"letter", "colour"}:
            yield _fault(f"{name}.{key}", value, f"no key but {_KEYS}")
    if "label" not in row:
        yield _fault(f"{name}.label", "", "its name in the key, on one line")
    letter = row.get("letter", "")
    if not isinstance(letter, str) or len(letter) != 1 or not letter.isalnum():
        yield _fault(f"{name}.letter", letter, "one letter or digit, which stands on its lines")
    yield from _colour_faults(name, row.get("colour", ""))


def _colour_faults(name: str, colour: Any) -> Iterator[Fault]:  # noqa: ANN401 - what TOML holds
    if isinstance(colour, str) and colour in MEDIA:
        return
    pair = colour if isinstance(colour, list) else []
    if len(pair) != 2 or not all(isinstance(one, str) and _COLOUR.fullmatch(one) for one in pair):  # noqa: PLR2004 - light and dark
        yield _fault(f"{name}.colour", colour, _WANTED_COLOUR)
        return
    for ink, theme in zip(pair, ("light", "dark"), strict=True):
        least = min(contrast(ink, getattr(PAPER[ground], theme)) for ground in ("land", "sea"))
        if least < LEAST_CONTRAST:
            wanted = (
                f"a contrast of {LEAST_CONTRAST:g} to land and sea in {theme}; it has {least:.1f}"
            )
            yield _fault(f"{name}.colour", ink, wanted)


def _fault(key: str, found: object, wanted: str) -> Fault:
    return Fault(HEAD, 0, f"{MEDIA_KEY}.{key}".rstrip("."), str(found), wanted)
