// Finds the numbers that carry a checksum – national numbers, IBANs, cards: numbers.go, layout.go, national.go, iban.go
// and card.go of internal/guard.

import { classify, gapOf, hasLine, hasMark, hasPlus, isCut, parts, valueOf } from "./guard_sign.js";
import { accounts } from "./guard_words.js";

// The signs of the number that is being read, where its run begins, how many digits stand last in it, and the findings.
let signs, run, row, found;

const back = (n) => signs[signs.length - n];

function add(next) {
  close(next);
  if (next.gap & isCut) {
    run = signs.length;
    row = 0;
  }
  row = next.value < 10 ? row + 1 : 0;
  signs.push(next);
}

function close(next) {
  if (signs.length === run) return;
  if (next.gap === 0 && (next.value < 10 || back(1).value >= 10)) return;
  findIBAN();
  if (row < 11) return;
  const free = next.value >= 10 || parts(next.gap) ? 1 : 0;
  findNational(free);
  findCard(free);
}

function report(kind, n) {
  const f = { kind, start: back(n).start, end: back(1).end };
  for (let before; (before = found[found.length - 1]) && before.end > f.start; found.pop()) {
    f.start = Math.min(f.start, before.start);
    if (before.kind === "iban" || before.kind === "national" && f.kind === "card") f.kind = before.kind;
  }
  found.push(f);
}

function layout(n, free) {
  const first = back(n), inside = row > n;
  if (inside && first.gap === 0) return null;
  const l = { gaps: [], marks: [], lines: 0, free, plus: first.gap & hasPlus };
  if (!inside || parts(first.gap)) l.free++;
  for (let i = 1; i < n; i++) {
    const { gap } = back(n - i);
    if (gap) l.gaps.push(i);
    if (gap & hasMark) l.marks.push(i);
    if (gap & hasLine) l.lines++;
  }
  return l;
}

// digitsBack returns the number that some of the last signs are, from the nth on.
function digitsBack(n, count) {
  let number = 0;
  for (let i = 0; i < count; i++) number = number * 10 + back(n - i).value;
  return number;
}

function findNational(free) {
  const nine = digitsBack(11, 9), check = digitsBack(2, 2), month = digitsBack(9, 2), serial = nine % 1000;
  if (month >= 60 || month % 20 > 12 || serial === 0 || serial === 999) return;
  if (check !== 97 - nine % 97 && check !== 97 - (2000000000 + nine) % 97) return;
  const l = layout(11, free);
  if (l && fits(l, [2, 4, 6, 9], digitsBack(11, 2) === 0 ? 2 : 1)) report("national", 11);
}

function findCard(free) {
  for (let n = Math.min(19, row); n >= 13; n--) {
    if (!issued(digitsBack(n, 4), n) || !luhn(n)) continue;
    const l = layout(n, free);
    if (l && (fits(l, [4, 8, 12, 16], 2) || fits(l, [4, 10], 2) || n === 13 && fits(l, [4, 7, 10], 2))) {
      report("card", n);
      return;
    }
  }
}

function luhn(n) {
  let sum = 0;
  for (let i = 1; i <= n; i++) {
    const d = back(i).value * (i % 2 === 0 ? 2 : 1);
    sum += Math.floor(d / 10) + d % 10;
  }
  return sum % 10 === 0;
}

function findIBAN() {
  for (let n = 15; n <= 34 && n <= signs.length - run; n++) if (accountFits(n) && remainder97(n) === 1) report("iban", n);
}

function accountFits(length) {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => back(length - i).value);
  const pattern = a >= 10 && b >= 10 && c < 10 && d < 10 && accounts.get(String.fromCharCode(a + 55, b + 55));
  if (!pattern) return false;
  let left = length - 4;
  for (const [, n, kind] of pattern.matchAll(/(\d+)(.)/g)) {
    for (let i = 0; i < n; i++, left--) {
      if (left < 1 || kind !== "c" && kind === "n" !== back(left).value < 10) return false;
    }
  }
  return left === 0;
}

function remainder97(length) {
  const check = digitsBack(length - 2, 2);
  if (check < 2 || check > 98) return 0;
  let remainder = 0;
  for (let i = 0; i < length; i++) {
    const { value } = back((2 * length - 4 - i - 1) % length + 1);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder;
}

function fits(l, usual, wanted) {
  if (l.marks.some((i) => !usual.includes(i))) return false;
  if (l.gaps.every((i) => usual.includes(i))) return !l.plus || l.gaps.length > 0;
  if (l.plus) return false;
  return l.marks.length >= 2 || l.free >= wanted && l.lines <= 1;
}

function issued(p, n) {
  const within = (first, last) => first <= p && p <= last;
  if (within(4000, 4999)) return n === 13 || n === 16 || n === 19;
  if (within(5100, 5599) || within(2221, 2720)) return n === 16;
  if (within(3400, 3499) || within(3700, 3799)) return n === 15;
  if (within(3000, 3059) || within(3090, 3099) || within(3600, 3699) || within(3800, 3999)) return n >= 14;
  if (within(3528, 3589) || within(2200, 2204)) return n >= 16;
  if (within(6011, 6011) || within(6200, 6299) || within(6440, 6599)) return n >= 16;
  return within(5000, 5099) || within(5600, 5899) || within(6300, 6399) || within(6700, 6799);
}

// numbers returns the findings of all kinds that carry a checksum.
export function numbers(text) {
  signs = [];
  found = [];
  run = row = 0;
  let gap = "x";
  for (let i = 0; i < text.length;) {
    const r = String.fromCodePoint(text.codePointAt(i)), end = i + r.length, kind = classify(r);
    if (kind === "d" || kind === "l" && !/^\p{M}/u.test(text.slice(end, end + 2))) {
      add({ value: valueOf(r), gap: gapOf(gap), start: i, end });
      gap = "";
    } else {
      gap += kind === "l" ? "x" : kind;
    }
    i = end;
  }
  close({ value: 0, gap: isCut });
  const answer = found;
  signs = found = [];
  return answer;
}
