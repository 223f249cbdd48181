"""A story as one speaker or source tells it, without one of them, and who answers what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.dates.edtf import parse_dates
from geo.errors import ArgumentError
from geo.evidence import (
    REPLIES,
    SEPARATOR,
    answers,
    claims_by_subject,
    differences_by_subject,
    is_about,
    join_ids,
    split_ids,
    with_differences,
    with_relations,
)
from geo.messages import date_text
from geo.story.cross_rules import with_not_before
from geo.story.frames import evidence_columns
from geo.story.vocabulary import DENYING, RETRACTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import geopandas as gpd

    from geo.story.story import Story


NAMELESS = ("said-unnamed", "hearsay")
"""Statuses of what nobody says who is named."""
_SIDES = ("earliest", "latest")


def is_of(
    story: Story, *, source: str = "", actor: str = "", unnamed: bool = False
) -> pd.Series[bool]:
    """Return for each claim whether a source prints it, an actor makes it, or nobody named does."""
    if [bool(source), bool(actor), unnamed].count(True) != 1:
        arguments = f"source {source!r}, actor {actor!r}" + (", unnamed" if unnamed else "")
        raise ArgumentError(f"found {arguments}; wanted one of them")
    if unnamed:
        return _is_of_unnamed(story)
    name, table, column = (
        (source, story.sources, "source") if source else (actor, story.actors, "said_by")
    )
    if name not in table.index:
        raise KeyError(name)
    return story.claims[column] == name


def _is_of_unnamed(story: Story) -> pd.Series[bool]:
    """Return for each claim whether nobody is named who makes it.

    That is hearsay, what an unnamed source says, and what an actor of the kind ``unnamed`` says.
    """
    unnamed = story.actors.index[story.actors["kind"] == "unnamed"]
    return story.claims["status"].isin(NAMELESS) | story.claims["said_by"].isin(unnamed)


def account(story: Story, *, source: str, actor: str, corroborated: bool) -> Story:
    """Return the story as some tell it; see `geo.Story.according_to`."""
    if corroborated and not source and not actor:
        return _corroborated(story)
    if corroborated:
        arguments = f"source {source!r}, actor {actor!r}, corroborated"
        raise ArgumentError(f"found {arguments}; wanted one of them")
    return restricted(story, is_of(story, source=source, actor=actor))


def _corroborated(story: Story) -> Story:
    """Return the story of what two independent reports tell."""
    asserted = story.claims[~story.claims["status"].isin([*DENYING, *RETRACTED])]
    subjects = claims_by_subject(asserted)
    facts = {*story.events.index, *story.links.index}
    alone = {fact for fact in facts if not _are_independent(asserted, subjects.get(fact, []))}
    left = [
        join_ids(("", name) for name in split_ids(cell) if name not in alone).get("", "")
        for cell in story.claims["about"]
    ]
    repeats = story.relations[story.relations["relation"] == "repeats"]
    pairs = zip(repeats["claim"], repeats["other"], strict=True)
    repeated = {
        name
        for pair in pairs
        if asserted.index.isin(pair).sum() == len(pair) and _are_independent(asserted, pair)
        for name in pair
    }
    is_stated = [
        name in repeated or not (facts - alone).isdisjoint(split_ids(cell))
        for name, cell in zip(story.claims.index, left, strict=True)
    ]
    own = pd.Series(is_stated, index=story.claims.index) & story.claims.index.isin(asserted.index)
    return restricted(replace(story, claims=story.claims.assign(about=left)), own)


def _are_independent(claims: pd.DataFrame, names: Collection[str]) -> bool:
    """Return whether two of some claims are of different reports, and not one speaker's word."""
    rows = claims.loc[list(names)]
    voices = rows["said_by"].where(rows["said_by"] != "", rows["report"])
    return len(set(rows["report"])) > 1 and len(set(voices)) > 1


def restricted(story: Story, own: pd.Series[bool]) -> Story:
    """Return a story of some claims: what rests on them, and the replies to them.

    A text in the story's own voice (finding, step, role) is left out where one of the claims that
    it names is.

    Parameters
    ----------
    story : Story
        The whole story.
    own : pandas.Series
        For each claim whether it is among them.
    """
    names = set(story.claims.index[own])
    is_reply = story.relations["relation"].isin(REPLIES) & story.relations["other"].isin(names)
    shown = names | set(story.relations.loc[is_reply, "claim"])
    ends = story.relations["claim"].isin(shown) & story.relations["other"].isin(shown)
    relations = story.relations[ends].reset_index(drop=True)
    figures = story.figures[story.figures["claim"].isin(shown)]
    claims = with_relations(story.claims[story.claims.index.isin(shown)], relations)
    claims = with_differences(claims, relations, figures=figures)[story.claims.columns]
    base = claims[claims.index.isin(names)]
    evidence = {
        "claims": base,
        "order": pd.Series(story.sources.index),
        "differences": differences_by_subject(base, relations, figures=figures),
    }
    subjects = claims_by_subject(base)
    events, links = with_not_before(
        _with_evidence(story.events, subjects, evidence),
        _with_evidence(story.links, subjects, evidence),
    )
    mentions = story.mentions[story.mentions["source"].isin(base["source"])]
    event_places = story.event_places[story.event_places["event"].isin(events.index)]
    ends_of = {*event_places["place"], *links["from"], *links["to"]}
    stands = story.framing["claims"].map(lambda cell: shown.issuperset(split_ids(cell)))
    framing = story.framing[stands]
    gone = story.framing[~stands]
    actors = story.actors[story.actors.index.isin({*subjects, *claims["said_by"]})]
    roles = actors["role"].mask(actors.index.isin(gone.loc[gone["column"] == "role", "id"]), "")
    places = _placed(story.places, {*subjects, *ends_of}, base=base, mentions=mentions)
    views = _views(story.views, places.index)
    return replace(
        story,
        _tables=None,
        sources=story.sources[story.sources.index.isin(claims["source"])],
        finding="" if "finding" in set(gone["column"]) else story.finding,
        actors=actors.assign(role=roles),
        places=places,
        events=events,
        event_places=event_places,
        links=links,
        claims=claims,
        relations=relations,
        figures=figures,
        mentions=mentions,
        views=views,
        steps=_steps(story.steps, gone, {*views.index, *subjects, *places.index}),
        framing=framing,
    )


def _with_evidence(
    frame: gpd.GeoDataFrame, subjects: Collection[str], evidence: dict[str, Any]
) -> gpd.GeoDataFrame:
    """Return the events or links that some claims are about, with what these say of them."""
    rows = frame[frame.index.isin(list(subjects))]
    return rows.assign(**evidence_columns(rows.index, **evidence))


def _placed(
    places: gpd.GeoDataFrame,
    names: Collection[str],
    *,
    base: pd.DataFrame,
    mentions: pd.DataFrame,
) -> gpd.GeoDataFrame:
    rows = places[places.index.isin(list(names))]
    counts = base["about"].map(split_ids).explode().value_counts()
    named = mentions.loc[mentions["what"] == "place", "of"].value_counts()
    numbers = {"mentions": named, "claims": counts}
    return rows.assign(
        **{
            name: count.reindex(rows.index, fill_value=0).astype("int64")
            for name, count in numbers.items()
        }
    )


def _views(views: pd.DataFrame, places: pd.Index[str]) -> pd.DataFrame:
    """Return the views of places that are left, with these alone."""
    pairs = (
        (str(view), name) for view, cell in views["places"].items() for name in split_ids(cell)
    )
    left = join_ids((view, name) for view, name in pairs if name in places)
    shown = views[views.index.isin(left)]
    return shown.assign(places=[left[str(view)] for view in shown.index])


def _steps(steps: pd.DataFrame, gone: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Return the steps whose view, selection and claims are left."""
    wanted = ["", *names]
    is_cited = ~steps.index.isin(gone.loc[gone["table"] == "steps", "id"])
    return steps[is_cited & steps["view"].isin(wanted) & steps["selects"].isin(wanted)]


def matrix(story: Story) -> pd.DataFrame:
    """Return what each source has on each event and link; see `geo.Story.matrix`."""
    rows = story.relations[story.relations["relation"] == "contradicts"]
    against: dict[str, set[str]] = {}
    for claim, other in zip(rows["claim"], rows["other"], strict=True):
        against.setdefault(claim, set()).add(other)
        against.setdefault(other, set()).add(claim)
    subjects = claims_by_subject(story.claims)
    facts = [*map(str, story.events.index), *map(str, story.links.index)]
    cells = {
        source: [_cell(story.claims.loc[subjects[fact]], source, against) for fact in facts]
        for source in map(str, story.sources.index)
    }
    return pd.DataFrame(cells, index=pd.Index(facts, name="id", dtype="str"), dtype="str")


def _cell(about: pd.DataFrame, source: str, against: dict[str, set[str]]) -> str:
    """Return how one source stands to a fact, of all claims about it."""
    own = about[about["source"] == source]
    if own.empty:
        return "silent"
    others = set(about.index[about["source"] != source])
    if any(not others.isdisjoint(against.get(str(name), ())) for name in own.index):
        return "differs"
    return "denies" if (own["status"] == "denied").all() else "states"


def unstated(story: Story) -> pd.DataFrame:
    """Return what no article states; see `geo.Story.unstated`."""
    rows = [*_without_place(story), *_without_date(story), *_without_speaker(story)]
    unanswered = [name for name, replies in answers(story.claims).items() if not replies]
    texts = story.claims.loc[unanswered, ["statement", "source"]]
    rows += [(name, "reply", "", *text) for name, *text in texts.itertuples(name=None)]
    columns = ["id", "what", "known", "title", "sources"]
    return pd.DataFrame(rows, columns=columns, dtype="str").set_index("id")


_Unstated = tuple[str, str, str, str, str]


def _without_place(story: Story) -> Iterator[_Unstated]:
    """Yield the events and ends of links of which no place is stated, or none that can be found."""
    places = story.event_places[story.event_places["role"] != "about"]
    labels = places.groupby("event", sort=False)["place_label"].agg(SEPARATOR.join)
    located = set(places.loc[~places.geometry.isna(), "event"])
    for name, row in story.events.iterrows():
        if name not in located:
            yield str(name), "place", labels.get(name, ""), row["title"], row["sources"]
    for name, row in story.links.iterrows():
        for side, what in (("from", "place it begins at"), ("to", "place it ends at")):
            known = row[f"{side}_label"]
            if not row[side] or story.places.geometry.isna()[row[side]]:
                yield str(name), what, known, row["title"], row["sources"]


def _without_date(story: Story) -> Iterator[_Unstated]:
    """Yield the events and links without a date, or whose date is open at one side."""
    for frame in (story.events, story.links):
        for name, row in frame.iterrows():
            first, last = (getattr(parse_dates(row["date"]), side) for side in _SIDES)
            is_moment = row["date"] == "" or row["date"].startswith("[")
            what = "date" if is_moment else "end" if np.isnat(last) else "begin"
            if np.isnat(first) or np.isnat(last):
                known = date_text(row["date"]) if row["date"] else ""
                yield str(name), what, known, row["title"], row["sources"]


def _without_speaker(story: Story) -> Iterator[_Unstated]:
    """Yield the claims of which nobody says whose word they are."""
    for name, row in story.claims[_is_of_unnamed(story)].iterrows():
        yield str(name), "speaker", row["said_by_label"], row["statement"], row["source"]


def replies(story: Story, actor: str) -> pd.DataFrame:
    """Return what others say of an actor, with the replies; see `geo.Story.replies`."""
    if actor not in story.actors.index:
        raise KeyError(actor)
    about = pd.Series(is_about(story.claims, [actor]), index=story.claims.index)
    own = about & (story.claims["said_by"] != actor)
    columns = ["statement", "said_by_label", "status", "source_label", "paragraph", "column"]
    statements = story.claims.loc[own, columns]
    answers = story.relations[story.relations["relation"].isin(REPLIES)]
    replying = story.claims.loc[answers["claim"], ["statement", "said_by_label"]]
    answers = answers[["other", "relation"]].assign(
        reply=answers["claim"],
        reply_statement=replying["statement"].to_numpy(),
        reply_by_label=replying["said_by_label"].to_numpy(),
    )
    joined: pd.DataFrame = statements.join(answers.set_index("other"), how="left")
    texts = ["relation", "reply", "reply_statement", "reply_by_label"]
    filled = {column: joined[column].fillna("").astype("str") for column in texts}
    return joined.assign(**filled).rename_axis("id")
