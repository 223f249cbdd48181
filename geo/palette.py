"""Colours of maps and figures, in light and dark, each with a letter or dash.

The inks of the media were searched for distance in OKLab, seen normally and with protanopia,
deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009), at a contrast of at least 3:1
on land and sea (WCAG 2.2, 1.4.11). A test keeps it so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Ink:
    """A colour for light paper and one for dark, as ``#rrggbb``."""

    light: str
    dark: str


@dataclass(frozen=True)
class Medium:
    """How a kind of link is drawn.

    Parameters
    ----------
    ink : Ink
        Its colour.
    letter : str
        One letter that repeats what the colour says.
    label : str
        Its name in the key.
    labels : mapping of str to str
        Its name in other languages, by BCP 47 tag.
    """

    ink: Ink
    letter: str
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def named(self, language: str) -> str:
        """Return its name in a language, else the one that every language has."""
        return self.labels.get(language, self.label)


@dataclass(frozen=True)
class Standing:
    """How a status is drawn.

    Parameters
    ----------
    dash : tuple of float
        Lengths of stroke and gap in units of one pixel; empty for an unbroken line.
    label, meaning : str
        Its name in the key, and who says so.
    labels : mapping of str to str
        Its name in other languages, by BCP 47 tag.
    """

    dash: tuple[float, ...]
    label: str
    meaning: str
    labels: Mapping[str, str] = field(default_factory=dict)


MEDIA: dict[str, Medium] = {
    "telephone": Medium(Ink("#034d8e", "#19a7f8"), "T", "Telephone"),
    "broadcast": Medium(Ink("#029091", "#93f6ef"), "B", "Broadcast"),
    "orders": Medium(Ink("#c8474a", "#d44b1f"), "O", "Orders"),
    "travel": Medium(Ink("#895b03", "#dc8f3e"), "J", "Journey"),
    "migration": Medium(Ink("#324908", "#e3f79c"), "M", "Migration"),
    "meeting": Medium(Ink("#9160ba", "#8564e5"), "E", "Encounter"),
    "support": Medium(Ink("#6c1559", "#b1579c"), "S", "Support"),
    "presence": Medium(Ink("#54697c", "#b5b8ca"), "P", "Presence"),
    "other": Medium(Ink("#5e554a", "#9d968f"), "X", "Other"),
}

CATEGORIES: tuple[Ink, ...] = tuple(
    MEDIA[name].ink
    for name in (
        *("telephone", "orders", "broadcast", "travel"),
        *("migration", "meeting", "support", "presence"),
    )
)
"""Inks for up to eight groups of events, in the order in which they are given out."""

NOTHING = Ink("#8b857b", "#7d8489")
"""Ink of what has no value, or belongs to no group of its own."""

RAMP: tuple[Ink, ...] = (
    Ink("#e08214", "#7b2f9e"),
    Ink("#d3593b", "#a83a94"),
    Ink("#b8305f", "#d0567c"),
    Ink("#8a1a7b", "#ee8360"),
    Ink("#551a86", "#f9b857"),
    Ink("#23146e", "#f4ee61"),
)
"""Inks from the least number to the greatest; lightness runs one way, whatever the eye."""

STATUSES: dict[str, Standing] = {
    "confirmed": Standing((24, 2), "Confirmed", "by a second source, or by those concerned"),
    "reported": Standing((), "Reported", "by the article itself"),
    "said": Standing((13, 4), "Said", "by a named speaker"),
    "said-unnamed": Standing((13, 4, 3, 4), "Said, unnamed", "by a speaker who is not named"),
    "hearsay": Standing((9, 4), "Hearsay", "said to be so, by nobody in particular"),
    "alleged": Standing((6, 5), "Alleged", "accusation only"),
    "denied": Standing((1, 5), "Denied", "rejected by somebody"),
    "retracted": Standing((1, 9), "Retracted", "taken back by its source"),
}

BORDERS: dict[str, Standing] = {
    "international": Standing((), "International border", ""),
    "line-of-control": Standing((7, 2, 1.5, 2), "Line of control", ""),
    "disputed": Standing((5, 3), "Disputed border", ""),
    "indefinite": Standing((1.5, 3), "Indefinite border", ""),
}

PAPER: dict[str, Ink] = {
    "sea": Ink("#e3ebee", "#14191d"),
    "land": Ink("#f6f3ec", "#20262a"),
    "lake": Ink("#e3ebee", "#14191d"),
    "coast": Ink("#b9c4c6", "#3a464c"),
    "river": Ink("#c5d3d8", "#2c383f"),
    "borough": Ink("#cfc8b8", "#3a4146"),
    "province": Ink("#a9a294", "#566067"),
    "international": Ink("#a39b8b", "#626c73"),
    "line-of-control": Ink("#8d8474", "#7b868d"),
    "disputed": Ink("#8d8474", "#7b868d"),
    "indefinite": Ink("#8d8474", "#7b868d"),
    "halo": Ink("#faf8f3", "#171c20"),
    "name-country": Ink("#7a7263", "#8d979d"),
    "name-sea": Ink("#6f8a95", "#5f7986"),
    "name-city": Ink("#5f594d", "#a3abb0"),
    "name-borough": Ink("#7a7263", "#8d979d"),
    "name-story": Ink("#15181b", "#f4f1ea"),
    "event": Ink("#1c1d21", "#f2eee4"),
    "event-paper": Ink("#fffdf8", "#171c20"),
    "page": Ink("#fffdf9", "#12161a"),
    "card": Ink("#f7f4ed", "#1a2025"),
    "text": Ink("#1b1d20", "#ece8df"),
    "quiet": Ink("#5e5b54", "#a5aab0"),
    "rule": Ink("#dcd6c9", "#2e363c"),
    "accent": Ink("#8a1c22", "#ff9d8a"),
    "focus": Ink("#0a58ca", "#7db5ff"),
}


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted(map(_luminance, (colour, other)))
    return round((light + 0.05) / (dark + 0.05), 4)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= _STRAIGHT else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


_STRAIGHT = 0.04045
"""Up to here sRGB is a straight line."""

_DARK = "@media screen and (prefers-color-scheme:dark)"  # paper is light


def medium_styles(media: Mapping[str, Medium]) -> str:
    """Return the rules of a story's own media, to stand behind `style_variables`.

    Examples
    --------
    >>> medium_styles({"ash": MEDIA["other"]}).splitlines()[0]
    ':root{--medium-ash:#5e554a}'
    """
    light = ";".join(f"--medium-{name}:{medium.ink.light}" for name, medium in media.items())
    dark = ";".join(f"--medium-{name}:{medium.ink.dark}" for name, medium in media.items())
    classes = "\n".join(f".medium-{name}{{--ink:var(--medium-{name})}}" for name in media)
    return f":root{{{light}}}\n{_DARK}{{:root{{{dark}}}}}\n{classes}\n" if media else ""


def kind_styles(kinds: Mapping[str, Medium]) -> str:
    """Return the rules of a story's own kinds of events: marks, dots and bars have their colour.

    Examples
    --------
    >>> kind_styles({"rally": MEDIA["other"]}).splitlines()[-1]
    '.kind-rally{--event:var(--kind-rally)}'
    """
    light = ";".join(f"--kind-{name}:{kind.ink.light}" for name, kind in kinds.items())
    dark = ";".join(f"--kind-{name}:{kind.ink.dark}" for name, kind in kinds.items())
    classes = "\n".join(f".kind-{name}{{--event:var(--kind-{name})}}" for name in kinds)
    return f":root{{{light}}}\n{_DARK}{{:root{{{dark}}}}}\n{classes}\n" if kinds else ""


def style_variables() -> str:
    """Return the palette as CSS custom properties, for light and for dark.

    Returns
    -------
    str
        Two rules for ``:root``: ``--sea``, ``--medium-telephone``, ``--dash-disputed`` and so on.

    Examples
    --------
    >>> "--medium-telephone:#034d8e" in style_variables()
    True
    """
    inks = PAPER | {f"medium-{name}": medium.ink for name, medium in MEDIA.items()}
    light = ";".join(f"--{name}:{ink.light}" for name, ink in inks.items())
    dark = ";".join(f"--{name}:{ink.dark}" for name, ink in inks.items())
    dashes = "".join(
        f";--dash-{name}:{' '.join(f'{length:g}' for length in border.dash) or 'none'}"
        for name, border in BORDERS.items()
    )
    media = "\n".join(f".medium-{name}{{--ink:var(--medium-{name})}}" for name in MEDIA)
    return (
        f":root{{color-scheme:light dark;{light}{dashes}}}\n{_DARK}{{:root{{{dark}}}}}\n{media}\n"
    )
