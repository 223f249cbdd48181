from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from maps.exploring import LAYER, MAP, open_event, report_of, seven_events, shapes

import geo
from geo.maps import ManyEvents
from geo.maps.explore import explore
from geo.sealing import save_html

if TYPE_CHECKING:
    from typing import Literal

    from maps.opening import Open, Opened

AXE = Path(geo.__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


def shown(opened: Open, folium_map: folium.Map, path: Path, *, width: int = 1280) -> Opened:
    save_html(folium_map, path)
    found = opened(path, width=width)
    report_of(found)
    assert found.requests == []
    assert found.complaints == []
    return found


def test_groups_and_time_are_counted_together(opened: Open, tmp_path: Path) -> None:
    page = explore(seven_events(), column="kind", time="date", title="Seven")
    found = shown(opened, page, tmp_path / "seven.html")
    told = report_of(found)
    assert (told["rows"], told["passed"], told["inView"], told["undated"]) == (7, 7, 7, 1)
    assert told["byGroup"][:3] == [3, 2, 1]
    assert told["byGroup"][9] == 1  # without a kind
    assert found.page.locator(".many-name").all_inner_texts() == [
        "flood",
        "fire",
        "strike",
        "no value",
    ]
    found.page.get_by_role("checkbox", name="fire").uncheck()
    assert report_of(found)["passed"] == 5
    found.page.get_by_role("button", name="only flood").click()
    assert report_of(found)["passed"] == 3
    found.page.get_by_role("button", name="Show all").click()
    assert report_of(found)["passed"] == 7


@pytest.mark.parametrize(
    ("first", "last", "titles"),
    [
        # 12 May 2007 lies in "2007-05" and after "1992/.."; the undated strike is left out.
        ((2007, 5, 12), (2007, 5, 12), {"Flood of the delta", "Flood upriver", "Fire at the port"}),
        ((2007, 5, 13), (2007, 5, 31), {"Flood upriver", "Fire at the port"}),
        ((-43, 3, 15), (-43, 3, 15), {"Flood of old"}),
        ((-42, 1, 1), (1991, 12, 31), set()),
        ((2001, 6, 1), (2001, 6, 1), {"Nobody says what", "Fire at the port"}),
    ],
)
def test_a_window_keeps_what_may_lie_in_it(
    opened: Open,
    tmp_path: Path,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    titles: set[str],
) -> None:
    found = shown(opened, explore(seven_events(), time="date"), tmp_path / "seven.html")
    days = [_day(*one) - _day(-43, 1, 1) for one in (first, last)]
    passed = found.page.evaluate(
        f"""async ([first, last]) => {{
            const layer = {LAYER};
            layer.cloud.window = {{first, last}};
            const titles = [];
            for (let i = 0; i < 7; i += 1)
                if (layer.cloud.passes(i)) titles.push((await layer.texts.of(i))[0]);
            return titles }}""",
        days,
    )
    assert set(passed) == titles


def _day(year: int, month: int, day: int) -> int:
    """Count days in the proleptic Gregorian calendar by its rule for leap years."""
    lengths = [31, 28 + _leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    years = range(-43, year)
    return sum(365 + _leap(one) for one in years) + sum(lengths[: month - 1]) + day - 1


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def test_the_window_is_set_by_keyboard_and_said(opened: Open, tmp_path: Path) -> None:
    years = seven_events().assign(year=[1900, 1910, 1920, 1930, 1940, 1950, 1999])
    found = shown(opened, explore(years, time="year", text=["title"]), tmp_path / "years.html")
    page = found.page
    assert page.locator(".many-window").inner_text() == "1900 – 1999"
    page.get_by_role("slider", name="Last day").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("PageUp")
    told = report_of(found)
    bins = page.evaluate("Math.floor(document.querySelector('.many-track').clientWidth / 4)")
    years_kept = (_day(2000, 1, 1) - _day(1900, 1, 1)) * 30 / bins / 365.25
    assert told["passed"] == sum(1 for year in years["year"] if year - 1900 <= years_kept)
    assert page.get_by_role("slider", name="Last day").get_attribute("aria-valuetext") is not None
    page.wait_for_timeout(400)
    status = page.get_by_role("status").inner_text()
    assert status.startswith(f"{told['passed']} of 7 events, ")
    page.get_by_role("button", name="All time").click()
    assert report_of(found)["passed"] == 7


def test_play_moves_the_window_and_stops(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(seven_events(), time="date"), tmp_path / "play.html")
    page = found.page
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function(f"() => {LAYER}.cloud.window !== null")
    first = report_of(found)["window"]
    page.wait_for_function(f"(first) => {LAYER}.cloud.window.first > first", arg=first["first"])
    page.get_by_role("button", name="Pause").press("Enter")
    still = report_of(found)["window"]
    page.wait_for_timeout(150)
    assert report_of(found)["window"] == still


def test_a_click_opens_the_text_of_its_event(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(seven_events(), column="kind", time="date"), tmp_path / "p.html")
    assert open_event(found, 67.0, 24.9).split("\n")[0] == "Flood of the delta"
    said = open_event(found, 31.2, 30.0)
    assert said.split("\n") == [
        "Fire at the port",
        "date",
        "since 1992",
        "deaths",
        "7",
        "kind",
        "fire",
    ]


def test_events_at_one_place_are_paged_through(opened: Open, tmp_path: Path) -> None:
    three = seven_events().iloc[:3].set_geometry([shapely.Point(10, 50)] * 3)
    found = shown(opened, explore(three, text=["title"]), tmp_path / "three.html")
    assert "1 of 3 here" in open_event(found, 10, 50)
    titles = [found.page.locator(".many-event h2").inner_text()]
    for _ in range(2):
        found.page.get_by_role("button", name="Next").click()
        found.page.wait_for_timeout(60)
        titles.append(found.page.locator(".many-event h2").inner_text())
    assert titles == list(three["title"])


def test_lines_areas_and_points_are_drawn_and_what_has_no_place_is_said(
    opened: Open, tmp_path: Path
) -> None:
    found = shown(opened, explore(shapes()), tmp_path / "shapes.html")
    told = report_of(found)
    assert (told["rows"], told["inView"]) == (4, 4)
    assert "3 rows have no place and are not on the map." in found.page.inner_text(".many-notes")
    assert open_event(found, 4, 4, zoom=4) == "area"
    assert open_event(found, -60, 40, zoom=4) == "two points"
    assert open_event(found, 180, -10, zoom=4) == "line"
    found.page.keyboard.press("Escape")
    hole = f"{LAYER}.at({MAP}.latLngToContainerPoint([10, 10])).events.length"
    found.page.evaluate(f"{MAP}.setView([10, 10], 5, {{animate: false}})")
    found.page.wait_for_timeout(120)
    assert found.page.evaluate(hole) == 0


def test_events_on_both_sides_of_the_antimeridian_and_at_the_poles_are_in_view(
    opened: Open, tmp_path: Path
) -> None:
    ends = gpd.GeoDataFrame(
        {"name": ["east", "west", "north pole", "south pole"]},
        geometry=gpd.points_from_xy([179.9, -179.9, 180, -180], [0, 0, 90, -90]),
        crs="EPSG:4326",
    )
    found = shown(opened, explore(ends.iloc[:2]), tmp_path / "ends.html")
    assert report_of(found)["inView"] == 2
    assert open_event(found, 179.9, 0) == "east"
    assert open_event(found, 180.1, 0) == "west"
    found = shown(opened, explore(ends), tmp_path / "poles.html")
    assert report_of(found)["inView"] == 4
    assert open_event(found, 180, 85.0511, zoom=3) == "north pole"


def test_a_map_opens_over_the_pacific_only_where_that_is_far_shorter() -> None:
    def ends(*lons: float) -> tuple[float, float]:
        frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lons, [0] * len(lons)), crs=4326)
        (_, west), (_, east) = ManyEvents(frame).bounds()
        return west, east

    assert ends(-120, 0, 140) == (-120, 140)
    assert ends(140, 179, -179, -120) == (140, 240)
    # All around the world the way over the Pacific is hardly shorter: Greenwich stays inside.
    assert ends(-175, -90, 5, 90, 178) == (-175, 178)


def test_links_follow_the_great_circle_beyond_the_antimeridian(
    opened: Open, tmp_path: Path
) -> None:
    ends = gpd.GeoDataFrame(
        {"name": ["Tokyo", "San Francisco"]},
        geometry=gpd.points_from_xy([139.7, -122.4], [35.7, 37.8]),
        index=["tokyo", "sf"],
        crs="EPSG:4326",
    )
    links = pd.DataFrame({"from": ["tokyo"], "to": ["sf"], "medium": ["cable"]})
    found = shown(opened, explore(ends, links=links), tmp_path / "links.html")
    # Half-way (pyproj 3.7, WGS84): 48.7136° north, 172.2472° west; 8,288.14 km in all.
    said = open_event(found, 187.7528, 48.7136, zoom=4).split("\n")
    assert said[:6] == ["from", "tokyo", "to", "sf", "medium", "cable"]
    assert said[7] == "8,288 km"


def test_numbers_make_a_ramp_that_filters(opened: Open, tmp_path: Path) -> None:
    ten = gpd.GeoDataFrame(
        {"deaths": [*range(0, 100, 10), None]},
        geometry=gpd.points_from_xy(range(11), [0] * 11),
        crs="EPSG:4326",
    )
    found = shown(opened, explore(ten, column="deaths"), tmp_path / "ramp.html")
    assert found.page.locator(".many-range").inner_text() == "0 – 90"
    found.page.get_by_label("least shown").fill("141")  # 141 of 254 steps to 90 are 49.96
    assert report_of(found)["passed"] == 6  # 50 to 90, and the one without a number
    found.page.get_by_role("checkbox").uncheck()
    assert report_of(found)["passed"] == 5


def test_clusters_count_every_event_once(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(seven_events()), tmp_path / "clusters.html")
    found.page.get_by_role("button", name="Numbers").click()
    found.page.wait_for_function(f"() => {LAYER}.found.length > 0")
    many = found.page.evaluate(f"() => {LAYER}.found.reduce((sum, one) => sum + one.many, 0)")
    assert many == 7


def crowd() -> gpd.GeoDataFrame:
    """Return 4,000 events in a square of 20 degrees, one death at the first, two at the second."""
    side = np.linspace(0, 20, 64)
    lon, lat = (one.ravel()[:4000] for one in np.meshgrid(side, side))
    deaths = np.arange(1, 4001) * 0.5
    return gpd.GeoDataFrame(
        {"deaths": deaths, "kind": np.where(deaths % 1 == 0, "flood", "fire")},
        geometry=gpd.points_from_xy(lon, lat),
        crs="EPSG:4326",
    )


def test_the_page_picks_how_to_draw_by_room_and_says_it(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(crowd(), column="kind"), tmp_path / "auto.html")
    page = found.page
    assert report_of(found)["mode"] == "dots"
    page.evaluate(f"() => {MAP}.setView([10, 10], 3, {{animate: false}})")
    page.get_by_text("Automatic: hexagons, as dots would cover each other here.").wait_for()
    assert report_of(found)["mode"] == "hexagons"
    page.get_by_role("button", name="Dots", exact=True).click()
    page.wait_for_function("() => location.hash.includes('as=dots')")
    assert report_of(found)["mode"] == "dots"
    page.get_by_role("button", name="Automatic").click()
    page.evaluate(f"() => {MAP}.setView([10, 10], 8, {{animate: false}})")
    page.get_by_text("Automatic: dots, as they have room here.").wait_for()
    assert "as=" not in page.evaluate("location.hash")


def test_hexagons_add_up_a_column_of_numbers(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(crowd(), column="kind"), tmp_path / "sums.html")
    page = found.page
    page.get_by_role("button", name="Hexagons").click()
    page.get_by_label("Colour:").select_option("the sum of deaths")
    sums = f"() => {LAYER}.hexagons.reduce((all, one) => all + one.sum, 0)"
    page.wait_for_function(f"() => ({sums})() > 0")
    assert page.evaluate(sums) == 4000 * 4001 / 4
    page.get_by_role("checkbox", name="fire").uncheck()  # what is left is 1, 2, … 2000
    page.wait_for_function(f"() => ({sums})() === {2000 * 2001 // 2}")
    page.get_by_text("Sums of deaths from").wait_for()
    page.wait_for_function("() => location.hash.includes('colour=sum')")
    page.get_by_label("Colour:").select_option("the mean of deaths")
    page.get_by_text("Means of deaths on a scale from 0.5 to 2,000").wait_for()


def test_each_value_has_a_small_map_that_leads_to_it(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(seven_events(), column="kind"), tmp_path / "beside.html")
    page = found.page
    page.get_by_role("button", name="Side by side").click()
    small = page.locator(".many-multiples figure")
    small.nth(2).wait_for()
    assert [text.split() for text in small.all_inner_texts()] == [
        ["flood", "3"],
        ["fire", "2"],
        ["strike", "1"],
    ]
    page.wait_for_function("() => location.hash.includes('beside=1')")
    page.get_by_role("button", name="fire 2").click()
    assert small.count() == 3
    assert not page.locator(".many-multiples").is_visible()
    assert report_of(found)["passed"] == 2


def test_the_table_lists_what_is_in_view_and_opens_it_by_keyboard(
    opened: Open, tmp_path: Path
) -> None:
    found = shown(opened, explore(seven_events(), column="kind"), tmp_path / "table.html")
    page = found.page
    page.locator(".many-table summary").press("Enter")
    page.get_by_role("row").nth(7).wait_for()
    assert page.locator("caption").inner_text() == "7 events in view"
    assert {*page.locator("tbody th").all_inner_texts()} == {*seven_events()["title"]}
    fire = page.get_by_role("button", name="Fire at the port")
    fire.focus()
    page.evaluate(f"{MAP}.fire('moveend')")  # counts anew, and finds the same events
    page.wait_for_timeout(600)
    assert fire.evaluate("(one) => one === document.activeElement")
    fire.press("Enter")
    page.locator(".leaflet-popup-content").wait_for()
    page.wait_for_function("() => document.activeElement.matches('.leaflet-popup-close-button')")
    assert page.locator(".many-event h2").inner_text() == "Fire at the port"


def test_another_crs_is_turned_into_degrees(opened: Open, tmp_path: Path) -> None:
    metres = seven_events().to_crs("EPSG:3857")
    found = shown(opened, explore(metres, text=["title"], time=""), tmp_path / "metres.html")
    assert open_event(found, 67.0, 24.9, zoom=12) == "Flood of the delta"


def test_the_layer_lives_on_a_folium_map_beside_folium_s_own(opened: Open, tmp_path: Path) -> None:
    plain = folium.Map([25, 67], zoom_start=6, tiles=None)
    folium.CircleMarker([24.9, 66.0], radius=9).add_to(plain)
    ManyEvents(seven_events(), column="kind", time="date", name="Seven").add_to(plain)
    save_html(plain, tmp_path / "plain.html")
    found = opened(tmp_path / "plain.html")
    told = report_of(found)
    assert (told["rows"], told["byGroup"][:3]) == (7, [3, 2, 1])
    assert found.page.locator(".many-corner .many-timeline").is_visible()
    assert found.page.locator("path.leaflet-interactive").count() == 1
    assert found.requests == []
    assert found.complaints == []


def test_folium_s_markers_can_be_added_to_the_page(opened: Open, tmp_path: Path) -> None:
    page = explore(seven_events())
    folium.CircleMarker([24.9, 66.0], radius=9).add_to(page)
    found = shown(opened, page, tmp_path / "added.html")
    assert found.page.locator("path.leaflet-interactive").count() == 1
    assert report_of(found)["rows"] == 7


def test_it_fits_a_phone_and_shows_in_a_notebook_s_frame(opened: Open, tmp_path: Path) -> None:
    page = explore(seven_events(), column="kind", time="date", title="Seven")
    found = shown(opened, page, tmp_path / "phone.html", width=390)
    assert found.page.evaluate("document.documentElement.scrollWidth") == 390
    (tmp_path / "cell.html").write_text(f"<body>{page._repr_html_()}", encoding="utf-8")
    cell = opened(tmp_path / "cell.html")
    frame = cell.page.frame_locator("iframe")
    frame.get_by_text("7 events, 7 in view").wait_for()
    assert frame.locator(".many-values .many-row").count() == 4
    assert cell.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, tmp_path: Path, theme: Literal["light", "dark"]) -> None:
    axe = AXE.read_text(encoding="utf-8")
    for column, time in (("kind", "date"), ("deaths", "")):
        save_html(explore(seven_events(), column=column, time=time), tmp_path / "page.html")
        found = opened(tmp_path / "page.html")
        report_of(found)
        found.page.emulate_media(color_scheme=theme)
        found.page.locator(".many-table summary").click()
        found.page.locator("tbody tr").first.wait_for()
        found.page.evaluate(f"() => {LAYER}.open([0], 1)")
        found.page.wait_for_timeout(400)  # a pop-up that fades in has less contrast
        found.page.evaluate(axe)
        violations = found.page.evaluate("() => axe.run().then((told) => told.violations)")
        assert [one["id"] for one in violations] == []


def test_an_empty_table_is_an_empty_map(opened: Open, tmp_path: Path) -> None:
    found = shown(opened, explore(seven_events().iloc[:0]), tmp_path / "none.html")
    found.page.get_by_text("0 events, 0 in view").wait_for()


def test_the_public_name_is_geo_explore() -> None:
    assert geo.maps.explore is explore


def test_a_frame_that_opens_without_a_size_shows_all_events_once_it_has_one(
    tmp_path: Path, opened: Open
) -> None:
    inner = tmp_path / "inner.html"
    save_html(explore(seven_events()), inner)
    outer = tmp_path / "outer.html"
    document = html.escape(inner.read_text(encoding="utf-8"), quote=True)
    outer.write_text(
        f'<iframe style="border:0;width:0;height:0" srcdoc="{document}"></iframe>', encoding="utf-8"
    )
    page = opened(outer).page
    (frame,) = page.frames[1:]
    frame.wait_for_function(
        f"() => {{ const made = {LAYER}; return made && made.cloud.dated === 7 }}"
    )
    assert frame.evaluate(f"() => geoMany.report({LAYER}).inView") == 0
    page.evaluate(
        "() => Object.assign(document.querySelector('iframe').style, {width: '9in', height: '6in'})"
    )
    frame.wait_for_function(f"() => geoMany.report({LAYER}).inView === 7")
    canvas = frame.locator("canvas.many-dots")
    assert canvas.evaluate("(dots) => dots.width * dots.height") > 100_000
