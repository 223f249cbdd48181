"""The texts of a picture: sources, what is not drawn, credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.credits import CREDIT_LINES
from geo.evidence import cell_shown, is_about, page_of, place_in_source, split_ids
from geo.messages import as_of_text, date_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.messages import Words
    from geo.story.story import Story


MOST_NAMED = 14
"""A sentence names no more things than these."""

VERBS = {
    "confirmed": "confirmed by",
    "reported": "reported by",
    "said": "said by",
    "said-unnamed": "said by",
    "hearsay": "hearsay from",
    "alleged": "alleged by",
    "denied": "denied by",
    "retracted": "retracted by",
}


def evidence_text(claims: pd.DataFrame, *, about: str) -> str:
    """Return who says so and where, for one event, link, place or actor, with every denial.

    Parameters
    ----------
    claims : pandas.DataFrame
        A story's claims.
    about : str
        An id.

    Returns
    -------
    str
        One part for each status, speaker and source, such as ``alleged by opposition parties
        (BBC News, paragraph 22)``, from the strongest status to the weakest.
    """
    own = claims[is_about(claims, [about])]
    denials = {denial for ids in own["denied_by"] for denial in split_ids(ids)}
    shown = claims.loc[[*own.index, *sorted(denials - set(own.index))]]
    parts = [
        f"{VERBS[status]} {_speaker(str(speaker), str(source), group)}"
        for status in VERBS
        for (speaker, source), group in shown[shown["status"] == status].groupby(
            ["said_by_label", "source_label"], sort=False
        )
    ]
    return "; ".join(parts)


def _speaker(speaker: str, source: str, claims: pd.DataFrame) -> str:
    is_table = "column" in claims.columns and bool((claims["column"] != "").all())
    paragraphs = _paragraphs(claims["paragraph"], rows=is_table)
    if speaker == source:
        return f"{source} ({paragraphs})"
    return f"{speaker} ({source}, {paragraphs})"


def _paragraphs(numbers: Iterable[int], *, rows: bool = False) -> str:
    each = sorted({int(number) for number in numbers})
    known = [number for number in each if number]
    what = ("row" if rows else "paragraph") + ("s" if len(known) > 1 else "")
    parts = [f"{what} {', '.join(map(str, known))}"] if known else []
    return ", ".join([*parts, *([place_in_source(0)] if 0 in each else [])])


def not_drawn(story: Story, *, shown: frozenset[str]) -> list[str]:
    """Return in sentences what the maps leave out, and why.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    shown : frozenset of str
        Places that stand on one of the maps.

    Returns
    -------
    list of str
        One sentence each for links, for events without a place, for places that can't be located,
        and for places beyond the maps; none where nothing is left out.
    """
    links, places, events = story.links, story.places, story.events
    undrawn = links[links.geometry.isna()]
    unstated = (undrawn["from"] == "") | (undrawn["to"] == "")
    inside = undrawn["from"] == undrawn["to"]
    placeless = events[events["place"] == ""]
    nowhere = places[places.geometry.isna()]
    beyond = places[~places.geometry.isna() & ~places.index.isin(shown)]
    sentences = [
        ("Links without a line, because an end is not stated", undrawn.loc[unstated, "title"]),
        ("Links without a line, because they stay in one place", undrawn.loc[inside, "title"]),
        (
            "Links without a line, because an end could not be located",
            undrawn.loc[~unstated & ~inside, "title"],
        ),
        ("No place stated", placeless["title"]),
        ("Places that could not be located", nowhere["label"]),
        ("Outside these maps", beyond["label"]),
    ]
    return [f"{what}: {_some(list(names))}." for what, names in sentences if len(names)]


def _some(names: list[str]) -> str:
    """List names; of a long list the first, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return "; ".join(names)
    shown = names[: MOST_NAMED - 1]
    return f"{'; '.join(shown)}; and {len(names) - len(shown)} more"


def sources_text(story: Story) -> str:
    """Name the articles."""
    articles = [
        ", ".join(
            part
            for part in (
                f"“{row['title']}”",
                row["publisher"],
                row["author"],
                date_text(row["published"]) or "no date",
            )
            if part
        )
        for row in story.sources.to_dict("records")
    ]
    return f"Sources: {'; '.join(articles)}."


def credits_text() -> str:
    """Name who made the map data, as their licences ask."""
    return f"Map data: {'. '.join(CREDIT_LINES)}."


def differing_sets(figures: pd.DataFrame, claims: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the sets of figures whose claims contradict each other, in the order of the table.

    A set is one measure, unit and scope. Its figures are shown beside each other, and never summed
    or merged.
    """
    contradicts = claims["contradicts"].map(split_ids)
    sets = [group for _, group in figures.groupby("set", sort=False)]
    return [
        group
        for group in sets
        if any(not {*contradicts[name]}.isdisjoint(group["claim"]) for name in group["claim"])
        and _is_drawable(group)
    ]


def _is_drawable(group: pd.DataFrame) -> bool:
    values = group[["low", "high"]].to_numpy(dtype=float)
    return bool(np.isfinite(values).any(axis=1).all())


def figure_text(figure: pd.Series, *, words: Words) -> str:
    """Return who gives a figure, and where."""
    source, column = str(figure["source_label"]), cell_shown(figure.get("column", ""))
    key = {None: "claim.where", "": "claim.where-row"}.get(column, "claim.where-cell")
    page = page_of(figure.get("part", ""))
    number = int(figure["paragraph"])
    key = "claim.where-page" if page else key if number else "page.where-exhibit"
    where = words.say(key, publisher=source, n=number, column=column or "", page=page)
    if figure["said_by_label"] == source:
        return where
    status = words.named("status.short", str(figure["status"]))
    return f"{status} {words.say('claim.by', who=str(figure['said_by_label']))}, {where}"


def number_text(figure: pd.Series, *, words: Words) -> str:
    """Return a figure as the story words it; in another language its bound and number in that."""
    ends = [float(figure[end]) for end in ("low", "high") if np.isfinite(figure[end])]
    if words.language == "en" or not ends:
        return str(figure["label"])
    shown = [f"{end:,.10g}" for end in dict.fromkeys(ends)]
    number = "–".join(shown) if figure["bound"] == "between" else shown[0]
    return f"{words.say('bound.' + str(figure['bound']), n=number)} {figure['unit']}".strip()


def unsure_places(places: pd.DataFrame) -> list[str]:
    """Return in a sentence which places may be others of that name; none where all are sure."""
    names = list(places.loc[places["unsure"], "label"])
    return [f"Unsure, each may be another place of that name: {_some(names)}."] if names else []


def finding_text(story: Story) -> str:
    """Return the finding, and up to when the story is told."""
    as_of = as_of_text(story.as_of)
    return " ".join(filter(None, (story.finding, f"({as_of}.)" if as_of else "")))


def description(story: Story) -> str:
    """Describe the picture for who can't see it: finding, links, doubts, figures that differ."""
    links = [
        f"{row['title']} ({row['medium']}, {row['status']})"
        for row in story.links.to_dict("records")
        if row["geometry"] is not None
    ]
    sets = [
        f"{group['measure'].iloc[0]}, {group['scope'].iloc[0]}: "
        + "; ".join(f"{row['label']} ({row['source_label']})" for row in group.to_dict("records"))
        for group in differing_sets(story.figures, story.claims)
    ]
    parts = [
        finding_text(story),
        f"Links drawn: {'; '.join(links)}." if links else "No link is drawn.",
    ]
    parts += unsure_places(story.places)
    return " ".join(
        [*filter(None, parts), *(f"The sources differ on {measure}." for measure in sets)]
    )
