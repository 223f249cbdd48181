/** How to cite the page and its sources: as text, BibTeX and CSL JSON. */

export interface Source {
  readonly id: string;
  readonly title: string;
  readonly publisher: string;
  readonly author: string;
  /** In EDTF; empty where the article has no date. */
  readonly published: string;
  /** The same in words. */
  readonly date: string;
  /** The article's address; empty where none is known. */
  readonly url: string;
}

export interface Cited {
  readonly name: string;
  readonly title: string;
  /** Language of the story, a BCP 47 tag. */
  readonly language: string;
  /** What is selected: its id and its title; empty where nothing is. */
  readonly item: { readonly id: string; readonly title: string };
  /** Where the page stands; empty for a file of the reader's own. */
  readonly url: string;
  readonly sources: readonly Source[];
}

const KIND = "Interactive map";

export function asText({ title, item, url, sources }: Cited): string {
  const part = item.id === "" ? "" : ` "${item.title}" (${item.id}).`;
  const where = url === "" ? "" : ` ${url}`;
  const lines = sources.map((one) => {
    const who = one.author === "" ? "" : `${one.author}. `;
    const when = one.date === "" ? "n.d." : one.date;
    const at = one.url === "" ? "" : ` ${one.url}`;
    return `${who}"${one.title}". ${one.publisher}, ${when}.${at}`;
  });
  return [`${title} [${KIND}].${part}${where}`, ...lines].join("\n");
}

const MEANT: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "%": "\\%",
  "$": "\\$",
  "&": "\\&",
  "#": "\\#",
  "_": "\\_",
};

/** Gives a text for a BibTeX field: what TeX would take for a command stands for itself. */
export function bibtexText(text: string): string {
  return text.replace(/[\\{}~^%$&#_]/g, (sign) => MEANT[sign] ?? sign).replace(/\s+/g, " ");
}

function entry(key: string, fields: readonly (readonly [string, string])[]): string {
  const lines = fields
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `  ${name} = {${name === "url" ? address(value) : bibtexText(value)}}`);
  return `@misc{${key.replace(/[^A-Za-z0-9-]/g, "-")},\n${lines.join(",\n")}\n}\n`;
}

/** An address stands in BibTeX as it is, but for braces that would end its field. */
function address(url: string): string {
  return url.replace(/[{}\\\s]/g, (sign) => encodeURIComponent(sign));
}

export function asBibtex({ name, title, item, url, language, sources }: Cited): string {
  const page = entry(name, [
    ["title", title],
    ["howpublished", KIND],
    ["note", item.id === "" ? "" : `${item.title} (${item.id})`],
    ["language", language],
    ["url", url],
  ]);
  const articles = sources.map((one) =>
    entry(`${name}-${one.id}`, [
      ["author", one.author === "" ? "" : `{${one.author}}`],
      ["title", one.title],
      ["howpublished", one.publisher],
      [isIso(one.published) ? "date" : "year", isIso(one.published) ? one.published : one.date],
      ["url", one.url],
    ]).replace(/^( {2}author = \{)\\\{(.*)\\\}(\},?)$/m, "$1{$2}$3"),
  );
  return [page, ...articles].join("\n");
}

/** Tells a year, month or day, or an interval of those, from what BibTeX and CSL do not read, such as a season. */
function isIso(published: string): boolean {
  return published.split("/").every((end) => /^\d{4}(-\d\d){0,2}$/.test(end) && !/^\d{4}-[2-4]/.test(end));
}

function issued({ published, date }: Source): Record<string, unknown> {
  if (published === "") return {};
  if (!isIso(published)) return { issued: { literal: date } };
  const parts = published.split("/").map((end) => end.split("-").map(Number));
  return { issued: { "date-parts": parts } };
}

export function asCsl({ name, title, item, url, language, sources }: Cited): string {
  const page = {
    id: name,
    type: "map",
    title,
    genre: KIND,
    language,
    ...(item.id === "" ? {} : { section: item.title, locator: item.id }),
    ...(url === "" ? {} : { URL: url }),
  };
  const articles = sources.map((one) => ({
    id: `${name}-${one.id}`,
    type: "article-newspaper",
    title: one.title,
    "container-title": one.publisher,
    ...(one.author === "" ? {} : { author: [{ literal: one.author }] }),
    ...issued(one),
    ...(one.url === "" ? {} : { URL: one.url }),
  }));
  return `${JSON.stringify([page, ...articles], null, 2)}\n`;
}
