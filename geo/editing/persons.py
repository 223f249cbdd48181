"""List what could harm the people and bodies of a story, and whether they are answered."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, cast

import pandas as pd

from geo.arguments import STORY, check_has
from geo.editing.remarks import Remark
from geo.editing.wording import wording_of
from geo.evidence import REPLIES, SEPARATOR, claims_by_subject, split_ids
from geo.story.vocabulary import ACCUSING, DENYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.story.story import Story


COLUMNS = (
    *("actor", "name", "what", "claim", "statement", "figure", "status", "said_by"),
    *("source", "paragraph", "column", "answer"),
)
NO_ANSWER = "none printed"


def list_persons(story: Story) -> pd.DataFrame:
    """List each crime, accusation and number that is said of each person or body of a story.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.

    Returns
    -------
    pandas.DataFrame
        A row per actor and claim, in the order of the tables:

        - actor, name : id, and name as the articles write it
        - what : ``accusation`` (a claim that accuses), ``crime`` (any other that names a crime, by
          the words of the story's language or the kind of an event) or ``number``
        - claim, statement, figure, status, said_by, source, paragraph, column : what is said, the
          number as it is shown, its status, who says it, and where; column is that of a table
        - answer : who answers or denies it and in which claim, or ``none printed``

        What somebody says is not listed under their own name, nor is a denial.

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.

    Examples
    --------
    >>> import geo
    >>> persons = list_persons(geo.read_story("data"))  # the tables of this project's own story
    >>> persons.loc[persons["claim"] == "bbc-blame", "answer"].unique().tolist()
    ['none printed']
    """
    check_has("story", story, "claims", "actors", "figures", "events", wanted=STORY)
    rows = [
        row
        for actor in story.actors.index
        for name in claims_by_subject(story.claims).get(actor, [])
        for row in _rows(story, str(actor), name)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(story: Story, actor: str, name: str) -> Iterator[dict[str, object]]:
    claim = cast("pd.Series", story.claims.loc[name])
    if claim["said_by"] == actor or claim["status"] in DENYING:
        return
    figures = story.figures.loc[story.figures["claim"] == name, "label"].tolist()
    kinds = ["accusation"] if claim["status"] in ACCUSING else []
    if not kinds and _names_crime(story, claim):
        kinds = ["crime"]
    kinds += ["number"] if figures else []
    for what in kinds:
        yield {
            "actor": actor,
            "name": story.actors.loc[actor, "name"],
            "what": what,
            "claim": name,
            "statement": claim["statement"],
            "figure": SEPARATOR.join(figures) if what == "number" else "",
            "status": claim["status"],
            "said_by": claim["said_by_label"],
            "source": claim["source_label"],
            "paragraph": claim["paragraph"],
            "column": claim["column"],
            "answer": _answer(story, name),
        }


def _names_crime(story: Story, claim: pd.Series) -> bool:
    wording = wording_of(story.language)
    if wording is None:
        return False
    kinds = story.events["kind"].reindex(split_ids(claim["about"]))
    return bool(kinds.isin(wording.words["crime_kinds"]).any()) or wording.names_any_crime(
        claim["statement"]
    )


def _answer(story: Story, name: str) -> str:
    """Return who answers a claim, and in which claims."""
    relations = story.relations
    rows = relations[(relations["other"] == name) & relations["relation"].isin(REPLIES)]
    speakers = story.claims["said_by_label"].reindex(rows["claim"]).to_numpy()
    parts = [
        f"{'denied' if how == 'denies' else 'answered'} by {who}: {SEPARATOR.join(group['claim'])}"
        for (how, who), group in rows.assign(who=speakers).groupby(["relation", "who"], sort=False)
    ]
    return ", ".join(parts) or NO_ANSWER


def untied_denials(frames: Mapping[str, pd.DataFrame]) -> Iterator[Remark]:
    """Yield the accusations whose printed denial stands in the tables but is not tied to them.

    A denial belongs to an accusation if both are of one source, somebody other than the accuser
    whom the accusation is about denies it or is whom the denial is about, and both are about one
    event or link. A denial about no event or link is a general one, and warns for each accusation
    of the same people. Two claims that answer the same claim are of one side.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    """
    claims = frames["claims"].to_dict(orient="records")
    rows = dict(zip((claim["id"] for claim in claims), frames["claims"].index, strict=True))
    actors = set(frames["actors"]["id"])
    acts = {*frames["events"]["id"], *frames["links"]["id"]}
    accusations = [claim for claim in claims if claim["status"] in ACCUSING]
    denials = [claim for claim in claims if claim["status"] in DENYING]
    relations = frames["relations"]
    replying = relations[relations["relation"].isin(REPLIES)]
    answered_by = replying.groupby("claim")["other"].agg(set).to_dict()
    for said, denial in product(accusations, denials):
        about, other = set(split_ids(said["about"])), set(split_ids(denial["about"]))
        answered = [answered_by.get(claim["id"], set()) for claim in (said, denial)]
        accused = (about & actors) - {said["said_by"]}
        if (
            said["source"] != denial["source"]
            or said["id"] in answered[1]
            or answered[0] & answered[1]
            or not accused & {*other, denial["said_by"]}
        ):
            continue
        shared, is_general = about & other & acts, not other & acts
        if shared or is_general:
            what = f"about {min(shared)}, too" if shared else "a general denial"
            why = (
                f"wanted a row in relations.csv: denies or answers {said['id']}, which accuses the "
                f"same ({what})"
            )
            row, found = int(rows[denial["id"]]), denial["id"]
            yield Remark("claims.csv", row, "id", found, why, "denial", refused=bool(shared))
