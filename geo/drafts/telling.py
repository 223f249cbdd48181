"""Who says what, with which numbers and when: rows for actors, claims, figures, and mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.drafts.actors import kind_of
from geo.drafts.articles import named, slug
from geo.drafts.placing import anchor
from geo.drafts.quotes import around, whole
from geo.places.names import fold
from geo.story.words import SEPARATOR, several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.drafts.articles import Article
    from geo.drafts.finders import (
        Cued,
        DateFound,
        EventFound,
        FigureFound,
        Finders,
        RelationFound,
        Spanned,
        StatementFound,
    )
    from geo.drafts.placing import Placed

    Row = dict[str, str]

# Between a word and a place, or a date, that belongs to another clause.
_PARTS, _FURTHER = re.compile(r"[,;:–—]| - |\bwho\b"), re.compile(r"[;:–—]| - ")
_FRONT = re.compile(r"(?:In|At|Near|Off|Outside|Around) (?:[a-z]+ ){0,4}")
_OWN = re.compile(r" [a-z]")
_LEAD = 40  # characters in which the words before a place stand
_NEAREST = 50  # places and dates around a word that are looked at
_SURE = 0.7  # of what no finder says how sure it is
# Before the place in which something happens, and not before whose it is: "the Leeds police".
_THERE = re.compile(
    r"(?i:\b(?:in|at|near|on|outside|inside|off|around|across|through|over|into|to|from|of|reached"
    r"|left|towards?|within|along|beside|hit|struck)(?: (?:the|central|downtown|northern|southern"
    r"|eastern|western|north|south|east|west|nearby|port|city|town|village|suburb|of)){0,4} $)"
)
_BOUND_WORDS = {"exact": "", "at-least": "at least ", "at-most": "at most ", "about": "about "}


@dataclass
class Told:
    """The rows of one article that its finders gave.

    Parameters
    ----------
    actors, events, links, claims, figures, mentions : list of dict
        Rows of those tables.
    """

    actors: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)


def tell(
    article: Article,
    placed: Sequence[Placed],
    finders: Finders,
    *,
    actors: dict[str, str],
    taken: set[str],
) -> Told:
    """Ask the finders about an article, and make rows of what they find.

    Parameters
    ----------
    article : Article
        The article; its furniture is not read.
    placed : sequence of Placed
        The places of all articles: a claim is about those that are named in it.
    finders : Finders
        Who is asked.
    actors : dict of str to str
        Ids of actors by their folded names; grows, as articles share their actors.
    taken : set of str
        Ids that places have, and actors get; grows.

    Returns
    -------
    Told
        The statement of what somebody says is left empty: it is a person's to word.
    """
    job = _Telling(article, placed, actors, taken)
    _read(job, article, finders)
    for date in job.dates:
        job.date(date)
    return job.told


def _read(job: _Telling, article: Article, finders: Finders) -> None:
    """Ask each finder; who says what comes first, for the others belong to it."""
    if finders.dates is not None:
        job.take_dates(finders.dates(article.body, published=article.published))
    if finders.statements is not None:
        said = finders.statements(article.body)
        for one in said:
            answers = getattr(one, "answers", None)
            job.statement(one, None if answers is None else said[answers])
    if finders.happenings is not None:
        for happening in finders.happenings(article.body):
            job.happening(happening)
    if finders.connections is not None:
        for connection in finders.connections(article.body, job.spans()):
            job.connection(connection)
    if finders.figures is not None:
        for figure in finders.figures(article.body):
            job.figure(figure)


class _Telling:
    """One article on its way into rows."""

    def __init__(
        self,
        article: Article,
        placed: Sequence[Placed],
        actors: dict[str, str],
        taken: set[str],
    ) -> None:
        self.told = Told()
        self.dates: list[DateFound] = []
        self._article = article
        self._actors = actors
        self._taken = taken
        self._names = {place.id: place.row["name"] for place in placed}
        self._peoples = {place.id for place in placed if _is_people(place.row)}
        self._claims: list[tuple[int, int, str]] = []
        self._rows: dict[str, Row] = {}
        self._events: list[tuple[int, int, str]] = []
        self._linked: set[tuple[str, str, str]] = set()
        self._places = sorted(
            (one.start, one.end, place.id)
            for place in placed
            for where, one in place.mentions
            if where is article
        )
        self._begins = [start for start, *_ in self._places]
        self._days: list[int] = []
        self._at = {(start, end): place for start, end, place in self._places}

    def take_dates(self, dates: Sequence[DateFound]) -> None:
        """Store the dates of the article, in their order."""
        self.dates = sorted(dates, key=lambda date: date.start)
        self._days = [date.start for date in self.dates]

    def statement(self, said: StatementFound, answered: StatementFound | None = None) -> None:
        """Add what somebody says, who does, and what it answers."""
        speaker = ""
        if said.said_by:
            speaker = self._actor(said)
        elif said.status == "alleged":
            speaker = self._nobody(said)
        self._add_claim(
            {
                "id": f"{self._article.id}-s{said.start}",
                "about": SEPARATOR.join(filter(None, [*self._within(said), speaker])),
                "said_by": speaker,
                "status": said.status,
                "replies_to": f"{self._article.id}-s{answered.start}" if answered else "",
                **self._shown(said, quote=whole(self._article.text, said.start, said.end)),
            }
        )

    def happening(self, found: EventFound) -> None:
        """Add an event in the place and on the day that its span names, with a claim of it."""
        name = f"{self._article.id}-e{found.start}"
        place, date = self._place_of(found), self._date_in(found)
        if not place or date is None:
            return
        title = f"{found.kind.replace('-', ' ').capitalize()} in {self._names[place]}"
        self.told.events.append(
            {
                "id": name,
                "title": title,
                "kind": slug(found.kind) or "event",
                **_dated(date),
                "place": place,
                **self._shown(found),
            }
        )
        insort(self._events, (found.start, found.end, name))
        self._claim_of(found, f"{self._article.id}-h{found.start}", title, [name, place])

    def connection(self, found: RelationFound) -> None:
        """Add a link between two places, with a claim of it; the first time that it is told."""
        origin, target = self._at.get(found.origin, ""), self._at.get(found.target, "")
        ends = (origin, target, found.medium)
        if not origin or not target or origin == target or ends in self._linked:
            return
        self._linked.add(ends)
        where = f"{found.origin[0]}-{found.target[0]}"
        name = f"{self._article.id}-l{where}"
        title = f"{found.medium.capitalize()} from {self._names[origin]} to {self._names[target]}"
        self.told.links.append(
            {
                "id": name,
                "title": title,
                "from": origin,
                "to": target,
                "medium": found.medium,
                "direction": "one-way",
                **_dated(self._date_in(found)),
                **self._shown(found),
            }
        )
        about = [name, origin, target]
        self._claim_of(found, f"{self._article.id}-g{where}", title, about)

    def spans(self) -> list[tuple[int, int]]:
        """Return where the places of the article stand."""
        return [(start, end) for start, end, _ in self._places]

    def _claim_of(self, found: Cued, name: str, title: str, about: list[str]) -> None:
        """Attribute a claim to who says it; else to the article."""
        around_it = self._claim_around(found.cue_start, found.cue_end)
        if around_it:
            claim = self._rows[around_it]
            there = several(claim["about"])
            claim["about"] = SEPARATOR.join(dict.fromkeys([*about[:1], *there, *about[1:]]))
            return
        self._add_claim(
            {
                "id": name,
                "about": SEPARATOR.join(about),
                "statement": f"{title}.",
                "status": "reported",
                **self._shown(found, quote=whole(self._article.text, found.start, found.end)),
            }
        )

    def _date_in(self, found: Cued) -> DateFound | None:
        """Return the date nearest to the word; "recently" is none."""
        first, last = self._inside(self._days, found)
        inside = [
            date
            for date in self.dates[first:last]
            if date.end <= found.end
            and date.edtf.strip("./")
            and not date.edtf.startswith("..")
            and not _FURTHER.search(self._between(found, date.start, date.end))
        ]
        return min(inside, key=lambda date: abs(date.start - found.cue_start), default=None)

    @staticmethod
    def _inside(starts: list[int], found: Cued) -> tuple[int, int]:
        """Return which of sorted starts lie in a span; of many, those nearest to its word."""
        here = bisect_left(starts, found.cue_start)
        first = max(bisect_left(starts, found.start), here - _NEAREST)
        return first, min(bisect_left(starts, found.end), here + _NEAREST)

    def _between(self, found: Cued, start: int, end: int) -> str:
        """Return what stands between the word and a place or a date."""
        return self._article.text[min(end, found.cue_end) : max(start, found.cue_start)]

    def _place_of(self, found: Cued) -> str:
        """Return the place nearest to the word in which it happens, where nothing parts the two.

        A place behind "in" or another such word comes first; "the Estonian prosecutor" tells of
        nowhere.
        """
        text = self._article.text
        there, near = [], []
        first, last = self._inside(self._begins, found)
        for start, end, name in self._places[first:last]:
            if end > found.end:
                continue
            between = self._between(found, start, end)
            located = _THERE.search(text, max(found.start, start - _LEAD), start) is not None
            opening = text[found.start : min(start, found.start + _LEAD)]
            if located and between.startswith(",") and _FRONT.fullmatch(opening):
                between = between[1:]  # "In Leeds, the council was shot at"
            if _PARTS.search(between):
                continue
            whose = text[max(0, start - 4) : start].lower() == "the " and _OWN.match(text, end)
            if located:
                there.append((abs(start - found.cue_start), name))
            elif not whose and name not in self._peoples:
                near.append((abs(start - found.cue_start), name))
        return min(there or near, default=(0, ""))[1]

    def figure(self, figure: FigureFound) -> None:
        """Add a number, and a claim that gives it where no statement around it does."""
        low, high, bound = _sides(figure)
        name = f"{self._article.id}-f{figure.start}"
        within = self._claim_around(figure.start, figure.end)
        status = getattr(figure, "status", "reported")
        around_it = "" if status == "denied" and self._status(within) != "denied" else within
        shown = self._shown(figure)
        self.told.figures.append(
            {
                "id": name,
                "claim": around_it or self._counting_claim(figure, within),
                "measure": slug(figure.measure) or "number",
                "low": _digits(low),
                "high": _digits(high),
                "bound": bound,
                "unit": figure.unit or "not told",
                # Never one set with a number that counts something else, unless a person says so.
                "scope": figure.scope or f"paragraph {shown['paragraph']} of {self._article.id}",
                "note": getattr(figure, "note", ""),
                **shown,
            }
        )
        self.told.mentions.append(
            {"id": f"{self._article.id}-n{figure.start}", "of": name, "what": "figure", **shown}
        )

    def date(self, date: DateFound) -> None:
        """Add where a date is told: of the event around it, else of the article."""
        here = bisect_right(self._events, (date.start, 1 << 62, ""))
        near = self._events[max(0, here - _NEAREST) : here]
        events = [name for _, stop, name in near if stop >= date.end]
        self.told.mentions.append(
            {
                "id": f"{self._article.id}-d{date.start}",
                "of": events[0] if events else self._article.id,
                "what": "date",
                "edtf": date.edtf,
                "basis": date.basis,
                **self._shown(date),
            }
        )

    def _shown(self, found: Spanned, *, quote: str = "") -> Row:
        return {
            **anchor(self._article, found.start, found.end),
            "how": found.how,
            "confidence": f"{getattr(found, 'confidence', _SURE):.2f}",
            "quote": quote or around(self._article.text, found.start, found.end),
        }

    def _within(self, found: Spanned) -> list[str]:
        """Return the places that are named in a span."""
        first = bisect_left(self._places, (found.start, 0, ""))
        last = bisect_left(self._places, (found.end, 0, ""))
        inside = [name for _, end, name in self._places[first:last] if end <= found.end]
        return list(dict.fromkeys(inside))

    def _nearest(self, found: Spanned) -> str:
        """Return the place that is named in the same paragraph, or last before it."""
        number = self._article.copy.paragraph(found.start)
        here = bisect_left(self._places, (found.start, 0, ""))
        beside = self._places[max(0, here - 1) : here + 1]
        same = [
            (abs(start - found.start), name)
            for start, _, name in beside
            if self._article.copy.paragraph(start) == number
        ]
        return min(same)[1] if same else (self._places[here - 1][2] if here else "")

    def _actor(self, said: StatementFound) -> str:
        key = fold(said.said_by)
        start, end = said.said_by_start, said.said_by_end
        stands = start is not None and end is not None and 0 <= start < end
        if key not in self._actors:
            where = anchor(self._article, start, end) if stands else {}  # type: ignore[arg-type]
            self._actors[key] = self._new_actor(
                said.said_by, kind_of(said.said_by), where or self._shown(said), said
            )
        if stands:
            self.told.mentions.append(
                {
                    "id": f"{self._article.id}-a{start}-{said.start}",
                    "of": self._actors[key],
                    "what": "actor",
                    **anchor(self._article, start, end),  # type: ignore[arg-type]
                    "how": "who says it",
                    "confidence": f"{getattr(said, 'confidence', _SURE):.2f}",
                    "quote": around(self._article.text, start, end),  # type: ignore[arg-type]
                }
            )
        return self._actors[key]

    def _nobody(self, said: StatementFound) -> str:
        """Return the actor who stands for the accusers that an article does not name."""
        key = f"nobody {self._article.id}"
        if key not in self._actors:
            name = f"accusers in {self._article.title or self._article.id}"
            wanted = f"accusers-{self._article.id}"
            self._actors[key] = self._new_actor(name, "unnamed", self._shown(said), said, wanted)
        return self._actors[key]

    def _new_actor(
        self, name: str, kind: str, where: Row, said: StatementFound, wanted: str = ""
    ) -> str:
        wanted = wanted or named(name)
        number, one = 2, wanted
        while one in self._taken:
            one, number = f"{wanted}-{number}", number + 1
        self._taken.add(one)
        shown = self._shown(said) | where
        row = {"id": one, "name": " ".join(name.split()), "kind": kind, **shown}
        self.told.actors.append(row | {"how": f"says something: {said.how}"})
        return one

    def _claim_around(self, start: int, end: int) -> str:
        """Return the shortest claim around a span; of many that begin before, the nearest ones."""
        here = bisect_right(self._claims, (start, 1 << 62, ""))
        around_it = [
            (stop - begin, name)
            for begin, stop, name in self._claims[max(0, here - _NEAREST) : here]
            if stop >= end
        ]
        return min(around_it)[1] if around_it else ""

    def _status(self, claim: str) -> str:
        """Return the status of a claim; empty for none."""
        return self._rows[claim]["status"] if claim else ""

    def _add_claim(self, row: Row) -> None:
        self.told.claims.append(row)
        self._rows[row["id"]] = row
        insort(self._claims, (int(row["start"]), int(row["end"]), row["id"]))

    def _counting_claim(self, figure: FigureFound, within: str) -> str:
        """Add a claim that gives a number; a denied one stands apart from what is said around it.

        Who denies it is whoever speaks around it; where nobody does, the cell stays empty.
        """
        name = f"{self._article.id}-c{figure.start}"
        row = {
            "id": name,
            "about": self._nearest(figure),
            "statement": f"The article gives {_counted(figure)}.",
            "status": "reported",
            **self._shown(figure),
            "how": "a number that nobody else is said to give; say in your words what of",
        }
        if getattr(figure, "status", "reported") == "denied":
            said_by = self._rows[within].get("said_by", "") if within else ""
            row |= {"status": "denied", "said_by": said_by, "statement": "", "how": figure.how}
            row["how"] += "" if said_by else "; who denies it is missing in said_by"
        self._add_claim(row)
        return name


def _dated(date: DateFound | None) -> Row:
    return {
        "date": date.edtf if date else "",
        "date_basis": date.basis if date else "none",
        "date_note": date.how if date and date.basis == "inferred" else "",
    }


def _is_people(row: Row) -> bool:
    """Return whether a place is named by its people: Estonian for Estonia."""
    name, matched = row["name"].lower(), row.get("matched", "").lower()
    return bool(matched) and not matched.startswith(name) and matched[:3] == name[:3]


def _sides(figure: FigureFound) -> tuple[float | None, float | None, str]:
    """Return low, high and bound as the table wants them: a range is never cut to one number."""
    low, high = figure.low, figure.high
    if figure.bound == "at-least":
        return low, None, "at-least"
    if figure.bound == "at-most":
        return None, high, "at-most"
    low, high = (high if low is None else low), (low if high is None else high)
    return low, high, figure.bound if low == high else "between"


def _counted(figure: FigureFound) -> str:
    """Write a number with its bound and unit: at least 40 people, 40 to 60 seats."""
    low, high, kind = _sides(figure)
    number = _digits(high if low is None else low)
    number += f" to {_digits(high)}" if kind == "between" else ""
    bound = _BOUND_WORDS.get(kind, "")
    return f"{bound}{number} {figure.unit or figure.measure}".strip()


def _digits(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else f"{number:f}".rstrip("0")
