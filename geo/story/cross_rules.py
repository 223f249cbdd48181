"""Rules between events, links, places, claims and figures of a story.

Each takes the tables it names, as text, and yields a fault for each row that breaks it; the rules
within one table stand in `geo.story.rules`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from geo.errors import Fault
from geo.evidence import split_ids
from geo.story import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


def dates_of_links_agree(
    claims: pd.DataFrame, events: pd.DataFrame, links: pd.DataFrame
) -> Iterator[Fault]:
    """Check that a link's date is known as well as the same date of an event of the same claim.

    A link dated like several events is `inferred` as soon as the date of one of them is.
    """
    dated = {
        row.id: (row.date, row.date_basis)
        for row in events[["id", "date", "date_basis"]].itertuples(index=False)
        if row.date
    }
    together = defaultdict(set)
    for cell in claims["about"]:
        names = split_ids(cell)
        for name in names:
            together[name].update(names)
    columns = zip(links.index, links["id"], links["date"], links["date_basis"], strict=True)
    for number, name, date, basis in columns:
        near = {one: dated[one] for one in together[name] & dated.keys()}
        same = {one: known for one, (day, known) in near.items() if day == date}
        wanted = "inferred" if "inferred" in same.values() else "stated"
        if same and basis in ("stated", "inferred") and basis != wanted:
            others = ", ".join(sorted(one for one, known in same.items() if known == wanted))
            text = f"{wanted}, as for the same date of {others} in events.csv"
            yield Fault("links.csv", int(str(number)), "date_basis", basis, text)


def named_speakers_have_a_name(claims: pd.DataFrame, actors: pd.DataFrame) -> Iterator[Fault]:
    """Check that what is `said` has a speaker who is named."""
    unnamed = set(actors.loc[actors["kind"] == "unnamed", "id"])
    columns = zip(claims.index, claims["status"], claims["said_by"], strict=True)
    for number, status, speaker in columns:
        if status == "said" and speaker in unnamed:
            wanted = f"said-unnamed or hearsay, as {speaker} is of kind unnamed in actors.csv"
            yield Fault("claims.csv", int(str(number)), "status", status, wanted)


def parts_fit_their_whole(figures: pd.DataFrame) -> Iterator[Fault]:
    """Check that a figure is part of another of its unit, which is no smaller, and no part."""
    rows = {row.id: row for row in figures.itertuples()}
    for row in figures.itertuples():
        whole = rows.get(row.part_of)
        if whole is None:
            continue
        wanted = ""
        if whole.part_of:  # a circle of parts is told by this, too
            wanted = "a figure that is itself no part of another"
        elif whole.unit != row.unit:
            wanted = f"a figure in {row.unit}, as this one; {whole.id} is in {whole.unit}"
        elif _number(row.low) > _number(whole.high, default=math.inf):
            wanted = f"a figure of at least {row.low}; {whole.id} is at most {whole.high}"
        if wanted:
            yield Fault("figures.csv", int(str(row.Index)), "part_of", row.part_of, wanted)


def _number(cell: str, *, default: float = -math.inf) -> float:
    """Return a cell as a number; without one, the default."""
    return float(cell) if re.fullmatch(schema.NUMBER, cell) else default
