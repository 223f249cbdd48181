/** Footnotes: the numbers behind a text, and the way to the claim that each stands for. */

import { isolated, make } from "./dom";
import type { Step } from "./types";
import { digits, say } from "./words";

/** A step's text, with the numbers of its claims as links to the notes of the page. */
export function cited(step: Step, page: string): Node[] {
  if (step.parts.length === 0) return [isolated(step.text)];
  return step.parts.flatMap(([text, numbers]) => {
    const [first] = numbers;
    if (first === undefined) return [isolated(text)];
    const n = noteText(numbers);
    const label = say(numbers.length > 1 ? "notes.open" : "note.open", { n });
    const names = { href: `#${page}_note_${first}`, "data-notes": numbers.join(" "), "aria-label": label };
    return [isolated(text), make("sup", { class: "geo-marks" }, make("a", names, n))];
  });
}

/** Writes the numbers of the notes behind one place of a text, those in a row as a range. */
export function noteText(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last[last.length - 1] === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs
    .map((run) => (run.length < 3 ? run.map(digits).join(", ") : `${digits(run[0] ?? 0)}–${digits(run[run.length - 1] ?? 0)}`))
    .join(", ");
}

/** Goes to a note without touching the address, whose fragment is the page's own. */
export function followNotes(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".geo-marks a") : null;
    const note = link === null ? null : document.getElementById(link.hash.slice(1));
    if (note === null) return;
    event.preventDefault();
    const page = note.id.replace(/\d+$/, "");
    const opened = new Set((link?.dataset["notes"] ?? "").split(" ").map((number) => `${page}${number}`));
    for (const one of document.querySelectorAll(".geo-notes li")) one.classList.toggle("is-open", opened.has(one.id));
    note.scrollIntoView({ block: "center" });
    note.focus({ preventScroll: true });
  });
}
