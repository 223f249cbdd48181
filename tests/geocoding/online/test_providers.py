"""Naming a provider: any geocoder of geopy, with our transport, our name, and no key told."""

from __future__ import annotations

import inspect

import geopy.geocoders
import pytest
from geocoding.online.server import EDGWARE
from geopy.adapters import BaseAsyncAdapter, BaseSyncAdapter, URLLibAdapter

import geo
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.explain import Answer
from geo.geocoding.hints import Hints, read_within
from geo.geocoding.online import Limits, Provider, Transport, complete, pending, provider

SECRET = "hunter2-is-secret"  # noqa: S105 - of nobody
# Keys that geopy's classes need although they have a default.
NEEDED = {"google": ["api_key"], "googlev3": ["api_key"], "here": ["apikey"]}


def test_a_name_is_a_geocoder_of_geopy_with_our_transport_and_name() -> None:
    made = provider("Nominatim ")
    assert (made.name, made.service) == (
        "nominatim",
        "nominatim https://nominatim.openstreetmap.org",
    )
    assert isinstance(made.geocoder.adapter, Transport)
    agent = made.geocoder.headers["User-Agent"]
    assert agent == f"geo-event-maps/{geo.__version__} geopy/{geopy.__version__}"


def test_the_project_and_its_address_stand_before_ours() -> None:
    made = provider("nominatim", user_agent="karachi-map/2", email="me@example.org")
    agent = made.geocoder.headers["User-Agent"]
    assert agent.startswith("karachi-map/2 (me@example.org) geo-event-maps/")
    made = provider("nominatim", options={"user_agent": "karachi-map/3"})
    assert made.geocoder.headers["User-Agent"].startswith("karachi-map/3 geo-event-maps/")


def with_keys(name: str) -> Provider:
    """Name a geocoder with a secret for every key that it needs."""
    taken = inspect.signature(geopy.geocoders.SERVICE_TO_GEOCODER[name]).parameters
    needed = {
        key: "geocoder.example.org" if key == "domain" else SECRET
        for key, one in taken.items()
        if one.default is inspect.Parameter.empty or key in NEEDED.get(name, [])
    }
    return provider(name, options=needed)


@pytest.mark.parametrize("name", sorted(geopy.geocoders.SERVICE_TO_GEOCODER))
def test_every_geocoder_of_geopy_can_be_named(name: str) -> None:
    made = with_keys(name)
    assert (made.name, made.service.split()[0]) == (name, name)
    assert isinstance(made.geocoder.adapter, Transport)
    assert SECRET not in repr(made)


@pytest.mark.parametrize("name", sorted(geopy.geocoders.SERVICE_TO_GEOCODER))
def test_every_geocoder_of_geopy_understands_the_hints_and_shows_no_key(name: str) -> None:
    unknown = Answer("filled.count.soap", "not_found", "")
    sindh = read_within(embedded(), "Sindh")
    asked = [Hints(), Hints(country="PK", within=sindh), Hints(country="PK", near=(67.0, 24.9))]
    shown = pending([unknown] * 3, asked, with_keys(name))["url"]
    assert len(shown) == 3
    for url in shown:
        assert url.startswith("http"), url
        assert "filled" in url
        assert SECRET not in url


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(geo.GeocodeError, match=r"'nominatum', wanted one of arcgis, .*nominatim"):
        provider("nominatum")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org", "example.org", "http://", "http://a:hunter2@example.org", "http://x/?q=1",
     "http://example.org:99999", "http://exa\nmple.org", "http://[::1", "file:///etc/passwd"],
)  # fmt: skip
def test_a_url_that_is_none_is_refused_and_its_password_not_told(url: str) -> None:
    with pytest.raises(geo.GeocodeError, match="url: found") as caught:
        provider("nominatim", url=url)
    assert "hunter2" not in str(caught.value)


def test_what_a_geocoder_does_not_take_is_said() -> None:
    with pytest.raises(geo.GeocodeError, match=r"url: Baidu has one address only"):
        provider("baidu", url="http://127.0.0.1:1", options={"api_key": "secret"})
    with pytest.raises(geo.GeocodeError, match=r"Photon takes no 'api_key'; it takes scheme, .*"):
        provider("photon", options={"api_key": "secret"})


def test_a_missing_key_is_said() -> None:
    with pytest.raises(geo.GeocodeError, match=r"OpenCage can't be made: .*api_key"):
        provider("opencage")


@pytest.mark.parametrize("text", ["two\nlines", "a\r\nX-Evil: 1", "Köln", "x" * 400])
def test_a_user_agent_is_one_short_line(text: str) -> None:
    with pytest.raises(geo.GeocodeError, match="user_agent"):
        provider("nominatim", user_agent=text)


@pytest.mark.parametrize(
    "limits",
    [{"deadline_s": 0}, {"deadline_s": 601}, {"interval_s": -1}, {"miss_days": float("nan")}],
)
def test_limits_without_sense_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(geo.GeocodeError, match=next(iter(limits))):
        Limits(**limits)


def test_a_key_is_not_in_the_representation() -> None:
    made = provider("opencage", options={"api_key": "hunter2-is-secret"})
    assert "hunter2" not in repr(made)
    assert made.secrets == ("hunter2-is-secret",)
    assert made.service == "opencage https://api.opencagedata.com/geocode/v1/json"


def test_a_geocoder_of_ones_own_keeps_its_settings_and_gets_our_transport() -> None:
    own = geopy.geocoders.Nominatim(
        user_agent="mine/1", domain="127.0.0.1:9", scheme="http", adapter_factory=URLLibAdapter
    )
    made = provider(own)
    assert (made.name, made.service) == ("nominatim", "nominatim http://127.0.0.1:9")
    assert isinstance(made.geocoder.adapter, Transport)
    assert made.geocoder.headers == {"User-Agent": "mine/1"}
    assert isinstance(own.adapter, URLLibAdapter), "the caller's own is as it was"


def test_a_geocoder_that_wants_await_is_refused() -> None:
    class Later(BaseAsyncAdapter):
        async def get_json(self, *_: object, **__: object) -> None: ...
        async def get_text(self, *_: object, **__: object) -> None: ...

        def __init__(self, **_: object) -> None: ...

    own = geopy.geocoders.Nominatim(user_agent="mine/1", adapter_factory=Later)
    with pytest.raises(geo.GeocodeError, match="await"):
        provider(own)


def test_an_adapter_of_ones_own_stays() -> None:
    class Recorded(BaseSyncAdapter):
        def __init__(self, **_: object) -> None: ...

        def get_json(self, _: str, *, timeout: float, **__: object) -> list[object]:
            assert 0 < timeout <= 20
            return [EDGWARE]

        get_text = get_json

    own = geopy.geocoders.Nominatim(user_agent="mine/1", adapter_factory=Recorded)
    unknown = Answer("Edgware High Street", "not_found", "")
    (answer,) = complete([unknown], [Hints()], own)
    assert (answer.status, answer.place.name) == ("ok", "High Street")


@pytest.mark.parametrize("wrong", [7, None, object(), geopy.geocoders.Nominatim])
def test_what_is_no_geocoder_is_refused(wrong: object) -> None:
    with pytest.raises(geo.GeocodeError, match="wanted a name or a geocoder of geopy"):
        provider(wrong)


def test_a_geocoder_brings_its_own_url() -> None:
    with pytest.raises(geo.GeocodeError, match="brings its own url"):
        provider(geopy.geocoders.Photon(), url="http://127.0.0.1:1")


def test_loopback_is_asked_at_once_and_others_once_a_second() -> None:
    assert provider("nominatim", url="http://127.0.0.1:1").interval_s == 0
    assert provider("nominatim", url="http://localhost:1").interval_s == 0
    assert provider("nominatim").interval_s == 1
    assert provider("nominatim", url="https://nominatim.example.org").interval_s == 1
    assert provider("photon", limits=Limits(interval_s=0.2)).interval_s == 0.2
