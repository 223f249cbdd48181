"""Check how a story's claims stand to each other: denials, retractions, one act twice."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from geo.editing.wording import Remark
from geo.evidence import REPLIES, claims_by_subject, split_ids
from geo.story.vocabulary import ACCUSING, DENYING, RETRACTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd


_SUPPORTING = ("repeats", "adds")


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
    for accusation, denial in product(accusations, denials):
        about, other = set(split_ids(accusation["about"])), set(split_ids(denial["about"]))
        answered = [answered_by.get(claim["id"], set()) for claim in (accusation, denial)]
        accused = (about & actors) - {accusation["said_by"]}
        if (
            accusation["source"] != denial["source"]
            or accusation["id"] in answered[1]
            or answered[0] & answered[1]
            or not accused & {*other, denial["said_by"]}
        ):
            continue
        shared, is_general = about & other & acts, not other & acts
        if shared or is_general:
            what = f"about {min(shared)}, too" if shared else "a general denial"
            why = (
                f"wanted a row in relations.csv: denies or answers {accusation['id']}, which "
                f"accuses the same ({what})"
            )
            row, name = int(rows[denial["id"]]), denial["id"]
            yield Remark("claims.csv", row, "id", name, why, "denial", refused=bool(shared))


def unsupported_confirmations(frames: Mapping[str, pd.DataFrame]) -> Iterator[Remark]:
    """Yield the claims called confirmed that no other report or speaker supports.

    What supports a claim repeats it, or adds to it, by a row of ``relations.csv``; it is itself
    neither denied nor retracted, and of another report (two sources of one text are one) or said
    by somebody else.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    """
    claims = frames["claims"].set_index("id")
    sources = frames["sources"]
    reports = dict(zip(sources["id"], sources["same_text_as"], strict=True))
    voices = {
        name: (reports[row["source"]] or row["source"], row["said_by"])
        for name, row in claims.iterrows()
        if row["status"] not in (*DENYING, *RETRACTED)
    }
    relations = frames["relations"]
    supporting = relations[relations["relation"].isin(_SUPPORTING)]
    supported = {
        name
        for pair in zip(supporting["claim"], supporting["other"], strict=True)
        for name, other in (pair, pair[::-1])
        if other in voices and voices.get(name) != voices[other]
    }
    for row, name, status in zip(
        frames["claims"].index, frames["claims"]["id"], frames["claims"]["status"], strict=True
    ):
        if status == "confirmed" and name not in supported:
            why = (
                "called confirmed; wanted a row in relations.csv with a claim of another report or "
                "speaker that repeats it or adds to it, or another status"
            )
            yield Remark("claims.csv", int(row), "status", name, why, "confirmed", refused=True)


def unexplained_retractions(frames: Mapping[str, pd.DataFrame]) -> Iterator[Remark]:
    """Yield the retracted claims of which nothing says who took them back, and where.

    A note says it, or a claim that corrects it.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    """
    relations = frames["relations"]
    corrected = set(relations.loc[relations["relation"] == "corrects", "other"])
    claims = frames["claims"]
    for row, claim in zip(claims.index, claims.to_dict(orient="records"), strict=True):
        if claim["status"] in RETRACTED and not claim["note"] and claim["id"] not in corrected:
            why = "retracted; wanted a note on who took it back and where, or what corrects it"
            yield Remark("claims.csv", int(row), "note", claim["id"], why, "retracted")


def accusations_of_nobody(frames: Mapping[str, pd.DataFrame]) -> Iterator[Remark]:
    """Yield the claims called alleged that accuse nobody, or of which it is open whom they accuse.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    """
    actors = set(frames["actors"]["id"])
    claims = frames["claims"]
    for row, claim in zip(claims.index, claims.to_dict(orient="records"), strict=True):
        victims = {claim["said_by"], *split_ids(claim["victims"])}
        accused = actors & {*split_ids(claim["about"])} - victims
        if claim["status"] not in ACCUSING:
            continue
        if not accused:
            why = "called alleged, and accuses nobody; name in about who is accused, or write said"
            yield Remark("claims.csv", int(row), "status", claim["id"], why, "accused")
        elif len(accused) > 1 and not claim["accused"]:
            why = (
                "about several; name in accused whom it accuses, and in victims whom it was done to"
            )
            yield Remark("claims.csv", int(row), "accused", claim["id"], why, "accused")


def repeated_acts(frames: Mapping[str, pd.DataFrame]) -> Iterator[Remark]:
    """Yield the links that may be one act: the same two ends, and a claim in common.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    """
    links = frames["links"]
    claims = claims_by_subject(frames["claims"].set_index("id"))
    first: dict[tuple[frozenset[str], str], str] = {}
    for row, link in zip(links.index, links.to_dict(orient="records"), strict=True):
        for claim in claims.get(link["id"], []):
            ends = frozenset((link["from"], link["to"]))
            other = first.setdefault((ends, claim), link["id"])
            if other != link["id"]:
                why = f"{claim} is about {other} too, between the same places; one act is one link"
                yield Remark("links.csv", int(row), "id", link["id"], why, "act")
                break
