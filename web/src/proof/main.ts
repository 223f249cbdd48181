/** A published page checks its own citations against a reader's copy of an article, offline. */

import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { make } from "../dom";
import { type Checked, checkCopy, parseRows, type Row } from "./check";

const BLOCK = "geo-story";
const AROUND = 60;

interface Story {
  readonly sources: readonly Row[];
  readonly claims: readonly Row[];
}

/** Unpacks the tables that the page carries. */
async function readStory(): Promise<Story> {
  const packed = atob(document.getElementById(BLOCK)?.textContent ?? "");
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const files = JSON.parse(await new Response(stream).text()) as Record<string, string>;
  return {
    sources: parseRows(files["sources.csv"] ?? ""),
    claims: parseRows(files["claims.csv"] ?? ""),
  };
}

function hash(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** Says what came of a copy, and shows each citation in its words. */
function shown(name: string, checked: Checked, story: Story): HTMLElement {
  const { source, cited } = checked;
  if (source === null) {
    const none = `${name}: none of the articles that this page cites, or too much of it is another text.`;
    return make("p", {}, none);
  }
  const stand = cited.filter(({ at }) => at !== null);
  const whole = checked.isWhole
    ? "byte for byte the copy that was read"
    : "another copy than the one that was read";
  const title = story.sources.find(({ id }) => id === source)?.["title"] ?? source;
  const head = make(
    "p",
    { class: "geo-proof-sum" },
    make("strong", {}, `${stand.length} of ${cited.length} stand`),
    ` in ${name}, ${whole} (`,
    make("bdi", {}, title),
    ").",
  );
  const list = make("ol", {}, ...cited.map((one) => item(one, checked.letters)));
  return make("div", {}, head, make("details", {}, make("summary", {}, "Each of them, in your text"), list));
}

function item({ claim, at, width, moved }: Checked["cited"][number], letters: readonly string[]): HTMLElement {
  const said = make("bdi", {}, claim["statement"] ?? "");
  if (at === null) {
    return make("li", { class: "is-missing" }, said, make("p", {}, "Its words are not in this copy."));
  }
  const text = (from: number, to: number): string => letters.slice(Math.max(0, from), to).join("");
  const words = make(
    "blockquote",
    { dir: "auto" },
    `… ${text(at - AROUND, at)}`,
    make("mark", {}, text(at, at + width)),
    `${text(at + width, at + width + AROUND)} …`,
  );
  const where = moved ? [make("p", {}, "In another place than the one that was read.")] : [];
  return make("li", {}, said, words, ...where);
}

const STYLE = `
.geo-proof{margin:1.5rem 0 0;max-width:44rem;box-sizing:border-box;min-width:0;overflow-wrap:anywhere;grid-column:1/-1;padding:1rem;border:1px dashed var(--edge,#888);border-radius:.4rem;
color:inherit;font:1rem/1.5 var(--sans,system-ui,sans-serif)}
.geo-proof h2{margin:0 0 .4rem;font-size:1.1rem}.geo-proof p{margin:.4rem 0}
.geo-proof.is-over{border-style:solid;border-width:2px}.geo-proof input{width:100%;min-width:0;min-height:2.75rem;font:inherit;color:inherit}
.geo-proof blockquote{margin:.2rem 0 .8rem;padding-inline-start:.8rem;border-inline-start:3px solid var(--edge,#888);
white-space:pre-line;overflow-wrap:anywhere}.geo-proof mark{background:#ffe08a;color:#1c1c1a}
.geo-proof summary{min-height:2.75rem;align-content:center;cursor:pointer}.geo-proof .is-missing p{font-weight:600}
@media print{.geo-proof{display:none}}`;

function start(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const input = make("input", { type: "file", multiple: "", accept: ".txt,text/plain", id: "geo-proof-file" });
  const results = make("div", { role: "status", "aria-live": "polite" });
  const box = make(
    "section",
    { class: "geo-proof", lang: "en", dir: "ltr", "aria-labelledby": "geo-proof-title" },
    make("h2", { id: "geo-proof-title" }, "Check the citations with your own copy"),
    make(
      "p",
      {},
      make(
        "label",
        { for: "geo-proof-file" },
        "Choose the text file of an article, or drop it on this page. It is read here and goes nowhere.",
      ),
    ),
    input,
    results,
  );
  (document.querySelector("footer.geo-foot") ?? document.body).append(box);
  const read = async (files: readonly File[]): Promise<void> => {
    const story = await readStory();
    const parts = await Promise.all(
      files.map(async (file) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return shown(file.name, checkCopy(file.name, bytes, story, hash), story);
      }),
    );
    results.replaceChildren(...parts);
    results.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("change", () => void read([...((input as HTMLInputElement).files ?? [])]));
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    box.classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop") void read([...event.dataTransfer.files]);
  };
  for (const name of ["dragover", "dragleave", "drop"] as const) {
    document.addEventListener(name, over);
  }
}

start();
