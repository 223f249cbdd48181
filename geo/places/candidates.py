"""From a name to the places it can mean, each with a score and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.places import weights
from geo.places.names import Form, forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.places.index import Index, Place

_COLUMNS = ("name", "kind", "country", "admin1", "lon", "lat", "population", "radius_m")


@dataclass(frozen=True)
class Candidate:
    """A place that a name can mean.

    Parameters
    ----------
    place : Place
        The place.
    flag : str
        What the name is to it: main, alternate, exonym or code.
    form : Form
        How the name was read.
    score : float
        Powers of ten of people; see `geo.places.weights`.
    """

    place: Place
    flag: str
    form: Form
    score: float

    @property
    def rank(self) -> tuple[float, str]:
        """Sort key: the best score first, the id where scores are equal."""
        return (-self.score, self.place.id)


def gather(gazetteer: Index, name: str) -> list[Candidate]:
    """List the candidates for a name, the best first.

    The literal name comes first. A generic wording is left out only when no candidate is of the
    kind that it asks for, and a part is taken for its whole only when there is nothing else. Codes
    count only in capitals: THE is Teresina's airport, the is not.

    Parameters
    ----------
    gazetteer : Index
        Where to look.
    name : str
        A name in any script.

    Returns
    -------
    list of Candidate
        One for each place, sorted by score, then by id.
    """
    found: dict[str, Candidate] = {}
    for form in forms(name):
        if form.part and found:
            break
        if form.words and any(c.place.kind in form.kinds for c in found.values()):
            continue
        for place, flag in gazetteer.named(form.key):
            if flag == "code" and not name.isupper():
                continue
            candidate = Candidate(place, flag, form, _score(place, flag, form))
            known = found.get(place.id)
            if known is None or candidate.score > known.score:
                found[place.id] = candidate
    return sorted(found.values(), key=lambda candidate: candidate.rank)


def _score(place: Place, flag: str, form: Form) -> float:
    score = weights.prior(place.kind, place.feature, place.population, flag)
    if place.kind in form.kinds:
        score += weights.ASKED_KIND
    if form.words:
        score += weights.LEFT_OUT_WORDS
    if form.part:
        score += weights.PART_OF
    return round(score, 6)


def table(found: Iterable[Candidate]) -> pd.DataFrame:
    """Write candidates as a table; the columns are those of `Gazetteer.candidates`."""
    import pandas as pd  # noqa: PLC0415 - answering a name needs no pandas

    rows = [
        [*(getattr(c.place, column) for column in _COLUMNS), c.flag, c.score, c.place.id]
        for c in found
    ]
    return pd.DataFrame(rows, columns=[*_COLUMNS, "named", "score", "provider_id"])
