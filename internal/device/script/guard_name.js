// Finds names of people behind a title: look_name.go of internal/guard.

import { at, beside, is, isLarge, isWord, knows, lengthAt, take, tied, wordAt } from "./guard_look.js";
import { capped, figure, glued, lined, small, spaced, word } from "./guard_token.js";
import { has, lists } from "./guard_words.js";

export function name(i) {
  if (!isWord(i) || !capitals(i)) return;
  const j = behindTitle(i);
  if (j < 0) return;
  const last = named(j);
  if (last > 0) take("name", i, last);
}

function capitals(i) {
  for (let j = i + 1; j <= i + 5; j++) {
    const t = at(j);
    if (t.before > lined || t.form === figure) return false;
    if (t.form === word && t.dress !== small) return true;
  }
  return false;
}

function behindTitle(i) {
  const j = title(i), t = at(j);
  return j >= 0 && (t.form === word || cut(j)) && t.before <= lined && (t.before !== glued || is(j - 1, ".")) ? j : -1;
}

function title(i) {
  const w = wordAt(i), j = i + 1;
  if (has(lists.shortTitle, w)) {
    if (is(j, ".") && tied(j)) return j + 1;
    return bareTitle(i, w) ? j : -1;
  }
  if (has(lists.title, w)) return j;
  if (has(lists.group, w)) return at(j).dress === capped ? j : -1;
  if (!maiden(i)) return -1;
  const k = is(j, ":") ? j + 1 : j;
  return knows(lists.place, k) ? -1 : k;
}

function bareTitle(i, w) {
  const next = at(i + 1);
  if (w === "m") return isLarge(i) && next.dress === capped && lengthAt(i + 1) > 2;
  if (w === "me") return at(i).raw === "Me" && next.dress === capped;
  return w !== "mad";
}

function maiden(i) {
  const w = wordAt(i);
  return w === "nee" || w === "geboren" || w === "ne" && !["ne", "Ne", "NE"].includes(at(i).raw);
}

function named(j) {
  const start = initials(j), before = particles(start), k = start + before;
  if (before > 0 && from(k) || !properly(k) || knows(lists.title, k)) return 0;
  let last = surname(k);
  if (last === 0) return 0;
  for (let n = 0; n < 6; n++) {
    let next = last + 1;
    if (at(next).before !== spaced) break;
    next = initials(next);
    next += particles(next);
    if (!properly(next) || knows(lists.title, next)) {
      last = maidenName(last + 1) || last;
      break;
    }
    const end = surname(next);
    if (end === 0) break;
    last = end;
  }
  return last;
}

function from(k) {
  const w = wordAt(k);
  return has(lists.place, w) || noName(w) && wordAt(k - 1) !== "d";
}

function initials(k) {
  let j = k;
  for (let n = 0; n < 3 && initial(j); n++) {
    j++;
    for (let m = 0; m < 2; m++) if ((is(j, ".") || is(j, "-")) && tied(j)) j++;
  }
  return !beside(j) ? k : j;
}

function initial(k) {
  const next = at(k + 1);
  if (!properly(k) || !shortWord(k)) return false;
  if (is(k + 1, ".") && next.before === glued) return wordAt(k) !== "x";
  return !noName(wordAt(k)) && next.dress === capped && next.before === spaced;
}

function maidenName(i) {
  const w = wordAt(i + 1);
  return maiden(i) && properly(i + 1) && !has(lists.place, w) && !noName(w) ? surname(i + 1) : 0;
}

const noName = (w) => has(lists.noName, w) || has(lists.office, w);

function particles(j) {
  let n = 0;
  while (n < 4) {
    if (cut(j + n)) {
      n += 2;
      continue;
    }
    if (!particle(j + n)) break;
    n++;
    if ((quote(j + n) || is(j + n, "-")) && tied(j + n) && !cut(j + n)) n++;
  }
  return n;
}

function particle(i) {
  const t = at(i);
  return t.form === word && t.dress === small && t.before <= lined && (has(lists.particle, t.folded) || has("|la|las|los|le|l|", t.folded) && wordAt(i - 1) === "de");
}

const cut = (i) => quote(i) && at(i).before === spaced && tied(i + 1) && at(i + 1).raw === "t";

const quote = (i) => is(i, "'") || is(i, "’");

function properly(k) {
  const t = at(k);
  return t.form === word && t.dress !== small && t.before <= lined && !t.taken;
}

function surname(k) {
  const last = hyphens(k), w = wordAt(k), prefix = has(lists.prefix, w);
  if (last > k) return !prefix && noName(w) && lengthAt(k) > 2 ? 0 : last;
  if (prefix) return behindPrefix(k);
  return noName(w) || shortWord(k) ? 0 : last;
}

function hyphens(k) {
  let last = k;
  while (last - k < 6 && hyphened(last)) last += 2;
  return last;
}

function hyphened(i) {
  const mark = at(i + 1), next = at(i + 2);
  return mark.before === glued && next.before === glued && next.form === word && !next.taken && (mark.sign === "-" || quote(i + 1));
}

function behindPrefix(k) {
  let next = k + 1;
  next += particles(next);
  for (let n = 0; n < 2; n++) if (properly(next) && knows(lists.prefix, next)) next++;
  const w = wordAt(next);
  if (!properly(next) || at(next).before !== spaced || noName(w) || has(lists.place, w) || shortWord(next)) return 0;
  return hyphens(next);
}

function shortWord(k) {
  return [...wordAt(k)].length === 1;
}
