"""Serve the page on loopback, to who has its token; check and build the story.

The token is a part of each address, so that no other page can name one. Besides, the server takes
only requests that name it as their host (so that no other name can be bound to it), that come from
its own page, and, where they change something, as JSON.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import sys
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from geo.credits import CREDIT_LINES
from geo.desk.anchors import Selection, propose_cells
from geo.desk.places import candidates_of, drawn_places
from geo.desk.records import DROPPED, KEPT, Name, is_list
from geo.desk.store import ConflictError
from geo.desk.typed import RefusedError
from geo.drafts.columns import references
from geo.drafts.propose import limits_of
from geo.editing.check import check_texts
from geo.errors import DiskError, GeoError
from geo.evidence import split_ids, without_marks
from geo.messages import words_in
from geo.palette import style_variables
from geo.sealing.assets import basemap_text, data_block, printable, static_text
from geo.serving.loopback import HOST, serve_pages
from geo.story.citations import FOLDER, check
from geo.story.exhibits import exhibit_faults
from geo.story.read import HEAD, read_records, read_tables
from geo.story.schema import SCHEMAS
from geo.story.story import read_story
from geo.story.vocabulary import KEYS, PINNABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.desk.desk import Desk
    from geo.desk.records import Entry

    Place = tuple[str, int, int]
    Finding = dict[str, str | bool]


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Desk</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/desk.css">
</head>
<body class="desk-page">
<div id="desk"></div>
<noscript><p>The desk needs scripts, and scripts are off.</p></noscript>
<script type="text/plain" id="desk-basemap">{basemap}</script>
{words}<script src="static/leaflet.js"></script>
<script src="static/desk.js"></script>
</body>
</html>
"""
_SHOWN = ("how", "confidence", "quote", "candidate_lon", "candidate_lat", "candidate_name", "edtf")


def page_text() -> str:
    """Return the page: it holds no word of a story, which it asks for."""
    words = data_block("geo_maps_words", words_in("en").for_page(story="en")).render()
    return _PAGE.format(basemap=basemap_text(), words=words)


def static_file(name: str) -> tuple[str, str] | None:
    """Return a script or style of the page with its type; None for any other name."""
    if name in ("leaflet.js", "desk.js"):
        return static_text(name), "text/javascript; charset=utf-8"
    if name == "desk.css":
        parts = (static_text("leaflet.css"), style_variables(), static_text("desk.css"))
        return "\n".join(parts), "text/css; charset=utf-8"
    return None


def describe_story(desk: Desk) -> dict[str, Any]:
    """Return what stays the same while a desk is open: articles and what each column wants."""
    copies = desk.material.copies
    return {
        "texts": {source: printable(copy.text) for source, copy in copies.items()},
        "limits": {source: limits_of(copy.text) for source, copy in copies.items()},
        "schema": {
            table: {column: _column(table, column) for column in schema.columns}
            for table, schema in SCHEMAS.items()
        },
        "precisions": list(PINNABLE),
        "credits": list(CREDIT_LINES),
    }


def _column(table: str, column: str) -> dict[str, Any]:
    described = SCHEMAS[table].columns[column]
    return {
        "wanted": described.description,
        "empty": described.empty,
        "choices": described.field.get("constraints", {}).get("enum", []),
        "refers": list(references(table).get(column, ())),
        "list": is_list(table, column),
    }


def describe_rows(desk: Desk) -> dict[str, Any]:
    """Return the rows as they are now, in the order of the text, and the places to draw."""
    rows = [_row(desk, name, entry) for name, entry in desk.entries.items()]
    where = _Positions(desk)
    for row in rows:
        at = where.of(Name(row["table"], row["key"]))
        row["at"] = None if at is None else dict(zip(("source", "start", "end"), at, strict=True))
    cells_of = {name: e.cells for name, e in desk.entries.items() if e.state == KEPT}
    pins = {name.key: cells for name, cells in cells_of.items() if name.table == "pins"}
    places = [cells for name, cells in cells_of.items() if name.table == "places"]
    return {
        "revision": desk.revision,
        "rows": sorted(rows, key=where.rank),
        "places": drawn_places(places, pins),
        "undo": desk.done[-1]["label"] if desk.done else "",
        "redo": desk.undone[-1]["label"] if desk.undone else "",
    }


def _row(desk: Desk, name: Name, entry: Entry) -> dict[str, Any]:
    hints = desk.material.hints.get(name, {})
    return {
        "table": name.table,
        "key": name.key,
        "state": entry.state,
        "cells": dict(entry.cells),
        "hints": {column: hints[column] for column in _SHOWN if column in hints},
        "faults": desk.whole.faults.get(name, []) if entry.state == KEPT else [],
        "waits": name in desk.whole.waiting,
        "shown": without_marks(entry.cells.get("title", "")),
        "note": entry.note,
        "checked": entry.checked,
    }


class _Positions:
    """Where rows stand in the articles: by their own span, the draft's, or that of a claim."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._entries, self._hints = desk.entries, desk.material.hints
        sources = [name.key for name in desk.entries if name.table == "sources"]
        self._sources = {source: number for number, source in enumerate(sources)}
        self._places: dict[str, Place] = {}
        for table in ("mentions", "claims"):
            for name, entry in desk.entries.items():
                if name.table == table and entry.state != DROPPED:
                    self._tell(entry.cells)

    def _tell(self, cells: Mapping[str, str]) -> None:
        at = _marked(cells)
        for key in (cells.get("of", ""), *split_ids(cells.get("about", ""))):
            if at is not None and key and key not in self._places:
                self._places[key] = at

    def of(self, name: Name) -> Place | None:
        """Return source, start and end of a row; None where nothing tells them."""
        cells = self._entries[name].cells
        own = _marked(cells) or _marked(self._hints.get(name, {}))
        if own is None and name.table == "relations":
            ends = [Name("claims", cells[column]) for column in ("claim", "other")]
            spans = [span for end in ends if end in self._entries for span in self._spans(end)]
            return max(spans, key=lambda span: span[1], default=None)
        if own is None and name.table == "figures" and name.key not in self._places:
            return next(self._spans(Name("claims", cells["claim"])), None)
        return own or self._places.get(name.key)

    def _spans(self, name: Name) -> Iterator[Place]:
        span = _marked(self._entries[name].cells) if name in self._entries else None
        if span is not None:
            yield span

    def rank(self, row: Mapping[str, Any]) -> tuple[int, int, int, str]:
        """Return the sort key of a row: article, beginning, the longer one first."""
        at = row["at"]
        if row["table"] == "sources":
            return (self._sources.get(row["key"], 0), -1, 0, row["key"])
        if at is None:
            there = self._desk.place_of(Name(row["table"], row["key"]))
            return (len(self._sources), there, 0, row["key"])
        order = self._sources.get(at["source"], len(self._sources))
        last = row["table"] in ("relations", "figures")
        return (order, at["start"], int(last) or -at["end"], row["key"])


def _marked(cells: Mapping[str, str]) -> Place | None:
    start, end = cells.get("start", ""), cells.get("end", "")
    if not (start.isdigit() and end.isdigit()):
        return None
    return cells.get("source", ""), int(start), int(end)


OUTPUTS = "outputs"
"""Where the page is built, in the story's folder."""
_BUILD = "from geo.cli.main import main; main()"
_MOST_LINES = 40


def check_story(story: Path, sources: Sequence[Path]) -> list[Finding]:
    """Check spans and texts of a story as `geo check` does.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    sources : sequence of pathlib.Path
        Copies of its articles, or folders with them; the story's own if none are given.

    Returns
    -------
    list of dict
        message; refused (whether `geo check` refuses the story for it); table and key of the row
        that it is about, empty where it is about none. Nothing where all is well.
    """
    try:
        return [*_spans(story, sources), *_exhibits(story), *_texts(story)]
    except GeoError as error:
        return [{"message": str(error), "refused": True, "table": "", "key": ""}]


def _spans(story: Path, sources: Sequence[Path]) -> Iterator[Finding]:
    own = [story / FOLDER] if (story / FOLDER).is_dir() else []
    if not (sources or own):
        return
    outcomes = check(read_story(story, redacted=False), list(sources) or own)
    wrong = (outcomes["outcome"] != "found") & (outcomes["exhibit"] == "")
    for row in outcomes[wrong].itertuples():
        message = f"the words in paragraph {row.paragraph} of {row.source}: {row.outcome}"
        yield {"message": message, "refused": True, "table": str(row.table), "key": str(row.id)}


def _exhibits(story: Path) -> Iterator[Finding]:
    for fault in exhibit_faults(story, read_tables(story).frames["exhibits"]):
        table, key = _row_of(story, fault.file, fault.row)
        yield {"message": str(fault), "refused": True, "table": table, "key": key}


def _texts(story: Path) -> Iterator[Finding]:
    for remark in check_texts(story):
        table, key = _row_of(story, remark.file, remark.row)
        yield {"message": str(remark), "refused": remark.refused, "table": table, "key": key}


def _row_of(story: Path, file: str, row: int) -> tuple[str, str]:
    """Return table and key of the row that a file has at a number."""
    if file == HEAD:
        return "story", "story"
    path = story / file
    if not file.endswith(".csv") or row < 2 or not path.is_file():  # noqa: PLR2004 - below the header
        return "", ""
    header, *lines = read_records(path)[0]
    cells = dict(zip(header, lines[row - 2], strict=False))
    table = file.removesuffix(".csv")
    return table, " ".join(cells[column] for column in KEYS.get(table, ("id",)))


async def build_story(story: Path) -> tuple[bool, str]:
    """Build the page of a story as it is kept so far, in a process of its own.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.

    Returns
    -------
    bool, str
        Whether it was built, and what the build said.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _BUILD, "build", str(story), "--output", str(story / OUTPUTS)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    lines = output.decode(errors="replace").replace("\r", "\n").splitlines()
    shown = [line for line in lines if line.strip() and "|" not in line]
    return process.returncode == 0, "\n".join(shown[-_MOST_LINES:])


_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)
_BUILT_POLICY = "sandbox allow-scripts allow-popups allow-downloads; frame-ancestors 'none'"
_MOST_BYTES = 1_000_000
_REFUSED, _CONFLICT, _DISK = 422, 409, 507


def serve_desk(
    desk: Desk, *, opened: Callable[[str], None], port: int = 0, framed_by: str = "'none'"
) -> None:
    """Serve a desk until the process is stopped.

    Parameters
    ----------
    desk : Desk
        What is served.
    opened : callable
        Takes the address once it can be opened.
    port : int
        The port; a free one if 0.
    framed_by : str
        Which pages may show it in a frame, as ``frame-ancestors`` of a policy.
    """
    token = secrets.token_urlsafe(24)
    routes = [
        (r"/([^/]+)/", _Page),
        (r"/([^/]+)/static/([a-z.]+)", _Static),
        (r"/([^/]+)/api/(story|rows|candidates|proposal)", _Ask),
        (r"/([^/]+)/api/(do|reload|check|build)", _Do),
        (r"/([^/]+)/built/([a-z0-9.-]+\.html)", _Built),
    ]
    serve_pages(
        routes,
        lambda address: opened(f"{address}{token}/"),
        port=port,
        most_bytes=_MOST_BYTES,
        settings={
            "desk": desk,
            "token": token,
            "policy": f"{_POLICY}{framed_by}",
            "default_handler_class": _Nowhere,
            "compress_response": True,
        },
    )


class _Guarded(RequestHandler):
    """A request that has the token, the host and the origin of the desk's own page."""

    is_page = False

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", self.settings["policy"])
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse what does not come from the page."""
        host = f"{HOST}:{self.settings['port']}"
        origin = self.request.headers.get("Origin")
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        mode = self.request.headers.get("Sec-Fetch-Mode", "")
        is_opened = (
            self.is_page and mode == "navigate"
        )  # from the terminal, or a file that leads here
        token = self.path_args[0] if self.path_args else ""
        changes = self.request.method not in ("GET", "HEAD")
        if (
            self.request.headers.get_list("Host") != [host]
            or origin not in ({f"http://{host}"} if changes else {None, f"http://{host}"})
            or not (is_opened or site in (("same-origin",) if changes else ("same-origin", "none")))
            or not hmac.compare_digest(token.encode(), self.settings["token"].encode())
        ):
            self._refuse(403, "This is not an address of the desk. Open the one that geo printed.")
        elif changes and self.request.headers.get("Content-Type") != "application/json":
            self._refuse(415, "Wanted JSON.")

    def _refuse(self, status: int, message: str) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(message)

    @property
    def desk(self) -> Desk:
        desk: Desk = self.settings["desk"]
        return desk

    def tell(self, data: dict[str, Any]) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data))

    def write_error(self, status_code: int, **_: object) -> None:
        """Write no more of an error than its number; the terminal has the rest."""
        self._refuse(status_code, f"{status_code}")


class _Nowhere(_Guarded):
    def prepare(self) -> None:
        self._refuse(403, "This is not an address of the desk. Open the one that geo printed.")


class _Page(_Guarded):
    is_page = True

    def get(self, _token: str) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page_text())


class _Static(_Guarded):
    def get(self, _token: str, name: str) -> None:
        content = static_file(name)
        if content is None:
            self._refuse(404, "No such file.")
            return
        self.set_header("Content-Type", content[1])
        self.finish(content[0])


class _Built(_Guarded):
    """A page that was built, apart from the desk: its scripts can't reach it."""

    def get(self, _token: str, name: str) -> None:
        path = self.desk.story / OUTPUTS / name
        if not path.is_file():
            self._refuse(404, "Nothing is built yet.")
            return
        self.set_header("Content-Security-Policy", _BUILT_POLICY)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(path.read_bytes())


class _Ask(_Guarded):
    """A question that changes nothing."""

    def get(self, _token: str, what: str) -> None:
        try:
            self.tell(getattr(self, f"_{what}")())
        except RefusedError as error:
            self.set_status(_REFUSED)
            self.tell({"message": error.message, "column": error.column, "meant": error.meant})

    def _story(self) -> dict[str, Any]:
        return describe_story(self.desk)

    def _rows(self) -> dict[str, Any]:
        return describe_rows(self.desk)

    def _candidates(self) -> dict[str, Any]:
        name = Name("places", self.get_query_argument("place"))
        entry = self.desk.entries.get(name)
        if entry is None:
            raise RefusedError(f"found no place {name.key!r}; reload")
        pins = {n.key: e.cells for n, e in self.desk.entries.items() if n.table == "pins"}
        others = [
            (float(pin["lon"]), float(pin["lat"]))
            for key, pin in pins.items()
            if key != name.key and pin["lon"] and Name("places", key) in self.desk.whole.rows
        ]
        pin = pins.get(name.key, {})
        return {"candidates": candidates_of(entry.cells, others), "pin": dict(pin)}

    def _proposal(self) -> dict[str, Any]:
        span = _span({name: self.get_query_argument(name) for name in ("source", "start", "end")})
        cells = propose_cells(self.get_query_argument("kind"), span, self.desk.reader)
        return {"cells": cells}


def _span(decision: dict[str, Any]) -> Selection:
    try:
        return Selection(str(decision["source"]), int(decision["start"]), int(decision["end"]))
    except (KeyError, TypeError, ValueError):
        raise RefusedError("wanted words that are selected in an article") from None


class _Do(_Guarded):
    """What changes something, or takes its time."""

    async def post(self, _token: str, what: str) -> None:
        try:
            decision = json.loads(self.request.body or b"{}")
            if not isinstance(decision, dict):
                raise ValueError  # noqa: TRY004, TRY301 - one answer for all that is no object
        except ValueError:
            self._refuse(400, "Wanted a JSON object.")
            return
        try:
            answer = getattr(self, f"_{what}")(decision)
            self.tell(await answer if asyncio.iscoroutine(answer) else answer)
        except ConflictError as error:
            self.set_status(_CONFLICT)
            self.tell({"message": str(error), "files": error.files})
        except RefusedError as error:
            self.set_status(_REFUSED)
            self.tell({"message": error.message, "column": error.column, "meant": error.meant})
        except DiskError as error:
            self.set_status(_DISK)
            self.tell({"message": f"nothing was saved: {error.filename}: {error.strerror}"})
        except GeoError as error:
            self.set_status(_REFUSED)
            self.tell({"message": str(error), "column": "", "meant": []})

    def _do(self, decision: dict[str, Any]) -> dict[str, Any]:
        if decision.get("revision") != self.desk.revision:
            raise ConflictError(["the story (in another window)"])
        made = _act(self.desk, decision)
        return {**describe_rows(self.desk), "made": None if made is None else list(made)}

    def _reload(self, _decision: dict[str, Any]) -> dict[str, Any]:
        self.desk.reload()
        return describe_rows(self.desk)

    def _check(self, _decision: dict[str, Any]) -> dict[str, Any]:
        kept_names = [name for name, entry in self.desk.entries.items() if entry.state == KEPT]
        waiting = [list(name) for name in kept_names if name in self.desk.whole.waiting]
        return {"findings": check_story(self.desk.story, self.desk.sources), "waiting": waiting}

    async def _build(self, _decision: dict[str, Any]) -> dict[str, Any]:
        done, output = await build_story(self.desk.story)
        page = f"{self.desk.material.head['name']}.html"
        return {
            "done": done,
            "said": output,
            "page": f"built/{page}",
            "path": str(self.desk.story / OUTPUTS / page),
            "waiting": len(self.desk.whole.waiting),
        }


def _act(desk: Desk, decision: dict[str, Any]) -> Name | None:
    """Carry out the decision that a request tells; return the row that it made."""
    name = Name(str(decision.get("table", "")), str(decision.get("key", "")))
    words = {key: str(decision.get(key, "")) for key in ("note", "checked", "on", "reason")}
    cells = decision.get("cells")
    typed = {str(k): str(v) for k, v in cells.items()} if isinstance(cells, dict) else {}
    action = decision.get("action")
    if action == "add":
        return desk.add(str(decision.get("kind", "")), _span(decision), typed)
    if action == "relate":
        claim, relation, other = (str(decision.get(k, "")) for k in ("claim", "relation", "other"))
        desk.relate(claim, relation, other, on=words["on"], reason=words["reason"])
        return None
    if action == "split":
        return desk.split(name)
    if action == "step":
        return desk.new_step(typed.get("title", ""), typed.get("text", ""))
    actions: dict[str, Callable[[], None]] = {
        "keep": lambda: desk.keep(name),
        "drop": lambda: desk.drop(name),
        "edit": lambda: desk.edit(name, typed),
        "speaker": lambda: desk.speaker(name, typed.get("said_by", "")),
        "move": lambda: desk.move(name, -1 if decision.get("by") == -1 else 1),
        "merge": lambda: desk.merge(name, str(decision.get("other", ""))),
        "pin": lambda: desk.pin(name.key, typed),
        "remark": lambda: desk.remark(name, note=words["note"], checked=words["checked"]),
        "undo": desk.undo,
        "redo": desk.redo,
    }
    if action not in actions:
        raise RefusedError(f"found {action!r}, wanted one of: {', '.join(actions)}")
    actions[str(action)]()
    return None
