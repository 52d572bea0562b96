// Finds postal addresses: look_street.go of internal/guard.

import { linked } from "./guard_date.js";
import { at, beside, figures, is, isFigure, isLarge, isSign, isWord, knows, lengthAt, near, nearest, take, tied, together, valueAt, wordAt } from "./guard_look.js";
import { capped, figure, glued, lined, mere, small, spaced, word } from "./guard_token.js";
import { endsIn, has, lists } from "./guard_words.js";

export function address(i) {
  let s = null;
  if (isFigure(i)) s = town(i);
  else if (isWord(i) && (figures(i, 15) || figures(i - 6, 5))) s = street(i, wordAt(i));
  if (s && !institutional(s[0])) take("address", s[0], s[1]);
}

function street(i, w) {
  if (has(lists.street, w) || has(lists.streetWeak, w)) {
    const s = french(i, w);
    if (s) return s;
  } else if (has(lists.road, w)) return english(i);
  return figures(i, 4) ? germanic(i, w) : null;
}

function institutional(i) {
  const office = nearest(lists.office, i, 6), home = nearest(lists.home, i, 6);
  return office > 0 && (home === 0 || home > office);
}

function french(i, kind) {
  const n = streetName(i);
  if (n.words === 0 || n.capitals === 0 && !has(lists.street, kind)) return null;
  const first = numberBefore(i), number = house(n.behind);
  if (number > 0 && (n.capitals > 0 || n.words <= 4)) return [first, withTown(box(number))];
  if (n.last === i) n.last = firstName(i);
  return first < i && n.last > i ? [first, withTown(n.last)] : null;
}

function streetName(i) {
  const n = { words: 0, capitals: 0, last: i, behind: i + 1 };
  if (is(n.behind, ".")) n.behind++;
  for (; n.behind <= i + 12 && inStreet(n.behind, n.words); n.behind++) {
    const t = at(n.behind);
    if (t.form === mere || has(lists.link, t.folded)) continue;
    n.words++;
    if (t.dress !== small) n.capitals++;
    if (n.capitals === n.words) n.last = n.behind;
  }
  return n;
}

function inStreet(j, words) {
  const t = at(j);
  if (t.before > lined || t.taken) return false;
  if (t.form === figure) return words === 0 && knows(lists.month, j + 1);
  if (t.form === mere) return t.sign === "-" || t.sign === "'" || t.sign === "’" || t.sign === "." && lengthAt(j - 1) <= 3;
  if (numbering(j)) return false;
  return t.dress !== small || has(lists.link, t.folded) || !has(lists.noAddress, t.folded);
}

function numbering(j) {
  return knows(lists.number, j) && (isFigure(j + 1) || is(j + 1, "°") || is(j + 1, "."));
}

function firstName(i) {
  for (let j = i + 1; j <= i + 4; j++) {
    const w = wordAt(j);
    if (has(lists.noAddress, w) && !has(lists.link, w)) return i;
    if (w !== "" && !has(lists.link, w)) return j;
  }
  return i;
}

function house(j) {
  if (is(j, ",")) j++;
  if (knows(lists.number, j)) {
    j++;
    if (is(j, "°") || is(j, ".") || is(j, "º")) j++;
  }
  return numbered(j) && at(j).before <= lined && !counts(j) ? j : -1;
}

function counts(j) {
  const w = wordAt(j + 1);
  if ((has(lists.unit, w) || has(lists.month, w)) && !lettered(j + 1)) return true;
  return is(j + 1, "€") || is(j + 1, "%") || is(j + 1, ":") && tied(j + 2);
}

function numbered(j) {
  const value = valueAt(j);
  return value > 0 && (value < 1900 || value > 2099) && !at(j).taken;
}

function lettered(j) {
  const t = at(j);
  return t.form === word && t.length === 1 && (t.dress === capped || t.before === glued && !"huxm".includes(t.sign));
}

function numberBefore(i) {
  let j = i - 1;
  while (knows("|de|la|l|du|", j)) j--;
  const of = j < i - 1;
  if (is(j, ",")) j--;
  if (knows("|bis|ter|a|b|c|d|", j) && isFigure(j - 1)) j--;
  if (of && !is(j - 1, "°") && !knows(lists.number, j - 1) || tied(j) && linked(j - 1) || !numbered(j)) return i;
  return j;
}

function box(j) {
  if (lettered(j + 1) && beside(j + 1) && (!knows(lists.box, j + 1) || !isFigure(j + 2))) j++;
  if ((is(j + 1, "/") || is(j + 1, "-")) && together(j + 1, j + 2) && !isSign(j + 2)) j += 2;
  let k = j + 1;
  if (is(k, ",")) k++;
  if (!knows(lists.box, k) || !beside(k)) return j;
  if (is(k + 1, ".")) k++;
  return isFigure(k + 1) && beside(k + 1) ? k + 1 : j;
}

function withTown(j) {
  let k = j + 1;
  if (is(k, ",") || is(k, "-") || is(k, "–")) k++;
  if (knows("|a|te|in|", k) && postcode(k + 1)) k++;
  return postcode(k) ? place(k) : j;
}

function postcode(k) {
  const value = valueAt(k), next = at(k + 1);
  return value >= 1000 && value <= 9999 && !at(k).taken && at(k).before <= lined && next.form === word && next.dress !== small && next.before === spaced;
}

function place(k) {
  k++;
  for (let n = 0; n < 4; n++) {
    if ((is(k + 1, "-") || is(k + 1, "'")) && tied(k + 1) && isWord(k + 2) && tied(k + 2)) k += 2;
  }
  return k;
}

function town(i) {
  return postcode(i) && near(lists.home, i, 4) ? [i, place(i)] : null;
}

function germanic(i, w) {
  const first = germanicName(i, w);
  if (first < 0) return null;
  let j = i + 1;
  if (is(j, ".") && tied(j) && at(j + 1).before === spaced && /(str|stwg|ln)$/.test(w)) j++;
  const number = house(j);
  return number > 0 ? [first, withTown(box(number))] : null;
}

function germanicName(i, w) {
  const large = isLarge(i);
  if (has(lists.noStreet, w) || !large && w.endsWith("slaan")) return -1;
  if (has(lists.ending, w) || has(lists.endingWeak, w)) {
    const before = at(i - 1);
    return before.form === word && before.dress !== small && beside(i) && !before.taken ? i - 1 : -1;
  }
  return endsIn(lists.ending, w) || large && endsIn(lists.endingWeak, w) ? i : -1;
}

function english(i) {
  if (!isLarge(i)) return null;
  for (let j = i - 1; j >= i - 3; j--) {
    if (numbered(j) && j < i - 1) return [j, i];
    if (!isWord(j) || !isLarge(j)) break;
  }
  return null;
}
