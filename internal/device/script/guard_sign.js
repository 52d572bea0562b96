// Says what each sign of a text is to a number, and what stands between two signs of one: sign.go of internal/guard.

export const hasBlank = 1, hasLine = 2, hasMark = 4, hasPlus = 8, isCut = 16; // what stands between two signs of a number

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
export function classify(r) {
  if (!classed.has(r)) classed.set(r, classes.find(([, pattern]) => pattern.test(r))[0]);
  return classed.get(r);
}

export const isDigit = (r) => classify(r) === "d";

// valueOf returns what a digit or a letter counts in a number: 0–9 or 10–35.
export function valueOf(r) {
  if (!isDigit(r)) return parseInt(r.normalize("NFKC"), 36);
  let value = 0;
  for (let code = r.codePointAt(0); isDigit(String.fromCodePoint(code - 1)); code--) value++;
  return value % 10;
}

export const parts = (gap) => (gap & (isCut | hasLine)) !== 0 || (gap & hasMark) !== 0 && (gap & hasBlank) !== 0;

// gapOf says what a row of classes between two signs is to a number.
export function gapOf(gap) {
  const cut = /[px]|m.*m.*m|n.*n|c.|.c/.test(gap) || gap.length > 8;
  return (gap.includes("b") && hasBlank) | (gap.includes("n") && hasLine) | (/[mc]/.test(gap) && hasMark) | (/pb*$/.test(gap) && hasPlus) | (cut && isCut);
}
