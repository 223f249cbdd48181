/** Inflates the page's packed scripts and runs them in order; the policy names them by hash. */

async function unpack(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

async function boot(): Promise<void> {
  const packed = [...document.querySelectorAll<HTMLScriptElement>("script[data-packed]")];
  for (const text of await Promise.all(packed.map((one) => unpack(one.textContent ?? "")))) {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
  }
  (window as unknown as { geoMany: { start(): void } }).geoMany.start();
}

void boot();
