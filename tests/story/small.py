"""A small, complete story of two invented articles, that a test may spoil in one place."""

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from geo.story.vocabulary import KEYS

Row = dict[str, str]

ARTICLES = {
    "herald": (
        "The bell in the harbour\n"
        "\n"
        "A café owner in Edgware says that he rings his old choir in Karachi each Sunday.\n"
        "  \n"
        "“At least 30 singers listen,” he told the paper – the choir’s secretary denies it.\n"
        "The choir, گانا, rehearsed in March 2006, and once more in the year after.\n"
    ),
    "gazette": (
        "Notes from a choir\n\nThe newsletter counts 28 singers at the other end of the line.\n"
    ),
}
HEAD = (
    'schema = 2\nname = "two-choirs"\ntitle = "Two choirs"\nfinding = "A call."\nlanguage = "en"\n'
)


def anchor(source: str, quote: str) -> Row:
    """Tie a row to the place where a quote stands in an article."""
    text = ARTICLES[source]
    start = text.index(quote)
    lines = text[: start + 1].split("\n")
    return {
        "source": source,
        "paragraph": str(sum(bool(line.strip()) for line in lines)),
        "start": str(start),
        "end": str(start + len(quote)),
        "span_sha256": hashlib.sha256(quote.encode()).hexdigest(),
    }


def _table(columns: str, *rows: str) -> list[Row]:
    """Read rows as a person would type them, cells between bars."""
    names = columns.split()
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return [dict(zip(names, row, strict=True)) for row in cells]


def _sources() -> list[Row]:
    return [
        {
            "id": name,
            "title": text.split("\n")[0],
            "publisher": f"The {name.title()}",
            "author": "",
            "published": "2007-05-16",
            "file": f"{name}.txt",
            "length": str(len(text)),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for name, text in ARTICLES.items()
    ]


def _claims() -> list[Row]:
    rows = _table(
        "id about said_by status note",
        "c-call   | weekly-call; edgware; karachi; owner | owner     | said     |",
        "c-listen | weekly-call; choir                   | owner     | said     |",
        "c-denial | weekly-call; secretary               | secretary | denied   |",
        "c-met    | rehearsal; encore; hall; choir       |           | reported |",
        "c-count  | choir                                |           | reported |",
    )
    quotes = {
        "c-call": ("herald", "he rings his old choir in Karachi each Sunday"),
        "c-listen": ("herald", "“At least 30 singers listen,” he told the paper"),
        "c-denial": ("herald", "the choir’s secretary denies it"),
        "c-met": ("herald", "گانا, rehearsed in March 2006, and once more in the year after"),
        "c-count": ("gazette", "counts 28 singers"),
    }
    order = ("id", "about", "statement", "said_by", "status")
    return [
        {name: (row | {"statement": f"In our words: {row['id']}."})[name] for name in order}
        | anchor(*quotes[row["id"]])
        | {"note": row["note"]}
        for row in rows
    ]


def _mentions() -> list[Row]:
    quotes = (
        ("m-edgware", "edgware", "place", "herald", "Edgware"),
        ("m-karachi", "karachi", "place", "herald", "Karachi"),
        ("m-owner", "owner", "actor", "herald", "café owner"),
        ("m-march", "rehearsal", "date", "herald", "March 2006"),
        ("m-count", "f-28", "figure", "gazette", "28 singers"),
    )
    return [
        {"id": name, "of": of, "what": what} | anchor(source, quote)
        for name, of, what, source, quote in quotes
    ]


def _tables() -> dict[str, list[Row]]:
    return {
        "sources": _sources(),
        "places": _table(
            "id name kind within query country disputed label note",
            "edgware | Edgware  | suburb      |         | | GB |     |                  |",
            "karachi | Karachi  | city        |         | | PK | yes | Karachi (label)  |",
            "hall    | the hall | unlocatable | karachi | | PK |     |                  | Unnamed.",
        ),
        "events": _table(
            "id title kind date date_basis date_note place note",
            "rehearsal | The choir rehearses | rehearsal | 2006-03 | stated   |        | karachi |",
            "encore    | It rehearses again  | rehearsal | 2007    | inferred | Later. | hall    |",
        ),
        "event_places": _table("event place role note", "encore | karachi | about |"),
        "links": _table(
            "id title from to medium direction date date_basis date_note note",
            "weekly-call | The call | edgware | karachi | telephone | one-way | | none | |",
        ),
        "actors": _table(
            "id name kind role",
            "owner     | a café owner    | person | owner of a café",
            "secretary | the secretary   | person |",
            "choir     | the choir, گانا | group  |",
        ),
        "claims": _claims(),
        "relations": _table(
            "claim relation other on reason by",
            "c-denial | denies      | c-listen |           | She denies it.         | person",
            "c-count  | contradicts | c-listen | listeners | Both count listeners.  | person",
        ),
        "figures": _table(
            "id claim measure low high bound unit wording scope part_of note",
            "f-30 | c-listen | audience | 30 |    | at-least | singers | | listeners to a call | |",
            "f-28 | c-count  | audience | 28 | 28 | exact    | singers | | listeners to a call | |",
        ),
        "mentions": _mentions(),
        "exhibits": _table(
            "id file kind sha256 alt credit licence source part note",
            "film | https://example.org/choir.mp4 | video | | They sing. | A. Singer | | | |",
        ),
        "views": _table("id title places", "whole | The whole call | edgware; karachi"),
        "corrections": _table(
            "id date what why",
            "recount | 2007-06-01 | 28 singers instead of 82 | Two digits were swapped.",
        ),
        "redactions": _table(
            "table row column instead also until reason",
            "links | weekly-call | note | | | | Tells from which house he calls.",
        ),
        "steps": _table(
            "id title text view selects date",
            "first | A call | One calls and many listen. | | owner | 2007-05",
        ),
        "pins": _table(
            "place lon lat precision radius_m boundary provider provider_id gazetteer query "
            "matched confidence reason refused set_by",
            "edgware|-0.28|51.61|suburb|1500||hand|1||Edgware|Edgware|0.9|a test||geocoder",
            "karachi|67.01|24.86|city|20000||hand|2||Karachi|Karachi|0.9|a test||geocoder",
            "hall|||unlocatable|||||||||not told||person",
        ),
    }


@dataclass
class SmallStory:
    """The tables as rows of text, and where they are written."""

    folder: Path
    tables: dict[str, list[Row]] = field(default_factory=_tables)
    head: str = HEAD

    def row(self, table: str, name: str) -> Row:
        """Return the row of a table with that id, to change it."""
        key = KEYS.get(table, ("id",))[0]
        return next(row for row in self.tables[table] if row[key] == name)

    def write(self) -> Path:
        """Write the folder, and return it."""
        self.folder.mkdir(exist_ok=True)
        Path(self.folder, "story.toml").write_text(self.head, encoding="utf-8")
        for table, rows in self.tables.items():
            path = Path(self.folder, f"{table}.csv")
            with path.open("w", encoding="utf-8", newline="") as file:
                # csv leaves a lone carriage return unquoted, so that it ends the row when read.
                alone = any("\r" in cell for row in rows for cell in row.values())
                quoting = csv.QUOTE_ALL if alone else csv.QUOTE_MINIMAL
                writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", quoting=quoting)
                writer.writeheader()
                writer.writerows(rows)
        return self.folder

    def cite(self) -> None:
        """Make its own words name the claims that they rest on."""
        self.head = self.head.replace("A call.", "The owner says that he calls [c-call].")
        self.head = self.head.replace('"Two choirs"', '"Two choirs [c-met]"')
        self.tables["steps"][0]["text"] = "The choir rehearsed in Karachi [c-met]."
        for actor in self.tables["actors"]:
            actor["role"] = ""

    def write_articles(self) -> Path:
        """Write a reader's copies, and return their folder."""
        folder = self.folder.with_name("copies")
        folder.mkdir(exist_ok=True)
        for name, text in ARTICLES.items():
            Path(folder, f"{name}.txt").write_bytes(text.encode())
        return folder
