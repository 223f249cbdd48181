/**
 * The notebook's side of a live page, as an anywidget: passes on what the page in its frame and the
 * kernel tell each other. It draws nothing itself, but for a frame where the notebook has none.
 */

interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, listener: (...told: never[]) => void): void;
  off(event: string, listener: (...told: never[]) => void): void;
}

interface Message {
  readonly geo?: unknown;
  readonly name?: unknown;
  readonly value?: unknown;
}

/** What the kernel sets and the page shows, in the order in which a new page is told it. */
const SHOWN = ["kept", "moves", "window", "chosen", "place", "bounds"];
const TOLD = new Set(["place", "bounds", "window", "passed", "chosen", "moves"]);

const own = new WeakMap<Model, Set<HTMLIFrameElement>>();

function framesOf(model: Model): HTMLIFrameElement[] {
  const name = String(model.get("frame"));
  const there = [...document.querySelectorAll<HTMLIFrameElement>("iframe.geo-frame")].filter((frame) => frame.name === name);
  return [...new Set([...there, ...(own.get(model) ?? [])])];
}

function post(model: Model, frames: readonly HTMLIFrameElement[], name: string): void {
  for (const frame of frames) frame.contentWindow?.postMessage({ geo: model.get("frame"), name, value: model.get(name) ?? null }, "*");
}

function initialize({ model }: { model: Model }): () => void {
  let isTold = false;
  own.set(model, new Set());
  const heard = ({ source, data }: MessageEvent<Message>): void => {
    if (data?.geo !== model.get("frame") || typeof data.name !== "string") return;
    const frame = framesOf(model).find(({ contentWindow }) => contentWindow === source);
    if (frame === undefined) return;
    if (data.name === "ready") {
      const set = SHOWN.filter((name) => name !== "bounds" && model.get(name) !== null);
      for (const name of model.get("place") === null && model.get("bounds") !== null ? [...set, "bounds"] : set) post(model, [frame], name);
    } else if (data.name === "texts") {
      model.send({ texts: data.value });
    } else if (TOLD.has(data.name)) {
      const { value } = data;
      isTold = true;
      model.set(data.name, ArrayBuffer.isView(value) ? new DataView(value.buffer, value.byteOffset, value.byteLength) : value);
      isTold = false;
      model.save_changes();
    }
  };
  const answered = (content: { texts?: unknown }): void => {
    if (typeof content?.texts !== "number") return;
    for (const frame of framesOf(model)) frame.contentWindow?.postMessage({ geo: model.get("frame"), name: "texts", value: content }, "*");
  };
  window.addEventListener("message", heard);
  model.on("msg:custom", answered as never);
  const listeners = SHOWN.map((name) => [`change:${name}`, () => {
    if (!isTold) post(model, framesOf(model), name);
  }] as const);
  for (const [event, listener] of listeners) model.on(event, listener);
  post(model, framesOf(model), "hello");
  return () => {
    window.removeEventListener("message", heard);
    model.off("msg:custom", answered as never);
    for (const [event, listener] of listeners) model.off(event, listener);
  };
}

/** Puts the page into a frame of its own, where the widget is shown by itself. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const frame = document.createElement("iframe");
  frame.name = String(model.get("frame"));
  frame.className = "geo-frame";
  frame.title = String(model.get("title"));
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-downloads");
  frame.style.cssText = "border:0;display:block;width:100%;height:640px";
  const take = (content: { page?: unknown }, buffers: readonly DataView[]): void => {
    const [bytes] = buffers;
    if (content?.page !== true || bytes === undefined || frame.srcdoc !== "") return;
    frame.srcdoc = new TextDecoder().decode(bytes);
  };
  model.on("msg:custom", take as never);
  own.get(model)?.add(frame);
  el.append(frame);
  model.send({ page: true });
  return () => {
    model.off("msg:custom", take as never);
    own.get(model)?.delete(frame);
  };
}

export default { initialize, render };
