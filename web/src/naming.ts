/** Names and keys for the marks on the map. */

/** Gives a mark on the map its name and role, and lets Enter and Space do what a click does. */
export function name(marker: L.Marker, text: string, act: () => void): void {
  const element = marker.getElement();
  if (element === undefined) return;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", text);
  element.setAttribute("title", text);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}
