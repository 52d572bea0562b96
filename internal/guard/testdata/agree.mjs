// Reads a JSON list of texts and writes what the browser's guard finds in each: kind, start and end, in signs (runes).
import { readFileSync } from "node:fs";

const { find } = await import(process.argv[2]);

function inRunes(text, found) {
  let at = 0, runes = 0;
  const count = (end) => {
    runes += [...text.slice(at, end)].length;
    at = end;
    return runes;
  };
  return found.map((f) => [f.kind, count(f.start), count(f.end)]);
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => inRunes(text, find(text)))));
