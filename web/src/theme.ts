/** Colours as the stylesheet has them, for what is painted on a canvas. */

export function ink(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--${name}`).trim();
}

/** The dashes of a class of borders, in pixels; none for an unbroken line. */
export function dashOf(element: Element, name: string): number[] {
  return ink(element, `dash-${name}`).split(" ").map(Number).filter(Number.isFinite);
}

export function whenThemeChanges(listener: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}

export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export function isDark(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
