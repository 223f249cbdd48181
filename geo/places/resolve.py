"""One name → one answer that says why, how sure it is, and who lost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.places import weights
from geo.places.candidates import Candidate, gather
from geo.places.hints import Area, Hints, distance
from geo.places.names import fold, street_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index, Place

OK, AMBIGUOUS, NOT_FOUND = "ok", "ambiguous", "not_found"
_FALL_BACK = ("street", "site")
_SHOWN = 5  # candidates that lost, told by name
_LONGEST = 300  # characters; the longest name of a place, Bangkok's, has 193
_COMMAS = 4  # "Edgware, Barnet, London, England, UK"; each one more takes three times as long
_NAMED = {
    "main": "the name of {}",
    "exonym": "the name of {} in another language",
    "alternate": "another name of {}",
    "code": "a code of {}",
}


@dataclass(frozen=True)
class Answer:
    """What the gazetteer says to one name.

    Parameters
    ----------
    query : str
        The name as asked.
    status : str
        ok, ambiguous (a best guess, not to be relied on) or not_found.
    reason : str
        Why, in words.
    place : Place or None
        The place; None when nothing was found.
    confidence : float
        0 to 1.
    refused : str
        Candidates that lost, ``; `` separated: ``Name, Admin, CC (why)``.
    """

    query: str
    status: str
    reason: str
    place: Place | None = None
    confidence: float = 0.0
    refused: str = ""


def resolve(gazetteer: Index, name: str, hints: Hints) -> Answer:
    """Answer one name.

    Parameters
    ----------
    gazetteer : Index
        Where to look.
    name : str
        The name; ``X, Y`` means X inside Y.
    hints : Hints
        What is known beforehand; a candidate that contradicts a hint is refused.

    Returns
    -------
    Answer
        Never an exception: what can't be found is ``not_found``, with the reason.
    """
    if len(name) > _LONGEST:
        return Answer(name, NOT_FOUND, f"no place has a name of {len(name):,} characters")
    if not fold(name):
        return Answer(name, NOT_FOUND, "no name was given")
    missing = Answer(name, NOT_FOUND, "no such name")
    for head, narrowed in _readings(gazetteer, name, hints):
        found = _decide(gather(gazetteer, head), narrowed, name)
        if found.place is not None:
            return found
        if not missing.refused:
            missing = found
    return _fall_back(gazetteer, missing, hints)


def _readings(gazetteer: Index, name: str, hints: Hints) -> list[tuple[str, Hints]]:
    """Read ``X, Y`` as X inside Y where Y is a place, else as one name."""
    head, comma, tail = name.rpartition(",")
    readings = [(name, hints)]
    if comma and head.count(",") < _COMMAS and fold(head) and fold(tail):
        likely = [c for c in gather(gazetteer, tail) if not _outside(c.place, hints)]
        areas = [Area(c.place, gazetteer) for c in likely[:3]]
        inner = [(head, replace(hints, within=area)) for area in areas]
        readings = [*(r for one in inner for r in _readings(gazetteer, *one)), *readings]
    return readings


def _outside(place: Place, hints: Hints) -> bool:
    """Say whether a containing place contradicts the hints for what it contains."""
    if hints.country and place.country != hints.country:
        return True
    within = hints.within
    return within is not None and place.id != within.place.id and place not in within


def _decide(found: Sequence[Candidate], hints: Hints, query: str) -> Answer:
    if hints.kind == "street":
        return Answer(query, NOT_FOUND, "street not located", refused="")
    against = [(candidate, hints.against(candidate.place)) for candidate in found]
    kept = [c for c, why in against if not why]
    lost = [(c, why) for c, why in against if why]
    if not kept:
        reason = f"no place of that name {_asked(hints)}".rstrip() if found else "no such name"
        return Answer(query, NOT_FOUND, reason, refused=_list(lost))
    ranked = sorted(
        (replace(c, score=c.score + hints.worth(c.place)) for c in kept), key=lambda c: c.rank
    )
    best, others = ranked[0], ranked[1:]
    rivals = [c for c in others if not _same_ground(best.place, c.place)]
    confidence = _confidence(best, rivals, hints)
    return Answer(
        query=query,
        status=OK if confidence >= weights.OK_FROM else AMBIGUOUS,
        reason=_reason(best, rivals, hints, confidence),
        place=best.place,
        confidence=confidence,
        refused=_list([*((c, _behind(best, c)) for c in others), *lost]),
    )


def _confidence(best: Candidate, rivals: Sequence[Candidate], hints: Hints) -> float:
    """Share of the winner among all that could be meant, under what its name allows."""
    weight = sum(
        math.exp(weights.SLOPE * (rival.score - best.score))
        * (weights.NESTED if _nested(best.place, rival.place) else 1.0)
        for rival in rivals
    )
    share = weights.CEILING[best.flag] / (1 + weight)
    if _hearsay(best, hints):
        share = min(share, weights.UNKNOWN_ALIAS)
    if best.form.part:
        share *= weights.SHOWN_AS_WHOLE
    return round(share, 2)


def _hearsay(best: Candidate, hints: Hints) -> bool:
    """Say whether nothing but a list of other names speaks for a place."""
    return best.flag in ("alternate", "code") and not hints.any and not _well_known(best.place)


def _well_known(place: Place) -> bool:
    """Say whether a place is commonly called by names from other lists than its own."""
    if place.kind in ("country", "province") or place.feature in ("PPLC", "CONT", "AIRP"):
        return True
    return place.population >= weights.WELL_KNOWN_PEOPLE or place.id.startswith("geo:")


def _same_ground(place: Place, other: Place) -> bool:
    """Say whether two places are one in two lists: a city and the district around it."""
    apart_m = distance(place.lon, place.lat, other.lon, other.lat) * 1000
    return place.country == other.country and apart_m <= max(place.radius_m, other.radius_m)


def _nested(place: Place, other: Place) -> bool:
    """Say whether one of two places is the province around the other."""
    code = place.admin1_code
    return bool(code) and code == other.admin1_code and "ADM1" in (place.feature, other.feature)


def _reason(best: Candidate, rivals: Sequence[Candidate], hints: Hints, confidence: float) -> str:
    place = best.place
    words = [_NAMED[best.flag].format(f"the {place.kind} {place.name}")]
    if best.form.words:
        words.append(f"read without “{best.form.words}”")
    if best.form.part:
        words.append(f"only its {best.form.part} is meant; shown as {place.name}")
    if hints.kind and hints.kind != place.kind:
        words.append(f"a {hints.kind} was asked for, the list calls it a {place.kind}")
    if hints.within is not None:
        words.append(f"inside {hints.within.place.name}")
    elif hints.country:
        words.append(f"in {hints.country}")
    if place.disputed:
        words.append("disputed")
    words.append(_standing(rivals, confidence, best, hints))
    return "; ".join(words)


def _standing(rivals: Sequence[Candidate], confidence: float, best: Candidate, hints: Hints) -> str:
    """Say how the winner stands to the others."""
    if confidence >= weights.OK_FROM:
        if not rivals:
            return "no other place fits"
        more = f" and {len(rivals) - 1} more" if len(rivals) > 1 else ""
        return f"before {rivals[0].place.address}{more}"
    if _hearsay(best, hints):
        return "unsure: only a list of other names calls it so, and nothing else tells the place"
    if not rivals:
        return "unsure: nothing else tells the place"
    return f"unsure: it may be {rivals[0].place.address}; give country, within or kind"


def _behind(best: Candidate, other: Candidate) -> str:
    """Say why a candidate that fits the hints lost."""
    if _same_ground(best.place, other.place):
        return f"the {other.place.kind} of the same name there"
    if other.flag not in (best.flag, "main"):
        return {"alternate": "only another name", "exonym": "only a foreign name"}.get(
            other.flag, "only a code"
        )
    if other.place.kind != best.place.kind:
        return f"a {other.place.kind}"
    return "fewer people" if other.place.population < best.place.population else "less likely"


def _list(lost: Sequence[tuple[Candidate, str]]) -> str:
    told = [f"{c.place.address.replace(';', ',')} ({why})" for c, why in lost[:_SHOWN]]
    more = len(lost) - _SHOWN
    return "; ".join([*told, f"and {more} more"] if more > 0 else told)


def _asked(hints: Hints) -> str:
    parts = [f"that is a {hints.kind}" if hints.kind else ""]
    if hints.within is not None:
        parts.append(f"inside {hints.within.place.name}")
    if hints.country:
        parts.append(f"in {hints.country}")
    return " ".join(part for part in parts if part)


def _fall_back(gazetteer: Index, missing: Answer, hints: Hints) -> Answer:
    """Show a street or a site that isn't known as the place that contains it, and say so."""
    if hints.kind not in _FALL_BACK:
        return missing
    holder, confidence = None, weights.CEILING["main"]
    if hints.within is not None:
        holder = hints.within.place
    elif street_place(missing.query):
        towns = replace(hints, kind="city")
        found = _decide(gather(gazetteer, street_place(missing.query)), towns, missing.query)
        holder, confidence = found.place, found.confidence
    if holder is None:
        return missing
    confidence = round(confidence * weights.SHOWN_AS_WHOLE, 2)
    return replace(
        missing,
        status=OK if confidence >= weights.OK_FROM else AMBIGUOUS,
        reason=f"{hints.kind} not located; shown as {holder.name}",
        place=holder,
        confidence=confidence,
    )
