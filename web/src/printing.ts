/** On paper: what is folded is open, and a line says from where and when it was printed. */

import { make } from "./dom";
import { language, say } from "./words";

export function printable(map: L.Map): void {
  const opened = new Set<HTMLDetailsElement>();
  const line = make("p", { class: "geo-printed" });
  document.querySelector(".geo-masthead")?.append(line);
  window.addEventListener("beforeprint", () => {
    line.textContent = whence();
    for (const details of document.querySelectorAll<HTMLDetailsElement>(".geo-table")) {
      if (details.open) continue;
      details.open = true;
      opened.add(details);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened.clear();
    map.invalidateSize({ animate: false });
  });
}

/** The page's address, where it has one that others can open, and the day of printing. */
function whence(): string {
  const { protocol, origin, pathname } = window.location;
  const address = protocol.startsWith("http") ? [`${origin}${pathname}`] : [];
  const day = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { dateStyle: "long" }).format(new Date());
  return [...address, say("print.day", { day })].join(" · ");
}
