/** Names and keys for the marks on the map. */

import { isolated, make } from "./dom";

/** Gives a mark on the map its name and role, shows the name to a pointer, and lets Enter and Space act as a click. */
export function name(marker: L.Marker, text: string, act: () => void): void {
  const element = marker.getElement();
  if (element === undefined) return;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", text);
  marker.unbindTooltip().bindTooltip(make("div", {}, isolated(text)), { className: "geo-link-tip", direction: "top", offset: [0, -10] });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}
