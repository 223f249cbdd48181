import { describe, expect, it } from "vitest";

import { noteText } from "../src/footnotes";
import { speak } from "./words";

speak("en");

describe("the numbers of notes behind one place of a text", () => {
  it("are a range where they stand in a row, and are listed where they don't", () => {
    expect(noteText([1, 2, 3, 4, 5])).toBe("1–5");
    expect(noteText([14, 10, 12, 13])).toBe("10, 12–14");
    expect(noteText([7])).toBe("7");
    expect(noteText([22, 23])).toBe("22, 23");
  });
});
