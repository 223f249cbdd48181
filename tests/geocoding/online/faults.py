"""What can go wrong with an answer, each played by the server on loopback."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geocoding.online.server import EDGWARE, Call, healthy, place, response

from geo.geocoding.hints import Hints

if TYPE_CHECKING:
    from collections.abc import Callable

OK, AMBIGUOUS, NOT_FOUND, FAILED = "ok", "ambiguous", "not_found", "failed"
GB = Hints(country="GB")


@dataclass(frozen=True)
class Fault:
    """One fault: what the server plays, and what must come of it.

    Parameters
    ----------
    name : str
        What happens, in words.
    play : callable
        Answers one request.
    says : str
        What the reason must tell.
    status : str
        Status of the answer.
    deadline_s : float
        Seconds that the name is given.
    hints : Hints
        What is asked for beside the name.
    """

    name: str
    play: Callable[[Call], None]
    says: str
    status: str = FAILED
    deadline_s: float = 5.0
    hints: Hints = field(default_factory=Hints)

    def __str__(self) -> str:
        return self.name


def _sends(body: bytes | str, **about: object) -> Callable[[Call], None]:
    def play(call: Call) -> None:
        call.send(response(body, **about))

    return play


def _status(line: str, **headers: str) -> Callable[[Call], None]:
    return _sends("<h1>sorry</h1>", status=line, kind="text/html", **headers)


def _redirects(location: str, line: str = "302 Found") -> Callable[[Call], None]:
    return _sends("", status=line, Location=location)


def _redirects_upgraded(call: Call) -> None:
    host = call.headers["host"].partition(":")[0]
    call.send(response("", status="301 Moved", Location=f"ftp://{host}/search"))


def _loops(call: Call) -> None:
    call.send(response("", status="301 Moved Permanently", Location=call.target))


def _moves_once(call: Call) -> None:
    if "moved=1" in call.target:
        healthy(call)
    else:
        call.send(response("", status="307 Temporary", Location=f"{call.target}&moved=1"))


def _hangs(call: Call) -> None:
    call.hang()


def _hangs_in_the_head(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: ")
    call.hang()


def _hangs_in_the_body(call: Call) -> None:
    whole = response(place())
    call.send(whole[:-20])
    call.hang()


def _drips_the_head(call: Call) -> None:
    call.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 200)


def _drips_the_body(call: Call) -> None:
    head, _, body = response(place()).partition(b"\r\n\r\n")
    call.send(head + b"\r\n\r\n")
    call.drip(body, every_s=0.2)


def _drips_chunks(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(200):
        call.send(b"1\r\n[\r\n")
        time.sleep(0.1)


def _resets_at_once(call: Call) -> None:
    call.reset()


def _resets_in_the_head(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-")
    time.sleep(0.05)
    call.reset()


def _resets_in_the_body(call: Call) -> None:
    call.send(response(place())[:-20])
    time.sleep(0.05)
    call.reset()


def _says_nothing(call: Call) -> None:
    call.connection.close()


def _no_http(call: Call) -> None:
    call.send(b"220 mail.example.org ESMTP ready\r\n")


def _huge_head(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: " + b"a" * 500_000 + b"\r\n\r\n")


def _huge_body(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    for _ in range(400):
        call.send(b'"' + b"x" * 10_000 + b'",')


def _claims_a_terabyte(call: Call) -> None:
    call.send(response(place(), length=10**12))


def _two_lengths(call: Call) -> None:
    whole = response(place()).replace(b"Content-Length", b"Content-Length: 7\r\nContent-Length")
    call.send(whole)


def _bad_chunks(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n")


def _cut_chunks(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[")


def _point(lat: object, lon: object) -> Callable[[Call], None]:
    return _sends(place(lat=lat, lon=lon))


def _bare(text: str) -> Callable[[Call], None]:
    return _sends(text)


_BOMB = gzip.compress(b"[" + b" " * 20_000_000 + b"]")
_TWICE = place().replace('"lat":', '"lat": "0.1", "lat":')
_LATIN = json.dumps([EDGWARE | {"name": "Straße"}], ensure_ascii=False).encode("latin-1")
_HOSTILE = {
    "a script": "<script>alert(1)</script> Edgware",
    "line breaks": "High\r\nSet-Cookie: a=b\nStreet",
    "a terminal's colours": "\x1b[31;1mHigh\x1b[0m\x1b]0;title\x07 Street",
    "NUL": "High\x00Street",
    "a turn of direction": "High \u202eteertS\u2066",
    "half a surrogate pair": "High \ud800 Street",
    "100,000 letters": "Street" * 17_000,
}

EMPTY_LIST = _sends("[]")  # no fault: the provider has no such place

FAULTS = [
    # what the status says
    Fault("400", _status("400 Bad Request"), "refused the question (HTTP status 400)"),
    Fault("401", _status("401 Unauthorized"), "refused the key (HTTP status 401)"),
    Fault("402", _status("402 Payment Required"), "payment required (HTTP status 402)"),
    Fault("403", _status("403 Forbidden"), "refused us (HTTP status 403)"),
    Fault("404", _status("404 Not Found"), "is the url right? (HTTP status 404)"),
    Fault("407", _status("407 Proxy Authentication Required"), "HTTP status 407"),
    Fault("408", _status("408 Request Timeout"), "HTTP status 408"),
    Fault("410", _status("410 Gone"), "is gone (HTTP status 410)"),
    Fault("418", _status("418 I'm a teapot"), "HTTP status 418"),
    Fault("429 alone", _status("429 Slow Down"), "asked too often (HTTP status 429)"),
    Fault("429, wait 1 s, for ever", _status("429 Slow", Retry_After="1"), "to wait 1 s"),
    Fault(
        "429, wait a day",
        _status("429 Slow", Retry_After="86400"),
        "it asks to wait 86,400 s, longer than the deadline of 5 s",
    ),
    Fault("429, wait until 2099", _status("429 Slow", Retry_After="Thu, 01 Jan 2099 00:00:00 GMT"),
          "longer than the deadline"),
    Fault("429, wait since 1999", _status("429 Slow", Retry_After="Fri, 31 Dec 1999 23:59:59 GMT"),
          "HTTP status 429"),
    Fault("429, wait “soon”", _status("429 Slow", Retry_After="soon"), "HTTP status 429"),
    Fault("429, wait -5", _status("429 Slow", Retry_After="-5"), "HTTP status 429"),
    Fault("429, wait 10^400", _status("429 Slow", Retry_After="9" * 400), "HTTP status 429"),
    Fault("500", _status("500 Oops"), "failed inside (HTTP status 500)"),
    Fault("502", _status("502 Bad Gateway"), "HTTP status 502"),
    Fault("503, wait a day", _status("503 Down", Retry_After="86400"), "86,400 s"),
    Fault("503", _status("503 Unavailable"), "unavailable (HTTP status 503)"),
    Fault("504", _status("504 Gateway Timeout"), "HTTP status 504"),
    Fault("599", _status("599 Whatever"), "HTTP status 599"),
    Fault("204", _sends("", status="204 No Content"), "the answer is no JSON: it is empty"),
    # redirects
    Fault("to another host", _redirects("http://192.0.2.1/search"), "another host (192.0.2.1)"),
    Fault("to another port", _redirects("http://127.0.0.1:1/search", "301 Moved"), "another host"),
    Fault("to another scheme", _redirects_upgraded, "not followed"),
    Fault("to a file", _redirects("file:///etc/passwd"), "not followed"),
    Fault("to a name with a password", _redirects("http://a:hunter2@127.0.0.1:1/"), "another host"),
    Fault("to nowhere", _redirects(""), "redirects without saying where to"),
    Fault("to no address", _redirects("http://[::1"), "another host"),
    Fault("to itself", _loops, "redirects without an end (301)"),
    Fault("once on the same host", _moves_once, "High Street", status=OK),
    # time
    Fault("hangs", _hangs, "no whole answer within 1 s", deadline_s=1),
    Fault("hangs in the head", _hangs_in_the_head, "no whole answer within 1 s", deadline_s=1),
    Fault("hangs in the body", _hangs_in_the_body, "no whole answer within 1 s", deadline_s=1),
    Fault("drips the head", _drips_the_head, "no whole answer within 1 s", deadline_s=1),
    Fault("drips the body", _drips_the_body, "no whole answer within 1 s", deadline_s=1),
    Fault("drips chunks", _drips_chunks, "no whole answer within 1 s", deadline_s=1),
    # connections
    Fault("resets at once", _resets_at_once, "the connection broke"),
    Fault("resets in the head", _resets_in_the_head, "the connection broke"),
    Fault("resets in the body", _resets_in_the_body, "the connection broke"),
    Fault("says nothing", _says_nothing, "the connection broke: Server disconnected"),
    Fault("no HTTP", _no_http, "the connection broke"),
    Fault("a head of 500 kB", _huge_head, "the connection broke"),
    Fault("two lengths", _two_lengths, "the connection broke"),
    Fault("chunks that are none", _bad_chunks, "the connection broke"),
    Fault("chunks that stop", _cut_chunks, "the connection broke"),
    # bodies
    Fault("too short", _sends(place(), length=99_999), "the connection broke"),
    Fault("too long for its length", _sends(place(), length=50), "the answer is no JSON"),
    Fault("a terabyte, it says", _claims_a_terabyte, "the connection broke"),
    Fault("4 MB", _huge_body, "larger than 1,048,576 bytes"),
    Fault("a gzip bomb", _sends(_BOMB, Content_Encoding="gzip"), "compressed (gzip), unasked"),
    Fault("nested 100,000 deep", _sends("[" * 100_000), "nested too deep"),
    Fault("an object nested 40,000 deep", _sends('{"a":' * 40_000), "nested too deep"),
    Fault("cut JSON", _sends(place()[:-9]), "the answer is no JSON: it begins with '[{"),
    Fault("HTML", _sends("<html><body>Maintenance</body></html>", kind="text/html"), "'<html>"),
    Fault("empty", _sends(""), "it is empty"),
    Fault("null", _bare("null"), "the answer is 'null', not a list or an object"),
    Fault("a number", _bare("0"), "the answer is '0'"),
    Fault("false", _bare("false"), "the answer is 'false'"),
    Fault("text", _bare('""'), "not a list or an object"),
    Fault("an empty object", _bare("{}"), "the answer is '{}'"),
    Fault("NaN", _bare("[NaN]"), "NaN is no number in JSON"),
    Fault("5,000 digits", _bare(f"[{'9' * 5_000}]"), "no JSON"),
    Fault("a list of numbers", _bare("[1, 2]"), "can't be read (AttributeError"),
    Fault("a list of null", _bare("[null]"), "can't be read"),
    Fault("a list of lists", _bare("[[[]]]"), "can't be read"),
    Fault("a list of text", _bare('["Edgware"]'), "can't be read"),
    Fault("an object without a place", _bare('{"message": "maintenance"}'), "can't be read"),
    Fault("an error", _bare('{"error": "database is down"}'), "database is down"),
    Fault("a name twice", _sends(_TWICE), "a name stands twice"),
    Fault("no encoding", _sends(b"[\xff\xfe\x00]"), "neither UTF-8 nor another known encoding"),
    Fault("an unknown encoding", _sends(_LATIN, kind="application/json; charset=klingon"),
          "neither UTF-8 nor klingon"),
    # points
    Fault("no latitude", _point(..., "-0.275"), "no such latitude as 0"),
    Fault("no longitude", _point("51.6137", ...), "can't be read (ValueError"),
    Fault("no point", _point(..., ...), "the point is 0,0"),
    Fault("latitude null", _point(None, "-0.275"), "no such latitude"),
    Fault("latitude empty", _point("", "-0.275"), "can't be read (ValueError"),
    Fault("latitude in words", _point("fifty", "-0.275"), "can't be read (ValueError"),
    Fault("latitude “NaN”", _point("NaN", "-0.275"), "can't be read (ValueError"),
    Fault("latitude “Infinity”", _point("Infinity", "-0.275"), "can't be read (ValueError"),
    Fault("latitude “1e999”", _point("1e999", "-0.275"), "can't be read (ValueError"),
    Fault("latitude true", _point(lat=True, lon="-0.275"), "no such latitude as 1"),
    Fault("latitude an object", _point({"deg": 51}, "-0.275"), "can't be read (TypeError"),
    Fault("latitude a list", _point([51.6], "-0.275"), "can't be read (TypeError"),
    Fault("latitude 123.4", _point("123.4", "-0.275"), "can't be read ("),
    Fault("longitude 640", _point("51.6137", "640.5"), "no such longitude as -79.5"),
    Fault("0,0", _point("0", "0.0"), "the point is 0,0"),
    Fault("next to 0,0", _point("1e-7", "0"), "next to it, which stands for a missing one"),
    Fault("0,0, rounded", _point("-0.05", "0.09"), "next to it, which stands for a missing one"),
    Fault("outside its box", _sends(place(boundingbox=["48.8", "48.9", "2.2", "2.4"])),
          "the point lies outside its own bounding box"),
    Fault("outside its box across 180°", _sends(place(boundingbox=["51", "52", "170", "-170"])),
          "the point lies outside its own bounding box"),
    Fault("no name", _sends(place(display_name=...)), "can't be read (TypeError"),
    Fault("an empty name", _sends(place(display_name="\x00")), "no name that can be read"),
    # places that don't fit
    Fault("swapped axes", _point("-0.275", "51.6137"), "outside GB (axes swapped?)",
          status=NOT_FOUND),
    Fault("in another country", _sends(place(lat="33.6", lon="-84.4")), "outside GB",
          status=NOT_FOUND, hints=GB),
    Fault("in another country, it says", _sends(place(
        lat="33.6", lon="-84.4", address={"country_code": "us"})), "not in GB",
          status=NOT_FOUND, hints=GB),
    Fault("a building for a country", _sends(place(addresstype="building")),
          "a site, not a country", status=NOT_FOUND, hints=Hints(kind="country")),
    # answers to another question
    Fault("another name", _sends(place(name="Karachi", display_name="Karachi, Pakistan")),
          "unsure: that is another name than Edgware High Street", status=AMBIGUOUS),
    Fault("a street of another name", _sends(place(name="Mill Lane", display_name="Mill Lane")),
          "another name than", status=AMBIGUOUS),
    Fault("more than was asked for", _sends(place(name="High Street Post Office",
          display_name="High Street Post Office, Edgware")), "another name", status=AMBIGUOUS),
    Fault("another script", _sends(place(name="ہائی اسٹریٹ", display_name="ہائی اسٹریٹ")),
          "names in two scripts can't be compared", status=AMBIGUOUS),
    Fault("a country far from its point", _sends(place(address={"country_code": "au"})),
          "the point lies outside AU, which the answer names", status=AMBIGUOUS),
    # what does no harm
    *(
        Fault(f"a name with {what}", _sends(place(name=..., display_name=name)), "calls it",
              status=AMBIGUOUS)
        for what, name in _HOSTILE.items()
    ),
    Fault("says Latin-1 of UTF-8", _sends(place(), kind="application/json; charset=latin-1"),
          "High Street", status=OK),
    Fault("Latin-1 as it says", _sends(_LATIN, kind="application/json; charset=latin-1"),
          "the street Straße", status=OK),
    Fault("a byte order mark", _sends(b"\xef\xbb\xbf" + place().encode()), "High", status=OK),
    Fault("numbers for text", _point(51.6137, -0.275), "High Street", status=OK),
    Fault("cookies", _sends(place(), Set_Cookie="track=1; Path=/"), "High Street", status=OK),
    Fault("no length", lambda call: call.send(
        b"HTTP/1.0 200 OK\r\n\r\n" + place().encode()), "High Street", status=OK),
]  # fmt: skip
