"""The steps of a guided story: as its author wrote them, or made of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.evidence import claims_by_subject, split_ids
from geo.figures.messages import differing_sets
from geo.messages import date_text, interface_language, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.messages import Words


SURE = frozenset({"confirmed", "reported"})
_MOST_NOTES = 2
_MOST_SETS = 3
_MOST_NAMED = 20  # places that are named where nothing leads
_MOST_VIEWS = 6
_MOST_EVENTS, _MOST_CLAIMS = 6, 3  # events that are told one after the other; claims of each


@dataclass(frozen=True)
class Note:
    """A few words that stand on the map.

    Parameters
    ----------
    at : str
        Id of the link, event or place that they stand at.
    head, text, doubt : str
        In bold, plain, and in the colour of what is contested; each may be empty.
    """

    at: str
    head: str
    text: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class GuideStep:
    """A step of the guided story.

    Parameters
    ----------
    id, title, text, view, selects, date : str
        As in the table of steps; the text without its marks.
    emphasis : tuple of str
        Ids of what is full while the rest is grey: links, events and places, the ends of the links
        and the places of the events with them.
    notes : tuple of Note
        What stands on the map.
    figures : str
        The set of figures that it is about, where it was made of the tables; else empty.
    claims : tuple of str
        The claims of the event that it is about, where it was made of the tables.
    """

    id: str
    title: str
    text: str
    view: str = ""
    selects: str = ""
    date: str = ""
    emphasis: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    figures: str = ""
    claims: tuple[str, ...] = ()


def guide_steps(story: Any, *, words: Words | None = None) -> tuple[GuideStep, ...]:  # noqa: ANN401 - any story that can be mapped
    """Return the steps of a story, in order; the first one stands with the finding.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it. Without steps, or where these have no emphasis, what they show
        follows from the tables: first what has most claims, then each view, then each set of
        figures on which the sources differ.
    words : Words, optional
        Words for dates and statuses; English if none are given.

    Returns
    -------
    tuple of GuideStep
        At least one.

    Examples
    --------
    >>> import geo
    >>> first, *_ = guide_steps(geo.read_story("data"))  # the tables of this project's own story
    >>> first.notes[0].head
    'Telephone addresses'
    """
    maker = _Maker(story, words or words_in("en"))
    return tuple(maker.written() if len(story.steps) else maker.made())


def ends_of(link: Any, *, language: str) -> str:  # noqa: ANN401 - a row
    """Write the ends of a link with an arrow that points along the letters of a language."""
    arrow = words_in(interface_language(language)).named("arrow", link["direction"])
    return f"{link['from_label']} {arrow} {link['to_label']}"


class _Maker:
    def __init__(self, story: Any, words: Words) -> None:  # noqa: ANN401
        self.story, self.words = story, words
        self.claims = claims_by_subject(story.claims)
        self.weight = {name: len(ids) for name, ids in self.claims.items()}
        self.links = story.links[~story.links.geometry.isna()]
        located = ~(story.events["lon"].isna() | (story.events["place"] == ""))
        self.events = story.events[located]

    def written(self) -> Iterator[GuideStep]:
        """Yield the author's steps; what they don't say is worked out."""
        columns = ("title", "text", "view", "selects", "date", "emphasis", "note", "note_at")
        for at, (name, row) in enumerate(self.story.steps.iterrows()):
            cells = {column: str(row.get(column, "")) for column in columns}
            note, note_at = cells.pop("note"), cells.pop("note_at")
            own = split_ids(cells.pop("emphasis")) or self._unsaid(cells, first=at == 0)
            note_at = note_at or (own[0] if note and own else "")
            yield GuideStep(
                str(name),
                cells["title"],
                cells["text"],
                cells["view"],
                cells["selects"],
                cells["date"],
                emphasis=self._with_ends(own),
                notes=tuple(self._notes(own, note=note, note_at=note_at)),
            )

    def made(self) -> Iterator[GuideStep]:
        """Yield the steps that a story has which names none."""
        story = self.story
        leading = self._leading()
        yield GuideStep(
            "finding",
            story.title,
            "",
            emphasis=self._with_ends(leading),
            notes=tuple(self._notes(leading)),
        )
        views = story.views.iloc[1:] if len(story.views) > 1 else story.views.iloc[:0]
        for name, view in views.iloc[:_MOST_VIEWS].iterrows():
            shown = split_ids(view["places"])
            yield GuideStep(str(name), view["title"], "", view=str(name), emphasis=tuple(shown))
        for name in self._in_turn() if views.empty else ():
            event = self.events.loc[name]
            yield GuideStep(
                name,
                str(event["title"]),
                "",
                selects=name,
                emphasis=self._with_ends([name]),
                notes=tuple(self._notes([name])),
                claims=tuple(self.claims[name][:_MOST_CLAIMS]) if name in self.claims else (),
            )
        figures = story.figures
        for at, group in enumerate([*differing_sets(figures, story.claims)][:_MOST_SETS], start=1):
            about = self._about(group)
            yield GuideStep(
                f"figures-{at}",
                str(group["measure"].iloc[0]).replace("-", " ").capitalize(),
                "",
                selects=about[0] if about else "",
                emphasis=self._with_ends(about),
                notes=tuple(self._notes(about)),
                figures=str(group["set"].iloc[0]),
            )

    def _in_turn(self) -> list[str]:
        """Return the events with most claims, in the order of time; none of a single event."""
        ranked = sorted(self.events.index, key=lambda name: -self.weight.get(str(name), 0))
        most = self.events[self.events.index.isin(ranked[:_MOST_EVENTS])]
        names = most.sort_values("earliest", kind="stable", na_position="last").index
        return [str(name) for name in names] if len(names) > 1 else []

    def _leading(self) -> list[str]:
        """Return the link with most claims, and the event on which the sources differ most.

        Where there is neither, it is the event that the finding is about; without one, the places
        of all events, as far as they can be named.
        """
        links = sorted(self.links.index, key=lambda name: -self.weight.get(str(name), 0))[:1]
        events = self.events
        differs = (
            events["differs_on"] if "differs_on" in events else events["title"].map(lambda _: "")
        )
        doubtful = events[(differs != "") | events["contested"]]
        ranked = sorted(
            doubtful.index,
            key=lambda name: (differs[name] == "", -self.weight.get(str(name), 0)),
        )
        leading = [str(name) for name in (*links, *ranked[:1])] or self._found()
        places = dict.fromkeys(
            events["place"]
        )  # where nothing leads, no event is put before others
        return leading or (list(places) if len(places) <= _MOST_NAMED else [])

    def _found(self) -> list[str]:
        """Return the first event that the claims of the finding, or of the title, are about."""
        framing = self.story.framing
        for column in ("finding", "title"):
            cells = framing[(framing["table"] == "story") & (framing["column"] == column)]["claims"]
            named = {claim for cell in cells for claim in split_ids(cell)}
            about = [name for name in self.events.index if named & {*self.claims.get(name, ())}]
            if about:
                return [str(about[0])]
        return []

    def _unsaid(self, cells: dict[str, str], *, first: bool) -> list[str]:
        """Return what a step shows that does not say it."""
        if first:
            return self._leading()
        shown = [cells["selects"]] if cells["selects"] else []
        views = self.story.views
        if cells["view"] in views.index:
            shown += split_ids(views.loc[cells["view"], "places"])
        return shown

    def _about(self, group: pd.DataFrame) -> list[str]:
        """Return the located event, or the link, that all figures of a set are about."""
        about = [set(split_ids(self.story.claims.loc[name, "about"])) for name in group["claim"]]
        common = set.intersection(*about) if about else set()
        return [str(name) for name in (*self.events.index, *self.links.index) if name in common][:1]

    def _with_ends(self, ids: Iterable[str]) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for name in ids:
            names[name] = None
            if name in self.links.index:
                names |= dict.fromkeys(self.links.loc[name, ["from", "to"]])
            elif name in self.events.index:
                names[self.events.loc[name, "place"]] = None
        return tuple(names)

    def _notes(self, ids: list[str], *, note: str = "", note_at: str = "") -> Iterator[Note]:
        """Yield what stands on the map: the author's note first, then what is emphasised."""
        at = dict.fromkeys([*([note_at] if note_at else []), *ids])
        shown = [name for name in at if name in self.links.index or name in self.events.index]
        if note and note_at not in shown:
            yield Note(note_at, note)
        for name in shown[:_MOST_NOTES]:
            head = note if name == note_at else ""
            yield (
                self._of_link(name, head)
                if name in self.links.index
                else self._of_event(name, head)
            )

    def _of_link(self, name: str, head: str) -> Note:
        link = self.links.loc[name]
        text = ends_of(link, language=self.story.language)
        if np.isfinite(link["length_km"]):
            km = self.words.say("link.length", n=f"{link['length_km']:,.0f}")
            text = f"{text} · {km.replace(' ', chr(0xA0))}"
        return Note(name, head or link["title"], self._with_status(text, link), self._doubt(link))

    def _of_event(self, name: str, head: str) -> Note:
        event = self.events.loc[name]
        is_bounded = not (pd.isna(event["earliest"]) or pd.isna(event.get("latest", pd.NaT)))
        when = date_text(event["date"], words=self.words) if is_bounded else ""
        return Note(
            name, head or event["title"], self._with_status(when, event), self._doubt(event)
        )

    def _with_status(self, text: str, row: pd.Series) -> str:
        """Add to a text the status of what the article does not say itself."""
        if row["status"] in SURE:
            return text
        status = self.words.named("status.short", row["status"])
        return f"{text} · {status}" if text else status

    def _doubt(self, row: pd.Series) -> str:
        """Return whether a thing is contested, and on what the sources differ."""
        words = self.words
        parts = [part for part in str(row.get("differs_on", "")).split("; ") if part]
        on = next((part for part in parts if ":" in part), parts[0] if parts else "")
        notes = [words.say("list.contested")] if row["contested"] else []
        if on:
            notes.append(words.say("list.differs", what=on))
        return ", ".join(notes)
