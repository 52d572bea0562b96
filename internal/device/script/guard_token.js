// Cuts a text into words, figures and other signs: token.go of internal/guard.

import { classify } from "./guard_sign.js";
import { bytesOf } from "./guard_words.js";

export const figure = 2, word = 1, mere = 0; // forms of tokens
export const glued = 0, spaced = 1, lined = 2, parted = 3, faraway = 4; // what stands before a token
export const small = 0, capped = 1, large = 2; // how the letters of a word are written

const folds = new Map();
for (const [plain, letters] of Object.entries({ a: "àáâãäå", c: "çćč", e: "èéêëęě", i: "ìíîïı", n: "ñń", o: "òóôõöø", s: "şšșś", u: "ùúûü", y: "ýÿ", ss: "ß", oe: "œ" })) {
  for (const letter of letters) folds.set(letter, plain);
}

// fold returns a word in small letters without accents.
export function fold(s) {
  let folded = "";
  for (const r of s) {
    const [l] = r.toLowerCase();
    folded += folds.get(l) ?? (classify(l) === "" ? "" : l);
  }
  return folded;
}

export function tokenise(text) {
  const tokens = [];
  let before = faraway;
  for (let i = 0; i < text.length;) {
    const r = String.fromCodePoint(text.codePointAt(i)), end = i + r.length;
    const kind = classify(r);
    if (kind === "b" || r === "\u200b") before = Math.max(before, spaced);
    else if (kind === "n") before = Math.min(Math.max(before, spaced) + 1, Math.max(before, parted));
    else if (kind === "") {
      if (tokens.length > 0 && before === glued) tokens[tokens.length - 1].end = end;
    } else {
      const form = kind === "d" ? figure : kind === "l" || /^\p{L}$/u.test(r) ? word : mere;
      join(tokens, { start: i, end, sign: r, before, form, dress: form === word && /^\p{Lu}$/u.test(r) ? capped : small, taken: false });
      before = glued;
    }
    i = end;
  }
  for (const t of tokens) {
    t.raw = text.slice(t.start, t.end);
    t.length = bytesOf(t.raw);
    t.folded = t.form === word && t.length <= 32 ? fold(t.raw) : "";
  }
  return tokens;
}

function join(tokens, t) {
  const last = tokens[tokens.length - 1];
  if (!last || t.before !== glued || t.form === mere || last.form !== t.form) {
    tokens.push(t);
    return;
  }
  if (last.dress === capped && t.dress === capped && last.end - last.start === last.sign.length) last.dress = large;
  last.end = t.end;
}

export const nowhere = { start: 0, end: 0, sign: "", before: faraway, form: mere, dress: small, taken: false, raw: "", length: 0, folded: "" };
