"""What ``story.toml`` says: the texts in the story's own voice, its languages, its signs.

Titles, the finding, steps, labels, notes and roles are nobody's statement. They name their claims
by marks ``[claim-id]`` in the text; roles by the column ``claims``. Without a mark the title of an
event or link and the label of a place rest on the claims about it, the title of a step on those
of its text and note, and the title of a view on the claims about its places. In other languages
they stand beside the originals: ``title@ur``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from geo.errors import Fault
from geo.evidence import (
    claims_by_subject,
    marked_claims,
    split_ids,
    without_marks,
)
from geo.messages import as_of_text
from geo.palette import MEDIA, PAPER, STATUSES, Ink, Medium, Standing, contrast
from geo.story.rules import suggestions
from geo.story.schema import LANGUAGE, SLUG
from geo.story.vocabulary import MARKED, MARKED_HEAD, TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.story.read import Tables
    from geo.story.story import Story

HEAD = "story.toml"


class OwnText(NamedTuple):
    """A text in the story's own voice.

    Parameters
    ----------
    file : str
        File as the user knows it, such as ``steps.csv``.
    row : int
        Line in the file as a spreadsheet numbers it; 0 for ``story.toml``.
    id : str
        Id of the row; empty for the story.
    column : str
        Column or key.
    marked : str
        The text as it is written, with its marks.
    claims : tuple of str
        Ids of the claims that it rests on.
    """

    file: str
    row: int
    id: str
    column: str
    marked: str
    claims: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text as a reader sees it."""
        return without_marks(self.marked)


def own_texts(
    head: Mapping[str, str], frames: Mapping[str, pd.DataFrame], *, marked_only: bool = False
) -> Iterator[OwnText]:
    """Yield each text of a story's own voice that is there, the story's own first.

    Parameters
    ----------
    head : mapping
        What ``story.toml`` says, by key.
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    marked_only : bool
        Whether to leave out the texts that name no claim themselves.
    """
    for key in MARKED_HEAD:
        if head.get(key):
            marked = head[key]
            yield OwnText(HEAD, 0, "", key, marked, tuple(marked_claims(marked)))
    about = {} if marked_only else claims_by_subject(frames["claims"].set_index("id"))
    for table, columns in MARKED.items():
        frame = frames[table]
        for column in columns:
            own = frame[column] != ""
            if marked_only and column != "role":
                own &= frame[column].str.contains("[", regex=False)
            for row, record in zip(frame.index[own], frame[own].to_dict("records"), strict=True):
                cells = {str(name): str(cell) for name, cell in record.items()}
                claims = dict.fromkeys(
                    [*marked_claims(cells[column]), *_rests(cells, column, about)]
                )
                yield OwnText(
                    f"{table}.csv", int(str(row)), cells["id"], column, cells[column], tuple(claims)
                )


def _rests(cells: Mapping[str, str], column: str, about: Mapping[str, list[str]]) -> list[str]:
    """Return the claims that a text rests on beside those that it names itself."""
    if column == "role":
        return split_ids(cells["claims"])
    if column == "label" or (column == "title" and "date_basis" in cells):
        return about.get(cells["id"], [])
    if column != "title" or marked_claims(cells["title"]):
        return []
    if "text" in cells:
        return marked_claims(f"{cells['text']} {cells['note']}")
    return [name for place in split_ids(cells["places"]) for name in about.get(place, [])]


def unknown_marks(
    head: Mapping[str, object],
    frames: Mapping[str, pd.DataFrame],
    texts: Mapping[str, pd.DataFrame] | None = None,
) -> list[Fault]:
    """Return the marks that name no row of ``claims.csv``, and those within another mark."""
    known_ids = set(frames["claims"]["id"])
    suggestion = suggestions(known_ids)
    faults = []
    for file, row, column, marked in _bracketed(head, frames, texts or {}):
        rest = without_marks(marked)
        if marked_claims(rest):
            wanted = "marks beside each other, none within another"
            faults.append(Fault(file, row, column, rest, wanted))
        for name in marked_claims(marked):
            if name not in known_ids:
                wanted = f"an id that stands in claims.csv, or no brackets{suggestion(name)}"
                faults.append(Fault(file, row, column, f"[{name}]", wanted))
    return faults


def _bracketed(
    head: Mapping[str, object],
    frames: Mapping[str, pd.DataFrame],
    texts: Mapping[str, pd.DataFrame],
) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, row, column and text of what may hold a mark."""
    for key, text in head.items():
        if key.partition("@")[0] in MARKED_HEAD and isinstance(text, str) and "[" in text:
            yield HEAD, 0, key, text
    for table, columns in MARKED.items():
        own = texts.get(table, pd.DataFrame())
        both = [frames[table][name] for name in columns] if table in frames else []
        both += [own[name] for name in map(str, own) if name.partition("@")[0] in columns]
        for cells in both:
            column = str(cells.name)
            for row, cell in cells[cells.str.contains("[", regex=False)].items():
                yield f"{table}.csv", int(str(row)), column, cell


def without_marks_in(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables without the marks of their texts."""
    return {
        table: frame.assign(
            **{
                column: frame[column].map(without_marks).astype("str")
                for column in MARKED.get(table, ())
                if frame[column].str.contains("[", regex=False).any()
            }
        )
        for table, frame in frames.items()
    }


def story_card(story: Story, *, counts: str) -> str:
    """Return title, finding and sources of a story as HTML, and how much it holds."""
    sources = "".join(
        f"<li>{_linked(row['title'], row['url'])} <em>{escape(row['publisher'])}</em></li>"
        for row in story.sources.to_dict("records")
    )
    finding = f"<p>{escape(story.finding)}</p>" if story.finding else ""
    as_of = f"<p><em>{escape(as_of_text(story.as_of))}</em></p>" if story.as_of else ""
    return (
        f"<article><strong>{escape(story.title)}</strong>{finding}{as_of}"
        f"<p>{counts}</p><ul>{sources}</ul></article>"
    )


def _linked(text: str, url: str) -> str:
    """Write a text, as a link to its address where there is one."""
    shown = escape(text)
    return f'<a href="{escape(url)}" rel="noopener">{shown}</a>' if url else shown


def languages_of(tables: Tables) -> tuple[str, ...]:
    """Return the languages, beside its own, in which a story has texts, in their order.

    Examples
    --------
    >>> from geo.story.read import read_tables
    >>> languages_of(read_tables("data"))  # this project's own story has one language
    ()
    """
    names = [*tables.head, *(name for own in tables.texts.values() for name in map(str, own))]
    tags = {name.partition("@")[2] for name in names}
    return tuple(sorted(tags - {"", tables.head["language"]}))


def in_language(tables: Tables, language: str) -> Tables:
    """Return tables whose texts are those in a language, wherever there are such."""
    head = {**tables.head, "language": language}
    head |= {key: head[name] for key in MARKED_HEAD if head.get(name := f"{key}@{language}")}
    frames = dict(tables.frames)
    for table, column, cells in _texts_in(tables, language):
        frame = frames[table]
        frames[table] = frame.assign(**{column: cells.where(cells != "", frame[column])})
    places = frames["places"]
    script, own = _script(head["title"]), _script(tables.head["title"])
    labels = tables.texts.get("places", pd.DataFrame()).get(f"label@{language}")
    is_local = places["local"].map(_script) == script if script != own else places["local"] == "."
    if labels is not None:
        is_local &= labels == ""
    shown = places["label"].where(places["label"] != "", places["name"])
    frames["places"] = places.assign(
        label=places["label"].mask(is_local, places["local"]),
        local=places["local"].mask(is_local, shown),
    )
    return replace(tables, head=head, frames=frames)


def missing_texts(tables: Tables) -> Iterator[Fault]:
    """Yield, for each language and column, the rows whose text is not there in the language."""
    for language in languages_of(tables):
        for key in MARKED_HEAD:
            if tables.head[key] and not tables.head.get(f"{key}@{language}"):
                wanted = f"the {key} in {language}"
                yield Fault(HEAD, 0, f"{key}@{language}", f"no {key} in {language}", wanted)
        for table, columns in TRANSLATED.items():
            frame, own = tables.frames[table], tables.texts.get(table, pd.DataFrame())
            for column in columns:
                name = f"{column}@{language}"
                lacks = (frame[column] != "") & (own[name] == "" if name in own else True)
                if lacks.any():
                    rows, there = int(lacks.sum()), int((frame[column] != "").sum())
                    counts = f"{rows} of {there} texts not in {language}"
                    first = int(frame.index[lacks][0])
                    yield Fault(f"{table}.csv", first, name, counts, f"{column} in {language}")


def untouched(tables: Tables, redacted: Tables, is_withheld: Callable[[str], bool]) -> Tables:
    """Return redacted tables with the texts in other languages whose original no redaction changed.

    Parameters
    ----------
    tables, redacted : geo.story.read.Tables
        Before, and after.
    is_withheld : callable
        From a text to whether it holds what is withheld.
    """
    claims = set(redacted.frames["claims"]["id"])

    def unchanged(text: str, *, original: str, now: str) -> str:
        is_safe = original == now and claims.issuperset(marked_claims(text))
        return text if is_safe and not is_withheld(text) else ""

    head = dict(redacted.head)
    for name, text in redacted.head.items():
        base, at, _ = name.partition("@")
        if at:
            head[name] = unchanged(text, original=tables.head[base], now=head[base])
    texts = {}
    for table, own in tables.texts.items():
        before, after = tables.frames[table], redacted.frames[table]
        columns = {}
        for name in map(str, own):
            base = name.partition("@")[0]
            cells = zip(
                own[name].reindex(after.index),
                before[base].reindex(after.index),
                after[base],
                strict=True,
            )
            columns[name] = [unchanged(text, original=was, now=now) for text, was, now in cells]
        texts[table] = pd.DataFrame(columns, index=after.index, dtype="str")
    return replace(redacted, head=head, texts=texts)


def _texts_in(tables: Tables, language: str) -> Iterator[tuple[str, str, pd.Series[str]]]:
    """Yield table, column and cells of the texts in a language."""
    for table, own in tables.texts.items():
        for name in own:
            column, _, tag = str(name).partition("@")
            if tag == language:
                yield table, column, own[name]


def _script(text: str) -> str:
    """Return the script of a text's first letter, such as LATIN or ARABIC."""
    letter = next((each for each in text if each.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


MEDIA_KEY, KINDS_KEY, STATUSES_KEY = "media", "kinds", "statuses"
"""The tables of ``story.toml``: ``[media.sound]``, ``[kinds.rally]``, ``[statuses.alleged]``."""

LEAST_CONTRAST = 3.0
"""Of a line on land and sea, in light and dark (WCAG 2.2, 1.4.11)."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LABEL = re.compile(rf"label@({LANGUAGE})")
_WANTED_LABEL = "its name in the key, on one line"
_LONGEST = 40
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


def kinds_of(table: Any) -> tuple[dict[str, Medium], list[Fault]]:  # noqa: ANN401 - what TOML holds
    """Read how a story names and draws its kinds of events, as `media_of` reads its media."""
    if not isinstance(table, dict):
        return {}, [_fault("", table, "tables such as [kinds.rally]", under=KINDS_KEY)]
    faults = [fault for name, row in table.items() for fault in _faults(name, row, under=KINDS_KEY)]
    letters: dict[str, str] = {}
    for name, row in table.items() if not faults else ():
        if (other := letters.setdefault(row["letter"], name)) != name:
            wanted = f"a letter that no other kind has; {other} has this one"
            faults.append(_fault(f"{name}.letter", row["letter"], wanted, under=KINDS_KEY))
    return ({} if faults else {name: _medium(row) for name, row in table.items()}), faults


def statuses_of(table: Any) -> tuple[dict[str, Standing], list[Fault]]:  # noqa: ANN401 - what TOML holds
    """Read what a story calls its statuses, and how their lines are drawn.

    What a status means, and which is the stronger one, stays as it is.

    Examples
    --------
    >>> statuses, _ = statuses_of({"alleged": {"label": "Accusation", "line": [2, 4]}})
    >>> statuses["alleged"].dash, statuses["alleged"].meaning
    ((2, 4), 'accusation only')
    """
    if not isinstance(table, dict):
        return {}, [_fault("", table, "tables such as [statuses.alleged]", under=STATUSES_KEY)]
    faults = [fault for name, row in table.items() for fault in _status_faults(name, row)]
    if faults:
        return {}, faults
    return {name: _standing(STATUSES[name], row) for name, row in table.items()}, []


def _standing(known: Standing, row: dict[str, Any]) -> Standing:
    labels = {key.removeprefix("label@"): row[key] for key in row if _LABEL.fullmatch(key)}
    dash = tuple(row["line"]) if "line" in row else known.dash
    return Standing(dash, row["label"], known.meaning, labels)


def _status_faults(name: str, row: Any) -> Iterator[Fault]:  # noqa: ANN401 - what TOML holds
    if name not in STATUSES:
        yield _fault("", name, f"one of {', '.join(STATUSES)}", under=STATUSES_KEY)
    if not isinstance(row, dict):
        yield _fault(name, row, "the keys label, label@LANGUAGE and line", under=STATUSES_KEY)
        return
    for key, value in {"label": "", **row}.items():
        if key == "line":
            lengths = value if isinstance(value, list) else [0]
            if not all(type(part) in (int, float) and 1 <= part <= _LONGEST for part in lengths):
                wanted = f"lengths of stroke and gap in pixels, 1 to {_LONGEST}, such as [6, 5]"
                yield _fault(f"{name}.line", value, wanted, under=STATUSES_KEY)
        elif key != "label" and not _LABEL.fullmatch(key):
            wanted = "no key but label, label@LANGUAGE and line"
            yield _fault(f"{name}.{key}", value, wanted, under=STATUSES_KEY)
        elif not _is_label(value):
            yield _fault(f"{name}.{key}", value, _WANTED_LABEL, under=STATUSES_KEY)


def _is_label(value: Any) -> bool:  # noqa: ANN401 - what TOML holds
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def signs_text(signs: Mapping[str, Mapping[str, Medium | Standing]]) -> str:
    """Return a story's own media, kinds and statuses as they stand in ``story.toml``."""
    lines: list[str] = []
    for under, own in signs.items():
        for name, sign in own.items():
            values: dict[str, object] = {"label": sign.label}
            values |= {f'"label@{tag}"': label for tag, label in sign.labels.items()}
            if isinstance(sign, Medium):
                values |= {"letter": sign.letter, "colour": [sign.ink.light, sign.ink.dark]}
            else:
                values["line"] = list(sign.dash)
            rows = (f"{key} = {json.dumps(it, ensure_ascii=False)}" for key, it in values.items())
            lines += ["", f"[{under}.{name}]", *rows]
    return "".join(f"{line}\n" for line in lines)


SIGNS: dict[str, Callable[[Any], tuple[dict[str, Any], list[Fault]]]] = {
    MEDIA_KEY: media_of,
    KINDS_KEY: kinds_of,
    STATUSES_KEY: statuses_of,
}
"""The tables of ``story.toml``, each with what reads it."""


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


def _faults(name: str, row: Any, *, under: str = MEDIA_KEY) -> Iterator[Fault]:  # noqa: ANN401 - what TOML holds
    """Yield what is wrong with one medium, or one kind of events."""
    known = MEDIA if under == MEDIA_KEY else {}
    if not re.fullmatch(SLUG, name) or name in known:
        wanted = "a word of a-z, 0-9 and single hyphens"
        wanted += f" that is none of {', '.join(known)}" * bool(known)
        yield _fault("", name, wanted, under=under)
    if not isinstance(row, dict):
        yield _fault(name, row, f"the keys {_KEYS}", under=under)
        return
    for key, value in row.items():
        if key == "label" or _LABEL.fullmatch(key):
            if not _is_label(value):
                yield _fault(f"{name}.{key}", value, _WANTED_LABEL, under=under)
        elif key not in {"letter", "colour"}:
            yield _fault(f"{name}.{key}", value, f"no key but {_KEYS}", under=under)
    if "label" not in row:
        yield _fault(f"{name}.label", "", _WANTED_LABEL, under=under)
    letter = row.get("letter", "")
    if not isinstance(letter, str) or len(letter) != 1 or not letter.isalnum():
        wanted = "one letter or digit, which stands on its lines or marks"
        yield _fault(f"{name}.letter", letter, wanted, under=under)
    yield from _colour_faults(name, row.get("colour", ""), under)


def _colour_faults(name: str, colour: Any, under: str) -> Iterator[Fault]:  # noqa: ANN401 - what TOML holds
    if isinstance(colour, str) and colour in MEDIA:
        return
    pair = colour if isinstance(colour, list) else []
    matches = [isinstance(text, str) and _COLOUR.fullmatch(text) for text in pair]
    if len(pair) != 2 or not all(matches):  # noqa: PLR2004 - light and dark
        yield _fault(f"{name}.colour", colour, _WANTED_COLOUR, under=under)
        return
    for ink, theme in zip(pair, ("light", "dark"), strict=True):
        least = min(contrast(ink, getattr(PAPER[ground], theme)) for ground in ("land", "sea"))
        if least < LEAST_CONTRAST:
            wanted = (
                f"a contrast of {LEAST_CONTRAST:g} to land and sea in {theme}; it has {least:.1f}"
            )
            yield _fault(f"{name}.colour", ink, wanted, under=under)


def _fault(key: str, value: object, wanted: str, *, under: str = MEDIA_KEY) -> Fault:
    return Fault(HEAD, 0, f"{under}.{key}".rstrip("."), str(value), wanted)
