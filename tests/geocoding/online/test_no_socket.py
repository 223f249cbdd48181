"""Geocoding, listing, reverse look-ups: no socket, no host looked up, nothing of geopy loaded."""

import subprocess
import sys

GUARD = """
import sys

def refuse(event, arguments):
    if event.split(".")[0] in ("socket", "urllib", "http", "ssl", "ftplib", "smtplib"):
        raise PermissionError(f"the default opened a socket: {event} {arguments}")

sys.addaudithook(refuse)
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", GUARD + code], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_guard_sees_a_socket() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GUARD + "import socket; socket.socket()"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "PermissionError: the default opened a socket: socket.__new__" in done.stderr


def test_geocode_opens_none_and_loads_nothing_of_geopy() -> None:
    told = run(
        "import geo\n"
        "frame = geo.geocode(['Karachi', 'Zzyzxwick', 'Mill Hill'])\n"
        "print(*frame['status'], 'geopy' in sys.modules, 'httpcore' in sys.modules)"
    )
    assert told == "ok not_found ambiguous False False"


def test_the_gazetteer_as_a_geopy_geocoder_opens_none() -> None:
    told = run(
        "import geo\n"
        "gazetteer = geo.Gazetteer()\n"
        "place = gazetteer.geocode('Karachi')\n"
        "print(place.address, '|', gazetteer.reverse(place.point).address)"
    )
    assert told == "Karachi, Sindh, Pakistan | Karachi, Sindh, Pakistan"


def test_naming_a_provider_and_a_dry_run_open_none() -> None:
    told = run(
        "from geo.geocoding.hints import Hints\n"
        "from geo.geocoding.online import pending, provider\n"
        "from geo.geocoding.ranking import Answer\n"
        "import tempfile\n"
        "unknown = Answer('Edgware High Street', 'not_found', '')\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    print(pending([unknown], [Hints()], provider('nominatim'), folder=folder)['url'][0])"
    )
    assert told == (
        "https://nominatim.openstreetmap.org/search?q=Edgware+High+Street&format=json&limit=5"
        "&addressdetails=1&namedetails=1&accept-language=en"
    )
