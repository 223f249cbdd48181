/** The page's address: which part of the map, which events, which of them is open. */

const PAUSE_MS = 300;

/** One part of the address, such as `q`: its text, empty where the page is as it opens. */
export interface Part {
  readonly name: string;
  read(): string;
  /** Shows what a text names; one that names nothing here is left alone. */
  show(text: string): void;
}

export class Address {
  private readonly parts: Part[] = [];
  private timer = 0;
  private known = "";

  add(part: Part): void {
    this.parts.push(part);
  }

  /** Shows what the address names, and names in it from then on what is shown. */
  start(): void {
    this.show();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.known) this.show();
    });
  }

  private show(): void {
    this.known = location.hash.slice(1);
    const named = new URLSearchParams(this.known);
    for (const part of this.parts) {
      const text = named.get(part.name) ?? "";
      if (text !== part.read()) part.show(text);
    }
  }

  /** Writes the address once nothing has changed for a moment. */
  write(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const text = this.text();
      if (text === this.known) return;
      this.known = text;
      const { pathname, search } = location;
      try {
        history.replaceState(null, "", text === "" ? `${pathname}${search}` : `#${text}`);
      } catch {
        // A page in a frame of a notebook has no address of its own.
      }
    }, PAUSE_MS);
  }

  /** Returns the fragment that names what is shown, but for some parts that name something else. */
  text(others: Readonly<Record<string, string>> = {}): string {
    const named = this.parts.map(({ name, read }) => [name, others[name] ?? read()] as const);
    return new URLSearchParams(named.filter(([, text]) => text !== "").map(([name, text]) => [name, text])).toString();
  }
}

/** Returns the middle and zoom of a map as a part of an address. */
export function mapPart(map: L.Map, opening: () => string): Part {
  const read = (): string => {
    const { lat, lng } = map.getCenter();
    return `${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  };
  return {
    name: "map",
    read: () => (read() === opening() ? "" : read()),
    show: (text) => {
      const [zoom, lat, lon] = text.split("/").map(Number);
      if (text !== "" && [zoom, lat, lon].every(Number.isFinite)) map.setView([lat!, lon!], zoom, { animate: false });
    },
  };
}
