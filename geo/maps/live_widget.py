"""The widget between a page of many events and the kernel; importing it takes anywidget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from geo.sealing.assets import static_text

if TYPE_CHECKING:
    from collections.abc import Callable


class LiveView(anywidget.AnyWidget):
    """What a page of many events and the kernel tell each other.

    Parameters
    ----------
    page : callable
        Returns the page, for where the widget is shown by itself.
    title : str
        The page's headline.
    texts : callable
        Takes the number that the page has for an event and returns its texts, column by column;
        a page of many events in a notebook carries none.
    """

    _esm = static_text("live.js")
    frame = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    place = traitlets.Any(None, allow_none=True).tag(sync=True)
    bounds = traitlets.Any(None, allow_none=True).tag(sync=True)
    window = traitlets.Any(None, allow_none=True).tag(sync=True)
    passed = traitlets.Any(None, allow_none=True).tag(sync=True)
    kept = traitlets.Any(None, allow_none=True).tag(sync=True)
    chosen = traitlets.Any(None, allow_none=True).tag(sync=True)
    moves: Any = traitlets.List().tag(sync=True)

    def __init__(
        self, page: Callable[[], bytes], *, title: str, texts: Callable[[int], list[str]]
    ) -> None:
        super().__init__(title=title)
        self.frame = f"geo-live-{self.model_id}"
        self._page = page
        self._texts = texts
        self.on_msg(self._answer)

    def _answer(self, _: object, content: object, __: object) -> None:
        """Send the page to a frame that is to be filled, or the texts of an event."""
        if content == {"page": True}:
            self.send({"page": True}, buffers=[self._page()])
        elif isinstance(content, dict) and isinstance(content.get("texts"), int):
            event = content["texts"]
            self.send({"texts": event, "values": self._texts(event)})
