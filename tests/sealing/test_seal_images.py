"""Images and films that are given as files lie inside the saved page."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import folium
import pytest
from folium import plugins
from maps.every_plugin import ICON

import geo
from geo.errors import ExportError

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

GIF = base64.b64decode(ICON.partition(",")[2])
CORNERS = [[30, 60], [36, 66]]


@pytest.mark.browser
def test_images_given_as_files_are_shown(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a b.gif").write_bytes(GIF)
    monkeypatch.chdir(tmp_path)
    m = folium.Map([33, 63], zoom_start=5, tiles=None)
    for image in ("a b.gif", tmp_path / "a b.gif", (tmp_path / "a b.gif").as_uri()):
        plugins.FloatImage(image).add_to(m)
    address = (tmp_path / "a b.gif").as_uri()
    folium.raster_layers.ImageOverlay("a b.gif", CORNERS).add_to(m)
    folium.raster_layers.ImageOverlay(address, CORNERS).add_to(m)
    folium.Marker([33, 63], icon=folium.CustomIcon(address, shadow_image=address)).add_to(m)
    geo.save_html(m, tmp_path / "map.html")
    found = opened(tmp_path / "map.html")
    images = found.page.locator("img")
    assert images.count() == 7
    assert images.evaluate_all("all => all.map((one) => one.src)") == [ICON] * 7
    assert images.evaluate_all("all => all.every((one) => one.naturalWidth === 1)")
    assert found.complaints == []
    assert plugins.FloatImage in map(type, m._children.values())
    kept = [one.image for one in m._children.values() if isinstance(one, plugins.FloatImage)]
    assert kept == ["a b.gif", tmp_path / "a b.gif", address]  # the map is as it was


def test_a_film_given_as_a_file_is_inside(tmp_path: Path) -> None:
    (tmp_path / "film.webm").write_bytes(b"\x1aE\xdf\xa3")
    m = folium.Map(tiles=None)
    folium.raster_layers.VideoOverlay(str(tmp_path / "film.webm"), CORNERS).add_to(m)
    geo.save_html(m, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert '"data:video/webm;base64,GkXfow=="' in page


def test_one_error_names_each_file_that_can_not_be_inside_and_its_layer(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "folder.png").mkdir()
    m = folium.Map(tiles=None)
    group = folium.FeatureGroup("Logos").add_to(m)
    plugins.FloatImage("none/logo.png").add_to(group)
    plugins.FloatImage(str(tmp_path / "secret.txt")).add_to(m)
    plugins.FloatImage(tmp_path / "folder.png").add_to(m)
    plugins.FloatImage("file://elsewhere/logo.png").add_to(m)
    plugins.FloatImage("\\\\elsewhere\\logo.png").add_to(m)
    plugins.FloatImage("nul\0.png").add_to(m)
    plugins.FloatImage("https://[a/logo.png").add_to(m)
    overlay = folium.raster_layers.ImageOverlay("file:///none/over.png", CORNERS, name="Old map")
    overlay.add_to(m)
    folium.raster_layers.VideoOverlay("film.webm", CORNERS).add_to(m)
    with pytest.raises(ExportError) as caught:
        geo.save_html(m, tmp_path / "map.html")
    message = str(caught.value)
    for path, why, place in (
        ("none/logo.png", "there is no such file", 'FloatImage of FeatureGroup "Logos"'),
        (f"{tmp_path}/secret.txt", "the name is not that of an image", "FloatImage"),
        (f"{tmp_path}/folder.png", "can't be read: Is a directory", "FloatImage"),
        ("nul\0.png", "there is no such file", "FloatImage"),
        ("/none/over.png", "there is no such file", 'ImageOverlay "Old map"'),
        ("film.webm", "there is no such file", "VideoOverlay"),
    ):
        assert f"  {path} ({why})\n    in {place}" in message
    assert message.count("logo.png\n    in FloatImage") == 3  # of another machine
    assert "secret\n" not in message
    assert not (tmp_path / "map.html").exists()
