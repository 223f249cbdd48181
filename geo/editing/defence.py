"""Set each row of a story beside what it rests on, so that an editor can defend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd

from geo.errors import STORY, check_has
from geo.evidence import claims_by_subject, place_in_source, split_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.story.story import Story


COLUMNS = (
    *("table", "id", "text", "status", "claim", "statement", "claim_status", "said_by"),
    *("source", "where", "start", "end"),
)


def list_evidence(story: Story) -> pd.DataFrame:
    """List each event, link, relation and claim of a story with the claims that it rests on.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.

    Returns
    -------
    pandas.DataFrame
        A row per thing and claim, in the order of the tables:

        - table, id : ``events``, ``links``, ``relations`` or ``claims``; of a relation the id is
          ``claim relation other``. Claims stand there alone that are about no event and no link
        - text : title; of a relation the reason; of a claim nothing
        - status : of an event or link, the strongest of its claims; else nothing
        - claim, statement, claim_status, said_by : what it rests on, and whose word that is
        - source, where, start, end : id of the source, paragraph or cells, and the span

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.

    Examples
    --------
    >>> import geo
    >>> rows = list_evidence(geo.read_story("data"))  # the tables of this project's own story
    >>> rows.loc[rows["id"] == "kidney-operation", ["status", "claim", "where"]].values.tolist()
    [['reported', 'ind-arrived-1992', 'paragraph 7']]
    """
    check_has("story", story, "claims", "events", "links", "relations", wanted=STORY)
    rows = [
        {"table": table, "id": name, "text": text, "status": status} | _claim(story, claim)
        for table, name, text, status, claims in _rows(story)
        for claim in claims
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(story: Story) -> Iterator[tuple[str, str, str, str, list[str]]]:
    """Yield table, id, text, status and claims of each thing."""
    subjects = claims_by_subject(story.claims)
    acts = {"events": story.events, "links": story.links}
    for table, frame in acts.items():
        for name, title, status in frame[["title", "status"]].itertuples(name=None):
            yield table, name, title, status, subjects.get(name, [])
    for claim, relation, other, reason in story.relations[
        ["claim", "relation", "other", "reason"]
    ].itertuples(index=False, name=None):
        yield "relations", f"{claim} {relation} {other}", reason, "", [claim, other]
    act_ids = {*story.events.index, *story.links.index}
    for name, about in story.claims["about"].items():
        if act_ids.isdisjoint(split_ids(about)):
            yield "claims", str(name), "", "", [str(name)]


def _claim(story: Story, name: str) -> dict[str, object]:
    row = cast("pd.Series", story.claims.loc[name])
    return {
        "claim": name,
        "statement": row["statement"],
        "claim_status": row["status"],
        "said_by": row["said_by_label"],
        "source": row["source"],
        "where": place_in_source(row["paragraph"], row["column"]),
        "start": row["start"],
        "end": row["end"],
    }
