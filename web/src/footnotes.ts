/** Footnotes: the numbers behind a text, and the way to the claim that each stands for. */

import { isolated, make } from "./dom";
import type { Step } from "./types";
import { digits, say } from "./words";

/** A step's text, with the numbers of its claims as links to the notes of the page. */
export function cited(step: Step, page: string): Node[] {
  if (step.parts.length === 0) return [isolated(step.text)];
  return step.parts.flatMap(([text, numbers]) => {
    const links = numbers.map((number) => {
      const n = digits(number);
      return make("a", { href: `#${page}_note_${number}`, "aria-label": say("note.open", { n }) }, n);
    });
    return links.length === 0 ? [isolated(text)] : [isolated(text), make("sup", { class: "geo-marks" }, ...links)];
  });
}

/** Goes to a note without touching the address, whose fragment is the page's own. */
export function followNotes(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".geo-marks a") : null;
    const note = link === null ? null : document.getElementById(link.hash.slice(1));
    if (note === null) return;
    event.preventDefault();
    note.scrollIntoView({ block: "center" });
    note.focus({ preventScroll: true });
  });
}
