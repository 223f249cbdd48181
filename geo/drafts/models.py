"""Ask a model that the user runs for spans of an article; each is verified as those of a file are.

A model only points at words: ``spacy:NAME`` is loaded in this process, an address on loopback is
asked as OpenAI's chat completions are. What the words are, which date, whose, comes from the rules
of this package or stays a question. Nothing is sent anywhere unless an address is named, and to no
machine but this one.
"""

from __future__ import annotations

import ipaddress
import json
import re
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from geo.drafts.spans import LABELS, Span
from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpcore

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
