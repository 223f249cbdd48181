"""Open a page in Chromium with the network refused and measure what a reader would feel."""

from __future__ import annotations

import mimetypes
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, Playwright, Route

WIDTH, HEIGHT = 1280, 800
LIMIT_S = 240
_MOVES = 60
_ANY_ORIGIN = {"access-control-allow-origin": "*"}
_LAYER = "window[Object.keys(window).find((name) => /^many_events_/.test(name))]"
_MAP = "window[Object.keys(window).find((name) => /^explore_map_/.test(name))]"

# When events first stand on the screen, by tool: true in the frame after they were drawn.
DRAWN = {
    "geo": f"(() => {{ const one = {_LAYER}; return one && one.drawn && one.drawn.whole > 0 }})()",
    "fast-marker-cluster": "!!document.querySelector('.marker-cluster, .leaflet-marker-icon')",
    "geojson": "!!document.querySelector('.leaflet-overlay-pane canvas')",
    "explore": "!!document.querySelector('.leaflet-overlay-pane :is(canvas, path)')",
    "lonboard": "window.benchmark.instances >= window.benchmark.rows",
    "pydeck": "window.benchmark.instances >= window.benchmark.rows",
    "bokeh": "!!(window.Bokeh && Bokeh.documents[0] && Bokeh.documents[0].is_idle)",
}
_WATCH = """
window.benchmark = {drawn: 0, rows: %d, instances: 0};
%s
const look = () => {
    try {
        if (%s) {
            window.benchmark.drawn = performance.now();
            console.log("benchmark: drawn");
            return;
        }
    } catch (error) {}
    window.benchmark.instances = 0;
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
# deck.gl draws all its points as copies of one shape: counted by frame.
_COUNT_INSTANCES = """
const drawn = WebGL2RenderingContext.prototype.drawArraysInstanced;
WebGL2RenderingContext.prototype.drawArraysInstanced = function (...told) {
    window.benchmark.instances += told[3];
    return drawn.apply(this, told);
};
"""
_NEEDS_WEBGL = {"lonboard", "pydeck"}
_WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_EMPTY_STYLE = {
    "version": 8,
    "sources": {},
    "layers": [{"id": "paper", "type": "background", "paint": {"background-color": "#ffffff"}}],
}
_FRAMES = """() => {
    const told = window.benchmark;
    told.frames = [];
    told.on = true;
    let before = 0;
    const next = (now) => {
        if (before) told.frames.push(now - before);
        before = now;
        if (told.on) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
}"""
_CLICK = """() => {
    const told = window.benchmark;
    told.opened = 0;
    addEventListener("click", (event) => { told.clicked = event.timeStamp; },
                     {capture: true, once: true});
    new MutationObserver((_, observer) => {
        if (!document.querySelector(".leaflet-popup-content")) return;
        told.opened = performance.now();
        observer.disconnect();
    }).observe(document.querySelector(".leaflet-popup-pane"), {childList: true, subtree: true});
}"""


def open_page(
    playwright: Playwright,
    chromium: str,
    *,
    tool: str,
    page: Path,
    rows: int,
    copies: dict[str, Path],
) -> dict[str, Any]:
    """Measure a page once.

    Parameters
    ----------
    playwright : playwright.sync_api.Playwright
        A running Playwright.
    chromium : str
        Path of the browser.
    tool : str
        Which tool made the page.
    page : pathlib.Path
        The page.
    rows : int
        How many events it shows.
    copies : dict
        Local files that stand for addresses, by the end of the address.

    Returns
    -------
    dict
        ``drawn_s``, ``frame_ms_median``, ``frame_ms_p95``, ``heap_mb`` and for ours ``click_ms``;
        ``drawn_cpu_s`` and ``frame_cpu_ms`` are processor time of the main thread, which other
        work on the machine does not lengthen.
    """
    browser = _launched(playwright, chromium, webgl=tool in _NEEDS_WEBGL)
    try:
        opened, cdp = _drawn(browser, tool=tool, page=page, rows=rows, copies=copies)
        drawn_cpu = _main_thread_s(cdp)
        found: dict[str, Any] = {"drawn_s": round(_told(opened, "drawn") / 1000, 3)}
        found["drawn_cpu_s"] = round(drawn_cpu, 3)
        opened.wait_for_load_state("load", timeout=LIMIT_S * 1000)
        opened.wait_for_timeout(800)
        found |= _frames(opened, tool, cdp)
        found["heap_mb"] = _heap_mb(cdp)
        if tool == "geo":
            found |= _clicks(opened)
        return found
    finally:
        browser.close()


def _launched(playwright: Playwright, chromium: str, *, webgl: bool) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium,
        args=[
            *("--no-sandbox", "--disable-background-networking"),
            *(_WEBGL if webgl else ["--disable-gpu"]),
        ],
    )


def _drawn(
    browser: Browser, *, tool: str, page: Path, rows: int, copies: dict[str, Path]
) -> tuple[Page, CDPSession]:
    """Open a page and wait until its events stand on the screen."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    opened = context.new_page()
    opened.set_default_timeout(LIMIT_S * 1000)
    counted = _COUNT_INSTANCES if tool in _NEEDS_WEBGL else ""
    opened.add_init_script(_WATCH % (rows, counted, DRAWN[tool]))
    context.route("**/*", lambda route: _answer(route, page, copies))
    cdp = context.new_cdp_session(opened)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    # Nothing asks the page until it says that it is drawn: an asker takes its time.
    with opened.expect_console_message(lambda message: message.text == "benchmark: drawn"):
        opened.goto(page.as_uri(), wait_until="commit", timeout=LIMIT_S * 1000)
    return opened, cdp


def dragged(
    playwright: Playwright, chromium: str, *, tool: str, page: Path, copies: dict[str, Path]
) -> dict[str, Any]:
    """Drag a page's map once by 60 moves and let it go.

    Returns
    -------
    dict
        ``move_ms``: processor time of the main thread by move; ``rest_ms``: that of the second
        after the last one.
    """
    browser = _launched(playwright, chromium, webgl=False)
    try:
        opened, cdp = _drawn(browser, tool=tool, page=page, rows=0, copies=copies)
        opened.wait_for_load_state("load", timeout=LIMIT_S * 1000)
        opened.wait_for_timeout(1500)
        opened.mouse.move(400, 300)
        opened.mouse.down()
        opened.mouse.move(404, 302)
        opened.wait_for_timeout(100)
        before = _main_thread_s(cdp)
        for step in range(_MOVES):
            opened.mouse.move(404 + 3 * step, 302 + step)
            opened.wait_for_timeout(16)
        moved = _main_thread_s(cdp)
        opened.mouse.up()
        opened.wait_for_timeout(1000)
        rested = _main_thread_s(cdp)
        return {
            "move_ms": round(1000 * (moved - before) / _MOVES, 2),
            "rest_ms": round(1000 * (rested - moved), 1),
        }
    finally:
        browser.close()


def _answer(route: Route, page: Path, copies: dict[str, Path]) -> None:
    address = route.request.url
    if address == page.as_uri() or address.startswith(("data:", "blob:")):
        route.continue_()
        return
    if address.endswith("/style.json"):
        route.fulfill(json=_EMPTY_STYLE, headers=_ANY_ORIGIN)
        return
    file = next((file for end, file in copies.items() if address.split("?")[0].endswith(end)), None)
    if file is None:
        route.abort()
    else:
        route.fulfill(path=file, headers=_ANY_ORIGIN | _kind(file))


def copies_for(tool: str) -> dict[str, Path]:
    """Return local files for what folium asks the network for, by the end of the address."""
    if tool == "geo":
        return {}
    static = Path(__file__).parents[2] / "geo" / "maps" / "static"
    names = {
        "leaflet.js": static / "leaflet.js",
        "leaflet.css": static / "leaflet.css",
        "leaflet.markercluster.js": static / "folium" / "marker-cluster.js",
        "MarkerCluster.css": static / "folium" / "marker-cluster.css",
        "MarkerCluster.Default.css": static / "folium" / "marker-cluster-default.css",
        "leaflet.awesome-markers.js": static / "folium" / "awesome-markers.js",
        "leaflet.awesome-markers.css": static / "folium" / "awesome-markers.css",
        "jquery-3.7.1.min.js": static / "folium" / "jquery.js",
        "bootstrap.bundle.min.js": static / "folium" / "bootstrap.js",
        "bootstrap.min.css": static / "folium" / "bootstrap.css",
    }
    return {end: file for end, file in names.items() if file.is_file()}


def _kind(file: Path) -> dict[str, str]:
    return {"content-type": mimetypes.guess_type(file.name)[0] or "text/plain"}


def _told(page: Page, name: str) -> Any:  # noqa: ANN401
    return page.evaluate(f"() => window.benchmark.{name}")


def _frames(page: Page, tool: str, cdp: CDPSession) -> dict[str, Any]:
    """Drag and zoom for some seconds, the timeline playing where there is one."""
    if tool == "geo":
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(300)
    page.evaluate(_FRAMES)
    before = _main_thread_s(cdp)
    until = time.monotonic() + 6
    x, y = 500, 380
    page.mouse.move(x, y)
    while time.monotonic() < until:
        page.mouse.down()
        for step in range(12):
            page.mouse.move(x + 12 * step, y + 5 * step)
            page.wait_for_timeout(16)
        page.mouse.up()
        for turn in (-120, -120, 120, 120):
            page.mouse.wheel(0, turn)
            page.wait_for_timeout(120)
        page.mouse.move(x, y)
    page.evaluate("() => { window.benchmark.on = false }")
    spent = _main_thread_s(cdp) - before
    frames = sorted(_told(page, "frames"))
    if tool == "geo":
        page.get_by_role("button", name="Pause").click()
        page.get_by_role("button", name="All time").click()
    return {
        "frames": len(frames),
        "frame_cpu_ms": round(1000 * spent / len(frames), 1),
        "frame_ms_median": round(frames[len(frames) // 2], 1),
        "frame_ms_p95": round(frames[int(len(frames) * 0.95)], 1),
    }


def _main_thread_s(cdp: CDPSession) -> float:
    """Return the processor time that the page's main thread has taken."""
    told = cdp.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))


def _heap_mb(cdp: CDPSession) -> float:
    """Measure what scripts hold: the heap and the buffers behind typed arrays."""
    cdp.send("HeapProfiler.collectGarbage")
    told = cdp.send("Runtime.getHeapUsage")
    return round((told["usedSize"] + told.get("backingStorageSize", 0)) / 1e6, 1)


def _clicks(page: Page) -> dict[str, Any]:
    """Click on events all over the file, each in a block of its own, and time what opens."""
    times = []
    rows = page.evaluate(f"() => {_LAYER}.cloud.head.rows")
    box = page.locator(".folium-map").bounding_box() or {"x": 0, "y": 0}
    for number in range(9):
        x, y = page.evaluate(
            f"""(i) => {{
                const map = {_MAP}, layer = {_LAYER};
                map.closePopup();
                const lon = (layer.cloud.x[i] / 2 ** 30 - 0.5) * 360;
                const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * layer.cloud.y[i] / 2 ** 30)));
                map.setView([lat * 180 / Math.PI, lon], 15, {{animate: false}});
                const size = map.getSize();
                return [size.x / 2, size.y / 2] }}""",
            int(rows * (number + 0.5) / 9),
        )
        page.locator(".leaflet-popup-content").wait_for(state="detached")
        page.wait_for_timeout(400)
        page.evaluate(_CLICK)
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.wait_for_function("() => window.benchmark.opened > 0")
        times.append(_told(page, "opened") - _told(page, "clicked"))
    times.sort()
    return {"click_ms_median": round(times[4], 1), "click_ms_worst": round(times[-1], 1)}
