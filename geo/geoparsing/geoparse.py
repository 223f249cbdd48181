"""Geoparse texts into mentions of places: the public way in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import GeocodeError, SourceError
from geo.gazetteer import weights
from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.geocoding.explain import AMBIGUOUS, NOT_FOUND, OK, UNLISTED, Answer
from geo.geocoding.hints import Hints, read_country, read_home
from geo.geocoding.query import Question
from geo.geocoding.ranking import resolve_document
from geo.geoparsing.classify import score_candidates
from geo.geoparsing.home import Home, home_of_dateline, homes, masthead, read_table
from geo.geoparsing.lists import is_said_village, peers, qualified, said_level
from geo.geoparsing.toponyms import Mention, in_doubt, longer_names

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    import geopandas
    import pandas as pd

    from geo.geoparsing.candidates import MentionCandidate
    from geo.geoparsing.classify import ScoredCandidate
    from geo.geoparsing.lists import ListContext
    from geo.geoparsing.tokenize import Tokens


def frame(mentions: Sequence[Mention], *, gazetteer: Gazetteer) -> geopandas.GeoDataFrame:
    """Write mentions as a GeoDataFrame.

    Parameters
    ----------
    mentions : sequence of Mention
        In the order in which the rows shall stand.
    gazetteer : Gazetteer
        Where outlines are read from.

    Returns
    -------
    GeoDataFrame
        The columns of `geo.geoparsing.geoparse.COLUMNS`, EPSG:4326; one row a mention.
    """
    import pandas as pd  # noqa: PLC0415 - mentions are found without a table

    from geo.geocoding.geocode import answer_frame  # noqa: PLC0415 - goes with the table

    numbers: dict[Answer, int] = {}
    codes = [numbers.setdefault(mention.answer, len(numbers)) for mention in mentions]
    index = pd.RangeIndex(len(mentions))
    table = answer_frame(list(numbers), np.array(codes, np.intp), index=index, gazetteer=gazetteer)
    table["start"] = np.array([mention.start for mention in mentions], np.int64)
    table["end"] = np.array([mention.end for mention in mentions], np.int64)
    table["name"] = pd.Series(
        [mention.name for mention in mentions], index, dtype=table["query"].dtype
    )
    table["confidence"] = np.array([mention.confidence for mention in mentions], np.float64)
    table["recognised"] = np.array([mention.recognised for mention in mentions], np.float64)
    table["role"] = pd.Series(
        [mention.role for mention in mentions], index, dtype=table["query"].dtype
    )
    return table[list(COLUMNS)]


COLUMNS = (
    "start", "end", "name", "matched", "kind", "country", "admin1", "lon", "lat", "precision",
    "radius_m", "status", "confidence", "recognised", "role", "reason", "refused", "provider_id",
    "geometry",
)  # fmt: skip
_PART = 1 << 16  # characters that are read together: a long newspaper page
_HEAD, _ODD = 1024, 0.1  # characters that are looked at; the share of odd ones that is too much
_LAYOUT = frozenset(" \t\n\r\f\v\u00a0\u200b\u200c\u200d\u200e\u200f\u2028\u2029\ufeff")
_AREAS = ("country", "province")
_BREAKS = ("\n", ". ", " ")


def geoparse(
    text: str | Iterable[str] | pd.Series[Any] | pd.DataFrame,
    *,
    column: str | None = None,
    source: str | Iterable[Hashable] | None = None,
    country: str = "",
    published_in: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> geopandas.GeoDataFrame:
    """Find the places that a text names, and say where each of them is: no key, no network.

    Parameters
    ----------
    text : str, iterable of str, Series, or DataFrame
        The whole text of a document; its names are each other's context. A text of more than
        65,536 characters is read in parts. Of several texts each is a document of its own.
    column : str, optional
        The column that holds the texts; needed for a DataFrame.
    source : str or iterable, optional
        Who published the text: a paper's name, its host or its address, such as
        ``"Springfield News-Sun"``. For several texts a column of the DataFrame, or one for each
        text. The source's home, by its name and by what its *other* texts name, then speaks for
        places around it.
    country : str, optional
        ISO 3166-1 alpha-2 code, or the country's name; places elsewhere are refused.
    published_in : str, optional
        A place that the text's readers know; it speaks for places around it and excludes none. It
        goes before what the source says.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    GeoDataFrame
        One row a mention, in the order of the text, none over another: document (for several
        texts: the gazetteer of the one that it stands in); start, end (code points,
        the end exclusive); name (the text between them); matched (what the gazetteer calls the
        place), kind, country, admin1; lon, lat (degrees; NaN when not found); precision (as
        kind); radius_m (metres); status (ok; ambiguous; unlisted: no list has
        the name, shown at the place that holds it; not_found); confidence (0 to 1: that it
        is a place, and this one); recognised (0 to 1: that it is a place at all); role
        (place; people: who is of it; organisation: whose name it is part of); reason, refused;
        provider_id; geometry (EPSG:4326).

    Raises
    ------
    SourceError
        When it is no text, or looks like a binary file.
    GeocodeError
        When `country` or `published_in` is not known, or sources and texts are not as many.

    Notes
    -----
    Capitalised words that the gazetteer has as a name, and names of streets, rivers and the like,
    are weighed by what stands around them. Parties, companies and persons
    are left out, however they are called.

    Examples
    --------
    >>> frame = geoparse("Mr London said in Paris, Texas, that March was cold.")
    >>> frame[["start", "end", "name", "admin1"]]
       start  end   name admin1
    0     18   23  Paris  Texas
    1     25   30  Texas  Texas
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    if isinstance(text, str) or not hasattr(text, "__iter__"):
        _check(text)
        if column is not None:
            raise GeocodeError(f"column: found {column!r}, but the text is no DataFrame")
        if source is not None and not isinstance(source, str):
            raise GeocodeError(f"source: found {type(source).__name__}, wanted text for one text")
        hint = Hints(
            country=read_country(gazetteer, country), home=read_home(gazetteer, published_in)
        )
        (found_mentions,) = _read_all(gazetteer, [str(text)], [source], hint)
        return frame(found_mentions, gazetteer=gazetteer)
    texts, sources, labels = read_table(text, column, source)
    hint = Hints(country=read_country(gazetteer, country), home=read_home(gazetteer, published_in))
    read = _read_all(gazetteer, texts, sources, hint)
    table = frame(
        [mention for mentions_of_text in read for mention in mentions_of_text], gazetteer=gazetteer
    )
    table.insert(0, "document", labels.repeat([len(mentions_of_text) for mentions_of_text in read]))
    return table


def mentions(
    text: str,
    *,
    country: str = "",
    published_in: str | None = None,
    source: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[Mention]:
    """Find the places that a text names, as `geoparse` does, without a table.

    Parameters
    ----------
    text, country, published_in, source, gazetteer
        As of `geoparse`, for one text.

    Returns
    -------
    list of Mention
        In the order of the text, none over another.

    Raises
    ------
    SourceError
        When it is no text, or looks like a binary file.

    Examples
    --------
    >>> [(one.name, one.answer.place.id) for one in mentions("He flew from Karachi to London.")]
    [('Karachi', 'geonames:1174872'), ('London', 'geonames:2643743')]
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    hints = Hints(country=read_country(gazetteer, country), home=read_home(gazetteer, published_in))
    (found_mentions,) = _read_all(gazetteer, [text], [source], hints)
    return found_mentions


def document_mentions(
    texts: Sequence[str],
    sources: Sequence[Hashable],
    *,
    published_in: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[list[Mention]]:
    """Find the places that several texts name, each in the light of its source's home.

    Parameters
    ----------
    texts : sequence of str
        Each is a document of its own.
    sources : sequence of hashable
        Who published each of them; None where that is not known.
    published_in, gazetteer
        As of `geoparse`.

    Returns
    -------
    list of list of Mention
        For each text its mentions.

    Examples
    --------
    >>> (found,) = document_mentions(["The mayor of Dublin resigned."], ["Columbus Dispatch"])
    >>> found[0].answer.place.admin1
    'Ohio'
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    return _read_all(gazetteer, texts, sources, Hints(home=read_home(gazetteer, published_in)))


def find_homes(
    texts: Sequence[str], sources: Sequence[Hashable], *, gazetteer: Gazetteer | None = None
) -> list[Home | None]:
    """Find where texts were published, as `geoparse` does for several texts with a source.

    Parameters
    ----------
    texts : sequence of str
        Each is a document of its own.
    sources : sequence of hashable
        Who published each of them: a name, a host or any key; None where that is not known.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    list of Home or None
        For each text where it was published, and how that is known; None where nothing tells it.

    Examples
    --------
    >>> (home,) = find_homes(["The mayor of Dublin resigned."], ["Columbus Dispatch"])
    >>> home.place.admin1, home.by
    ('Ohio', 'as the name of its source says')
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    return _homes(
        gazetteer, texts, sources, [_read_text(gazetteer, text, Hints()) for text in texts]
    )


def _homes(
    gazetteer: Gazetteer,
    texts: Sequence[str],
    sources: Sequence[Hashable],
    mentions: Sequence[list[Mention]],
) -> list[Home | None]:
    titles = [source or masthead(text) for source, text in zip(sources, texts, strict=True)]
    by_source = homes(gazetteer, titles, mentions) if any(titles) else [None] * len(texts)
    return [
        home or home_of_dateline(text, own)
        for home, text, own in zip(by_source, texts, mentions, strict=True)
    ]


def _read_all(
    gazetteer: Gazetteer, texts: Sequence[str], sources: Sequence[Hashable], hints: Hints
) -> list[list[Mention]]:
    """Read texts; those whose source has a home once more, with it."""
    for text in texts:
        _check(text)
    mentions = [_read_text(gazetteer, text, hints) for text in texts]
    if hints.home is not None:
        return mentions
    for number, home in enumerate(_homes(gazetteer, texts, sources, mentions)):
        if home is not None:
            known = replace(hints, home=home.place, home_by=home.by)
            mentions[number] = _read_text(gazetteer, texts[number], known)
    return mentions


def _read_text(gazetteer: Gazetteer, text: str, hints: Hints) -> list[Mention]:
    mentions_of_text: list[Mention] = []
    for start, end in _parts(text):
        mentions_of_text += _read(gazetteer, text[start:end], start, hints)
    return mentions_of_text


def _check(text: object) -> None:
    """Refuse what is no text, and what only was made one by decoding."""
    if not isinstance(text, str):
        raise SourceError(f"text: found {type(text).__name__}, wanted text (str)")
    head = text[:_HEAD]
    odd = sum(not sign.isprintable() and sign not in _LAYOUT for sign in head) + head.count(
        "\ufffd"
    )
    if len(head) == _HEAD and odd > _ODD * _HEAD:
        raise SourceError(
            f"text: {odd / _HEAD:.0%} of its first {_HEAD:,} characters are control signs or could "
            "not be decoded; wanted the text of an article, not a binary file"
        )


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text, at the end of a line or of a sentence where there is one."""
    start = 0
    while len(text) - start > _PART:
        end = start + _PART
        cuts = (text.rfind(sign, start + _PART // 2, end) for sign in _BREAKS)
        end = next((position + 1 for position in cuts if position >= 0), end)
        yield start, end
        start = end
    yield start, len(text)


def _read(gazetteer: Gazetteer, text: str, offset: int, hints: Hints) -> Iterator[Mention]:
    """Recognise and resolve the places of one part."""
    tokens, scored = score_candidates(gazetteer, text)
    sides = peers(
        gazetteer,
        text,
        [_span(tokens, item) for item in scored],
        [item.candidate.within or item.candidate.name for item in scored],
    )
    places = [n for n, item in enumerate(scored) if item.score >= weights.PLACE_FROM]
    recognised, sides = [scored[n] for n in places], [sides[n] for n in places]
    spans = [_span(tokens, item) for item in recognised]
    questions = {
        number: Question(
            _query(gazetteer, text, spans[number], item.candidate, hints, held=side.held),
            replace(
                hints,
                level=said_level(tokens, item.candidate) or side.level,
                areas=side.areas,
            ),
        )
        for number, (item, side) in enumerate(zip(recognised, sides, strict=True))
        if item.candidate.within or not item.candidate.site
    }
    resolved = resolve_document(
        gazetteer,
        list(questions.values()),
        positions=[spans[number][0] for number in questions],
    )
    named = [recognised[number].candidate.name for number in questions]
    answers = dict(zip(questions, longer_names(named, resolved), strict=True))
    for number, ((start, end), item) in enumerate(zip(spans, recognised, strict=True)):
        answer = _answer(item.candidate, answers.get(number))
        if sides[number].doubt or not _area_settled(sides, answers, number, hints):
            answer = in_doubt(answer)
        elif sides[number].inside and number + 1 < len(recognised):
            answer = _kept_inside(answer, answers.get(number + 1))
        large = answer.place is not None and answer.place.population > weights.VILLAGERS
        if large and is_said_village(tokens, item.candidate):
            answer = in_doubt(answer, "the text calls it a village")
        likely = item.recognised
        answer = _doubted(answer, likely)
        stop = end + _has_stop(text, end, item.candidate)
        yield Mention(offset + start, offset + stop, text[start:stop], likely, answer, item.role)


def _area_settled(
    sides: Sequence[ListContext], answers: dict[int, Answer], number: int, hints: Hints
) -> bool:
    """Return whether the rest of a text says which of several states a list of counties is in."""
    areas, answer = sides[number].areas, answers.get(number)
    if len(areas) < 2 or answer is None or answer.place is None:  # noqa: PLR2004 - one leaves no choice
        return True
    code = "admin1_code" if "." in areas[0] else "country"
    others = [other.place for n, other in answers.items() if sides[n].areas != areas]
    known = {getattr(place, code) for place in (hints.home, *others) if place is not None}
    return getattr(answer.place, code) in known


def _query(
    gazetteer: Gazetteer,
    text: str,
    span: tuple[int, int],
    candidate: MentionCandidate,
    hints: Hints,
    *,
    held: bool,
) -> str:
    """Return the query for a name: with the areas behind it, or what a building begins with."""
    return candidate.within or qualified(
        gazetteer, text, span, hints, name=candidate.name, held=held
    )


def _answer(candidate: MentionCandidate, answer: Answer | None) -> Answer:
    """Return what is known of the place of a street, river or building that no list has."""
    if answer is None:
        return Answer(candidate.name, NOT_FOUND, "a place by its wording, not located")
    if not candidate.site or answer.place is None:
        return answer
    reason = f"{candidate.name} not located; shown as {answer.place.name}: {answer.reason}"
    confidence = round(answer.confidence * weights.HELD, 2)
    return replace(
        answer,
        query=candidate.name,
        status=UNLISTED,
        reason=reason,
        confidence=confidence,
        stands_in=True,
    )


def _doubted(answer: Answer, recognised: float) -> Answer:
    """Return an answer that is not sure where it is hardly likelier a place than none."""
    if answer.status != OK or recognised * answer.confidence >= weights.PLACE_OK_FROM:
        return answer
    reason = f"{answer.reason}; unsure whether a place is meant"
    return replace(answer, status=AMBIGUOUS, reason=reason)


def _kept_inside(answer: Answer, area: Answer | None) -> Answer:
    """Refuse a place that lies outside of the country or state that the text puts it in."""
    place, holder = answer.place, None if area is None or area.status != OK else area.place
    if place is None or holder is None or holder.kind not in _AREAS or place.kind in _AREAS:
        return answer
    code = "country" if holder.kind == "country" else "admin1_code"
    if not getattr(place, code) or getattr(place, code) == getattr(holder, code):
        return answer
    reason = f"no such name is known in {holder.name}, where the text puts it"
    lost = f"{place.address.replace(';', ',')} (not in {holder.name}, {answer.confidence:.1f})"
    return Answer(answer.query, NOT_FOUND, reason, refused=lost)


def _has_stop(text: str, end: int, candidate: MentionCandidate) -> bool:
    """Return whether the full stop behind a name is a part of it: Kan., and not UK."""
    is_short = candidate.entry is not None and candidate.entry.flag == "abbreviation"
    return is_short and not candidate.name.isupper() and text[end : end + 1] == "."


def _span(tokens: Tokens, scored: ScoredCandidate) -> tuple[int, int]:
    return tokens.starts[scored.candidate.first], tokens.ends[scored.candidate.last]
