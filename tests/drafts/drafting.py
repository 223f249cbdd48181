"""A short article of our own, an empty story, and a person with a spreadsheet."""

import contextlib
import csv
import io
from collections.abc import Callable
from pathlib import Path

from geo.cli.main import main
from geo.story.vocabulary import PLACEHOLDER

ARTICLE = """\
Floods cut off Hebden Bridge

The Calder rose above its banks on Saturday. At least 300 people in Hebden Bridge, West Yorkshire, \
left their homes.

The council said that two roads to Leeds were closed.

Share this page
"""
GIVEN = ("--published", "2024-01-08", "--title", "Floods", "--publisher", "The Calder Post")
HEADERS = {
    "sources": "id,title,publisher,author,published,file,length,sha256",
    "places": "id,name,kind,within,query,country,lon,lat,candidate,candidate_confidence,"
    "disputed,label,local,note",
    "events": "id,title,kind,date,date_basis,date_note,place,note",
    "links": "id,title,from,to,medium,direction,date,date_basis,date_note,note",
    "actors": "id,name,kind,role",
    "claims": "id,about,statement,said_by,status,source,paragraph,start,end,span_sha256,note",
    "relations": "claim,relation,other,on,reason,by",
    "figures": "id,claim,measure,low,high,bound,unit,scope,note",
    "mentions": "id,of,what,source,paragraph,start,end,span_sha256",
    "views": "id,title,places",
}


def write_article(folder: Path, text: str = ARTICLE, *, name: str = "flood.txt") -> Path:
    """Write an article as a person saves one."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def write_story(folder: Path) -> Path:
    """Write a story without a row."""
    folder.mkdir(parents=True)
    for table, header in HEADERS.items():
        (folder / f"{table}.csv").write_text(header + "\n", encoding="utf-8")
    head = (
        'schema = 2\nname = "floods"\ntitle = "Floods"\nlanguage = "en"\n'
        f'finding = "{PLACEHOLDER}"\n'
    )
    (folder / "story.toml").write_text(head, encoding="utf-8")
    return folder


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Read a table as a spreadsheet does."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def edit(folder: Path, table: str, change: Callable[[dict[str, str]], object]) -> None:
    """Change the rows of a table, and save it as a spreadsheet does."""
    there = rows(folder, table)
    for row in there:
        change(row)
    with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(there[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(there)


def keep(folder: Path, table: str, *ids: str, mark: str = "x") -> None:
    """Mark rows of a draft, without ids all of them; word what is said where nobody did yet."""

    def change(row: dict[str, str]) -> None:
        if not ids or row["id"] in ids:
            row["keep"] = mark
            if table == "claims" and not row["statement"]:
                row["statement"] = "It is said so."

    edit(folder, table, change)


def run(folder: Path, *arguments: object) -> tuple[int, str]:
    """Run `geo` in a folder, in this process; give its exit code and all that it says."""
    said = io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        try:
            main([str(one) for one in arguments])
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()
