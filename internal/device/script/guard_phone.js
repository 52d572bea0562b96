// Finds telephone numbers: look_phone.go of internal/guard.

import { numericDate } from "./guard_date.js";
import { at, beside, digitsAt, is, isFigure, isSign, isWord, knows, nearest, take, tied, valueAt } from "./guard_look.js";
import { isDigit, valueOf } from "./guard_sign.js";
import { figure, lined } from "./guard_token.js";
import { lists } from "./guard_words.js";

export function phone(i) {
  const d = { digits: [], groups: [], last: -1, plus: false, spoken: false };
  const first = i;
  if (is(i, "+")) {
    if (!isFigure(i + 1) || !beside(i + 1) || is(i - 1, "+")) return;
    d.plus = true;
    i++;
  }
  if (!isFigure(i) || !d.plus && (!dials(i) || continues(i))) return;
  dialled(d, i);
  const home = d.digits.length === 9 || d.plus && d.digits.length === 10 || d.digits.length === 12 && d.digits[0] === 0 && d.digits[1] === 0;
  if (d.last < 0 || home && office(first)) return;
  take("phone", first, d.last);
}

function dials(i) {
  const [first, second] = [...at(i).raw.slice(0, 4)].map(valueOf), n = digitsAt(i);
  return first === 0 || first === 3 && second === 2 && (n === 2 || n === 11);
}

function continues(i) {
  if (!beside(i)) return false;
  if (isSign(i - 1) && tied(i) && tied(i - 1) && isFigure(i - 2)) {
    return !is(i - 1, ",") && !is(i - 1, "(") && digitsAt(i - 2) < 8;
  }
  return tied(i) && isWord(i - 1) && knows(lists.enterprise, i - 1);
}

function dialled(d, i) {
  let lines = 0;
  for (;;) {
    if (d.digits.length + digitsAt(i) > 17) return;
    if (d.spoken || d.digits.length === 0 || !is(i - 1, "(") || !is(i + 1, ")") || valueAt(i) !== 0) {
      for (const r of at(i).raw) if (isDigit(r)) d.digits.push(valueOf(r));
      d.groups.push(digitsAt(i));
    } else {
      d.spoken = true;
    }
    const [next, broken] = nextGroup(i);
    lines += broken;
    if (d.digits.length >= 9 && dialEnds(d, at(next)) && !dated(i, d)) {
      d.last = i;
      return;
    }
    if (next < 0 || lines > 1) return;
    i = next;
  }
}

function nextGroup(i) {
  let lines = 0;
  for (let j = i + 1; j <= i + 4; j++) {
    const t = at(j);
    if (t.before > lined) break;
    if (t.before === lined) lines++;
    if (t.form === figure) return [j, lines];
    if (t.sign === "" || !"./-–—‑\\()".includes(t.sign)) break;
  }
  return [-1, lines];
}

function dated(last, d) {
  if (d.plus || d.groups.length < 3 || d.groups[0] > 2 || d.groups[1] > 2) return false;
  let first = last;
  for (let n = d.groups.length; n > 1; first--) if (isFigure(first - 1)) n--;
  const end = numericDate(first);
  if (!end) return false;
  const mark = at(first + 1).sign;
  return "./-".includes(mark) && (!tied(end.last + 1) || at(end.last + 1).sign !== mark);
}

function office(i) {
  const office = nearest(lists.office, i, 7), person = nearest(lists.person, i, 7);
  return office > 0 && (person === 0 || person > office);
}

function dialEnds(d, next) {
  const n = d.digits.length;
  if (d.plus) return abroad(d.digits, 0, next);
  if (d.digits[0] === 0 && d.digits[1] === 0) return n > 10 && abroad(d.digits, 2, next);
  const alone = d.groups.slice(1).filter((g) => g === 1).length;
  if (alone === 1 || alone === 2) return false;
  if (d.digits[0] !== 0) return n === 11 && mobile(d.digits, 2);
  if (n === 9) return landline(d.digits, 1) && zoned(d);
  const neighbour = (d.digits[1] === 6 || d.digits[1] === 7) && (d.groups.length === 5 || d.groups.length <= 2);
  return n === 10 && (mobile(d.digits, 1) || neighbour) && !enterprise(d);
}

function abroad(digits, from, next) {
  if (digits[from] === 0) return false;
  if (digits[from] === 3 && digits[from + 1] === 2) {
    from += 2;
    if (digits[from] === 0) from++;
    const left = digits.length - from;
    return left === 9 && mobile(digits, from) || left === 8 && landline(digits, from) && (digits[from] !== 4 || next.form !== figure);
  }
  const left = digits.length - from;
  return left >= 9 && left <= 15 && (next.form !== figure || left >= 12);
}

const mobile = (digits, from) => digits[from] === 4 && digits[from + 1] >= 5;

function landline(digits, from) {
  const [a, b, c] = digits.slice(from);
  return a !== 0 && !mobile(digits, from) && (a !== 7 || b !== 0 && b !== 7 && b !== 8) && (a !== 8 || b !== 0 || c !== 0) && (a !== 9 || b !== 0);
}

function zoned(d) {
  const zone = [2, 3, 4, 9].includes(d.digits[1]) ? 2 : 3;
  return d.groups[0] === zone || d.groups[0] === 9 || d.groups.length === 9;
}

function enterprise(d) {
  const number = d.digits.slice(0, 8).reduce((n, v) => n * 10 + v, 0);
  if (97 - number % 97 !== d.digits[8] * 10 + d.digits[9]) return false;
  return d.groups.length === 3 && d.groups[0] === 4 && d.groups[1] === 3 || d.groups.length === 1 && !mobile(d.digits, 1);
}
