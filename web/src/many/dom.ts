/** Elements made from text nodes only: whatever a table says is shown, never run. */

type Child = Node | string | null;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

export function draw(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly SVGElement[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Text in its own direction, so that a right-to-left name doesn't turn the line around it. */
export function isolated(text: string): HTMLElement {
  return make("bdi", {}, text);
}

export function button(label: string, pressed: (event: MouseEvent) => void): HTMLButtonElement {
  const element = make("button", { type: "button" }, label);
  element.addEventListener("click", pressed);
  return element;
}

/** A canvas that moves with Leaflet's zoom animation. */
export function canvas(name: string): HTMLCanvasElement {
  return make("canvas", { class: `${name} leaflet-zoom-animated`, "aria-hidden": "true" });
}
