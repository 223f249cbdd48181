/** Where the parts of the page stand. */

/** Puts a part into its slot of the page, or on the map where the page has none. */
export function inSlot(map: L.Map, slot: string, box: HTMLElement, corner: L.ControlPosition): void {
  const place = slot === "" ? null : document.getElementById(slot);
  if (place !== null) {
    place.replaceChildren(box);
    return;
  }
  const control = new L.Control({ position: corner });
  control.onAdd = () => {
    box.classList.add("geo-control");
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    return box;
  };
  control.addTo(map);
}
