"""Add the claims behind each row: who said it, where, and who denies it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from geo.errors import ExportError
from geo.evidence import split_ids

if TYPE_CHECKING:
    import geopandas as gpd

    Frame = TypeVar("Frame", bound=pd.DataFrame)


COLUMNS = (
    "statement",
    "said_by",
    "said_by_label",
    "status",
    "source",
    "source_label",
    "paragraph",
    "start",
    "end",
    "denied_by",
    "contradicts",
    "differs_on",
)


def evidence_of(claims: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Group claims by what they are about.

    Parameters
    ----------
    claims : pandas.DataFrame
        A story's claims, indexed by id; `about` holds ids separated by ``"; "``.

    Returns
    -------
    dict
        For each id, its claims in the order of the table. Each is a dictionary of `claim` (its
        id), `statement`, `said_by`, `said_by_label`, `status`, `source`, `source_label`,
        `paragraph` (1-based; of a table, the row), `column` (of a table, where `claims` has it),
        `start` and `end` (code points), `denied_by` (ids of denials), `contradicts` (ids of claims
        that contradict it), `differs_on` (on what).

    Raises
    ------
    ExportError
        A column is missing.

    Examples
    --------
    >>> row = dict.fromkeys(COLUMNS, "") | {"about": "rally; karachi", "status": "alleged"}
    >>> found = evidence_of(pd.DataFrame([row], index=["c-1"]))
    >>> {about: [claim["claim"] for claim in behind] for about, behind in found.items()}
    {'rally': ['c-1'], 'karachi': ['c-1']}
    """
    missing = {"about", *COLUMNS} - set(claims.columns)
    if missing:
        raise ExportError(f"claims: wanted the columns {sorted(missing)}, got none of them")
    evidence: dict[str, list[dict[str, Any]]] = {}
    columns = [*COLUMNS, "column"] if "column" in claims.columns else list(COLUMNS)
    records = claims.loc[:, columns].reset_index(names="claim").to_dict("records")
    for about, record in zip(claims["about"], records, strict=True):
        for identity in split_ids(about):
            evidence.setdefault(identity, []).append({str(name): record[name] for name in record})
    return evidence


def with_evidence(
    frame: gpd.GeoDataFrame, *, claims: pd.DataFrame, as_text: bool = False
) -> gpd.GeoDataFrame:
    """Return a copy of `frame` with a last column `evidence`: the claims about each row.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Indexed by the ids that `claims` are about.
    claims : pandas.DataFrame
        As `evidence_of` takes them.
    as_text : bool
        Write each list as JSON text, for formats whose cells hold no lists.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, index and geometry.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> links = with_evidence(story.links, claims=story.claims)
    >>> len(links.loc["telephone-addresses", "evidence"])
    6
    """
    evidence_by_id = evidence_of(claims)
    lists: list[Any] = [
        evidence_by_id.get(identity, []) if isinstance(identity, str) else []
        for identity in frame.index
    ]
    if as_text:
        lists = [json.dumps(claims_, ensure_ascii=False, default=int) for claims_ in lists]
    evidence = pd.Series(lists, index=frame.index, dtype="str" if as_text else object)
    return frame.assign(evidence=evidence)
