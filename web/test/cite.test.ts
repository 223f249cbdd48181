import { describe, expect, it } from "vitest";
import { asBibtex, asCsl, asText, bibtexText, type Cited } from "../src/cite";

const cited: Cited = {
  ...{ name: "small", title: "A call & more", language: "en", url: "https://example.org/a_b#item=clash" },
  item: { id: "clash", title: "A clash" },
  sources: [
    { id: "paper", title: "50% of {it}", publisher: "The Paper", author: "A. Writer", published: "2007-05-16", date: "16 May 2007", url: "https://example.org/50%" },
    { id: "other", title: "No date", publisher: "The Other", author: "", published: "", date: "", url: "" },
  ],
};

describe("citing", () => {
  it("as text names the page, what is selected, where it stands and every source", () => {
    expect(asText(cited)).toBe(
      'A call & more [Interactive map]. "A clash" (clash). https://example.org/a_b#item=clash\n' +
        'A. Writer. "50% of {it}". The Paper, 16 May 2007. https://example.org/50%\n' +
        '"No date". The Other, n.d..',
    );
  });

  it("as BibTeX lets no text be a command or end its field", () => {
    expect(asBibtex(cited)).toBe(
      "@misc{small,\n  title = {A call \\& more},\n  howpublished = {Interactive map},\n" +
        "  note = {A clash (clash)},\n  language = {en},\n  url = {https://example.org/a_b#item=clash}\n}\n\n" +
        "@misc{small-paper,\n  author = {{A. Writer}},\n  title = {50\\% of \\{it\\}},\n" +
        "  howpublished = {The Paper},\n  date = {2007-05-16},\n  url = {https://example.org/50%}\n}\n\n" +
        "@misc{small-other,\n  title = {No date},\n  howpublished = {The Other}\n}\n",
    );
    expect(bibtexText("\\input{x}\n$a_1^2~#&%")).toBe(
      "\\textbackslash{}input\\{x\\} \\$a\\_1\\textasciicircum{}2\\textasciitilde{}\\#\\&\\%",
    );
  });

  it("as BibTeX has the date that BibTeX reads, or words", () => {
    const dates = ["2007-05", "2007/2008", "[1849,1850]", "-0043-03-15"].map((published) => {
      const sources = [{ id: "a", title: "t", publisher: "p", author: "", published, date: "in words", url: "" }];
      return / {2}(?:date|year) = .*/.exec(asBibtex({ ...cited, sources }))?.[0];
    });
    expect(dates).toEqual(["  date = {2007-05}", "  date = {2007/2008}", "  year = {in words}", "  year = {in words}"]);
  });

  it("as CSL JSON carries dates in parts, or in words", () => {
    const written = ["2007-05-16", "2007", "2007-05-12/2007-05-13", "1984~", "1992/..", "2007-21", ""];
    const dates = written.map((published) => {
      const sources = [{ id: "a", title: "t", publisher: "p", author: "", published, date: "in words", url: "" }];
      return (JSON.parse(asCsl({ ...cited, sources })) as { issued?: unknown }[])[1]?.issued;
    });
    expect(dates).toEqual([
      { "date-parts": [[2007, 5, 16]] },
      { "date-parts": [[2007]] },
      { "date-parts": [[2007, 5, 12], [2007, 5, 13]] },
      { literal: "in words" },
      { literal: "in words" },
      { literal: "in words" },
      undefined,
    ]);
    const [page, article] = JSON.parse(asCsl(cited)) as Record<string, unknown>[];
    expect(page).toMatchObject({ id: "small", type: "map", title: "A call & more", locator: "clash" });
    expect(article).toMatchObject({ author: [{ literal: "A. Writer" }], "container-title": "The Paper", URL: "https://example.org/50%" });
  });
});
