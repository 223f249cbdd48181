"""Check a provider's answer against the query and against itself."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import shapely
from geopy.exc import GeocoderParseError
from geopy.location import Location
from rapidfuzz.distance import OSA

from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.normalize import SITES, fold
from geo.gazetteer.outlines import POINTS
from geo.gazetteer.reverse import country_of, nearest
from geo.geocoding.explain import AMBIGUOUS, NOT_FOUND, OK, Answer
from geo.geocoding.hints import KINDS
from geo.geocoding.online.providers import names_of, numbers, place_of, stated_box, stated_country
from geo.geocoding.online.retry import one_line
from geo.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Place
    from geo.geocoding.hints import Area, Hints
    from geo.geocoding.online.cache import ProviderQuestion


# Words that say what a place is, not which one: "Lahore District" is Lahore's.
_GENERIC = SITES | {
    "ave", "blvd", "borough", "boulevard", "city", "commune", "community", "county", "de", "del",
    "department", "der", "des", "district", "division", "du", "el", "governorate", "greater", "la",
    "le", "les", "ln", "metropolitan", "municipality", "of", "oblast", "prefecture", "province",
    "rd", "region", "republic", "saint", "st", "state", "subdistrict", "tehsil", "territory",
    "town", "township", "urban", "village", "and",
} - {"north", "south", "east", "west", "new", "old"}  # fmt: skip
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 5, 8  # letters; as in `geo.gazetteer.candidates`
_SAME_PLACE_KM = 25.0
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
_MOST_NAMES = 400  # languages and spellings of one place; a country of Nominatim has 300


class Agreement(Enum):
    """What the name of an answer says of the question."""

    SAME = "the same name, another spelling of it, or one that the gazetteer knows for the place"
    OTHER = "another name"
    UNKNOWN = "another script: the names can't be compared"


def compare_names(
    gazetteer: Gazetteer, query: str, place: Place, *, names: Sequence[str], address: str
) -> Agreement:
    """Compare the name that was asked with the names that an answer bears.

    Parameters
    ----------
    gazetteer : Gazetteer
        Other names of places.
    asked : str
        The name as it was asked; ``X, Y`` asks for X.
    place : Place
        Where the answer is.
    names : sequence of str
        What the provider calls the place, in any language.
    address : str
        Its name and what contains it, as the provider writes it.

    Returns
    -------
    Agreement
        SAME when every distinctive word of X is in one of the names or, for what contains the
        place, in the address; and the name has no distinctive word that was not asked for.

    Notes
    -----
    Words are folded as in `normalize.fold`, and alike within one edit from 5 letters and
    two edits from 8 letters on (optimal string alignment, Damerau 1964).
    """
    if _known_as(gazetteer, query, place):
        return Agreement.SAME
    head = _words(query.partition(",")[0]) or _words(query)
    everything = _words(query)
    around = _words(address)
    borne = [words for words in map(_words, names[:_MOST_NAMES]) if words]
    if any(_same(head, everything, own, around) for own in borne):
        return Agreement.SAME
    scripts = _scripts(head)
    if not any(scripts & _scripts(own) for own in borne):
        return Agreement.UNKNOWN
    return Agreement.OTHER


def _same(head: list[str], everything: list[str], own: list[str], around: list[str]) -> bool:
    """Check both ways: what was asked is answered, and what is answered was asked."""
    named = _distinctive(head)
    answered = all(_in(word, [*own, *around]) for word in named)
    extra = [word for word in _distinctive(own) if not _in(word, everything)]
    shared = any(_in(word, own) for word in (named if len(named) == 1 else everything))
    return answered and shared and not extra


def _words(text: str) -> list[str]:
    return fold(text).split()


def _distinctive(words: Iterable[str]) -> list[str]:
    """Remove generic words and numbers of houses, unless there is nothing else."""
    words = list(words)
    own = [word for word in words if word not in _GENERIC and not word[0].isdigit()]
    return own or words


def _in(word: str, others: Iterable[str]) -> bool:
    return any(_alike(word, other) for other in others)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if _is_unspaced(word) and _is_unspaced(other):
        return word.startswith(other) or other.startswith(word)
    shorter = min(len(word), len(other))
    edits = (shorter >= _ONE_EDIT_FROM) + (shorter >= _TWO_EDITS_FROM)
    return bool(edits and OSA.distance(word, other, score_cutoff=edits) <= edits)


def _is_unspaced(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_UNSPACED)


def _scripts(words: Iterable[str]) -> set[str]:
    """List the scripts of the letters, as the first word of their Unicode names."""
    letters = {letter for word in words for letter in word if letter.isalpha()}
    return {unicodedata.name(letter, "?").split()[0] for letter in letters} or {"digits"}


def _known_as(gazetteer: Gazetteer, query: str, place: Place) -> bool:
    """Check whether the gazetteer has a place of that name and sort where the answer is."""
    candidates = find_candidates(gazetteer, query.partition(",")[0])
    for number in range(len(candidates)):
        candidate = candidates.candidate(gazetteer, number)
        other = candidate.place
        if candidate.form.part or (place.kind in POINTS and other.kind != place.kind):
            continue
        if "country" in (other.kind, place.kind):
            if other.kind == place.kind and other.country == place.country:
                return True
            continue
        apart_km = distance_km(place.lon, place.lat, other.lon, other.lat)
        if apart_km <= max(_SAME_PLACE_KM, other.radius_m / 1000):
            return True
    return False


MARGIN_DEGREES = 0.25  # 28 km: islands that outlines leave out, and territorial waters
_APART_KM = 20.0  # places further apart are two places
_AROUND = 1.25  # towns reach beyond the circle of their people
_SAME_LAND_KM = 100.0  # to the next town of a territory
_SHOWN = 5
# A provider's word is worth less than a gazetteer's that says why; its rank says nothing of doubt.
_ONE_PLACE, _FIRST_OF_SEVERAL, _NO_KIND = 0.85, 0.5, 0.6
_OTHER_COUNTRY, _OTHER_SCRIPT, _OTHER_NAME = 0.5, 0.5, 0.3
# Nobody lives within 500 km of 0,0: what is given there is a missing point, rounded or not.
_NULL_DEGREES = 0.1
_BOX_SLACK_DEGREES = 0.001  # boxes are rounded


# Services name the state where ISO 3166-1 has a code for the territory (its remarks, part 1).
_TERRITORIES = {
    "AU": "CC CX HM NF", "CN": "HK MO", "DK": "FO GL", "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG", "NL": "AW BQ CW SX", "NO": "BV SJ",
    "NZ": "CK NU TK", "US": "AS GU MP PR UM VI",
}  # fmt: skip


class UnsoundError(GeocoderParseError):  # type: ignore[misc]  # geopy has no types
    """An answer without a sound point: nothing of it can be used, nor of the provider."""


@dataclass(frozen=True)
class _Judgement:
    """A place, what speaks against it, and what makes it doubtful."""

    place: Place
    against: str = ""
    doubts: tuple[str, ...] = ()
    confidence: float = _ONE_PLACE


def judge(
    gazetteer: Gazetteer, service: str, question: ProviderQuestion, locations: Sequence[Location]
) -> Answer:
    """Return an answer from what a provider found.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines of countries are.
    service : str
        Name of the provider.
    question : ProviderQuestion
        What was asked, with its hints: each is a condition.
    locations : sequence of geopy.location.Location
        The provider's order.

    Returns
    -------
    Answer
        ok when all that fit are one place of a known kind that bears the name that was asked for;
        ambiguous when they are far apart, bear another name or one that can't be compared, lie
        outside the country that the provider names, or nothing tells how exact the place is;
        not_found when none fits.

    Raises
    ------
    UnsoundError
        When a point is missing, not finite, out of range, at 0,0, outside its own bounding box,
        or none of the answer's own numbers.
    """
    hints = question.hints
    judged = [_judge(gazetteer, service, location, question) for location in locations]
    fit = [each for each in judged if not each.against]
    lost = [(each.place, each.against) for each in judged if each.against]
    if not fit:
        place, why = lost[0]
        reason = f"{service} only has what doesn't fit: {place.address} ({why})"
        return Answer(question.text, NOT_FOUND, reason, refused=_list(lost))
    if hints.near is not None:
        lon, lat = hints.near
        fit.sort(key=lambda each: distance_km(lon, lat, each.place.lon, each.place.lat))
    sure = [each for each in fit if not each.doubts]
    best, others = (sure or fit)[0], (sure or fit)[1:]
    doubtful = [(each.place, each.doubts[0]) for each in fit if each.doubts] if sure else []
    rivals = [each.place for each in others if _apart(best.place, each.place)]
    lost = [*((place, "another place") for place in rivals), *doubtful, *lost]
    return _answer(service, question, best, rivals, _list(lost))


def _answer(
    service: str,
    question: ProviderQuestion,
    judged: _Judgement,
    rivals: Sequence[Place],
    refused: str,
) -> Answer:
    best, confidence = judged.place, judged.confidence
    words = [f"{service} calls it the {best.kind or 'place'} {best.name}"]
    words += [f"unsure: {doubt}" for doubt in judged.doubts]
    if rivals and question.hints.near is None:
        confidence = min(confidence, _FIRST_OF_SEVERAL)
        words.append(f"unsure: it may be {rivals[0].address}; give country, within or kind")
    if not best.kind:
        kind = question.hints.kind
        best = replace(best, kind=kind or "site")
        if not kind:
            confidence = min(confidence, _NO_KIND)
            words.append("unsure: how exact that is was not stated")
    if math.isnan(best.radius_m):
        words.append("its extent was not stated")
    return Answer(
        query=question.text,
        status=OK if confidence >= _ONE_PLACE else AMBIGUOUS,
        reason="; ".join(words),
        place=best,
        confidence=confidence,
        refused=refused,
    )


def _judge(
    gazetteer: Gazetteer, service: str, location: object, question: ProviderQuestion
) -> _Judgement:
    sound = _sound(location)
    place = place_of(gazetteer, service, sound)
    stated = stated_country(gazetteer, sound.raw)
    against = _with_axes_swapped(gazetteer, stated, place) or _against(
        gazetteer, question.hints, place
    )
    doubts: list[tuple[float, str]] = []
    if (beyond := _beyond(gazetteer, stated, place)) and not _belongs(gazetteer, stated, place):
        doubts.append((_OTHER_COUNTRY, f"{beyond}, which the answer names"))
    borne = compare_names(
        gazetteer, question.text, place, names=names_of(sound), address=one_line(sound.address)
    )
    if borne is Agreement.OTHER:
        doubts.append((_OTHER_NAME, f"that is another name than {one_line(question.text)}"))
    elif borne is Agreement.UNKNOWN:
        doubts.append((_OTHER_SCRIPT, "names in two scripts can't be compared"))
    confidence = min((score for score, _ in doubts), default=_ONE_PLACE)
    return _Judgement(place, against, tuple(words for _, words in doubts), confidence)


def _sound(location: object) -> Location:
    """Check a point against the answer it came with: geopy makes 0 of what is missing."""
    if not isinstance(location, Location):
        raise UnsoundError(f"the answer is no place ({type(location).__name__})")
    lon, lat = location.longitude, location.latitude
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):  # noqa: PLR2004
        raise UnsoundError(f"the point lies outside the Earth (lat {lat!r}, lon {lon!r})")
    if abs(lon) <= _NULL_DEGREES and abs(lat) <= _NULL_DEGREES:
        raise UnsoundError("the point is 0,0, or next to it, which stands for a missing one")
    stated = set(numbers(location.raw))
    for axis, value in (("latitude", lat), ("longitude", lon)):
        if value not in stated:
            raise UnsoundError(
                f"the answer holds no such {axis} as {value:g}: missing or no number"
            )
    if not one_line(location.address):
        raise UnsoundError("the answer has no name that can be read")
    box = stated_box(location.raw)
    if box is not None and not box.holds(lon, lat, slack_degrees=_BOX_SLACK_DEGREES):
        raise UnsoundError("the point lies outside its own bounding box")
    return location


def _beyond(gazetteer: Gazetteer, country: str, place: Place) -> str:
    """Return in words that a point lies far outside a country; empty when it doesn't."""
    outlined = country_of(gazetteer, country) if country else None
    outline = None if outlined is None else gazetteer.outlines.find(outlined.boundary)
    if outline is None:
        return ""
    shapely.prepare(outline)
    if shapely.dwithin(outline, shapely.Point(place.lon, place.lat), MARGIN_DEGREES):
        return ""
    return f"the point lies outside {country}"


def _belongs(gazetteer: Gazetteer, country: str, place: Place) -> bool:
    """Check whether a point lies in a territory of a country that has a code of its own."""
    territories = _TERRITORIES.get(country, "").split()
    if not territories:
        return False
    ((town, apart_km),) = nearest(gazetteer, place.lon, place.lat)
    return town.country in territories and apart_km <= _SAME_LAND_KM


def _with_axes_swapped(gazetteer: Gazetteer, country: str, place: Place) -> str:
    """Return in words that a point lies in its own country only with its axes swapped.

    Being outside alone proves nothing: services say FR of Réunion, where the gazetteer says RE.
    """
    beyond = _beyond(gazetteer, country, place)
    if not beyond or abs(place.lon) > 90:  # noqa: PLR2004 - no latitude
        return ""
    swapped = _beyond(gazetteer, country, replace(place, lon=place.lat, lat=place.lon))
    return "" if swapped else f"{beyond} (axes swapped?)"


def _against(gazetteer: Gazetteer, hints: Hints, place: Place) -> str:
    if hints.country and place.country and place.country != hints.country:
        return f"not in {hints.country}"
    if beyond := _beyond(gazetteer, hints.country, place):
        return beyond
    kinds = {*KINDS.get(hints.kind, ()), hints.kind}
    if hints.kind and place.kind and place.kind not in kinds:
        return f"a {place.kind}, not a {hints.kind}"
    if hints.within is not None and not _inside(hints.within, place):
        return f"not inside {hints.within.place.name}"
    return ""


def _inside(area: Area, place: Place) -> bool:
    """Return whether a point lies in an area: by country, outline, or distance."""
    holder = area.place
    if holder.kind == "country" and place.country:
        return place.country == holder.country
    outline = area.gazetteer.outlines.around(holder.boundary) if holder.boundary else None
    if outline is not None:
        return bool(shapely.intersects_xy(outline, place.lon, place.lat))
    apart_km = distance_km(holder.lon, holder.lat, place.lon, place.lat)
    return apart_km * 1000 <= holder.radius_m * _AROUND


def _apart(place: Place, other: Place) -> bool:
    reach_km = max(_APART_KM, place.radius_m / 1000, other.radius_m / 1000)
    return distance_km(place.lon, place.lat, other.lon, other.lat) > reach_km


def _list(lost: Sequence[tuple[Place, str]]) -> str:
    listed = [f"{place.address.replace(';', ',')} ({why})" for place, why in lost[:_SHOWN]]
    more = len(lost) - _SHOWN
    return "; ".join([*listed, f"and {more} more"] if more > 0 else listed)
