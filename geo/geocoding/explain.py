"""How sure an answer is, and the words for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import INSIDE, Candidate, nested, same_ground
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import fold
from geo.geocoding.notations import is_road
from geo.geodesy import each_to_each_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place
    from geo.geocoding.context import DocumentNames
    from geo.geocoding.hints import Hints
    from geo.geocoding.query import ParsedQuery


_SHOWN = 5  # candidates that lost, told by name
_MOST_NAMED = 3  # names of the same text, told as the reason
_BESIDE_KM = 100.0
_MAIN, _ALTERNATE = FLAGS.index("main"), FLAGS.index("alternate")
_NAMED = {
    "main": "the name of {}",
    "exonym": "a common other name of {}",
    "alternate": "another name of {}",
    "code": "a code of {}",
    "abbreviation": "short for {}",
    "demonym": "the people or the adjective of {}",
    "historical": "a former name of {}",
}

OK, AMBIGUOUS, NOT_FOUND, UNLISTED = "ok", "ambiguous", "not_found", "unlisted"
FAILED, SKIPPED = "failed", "skipped"


# What an answer says in a table, in this order; a GeoDataFrame has the geometry behind it.
ANSWER_COLUMNS = (
    "query", "matched", "kind", "country", "admin1", "lon", "lat", "precision", "radius_m",
    "status", "confidence", "reason", "refused", "provider", "provider_id", "boundary",
)  # fmt: skip
# Columns that are the place's own, and what the place calls them.
OF_PLACE = {
    "matched": "name", "kind": "kind", "country": "country", "admin1": "admin1",
    "precision": "kind", "provider_id": "id", "boundary": "boundary",
}  # fmt: skip
_OF_ANSWER = ("query", "status", "confidence", "reason", "refused")
_NUMBERS = ("lon", "lat", "radius_m")


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the names of a document most likely are, to say who spoke for whom."""

    rows: Numbers  # per name; -1 where it has no candidate
    orders: list[Numbers]  # per name, its candidates' numbers, the best first
    names: list[str]  # of these places
    scores: Numbers  # how strongly the place of a name (column) speaks for that of another (row)

    @classmethod
    def of(cls, gazetteer: Gazetteer, names: DocumentNames, ranked: Sequence[Numbers]) -> Evidence:
        """Return the likeliest place of each name."""
        orders = [
            _order(candidates.rows, score)
            for candidates, score in zip(names.candidates, ranked, strict=True)
        ]
        best = [
            int(candidates.rows[order[0]]) if len(candidates.rows) else -1
            for candidates, order in zip(names.candidates, orders, strict=True)
        ]
        rows = np.array(best)
        if len(rows) == 1:
            return cls(rows, orders, [""], np.zeros((1, 1)))
        columns = gazetteer.columns
        state, home = (
            _equal(getattr(columns, word)[rows], columns.code(word, ""))
            for word in ("admin1", "country")
        )
        province, country = (
            columns.kind[rows] == columns.code("kind", kind) for kind in ("province", "country")
        )
        vectors = gazetteer.unit_vectors(rows)
        near = each_to_each_km(vectors, vectors) < _BESIDE_KM
        scores = 4.0 * (state & province) + 3.0 * near + state + 2.0 * (home & country) + 0.5 * home
        scores[_equal(np.array(names.heads), "") | (rows[:, None] == rows)] = 0
        scores[:, rows < 0] = 0
        return cls(
            rows, orders, [gazetteer.place(row).name if row >= 0 else "" for row in best], scores
        )

    def is_lone(self, number: int) -> bool:
        """Return whether a text has some places, and none of them in the country of this one."""
        others = np.unique(self.rows[(self.rows >= 0) & (self.rows != self.rows[number])])
        return len(others) >= weights.SOME_OTHERS and not self.scores[number].any()

    def cooccurring(self, number: int) -> list[str]:
        """Name the places that speak for that of a name, the strongest first."""
        scores = self.scores[number].tolist()
        order = sorted((-score, n) for n, score in enumerate(scores) if score)[: 2 * _MOST_NAMED]
        return list(dict.fromkeys(self.names[n] for _, n in order))[:_MOST_NAMED]


@dataclass(frozen=True, eq=False)
class RankedCandidates:
    """How the winner of a question stands to the others."""

    order: Numbers  # the candidates' numbers, the best first
    scores: Numbers
    row: int
    rivals: Numbers  # numbers of the candidates on other ground, the best first
    apart: Numbers  # for each of the order after the first, whether it is a rival
    confidence: float
    alias_only: bool
    cooccurring: list[str]
    is_lone: bool

    @classmethod
    def of(
        cls,
        gazetteer: Gazetteer,
        parsed: ParsedQuery,
        scores: Numbers,
        *,
        evidence: tuple[Evidence, int],
        hints: Hints,
    ) -> RankedCandidates:
        """Weigh the candidates of a name; `evidence` has the others, and its number there."""
        rows = parsed.candidates.rows
        near, number = evidence
        order = near.orders[number]
        best = int(order[0])
        row = int(rows[best])
        others = order[1:]
        apart = ~same_ground(gazetteer, row, rows[others]) if len(others) else others.astype(bool)
        rivals = others[apart]
        rival_share = 0.0
        if len(rivals):
            each = np.exp(weights.SLOPE * (scores[rivals] - scores[best]))
            each *= np.where(nested(gazetteer, row, rows[rivals]), weights.NESTED, 1.0)
            rival_share = float(each.sum())
            if parsed.candidates.flags[best] == _MAIN:
                others_names = parsed.candidates.flags[rivals] == _ALTERNATE
                rival_share -= (1 - weights.OTHERS_NAME) * float(each[others_names].sum())
            if _dominant(gazetteer, parsed, best, rivals):
                rival_share = min(rival_share, weights.DOMINATED)
        flag = FLAGS[parsed.candidates.flags[best]]
        gained = float(scores[best] - parsed.candidates.scores[best])
        helped = hints.any or parsed.qualified or gained >= weights.HELPED
        known = _well_known(gazetteer, row) and not (
            flag == "alternate" and gazetteer.place(row).kind == "country"
        )  # Fizi is a list's word for Fiji, and a town of the Congo that no list has
        alias_only = flag in ("alternate", "code") and not helped and not known
        alias_only = alias_only and not _longer(gazetteer, row, parsed.head)
        share = _ceiling(gazetteer, row, flag, helped=helped) / (1 + rival_share)
        if alias_only:
            share = min(share, weights.UNKNOWN_ALIAS)
        if (
            not hints.required
            and not parsed.qualified
            and _overtaken(gazetteer, parsed, best, rivals)
        ):
            share = min(share, weights.OVERTAKEN_MOST)
        if parsed.doubtful:
            share = min(share, weights.IN_DOUBT)
        lone = not helped and near.is_lone(number) and not _known_as(gazetteer, row, flag)
        if lone:
            share = min(share, weights.LONE)
        form = parsed.candidates.readings[parsed.candidates.forms[best]]
        if form.words and not form.suits(gazetteer.place(row).kind):
            share = min(share, weights.HELD)
        if part := form.part:
            doubtful = part == INSIDE or (not helped and _little_known(gazetteer.place(row)))
            share *= weights.HELD if doubtful else weights.SHOWN_AS_WHOLE
        cooccurring = near.cooccurring(number) if gained > 0 else []
        return cls(
            order, scores, row, rivals, apart, round(share, 2), alias_only, cooccurring, lone
        )

    def candidate(self, gazetteer: Gazetteer, parsed: ParsedQuery, number: int) -> Candidate:
        """Return a candidate with the score that it ended with."""
        candidates = parsed.candidates
        return Candidate(
            gazetteer.place(int(candidates.rows[number])),
            FLAGS[candidates.flags[number]],
            candidates.readings[candidates.forms[number]],
            round(float(self.scores[number]), 6),
        )


def reason(
    gazetteer: Gazetteer,
    parsed: ParsedQuery,
    ranking: RankedCandidates,
    hints: Hints,
    *,
    best: Candidate,
) -> str:
    """Return in words why the winner, `best`, won, and how sure that is."""
    number = int(ranking.order[0])
    place, holder = best.place, parsed.holder(number)
    words = [_NAMED[best.flag].format(f"the {place.kind} {place.name}")]
    if gazetteer.list_of(place):
        words.append(f"from the list {gazetteer.list_of(place)}")
    if best.form.words:
        words.append(f"read without “{best.form.words}”")
        if not best.form.suits(place.kind):
            words.append(f"no {best.form.kinds[0]} of that name is known")
    if best.form.part == INSIDE:
        words = [f"no such name; it holds {words[0]}, which is shown"]
    elif best.form.part:
        words.append(f"only its {best.form.part} is meant; shown as {place.name}")
    if hints.kind and hints.kind != place.kind:
        words.append(f"a {hints.kind} was asked for, the list calls it a {place.kind}")
    words += _where(place, holder, hints)
    if ranking.cooccurring:
        words.append(f"beside {_in_a_row(ranking.cooccurring)} in the same text")
    words += filter(None, [hints.from_home(place)])
    if place.disputed:
        words.append("disputed")
    words.append(_comparison(gazetteer, parsed, ranking))
    return "; ".join(words)


def _where(place: Place, holder: Place | None, hints: Hints) -> list[str]:
    """Return the words for what contains a place by its own name or by a hint."""
    if holder is not None:
        same = holder.id == place.id
        return ["the qualifier names the same place" if same else f"inside {holder.name}"]
    if hints.within is not None:
        return [f"inside {hints.within.place.name}"]
    return [f"in {hints.country}"] if hints.country else []


def refusals(
    gazetteer: Gazetteer,
    parsed: ParsedQuery,
    ranking: RankedCandidates | None,
    hints: Hints,
    *,
    best: Candidate | None = None,
) -> str:
    """Return the candidates that lost, each with why and its score; `best` won, if any did."""
    texts: list[str] = []
    if ranking is not None and best is not None:
        lower = ranking.order[1 : _SHOWN + 1]
        rows = parsed.candidates.rows[lower]
        flags = [FLAGS[flag] for flag in parsed.candidates.flags[lower].tolist()]
        scores = ranking.scores[lower].round(6).tolist()
        apart = ranking.apart.tolist()
        for row, flag, score, far in zip(rows.tolist(), flags, scores, apart, strict=False):
            why = _why_lost(gazetteer, best, row, flag, apart=far)
            texts.append(_refusal(gazetteer.address(row), why, score))
    lost = parsed.refused
    for number in range(min(len(lost.rows), _SHOWN - len(texts))):
        candidate = lost.candidate(gazetteer, number)
        why = hints.why(int(parsed.against[number]), candidate.place)
        texts.append(_refusal(candidate.place.address, why, candidate.score))
    more = len(parsed.candidates.rows) + len(lost.rows) - len(texts) - (ranking is not None)
    return "; ".join([*texts, f"and {more} more"] if more > 0 else texts)


def _refusal(address: str, why: str, score: float) -> str:
    return f"{address.replace(';', ',')} ({why}, {score:.1f})"


def _comparison(gazetteer: Gazetteer, parsed: ParsedQuery, ranking: RankedCandidates) -> str:
    """Return how the winner stands to the others."""
    rivals = ranking.rivals
    rival = gazetteer.address(int(parsed.candidates.rows[rivals[0]])) if len(rivals) else ""
    if ranking.confidence >= weights.OK_FROM:
        if not len(rivals):
            return "no other place fits"
        more = f" and {len(rivals) - 1} more" if len(rivals) > 1 else ""
        return f"before {rival}{more}"
    if ranking.alias_only:
        return "unsure: only a list of other names calls it so, and nothing else tells the place"
    if ranking.is_lone:
        return "unsure: all else in the text is elsewhere; a place that no list has may be meant"
    if not len(rivals):
        return "unsure: nothing else tells the place"
    return f"unsure: it may be {rival}; give country, within or kind"


def no_place(parsed: ParsedQuery, hints: Hints) -> str:
    """Return in words that no place has a name, or none that the hints allow."""
    if not len(parsed.refused.rows):
        return "no such name"
    parts = [f"that is a {hints.kind}" if hints.kind else ""]
    if hints.within is not None:
        parts.append(f"inside {hints.within.place.name}")
    if hints.country:
        parts.append(f"in {hints.country}")
    return " ".join(["no place of that name", *filter(None, parts)])


def _why_lost(gazetteer: Gazetteer, best: Candidate, row: int, flag: str, *, apart: bool) -> str:
    """Return why the place of a row, which fits the hints, lost."""
    columns = gazetteer.columns
    kind = columns.words["kind"][columns.kind[row]]
    if not apart:
        return f"the {kind} of the same name there"
    if flag not in (best.flag, "main"):
        return {"alternate": "only another name", "exonym": "only a common other name"}.get(
            flag, f"only a {flag}"
        )
    if kind != best.place.kind:
        return f"a {kind}"
    return "fewer people" if columns.people[row] < best.place.population else "less likely"


def _ceiling(gazetteer: Gazetteer, row: int, flag: str, *, helped: bool) -> float:
    """Return how sure an answer without a rival can be."""
    place = gazetteer.place(row)
    ceiling = weights.CEILING[flag]
    if not place.feature.startswith(weights.COUNTED):
        return min(ceiling, weights.NO_EXTENT)
    if flag == "demonym" and place.kind not in ("country", "province", "region"):
        return min(ceiling, weights.TOWNSPEOPLE)
    if not helped and _little_known(place):
        return min(ceiling, weights.HELD if is_road(place.name) else weights.LITTLE_KNOWN)
    return ceiling


def _little_known(place: Place) -> bool:
    """Return whether few people know of a town: it may be the namesake of one that no list has."""
    return place.kind in ("city", "suburb") and place.population < weights.LITTLE_KNOWN_PEOPLE


def _longer(gazetteer: Gazetteer, row: int, key: str) -> bool:
    """Return whether a name only adds words to a place's own, or leaves some of them out."""
    own = fold(gazetteer.place(row).name)
    return f"{own} ".startswith(f"{key} ") or f"{key} ".startswith(f"{own} ")


def _well_known(gazetteer: Gazetteer, row: int) -> bool:
    """Return whether a place is commonly called by names from other lists than its own."""
    place = gazetteer.place(row)
    if place.kind in ("country", "province") or place.feature in ("PPLC", "CONT", "AIRP"):
        return True
    return place.population >= weights.WELL_KNOWN_PEOPLE or place.id.startswith("geo:")


def _known_as(gazetteer: Gazetteer, row: int, flag: str) -> bool:
    """Return whether a place is well known by a name: London by Londres, Mombasa not by Mambasa."""
    place = gazetteer.place(row)
    largest = place.feature == "PPLC" or place.population >= weights.WORLD_CITY_PEOPLE
    return _well_known(gazetteer, row) and (flag != "alternate" or place.kind != "city" or largest)


def _dominant(gazetteer: Gazetteer, parsed: ParsedQuery, best: int, rivals: Numbers) -> bool:
    """Return whether a city is known abroad and has far more people than every namesake.

    Who names it with its country alone, as in ``Portland, United States``, counts on that.
    """
    rows = parsed.candidates.rows
    # Of a province a tenth counts: that of Canterbury has ten times the people of the town.
    share = 10.0 ** np.minimum(0, weights.tables(gazetteer).kind[gazetteer.columns.kind[rows]])
    people = gazetteer.columns.people[rows] * share
    holder = parsed.holder(best)
    if holder is not None and holder.kind == "country":
        rivals = rivals[parsed.candidates.flags[rivals] == _MAIN]
        least, times = weights.LITTLE_KNOWN_PEOPLE, weights.AT_HOME
    else:
        least, times = weights.WELL_KNOWN_PEOPLE, weights.DOMINANT
    return bool(people[best] >= max(least, times * people[rivals].max(initial=0)))


def _overtaken(gazetteer: Gazetteer, parsed: ParsedQuery, best: int, rivals: Numbers) -> bool:
    """Return whether the winner has passed a city known abroad, or one whose own name it is."""
    scores, flags = parsed.candidates.scores, parsed.candidates.flags
    row = int(parsed.candidates.rows[best])
    besides = flags[best] == _ALTERNATE and not _well_known(gazetteer, row)
    if besides and np.any(flags[rivals] == _MAIN):
        return True
    if gazetteer.columns.people[row] >= weights.HAMLET_PEOPLE:
        return False
    first = int(scores.argmax())
    known = gazetteer.columns.people[parsed.candidates.rows[first]] >= weights.WELL_KNOWN_PEOPLE
    return bool(known and scores[first] - scores[best] >= weights.OVERTAKEN)


def mains_first(gazetteer: Gazetteer, parsed: ParsedQuery, scores: Numbers) -> Numbers:
    """Return scores where no place that has the name besides beats one whose own name it is.

    Except where it is known by that name, as London is by Londres, or where the text speaks for
    it more than for the other; see `RankedCandidates`, which is then never sure. No province is
    called by the name of a country, and none by that of another province.
    """
    flags, rows = parsed.candidates.flags, parsed.candidates.rows
    own, besides = flags == _MAIN, flags == _ALTERNATE
    if not own.any() or own.all():
        return scores
    kinds = gazetteer.columns.kind[rows]
    winner = int(np.flatnonzero(own)[scores[own].argmax()])
    gained = scores - parsed.candidates.scores
    most = scores[winner] - weights.BEHIND_MAIN
    if kinds[winner] == gazetteer.columns.code("kind", "country"):
        besides = ~own & (parsed.candidates.scores <= parsed.candidates.scores[winner])
        return np.where(besides & (scores > most), most, scores)
    besides &= scores > most
    if kinds[winner] == gazetteer.columns.code("kind", "province"):
        return np.where(besides, most, scores)  # Delaware is no Delaware County
    parts = _parts_of_one(gazetteer, rows, besides)
    besides &= parts | (gained - gained[winner] < weights.HELPED)
    if not besides.any():
        return scores
    helped = gained >= weights.HELPED  # Jackson is Jackson County where the text speaks for it
    known = [
        bool(is_alias)
        and (
            _well_known(gazetteer, int(row))
            or (by_text and _longer(gazetteer, int(row), parsed.head))
        )
        for is_alias, by_text, row in zip(besides, helped, rows, strict=True)
    ]
    return np.where(besides & ~(np.array(known) & ~parts), most, scores)


def _parts_of_one(gazetteer: Gazetteer, rows: Numbers, besides: Numbers) -> Numbers:
    """Return the districts of one state that share a name besides: parts of West Yorkshire."""
    columns = gazetteer.columns
    districts = besides & (columns.feature[rows] == columns.code("feature", "ADM2"))
    area = np.where(districts, columns.admin1[rows].astype(np.int64), -1)
    _, number, count = np.unique(area, return_inverse=True, return_counts=True)
    parts: Numbers = districts & (count[number] > 1)
    return parts


def _order(rows: Numbers, scores: Numbers) -> Numbers:
    """Order candidates by number, the best first, by row where scores are equal."""
    return np.lexsort((rows, -scores.round(6)))


def _equal(words: Numbers, unknown: object) -> Numbers:
    """Compare each with each; what is not known equals nothing."""
    return np.asarray((words[:, None] == words) & (words != unknown))


def _in_a_row(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@dataclass(frozen=True)
class Answer:
    """What the gazetteer says to one name.

    Parameters
    ----------
    query : str
        The name as asked.
    status : str
        ok, ambiguous (a best guess, not to be relied on; no place where several are named),
        unlisted (no list has the name; shown at another place of the text, which is no answer),
        not_found, failed (a provider could not be asked) or skipped (no name was given, or one
        that says that nothing is known, such as N/A).
    reason : str
        Why, in words.
    place : Place or None
        The place; None when nothing was found.
    confidence : float
        0 to 1.
    refused : str
        Candidates that lost, ``; `` separated: ``Name, Admin, CC (why, score)``.
    stands_in : bool
        Whether the place only contains the one that was asked for, or stands beside it.
    """

    query: str
    status: str
    reason: str
    place: Place | None = None
    confidence: float = 0.0
    refused: str = ""
    stands_in: bool = False


def as_row(result: Answer) -> dict[str, Any]:
    """Write an answer as a row with the columns of `ANSWER_COLUMNS`; NaN where there is no place.

    Examples
    --------
    >>> from geo.geocoding.ranking import answer
    >>> answers, _ = answer(["Karachi"])
    >>> as_row(answers[0])["matched"]
    'Karachi'
    """
    row: dict[str, Any] = {column: getattr(result, column) for column in _OF_ANSWER}
    for column, attribute in OF_PLACE.items():
        row[column] = getattr(result.place, attribute) if result.place else ""
    row |= {column: getattr(result.place, column, math.nan) for column in _NUMBERS}
    row["provider"] = row["provider_id"].partition(":")[0]
    return {column: row[column] for column in ANSWER_COLUMNS}
