"""Build rows for places, and the kinds of actors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.drafts.articles import named, slug
from geo.drafts.finders import around
from geo.extraction.events import find_coreferences
from geo.extraction.speakers import is_unnamed
from geo.extraction.speech import UPPER
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import FLAGS, embedded
from geo.gazetteer.normalize import fold
from geo.geocoding.explain import OK
from geo.geodesy import HEADINGS
from geo.geoparsing.geoparse import document_mentions
from geo.geoparsing.lexicon import read_lists, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.drafts.articles import Article
    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geoparsing.toponyms import Mention


_ACTORS = read_lists("extraction")["actors"]
_KINDS = tuple((kind, "|".join(words)) for kind, words in _ACTORS["kinds"].items())
_FIRM = re.compile(rf"\b(?:{'|'.join(_ACTORS['firms'])})\b\.?")
_ROLE = re.compile(rf"\b(?:{'|'.join(_ACTORS['roles'])})\b(?! (?:of state )?(?:department|office))")
_FULL_NAME = re.compile(
    rf"(?:^|[a-z] )(?P<name>{UPPER}[\w’'.-]*"
    rf"(?: (?:(?:de|del|della|da|dos|di|al|bin|van|von|ten|la|le) )?{UPPER}[\w’'.-]*)+)$"
)
_BELONGS = re.compile(r"\b(?:of|for|in|at)(?: the)? $")
_HEAD = re.compile(r"^.*?['’]s? (?P<head>[a-z]+)$")
_LEADING = re.compile(r"(?i:^(?:the|an?|their|his|her|its|our|some|many|one|two) )")
_PERSON = re.compile(r"(?:M(?:r|rs|s|iss)\.?|Dr\.?|Sir|Lord|Lady|Prof\.?) ")


def kind_of(name: str) -> str:
    """Return what an actor is by the words of their name: one of `vocabulary.ACTOR_KINDS`.

    Examples
    --------
    >>> [kind_of(name) for name in ("Omar Farid", "the ministry of transport", "residents")]
    ['person', 'government', 'people']
    >>> [kind_of(name) for name in ("Pwani Lines", "the governor's office", "the mayor's wife")]
    ['group', 'group', 'person']
    """
    plain = _LEADING.sub("", name)
    head = _HEAD.match(plain)
    if head is not None:  # whose it is, tells nothing of it
        return kind_of(f"the {head['head']}")
    full = _FULL_NAME.search(plain)
    if full and _BELONGS.search(plain, 0, full.start("name")):
        full = None  # "the Ministry of Urban Affairs"
    if full and _FIRM.search(full["name"]) and not has_first_name(full["name"]):
        return "group"
    bodies = [
        kind for kind, words in _KINDS if re.search(rf"\b(?:{words})\b", plain, re.IGNORECASE)
    ]
    in_name = full and re.search(
        "|".join(rf"\b(?:{words})\b" for _, words in _KINDS), full["name"], re.IGNORECASE
    )
    is_person = bool(_PERSON.match(plain) or (full and not in_name))
    if not is_person and bodies:
        is_person = bodies[0] == "group" and bool(_ROLE.search(plain.split(" of ")[0]))
        return "person" if is_person else bodies[0]
    if is_person or _ROLE.search(plain) or _ROLE.fullmatch(plain.lower()):
        return "person"
    other = "people" if plain.endswith("s") else "unnamed"
    return "group" if plain[:1].isupper() and plain == name else other


def has_first_name(name: str) -> bool:
    """Return whether a title or a usual first name opens a name."""
    return bool(_PERSON.match(name)) or name.split(" ", 1)[0].lower() in vocabulary().first


_OF_BODY = (
    r"(?:operators?|compan(?:y|ies)|firms?|airlines?|shippers?|contractors?|insurers?|publishers?"
    r"|makers?|builders?|developers?|agents|charity|club|group|party|agency|broker|brokers)"
)


def kind_in(name: str, text: str) -> str:
    """Return what an actor is by their name, and where it does not decide by the text around it.

    Two capitals are a person, and one is a body, as long as the text does not show the other:
    "the operator, Dolomiti Reisen", "Acme Nord, which", "Denzil Pascoe, 51".

    Examples
    --------
    >>> kind_in("Dolomiti Reisen", "The operator, Dolomiti Reisen, denied it.")
    'group'
    >>> kind_in("Pascoe", "Denzil Pascoe, 51, was held. Pascoe denied it.")
    'person'
    """
    kind, words = kind_of(name), re.escape(name)
    capitals = all(word[:1].isupper() for word in name.split(" "))
    if kind == "person" and capitals and not has_first_name(name):
        behind = (
            rf"{words}(?:, which\b|,? (?:said|says|denied|denies|added)(?: that)? (?:it|its)\b)"
        )
        is_body = re.search(rf"\b{_OF_BODY},? {words}\b|\b{behind}", text)
        return "group" if is_body else kind
    if kind == "group" and capitals and " " not in name and not name.isupper():
        led = rf"\b(?:Mr|Mrs|Ms|Dr)\.? {words}\b|\b{UPPER}[a-z]+ {words}, (?:[1-9][0-9]\b|who\b)"
        led += rf"|{_ROLE.pattern}, {words}\b"
        before = re.findall(rf"(?<![\w-])({UPPER}[a-z]+) {words}\b", text)
        if any(word.lower() not in vocabulary().common for word in before):
            return "person"  # "Svilen Petrov", who is Petrov later
        says = rf"\b{words} (?:\w+ ){{1,3}}(?:that )?(?:he|she)\b"
        return "person" if re.search(f"{led}|{says}", text) else kind
    return kind


def status_of(status: str, speaker: str) -> str:
    """Return the status of a claim: said by somebody without a name it is said-unnamed.

    Examples
    --------
    >>> status_of("said", "a witness"), status_of("said", "the harbour office")
    ('said-unnamed', 'said')
    """
    nobody = speaker != "" and (is_unnamed(speaker) or kind_of(speaker) == "unnamed")
    return "said-unnamed" if status == "said" and nobody else status


Row = dict[str, str]

_POINTING = "0.70"  # how sure words such as "the city" are

_STREET = re.compile(
    r"\b(?:street|road|avenue|lane|square|boulevard|highway|drive)\b", re.IGNORECASE
)


@dataclass
class ProposedPlace:
    """A place that articles name.

    Parameters
    ----------
    id : str
        Its id in the draft.
    mentions : list of (Article, Mention)
        Where, in the order of the articles and their text.
    row : dict of str to str
        Its row.
    """

    id: str
    mentions: list[tuple[Article, Mention]]
    row: Row


def find_places(
    articles: Sequence[Article], *, published_in: str | None = None
) -> list[ProposedPlace]:
    """Find the places that articles name, in the order in which they first do.

    Parameters
    ----------
    articles : sequence of Article
        The articles; each is its own context.
    published_in : str, optional
        A place that their readers know.

    Returns
    -------
    list of Placed
        Names that the gazetteer takes for one place are one row; a name that it does not have is
        a row of its own.
    """
    index = embedded()
    groups: dict[str, list[tuple[Article, Mention]]] = {}
    mentions = document_mentions(
        [article.body for article in articles],
        [article.publisher or None for article in articles],
        published_in=published_in,
        gazetteer=index,
    )
    for article, own in zip(articles, mentions, strict=True):
        for mention in own:
            if (
                _is_people(mention, index)
                or _names_a_firm(article.body, mention)
                or _names_somebody(article.body, mention)
            ):
                continue
            groups.setdefault(_key(mention), []).append((article, mention))
    places: list[ProposedPlace] = []
    ids: set[str] = set()
    for group in groups.values():
        best = _best([mention for _, mention in group])
        name = next(name for name in _names(best) if name not in ids)
        ids.add(name)
        places.append(ProposedPlace(name, group, _row(name, best, *group[0])))
    return places


def _names_a_firm(text: str, mention: Mention) -> bool:
    """Return whether a place stands in the name of a firm: of "Leeds Water" it is not where."""
    if text[mention.end : mention.end + 1] != " ":
        return False
    return _FIRM.match(text, mention.end + 1) is not None


def _names_somebody(text: str, mention: Mention) -> bool:
    """Return whether a name that is no known place is somebody's: of "Ms Marsh", too."""
    last = re.escape(text[mention.start : mention.end].rpartition(" ")[2])
    is_known = mention.answer.place is not None
    return not is_known and re.search(rf"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? {last}\b", text) is not None


def mention_rows(places: Sequence[ProposedPlace], article: Article) -> list[Row]:
    """Return a row for each time that an article names a place or points to it, in their order."""
    named_here = sorted(
        (
            (mention, place.id)
            for place in places
            for where, mention in place.mentions
            if where is article
        ),
        key=lambda row: row[0].start,
    )
    rows = [
        {
            "id": f"{article.id}-m{mention.start}",
            "of": place_id,
            "what": "place",
            **anchor_cells(article, mention.start, mention.end),
            "how": "a place's name" if mention.answer.place else mention.answer.reason,
            "confidence": f"{mention.recognised:.2f}",
            "quote": around(article.text, mention.start, mention.end),
        }
        for mention, place_id in named_here
    ]
    named_places = [
        (mention.start, mention.end, _kind(mention), place_id) for mention, place_id in named_here
    ]
    pointing = [
        {
            "id": f"{article.id}-m{mention.start}",
            "of": named_places[mention.place][3],
            "what": "place",
            **anchor_cells(article, mention.start, mention.end),
            "how": mention.how,
            "confidence": _POINTING,
            "quote": around(article.text, mention.start, mention.end),
        }
        for mention in find_coreferences(article.body, named_places)
    ]
    return sorted([*rows, *pointing], key=lambda row: int(row["start"]))


def naming_claims(places: Sequence[ProposedPlace], *, claimed: set[str]) -> list[Row]:
    """Return a claim about each place that no other is about, so that a person may keep it.

    Parameters
    ----------
    places : sequence of Placed
        The places.
    claimed : set of str
        Ids of places that other claims are about.
    """
    rows = []
    for place in places:
        article, first = place.mentions[0]
        if place.id in claimed:
            continue
        rows.append(
            {
                "id": f"{article.id}-c{first.start}",
                "about": place.id,
                "statement": f"The article names {place.row['name']}.",
                "status": "reported",
                **anchor_cells(article, first.start, first.end),
                "how": "nothing else here is about this place; say in your words what is told",
                "confidence": f"{first.recognised:.2f}",
                "quote": around(article.text, first.start, first.end),
            }
        )
    return rows


def anchor_cells(article: Article, start: int, end: int) -> Row:
    """Return the columns that tie a row to a span."""
    return {
        "source": article.id,
        "paragraph": str(article.copy.paragraph(start)),
        "start": str(start),
        "end": str(end),
        "span_sha256": article.span_sha256(start, end),
    }


def _is_people(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Return whether a word is the adjective of a place, or its people: German, and no place."""
    if mention.answer.place is None:
        return False
    matches = find_candidates(gazetteer, mention.name)
    return len(matches) > 0 and FLAGS[matches.flags[0]] == "demonym"


def _key(mention: Mention) -> str:
    """Return the key that the mentions of one place share."""
    if mention.answer.place is None or mention.answer.stands_in:
        return "name:" + fold(mention.name)
    return mention.answer.place.id


def _best(group: list[Mention]) -> Mention:
    """Choose the mention that names a place best: in its own name, if there is one, and surest."""
    place = group[0].answer.place
    own = [
        mention for mention in group if place is not None and fold(mention.name) == fold(place.name)
    ]
    return max(own or group, key=lambda mention: (mention.answer.confidence, -mention.start))


def _names(mention: Mention) -> Iterator[str]:
    """Yield ids that a place may have, the plainest first."""
    plain = named(mention.name)
    if plain not in HEADINGS:
        yield plain
    place = mention.answer.place
    if place is not None:
        for area in (place.admin1, place.country):
            if slug(area) and slug(area) != plain:
                yield f"{plain}-{slug(area)}"
    number = 2
    while True:
        yield f"{plain}-{number}"
        number += 1


def _row(name: str, best: Mention, article: Article, first: Mention) -> Row:
    answer, place = best.answer, best.answer.place
    row = {
        "id": name,
        "name": " ".join(best.name.split()),
        "kind": _kind(best),
        **anchor_cells(article, first.start, first.end),
        "how": answer.reason,
        "confidence": f"{answer.confidence:.2f}",
        "quote": around(article.text, first.start, first.end),
    }
    if place is None:
        return row
    is_itself = not answer.stands_in
    return row | {
        "candidate": place.id,
        "candidate_confidence": f"{answer.confidence:.2f}",
        "candidate_name": place.address,
        "candidate_lon": f"{place.lon:.5f}",
        "candidate_lat": f"{place.lat:.5f}",
        "candidate_precision": place.kind,
        "candidate_radius_m": str(place.radius_m),
        "candidate_boundary": place.boundary,
        "disputed": "yes" if place.disputed and answer.status == OK and is_itself else "",
    }


def _kind(mention: Mention) -> str:
    if mention.answer.place is None:
        return "unlocatable"
    if mention.answer.stands_in:
        return "street" if _STREET.search(mention.name) else "site"
    return mention.answer.place.kind
