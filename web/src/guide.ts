/** The story told in steps, as its author wrote them: each has its view, its time and its evidence. */

import type { Walk } from "./cards";
import { parseWindow } from "./days";
import { isolated, make, readBlock } from "./dom";
import { EVERYTHING } from "./filter";
import { cited } from "./footnotes";
import { inSlot } from "./slots";
import { storeOf, type Store } from "./store";
import type { Step } from "./types";
import { digits, leftward, say } from "./words";

export class Guide implements Walk {
  private readonly store: Store;
  private readonly steps: readonly Step[];
  private readonly page: string;
  private readonly place = make("span", { class: "geo-step-number" });
  private readonly title = make("h2", {});
  private readonly text = make("p", { class: "geo-step-text" });
  private readonly back = make("button", { type: "button", class: "geo-step-back" });
  private readonly next = make("button", { type: "button", class: "geo-step-next" });

  constructor(map: L.Map, block: string, slot: string) {
    this.store = storeOf(map);
    this.page = map.getContainer().id;
    this.steps = readBlock<readonly Step[]>(block);
    if (this.steps.length === 0) return;
    for (const [button, key, turn] of [
      [this.back, "step.back", -1],
      [this.next, "step.next", 1],
    ] as const) {
      button.append(make("span", { "aria-hidden": "true" }, arrow(turn)));
      button.setAttribute("aria-label", say(key));
      button.setAttribute("title", say(key));
      button.addEventListener("click", () => this.go(this.at + turn));
    }
    const buttons = make("div", { class: "geo-step-buttons" }, this.back, this.next);
    const head = make("div", { class: "geo-step-head" }, this.place, buttons);
    const box = make("section", { class: "geo-guide", "aria-label": say("step.title") }, head, this.title, this.text);
    box.addEventListener("keydown", (event) => this.walk(event));
    inSlot(map, slot, box, "topright");
    this.store.whenMoved(() => this.refresh());
    const [first] = this.steps;
    if (first !== undefined && (first.view === this.store.view || first.view === "")) {
      this.store.moved(this.store.view, first.id);
    }
    this.refresh();
  }

  /** The steps' ids, in their order. */
  get names(): readonly string[] {
    return this.steps.map(({ id }) => id);
  }

  private get at(): number {
    return this.steps.findIndex(({ id }) => id === this.store.step);
  }

  /** Goes to a step: its view, its time, and what it shows; all other filters are taken off. */
  go(index: number, animate = true): void {
    const step = this.steps[Math.max(0, Math.min(this.steps.length - 1, index))];
    if (step === undefined) return;
    this.store.setFilter({ ...EVERYTHING, time: parseWindow(step.date) });
    this.store.views.get(step.view)?.(animate);
    this.store.moved(step.view === "" ? this.store.view : step.view, step.id);
    this.store.select(step.selects, "address");
    const n = digits(this.at + 1);
    const head = say("step.of", { n, all: digits(this.steps.length) });
    this.store.announce(`${head}: ${step.title}. ${step.text}`);
  }

  private refresh(): void {
    const { at } = this;
    const step = this.steps[at];
    const all = digits(this.steps.length);
    this.place.textContent =
      step === undefined ? say("step.all", { all }) : say("step.of", { n: digits(at + 1), all });
    this.title.replaceChildren(...(step === undefined ? [say("step.title")] : [isolated(step.title)]));
    this.text.replaceChildren(...(step === undefined ? [] : cited(step, this.page)));
    this.text.hidden = step === undefined;
    setOff(this.back, at <= 0);
    setOff(this.next, at === this.steps.length - 1);
  }

  /** The arrow keys go on and back, Home and End to the ends. */
  private walk(event: KeyboardEvent): void {
    const onward = leftward() ? "ArrowLeft" : "ArrowRight";
    const backward = leftward() ? "ArrowRight" : "ArrowLeft";
    const target = { [onward]: this.at + 1, [backward]: this.at - 1, Home: 0, End: this.steps.length - 1 };
    const index = target[event.key];
    if (index === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (index >= 0 && index < this.steps.length) this.go(index);
  }
}

/** A button at an end stays reachable, so that focus is not lost, and does nothing. */
function setOff(button: HTMLButtonElement, off: boolean): void {
  button.setAttribute("aria-disabled", String(off));
}

/** Signs that a line from right to left mirrors by itself. */
function arrow(turn: number): string {
  return turn > 0 ? "›" : "‹";
}
