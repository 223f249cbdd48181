"""The page's table, which tells all without a script, and the credits of what is in the page."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from geo.credits import CREDITS
from geo.maps import records
from geo.story.evidence import claims_by_subject, split_ids

if TYPE_CHECKING:
    import pandas as pd

    from geo.maps.page import MappedStory
    from geo.maps.wording import Words

    Record = dict[str, Any]

_AIRPORTS = "airports"
_AIRPORT_PROVIDER = "iata"


def table_rows(story: MappedStory, *, words: Words) -> list[Record]:
    """Return events, links, places and people in order, each with its claims.

    What is said of a place or a person in the claims of an event or a link stands there alone.
    """
    told = claims_by_subject(story.claims)
    timed = [
        *sorted(records.event_items(story.events, told=told, words=words), key=itemgetter("order")),
        *sorted(records.link_items(story.links, told=told, words=words), key=itemgetter("order")),
    ]
    rest = [
        *records.place_items(story.places, told=told),
        *records.actor_items(story.actors, told=told),
    ]
    about = {item["id"] for item in [*timed, *rest]}
    said = records.evidence(story.claims, figures=None, about=about)["claims"]
    claims = {claim["id"]: claim for claim in said}
    seen = {name for item in timed for name in item["claims"]}
    rows = []
    for item in [*timed, *rest]:
        own = (
            item["claims"]
            if item in timed
            else [name for name in item["claims"] if name not in seen]
        )
        seen.update(own)
        rows.append(item | {"claims": [claims[name] for name in own]})
    return rows


def table_figures(story: MappedStory) -> list[Record]:
    """Return all figures, those of one set beneath each other."""
    everything = set(map(str, story.claims["about"].map(split_ids).explode().dropna()))
    figures = records.evidence(story.claims, figures=story.figures, about=everything)["figures"]
    order = {
        name: number for number, name in enumerate(dict.fromkeys(map(itemgetter("set"), figures)))
    }
    spoken = [{**row, "measure": row["measure"].replace("-", " ")} for row in figures]
    return sorted(spoken, key=lambda row: order[row["set"]])


def credit_lines(providers: pd.Series[str] | None) -> list[str]:
    """Return the credits of a page's data: all that its basemap and its places come from.

    Parameters
    ----------
    providers : pandas.Series, optional
        Who located each place; without it every line is given.
    """
    every = providers is None or _AIRPORT_PROVIDER in set(providers)
    return [credit.line for credit in CREDITS if every or credit.part != _AIRPORTS]
