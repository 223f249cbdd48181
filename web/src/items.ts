/** Items as the page has them: what a block leaves out is as it mostly is. */

import type { Item } from "./types";

const BLANK = {
  kind: "",
  date: "",
  edtf: "",
  first: null,
  last: null,
  inferred: false,
  dateNote: "",
  where: "",
  role: "",
  place: "",
  precision: "",
  status: "reported",
  contested: false,
  differsOn: "",
  note: "",
  located: true,
  unsure: false,
  undrawn: "not-located",
} as const;

export function filled<T extends Item>(items: readonly Partial<T>[]): readonly T[] {
  return items.map((item) => {
    const isTimed = item.type === "event" || item.type === "link";
    return { ...BLANK, ...(isTimed ? {} : { status: "" }), ...item } as unknown as T;
  });
}
