/**
 * The page of a folder of events, as `geoFolder`.
 *
 * `geoFolder.report()` is for tests and other readers of the page.
 */

import { make } from "../many/dom";
import { open, report as reportOf } from "../many/main";
import type { PageData } from "../many/types";
import { FolderLayer } from "./layer";

const NO_SERVER =
  "A browser reads the folder beside this page only from a server. On your own machine: geo view FOLDER.";

let layer: FolderLayer | null = null;

export function report(): Record<string, unknown> {
  return layer === null ? {} : { ...reportOf(layer), ...layer.fetched };
}

function start(): void {
  const data = JSON.parse(document.getElementById("many-page")?.textContent ?? "") as PageData;
  if (location.protocol === "file:") {
    document.getElementById("many-key")?.append(make("p", { class: "many-status", role: "alert" }, NO_SERVER));
    return;
  }
  layer = new FolderLayer(data.layer);
  open(data, layer, false);
}

document.addEventListener("DOMContentLoaded", start, { once: true });
