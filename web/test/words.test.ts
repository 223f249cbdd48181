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
      for (const text of Object.values(texts)) {
        expect(filled(text), key).toEqual(filled(texts.en));
        expect(text.trim(), key).not.toBe("");
      }
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

  it("count in the plural of the language", () => {
    const said = {
      de: ["0 Ereignisse", "1 Ereignis", "2 Ereignisse", "21 Ereignisse", "1.000.000 Ereignisse"],
      en: ["0 events", "1 event", "2 events", "21 events", "1,000,000 events"],
      es: ["0 sucesos", "1 suceso", "2 sucesos", "21 sucesos", "1.000.000 sucesos"],
      fr: ["0 événement", "1 événement", "2 événements", "21 événements", "1\u202f000\u202f000 événements"],
      ur: ["0 واقعات", "1 واقعہ", "2 واقعات", "21 واقعات", "1,000,000 واقعات"],
    } as const;
    for (const [tongue, texts] of Object.entries(said)) {
      speak(tongue as keyof typeof said);
      expect([0, 1, 2, 21, 1_000_000].map((n) => counted("events", n))).toEqual(texts);
    }
    speak("fr");
    expect([0, 1, 2].map((n) => counted("account.left-out", n))).toEqual([
      "0 affirmation est omise dans ce récit.",
      "1 affirmation est omise dans ce récit.",
      "2 affirmations sont omises dans ce récit.",
    ]);
    speak("en");
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
