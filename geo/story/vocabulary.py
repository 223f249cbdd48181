"""The tables and the vocabularies of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


TABLES = {
    "sources": "an article; its text is never stored",
    "places": "a place as the articles mean it",
    "events": "something that happened",
    "links": "a relation between two places",
    "actors": "a person or a body",
    "claims": "one statement by somebody",
    "figures": "a number in a claim, with its scope; never summed or merged",
    "mentions": "where an article names something",
    "views": "a part of the map to look at",
    "steps": "a step of the guided story",
    "pins": "the answer of the geocoder for a place, kept like a lock file",
}
"""Each table of a story, and what a row of it is; the file is the name with ``.csv``."""

PLACEHOLDER = "Say here in one sentence what the story finds."
"""What `geo new` writes for the finding; it is never published."""

OPTIONAL = ("steps", "pins")
"""Tables whose file may be missing."""

OPTIONAL_COLUMNS = {
    "places": ("lon", "lat", "candidate", "candidate_confidence", "local"),
    "actors": ("claims",),
}
"""Columns that a table may leave out; they are empty then."""

MARKED = {
    "places": ("label", "note"),
    "events": ("title", "date_note", "note"),
    "links": ("title", "date_note", "note"),
    "actors": ("role",),
    "claims": ("note",),
    "figures": ("note",),
    "views": ("title",),
    "steps": ("title", "text"),
}
"""Columns in our own words: a claim that a text rests on stands in it as ``[claim-id]``."""
MARKED_HEAD = ("title", "finding")
"""Keys of ``story.toml`` of the same kind."""

PRECISIONS = (
    "site",
    "street",
    "suburb",
    "borough",
    "city",
    "region",
    "province",
    "country",
    "unlocatable",
)
PINNABLE = PRECISIONS[:-1]
"""How exact a place can be that is located."""
DATE_BASES = ("stated", "inferred", "none")
MEDIA = (
    "telephone",
    "broadcast",
    "orders",
    "travel",
    "migration",
    "meeting",
    "support",
    "presence",
    "other",
)
DIRECTIONS = ("one-way", "both", "unknown")
ACTOR_KINDS = (
    "person",
    "party",
    "government",
    "forces",
    "media",
    "court",
    "people",
    "group",
    "unnamed",
)
STATUSES = ("reported", "claimed", "alleged", "denied")
"""From the strongest to the weakest."""
OWN_VOICE = ("reported",)
"""What an article states itself; all else is somebody's word."""
ACCUSING = ("alleged",)
DENYING = ("denied",)
BOUNDS = ("exact", "at-least", "at-most", "about", "between")
MENTIONED = ("place", "actor", "date", "figure")
PINNED_BY = ("geocoder", "person")


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: ``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:  # noqa: PLR2004 - two names make a pair
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"
