/**
 * Lets a page scroll past its map: in a frame, and on a page where the map is one part of what is
 * read, the wheel zooms with Ctrl (⌘ on a Mac); there, and
 * where the page itself can be scrolled, a finger alone scrolls and two fingers move the map.
 */

import { make } from "./dom";

const HINT_MS = 1500;

/** What the hints say. */
export interface GestureHints {
  readonly wheel: string;
  readonly finger: string;
}

/** Returns the key that lets the wheel zoom, as this reader's keyboard has it. */
export function zoomKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
}

const isFramed = window.self !== window.top;

/** Returns whether a map that took every finger would hold a reader back. */
function canScrollAround(): boolean {
  return isFramed || document.documentElement.scrollHeight > window.innerHeight + 1;
}

export function letScroll(map: L.Map, { wheel, finger }: GestureHints): void {
  const container = map.getContainer();
  const isPassed = isFramed || container.closest(".geo-archive") !== null;
  const hint = make("div", { class: "geo-gesture-hint", "aria-hidden": "true" });
  let timer = 0;
  const show = (text: string): void => {
    hint.textContent = text;
    container.append(hint);
    hint.classList.add("is-shown");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => hint.classList.remove("is-shown"), HINT_MS);
  };
  const isOnMap = ({ target }: Event): boolean =>
    target instanceof Element && target.closest(".leaflet-control, .leaflet-popup") === null;
  container.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey || !isPassed || !isOnMap(event)) return;
      event.stopPropagation(); // Leaflet doesn't see it, and the browser scrolls
      show(wheel);
    },
    { capture: true, passive: true },
  );

  const settle = (): void => void container.classList.toggle("geo-lets-scroll", canScrollAround());
  settle();
  window.addEventListener("resize", settle);
  window.addEventListener("load", settle);
  let moved = false;
  container.addEventListener(
    "touchstart",
    (event) => {
      moved = false;
      settle();
      if (isOnMap(event) && canScrollAround() && event.touches.length === 1) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
  container.addEventListener(
    "touchmove",
    (event) => {
      if (moved || !isOnMap(event) || !canScrollAround() || event.touches.length !== 1) return;
      moved = true;
      show(finger);
    },
    { capture: true, passive: true },
  );
}
