"""Propose which events may be one happening, and which articles print the same text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.evidence import claims_by_subject, split_ids
from geo.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from geo.story.story import Story

COLUMNS = ("event", "other", "likelihood", "reasons", "doubts")
MOST_DAYS = 4
"""A date that allows more days than these can't tell two happenings of one week apart."""
MONTH_DAYS = 31
"""Events whose dates reach further are proposed only where a number agrees."""
MOST_TIMES = 2.0
"""Figures of one measure that are further apart than this are a doubt."""
_WIDE = ("region", "province", "country")
_SEPARATOR = "; "


@dataclass(frozen=True)
class _Event:
    """What is compared of an event."""

    id: str
    kind: str
    place: str
    earliest: pd.Timestamp
    latest: pd.Timestamp
    reports: frozenset[str]
    actors: frozenset[str]
    figures: tuple[tuple[tuple[str, str], float, float], ...]

    @property
    def is_dated(self) -> bool:
        return not (pd.isna(self.earliest) or pd.isna(self.latest))

    @property
    def days(self) -> int:
        return int((self.latest - self.earliest).days) + 1


class _Place(NamedTuple):
    """What is compared of a place."""

    label: str
    precision: str
    parents: frozenset[str]
    lon: float
    lat: float
    radius_m: float
    provider_id: str


def same_events(story: Story) -> pd.DataFrame:
    """Return the pairs of events that may be one; see `geo.Story.same_events`."""
    places = _places(story)
    events = {event.id: event for event in _events(story)}
    pairs = {
        (event, other): compared
        for event, other in combinations(events, 2)
        if (compared := _compare(events[event], events[other], places)) is not None
    }
    clear = [pair for pair, (_, doubts) in pairs.items() if not doubts]
    rows = []
    for pair, (reasons, doubts) in pairs.items():
        against = [*doubts, *_rivals(pair, clear, events)]
        likelihood = "possible" if against else "likely"
        rows.append((*pair, likelihood, _SEPARATOR.join(reasons), _SEPARATOR.join(against)))
    proposed = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
    return proposed.sort_values("likelihood", kind="stable", ignore_index=True)


def _rivals(
    pair: tuple[str, str], clear: list[tuple[str, str]], events: dict[str, _Event]
) -> list[str]:
    """Return the doubt that another event of the same article fits as well."""
    rivals = set()
    for other in clear:
        shared = set(pair) & set(other)
        if len(shared) == 1:
            (mine,), (its,) = set(pair) - shared, set(other) - shared
            if events[mine].reports & events[its].reports:
                rivals.add(its)
    return [f"fits as well: {', '.join(sorted(rivals))}"] if rivals else []


def _compare(
    event: _Event, other: _Event, places: dict[str, _Place]
) -> tuple[list[str], list[str]] | None:
    """Return the reasons and the doubts, or None where two events can't be one."""
    if event.reports & other.reports or _family(event.kind) != _family(other.kind):
        return None
    reasons: list[str] = []
    doubts: list[str] = []
    for verdict in (_times(event, other), _where(event, other, places)):
        if verdict is None:
            return None
        reasons += verdict[0]
        doubts += verdict[1]
    kinds = sorted({event.kind, other.kind})
    reasons.append(f"both {kinds[0]}" if len(kinds) == 1 else f"kin kinds: {', '.join(kinds)}")
    _add_actors(event, other, reasons, doubts)
    numbers = _add_figures(event, other, reasons, doubts)
    is_near = event.is_dated and other.is_dated and max(event.days, other.days) <= MONTH_DAYS
    return (reasons, doubts) if is_near or numbers else None


def _times(event: _Event, other: _Event) -> tuple[list[str], list[str]] | None:
    if not event.is_dated or not other.is_dated:
        return [], ["no date on both sides"]
    if event.latest < other.earliest or other.latest < event.earliest:
        return None
    first, last = max(event.earliest, other.earliest), min(event.latest, other.latest)
    if max(event.days, other.days) > MOST_DAYS:
        return [], ["the dates meet, but reach too far to tell"]
    days = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    return [f"dates meet: {days}"], []


def _where(
    event: _Event, other: _Event, places: dict[str, _Place]
) -> tuple[list[str], list[str]] | None:
    """Compare two places: the same, one in the other, about the same, or apart (None)."""
    if not event.place or not other.place:
        return [], ["no place on both sides"]
    own, its = places[event.place], places[other.place]
    wide = ["the place is a whole area"] if {own.precision, its.precision} & {*_WIDE} else []
    if event.place == other.place or (own.provider_id and own.provider_id == its.provider_id):
        return ([] if wide else [f"same place: {own.label}"]), wide
    if other.place in own.parents or event.place in its.parents:
        inner, outer = (own, its) if other.place in own.parents else (its, own)
        return ([] if wide else [f"{inner.label} is within {outer.label}"]), wide
    if pd.isna(own.lon) or pd.isna(its.lon):
        return [], ["a place is not located"]
    inner, outer = sorted((own, its), key=lambda place: place.radius_m)
    apart_km = distance_km(own.lon, own.lat, its.lon, its.lat)
    if own.precision == its.precision or apart_km * 1000 > outer.radius_m:
        return None
    return ([] if wide else [f"{inner.label} lies in {outer.label}"]), wide


def _add_actors(event: _Event, other: _Event, reasons: list[str], doubts: list[str]) -> None:
    shared = sorted(event.actors & other.actors)
    if shared:
        reasons.append(f"both about {', '.join(shared)}")
    elif event.actors and other.actors:
        doubts.append("about different actors")


def _add_figures(event: _Event, other: _Event, reasons: list[str], doubts: list[str]) -> bool:
    """Add what the numbers say; return whether any of them agree."""
    own, its = dict.fromkeys(key for key, *_ in event.figures), {key for key, *_ in other.figures}
    shared = [key for key in own if key in its]
    agreeing = False
    for key in shared:
        low, high = _range(event, key)
        other_low, other_high = _range(other, key)
        least = min(low, other_low)
        if max(low, other_low) <= min(high, other_high):
            reasons.append(f"{key[0]} agree")
            agreeing = True
        elif max(low, other_low) > MOST_TIMES * max(least, 1):
            doubts.append(f"{key[0]} far apart")
    if not shared and not event.actors & other.actors:
        doubts.append("no actor and no number in common")
    return agreeing


def _range(event: _Event, key: tuple[str, str]) -> tuple[float, float]:
    own = [(low, high) for name, low, high in event.figures if name == key]
    return min(low for low, _ in own), max(high for _, high in own)


def _events(story: Story) -> list[_Event]:
    subjects = claims_by_subject(story.claims)
    actors = set(story.actors.index)
    figures = story.figures.assign(
        low=story.figures["low"].fillna(float("-inf")),
        high=story.figures["high"].fillna(float("inf")),
    )
    return [
        _event(str(name), row, story.claims.loc[subjects[name]], actors, figures)
        for name, row in story.events.iterrows()
        if name in subjects
    ]


def _event(
    name: str,
    row: pd.Series,
    claims: pd.DataFrame,
    actors: set[Hashable],
    figures: pd.DataFrame,
) -> _Event:
    about = {other for cell in claims["about"] for other in split_ids(cell)}
    own = figures[figures["claim"].isin(claims.index)]
    keys = zip(own["measure"], own["unit"], strict=True)
    return _Event(
        id=name,
        kind=row["kind"],
        place=row["place"],
        earliest=row["earliest"],
        latest=row["latest"],
        reports=frozenset(claims["report"]),
        actors=frozenset(about & actors),
        figures=tuple(zip(keys, own["low"], own["high"], strict=True)),
    )


def _places(story: Story) -> dict[str, _Place]:
    within = dict(zip(story.places.index, story.places["within"], strict=True))
    return {
        str(name): _Place(
            label=row["label"],
            precision=row["precision"],
            parents=_parents(str(name), within),
            lon=row["lon"],
            lat=row["lat"],
            radius_m=0.0 if pd.isna(row["radius_m"]) else row["radius_m"],
            provider_id=row["provider_id"],
        )
        for name, row in story.places.iterrows()
    }


def _parents(name: str, within: dict[Hashable, str]) -> frozenset[str]:
    parents: set[str] = set()
    while (name := within.get(name, "")) and name not in parents:
        parents.add(name)
    return frozenset(parents)


def _family(kind: str) -> str:
    return _families().get(kind, f"only {kind}")


@cache
def _families() -> dict[str, str]:
    text = files("geo.story").joinpath("data", "kinds.toml").read_text(encoding="utf-8")
    return {kind: name for name, kinds in tomllib.loads(text).items() for kind in kinds}


WORDS = 5
"""Words running that make a shingle."""
FROM = 0.5
"""The share of the shorter text's shingles from which two texts are near copies."""
_WORD = re.compile(r"\w+")


class NearCopy(NamedTuple):
    """Two sources that print nearly the same text.

    Parameters
    ----------
    source, other : str
        Ids, the earlier row of the table first.
    shared : float
        Share of the shorter text's shingles that the other has, 0 to 1.
    """

    source: str
    other: str
    shared: float


def near_copies(texts: Mapping[str, str]) -> list[NearCopy]:
    """Return each two texts of which one holds at least half of the other.

    Parameters
    ----------
    texts : mapping of str to str
        Text by the id of its source.

    Returns
    -------
    list of NearCopy
        In the order of the texts.

    Notes
    -----
    By shingles (Broder 1997, On the resemblance and containment of documents): of the runs of five
    words in the shorter text, how many stand in the other. A text of fewer words has none.

    Examples
    --------
    >>> wire = "The ferry ran into the pier at Ullapool on Monday, and nobody was hurt."
    >>> near_copies({"post": wire, "times": f"ULLAPOOL: {wire}", "mail": "Rain is likely."})
    [NearCopy(source='post', other='times', shared=1.0)]
    """
    shingles = {name: _shingles(text) for name, text in texts.items()}
    copies = []
    for (name, own), (other, others) in combinations(shingles.items(), 2):
        fewer = min(len(own), len(others))
        shared = len(own & others) / fewer if fewer else 0.0
        if shared >= FROM:
            copies.append(NearCopy(name, other, shared))
    return copies


def unmarked_copies(sources: pd.DataFrame, texts: Mapping[str, str]) -> list[NearCopy]:
    """Return the near copies that the table of sources does not call one text.

    Parameters
    ----------
    sources : pandas.DataFrame
        A story's sources, with the column report.
    texts : mapping of str to str
        The copies that are there.
    """
    report = sources["report"]
    return [copy for copy in near_copies(texts) if report[copy.source] != report[copy.other]]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
