"""Build the frames of a story from its checked tables."""

from __future__ import annotations

import hashlib
import logging
import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.dates.edtf import parse_dates
from geo.evidence import (
    SEPARATOR,
    differences_by_subject,
    is_contested,
    join_ids,
    plain_id,
    split_ids,
    with_differences,
    with_relations,
)
from geo.story import vocabulary
from geo.story.cross_rules import furthest_inside, with_not_before
from geo.story.framing import own_texts
from geo.story.routes import outside, route_through

CRS = "EPSG:4326"
_DATED = ("date", "date_basis", "date_note", "after")
BOUND_WORDS = {
    "exact": "",
    "at-least": "at least ",
    "more-than": "more than ",
    "at-most": "at most ",
    "less-than": "less than ",
    "about": "about ",
    "between": "",
}

_log = logging.getLogger(__name__)


def all_frames(plain: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Build every frame of a story but that of its own texts, from tables without marks."""
    claims = claims_frame(plain)
    relations = relations_frame(plain)
    figures = figures_frame(plain, claims=claims)
    claims = with_differences(claims, relations, figures=figures)
    differences = differences_by_subject(claims, relations, figures=figures)
    places = places_frame(plain, claims=claims)
    events, links = with_not_before(
        events_frame(plain, places=places, claims=claims, differences=differences),
        links_frame(plain, places=places, claims=claims, differences=differences),
    )
    return {
        "sources": sources_frame(plain),
        "actors": by_id(plain["actors"]),
        "places": places,
        "events": events,
        "event_places": event_places_frame(plain, places=places),
        "links": links,
        "claims": claims,
        "relations": relations,
        "figures": figures,
        "mentions": mentions_frame(plain),
        "exhibits": by_id(plain["exhibits"]),
        "views": by_id(plain["views"]),
        "steps": by_id(plain["steps"]),
        "corrections": by_id(plain["corrections"]),
    }


def sources_frame(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Build the frame of sources; `geo.story.Story` lists the columns."""
    sources = by_id(tables["sources"])
    same = sources["same_text_as"]
    report = same.where(same != "", sources.index.to_series()).astype("str")
    return sources.assign(length=sources["length"].astype("int64"), report=report)


def mentions_frame(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Build the frame of mentions; `geo.story.Story` lists the columns."""
    return _with_whole_numbers(by_id(tables["mentions"]))


def claims_frame(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Build the frame of claims; `geo.story.Story` lists the columns."""
    claims = _with_whole_numbers(by_id(tables["claims"]))
    sources = sources_frame(tables)
    source_label = claims["source"].map(sources["publisher"]).astype("str")
    names = by_id(tables["actors"])["name"].to_dict()
    said_by_label = claims["said_by"].map(names).astype("object")
    claims = with_relations(claims, tables["relations"]).assign(
        said_by_label=said_by_label.fillna(source_label).astype("str"),
        source_label=source_label,
        source_url=claims["source"].map(sources["url"]).astype("str"),
        report=claims["source"].map(sources["report"]).astype("str"),
    )
    return claims[_CLAIM_COLUMNS]


_CLAIM_COLUMNS = [
    *("about", "statement", "said_by", "said_by_label", "status", "source", "source_label"),
    *("source_url", "report", "paragraph", "column", "start", "end", "span_sha256", "part"),
    "exhibit",
    *("accused", "victims", "replies_to", "denies", "denied_by", "contradicts", "note"),
]


def relations_frame(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Build the frame of relations; `geo.story.Story` lists the columns."""
    return tables["relations"].reset_index(drop=True)


def figures_frame(tables: dict[str, pd.DataFrame], *, claims: pd.DataFrame) -> pd.DataFrame:
    """Build the frame of figures; `geo.story.Story` lists the columns."""
    figures = by_id(tables["figures"])
    bounds = {side: pd.to_numeric(figures[side]).astype("float64") for side in ("low", "high")}
    figures = figures.assign(**bounds)
    claim_rows = claims.reindex(figures["claim"]).set_axis(figures.index)
    carried = ["about", "said_by_label", "status", "source", "source_label", "paragraph"]
    carried += ["column", "part"]
    figures = figures.assign(
        label=_figure_labels(figures),
        set=_set_names(figures[["measure", "unit", "scope"]]),
        **{column: claim_rows[column] for column in carried},
    )
    return figures[[*_FIGURE_COLUMNS, *carried, "note"]]


_FIGURE_COLUMNS = [
    *("claim", "measure", "low", "high", "bound", "unit", "wording", "scope", "part_of"),
    *("label", "set"),
]


def places_frame(tables: dict[str, pd.DataFrame], *, claims: pd.DataFrame) -> gpd.GeoDataFrame:
    """Build the frame of places; `geo.story.Story` lists the columns.

    A place without a row in ``pins.csv`` is geocoded now, in memory; a warning names it.
    """
    from geo.gazetteer.weights import OK_FROM  # noqa: PLC0415
    from geo.geocoding.pins import pin_geometry  # noqa: PLC0415 - opens the gazetteer only for a story

    places = by_id(tables["places"])
    pins = _all_pins(tables["places"], pins=tables["pins"]).reindex(places.index)
    pins = pins.assign(
        radius_m=_radii(pins, parents=dict(zip(places.index, places["within"], strict=True)))
    )
    mentions = tables["mentions"]
    named = mentions.loc[mentions["what"] == "place", "of"].value_counts()
    claim_counts = claims["about"].map(split_ids).explode().value_counts()
    columns = {
        **{name: places[name] for name in ("name", "kind", "within")},
        "disputed": places["disputed"] == "yes",
        "label": places["label"].where(places["label"] != "", places["name"]),
        "local": places["local"],
        "note": places["note"],
        **{name: pins[name] for name in _PIN_COLUMNS},
        "unsure": pins["confidence"] < OK_FROM,
        "mentions": named.reindex(places.index, fill_value=0).astype("int64"),
        "claims": claim_counts.reindex(places.index, fill_value=0).astype("int64"),
    }
    return gpd.GeoDataFrame(columns, geometry=pin_geometry(pins), crs=CRS)


def _radii(pins: pd.DataFrame, *, parents: dict[str, str]) -> pd.Series[float]:
    """Return the radii of places, in metres; a vague region's holds what is put inside it."""
    located = pins[["lon", "lat", "radius_m"]].fillna({"radius_m": 0.0}).dropna()
    circles = {str(name): (lon, lat, radius) for name, lon, lat, radius in located.itertuples()}
    radii = pins["radius_m"].copy()
    for name in pins.index[(pins["precision"] == "region") & (pins["boundary"] == "")]:
        reach_m = furthest_inside(str(name), parents=parents, circles=circles)[1]
        radii[name] = max(radii[name], math.ceil(reach_m)) if reach_m else radii[name]
    return radii


_PIN_COLUMNS = (
    *("lon", "lat", "precision", "radius_m"),
    *("provider", "provider_id", "matched", "reason", "refused"),
)
_PIN_NUMBERS = ("lon", "lat", "radius_m", "confidence")


def _all_pins(places: pd.DataFrame, *, pins: pd.DataFrame) -> pd.DataFrame:
    """Return the pins by place, those that nobody has kept yet included."""
    new = places[~places["id"].isin(pins["place"])]
    if not new.empty:
        _log.warning("no pin for %s: run geo geocode DIR to keep", ", ".join(new["id"]))
        pins = pd.concat([pins, _answers(places, pins, new["id"])])
    numbers = {name: pd.to_numeric(pins[name]).astype("float64") for name in _PIN_NUMBERS}
    texts = {
        name: pins[name].fillna("").astype("str") for name in pins.columns if name not in numbers
    }
    return pins.assign(**texts, **numbers).set_index("place", drop=False).rename_axis("id")


def _answers(places: pd.DataFrame, pins: pd.DataFrame, wanted: pd.Series[str]) -> pd.DataFrame:
    """Answer the places that have no pin, beside those that have one."""
    from geo.geocoding.pin_file import typed  # noqa: PLC0415
    from geo.geocoding.pins import answer_pins  # noqa: PLC0415 - see places_frame

    answers = answer_pins(places, pins=typed(pins.replace("", None)))
    return answers[answers["place"].isin(wanted)]


def events_frame(
    tables: dict[str, pd.DataFrame],
    *,
    places: gpd.GeoDataFrame,
    claims: pd.DataFrame,
    differences: dict[str, str],
) -> gpd.GeoDataFrame:
    """Build the frame of events; `geo.story.Story` lists the columns."""
    events = by_id(tables["events"])
    events = events.assign(place=_places_at(events, tables["event_places"]))
    where = places.reindex(events["place"]).set_axis(events.index)
    proof = evidence_columns(
        events.index, claims=claims, order=tables["sources"]["id"], differences=differences
    )
    columns = {
        **{name: events[name] for name in ("title", "kind")},
        **{name: events[name] for name in _DATED},
        **_reach(events["date"], proof["sources"], published=tables["sources"]),
        "place": events["place"],
        "place_label": where["label"].fillna("").astype("str"),
        "place_local": where["local"].fillna("").astype("str"),
        "precision": where["precision"].fillna("").astype("str"),
        **{name: where[name] for name in ("radius_m", "lon", "lat")},
        "unsure": where["unsure"].eq(True),  # noqa: FBT003 - without a place it is missing
        **proof,
        "note": events["note"],
        "image": events["image"],
    }
    return gpd.GeoDataFrame(columns, geometry=where.geometry, crs=CRS)


def _places_at(events: pd.DataFrame, roles: pd.DataFrame) -> pd.Series[str]:
    """Return where each event is: its own place, else the first of its places that is `at`."""
    at = roles[roles["role"] == "at"].drop_duplicates("event").set_index("event")["place"]
    return events["place"].where(events["place"] != "", at.reindex(events.index).fillna(""))


def event_places_frame(
    tables: dict[str, pd.DataFrame], *, places: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Build the frame of the places of events; `geo.story.Story` lists the columns."""
    events, roles = tables["events"], tables["event_places"]
    own = events.loc[events["place"] != "", ["id", "place"]].rename(columns={"id": "event"})
    both = pd.concat([own.assign(role="at", note=""), roles], ignore_index=True)
    order = pd.Categorical(both["event"], categories=list(events["id"]), ordered=True)
    both = both.iloc[order.codes.argsort(kind="stable")]
    names = both["event"] + ":" + both["role"] + ":" + both["place"]
    both = both.set_index(pd.Index(names, name="id", dtype="str"))
    where = places.reindex(both["place"]).set_axis(both.index)
    titles = by_id(events)["title"].reindex(both["event"]).set_axis(both.index)
    columns = {
        **{name: both[name] for name in ("event", "place", "role")},
        "title": titles,
        "place_label": where["label"],
        **{name: where[name] for name in ("precision", "radius_m", "lon", "lat", "unsure")},
        "note": both["note"],
    }
    return gpd.GeoDataFrame(columns, geometry=where.geometry, crs=CRS)


def links_frame(
    tables: dict[str, pd.DataFrame],
    *,
    places: gpd.GeoDataFrame,
    claims: pd.DataFrame,
    differences: dict[str, str],
) -> gpd.GeoDataFrame:
    """Build the frame of links; `geo.story.Story` lists the columns."""
    links = by_id(tables["links"])
    ends = {side: places.reindex(links[side]).set_axis(links.index) for side in ("from", "to")}
    points = [zip(end["lon"], end["lat"], strict=True) for end in ends.values()]
    proof = evidence_columns(
        links.index, claims=claims, order=tables["sources"]["id"], differences=differences
    )
    where = dict(zip(places.index, zip(places["lon"], places["lat"], strict=True), strict=True))
    drawn = [
        route_through(start, via, end, where=where)
        for start, via, end in zip(points[0], links["via"], points[1], strict=True)
    ]
    vague = pd.DataFrame({side: end["precision"] == "country" for side, end in ends.items()})
    columns = {
        **{name: links[name] for name in ("title", "from", "to", "via")},
        **{f"{side}_label": end["label"].fillna("").astype("str") for side, end in ends.items()},
        **{
            f"{side}_unsure": end["unsure"].eq(True)  # noqa: FBT003 - without a place it is missing
            for side, end in ends.items()
        },
        "country_ends": _named_where(vague),
        **{name: links[name] for name in ("medium", "direction")},
        **{name: links[name] for name in _DATED},
        **_reach(links["date"], proof["sources"], published=tables["sources"]),
        "length_km": pd.Series([km for _, km in drawn], links.index, "float64").where(
            ~vague.any(axis=1)
        ),
        **proof,
        "note": links["note"],
    }
    areas = [end.geometry.where(end["precision"] == "country") for end in ends.values()]
    shapes = [outside(line, area) for (line, _), *area in zip(drawn, *areas, strict=True)]
    lines = gpd.GeoSeries(shapes, index=links.index, crs=CRS)
    return gpd.GeoDataFrame(columns, geometry=lines, crs=CRS)


def _named_where(flags: pd.DataFrame) -> pd.Series[str]:
    """Return the names of the columns that are true in a row, with ``; `` between them."""
    cells = ["; ".join(flags.columns[row]) for row in flags.to_numpy(dtype=bool)]
    return pd.Series(cells, index=flags.index, dtype="str")


def by_id(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table indexed by its column `id`."""
    return table.set_index("id")


def _with_whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its anchors as numbers, 0 where a claim stands on an exhibit."""
    columns = ("paragraph", "start", "end")
    numbers = {name: frame[name].replace("", "0").astype("int64") for name in columns}
    return frame.assign(**numbers)


def _reach(
    dates: pd.Series[str], sources: pd.Series[str], *, published: pd.DataFrame
) -> dict[str, pd.Series[pd.Timestamp]]:
    """Return the first and last day that each date allows.

    An open end is closed by the last day on which one of the articles that tell it was published,
    as none of them can know of later; where one has no date, the end stays open.
    """
    known = {
        name: parse_dates(text).latest
        for name, text in zip(published["id"], published["published"], strict=True)
    }
    earliest, latest = (
        np.array([getattr(parse_dates(text), side) for text in dates], dtype="datetime64[s]")
        for side in ("earliest", "latest")
    )
    ends = [
        np.max([known[name] for name in split_ids(cell)]) if cell else np.datetime64("NaT", "s")
        for cell in sources
    ]
    closed = np.array(ends, dtype="datetime64[s]")
    is_open = np.isnat(latest) & ~np.isnat(earliest) & (earliest <= closed)
    sides = {"earliest": earliest, "latest": np.where(is_open, closed, latest)}
    return {side: pd.Series(days, index=dates.index) for side, days in sides.items()}


def evidence_columns(
    names: pd.Index[str],
    *,
    claims: pd.DataFrame,
    order: pd.Series[str],
    differences: dict[str, str],
) -> dict[str, pd.Series]:
    """Sum up the claims about each thing: strongest status, denial, difference, number, sources."""
    by_subject = claims.assign(
        about=claims["about"].map(split_ids),
        rank=claims["status"].map(vocabulary.STATUSES.index),
        contested=is_contested(claims),
        source=pd.Categorical(claims["source"], categories=list(order), ordered=True),
    ).explode("about")
    groups = by_subject.groupby("about")
    strongest = groups["rank"].min().reindex(names)
    in_order = by_subject.sort_values("source", kind="stable")
    sources = join_ids(zip(in_order["about"], in_order["source"], strict=True))
    return {
        "status": strongest.map(dict(enumerate(vocabulary.STATUSES))).astype("str"),
        "contested": groups["contested"].any().reindex(names, fill_value=False),
        "differs_on": pd.Series(differences, dtype="str").reindex(names, fill_value=""),
        "claims": groups.size().reindex(names, fill_value=0),
        "reports": groups["report"].nunique().reindex(names, fill_value=0),
        "sources": pd.Series(sources, dtype="str").reindex(names),
    }


def _figure_labels(figures: pd.DataFrame) -> pd.Series[str]:
    """Write figures as a person would: ``at least 1,200 people``, ``42 of 168 seats``."""
    whole = {str(row.Index): _figure_label(row) for row in figures.itertuples()}
    parts = {
        str(row.Index): f"{_number_label(row)} of {whole[str(row.part_of)]}"
        for row in figures.itertuples()
        if row.part_of and not row.wording
    }
    return pd.Series(whole | parts, index=figures.index, dtype="str")


def _figure_label(row: Any) -> str:  # noqa: ANN401 - what itertuples gives
    """Write a figure with its unit, or in its own words."""
    if row.wording:
        return str(row.wording)
    number = row.high if np.isnan(row.low) else row.low
    unit = _singular(row.unit) if number == 1 and row.bound != "between" else row.unit
    return f"{_number_label(row)} {unit}"


def _number_label(row: Any) -> str:  # noqa: ANN401 - what itertuples gives
    """Write the number of a figure with its bound."""
    if row.wording:
        return str(row.wording)
    digits = _written(row.high if np.isnan(row.low) else row.low)
    if row.bound == "between":
        return f"{digits} to {_written(row.high)}"
    return f"{BOUND_WORDS[row.bound]}{digits}"


def _written(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"


def _singular(unit: str) -> str:
    """Return an English unit as it stands after one."""
    return "person" if unit == "people" else unit.removesuffix("s")


def _set_names(keys: pd.DataFrame) -> pd.Series[str]:
    """Name the set of each figure: a slug, with a hash if two sets would share it."""
    sets = pd.Series(list(keys.itertuples(index=False, name=None)), index=keys.index, dtype=object)
    slugs = {key: plain_id(" ".join(key)) or "figures" for key in sets}
    shared = pd.Series(slugs).duplicated(keep=False) if slugs else pd.Series(dtype=bool)
    named = {
        key: f"{slug}-{_digest(key)}" if repeated else slug
        for (key, slug), repeated in zip(slugs.items(), shared, strict=True)
    }
    return sets.map(named).astype("str")


def _digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(key).encode()).hexdigest()[:8]


def framing_frame(head: dict[str, str], frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Build the frame of the story's own texts; `geo.story.Story` lists the columns."""
    columns = ["table", "id", "column", "text", "marked", "claims"]
    rows = [
        (
            own.file.removesuffix(".csv").removesuffix(".toml"),
            own.id,
            own.column,
            own.text,
            own.marked,
            SEPARATOR.join(own.claims),
        )
        for own in own_texts(head, frames, marked_only=True)
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")
