/** Inflates the page's packed scripts and runs them in order; the policy names them by hash. */

import { inflate } from "../packed";

async function boot(): Promise<void> {
  const packed = [...document.querySelectorAll<HTMLScriptElement>("script[data-packed]")];
  const decoder = new TextDecoder();
  for (const bytes of await Promise.all(packed.map((one) => inflate(one.textContent ?? "")))) {
    const script = document.createElement("script");
    script.textContent = decoder.decode(bytes);
    document.head.append(script);
  }
  (window as unknown as { geoMany: { start(): void } }).geoMany.start();
}

void boot();
