/** The guided half of the page: cards pass, the scene stays and shows what the card is about. */

import { parseWindow } from "./days";
import { make } from "./dom";
import { EVERYTHING } from "./filter";
import { storeOf, type Store } from "./store";
import { calm } from "./theme";
import { digits, leftward, say } from "./words";

const SWIPE_PX = 48;
const LOCK_MS = 900;

/** What the address leads to: steps by name, and a way to each. */
export interface Walk {
  readonly names: readonly string[];
  /** Goes to a step; `moving` lets the page glide there. */
  go(index: number, moving?: boolean): void;
}

export class Cards implements Walk {
  private readonly store: Store;
  private readonly cards: readonly HTMLElement[];
  private readonly figure: HTMLElement | null;
  private readonly place = make("span", { class: "geo-step-number" });
  private readonly back = make("button", { type: "button", class: "geo-step-back" });
  private readonly next = make("button", { type: "button", class: "geo-step-next" });
  private readonly dots: readonly HTMLElement[];
  private at = 0;
  private reading = true;
  private lock = 0;
  /** The card from which the reader went to the evidence. */
  private left: number | null = null;
  /** With `?embed` the page is its scene and one card at a time, for a frame in another page. */
  private readonly isEmbedded = new URLSearchParams(window.location.search).has("embed");

  constructor(
    private readonly map: L.Map,
    private readonly root: HTMLElement,
  ) {
    this.store = storeOf(map);
    this.cards = [...root.querySelectorAll<HTMLElement>(".geo-card")];
    this.figure = root.querySelector<HTMLElement>(".geo-figure");
    this.dots = this.cards.map((card, index) => this.dot(card, index));
    this.addButtons();
    this.addWayBack();
    if (this.isEmbedded) this.embed();
    this.cards.forEach((card, index) => this.addExplore(card, index));
    root.addEventListener("keydown", (event) => this.walk(event));
    document.addEventListener("keydown", (event) => {
      if (event.target === document.body && this.reading) this.walk(event);
    });
    this.swipe();
    this.show(0);
    this.store.moved(this.store.view, this.names[0] ?? "");
    const follow = (): void => void window.requestAnimationFrame(() => this.follow());
    window.addEventListener("scroll", follow, { passive: true });
    window.addEventListener("resize", follow);
    window.addEventListener("beforeprint", () => {
      this.lock = Infinity;
      this.show(0); // on paper the scene stands as it opens
    });
    window.addEventListener("afterprint", () => {
      this.lock = 0;
      this.follow();
    });
    this.follow();
  }

  get names(): readonly string[] {
    return this.cards.map((card) => card.dataset["step"] ?? "");
  }

  go(index: number, moving = true): void {
    const at = Math.max(0, Math.min(this.cards.length - 1, index));
    const card = this.cards[at];
    if (card === undefined) return;
    const behavior = moving && !calm() ? "smooth" : "instant";
    if (this.isEmbedded) {
      this.show(at);
      this.store.moved(this.store.view, this.names[at] ?? "");
      card.parentElement?.scrollTo(0, 0);
      return;
    }
    this.lock = performance.now() + (behavior === "smooth" ? LOCK_MS : 120);
    window.setTimeout(() => this.follow(), LOCK_MS + 50);
    if (at === 0) window.scrollTo({ top: 0, behavior });
    else card.scrollIntoView({ block: "start", behavior });
    this.reading = true;
    this.show(at);
    this.store.moved(this.store.view, this.names[at] ?? "");
  }

  /** Goes to a step because the reader asked for it: Back leads to where he was. */
  private choose(index: number): void {
    if (index < 0 || index >= this.cards.length || index === this.at) return;
    this.store.isChosen = true;
    this.go(index);
    const card = this.cards[this.at];
    const head = say("step.of", { n: digits(this.at + 1), all: digits(this.cards.length) });
    this.store.announce(`${head}: ${textOf(card, "h2")}. ${textOf(card, ".geo-step-text")}`);
  }

  /** The card that is read is the last one whose head has come up to the middle. */
  private follow(): void {
    if (this.isEmbedded || performance.now() < this.lock) return;
    const narrow = getComputedStyle(this.root).display === "block";
    const top = narrow ? (this.figure?.getBoundingClientRect().bottom ?? 0) : 0;
    const line = top + (window.innerHeight - top) * 0.55;
    const above = this.cards.filter((card) => card.getBoundingClientRect().top <= line).length;
    this.reading = this.root.getBoundingClientRect().bottom > line;
    const at = Math.max(0, above - 1);
    if (at !== this.at) this.show(at);
    this.store.moved(this.store.view, this.reading ? (this.names[this.at] ?? "") : "");
  }

  private show(at: number): void {
    this.at = at;
    const card = this.cards[at];
    if (card === undefined) return;
    const full = new Set([`step:${card.dataset["step"] ?? ""}`, ...(card.dataset["emphasis"] ?? "").split(" ")]);
    for (const part of this.root.querySelectorAll<SVGElement>(".geo-scene [data-of]")) {
      const own = (part.dataset["of"] ?? "").split(" ");
      part.classList.toggle("is-full", own.some((id) => full.has(id)));
    }
    for (const scene of this.root.querySelectorAll(".geo-scene")) {
      const panes = [...scene.querySelectorAll<SVGElement>(".geo-pane")];
      const near = panes.some((pane) => pane.dataset["pane"] === card.dataset["shows"]) ? card.dataset["shows"] : "";
      for (const pane of panes) pane.classList.toggle("is-on", pane.dataset["pane"] === near);
    }
    this.cards.forEach((one, index) => one.classList.toggle("is-read", index === at));
    this.dots.forEach((dot, index) => {
      if (index === at) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
    this.place.textContent = say("step.of", { n: digits(at + 1), all: digits(this.cards.length) });
    this.back.setAttribute("aria-disabled", String(at === 0));
    this.next.setAttribute("aria-disabled", String(at === this.cards.length - 1));
  }

  private addButtons(): void {
    if (this.cards.length < 2) return;
    for (const [button, key, turn] of [
      [this.back, "step.back", -1],
      [this.next, "step.next", 1],
    ] as const) {
      button.append(make("span", { "aria-hidden": "true" }, turn > 0 ? "›" : "‹"));
      button.setAttribute("aria-label", say(key));
      button.setAttribute("title", say(key));
      button.addEventListener("click", () => this.choose(this.at + turn));
    }
    const dots = make("span", { class: "geo-step-dots" }, ...this.dots);
    const bar = make("nav", { class: "geo-step-bar", "aria-label": say("step.title") }, this.back, dots, this.next, this.place);
    (this.figure ?? this.root).append(bar);
  }

  /** A button in the archive that leads back to the card that was read. */
  private addWayBack(): void {
    const button = make("button", { type: "button", class: "geo-explore geo-back" }, say("explore.back"));
    button.addEventListener("click", () => {
      this.go(this.left ?? this.at, false);
      this.left = null;
      this.figure?.querySelector<HTMLElement>("[aria-current]")?.focus({ preventScroll: true });
    });
    this.map.getContainer().closest(".geo-archive")?.querySelector("h2")?.after(button);
  }

  private embed(): void {
    document.documentElement.classList.add("geo-embed");
    const whole = `${window.location.pathname}${window.location.hash}`;
    const link = make("a", { class: "geo-whole", href: whole, target: "_blank", rel: "noopener" }, say("embed.whole"));
    (this.root.querySelector(".geo-step-bar") ?? this.root).append(link);
  }

  private dot(card: HTMLElement, index: number): HTMLElement {
    const label = say("step.goto", { n: digits(index + 1), title: textOf(card, "h2") });
    const dot = make("button", { type: "button", class: "geo-step-dot", "aria-label": label, title: label });
    dot.addEventListener("click", () => this.choose(index));
    return dot;
  }

  /** A button that shows in the archive what the card is about: its view, its time, its evidence. */
  private addExplore(card: HTMLElement, index: number): void {
    const { shows: view = "", selects = "", date = "" } = card.dataset;
    if (this.isEmbedded) return;
    if (view === "" && selects === "" && date === "") return;
    const button = make("button", { type: "button", class: "geo-explore" }, say("card.explore"));
    button.addEventListener("click", () => {
      this.store.setFilter({ ...EVERYTHING, time: parseWindow(date) });
      this.store.views.get(view)?.(false);
      if (view !== "") this.store.moved(view, this.store.step);
      this.store.select(selects, "address");
      this.left = index;
      toArchive(this.map);
    });
    card.append(button);
  }

  /** The arrow keys go on and back, Home and End to the ends. */
  private walk(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const onward = leftward() ? "ArrowLeft" : "ArrowRight";
    const backward = leftward() ? "ArrowRight" : "ArrowLeft";
    const inside = this.root.contains(event.target as Node);
    const target: Record<string, number> = { [onward]: this.at + 1, [backward]: this.at - 1 };
    if (inside) Object.assign(target, { Home: 0, End: this.cards.length - 1 });
    const index = target[event.key];
    if (index === undefined) return;
    event.preventDefault();
    this.choose(index);
  }

  private swipe(): void {
    let start: Touch | null = null;
    this.root.addEventListener("touchstart", ({ touches }) => {
      start = touches.length === 1 ? (touches[0] ?? null) : null;
    }, { passive: true });
    this.root.addEventListener("touchend", ({ changedTouches }) => {
      const end = changedTouches[0];
      if (start === null || end === undefined) return;
      const [dx, dy] = [end.clientX - start.clientX, end.clientY - start.clientY];
      start = null;
      if (Math.abs(dx) < SWIPE_PX || Math.abs(dx) < 2 * Math.abs(dy)) return;
      this.choose(this.at + ((dx < 0) !== leftward() ? 1 : -1));
    }, { passive: true });
  }
}

/** Brings the archive into sight, and the reader's place in the page with it. */
export function toArchive(map: L.Map): void {
  const archive = map.getContainer().closest<HTMLElement>(".geo-archive");
  archive?.scrollIntoView({ block: "start", behavior: "instant" });
  archive?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
}

function textOf(card: HTMLElement | undefined, selector: string): string {
  const found = card?.querySelector(selector)?.cloneNode(true) as Element | undefined;
  found?.querySelectorAll("sup").forEach((mark) => mark.remove());
  return (found?.textContent ?? "").trim();
}
