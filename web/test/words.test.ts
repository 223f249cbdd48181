import { describe, expect, it } from "vitest";
import table from "../../geo/maps/data/words.json";
import { parseWindow } from "../src/days";
import { sayWindow } from "../src/saying";
import { counted, named, say } from "../src/words";
import { speak } from "./words";

const filled = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "").sort();

describe("the words", () => {
  it("are there in every language, with the same gaps", () => {
    for (const [key, texts] of Object.entries(table.words)) {
      expect(Object.keys(texts), key).toEqual(Object.keys(table.languages));
      expect(filled(texts.ur), key).toEqual(filled(texts.en));
      expect(texts.ur.trim(), key).not.toBe("");
    }
  });

  it("fill their gaps with text as it is", () => {
    speak("en");
    expect(say("list.selected", { title: "$& {title} <b>" })).toBe("Selected: $& {title} <b>");
    expect(counted("reports", 1)).toBe("1 report");
    expect(counted("reports", 2)).toBe("2 reports");
    expect(named("medium", "constructor")).toBe("constructor");
    expect(say("nobody's key")).toBe("nobody's key");
  });

  it("say windows of time as the list says dates", () => {
    speak("en");
    const said = ["2007", "2007-05", "2007-05-12", "2007-05-12/2007-05-13", "../1992", "-0043-03", "1985/1991"].map(
      (text) => sayWindow(parseWindow(text) ?? [0, 0]),
    );
    expect(said).toEqual([
      ...["2007", "May 2007", "12 May 2007", "12–13 May 2007", "until 31 December 1992"],
      ...["March 44 BCE", "1985–1991"],
    ]);
    speak("ur");
    expect(sayWindow(parseWindow("2007-05-12") ?? [0, 0])).toBe("12 مئی 2007");
    speak("en");
  });
});
