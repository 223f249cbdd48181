"""Who says what, with which numbers and when: rows for actors, claims, figures, and mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.drafts.articles import named, slug
from geo.drafts.placing import anchor
from geo.drafts.quotes import around, whole
from geo.places.names import fold
from geo.story.words import SEPARATOR, several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.drafts.articles import Article
    from geo.drafts.finders import (
        ConnectionFound,
        Cued,
        DateFound,
        FigureFound,
        Finders,
        HappeningFound,
        Spanned,
        StatementFound,
    )
    from geo.drafts.placing import Placed

    Row = dict[str, str]

# Between a word and a place, or a date, that belongs to another clause.
_PARTS, _FURTHER = re.compile(r"[,;:–—]| - |\bwho\b"), re.compile(r"[;:–—]| - ")
_SURE = "0.70"  # of what no finder says how sure it is
_KINDS = (
    ("forces", r"police\w*|army|troops|soldiers|military|forces|navy|officers?|gunmen|rebels"),
    ("court", r"courts?|judges?|tribunal|prosecutors?"),
    ("party", r"party|parties|opposition"),
    ("media", r"newspapers?|news|agency|broadcaster|BBC|reporters?|journalists?|press"),
    ("government", r"governments?|ministry|council|parliament|officials?|authorit\w+|embassy"),
    ("people", r"residents|witnesses|people|families|survivors|villagers|neighbours|relatives"),
    ("group", r"union|association|movement|charity|group|company|organi[sz]ation|society"),
)
_PERSON = re.compile(r"(?:M(?:r|rs|s|iss)\.?|Dr\.?|Sir|Lord|Lady) |[^\W\d_]\w*[a-z]\w* [^\W\d_]")
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
        job.dates = list(finders.dates(article.body, published=article.published))
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
        self._places = sorted(
            (one.start, one.end, place.id)
            for place in placed
            for where, one in place.mentions
            if where is article
        )

    def statement(self, said: StatementFound, answered: StatementFound | None = None) -> None:
        """Add what somebody says, who does, and what it answers."""
        speaker = ""
        if said.said_by:
            speaker = self._actor(said)
        elif said.status != "reported":
            speaker = self._nobody(said)
        self.told.claims.append(
            {
                "id": f"{self._article.id}-s{said.start}",
                "about": SEPARATOR.join(filter(None, [*self._within(said), speaker])),
                "said_by": speaker,
                "status": said.status if speaker else "reported",
                "replies_to": f"{self._article.id}-s{answered.start}" if answered else "",
                **self._shown(said, quote=whole(self._article.text, said.start, said.end)),
            }
        )

    def happening(self, found: HappeningFound) -> None:
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
        self._claim_of(found, f"{self._article.id}-h{found.start}", title, [name, place])

    def connection(self, found: ConnectionFound) -> None:
        """Add a link between two places, with a claim of it; the first time that it is told."""
        places = {(start, end): place for start, end, place in self._places}
        origin, target = places.get(found.origin, ""), places.get(found.target, "")
        known = {(row["from"], row["to"], row["medium"]) for row in self.told.links}
        if not origin or not target or origin == target or (origin, target, found.medium) in known:
            return
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
        """Give where the places of the article stand."""
        return [(start, end) for start, end, _ in self._places]

    def _claim_of(self, found: Cued, name: str, title: str, about: list[str]) -> None:
        """Let who says it say it; else the article does."""
        around_it = self._claim_around(found.cue_start, found.cue_end)
        if around_it:
            claim = next(row for row in self.told.claims if row["id"] == around_it)
            there = several(claim["about"])
            claim["about"] = SEPARATOR.join(dict.fromkeys([*about[:1], *there, *about[1:]]))
            return
        self.told.claims.append(
            {
                "id": name,
                "about": SEPARATOR.join(about),
                "statement": f"{title}.",
                "status": "reported",
                **self._shown(found, quote=whole(self._article.text, found.start, found.end)),
            }
        )

    def _date_in(self, found: Cued) -> DateFound | None:
        """Give the date nearest to the word; "recently" is none."""
        inside = [
            date
            for date in self.dates
            if date.start >= found.start
            and date.end <= found.end
            and date.edtf.strip("./")
            and not date.edtf.startswith("..")
            and not _FURTHER.search(self._between(found, date.start, date.end))
        ]
        return min(inside, key=lambda date: abs(date.start - found.cue_start), default=None)

    def _between(self, found: Cued, start: int, end: int) -> str:
        """Give what stands between the word and a place or a date."""
        return self._article.text[min(end, found.cue_end) : max(start, found.cue_start)]

    def _place_of(self, found: Cued) -> str:
        """Give the place nearest to the word, where nothing parts the two."""
        near = []
        for start, end, name in self._places:
            if start < found.start or end > found.end:
                continue
            if not _PARTS.search(self._between(found, start, end)):
                near.append((abs(start - found.cue_start), name))
        return min(near)[1] if near else ""

    def figure(self, figure: FigureFound) -> None:
        """Add a number, and a claim that gives it where no statement around it does."""
        low, high = figure.low, figure.high
        if figure.bound in ("exact", "about"):
            high = low = low if low is not None else high
        cells = {
            "at-least": (low, None),
            "at-most": (None, high),
        }.get(figure.bound, (low, high))
        name = f"{self._article.id}-f{figure.start}"
        around_it = self._claim_around(figure.start, figure.end)
        shown = self._shown(figure)
        self.told.figures.append(
            {
                "id": name,
                "claim": around_it or self._counting_claim(figure),
                "measure": slug(figure.measure) or "number",
                "low": _digits(cells[0]),
                "high": _digits(cells[1]),
                "bound": figure.bound,
                "unit": figure.unit or "not told",
                # Never one set with a number that counts something else, unless a person says so.
                "scope": figure.scope or f"paragraph {shown['paragraph']} of {self._article.id}",
                **shown,
            }
        )
        self.told.mentions.append(
            {"id": f"{self._article.id}-n{figure.start}", "of": name, "what": "figure", **shown}
        )

    def date(self, date: DateFound) -> None:
        """Add where a date is told: of the event around it, else of the article."""
        events = [
            row["id"]
            for row in self.told.events
            if int(row["start"]) <= date.start and int(row["end"]) >= date.end
        ]
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
            "confidence": _SURE,
            "quote": quote or around(self._article.text, found.start, found.end),
        }

    def _within(self, found: Spanned) -> list[str]:
        """Give the places that are named in a span."""
        inside = [
            name for start, end, name in self._places if start >= found.start and end <= found.end
        ]
        return list(dict.fromkeys(inside))

    def _nearest(self, found: Spanned) -> str:
        """Give the place that is named in the same paragraph, or last before it."""
        number = self._article.copy.paragraph(found.start)
        same = [
            (abs(start - found.start), name)
            for start, _, name in self._places
            if self._article.copy.paragraph(start) == number
        ]
        before = [name for start, _, name in self._places if start < found.start]
        return min(same)[1] if same else (before[-1] if before else "")

    def _actor(self, said: StatementFound) -> str:
        key = fold(said.said_by)
        start, end = said.said_by_start, said.said_by_end
        stands = start is not None and end is not None and 0 <= start < end
        if key not in self._actors:
            where = anchor(self._article, start, end) if stands else {}  # type: ignore[arg-type]
            self._actors[key] = self._new_actor(
                said.said_by, _kind(said.said_by), where or self._shown(said), said
            )
        if stands:
            self.told.mentions.append(
                {
                    "id": f"{self._article.id}-a{start}-{said.start}",
                    "of": self._actors[key],
                    "what": "actor",
                    **anchor(self._article, start, end),  # type: ignore[arg-type]
                    "how": "who says it",
                    "confidence": _SURE,
                    "quote": around(self._article.text, start, end),  # type: ignore[arg-type]
                }
            )
        return self._actors[key]

    def _nobody(self, said: StatementFound) -> str:
        """Give the actor who stands for the accusers that an article does not name."""
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
        around_it = [
            (int(row["end"]) - int(row["start"]), row["id"])
            for row in self.told.claims
            if int(row["start"]) <= start and int(row["end"]) >= end
        ]
        return min(around_it)[1] if around_it else ""

    def _counting_claim(self, figure: FigureFound) -> str:
        name = f"{self._article.id}-c{figure.start}"
        number = figure.low if figure.low is not None else figure.high
        bound = _BOUND_WORDS.get(figure.bound, "")
        counted = f"{bound}{_digits(number)} {figure.unit or figure.measure}".strip()
        self.told.claims.append(
            {
                "id": name,
                "about": self._nearest(figure),
                "statement": f"The article gives {counted}.",
                "status": "reported",
                **self._shown(figure),
                "how": "a number that nobody else is said to give; say in your words what of",
            }
        )
        return name


def _dated(date: DateFound | None) -> Row:
    return {
        "date": date.edtf if date else "",
        "date_basis": date.basis if date else "none",
        "date_note": date.how if date and date.basis == "inferred" else "",
    }


def _kind(name: str) -> str:
    """Guess what an actor is by the words of their name."""
    for kind, words in _KINDS:
        if re.search(rf"\b(?:{words})\b", name, re.IGNORECASE):
            return kind
    return "person" if _PERSON.match(name) else "group" if name[:1].isupper() else "unnamed"


def _digits(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else f"{number:f}".rstrip("0")
