"""A story: its finding, and the frames for maps, figures and exports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import ArgumentError, as_path
from geo.evidence import is_about, neighbours, without_marks
from geo.story import frames, perspectives, same_events
from geo.story.framing import (
    in_language,
    languages_of,
    story_card,
    without_marks_in,
)
from geo.story.read import read_tables, warn_of_missing_finding
from geo.story.redactions import redact_tables

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geo.palette import Medium, Standing
    from geo.story.read import Tables


@dataclass(frozen=True, repr=False, eq=False)
class Story:
    """A checked story, as `read_story` gives it.

    Every frame is indexed by ``id``. Text that isn't there is an empty text; a number that isn't
    there is NaN, a day NaT. Geometry is EPSG:4326. Several ids in a cell stand as ``"a; b"``.

    Parameters
    ----------
    name : str
        Slug, such as ``london-karachi``.
    title, finding, language : str
        Title, one sentence (empty while it is the placeholder of `geo new`), and language tag.
    folder : pathlib.Path
        Folder of the tables.
    sources : pandas.DataFrame
        title, publisher, author, published (EDTF), file (of the reader's copy), length (code
        points), sha256 (of the file), url, archived_url, archive_sha256, accessed (EDTF day),
        language, licence, dateline, same_text_as, sheet (of a workbook), report (id of the source
        whose text it is: its own, or that of same_text_as).
    actors : pandas.DataFrame
        name, kind, role.
    places : geopandas.GeoDataFrame
        name, kind, within, disputed (bool), label (neutral, never empty), local (the name in the
        place's own script, or empty), note, lon, lat (degrees), precision, radius_m (metres),
        provider, provider_id, matched, reason, refused, unsure (bool: the geocoder is not sure of
        it), mentions, claims (numbers), geometry: a Point for a site or street, a circle for a
        suburb or city, else a boundary if there is one, None if the place can't be located.
    events : geopandas.GeoDataFrame
        title, kind, date (EDTF), date_basis, date_note, after (ids of what came before), earliest,
        latest (datetime64[s], first and last day that the date allows; an open end is closed by
        the day of the last article that tells of it, where all that do have one), not_before
        (datetime64[s]: a later first day, as something of which the tables say that it came before
        cannot have been earlier; else NaT), not_before_by (ids of what sets that day), place
        (empty where no place is told), place_label, place_local (as of places), precision,
        radius_m (metres), lon, lat, unsure (as of places), status (strongest of the claims about
        it), contested (bool: a claim about it is a denial or is denied), differs_on (on what
        claims about it contradict each other, such as ``deaths: 40 / 42``, or empty), claims
        (number), reports (number of different texts), sources, note, image (id of an exhibit, or
        empty), geometry (of the place).
        Where the table names no place, it is the first place of the event in `event_places` whose
        role is ``at``; none of another role.
    event_places : geopandas.GeoDataFrame
        A row for each place of an event, that of its column ``place`` included: event, place, role
        (at, from, to, via, about, spoken-at or heard-at), title (of the event), place_label,
        precision, radius_m (metres), lon, lat, unsure (as of places), note, geometry (of the
        place). The index is event, role and place.
    links : geopandas.GeoDataFrame
        title, from, to, via (ids of what it passes, each after ``westward`` or ``eastward`` where
        it goes that way round), from_label, to_label, from_unsure, to_unsure (bool: as unsure of
        places), country_ends (``from``, ``to``: known only as countries), medium, direction, date,
        date_basis, date_note, after, earliest, latest, not_before, not_before_by (as of events),
        length_km (NaN if an end is unknown or a country, or only the way round is told), status,
        contested, differs_on, claims, reports, sources, note, geometry (geodesics; straight in
        degrees where only the way round is told; in parts if it crosses the antimeridian; up to
        the outline of a country; None if a place is unknown, or both are the same point).
    claims : pandas.DataFrame
        about, statement, said_by, said_by_label (the publisher for the article's own voice),
        status, source, source_label (publisher), source_url, report (as of sources), paragraph (of
        a table, the row), column (of a table, as its header names it, or several), start, end (code
        points), span_sha256, part (of a PDF or exhibit), exhibit (on which it stands; paragraph is
        0 then), accused, victims (ids of those in about), replies_to (what it denies, answers or
        corrects), denies, denied_by, contradicts (on both sides), differs_on (on what), note.
    relations : pandas.DataFrame
        claim, relation, other, on, reason, by: a row for each relation between two claims.
    figures : pandas.DataFrame
        claim, measure, low, high, bound, unit, wording, scope, part_of (id of another figure),
        label (``at least 40 people``; the wording, if there is one), set (slug of measure, unit,
        scope), about, said_by_label, status, source, source_label, paragraph, column, part, note.
    mentions : pandas.DataFrame
        of, what, source, paragraph, start, end, span_sha256.
    exhibits : pandas.DataFrame
        file (name or address), kind, sha256, alt, credit, licence, source, part, note.
    views : pandas.DataFrame
        title, places.
    steps : pandas.DataFrame
        title, text, view, selects (id of what the step opens), date (EDTF, or empty for all time),
        emphasis (ids of what is full on the scene), note (words on the map), note_at (id of what
        they stand at) and image (id of an exhibit), which may be empty: the story, in its order.
    corrections : pandas.DataFrame
        date (``YYYY-MM-DD``), what, why: what was put right since the story was published.
    framing : pandas.DataFrame
        table (``story`` for the title and the finding), id, column, text, marked (the text with
        its marks ``[claim-id]``), claims: title, finding, roles, and each other text of the
        story's own voice that names what it rests on. Titles of events and links rest on the
        claims about them.
    as_of : str
        Up to when the story is told, in EDTF; empty where it does not say.
    media, kinds : mapping of str to geo.palette.Medium
        The story's own media, beside those of the vocabulary, and how kinds of events are drawn.
    statuses : mapping of str to geo.palette.Standing
        What the story calls statuses, and how their lines are drawn, where it says so.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> story.links.loc["telephone-addresses", ["from", "to", "medium"]].tolist()
    ['edgware', 'karachi', 'telephone']
    """

    name: str
    title: str
    finding: str
    language: str
    folder: Path
    sources: pd.DataFrame
    actors: pd.DataFrame
    places: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    event_places: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    claims: pd.DataFrame
    relations: pd.DataFrame
    figures: pd.DataFrame
    mentions: pd.DataFrame
    exhibits: pd.DataFrame
    views: pd.DataFrame
    steps: pd.DataFrame
    corrections: pd.DataFrame
    framing: pd.DataFrame
    as_of: str = ""
    media: Mapping[str, Medium] = field(default_factory=dict)
    kinds: Mapping[str, Medium] = field(default_factory=dict)
    statuses: Mapping[str, Standing] = field(default_factory=dict)
    _tables: Tables | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is withheld, and it is no account of several."""
        return self._tables is not None and self._tables.is_whole

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages, beside its own, in which the story has texts; none of a part of a story."""
        return () if self._tables is None else languages_of(self._tables)

    def in_language(self, language: str) -> Story:
        """Return the story with its texts in another language.

        A text that is not there in that language stays as it is. Names of places stand in the
        place's own script where the language is written in it.

        Parameters
        ----------
        language : str
            One of `languages`.

        Raises
        ------
        geo.errors.ArgumentError
            If the story has no text in it.
        """
        if self._tables is None or language not in self.languages:
            wanted = ", ".join(self.languages) or "a whole story that has columns such as title@ur"
            raise ArgumentError(f"language: found {language!r}, wanted {wanted}")
        return story_of(in_language(self._tables, language), folder=self.folder)

    def beside(self, claim: str) -> pd.DataFrame:
        """Return a claim, by its id, with those that stand in a relation to it of whatever kind.

        Returns
        -------
        pandas.DataFrame
            Rows of `claims`, the claim itself first, the others in the order of `claims`;
            `relations` says how each stands to it.

        Raises
        ------
        KeyError
            If there is no such claim.
        """
        if claim not in self.claims.index:
            raise KeyError(claim)
        others = self.claims.index.isin(neighbours(self.relations, [claim]) - {claim})
        return self.claims.loc[[claim, *self.claims.index[others]]]

    def claims_about(self, *ids: str) -> pd.DataFrame:
        """Return the claims about any of some places, events, links or actors.

        Parameters
        ----------
        *ids : str
            Ids as they stand in the column ``about`` of `claims`.

        Returns
        -------
        pandas.DataFrame
            Rows of `claims`, in their order; none where nothing is said.
        """
        return self.claims[is_about(self.claims, ids)]

    def figure_set(self, name: str) -> pd.DataFrame:
        """Return the figures of one set: the same measure, unit and scope, each with its source.

        Parameters
        ----------
        name : str
            A value of the column ``set`` of `figures`.

        Returns
        -------
        pandas.DataFrame
            Rows of `figures`, in their order. They are never one number.

        Raises
        ------
        KeyError
            If there is no such set.
        """
        chosen = self.figures[self.figures["set"] == name]
        if chosen.empty:
            raise KeyError(name)
        return chosen

    def according_to(
        self, *, source: str = "", actor: str = "", corroborated: bool = False
    ) -> Story:
        """Return the story as one source, one speaker or two independent reports tell it.

        Parameters
        ----------
        source : str
            Id of a source; or
        actor : str
            id of an actor who says something; or
        corroborated : bool
            whether to return what two independent reports tell, none of it a denial or
            retracted. Sources of one text are one report; one speaker in two is one voice.

        Returns
        -------
        Story
            Only their claims, and the events, links, places, actors and figures that rest on
            them; status, difference and numbers are those of these claims alone. Replies to
            them stay among the claims, for nobody is accused without an answer.

        Raises
        ------
        geo.errors.ArgumentError
            If none or several are given.
        KeyError
            If there is no such source or actor.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> story.according_to(source="independent").figures["label"].tolist()
        ['42 people', '13 people']
        >>> story.according_to(corroborated=True).links.index.tolist()
        ['migration-to-pakistan']
        """
        return perspectives.account(self, source=source, actor=actor, corroborated=corroborated)

    def without(self, *, source: str = "", actor: str = "", unnamed: bool = False) -> Story:
        """Strike a source, a speaker or all unnamed ones: return what stands without their claims.

        Parameters
        ----------
        source : str
            Id of a source; or
        actor : str
            id of an actor who says something; or
        unnamed : bool
            whether to strike hearsay and what speakers say whom no article names.

        Returns
        -------
        Story
            As of `according_to`, of all other claims. Replies of a struck speaker to what still
            stands stay among the claims; nothing rests on them.

        Raises
        ------
        geo.errors.ArgumentError
            If none or several are given.
        KeyError
            If there is no such source or actor.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> fallen = story.links.index.difference(story.without(source="bbc").links.index)
        >>> "telephone-addresses" in fallen
        True
        """
        own = ~perspectives.is_of(self, source=source, actor=actor, unnamed=unnamed)
        return perspectives.restricted(self, own)

    def matrix(self) -> pd.DataFrame:
        """Return what each source has on each event and link.

        Returns
        -------
        pandas.DataFrame
            A row for each event and link, a column for each source. A cell is ``states``,
            ``denies`` (by all that it prints), ``differs`` (a claim contradicts another source's
            about the same) or ``silent``.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> story.matrix().loc["karachi-violence"].to_dict()
        {'independent': 'differs', 'bbc': 'differs'}
        """
        return perspectives.matrix(self)

    def unstated(self) -> pd.DataFrame:
        """Return what no article of the story states: places, dates, speakers and replies.

        Returns
        -------
        pandas.DataFrame
            A row for each gap: the index is the id of an event, link or claim; what (``place``,
            ``place it begins at``, ``place it ends at``, ``date``, ``begin``, ``end``, ``speaker``
            or ``reply``), known (what is stated instead, such as ``by 13 May 2007``), title (or
            the claim's statement), sources. A place is also listed where it is named, but cannot be
            found on a map; a reply, where an accusation is printed without one.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> gaps = story.unstated()
        >>> gaps.loc[gaps["what"] == "reply"].index.tolist()[:3]
        ['ind-intimidation', 'ind-warrant-murder', 'ind-gunmen']
        """
        return perspectives.unstated(self)

    def same_events(self) -> pd.DataFrame:
        """Propose which events may be one happening that several articles tell.

        Two events can be one if no article tells both, their kinds are kin, their places are the
        same or one lies in the other, and their dates meet. Nothing is merged: to make them one,
        let the claims about the one be about the other.

        Returns
        -------
        pandas.DataFrame
            A row for each pair, the likely ones first: event, other (ids), likelihood (``likely``,
            or ``possible`` where anything speaks against it), reasons, doubts (texts, several
            separated by ``"; "``).

        Notes
        -----
        ``likely`` wants dates of four days at most that meet, a place that is no whole region or
        country, a shared actor or a number that agrees, and no other event of the same article
        that fits as well.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> story.same_events()["event"].tolist(), story.same_events()["other"].tolist()
        (['gun-battles', 'gunmen-open-fire'], ['gunmen-open-fire', 'march-shooting'])
        """
        return same_events.same_events(self)

    def replies(self, actor: str) -> pd.DataFrame:
        """Return what others say of a person or body, with the replies that are printed.

        Parameters
        ----------
        actor : str
            Id of an actor.

        Returns
        -------
        pandas.DataFrame
            A row for each claim about the actor that somebody else makes and each reply to it, by
            whomever; one with empty texts where no reply is printed. Indexed by the claim's id:
            statement, said_by_label, status, source_label, paragraph, column, relation (denies,
            answers or corrects), reply (id), reply_statement, reply_by_label.

        Raises
        ------
        KeyError
            If there is no such actor.

        Examples
        --------
        >>> import geo
        >>> story = geo.read_story("data")  # the tables of this project's own story
        >>> said = story.replies("mqm")
        >>> said.loc["bbc-extortion", "relation"].tolist()
        ['denies', 'answers']
        """
        return perspectives.replies(self, actor)

    def __repr__(self) -> str:
        return f"<Story {self.name}: {self._counts()}>"

    def _repr_html_(self) -> str:
        return story_card(self, counts=self._counts())

    def _counts(self) -> str:
        names = ("places", "events", "links", "claims", "figures")
        numbers = {name: len(getattr(self, name)) for name in names}
        return ", ".join(
            f"{number} {name if number != 1 else name.removesuffix('s')}"
            for name, number in numbers.items()
        )


def read_story(folder: str | os.PathLike[str], *, redacted: bool = True, on: str = "") -> Story:
    """Read the tables of a story, check them, and make its frames.

    Parameters
    ----------
    folder : path-like
        Folder with ``story.toml`` and the tables as CSV in UTF-8. ``pins.csv`` may be missing:
        a place without a pin is looked up in the embedded gazetteer, in memory, and a warning of
        the logger ``geo.story.frames`` names it.
    redacted : bool
        Whether to withhold what ``redactions.csv`` lists, as everything that is published must.
        Without it the story is for your own eyes.
    on : str
        The day of publication, ``YYYY-MM-DD``: embargoes that end on it or before are over. Without
        it every embargo holds; the clock is never read.

    Returns
    -------
    Story

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.
    geo.errors.StoryError
        If a table doesn't hold together, or what is withheld can't be taken out of it; ``faults``
        has every fault of every table.
    geo.errors.GazetteerError
        If a boundary or a missing pin is needed and the gazetteer isn't there.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> story.name, len(story.sources)
    ('london-karachi', 2)
    """
    folder = as_path("folder", folder)
    tables = read_tables(folder)
    if redacted:
        tables, _ = redact_tables(tables, on=on)
    return story_of(tables, folder=folder)


def story_of(tables: Tables, *, folder: Path) -> Story:
    """Build the frames of a story from its checked tables, which may be redacted."""
    warn_of_missing_finding(tables.head)
    made = frames.all_frames(without_marks_in(tables.frames))
    return Story(
        name=tables.head["name"],
        title=without_marks(tables.head["title"]),
        finding=without_marks(tables.head["finding"]),
        as_of=tables.head["as_of"],
        language=tables.head["language"],
        folder=folder,
        media=tables.media,
        kinds=tables.kinds,
        statuses=tables.statuses,
        framing=frames.framing_frame(tables.head, tables.frames),
        _tables=tables,
        **made,
    )
