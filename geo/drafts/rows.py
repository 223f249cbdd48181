"""Build rows for actors, claims, figures and mentions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.drafts.articles import named, slug
from geo.drafts.finders import around, bounds_of, counted, digits, whole
from geo.drafts.places import anchor_cells, kind_in, status_of
from geo.drafts.relations import LONGEST, FigureSets, Named, count_of, name_accused, reply
from geo.drafts.surroundings import Surroundings
from geo.evidence import SEPARATOR, split_ids
from geo.extraction.events import ANY_KIND
from geo.gazetteer.normalize import fold
from geo.geoparsing.tokenize import sentences

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
    from geo.drafts.places import ProposedPlace

    Row = dict[str, str]


_NEAREST = 50  # places and dates around a word that are looked at
_NOWHERE = 0.1  # less sure is an event of which no place is told
_OPEN = 0.4  # where somebody has the word, and the text does not show whose it is
_SURE = 0.7  # of what no finder says how sure it is


@dataclass
class ArticleRows:
    """The rows of one article that its finders gave.

    Parameters
    ----------
    actors, events, event_places, links, claims, relations, figures, mentions : list of dict
        Rows of those tables.
    """

    actors: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    event_places: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    relations: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)


def build_rows(
    article: Article,
    places: Sequence[ProposedPlace],
    finders: Finders,
    *,
    actors: dict[str, str],
    ids: set[str],
) -> ArticleRows:
    """Build the rows of an article from what its finders find.

    Parameters
    ----------
    article : Article
        The article; its boilerplate is not read.
    places : sequence of Placed
        The places of all articles: a claim is about those that are named in it.
    finders : Finders
        Who is asked.
    actors : dict of str to str
        Ids of actors by their folded names; grows, as articles share their actors.
    ids : set of str
        Ids that places have, and actors get; grows.

    Returns
    -------
    ArticleRows
        The statement of what somebody says is left empty: it is a person's to word.
    """
    job = _RowBuilder(article, places, actors, ids)
    if finders.speech is not None:
        job.speech = sorted(finders.speech(article.body))
    _read(job, article, finders)
    name_accused(job.rows.claims, job.rows.relations, job.speakers, text=article.text)
    for date in job.dates:
        job.date(date)
    return job.rows


def _read(job: _RowBuilder, article: Article, finders: Finders) -> None:
    """Run each finder; who says what comes first, for the others belong to it."""
    if finders.dates is not None:
        job.take_dates(finders.dates(article.body, published=article.published))
    if finders.statements is not None:
        statements = finders.statements(article.body)
        for statement in statements:
            answers = getattr(statement, "answers", None)
            job.statement(statement, None if answers is None else statements[answers])
    if finders.connections is not None:
        for relation in finders.connections(article.body, job.spans()):
            job.connection(relation)
    if finders.happenings is not None:
        job.happenings(finders.happenings(article.body))
    if finders.figures is not None:
        for figure in finders.figures(article.body):
            job.figure(figure)


class _RowBuilder:
    """One article on its way into rows."""

    def __init__(
        self,
        article: Article,
        places: Sequence[ProposedPlace],
        actors: dict[str, str],
        ids: set[str],
    ) -> None:
        self.rows = ArticleRows()
        self.dates: list[DateFound] = []
        self.speech: list[tuple[int, int]] = []
        self._article = article
        self._actors = actors
        self._taken = ids
        self._names = {place.id: place.row["name"] for place in places}
        self._claims: list[tuple[int, int, str]] = []
        self._rows: dict[str, Row] = {}
        self._events: list[tuple[int, int, str]] = []
        self._ways: dict[int, set[str]] = {}
        self.speakers: dict[str, str] = {}
        self._listed: set[tuple[int, str, str]] = set()
        self._linked: set[tuple[str, str, str]] = set()
        self._sentences = sentences(article.body)
        self._sets = FigureSets(article.id)
        self._places = sorted(
            (mention.start, mention.end, place.id)
            for place in places
            for where, mention in place.mentions
            if where is article
        )
        self._around = Surroundings(article, self._places, ())
        self._at = {(start, end): place for start, end, place in self._places}

    def take_dates(self, dates: Sequence[DateFound]) -> None:
        """Store the dates of the article, in their order."""
        self.dates = sorted(dates, key=lambda date: date.start)
        self._around = Surroundings(self._article, self._places, self.dates)

    def statement(self, statement: StatementFound, answered: StatementFound | None = None) -> None:
        """Add what somebody says, who does, and what it answers."""
        speaker = ""
        if statement.said_by:
            speaker = self._actor(statement)
        elif statement.status in ("alleged", "hearsay"):
            speaker = self._nobody(statement)
        quote = whole(self._article.text, statement.start, statement.end)
        claim = {
            "id": f"{self._article.id}-s{statement.start}",
            "about": SEPARATOR.join(filter(None, [*self._within(statement), speaker])),
            "said_by": speaker,
            "status": _status_of(statement),
            **self._shown(statement, quote=quote),
        }
        self._add_claim(claim)
        if answered:
            self.rows.relations.append(reply(claim, f"{self._article.id}-s{answered.start}"))

    def happenings(self, events: Sequence[EventFound]) -> None:
        """Add what happened, once all words are known that a sentence has for it."""
        self._around = Surroundings(self._article, self._places, self.dates, events)
        for event in events:
            self.happening(event)

    def happening(self, event: EventFound) -> None:
        """Add an event on the day, and in the place, that its span names, with a claim of it.

        Of two words of one sentence that have the same day and place the first is taken; a verb
        without a kind of its own is none where a link tells of the same way.
        """
        roles = self._around.roles_of(event)
        place = self._around.place_of(event)
        place = "" if place in dict(roles) else place
        date = self._date_of(event)
        when = "" if date is None else self._around.begun(date, event)
        ways = self._ways.get(event.start, set())
        is_way = event.kind == ANY_KIND and bool(ways) and place in {*ways, ""}
        is_known = (event.start, when, place) in self._listed
        if date is None or self._around.is_to_come(date) or is_known or is_way:
            return
        if self._is_denied(event):
            return
        self._listed.add((event.start, when, place))
        is_first = all(start != event.start for start, *_ in self._events[-1:])
        at = event.start if is_first else event.cue_start
        name = f"{self._article.id}-e{at}"
        kind = event.kind.replace("-", " ").capitalize()
        title = f"{kind} in {self._names[place]}" if place else kind + self._way(roles)
        shown = self._shown(event)
        if not place and not roles:
            shown["confidence"] = f"{float(shown['confidence']) - _NOWHERE:.2f}"
        self.rows.events.append(
            {
                "id": name,
                "title": title,
                "kind": slug(event.kind) or "event",
                **_dated(date),
                "date": when,
                "place": place,
                **shown,
            }
        )
        self.rows.event_places += [
            {"event": name, "place": end, "role": role, **shown} for end, role in roles
        ]
        insort(self._events, (event.start, event.end, name))
        about = [name, *filter(None, [place]), *dict(roles)]
        known = event.kind != ANY_KIND
        self._claim_of(event, f"{self._article.id}-h{at}", title if known else "", about)

    def _way(self, roles: Sequence[tuple[str, str]]) -> str:
        """Return the words for where something went from and to."""
        ends = {role: self._names[place] for place, role in roles}
        return f" from {ends['from']} to {ends['to']}" if roles else ""

    def connection(self, relation: RelationFound) -> None:
        """Add a link between two places, with a claim of it; the first time that it is told."""
        origin, target = self._at.get(relation.origin, ""), self._at.get(relation.target, "")
        ends = (origin, target, relation.medium)
        if not origin or not target or origin == target or ends in self._linked:
            return
        if self._is_denied(relation):
            return
        self._linked.add(ends)
        self._ways.setdefault(relation.start, set()).update((origin, target))
        where = f"{relation.origin[0]}-{relation.target[0]}"
        name = f"{self._article.id}-l{where}"
        title = (
            f"{relation.medium.capitalize()} from {self._names[origin]} to {self._names[target]}"
        )
        self.rows.links.append(
            {
                "id": name,
                "title": title,
                "from": origin,
                "to": target,
                "medium": relation.medium,
                "direction": "one-way",
                **_dated(self._date_of(relation)),
                **self._shown(relation),
            }
        )
        about = [name, origin, target]
        self._claim_of(relation, f"{self._article.id}-g{where}", title, about)

    def _is_denied(self, cued: Cued) -> bool:
        """Return whether who speaks says that it is not so."""
        return self._status(self._claim_around(cued.cue_start, cued.cue_end)) == "denied"

    def spans(self) -> list[tuple[int, int]]:
        """Return where the places of the article stand."""
        return [(start, end) for start, end, _ in self._places]

    def _claim_of(self, cued: Cued, name: str, title: str, about: list[str]) -> None:
        """Attribute a claim to who says it; else to the article."""
        around_it = self._claim_around(cued.cue_start, cued.cue_end)
        if around_it:
            claim = self._rows[around_it]
            there = split_ids(claim["about"])
            claim["about"] = SEPARATOR.join(dict.fromkeys([*about[:1], *there, *about[1:]]))
            return
        row = {
            "id": name,
            "about": SEPARATOR.join(about),
            "statement": f"{title}." if title else "",
            "status": "reported",
            **self._shown(cued, quote=whole(self._article.text, cued.start, cued.end)),
        }
        self._add_claim(row | self._open_voice(row, cued.cue_start), holds=title != "")

    def figure(self, figure: FigureFound) -> None:
        """Add a number, and a claim that gives it where no statement around it does."""
        low, high, bound = bounds_of(figure)
        name = f"{self._article.id}-f{figure.start}"
        within = self._claim_around(figure.start, figure.end)
        status = getattr(figure, "status", "reported")
        around_it = "" if status == "denied" and self._status(within) != "denied" else within
        claim = around_it or self._counting_claim(figure, within)
        shown = self._shown(figure)
        if not self._status(claim):  # who gives it is a question
            shown["confidence"] = min(shown["confidence"], f"{_OPEN:.2f}")
        self.rows.figures.append(
            {
                "id": name,
                "claim": claim,
                "measure": slug(figure.measure) or "number",
                "low": digits(low),
                "high": digits(high),
                "bound": bound,
                "unit": figure.unit or "not told",
                "wording": getattr(figure, "wording", ""),
                # Never one set with a number that counts something else, unless a person says so.
                "scope": figure.scope or self._scope(figure, claim),
                "note": getattr(figure, "note", ""),
                **shown,
            }
        )
        self.rows.mentions.append(
            {"id": f"{self._article.id}-n{figure.start}", "of": name, "what": "figure", **shown}
        )

    def _scope(self, figure: FigureFound, claim: str) -> str:
        """Return the name of the set of a number: its paragraph, and which of those in it."""
        start, end = self._sentence(figure.start)
        start, end = max(start, figure.start - LONGEST), min(end, figure.end + LONGEST)
        near = self._article.copy.paragraph(figure.start)
        named = Named((start, end), *self._around.named_between(start, end), near)
        number = (figure.start, figure.end)
        count = count_of(self._article.text, number, self._rows[claim], named)
        return self._sets.name_of(count, figure.measure, figure.unit)

    def date(self, date: DateFound) -> None:
        """Add where a date is told: of the event around it, else of the article."""
        here = bisect_right(self._events, (date.start, 1 << 62, ""))
        near = self._events[max(0, here - _NEAREST) : here]
        events = [name for _, stop, name in near if stop >= date.end]
        self.rows.mentions.append(
            {
                "id": f"{self._article.id}-d{date.start}",
                "of": events[0] if events else self._article.id,
                "what": "date",
                "edtf": date.edtf,
                "basis": date.basis,
                **self._shown(date),
            }
        )

    def _date_of(self, cued: Cued) -> DateFound | None:
        """Return the date that belongs to a word: inside of what is said, if somebody says it."""
        claim = self._rows.get(self._claim_around(cued.cue_start, cued.cue_end))
        within = (int(claim["start"]), int(claim["end"])) if claim else None
        return self._around.date_of(cued, within=within)

    def _shown(self, span: Spanned, *, quote: str = "") -> Row:
        return {
            **anchor_cells(self._article, span.start, span.end),
            "how": span.how,
            "confidence": f"{getattr(span, 'confidence', _SURE):.2f}",
            "quote": quote or around(self._article.text, span.start, span.end),
        }

    def _within(self, span: Spanned) -> list[str]:
        """Return the places that are named in a span."""
        first = bisect_left(self._places, (span.start, 0, ""))
        last = bisect_left(self._places, (span.end, 0, ""))
        inside = [name for _, end, name in self._places[first:last] if end <= span.end]
        return list(dict.fromkeys(inside))

    def _nearest(self, span: Spanned) -> str:
        """Return the place of its sentence in which it counts, or what happens there or before."""
        start, end = self._sentence(span.start)
        first, last = (bisect_left(self._places, (at, 0, "")) for at in (start, end))
        if first < last:
            return self._around.place_of_number((span.start, span.end), (start, end))
        here = bisect_right(self._events, (span.start, 1 << 62, ""))
        begun, stop, name = self._events[here - 1] if here else (0, 0, "")
        paragraph = self._article.copy.paragraph
        is_close = stop >= self._sentence(max(0, start - 1))[0]
        return name if is_close and paragraph(begun) == paragraph(span.start) else ""

    def _sentence(self, at: int) -> tuple[int, int]:
        return self._sentences[bisect_right(self._sentences, (at, 1 << 62)) - 1]

    def _actor(self, statement: StatementFound) -> str:
        key = fold(statement.said_by)
        start, end = statement.said_by_start, statement.said_by_end
        stands = start is not None and end is not None and 0 <= start < end
        if key not in self._actors:
            where = anchor_cells(self._article, start, end) if stands else {}  # type: ignore[arg-type]
            self._actors[key] = self._new_actor(
                statement.said_by,
                getattr(statement, "kind", "") or kind_in(statement.said_by, self._article.text),
                where or self._shown(statement),
                statement,
            )
        self.speakers.setdefault(self._actors[key], statement.said_by)
        if stands:
            self.rows.mentions.append(
                {
                    "id": f"{self._article.id}-a{start}-{statement.start}",
                    "of": self._actors[key],
                    "what": "actor",
                    **anchor_cells(self._article, start, end),  # type: ignore[arg-type]
                    "how": "who says it",
                    "confidence": f"{getattr(statement, 'confidence', _SURE):.2f}",
                    "quote": around(self._article.text, start, end),  # type: ignore[arg-type]
                }
            )
        return self._actors[key]

    def _nobody(self, statement: StatementFound) -> str:
        """Return the actor for accusers, or informants, that an article does not name."""
        kind = "accusers" if statement.status == "alleged" else "informants"
        wanted = key = f"{kind}-{self._article.id}"
        if key not in self._actors:
            name = f"{kind} in {self._article.title or self._article.id}"
            self._actors[key] = self._new_actor(
                name, "unnamed", self._shown(statement), statement, wanted
            )
        return self._actors[key]

    def _new_actor(
        self, name: str, kind: str, where: Row, statement: StatementFound, wanted: str = ""
    ) -> str:
        wanted = wanted or named(name)
        number, actor_id = 2, wanted
        while actor_id in self._taken:
            actor_id, number = f"{wanted}-{number}", number + 1
        self._taken.add(actor_id)
        shown = self._shown(statement) | where
        row = {"id": actor_id, "name": " ".join(name.split()), "kind": kind, **shown}
        self.rows.actors.append(row | {"how": f"says something: {statement.how}"})
        return actor_id

    def _claim_around(self, start: int, end: int) -> str:
        """Return the shortest claim around a span; of many that begin before, the nearest ones."""
        here = bisect_right(self._claims, (start, 1 << 62, ""))
        around_it = [
            (stop - begin, name)
            for begin, stop, name in self._claims[max(0, here - _NEAREST) : here]
            if stop >= end
        ]
        return min(around_it)[1] if around_it else ""

    def _open_voice(self, row: Row, at: int) -> Row:
        """Return what stays empty of a claim where somebody has the word whom nothing names."""
        here = bisect_right(self.speech, (at, 1 << 62))
        if not any(end > at for _, end in self.speech[max(0, here - _NEAREST) : here]):
            return {}
        sure = min(float(row["confidence"]), _OPEN)
        how = f"{row['how']}; who says this? somebody has the word in this sentence"
        return {"status": "", "statement": "", "how": how, "confidence": f"{sure:.2f}"}

    def _status(self, claim: str) -> str:
        return self._rows[claim]["status"] if claim else ""

    def _add_claim(self, row: Row, *, holds: bool = True) -> None:
        """Add a claim; whether numbers and events inside of it belong to it is said."""
        self.rows.claims.append(row)
        self._rows[row["id"]] = row
        if holds:
            insort(self._claims, (int(row["start"]), int(row["end"]), row["id"]))

    def _counting_claim(self, figure: FigureFound, within: str) -> str:
        """Add a claim that gives a number; a denied one stands apart from what is said around it.

        Who denies it is whoever speaks around it; where nobody does, the cell stays empty.
        """
        name = f"{self._article.id}-c{figure.start}"
        row = {
            "id": name,
            "about": self._nearest(figure),
            "statement": f"The article gives {counted(figure)}.",
            "status": "reported",
            **self._shown(figure),
            "how": "a number that nobody else is said to give; say in your words what of",
        }
        row |= self._open_voice(row, figure.start)
        if getattr(figure, "status", "reported") == "denied":
            said_by = self._rows[within].get("said_by", "") if within else ""
            row |= {"status": "denied", "said_by": said_by, "statement": "", "how": figure.how}
            row["how"] += "" if said_by else "; who denies it is missing in said_by"
        self._add_claim(row)
        return name


def _status_of(statement: StatementFound) -> str:
    """Return the status of what is said; a finder that tells what the speaker is decided it."""
    is_decided = getattr(statement, "kind", "") != ""
    return statement.status if is_decided else status_of(statement.status, statement.said_by)


def _dated(date: DateFound | None) -> Row:
    return {
        "date": date.edtf if date else "",
        "date_basis": date.basis if date else "none",
        "date_note": date.how if date and date.basis == "inferred" else "",
    }
