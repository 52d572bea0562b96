// Reads keyed lines by the scripts of keyed entry: reads {vectors, random} and writes {lines, again, posted, codes, dates, hostile}: what
// each line of the vectors says; how it reads once it was written anew; what is posted of some; what each code and date says; and what went wrong with random lines.
import { readFileSync } from "node:fs";

const folder = process.argv[2] + "/";
const { fieldsOf, readLine, sheetOf, writeLine, ready } = await import(folder + "keyed_line.js");
const { readCode } = await import(folder + "keyed_code.js");
const { dateOf } = await import(folder + "keyed_date.js");
const { vectors, random } = JSON.parse(readFileSync(0, "utf8"));
const { models, words, cases } = vectors;

const find = (q, word) => (Object.hasOwn(words, q) && Object.hasOwn(words[q], word) ? words[q][word] : "");
const exact = (q, word) => find(q, word) || (Object.values(words[q] || {}).includes(word) ? word : "");
const read = (model, text, above) => readLine(model, text, above, exact);
const aboveOf = (model, text) => (text === undefined ? null : sheetOf(model, read(model, text, null)));

function said(answers) {
  return Object.entries(answers).map(([q, { codes, text, number }]) => q + "=" + (number !== undefined ? number : codes.join("+")) + (text ? "(" + text + ")" : ""));
}

function summary(model, line) {
  if (line.empty) return "empty";
  const texts = (row) => model.texts.filter((q) => q.row === row && line.texts[q.q]).map((q) => q.q + '="' + line.texts[q.q] + '"');
  const row = [...said(line.rowAnswers), ...texts(true)];
  const { date } = line, parts = [line.row ? "&" : "", ...said(line.answers), ...texts(false), ...(row.length ? ["|", ...row] : [])];
  if (line.shared) parts.push("x" + line.shared);
  if (line.follows) parts.push("+");
  if (date) parts.push("@" + date.day + "/" + date.month + (date.year ? "/" + date.year : ""));
  if (line.place) parts.push("#" + line.place);
  for (const p of line.problems) parts.push("!" + p.why + ":" + p.said + ":" + p.q);
  if (line.missing.length) parts.push("?" + line.missing.join(","));
  return parts.filter(Boolean).join(" ");
}

const modelOf = (c) => models[c.model || "plain"];
const lines = cases.map((c) => summary(modelOf(c), read(modelOf(c), c.line, aboveOf(modelOf(c), c.above))));

// A line that may be kept is written anew, and must read as the same.
const again = cases.map((c) => {
  const model = modelOf(c), above = aboveOf(model, c.above), line = read(model, c.line, above);
  if (!ready(line)) return "";
  const sheet = sheetOf(model, line), { place } = line;
  const text = line.row ? writeLine(model, { ...sheet, rows: [{}, ...sheet.rows] }, { row: 1, place }) : writeLine(model, sheet, { place });
  return summary(model, read(model, text, above));
});

const posted = vectors.posted.map((c) => {
  const model = modelOf(c), sheet = sheetOf(model, read(model, c.line, null));
  return JSON.stringify({ answers: fieldsOf(model, sheet.answers), rows: sheet.rows.map((row) => fieldsOf(model, row)) });
});

const codes = vectors.codes.map(({ line }) => {
  const code = readCode(line);
  return !code ? "none" : code.wrong ? "wrong" : code.layout + "/" + code.page + "/" + code.serial;
});

const dates = vectors.dates.map((d) => {
  const [day, month = 0, year = 0] = d.say.split("/").map(Number);
  return dateOf({ day, month, year }, d);
});

// Random lines: none stops the reader, none gives a code that its column does not have, each problem says a name.
const alphabet = [..."0123456789ABCabc-=/*+@#\"&() \t().éß😀<>\\'_|%$"];
const hostile = [];
let seed = 7;
const draw = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
const known = new Set(Object.values(words).flatMap(Object.values));
for (let i = 0; i < random; i++) {
  const text = Array.from({ length: draw(40) }, () => alphabet[draw(alphabet.length)]).join(""), model = i % 2 ? models.rows : models.plain;
  try {
    const line = read(model, text, i % 3 ? aboveOf(model, "3211") : null);
    for (const c of line.cells) for (const code of c.codes) if (!known.has(code) && !c.column.keys.some(([, of]) => of === code)) hostile.push(text + ": " + code);
    for (const p of line.problems) if (!p.why || p.q === undefined) hostile.push(text + ": a problem without a name");
    if (ready(line) && summary(model, line).includes("!")) hostile.push(text + ": ready");
    if (ready(line) && !line.row) {
      const back = summary(model, read(model, writeLine(model, sheetOf(model, line), { place: line.place }), null));
      if (back !== summary(model, line)) hostile.push(text + ": " + summary(model, line) + " became " + back);
    }
  } catch (error) {
    hostile.push(text + ": " + error);
  }
}
process.stdout.write(JSON.stringify({ lines, again, posted, codes, dates, hostile: hostile.slice(0, 20) }));
