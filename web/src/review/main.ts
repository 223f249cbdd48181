/**
 * The page in which a person looks through a draft: text, map and rows choose in each other, and
 * ticks are saved as CSV. The map's layers and its store are those of `geoMaps`.
 */

import { toCsv } from "../csv";
import { make, readBlock } from "../dom";
import type { Store } from "../store";
import { calm } from "../theme";

interface Told {
  readonly rows: readonly { readonly id: string; readonly place: string }[];
  readonly tables: Readonly<Record<string, Table>>;
  /** The lines of the tables that a row's tick marks, as `file/id`. */
  readonly bound: Readonly<Record<string, readonly string[]>>;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** How much more than a place itself the map shows of it, and at least how many metres. */
const AROUND = 6;
const LEAST_M = 24_000;

export function review(map: L.Map, store: Store, block: string): void {
  const told = readBlock<Told>(block);
  store.hasPanel = true; // the rows say what a pop-up would
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ position: "bottomleft", maxWidth: 120 }).addTo(map);
  showAll(map, store);
  const placeOf = new Map(told.rows.map(({ id, place }) => [id, place]));
  const choose = (row: string, from: "text" | "rows" | "map"): void => {
    for (const one of document.querySelectorAll<HTMLElement>("[data-row]")) {
      one.classList.toggle("is-chosen", one.dataset["row"] === row);
    }
    if (from !== "rows") bringUp(document.getElementById(`r-${row}`));
    if (from !== "text") bringUp(document.getElementById(`t-${row}`));
    const place = placeOf.get(row) ?? "";
    if (from === "map") return;
    store.select(place, "list");
    goTo(map, store, place);
  };
  store.whenSelected(({ id, from }) => {
    const row = told.rows.find(({ id: one, place }) => place === id && one.startsWith("places-"));
    if (from === "map" && row !== undefined) choose(row.id, "map");
  });
  follow(choose);
  tick(told);
}

/** Chooses what is clicked, or reached by a link and Enter, in the texts and in the rows. */
function follow(choose: (row: string, from: "text" | "rows") => void): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const inText = event.target.closest<HTMLElement>(".review-texts [data-row]");
    if (inText !== null) {
      event.preventDefault();
      choose(inText.dataset["row"] ?? "", "text");
      focusOn(document.querySelector(`#r-${CSS.escape(inText.dataset["row"] ?? "")} input`));
      return;
    }
    const row = event.target.closest<HTMLElement>(".review-rows li[data-row]");
    if (row === null || event.target.closest("label, input") !== null) return;
    const link = event.target.closest("a");
    if (link !== null) event.preventDefault();
    choose(row.dataset["row"] ?? "", "rows");
    if (link !== null) focusOn(document.getElementById(`t-${row.dataset["row"] ?? ""}`));
  });
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

function bringUp(element: Element | null): void {
  const group = element?.closest("details");
  if (group !== null && group !== undefined) group.open = true;
  element?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

function showAll(map: L.Map, store: Store): void {
  const points = [...store.places.values()].flatMap(({ lon, lat }) =>
    lon === null || lat === null ? [] : [L.latLng(lat, lon)],
  );
  if (points.length > 0) map.fitBounds(L.latLngBounds(points).pad(0.2), { maxZoom: 9, animate: false });
}

function goTo(map: L.Map, store: Store, id: string): void {
  const place = store.places.get(id);
  if (place === undefined || place.lon === null || place.lat === null) return;
  const at = L.latLng(place.lat, place.lon);
  const around = at.toBounds(Math.max(AROUND * (place.radius ?? 0), LEAST_M));
  map.fitBounds(around, { maxZoom: 12, animate: !calm() });
}

/** Lets ticks be set one by one or for all of a kind, and saves the tables with them. */
function tick(told: Told): void {
  const said = document.querySelector(".review-said");
  const boxes = [...document.querySelectorAll<HTMLInputElement>(".review-rows li input")];
  const tell = (): void => {
    const kept = boxes.filter((box) => box.checked).length;
    if (said !== null) said.textContent = `${kept} of ${boxes.length} rows ticked`;
  };
  for (const box of boxes) box.addEventListener("change", tell);
  for (const button of document.querySelectorAll<HTMLButtonElement>(".review-all")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const own = boxes.filter((box) => box.closest("li")?.dataset["kind"] === button.dataset["kind"]);
      const all = own.every((box) => box.checked);
      for (const box of own) box.checked = !all;
      tell();
    });
  }
  const save = document.querySelector<HTMLElement>(".review-save");
  if (save === null) return;
  save.hidden = false;
  for (const button of save.querySelectorAll<HTMLButtonElement>("button")) {
    const file = button.dataset["file"] ?? "";
    button.addEventListener("click", () => download(file, csvOf(told, file, boxes)));
  }
  tell();
}

function csvOf(told: Told, file: string, boxes: readonly HTMLInputElement[]): string {
  const ticked = boxes.filter((box) => box.checked).map((box) => box.closest("li")?.dataset["row"] ?? "");
  const marked = new Set(ticked.flatMap((row) => told.bound[row] ?? []));
  const table = told.tables[file];
  if (table === undefined) return "";
  const [first] = table.columns;
  const rows = table.rows.map((row) => ({
    ...row,
    [first ?? "keep"]: marked.has(`${file}/${row["id"] ?? ""}`) ? "x" : "",
  }));
  return toCsv(table.columns, rows);
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
