// Finds dates of birth: look_date.go of internal/guard.

import { at, beside, digitsAt, ends, found, is, isFigure, knows, near, take, tied, valueAt, wordAt } from "./guard_look.js";
import { lined, parted } from "./guard_token.js";
import { has, lists } from "./guard_words.js";

export function birth(i) {
  if (!isFigure(i) || tied(i) && linked(i - 1)) return;
  const d = numericDate(i) ?? writtenDate(i);
  if (!d || runsOn(d.last)) return;
  if (born(i) || !d.bare && d.year >= 1900 && d.year <= 2014 && !near(lists.oldDate, i, 8)) take("birth", i, d.last);
}

function runsOn(i) {
  if (!tied(i + 1)) return false;
  return isFigure(i + 1) || linked(i + 1) && isFigure(i + 2) && tied(i + 2);
}

export function linked(i) {
  return is(i, "/") || is(i, "-") || is(i, ".") || is(i, ":");
}

export function numericDate(i) {
  const step = dateStep(i);
  if (step === 0) return null;
  let day = i, year = i + 2 * step;
  const month = i + step;
  if (digitsAt(day) === 4) [day, year] = [year, day];
  const d = valueAt(day), m = valueAt(month);
  if (d < 1 || d > 31 || m < 1 || m > 12 || digitsAt(month) > 2 || !yearly(year)) return null;
  return { last: i + 2 * step, year: valueAt(year), bare: step === 1 };
}

function dateStep(i) {
  let step = 2;
  const mark = at(i + 1).sign;
  if (isFigure(i + 1)) step = 1;
  else if (mark !== "/" && mark !== "." && mark !== "-" || at(i + 3).sign !== mark) return 0;
  for (let j = i + 1; j <= i + 2 * step; j++) if (!beside(j)) return 0;
  return step;
}

function yearly(i) {
  const value = valueAt(i);
  return digitsAt(i) === 2 || digitsAt(i) === 4 && value >= 1900 && value <= 2099;
}

function writtenDate(i) {
  const day = valueAt(i);
  if (day < 1 || day > 31) return null;
  let j = i + 1;
  if (knows("|er|e|ste|de|th|st|nd|rd|", j) || is(j, ".")) j++;
  if (!knows(lists.month, j)) return null;
  j++;
  if (is(j, ".") || is(j, ",")) j++;
  if (!yearly(j) || at(j).before > lined) return null;
  return { last: j, year: valueAt(j), bare: false };
}

function born(i) {
  if (is(i - 1, "°") || is(i - 1, "*")) return true;
  if (knows("|et|en|ou|of|und|and|", i - 1) && joined(i - 2)) return true;
  if (knows("|le|op|", i - 1) && knows("|et|en|", i - 2) && joined(i - 3)) return true;
  for (let n = 1; n <= 8; n++) {
    const j = i - n;
    if (at(j + 1).before >= parted || ends(j)) return false;
    if (birthWord(j)) return true;
  }
  return false;
}

function joined(i) {
  const last = found[found.length - 1];
  return last !== undefined && at(i).taken && last.kind === "birth" && last.end === at(i).end;
}

function birthWord(i) {
  const w = wordAt(i);
  if (w === "d") return is(i + 1, ".") && wordAt(i + 2) === "n" && wordAt(i - 2) === "d";
  if (!has(lists.birth, w)) return false;
  if (w === "ne" && at(i).raw !== "né" && at(i).raw !== "Né") {
    return knows("|le|un|vers|la|l|", i + 1) && isFigure(i + 2) || is(i + 1, "(");
  }
  if (w === "naissance" || w === "geboorte") return ![1, 2, 3].some((n) => knows(lists.paper, i - n));
  return true;
}
