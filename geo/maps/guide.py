"""The guided half of a story's page: its scene, cards of steps, footnotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from geo.evidence import answers, cell_shown, marked_claims, page_of, split_ids, split_marks
from geo.figures.messages import differing_sets
from geo.figures.stage import chart, stage
from geo.figures.steps import ends_of, guide_steps
from geo.maps import records
from geo.messages import date_text

if TYPE_CHECKING:
    import pandas as pd

    from geo.figures.steps import GuideStep
    from geo.messages import Words

    Record = dict[str, Any]
    Part = tuple[str, list[int]]


class Footnotes:
    """Numbers for the claims that a story's own texts name, in the order in which they are read.

    Parameters
    ----------
    framing : pandas.DataFrame
        As of `geo.Story`: columns table, id, column and marked.
    claims : pandas.DataFrame
        As of `geo.Story`; the index is the id.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> notes = Footnotes(story.framing, claims=story.claims)
    >>> notes.finding[0][1][:2]  # the first part rests on several claims
    [1, 2]
    """

    def __init__(self, framing: pd.DataFrame, *, claims: pd.DataFrame) -> None:
        self._claims = claims
        self._numbers: dict[str, int] = {}
        rows = framing[["table", "id", "column", "marked"]].itertuples(index=False, name=None)
        texts = {(table, column, name): marked for table, name, column, marked in rows}
        self.finding = self._parts(texts.get(("story", "finding", ""), ""))
        """The finding in parts, each with the numbers of the notes behind it."""
        self.steps = {
            name: self._parts(marked)
            for (table, column, name), marked in texts.items()
            if (table, column) == ("steps", "text")
        }
        """The same of each step's text, by its id."""

    def _parts(self, marked: str) -> list[Part]:
        return [
            (text, [self._numbers.setdefault(name, len(self._numbers) + 1) for name in names])
            for text, names in split_marks(marked)
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Return the claim of each note, in the order of their numbers."""
        columns = ["statement", "status", "said_by", "said_by_label", "source_label", "paragraph"]
        chosen = self._claims.loc[list(self._numbers), columns]
        rows = chosen.itertuples(index=False, name=None)
        locators = self._claims.reindex(columns=["column", "part"], fill_value="")
        cells = locators.loc[list(self._numbers)].itertuples(index=False, name=None)
        return [
            {
                **dict(zip(columns, row, strict=True)),
                "id": name,
                "column": cell_shown(cell),
                "page": page_of(part),
            }
            for name, row, (cell, part) in zip(chosen.index, rows, cells, strict=True)
        ]


def note_text(numbers: list[int]) -> str:
    """Write the numbers of the notes behind one place of a text, those in a row as a range.

    Examples
    --------
    >>> note_text([1, 2, 3, 4, 5]), note_text([14, 10, 12, 13])
    ('1–5', '10, 12–14')
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        ", ".join(map(str, run)) if len(run) < _RANGE else f"{run[0]}–{run[-1]}" for run in runs
    )


_RANGE = 3


_MOST_ITEMS = 6


@dataclass(frozen=True)
class Card:
    """What the page shows of one step.

    Parameters
    ----------
    id, title, view, selects, date : str
        As in the table of steps.
    parts : list
        The text in parts, each with the numbers of the footnotes behind it.
    emphasis : str
        Ids of what is full on the scene, with blanks between them.
    disputes : list of dict
        Claims that somebody denies, each with its denials; accusations that nobody denies, with
        what answers them.
    claims : list of dict
        The other claims that the step rests on, and whether no answer to one is printed.
    charts : list of tuple of Markup and bool
        Figures on which the sources differ, as drawings, and whether a card before has the same.
    items : list of str
        What the view of a step without words holds.
    """

    id: str
    title: str
    view: str
    selects: str
    date: str
    parts: list[Part]
    emphasis: str
    disputes: list[Record]
    claims: list[Record]
    charts: list[tuple[Markup, bool]]
    items: list[str]


class PageGuide:
    """The scene and the cards of a story's page.

    Parameters
    ----------
    story : geo.Story
        The story.
    notes : Footnotes
        The page's footnotes.
    words : geo.messages.Words
        Words for dates and statuses.
    """

    def __init__(self, story: Any, *, notes: Footnotes, words: Words) -> None:  # noqa: ANN401
        self._story, self._notes, self._words = story, notes, words
        self.steps = guide_steps(story, words=words)
        marked = story.framing[story.framing["table"] == "steps"]
        self._marked = {
            name: " ".join(rows["marked"]) for name, rows in marked.groupby("id", sort=False)
        }
        finding = story.framing[story.framing["column"] == "finding"]["marked"]
        self._finding = " ".join(finding)
        self._drawn: set[str] = set()

    def scene(self, *, name: str) -> tuple[Markup, Markup] | None:
        """Return the scene for wide and for narrow windows; None where nothing has a place."""
        drawn = stage(self._story, self.steps, name=name)
        if drawn is None:
            return None
        return Markup(drawn.wide), Markup(drawn.narrow)  # noqa: S704 - escaped where it is written

    def text_equivalent(self) -> list[str]:
        """Describe the scene in sentences: what is full at the opening, then every link."""
        first = self.steps[0]
        note_texts = [
            " ".join(part for part in (n.head, n.text, n.doubt) if part) for n in first.notes
        ]
        links = self._story.links[~self._story.links.geometry.isna()]
        drawn = [
            f"{row['title']} ({ends_of(row, language=self._story.language)}, "
            f"{self._words.named('status.short', row['status'])})"
            for _, row in links.iterrows()
        ]
        return [text for text in (". ".join(note_texts), "; ".join(drawn)) if text]

    def cards(self) -> list[Card]:
        """Return the cards, in order."""
        self._drawn.clear()
        cards = [self._card(step, first=at == 0) for at, step in enumerate(self.steps)]
        seen: set[str] = set()
        for dispute in (dispute for card in cards for dispute in card.disputes):
            dispute["again"] = dispute["id"] in seen
            seen.add(dispute["id"])
        return cards

    def _card(self, step: GuideStep, *, first: bool) -> Card:
        story = self._story
        named = marked_claims(self._marked.get(step.id, "")) or [*step.claims]
        if first and not named:
            named = marked_claims(self._finding)
        sets = differing_sets(_bounded(story.figures), _denied(story.claims))
        own = set(named)
        if step.figures:
            chosen = [group for group in sets if group["set"].iloc[0] == step.figures]
            own |= {name for group in chosen for name in group["claim"]}
        else:
            chosen = [group for group in sets if own & {*group["claim"]}]
        disputes, claims = self._evidence(list(dict.fromkeys([*named, *sorted(own)])))
        return Card(
            id=step.id,
            title=step.title,
            view=step.view,
            selects=step.selects,
            date=step.date,
            parts=self._notes.steps.get(step.id) or ([(step.text, [])] if step.text else []),
            emphasis=" ".join(step.emphasis),
            disputes=disputes,
            claims=claims,
            charts=[self._chart(group) for group in chosen],
            items=self._listed(step, first=first),
        )

    def _chart(self, figures: pd.DataFrame) -> tuple[Markup, bool]:
        """Draw figures, and return whether they were drawn before."""
        known, name = self._drawn, str(figures["set"].iloc[0])
        is_again = name in known
        known.add(name)
        return Markup(chart(figures, words=self._words)), is_again  # noqa: S704 - escaped where it is written

    def _listed(self, step: GuideStep, *, first: bool) -> list[str]:
        """Return what happens, for a card that says nothing in words of its own."""
        if step.text or step.figures or (first and self._finding):
            return []
        events = self._story.events
        return self._items(events if first else events[events["place"].isin(step.emphasis)])

    def _evidence(self, named: list[str]) -> tuple[list[Record], list[Record]]:
        """Return the claims of a step: those that are answered with the answers, and the others."""
        claims = _denied(self._story.claims)
        known = [name for name in named if name in claims.index]
        denials = {
            name: [
                claim
                for claim in split_ids(str(claims.loc[name, "denied_by"]))
                if claim in claims.index
            ]
            for name in known
        }
        replies = answers(claims)
        sides = {name: denials[name] or replies.get(name, []) for name in known}
        answering = {other for others in sides.values() for other in others}

        def record(name: str) -> Record:
            return claim_record(claims, name, replies=replies)

        disputes = [
            record(name)
            | {"id": name, "denied": bool(denials[name]), "replies": [*map(record, others)]}
            for name, others in sides.items()
            if others
        ]
        rest = [name for name in known if not sides[name] and name not in answering]
        return disputes, [record(name) for name in rest]

    def _items(self, here: Any) -> list[str]:  # noqa: ANN401 - a frame of events
        """Return title and date of the first events, in their order."""
        order = records.in_order(here)
        ranked = sorted(here.index, key=lambda name: order[str(name)])
        items = []
        for name in ranked[:_MOST_ITEMS]:
            when = date_text(here.loc[name, "date"], words=self._words)
            items.append(f"{here.loc[name, 'title']}{f' ({when})' if when else ''}")
        return items


def claim_record(claims: pd.DataFrame, name: str, *, replies: dict[str, list[str]]) -> Record:
    """Return a claim as cards and tables of the page show it; replies as `answers` returns them."""
    row: Any = claims.loc[name]
    return {
        "statement": row["statement"],
        "status": row["status"],
        "said_by": row["said_by_label"] if row["said_by"] else "",
        "publisher": row["source_label"],
        "paragraph": int(row["paragraph"]),
        "column": cell_shown(row.get("column", "")),
        "unanswered": not replies.get(name, True),
        "page": page_of(row.get("part", "")),
    }


def _denied(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims with the column denied_by, worked out where a frame lacks it."""
    if "denied_by" in claims.columns:
        return claims
    denied_by: dict[str, list[str]] = {}
    for name, cell in claims["denies"].items():
        for other in split_ids(cell):
            denied_by.setdefault(other, []).append(str(name))
    return claims.assign(
        denied_by=["; ".join(denied_by.get(str(name), [])) for name in claims.index]
    )


def _bounded(figures: pd.DataFrame) -> pd.DataFrame:
    return figures if "bound" in figures.columns else figures.assign(bound="exact")
