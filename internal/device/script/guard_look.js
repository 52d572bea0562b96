// Runs the rules over the tokens of a text and answers what they ask about them: look.go of internal/guard.

import { isDigit, valueOf } from "./guard_sign.js";
import { figure, glued, mere, nowhere, parted, small, spaced, tokenise, word } from "./guard_token.js";
import { bytesOf, has } from "./guard_words.js";

// The text that is being read: looks is done with one before the next, and keeps none.
export let found = [], text = "";
let tokens = [];

// looks adds what has no checksum to the findings, rule by rule: what one took no later one sees.
export function looks(whole, numbers, rules) {
  text = whole;
  found = numbers;
  tokens = tokenise(text);
  takeNumbers();
  for (const rule of rules) {
    for (let k = 0; k < tokens.length; k++) if (!tokens[k].taken) rule(k);
  }
  const answer = found.sort((a, b) => a.start - b.start);
  tokens = found = [];
  text = "";
  return answer;
}

function takeNumbers() {
  let i = 0;
  for (const f of found) {
    for (; i < tokens.length && tokens[i].start < f.end; i++) {
      if (tokens[i].end > f.start) tokens[i].taken = true;
    }
  }
}

export function take(kind, first, last) {
  for (let i = first; i <= last; i++) if (tokens[i].taken) return false;
  for (let i = first; i <= last; i++) tokens[i].taken = true;
  found.push({ kind, start: tokens[first].start, end: tokens[last].end });
  return true;
}

export function at(i) {
  return tokens[i] ?? nowhere;
}

export const lengthAt = (i) => wordAt(i) ? bytesOf(wordAt(i)) : at(i).length;
export const isWord = (i) => at(i).form === word;
export const isFigure = (i) => at(i).form === figure;
export const isSign = (i) => at(i).form === mere;
export const isLarge = (i) => at(i).dress !== small;
export const tied = (i) => at(i).before === glued; // to the one before
export const beside = (i) => at(i).before <= spaced;
export const knows = (list, i) => has(list, wordAt(i));

export function wordAt(i) {
  return at(i).folded;
}

export function is(i, sign) {
  const t = at(i);
  return t.form === mere && t.sign === sign;
}

export function digitsAt(i) {
  const t = at(i);
  if (t.form !== figure) return 0;
  return t.length <= 32 ? [...t.raw].length : t.length;
}

export function numberAt(i) {
  let number = 0;
  for (const r of at(i).raw) if (isDigit(r)) number = number * 10 + valueOf(r);
  return number;
}

export function valueAt(i) {
  const n = digitsAt(i);
  return n === 0 || n > 4 ? -1 : numberAt(i);
}

export function figures(i, most) {
  for (let j = i + 1; j <= i + most; j++) if (isFigure(j)) return true;
  return false;
}

export function near(list, i, most) {
  return nearest(list, i, most) > 0;
}

export function nearest(list, i, most) {
  for (let n = 1; n <= most; n++) {
    if (at(i - n + 1).before >= parted || ends(i - n)) return 0;
    if (has(list, wordAt(i - n))) return n;
  }
  return 0;
}

export function ends(i) {
  const t = at(i);
  if (t.form !== mere) return false;
  if (t.sign === ";" || t.sign === "!" || t.sign === "?") return true;
  return t.sign === "." && !tied(i + 1) && lengthAt(i - 1) > 4;
}

export function together(first, last) {
  for (let i = first; i <= last; i++) if (!tied(i)) return false;
  return true;
}
