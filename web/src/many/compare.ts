/** Two maps that move as one: side by side, or one over the other with a line between them. */

import { button, make } from "./dom";

/** Lets two maps show the same place, and one choose how they stand; both fill the stage. */
export function compare(left: L.Map, right: L.Map, stage: HTMLElement, names: readonly [string, string]): void {
  follow(left, right);
  follow(right, left);
  const line = make("input", {
    type: "range", class: "many-swipe", min: "0", max: "100", value: "50", "aria-label": `Share of ${names[0]}`,
  });
  const captions = names.map((name, i) => make("p", { class: i === 0 ? "many-caption" : "many-caption many-other" }, name));
  const place = (): void => stage.style.setProperty("--share", `${line.value}%`);
  const swipe = button("Swipe", () => stand(!stage.classList.contains("is-swiped")));
  swipe.className = "many-standing";
  const stand = (isSwiped: boolean): void => {
    const [center, zoom] = [left.getCenter(), left.getZoom()];
    stage.classList.toggle("is-swiped", isSwiped);
    swipe.textContent = isSwiped ? "Side by side" : "Swipe";
    line.hidden = !isSwiped;
    for (const map of [left, right]) {
      map.invalidateSize(false);
      map.setView(center, zoom, { animate: false });
    }
  };
  line.addEventListener("input", place);
  place();
  stage.append(...captions, line, swipe);
  stand(false);
}

let leader: L.Map | null = null;

function follow(map: L.Map, leading: L.Map): void {
  leading.on("move zoom", () => {
    if (leader !== null && leader !== leading) return;
    leader = leading;
    map.setView(leading.getCenter(), leading.getZoom(), { animate: false });
    leader = null;
  });
}
