"""The tables and the vocabularies of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


SCHEMA = 2
"""The present form of the tables, ``schema`` in ``story.toml``; see `geo.story.upgrade`."""

TABLES = {
    "sources": "an article, or a table; its text is never stored",
    "places": "a place as the articles mean it",
    "events": "something that happened",
    "event_places": "a further place of an event, and its part in it",
    "links": "a relation between two places",
    "actors": "a person or a body",
    "claims": "one statement by somebody",
    "relations": "how one claim stands to another",
    "figures": "a number in a claim, with its scope; never summed or merged",
    "mentions": "where an article names something",
    "exhibits": "a photo, video, recording or scan that a story shows",
    "views": "a part of the map to look at",
    "steps": "a step of the guided story",
    "corrections": "what was put right after the story was published, and why",
    "redactions": "what is withheld or made coarser before the story is published",
    "pins": "the answer of the geocoder for a place, kept like a lock file",
}
"""Each table of a story, and what a row of it is; the file is the name with ``.csv``."""

TABLE_NOTES = {
    "pins": "`geo geocode .` writes this table; overrule a row, and say why in `reason`.",
    "relations": (
        "The relation is read from claim to other: contradicts (both can't hold; `on` says on "
        "what), varies (both can hold), adds, repeats, denies, answers, corrects. `contradicts` "
        "and `varies` stand once for two claims. `by` says who set it, a person or a draft."
    ),
    "exhibits": (
        "The files lie in `exhibits/`; pages show a smaller copy, without what a camera wrote into "
        "it, such as where it was. Video and audio are links. `image` of events and steps names a "
        "row. Leave `sha256` empty: `geo check` says it."
    ),
    "corrections": "Empty until the story is published. Readers see each row on the page.",
    "redactions": (
        "What is published leaves these rows and cells out; a name is replaced by `instead` "
        "wherever it stands, a place by the one around it. The table itself is never published."
    ),
    "mentions": "May stay empty. It is for who wants every name of an article marked.",
}
"""What a new story's README says of a table beside its columns."""

REDACTABLE = (
    *("story", "sources", "places", "events", "links", "actors", "claims", "figures"),
    *("exhibits", "views", "steps", "corrections", "pins"),
)
"""Tables of which a row or a cell may be withheld; ``story`` is ``story.toml``."""

PLACEHOLDER = "Say here in one sentence what the story finds."
"""What `geo new` writes for the finding; it is never published."""

OPTIONAL = (
    *("event_places", "relations", "exhibits", "steps", "corrections", "redactions"),
    "pins",
)
"""Tables whose file may be missing."""

OPTIONAL_COLUMNS = {
    "sources": (
        *("url", "archived_url", "archive_sha256", "accessed"),
        *("language", "licence", "dateline", "same_text_as", "sheet"),
    ),
    "events": ("after", "image"),
    "links": ("via", "after"),
    "claims": ("column", "part", "exhibit", "accused", "victims"),
    "places": ("lon", "lat", "candidate", "candidate_confidence", "local"),
    "actors": ("claims",),
    "figures": ("wording", "part_of"),
    "exhibits": ("sha256", "licence", "source", "part", "note"),
    "steps": ("emphasis", "note", "note_at", "image"),
}
"""Columns that a table may leave out; they are empty then."""

KEYS = {
    "event_places": ("event", "place", "role"),
    "pins": ("place",),
    "redactions": ("table", "row", "column"),
    "relations": ("claim", "relation", "other"),
}
"""The columns that tell the rows of a table apart, where these are not its ids."""

ROLES = ("at", "from", "to", "via", "about", "spoken-at", "heard-at")
"""What a place is to an event; the column `place` of events is `at`."""

MARKED = {
    "places": ("label", "note"),
    "events": ("title", "date_note", "note"),
    "links": ("title", "date_note", "note"),
    "actors": ("role",),
    "claims": ("note",),
    "figures": ("note",),
    "views": ("title",),
    "steps": ("title", "text", "note"),
}
"""Columns in our own words: a claim that a text rests on stands in it as ``[claim-id]``."""
MARKED_HEAD = ("title", "finding")
"""Keys of ``story.toml`` of the same kind."""

TRANSLATED = {
    "places": ("label", "note"),
    "events": ("title", "date_note", "note"),
    "event_places": ("note",),
    "links": ("title", "date_note", "note"),
    "actors": ("name", "role"),
    "claims": ("statement", "note"),
    "relations": ("on", "reason"),
    "figures": ("wording", "note"),
    "exhibits": ("alt", "credit", "note"),
    "views": ("title",),
    "steps": ("title", "text", "note"),
    "corrections": ("what", "why"),
}
"""Columns that a table may have in other languages, too: ``title@ur`` beside ``title``. The keys
of `MARKED_HEAD` may be so in ``story.toml``."""

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
EXHIBIT_KINDS = ("photo", "video", "audio", "scan")
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
STATUSES = (
    *("confirmed", "reported", "said", "said-unnamed", "hearsay", "alleged", "denied"),
    "retracted",
)
"""From the strongest to the weakest; what several claims tell has the strongest of theirs."""
RELATIONS = ("contradicts", "varies", "adds", "repeats", "denies", "answers", "corrects")
"""How a claim stands to another: both can't hold; both can hold; it tells one thing more, or the
same again; says that the other isn't so; replies to it; puts it right."""
RELATED_BY = ("person", "draft")
OWN_VOICE = ("confirmed", "reported")
"""What an article states itself; all else is somebody's word."""
SAID = ("said", "said-unnamed")
ACCUSING = ("alleged",)
DENYING = ("denied",)
RETRACTED = ("retracted",)
WITHHELD = "yes"
"""What ``withheld`` in ``story.toml`` says of tables from which something was taken out."""
BOUNDS = ("exact", "at-least", "more-than", "at-most", "less-than", "about", "between")
MENTIONED = ("place", "actor", "date", "figure")
PINNED_BY = ("geocoder", "person")


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: ``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:  # noqa: PLR2004 - two names make a pair
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"
