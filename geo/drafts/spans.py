"""Take the spans of another extractor, or of a model, into a draft, each verified.

LangExtract (``.jsonl``), spaCy (`Doc.to_json`, or its training form), Label Studio (an export with
``annotations`` or ``predictions``) and W3C annotations, as Recogito exports them. A span stands
where its words stand: one that is shifted is moved there, and one whose words the article does not
have, or has in several places without a sign which, is refused.
"""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from geo.drafts.articles import named, slug
from geo.drafts.columns import filled
from geo.drafts.finders import around
from geo.drafts.places import anchor_cells, kind_of
from geo.errors import SourceError
from geo.extraction.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import httpcore

    from geo.drafts.articles import Article
    from geo.drafts.propose import Draft

    Row = dict[str, str]


_SPACY = "spacy:"
_CHUNK = 4_000  # characters of an article in one request, whole paragraphs where that goes
_DEADLINE_S = 300.0  # for one answer
_LARGEST = 1 << 20  # bytes of an answer
_ANSWERED = 200
_SHOWN = 80  # characters of a wrong answer that are shown
_ASKED = ("place", "person", "organisation", "date", "event", "claim")
_TASK = (
    "List spans of the text that the user sends. Answer with JSON alone: a list of objects with "
    f"label (one of {', '.join(_ASKED)}), words (copied from the text, character by character), "
    "before and after (the two words on each side). An event is a clause that tells what happened; "
    "a claim is what somebody says. List nothing that the text does not say."
)
_FENCE = re.compile(r"\s*```(?:json)?\s*(?P<json>.*?)\s*```\s*", re.DOTALL)


def ask_model(name: str, text: str) -> tuple[str, list[Span]]:
    """Request the spans of a text.

    Parameters
    ----------
    name : str
        ``spacy:`` with the name or the folder of a pipeline; or an address on loopback, with the
        model's name behind ``#``: ``http://127.0.0.1:11434/v1#mistral``.
    text : str
        The text of an article.

    Returns
    -------
    (str, list of Span)
        Who made them, as the rows say it, and the spans as the model gives them; none is verified
        yet: see `geo.drafts.spans.with_spans`.

    Raises
    ------
    SourceError
        If the name is of neither form, the address is not on this machine, or no list comes back.

    Examples
    --------
    >>> ask_model("http://models.example/v1#m", "In Leeds it rained.")
    Traceback (most recent call last):
    geo.errors.SourceError: --model http://models.example/v1#m: found the machine models.example, \
wanted this one: localhost, 127.0.0.1 or [::1]; no article is sent to another
    """
    if name.startswith(_SPACY):
        return name, _ask_spacy(name.removeprefix(_SPACY), text)
    address = _loopback(name)
    chunks = _chunks(text)
    return name, [
        span for start, end in chunks for span in _ask_address(name, address, text, start, end)
    ]


def _ask_spacy(pipeline: str, text: str) -> list[Span]:
    """Return the entities that a pipeline of spaCy finds, of the kinds that a draft has."""
    try:
        spacy = import_module("spacy")  # only who names it has it
    except ImportError:
        raise SourceError(
            f"--model {_SPACY}{pipeline}: spaCy is not installed; pip install spacy"
        ) from None
    try:
        entities = spacy.load(pipeline)(text).ents
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"--model {_SPACY}{pipeline}: spaCy cannot read it ({reason})") from None
    return [
        Span(entity.label_, entity.text, entity.start_char)
        for entity in entities
        if entity.label_.lower() in LABELS
    ]


def _loopback(name: str) -> SplitResult:
    """Parse an address, or refuse one that is not on this machine."""
    try:
        address = urlsplit(name)
        host, port = address.hostname or "", address.port
    except ValueError:
        host, port, address = "", None, urlsplit("")
    if address.scheme not in ("http", "https") or not host or address.username is not None:
        raise SourceError(
            f"--model {name}: found neither spacy:NAME nor an address; wanted one such as "
            "spacy:en_core_web_sm or http://127.0.0.1:11434/v1#mistral"
        )
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise SourceError(
            f"--model {name}: found the machine {host}, wanted this one: localhost, 127.0.0.1 or "
            "[::1]; no article is sent to another"
        )
    if not address.fragment:
        raise SourceError(f"--model {name}: found no model, wanted its name behind #")
    host = "127.0.0.1" if host == "localhost" else host  # whatever a table of names says
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return address._replace(netloc=netloc)


def _chunks(text: str) -> list[tuple[int, int]]:
    """Part a text into pieces that are asked one after the other, at the ends of paragraphs."""
    pieces: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = min(len(text), start + _CHUNK)
        if end < len(text):
            ends = [
                text.rfind(mark, start + _CHUNK // 2, end) for mark in ("\n\n", "\n", ". ", " ")
            ]
            end = next((place + 1 for place in ends if place > 0), end)
        if text[start:end].strip():
            pieces.append((start, end))
        start = end
    return pieces


def _ask_address(
    name: str, address: SplitResult, text: str, start: int, end: int
) -> Iterator[Span]:
    """Yield the spans that a server lists for a part of the text."""
    piece = text[start:end]
    for item in _listed(name, _post(name, address, _question(address.fragment, piece))):
        words = item["words"]
        once = piece.count(words) == 1 if words else False
        at = start + piece.index(words) if once else None
        yield Span(item["label"].lower(), words, at, item.get("before", ""), item.get("after", ""))


def _question(model: str, piece: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": piece}]
    return {"model": model, "messages": messages, "temperature": 0, "seed": 0, "stream": False}


def _post(name: str, address: SplitResult, question: dict[str, Any]) -> bytes:
    """Return the body of an answer; no redirect is followed, and no proxy asked."""
    import httpcore  # noqa: PLC0415 - only who names an address needs it

    url = address._replace(path=f"{address.path.rstrip('/')}/chat/completions", fragment="")
    body = json.dumps(question, ensure_ascii=False).encode()
    headers = [("Host", address.netloc), ("Content-Type", "application/json")]
    limits = dict.fromkeys(("connect", "read", "write", "pool"), _DEADLINE_S)
    try:
        with (
            httpcore.ConnectionPool() as pool,
            pool.stream(
                "POST", url.geturl(), headers=headers, content=body, extensions={"timeout": limits}
            ) as answer,
        ):
            if answer.status != _ANSWERED:
                raise SourceError(
                    f"--model {name}: the server answered {answer.status}, wanted 200"
                )
            return _read(name, answer)
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        reason = str(error) or type(error).__name__
        raise SourceError(
            f"--model {name}: no answer ({reason}); does a server run there?"
        ) from None


def _read(name: str, answer: httpcore.Response) -> bytes:
    """Read a body of bounded size in bounded time."""
    parts, size, until = [], 0, time.monotonic() + _DEADLINE_S
    for part in answer.iter_stream():
        parts.append(part)
        size += len(part)
        if size > _LARGEST or time.monotonic() > until:
            limit = f"{_LARGEST:,} bytes within {_DEADLINE_S:.0f} s"
            raise SourceError(f"--model {name}: the answer is too long; wanted at most {limit}")
    return b"".join(parts)


def _listed(name: str, body: bytes) -> list[dict[str, str]]:
    """Parse an answer: a list of objects with a label that was asked for, and words."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        fenced = _FENCE.fullmatch(content)
        items = json.loads(fenced["json"] if fenced else content)
    except (ValueError, KeyError, IndexError, TypeError):
        shown = body[:_SHOWN].decode(errors="replace")
        raise SourceError(f"--model {name}: found no list of spans but {shown!r}") from None
    if isinstance(items, dict) and len(items) == 1:
        (items,) = items.values()
    if not isinstance(items, list):
        raise SourceError(f"--model {name}: found {type(items).__name__}, wanted a list of spans")
    for number, item in enumerate(items, start=1):
        _check(name, number, item)
    return items


def _check(name: str, number: int, item: object) -> None:
    """Check that an item of an answer is a span of a kind that was asked for."""
    fields = item if isinstance(item, dict) else {}
    texts = [fields.get(key, "") for key in ("label", "words", "before", "after")]
    is_text = isinstance(item, dict) and all(isinstance(text, str) for text in texts)
    if not is_text or texts[0].lower() not in _ASKED:
        raise SourceError(
            f"--model {name}: span {number}: found {str(item)[:_SHOWN]}, wanted label (one of "
            f"{', '.join(_ASKED)}), words, before and after"
        )


_CONFIDENCE = "0.50"
_CONTEXT = 24  # characters of prefix and suffix that are compared
_NEAR = 200  # characters that a span may be shifted where its words stand in several places
_LABELS = {
    "places": "gpe loc fac place location city country region settlement toponym",
    "actors": "person per org organization organisation norp actor speaker people group",
    "dates": "date time datetime",
    "events": "event incident happening",
}
LABELS = {label: table for table, labels in _LABELS.items() for label in labels.split()}
"""The table of each label that is known."""


@dataclass(frozen=True)
class Span:
    """A span as another extractor gives it.

    Parameters
    ----------
    label : str
        What it is called there.
    words : str
        The words that it says stand there.
    start : int or None
        Where they begin, if it says so.
    before, after : str
        What stands around them, if it says so.
    """

    label: str
    words: str
    start: int | None
    before: str = ""
    after: str = ""


class Anchored(NamedTuple):
    """A span of the article: where its words stand, and how far that is from where it was said."""

    span: Span
    start: int
    end: int
    shift: int


@dataclass(frozen=True)
class SpanReport:
    """What became of the spans of a file.

    Parameters
    ----------
    added, known : int
        How many gave a row, and how many the draft has already.
    shifted, refused : tuple of str
        One line for each that stood elsewhere, and for each that was not taken.
    """

    added: int
    known: int
    shifted: tuple[str, ...]
    refused: tuple[str, ...]


def read_spans(path: Path) -> tuple[str, list[Span]]:
    """Read the spans of another extractor.

    Parameters
    ----------
    path : pathlib.Path
        JSON or JSON lines.

    Returns
    -------
    (str, list of Span)
        Whose form it is, and the spans in their order.

    Raises
    ------
    SourceError
        If the file can't be read, or has none of the four forms.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    documents = _documents(path, text)
    for maker, marks, reader in _FORMS:
        if documents and all(isinstance(item, dict) and {*marks} & {*item} for item in documents):
            try:
                return maker, [span for item in documents for span in reader(item)]
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise SourceError(
                    f"{path}: is not as {maker} writes it: {type(error).__name__} {error}"
                ) from None
    wanted = ", ".join(maker for maker, *_ in _FORMS)
    raise SourceError(f"{path}: found JSON of no known form; wanted one of {wanted}")


def _documents(path: Path, text: str) -> list[Any]:
    """Return the documents of a JSON file, or of one with a document in each line."""
    try:
        data = json.loads(text)
    except ValueError:
        documents = []
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                documents += [json.loads(line)] if line.strip() else []
            except ValueError as error:
                raise SourceError(f"{path}: line {number} is no JSON ({error})") from None
        return documents
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return list(data["items"])
    if isinstance(data, dict) and isinstance(data.get("first"), dict):  # a page of annotations
        return list(data["first"].get("items", []))
    return data if isinstance(data, list) else [data]


def _of_langextract(item: dict[str, Any]) -> Iterator[Span]:
    for extraction in item["extractions"]:
        place = extraction.get("char_interval") or {}
        yield Span(
            str(extraction["extraction_class"]),
            str(extraction["extraction_text"]),
            place.get("start_pos"),
        )


def _of_spacy(item: dict[str, Any]) -> Iterator[Span]:
    text = item["text"]
    for entity in item.get("ents", item.get("entities", [])):
        if isinstance(entity, dict):
            start, end, label = entity["start"], entity["end"], entity["label"]
        else:
            start, end, label = entity[:3]
        yield Span(str(label), text[start:end], start, *_context(text, start, end))


def _of_label_studio(item: dict[str, Any]) -> Iterator[Span]:
    texts = [value for value in item.get("data", {}).values() if isinstance(value, str)]
    text = max(texts, key=len, default="")
    for work in [*item.get("annotations", []), *item.get("predictions", [])]:
        for result in work.get("result", []):
            value = result.get("value", {})
            labels = value.get("labels") or value.get("hypertextlabels")
            if not labels or "start" not in value:
                continue
            start, end = int(value["start"]), int(value["end"])
            words = value.get("text") or text[start:end]
            yield Span(str(labels[0]), str(words), start, *_context(text, start, end))


def _of_w3c(item: dict[str, Any]) -> Iterator[Span]:
    targets = item["target"]
    for target in targets if isinstance(targets, list) else [targets]:
        selectors = target.get("selector", [])
        selectors = selectors if isinstance(selectors, list) else [selectors]
        kinds = {selector.get("type"): selector for selector in selectors}
        quote = kinds.get("TextQuoteSelector", {})
        start = kinds.get("TextPositionSelector", {}).get("start")
        before, after = quote.get("prefix", ""), quote.get("suffix", "")
        yield Span(_w3c_label(item), str(quote.get("exact", "")), start, before, after)


def _w3c_label(item: dict[str, Any]) -> str:
    """Return what a W3C annotation calls its words: what tags or classifies them."""
    bodies = item.get("body", [])
    bodies = bodies if isinstance(bodies, list) else [bodies]
    labels = [
        str(body.get("value", ""))
        for body in bodies
        if isinstance(body, dict) and body.get("purpose") in ("classifying", "tagging")
    ]
    known = [label for label in labels if label.lower() in LABELS]
    return (known or labels or ["note"])[0]


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]


_Form = tuple[str, tuple[str, ...], "Callable[[dict[str, Any]], Iterator[Span]]"]
# Each form by the fields of which a document has one.
_FORMS: tuple[_Form, ...] = (
    ("LangExtract", ("extractions",), _of_langextract),
    ("Label Studio", ("annotations", "predictions"), _of_label_studio),
    ("W3C annotations", ("target",), _of_w3c),
    ("spaCy", ("ents", "entities"), _of_spacy),
)


def anchor_spans(text: str, spans: Iterable[Span]) -> tuple[list[Anchored], list[str]]:
    """Find where the words of each span stand in a text.

    Parameters
    ----------
    text : str
        The text of an article.
    spans : iterable of Span
        The spans.

    Returns
    -------
    (list of Anchored, list of str)
        Those that stand there, and a line for each that is refused.

    Examples
    --------
    >>> spans = [Span("GPE", "Leeds", 2), Span("GPE", "York", 0)]
    >>> anchored, refused = anchor_spans("In Leeds it rained.", spans)
    >>> [(item.start, item.shift) for item in anchored], refused
    ([(3, 1)], ['“York” (GPE) at 0: these words are not in the article'])
    """
    anchored: list[Anchored] = []
    refused: list[str] = []
    for span in spans:
        where = _where(text, span)
        if isinstance(where, str):
            at = "" if span.start is None else f" at {span.start}"
            refused.append(f"“{span.words[:60]}” ({span.label}){at}: {where}")
        else:
            shift = 0 if span.start is None else where[0] - span.start
            anchored.append(Anchored(span, *where, shift))
    return anchored, refused


def _where(text: str, span: Span) -> tuple[int, int] | str:
    """Return where the words of a span stand, or why that is not known."""
    words = span.words.split()
    if not words:
        return "it has no words to verify"
    start = span.start
    if start is not None and start >= 0 and text.startswith(span.words, start):
        return start, start + len(span.words)
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    places = [match.span() for match in pattern.finditer(text)]
    if len(places) > 1:
        fits = [place for place in places if _fits(text, place, span)]
        places = fits or places
    if len(places) > 1 and start is not None:
        near = [place for place in places if abs(place[0] - start) <= _NEAR]
        places = near if len(near) == 1 else places
    if not places:
        return "these words are not in the article"
    if len(places) > 1:
        return f"these words stand there {len(places)} times, and nothing says which is meant"
    return places[0]


def _fits(text: str, place: tuple[int, int], span: Span) -> bool:
    """Return whether what a span says of its surroundings stands around a place."""
    before, after = span.before.split()[-2:], span.after.split()[:2]
    left = text[max(0, place[0] - 2 * _CONTEXT) : place[0]].split()
    right = text[place[1] : place[1] + 2 * _CONTEXT].split()
    is_left = not before or left[-len(before) :][-1:] == before[-1:]
    is_right = not after or right[:1] == after[:1]
    return bool(before or after) and is_left and is_right


def with_spans(draft: Draft, maker: str, spans: Iterable[Span]) -> tuple[Draft, SpanReport]:
    """Return a draft of one article with the rows of another extractor's spans.

    Parameters
    ----------
    draft : Draft
        A draft of one article.
    maker : str
        Whose spans they are; each row says so in ``how``.
    spans : iterable of Span
        As `read_spans` gives them.

    Returns
    -------
    (Draft, SpanReport)
        A place, an actor or a date that the draft has there already is not added again. What a
        label does not decide stays empty.
    """
    (article,) = draft.articles
    anchored, refused = anchor_spans(article.text, spans)
    rows = _SpanRows(draft, article, maker)
    for item in anchored:
        rows.add(item)
    shifted = [
        f"“{item.span.words[:60]}” ({item.span.label}): said at {item.span.start}, stands at "
        f"{item.start}"
        for item in anchored
        if item.shift
    ]
    tables = {
        table: draft.tables[table] + [filled(table, row) for row in rows.tables[table]]
        for table in draft.tables
    }
    tables["mentions"].sort(key=lambda row: (row["source"], int(row["start"])))
    whole = type(draft)(draft.articles, tables, draft.unread, draft.in_part)
    return whole, SpanReport(rows.added, rows.known, tuple(shifted), tuple(refused))


class _SpanRows:
    """Rows for the spans of another extractor."""

    def __init__(self, draft: Draft, article: Article, maker: str) -> None:
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.added = self.known = 0
        self._article, self._maker = article, maker
        self._there = {
            (row["what"], int(row["start"]), int(row["end"])) for row in draft.tables["mentions"]
        }
        self._spans: set[tuple[str, int, int]] = set()
        self._ids = {
            " ".join(row["name"].split()).casefold(): row["id"]
            for table in ("places", "actors")
            for row in draft.tables[table]
        }
        self._taken = set(self._ids.values())

    def add(self, item: Anchored) -> None:
        """Add the rows of a span, if the draft has none there."""
        kind = LABELS.get(slug(item.span.label).partition("-")[0], "claims")
        what = {"places": "place", "actors": "actor", "dates": "date"}.get(kind, kind)
        key = (what, item.start, item.end)
        if key in self._there or key in self._spans:
            self.known += 1
            return
        self._spans.add(key)
        self.added += 1
        shown = {
            **anchor_cells(self._article, item.start, item.end),
            "how": f"{item.span.label}, by {self._maker}: {_QUESTIONS[kind]}",
            "confidence": _CONFIDENCE,
            "quote": around(self._article.text, item.start, item.end),
        }
        words = " ".join(item.span.words.split())
        if kind in ("places", "actors"):
            self._named(kind, what, words, item, shown)
        elif kind == "dates":
            self._date(item, shown)
        elif kind == "events":
            name = f"{self._article.id}-x{item.start}"
            self.tables["events"].append({"id": name, "date_basis": "none", **shown})
            self._claim(item, name, shown)
        else:
            self._claim(item, "", shown)

    def _named(self, table: str, what: str, words: str, item: Anchored, shown: Row) -> None:
        """Add a place or an actor, if it has no row yet, and where it is named."""
        name = self._ids.get(words.casefold(), "")
        if not name:
            name = wanted = named(words)
            number = 2
            while name in self._taken:
                name, number = f"{wanted}-{number}", number + 1
            self._taken.add(name)
            self._ids[words.casefold()] = name
            row = {"id": name, "name": words, **shown}
            self.tables[table].append(row | ({"kind": kind_of(words)} if what == "actor" else {}))
        mention = {"id": f"{self._article.id}-y{item.start}-{item.end}", "of": name, "what": what}
        self.tables["mentions"].append(mention | shown)

    def _date(self, item: Anchored, shown: Row) -> None:
        """Add where a date is named; what it is, if its words alone decide it."""
        dates = find_dates(item.span.words, published=self._article.published)
        is_whole = len(dates) == 1 and dates[0].text == item.span.words.strip()
        self.tables["mentions"].append(
            {
                "id": f"{self._article.id}-y{item.start}-{item.end}",
                "of": self._article.id,
                "what": "date",
                "edtf": dates[0].edtf if is_whole else "",
                "basis": dates[0].basis if is_whole else "none",
                **shown,
            }
        )

    def _claim(self, item: Anchored, about: str, shown: Row) -> None:
        self.tables["claims"].append(
            {"id": f"{self._article.id}-z{item.start}", "about": about, **shown}
        )


_QUESTIONS = {
    "places": "where is it?",
    "actors": "who is it?",
    "dates": "of what?",
    "events": "what happened, where and when?",
    "claims": "what does it say, of what, and who says so?",
}
