// Finds personal identifiers in free text on the device: the rules of internal/guard, one by one and in the same order;
// the comments there say why. internal/guard/testdata/vectors.json holds both to the same findings.

import known from "../../guard/words.json" with { type: "json" };

// Lists of words, each word between two bars.
const lists = {};
for (const [name, rows] of Object.entries(known.words)) lists[name] = `|${rows.join(" ").split(" ").join("|")}|`;

// What follows the two check digits of an IBAN, by country.
const accounts = new Map(known.iban.join(" ").split(" ").map((account) => account.split(":")));

const figure = 2, word = 1, mere = 0; // forms of tokens
const glued = 0, spaced = 1, lined = 2, parted = 3, faraway = 4; // what stands before a token
const small = 0, capped = 1, large = 2; // how the letters of a word are written
const hasBlank = 1, hasLine = 2, hasMark = 4, hasPlus = 8, isCut = 16; // what stands between two signs of a number

const certain = (kind) => kind === "national" || kind === "iban" || kind === "card";

// flagged says whether a text with a finding of this kind may be kept, but has to be reviewed.
export const flagged = (kind) => !certain(kind) && kind !== "payment";

// refused says whether a text with a finding of this kind is not kept.
export const refused = certain;

// find returns the identifiers of a text as {kind, start, end}: the identifier is text.slice(start, end).
export function find(whole) {
  text = whole;
  found = [];
  numbers();
  tokens = tokenise();
  const answer = looks();
  tokens = found = [];
  text = "";
  return answer;
}

const has = (list, w) => w !== "" && list.includes("|" + w + "|");

function endsIn(list, w) {
  return list.split("|").some((ending) => ending !== "" && bytesOf(w) >= ending.length + 3 && w.endsWith(ending));
}

// What a sign is to a number: digit, letter (A–Z alone, IBANs hold them), blank, line break (n), mark, comma, plus; signs
// without a width are nothing, all others (x) end it.
const classes = Object.entries({
  d: /^\p{Nd}$/u,
  l: /^[a-zａ-ｚ\u212a]$/i,
  b: /^[\p{Zs}\t\r]$/u,
  n: /^[\n\v\f\u0085\u2028\u2029]$/,
  m: /^[\p{Pd}./\\_·\u0387•․‧∙⋅．。・−⁄∕／＼＿]$/u,
  c: /^[,，‚]$/,
  p: /^[+＋]$/,
  "": /^[\p{M}\p{Cf}]$/u,
  x: /./su,
});
const classed = new Map();

// classify returns the class of a sign.
function classify(r) {
  if (!classed.has(r)) classed.set(r, classes.find(([, pattern]) => pattern.test(r))[0]);
  return classed.get(r);
}

const isDigit = (r) => classify(r) === "d";

// valueOf returns what a digit or a letter counts in a number: 0–9 or 10–35.
function valueOf(r) {
  if (!isDigit(r)) return parseInt(r.normalize("NFKC"), 36);
  let value = 0;
  for (let code = r.codePointAt(0); isDigit(String.fromCodePoint(code - 1)); code--) value++;
  return value % 10;
}

// The signs of the number that is being read, where its run begins, and how many digits stand last in it.
let signs, run, row;

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

const parts = (gap) => (gap & (isCut | hasLine)) !== 0 || (gap & hasMark) !== 0 && (gap & hasBlank) !== 0;

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

// numbers notes the findings of all kinds that carry a checksum.
function numbers() {
  signs = [];
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
  signs = [];
}

// gapOf says what a row of classes between two signs is to a number.
function gapOf(gap) {
  const cut = /[px]|m.*m.*m|n.*n|c.|.c/.test(gap) || gap.length > 8;
  return (gap.includes("b") && hasBlank) | (gap.includes("n") && hasLine) | (/[mc]/.test(gap) && hasMark) | (/pb*$/.test(gap) && hasPlus) | (cut && isCut);
}

const bytesOf = (s) => new TextEncoder().encode(s).length;

const folds = new Map();
for (const [plain, letters] of Object.entries({ a: "àáâãäå", c: "çćč", e: "èéêëęě", i: "ìíîïı", n: "ñń", o: "òóôõöø", s: "şšșś", u: "ùúûü", y: "ýÿ", ss: "ß", oe: "œ" })) {
  for (const letter of letters) folds.set(letter, plain);
}

// fold returns a word in small letters without accents.
function fold(s) {
  let folded = "";
  for (const r of s) {
    const [l] = r.toLowerCase();
    folded += folds.get(l) ?? (classify(l) === "" ? "" : l);
  }
  return folded;
}

function tokenise() {
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

const nowhere = { start: 0, end: 0, sign: "", before: faraway, form: mere, dress: small, taken: false, raw: "", length: 0, folded: "" };

// The text that is being read: find is done with one before the next, and keeps none.
let tokens = [], found = [], text = "";

// looks adds what has no checksum to the findings, rule by rule: what one took no later one sees.
function looks() {
  let i = 0;
  for (const f of found) {
    for (; i < tokens.length && tokens[i].start < f.end; i++) {
      if (tokens[i].end > f.start) tokens[i].taken = true;
    }
  }
  for (const rule of [payment, mail, page, phone, birth, address, name]) {
    for (let k = 0; k < tokens.length; k++) if (!tokens[k].taken) rule(k);
  }
  return found.sort((a, b) => a.start - b.start);
}

function take(kind, first, last) {
  for (let i = first; i <= last; i++) if (tokens[i].taken) return false;
  for (let i = first; i <= last; i++) tokens[i].taken = true;
  found.push({ kind, start: tokens[first].start, end: tokens[last].end });
  return true;
}

function at(i) {
  return tokens[i] ?? nowhere;
}

const lengthAt = (i) => wordAt(i) ? bytesOf(wordAt(i)) : at(i).length;
const isWord = (i) => at(i).form === word;
const isFigure = (i) => at(i).form === figure;
const isSign = (i) => at(i).form === mere;
const isLarge = (i) => at(i).dress !== small;
const tied = (i) => at(i).before === glued; // to the one before
const beside = (i) => at(i).before <= spaced;
const knows = (list, i) => has(list, wordAt(i));

function wordAt(i) {
  return at(i).folded;
}

function is(i, sign) {
  const t = at(i);
  return t.form === mere && t.sign === sign;
}

function digitsAt(i) {
  const t = at(i);
  if (t.form !== figure) return 0;
  return t.length <= 32 ? [...t.raw].length : t.length;
}

function numberAt(i) {
  let number = 0;
  for (const r of at(i).raw) if (isDigit(r)) number = number * 10 + valueOf(r);
  return number;
}

function valueAt(i) {
  const n = digitsAt(i);
  return n === 0 || n > 4 ? -1 : numberAt(i);
}

function figures(i, most) {
  for (let j = i + 1; j <= i + most; j++) if (isFigure(j)) return true;
  return false;
}

function near(list, i, most) {
  return nearest(list, i, most) > 0;
}

function nearest(list, i, most) {
  for (let n = 1; n <= most; n++) {
    if (at(i - n + 1).before >= parted || ends(i - n)) return 0;
    if (has(list, wordAt(i - n))) return n;
  }
  return 0;
}

function ends(i) {
  const t = at(i);
  if (t.form !== mere) return false;
  if (t.sign === ";" || t.sign === "!" || t.sign === "?") return true;
  return t.sign === "." && !tied(i + 1) && lengthAt(i - 1) > 4;
}

function together(first, last) {
  for (let i = first; i <= last; i++) if (!tied(i)) return false;
  return true;
}

// Payments.

function payment(i) {
  const { sign } = at(i);
  if (sign !== "+" && sign !== "*" || !thrice(i, sign)) return;
  let number = 0, n = 0, j = i + 3;
  for (; n < 12 && digitsAt(j) + n <= 12 && (isFigure(j) || is(j, "/")); j++) {
    if (!beside(j)) return;
    if (isFigure(j)) {
      number = number * 10 ** digitsAt(j) + numberAt(j);
      n += digitsAt(j);
    }
  }
  if (n === 12 && number % 100 === (Math.floor(number / 100) + 96) % 97 + 1 && thrice(j, sign)) take("payment", i, j + 2);
}

function thrice(i, sign) {
  return is(i, sign) && is(i + 1, sign) && is(i + 2, sign);
}

// Mail and pages.

function mail(i) {
  let last = i;
  if (!is(i, "@") && !is(i, "＠")) {
    if (!is(i, "(") && !is(i, "[") || !is(i + 2, ")") && !is(i + 2, "]") || !knows("|at|arobase|arobas|apenstaartje|", i + 1)) return;
    last = i + 2;
  }
  const first = mailbox(i);
  if (first === i || credentials(first)) return;
  const end = domain(last + 1, i);
  if (end === 0 || has(lists.role, fold(text.slice(at(first).start, at(i - 1).end)))) return;
  take("email", first, end);
}

function mailbox(i) {
  if (!beside(i)) return i;
  let first = i;
  for (let n = 1; n <= 40; n++) {
    const t = at(i - n);
    if (i - n < 0 || t.form === mere && !".-_+'".includes(t.sign)) break;
    first = i - n;
    if (t.before !== glued) break;
  }
  while (first < i && isSign(first)) first++;
  return first;
}

function domain(i, sign) {
  if (isSign(i) || !beside(i)) return 0;
  let last = i, points = 0;
  for (let n = 0; n < 40; n++) {
    const next = label(last);
    if (next === last) break;
    if (is(last + 1, ".")) points++;
    last = next;
  }
  if (points === 0) return tied(sign) && knows(lists.provider, i) ? last : 0;
  return !isWord(last) || at(last).length < 2 ? 0 : last;
}

function label(last) {
  const next = at(last + 1), behind = at(last + 2);
  const follows = behind.before === glued && behind.form !== mere;
  if (is(last + 1, ".") && next.before <= spaced && follows) return last + 2;
  if (next.before !== glued) return last;
  if ((is(last + 1, "-") || is(last + 1, "_")) && follows) return last + 2;
  return next.form !== mere ? last + 1 : last;
}

function credentials(first) {
  if (is(first - 1, ":") && !isSign(first - 2) && tied(first - 1)) first = mailbox(first - 1);
  if (!is(first - 1, "/") || !is(first - 2, "/") || !is(first - 3, ":") || !isWord(first - 4)) return false;
  return take("page", first - 4, pageEnd(first));
}

function pageEnd(i) {
  let last = i;
  for (let n = 0; n < 40 && tied(last + 1); n++) last++;
  while (last > i && isSign(last) && !is(last, "/")) last--;
  return last;
}

function page(i) {
  if (!is(i + 1, ".") || !is(i + 3, "/") || !together(i + 1, i + 4) || !knows("|com|me|be|net|", i + 2)) return;
  const site = wordAt(i), mixed = has(lists.siteMixed, site);
  let user = i + 4;
  if (!mixed && !has(lists.site, site)) return;
  if (site === "linkedin") {
    if (wordAt(user) !== "in" || !is(user + 1, "/")) return;
    user += 2;
  }
  const last = pageEnd(user);
  if (isSign(user) && !is(user, "@") || mixed && !own(user, last)) return;
  take("page", pageStart(i), last);
}

function own(first, last) {
  for (let i = first; i <= last; i++) if (is(i, ".") || is(i, "_") || isFigure(i)) return true;
  return false;
}

function pageStart(i) {
  if (is(i - 1, ".") && tied(i) && tied(i - 1) && isWord(i - 2)) i -= 2;
  if (tied(i) && is(i - 1, "/") && is(i - 2, "/") && is(i - 3, ":") && isWord(i - 4)) i -= 4;
  return i;
}

// Telephone numbers.

function phone(i) {
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

// Dates of birth.

function birth(i) {
  if (!isFigure(i) || tied(i) && linked(i - 1)) return;
  const d = numericDate(i) ?? writtenDate(i);
  if (!d || runsOn(d.last)) return;
  if (born(i) || !d.bare && d.year >= 1900 && d.year <= 2014 && !near(lists.oldDate, i, 8)) take("birth", i, d.last);
}

function runsOn(i) {
  if (!tied(i + 1)) return false;
  return isFigure(i + 1) || linked(i + 1) && isFigure(i + 2) && tied(i + 2);
}

function linked(i) {
  return is(i, "/") || is(i, "-") || is(i, ".") || is(i, ":");
}

function numericDate(i) {
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

// Addresses.

function address(i) {
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

// Names.

function name(i) {
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
