/** Plays the timeline: one stretch between two dates after the other. */

import { make } from "./dom";
import { sayWindow } from "./saying";
import { moments, type Scale } from "./scale";
import type { Store } from "./store";
import { say } from "./words";

const PACE_MS = 1300;

export class Player {
  readonly button = make("button", { type: "button", class: "geo-play" });
  private timer = 0;
  private at = 0;
  private own = false;

  constructor(
    private readonly store: Store,
    private readonly scale: () => Scale | null,
  ) {
    this.button.addEventListener("click", () => (this.timer === 0 ? this.play() : this.pause()));
    // Whoever sets another time takes over.
    store.whenFiltered(() => {
      if (!this.own) this.pause();
    });
    this.label();
  }

  private play(): void {
    const all = this.moments();
    const { time } = this.store.filter;
    const found = time === null ? -1 : all.findIndex(([, to]) => to >= time[1]);
    this.at = found < 0 || found === all.length - 1 ? 0 : found + 1;
    this.timer = window.setInterval(() => this.step(), PACE_MS);
    this.step();
    this.label();
  }

  private pause(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.label();
  }

  private step(): void {
    const time = this.moments()[this.at];
    if (time === undefined) {
      this.pause();
      return;
    }
    this.own = true;
    this.store.setFilter({ time });
    this.own = false;
    this.store.announce(sayWindow(time));
    this.at += 1;
  }

  private moments(): ReturnType<typeof moments> {
    const scale = this.scale();
    return scale === null ? [] : moments(scale);
  }

  private label(): void {
    const on = this.timer !== 0;
    this.button.setAttribute("aria-label", say(on ? "time.pause" : "time.play"));
    this.button.setAttribute("title", say(on ? "time.pause" : "time.play"));
    this.button.textContent = on ? "❚❚" : "▶";
  }
}
