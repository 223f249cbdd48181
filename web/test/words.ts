/** The interface's own words for tests, as a page carries them. */

import table from "../../geo/maps/data/words.json";
import { useWords } from "../src/words";

export type Language = "de" | "en" | "es" | "fr" | "ur";

export function speak(language: Language, story = "en"): void {
  const words = Object.fromEntries(
    Object.entries(table.words).map(([key, texts]) => [key, texts[language]]),
  );
  useWords({ language, story, words });
}
