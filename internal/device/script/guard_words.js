// Holds the words and the patterns that the guard knows: words.go of internal/guard, which has them from the same file.

import known from "../../guard/words.json" with { type: "json" };

// Lists of words, each word between two bars.
export const lists = {};
for (const [name, rows] of Object.entries(known.words)) lists[name] = `|${rows.join(" ").split(" ").join("|")}|`;

// What follows the two check digits of an IBAN, by country.
export const accounts = new Map(known.iban.join(" ").split(" ").map((account) => account.split(":")));

export const has = (list, w) => w !== "" && list.includes("|" + w + "|");

export function endsIn(list, w) {
  return list.split("|").some((ending) => ending !== "" && bytesOf(w) >= ending.length + 3 && w.endsWith(ending));
}

export const bytesOf = (s) => new TextEncoder().encode(s).length;
