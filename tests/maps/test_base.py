from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from maps.exploring import LAYER, seven_events

from geo.maps.explore import explore

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

pytestmark = pytest.mark.browser


def test_maps_below_the_fold_are_drawn_for_print_without_scrolling(
    opened: Open, tmp_path: Path
) -> None:
    cell = explore(seven_events())._repr_html_()
    (tmp_path / "cells.html").write_text(f"<body>{cell * 4}", encoding="utf-8")
    page = opened(tmp_path / "cells.html").page
    frames = page.frames[1:]
    assert len(frames) == 4
    for frame in frames:
        frame.wait_for_function(
            f"() => {{ const one = {LAYER}; return one && one.drawn.whole > 0 }}"
        )
        land = frame.locator(".leaflet-many-land-pane canvas")
        land.wait_for(state="attached")
        inked = land.evaluate(
            "async (canvas) => { for (let i = 0; i < 50; i += 1) {"
            "const {width, height} = canvas; "
            "const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);"
            "if (data.some((one) => one > 0)) return true;"
            "await new Promise((resolve) => setTimeout(resolve, 100)) } return false }"
        )
        assert inked
