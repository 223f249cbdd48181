"""Collect the remarks on a story's wording, and whom it accuses of something with the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd

from geo.editing import claim_rules
from geo.editing.bounds import Bounds
from geo.editing.wording import Remark, check_notebooks, cited_parts, cited_sentences, wording_of
from geo.errors import STORY, as_path, check_has
from geo.evidence import REPLIES, SEPARATOR, claims_by_subject, split_ids
from geo.extraction.fates import find_past
from geo.messages import date_text
from geo.story.framing import HEAD, OwnText, own_texts
from geo.story.read import read_tables
from geo.story.vocabulary import ACCUSING, DENYING, OWN_VOICE, RETRACTED, SAID, STATUSES

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.editing.wording import Wording
    from geo.story.story import Story

    Parts = Sequence[tuple[str, Sequence[str]]]


COLUMNS = (
    *("actor", "name", "role", "what", "claim", "statement", "figure", "status", "said_by"),
    *("source", "paragraph", "column", "part", "answer", "note"),
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
        - role : ``accused``, ``victim`` or ``named`` (neither); empty where the tables don't tell
        - what : ``accusation`` (a claim that accuses), ``crime`` (any other that names a crime, by
          the words of the story's language or the kind of an event) or ``number``
        - claim, statement, figure, status, said_by, source, paragraph, column : what is said, the
          number as it is shown, its status, who says it, and where; column is that of a table
        - answer : who answers or denies it and in which claim, or ``none printed``
        - note : that of the claim

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
    if not kinds and (actor in split_ids(claim["accused"]) or _names_crime(story, claim)):
        kinds = ["crime"]
    kinds += ["number"] if figures else []
    for what in kinds:
        yield {
            "actor": actor,
            "name": story.actors.loc[actor, "name"],
            "role": _role(story, actor, claim),
            "what": what,
            "claim": name,
            "statement": claim["statement"],
            "figure": SEPARATOR.join(figures) if what == "number" else "",
            "status": claim["status"],
            "said_by": claim["said_by_label"],
            "source": claim["source_label"],
            "paragraph": claim["paragraph"],
            "column": claim["column"],
            "part": claim["part"],
            "answer": _answer(story, name),
            "note": claim["note"],
        }


def _role(story: Story, actor: str, claim: pd.Series) -> str:
    """Return what an actor is in a claim; whom an accusation is about alone, it accuses."""
    accused, victims = split_ids(claim["accused"]), split_ids(claim["victims"])
    if not accused and not victims and claim["status"] in ACCUSING:
        others = {*split_ids(claim["about"])} & {*story.actors.index} - {claim["said_by"]}
        accused = [actor] if others == {actor} else []
    roles = {"accused": accused, "victim": victims}
    own = [role for role, actors in roles.items() if actor in actors]
    return SEPARATOR.join(own) or ("named" if accused or victims else "")


def _names_crime(story: Story, claim: pd.Series) -> bool:
    lists = [words for words in map(wording_of, ("en", story.language)) if words]
    crimes = {kind for words in lists for kind in words.words["crime_kinds"]}
    kinds = story.events["kind"].reindex(split_ids(claim["about"]))
    return bool(kinds.isin(crimes).any()) or any(
        words.names_any_crime(claim["statement"]) for words in lists[1:]
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


def _resting_on_retracted(
    texts: Iterable[OwnText], statuses: Mapping[str, str]
) -> Iterator[Remark]:
    """Yield the titles, findings, steps and roles of which a sentence rests on retracted claims."""
    for text in texts:
        if (text.file, text.column) not in _CITING | _NAMING or _is_name(text):
            continue
        for sentence, named in cited_sentences(text.marked):
            claims = named or ([] if "[" in text.marked else list(text.claims))
            if claims and all(statuses.get(name) in RETRACTED for name in claims):
                why = "which rests on retracted claims alone; remove it, or cite what still stands"
                yield _remark(text, _shortened(sentence), why, "retracted", refused=True)


def _unread_language(language: str) -> Iterator[Remark]:
    """Yield one remark where there are no words to read a story's wording by."""
    if wording_of(language) is None:
        why = (
            f"not checked: no list for {language}; strength of wording, crimes, tense and loaded "
            "words were not read"
        )
        yield Remark(HEAD, 0, "language", language, why, "language")


_BY_SENTENCE = {(HEAD, "finding"), ("steps.csv", "text"), ("steps.csv", "note")}
_WHOLE = {(HEAD, "title"), ("actors.csv", "role")}
_CITING = _BY_SENTENCE | _WHOLE
_TENSED = (_CITING | {("steps.csv", "title")}) - {("steps.csv", "note")}
_NAMING = {("places.csv", "label"), ("views.csv", "title"), ("steps.csv", "title")}
"""Texts that without a mark name what is told elsewhere, and state nothing."""
_LABELLING = {("events.csv", "title"), ("links.csv", "title")}
_MOST_SHOWN = 60
_HOW_TO_CITE = "write [claim-id] behind what it rests on"


def check_texts(
    folder: str | os.PathLike[str], *, notebooks: str | os.PathLike[str] | None = None
) -> list[Remark]:
    """Check that what a story says in its own voice is cited, and no stronger than its claims.

    Parameters
    ----------
    folder : path-like
        Folder of a story.
    notebooks : path-like, optional
        Folder with notebooks; those that name the story's folder are checked. By default the
        folder ``notebooks`` in the story's, where there is one.

    Returns
    -------
    list of Remark
        Refusals first: a title, finding, step or role without claims or on retracted ones alone, an
        accusation whose printed denial is not tied to it, a claim called confirmed that nothing
        else supports, an unknown mark in a notebook. Then warnings, in the order of the tables.

    Raises
    ------
    geo.errors.StoryError
        If the tables don't hold together.

    Examples
    --------
    >>> import geo
    >>> geo.editing.check_texts("data", notebooks="notebooks")  # this project's own story
    []
    """
    path = as_path("folder", folder)
    tables = read_tables(path)
    texts = list(own_texts(tables.head, tables.frames))
    claims = tables.frames["claims"]
    ids = claims["id"].tolist()
    wording = wording_of(language := tables.head["language"])
    checks = _Checks(
        wording,
        statuses=dict(zip(ids, claims["status"], strict=True)),
        statements=dict(zip(ids, claims["statement"], strict=True)),
        as_of=tables.head["as_of"],
        bounds=Bounds(tables.frames, language=language, wording=wording) if wording else None,
    )
    remarks = [
        *_uncited(texts),
        *claim_rules.untied_denials(tables.frames),
        *_resting_on_retracted(texts, checks.statuses),
        *claim_rules.unsupported_confirmations(tables.frames),
        *claim_rules.unexplained_retractions(tables.frames),
        *claim_rules.accusations_of_nobody(tables.frames),
        *claim_rules.repeated_acts(tables.frames),
        *_unread_language(tables.head["language"]),
        *(remark for text in texts for remark in checks.of(text)),
        *checks.loaded(_statements(tables.frames)),
        *check_notebooks(path, tables, notebooks=notebooks),
    ]
    return sorted(remarks, key=lambda remark: not remark.refused)


def _statements(frames: Mapping[str, pd.DataFrame]) -> Iterator[OwnText]:
    """Yield what the claims say, which stands in our own words, too."""
    claims = frames["claims"]
    rows = zip(claims.index, claims["id"], claims["statement"], strict=True)
    for row, name, statement in rows:
        yield OwnText("claims.csv", int(row), name, "statement", statement, (name,))


def _uncited(texts: Sequence[OwnText]) -> list[Remark]:
    """Return the titles, findings, steps and roles without a claim; one remark if none has one.

    The title of a story without a finding is its name, and needs none.
    """
    named = not any((text.file, text.column) == (HEAD, "finding") for text in texts)
    wanted = [
        text
        for text in texts
        if (text.file, text.column) in _CITING - ({(HEAD, "title")} if named else set())
    ]
    if wanted and not any(text.claims for text in wanted):
        places = ", ".join(dict.fromkeys(text.file for text in wanted))
        why = (
            f"wanted the claims that each rests on: {_HOW_TO_CITE}, and fill the column claims "
            "of actors.csv"
        )
        count = f"{len(wanted)} text{'s' if len(wanted) != 1 else ''} without a claim"
        return [Remark(places, 0, "", count, why, "uncited", refused=True)]
    return [remark for text in wanted for remark in _uncited_in(text)]


def _is_name(text: OwnText) -> bool:
    return (text.file, text.column) in _NAMING and "[" not in text.marked


def _is_label(wording: Wording, text: OwnText) -> bool:
    """Return whether a title names what happened, and states nothing: "Explosion in Leeds".

    The page shows how sure it is beside it. Past tenses are known in English alone.
    """
    if (text.file, text.column) not in _LABELLING or "[" in text.marked:
        return False
    verbs = [*wording.present(text.text), *find_past(text.text, 0, len(text.text))]
    return wording is wording_of("en") and not verbs


def _uncited_in(text: OwnText) -> Iterator[Remark]:
    if (text.file, text.column) in _WHOLE:
        if not text.claims:
            how = "in the column claims" if text.column == "role" else "[claim-id] behind it"
            why = f"wanted the claims that it rests on, {how}"
            yield _remark(text, _shortened(text.text), why, "uncited", refused=True)
        return
    for sentence, claims in cited_sentences(text.marked):
        if not claims:
            why = f"a sentence without a claim; {_HOW_TO_CITE}"
            yield _remark(text, _shortened(sentence), why, "uncited", refused=True)


class _Checks:
    """The rules for wording, with the words of a story's language.

    Parameters
    ----------
    wording : Wording or None
        None if there are no words: then every rule is silent.
    statuses, statements : mapping
        By the id of the claim.
    as_of : str
        Up to when the story is told, in EDTF, or nothing.
    bounds : Bounds or None
        The figures and dates of the claims; None where there are no words.
    """

    def __init__(
        self,
        wording: Wording | None,
        *,
        statuses: Mapping[str, str],
        statements: Mapping[str, str],
        as_of: str,
        bounds: Bounds | None,
    ) -> None:
        self._wording = wording
        self._bounds = bounds
        self.statuses = statuses
        self._statements = statements
        self._as_of = as_of

    def of(self, text: OwnText) -> Iterator[Remark]:
        """Yield what is wrong with the wording of a text."""
        if self._wording is None or self._bounds is None:
            return
        for parts in cited_parts(text.marked):
            sentence = "".join(part for part, _ in parts).strip()
            if "[" not in text.marked:
                parts = [(sentence, list(text.claims))]  # noqa: PLW2901 - it rests on all of them
            yield from self._stronger(self._wording, text, parts)
            if self._as_of and (text.file, text.column) in _TENSED:
                for word in dict.fromkeys(self._wording.present(sentence)):
                    when = date_text(self._as_of)
                    why = f"present tense in a story as of {when}; write it in the past"
                    yield _remark(text, word, why, "present")
        yield from self.loaded([text])

    def loaded(self, texts: Iterable[OwnText]) -> Iterator[Remark]:
        """Yield the loaded words of some texts."""
        if self._wording is None:
            return
        for text in texts:
            for sentence, _ in cited_sentences(text.marked):
                for word, instead in self._wording.loaded(sentence).items():
                    why = f"a loaded word in our own voice; write {instead}, or quote who says it"
                    yield _remark(text, word, why, "loaded")

    def _stronger(self, wording: Wording, text: OwnText, parts: Parts) -> Iterator[Remark]:
        """Yield where a sentence says more than its claims: a crime, a number, an end, a fact."""
        claims = [name for _, names in parts for name in names]
        if not claims:
            return
        sentence = "".join(part for part, _ in parts).strip()
        statements = [self._statements[name] for name in claims]
        for crime, word in wording.crimes(sentence).items():
            if not wording.names_crime(crime, statements):
                why = "a crime that none of the claims it rests on names"
                yield _remark(text, word, why, "crime")
        if _is_name(text):
            return
        bounds = cast("Bounds", self._bounds)
        for found, why in bounds.narrower(sentence, claims):
            yield _remark(text, found, why, "number")
        for number in bounds.unheld(sentence, claims):
            yield _remark(text, number, "a number that none of its claims holds", "number")
        for found in bounds.untold_ends(sentence, claims):
            why = "an end that nobody tells: the date says only that it was so by then; write by"
            yield _remark(text, found, why, "until")
        status = min((self.statuses[name] for name in claims), key=STATUSES.index)
        if not (status in SAID and _is_label(wording, text)):
            yield from self._unattributed(wording, text, parts)

    def _unattributed(self, wording: Wording, text: OwnText, parts: Parts) -> Iterator[Remark]:
        """Yield the first part of a sentence that states what its claims only say.

        What names the speaker may stand before it; behind it, too, where the sentence rests on
        nothing that an article says itself.
        """
        statuses = [
            min((self.statuses[name] for name in names), key=STATUSES.index, default="")
            for _, names in parts
        ]
        sentence = "".join(part for part, _ in parts)
        is_all_said = not set(statuses) & {"", *OWN_VOICE}
        before = ""
        for (part, _), status in zip(parts, statuses, strict=True):
            before += part
            if status in ("", *OWN_VOICE):
                continue
            if vouching := wording.vouching(part):
                why = f"which vouches for what is {status}; write says, or who says it"
                yield _remark(text, vouching, why, "vouching")
                return
            if not wording.is_attributed(sentence if is_all_said else before):
                why = f"stronger than its claims, which are {status}; say whose word it is"
                yield _remark(text, _shortened(part.strip()), why, "stronger")
                return


def _remark(text: OwnText, found: str, why: str, rule: str, *, refused: bool = False) -> Remark:
    return Remark(text.file, text.row, text.column, found, why, rule, refused=refused)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1].rstrip()}…"
