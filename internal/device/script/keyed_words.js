// Says a line in words: what its keys stand for, what is missing and what was not understood.
import { day, t } from "./words.js";

// told returns a line as [{kind, name, text}]: kind is answer, same, more, missing or wrong.
export function told(model, line, resolved) {
  const said = line.cells.filter((c) => !c.lost && !c.passed).map((c) => ({ kind: c.same ? "same" : "answer", name: c.column.short, text: answerOf(c.column, c) }));
  const more = (name, text) => said.push({ kind: "more", name: t(name), text });
  for (const q of model.texts) if (line.texts[q.q]) said.push({ kind: "answer", name: q.short, text: line.texts[q.q] });
  if (line.row) said.unshift({ kind: "more", name: "", text: t("device.entry.row") });
  if (line.date && resolved) more("device.entry.date", day(resolved));
  if (line.shared) more("device.entry.shared", t("device.entry.shared.n", { n: line.shared }));
  if (line.follows) more("device.entry.follows", t("device.entry.follows.yes"));
  if (line.place) more("device.entry.place", String(line.place));
  for (const wrong of line.problems) said.push({ kind: "wrong", name: shortOf(model, wrong.q), text: t(problems[wrong.why], { said: wrong.said }) });
  const missing = line.missing.map((q) => shortOf(model, q)).join(", ");
  if (missing) said.push({ kind: "missing", name: t("device.entry.missing"), text: missing });
  return said;
}

const problems = {
  key: "device.entry.wrong.key", over: "device.entry.wrong.over", word: "device.entry.wrong.word", search: "device.entry.wrong.search",
  above: "device.entry.wrong.above", row: "device.entry.wrong.row", beside: "device.entry.wrong.beside", number: "device.entry.wrong.number",
  shared: "device.entry.wrong.shared", place: "device.entry.wrong.place", date: "device.entry.wrong.date", text: "device.entry.wrong.text",
  unasked: "device.entry.wrong.unasked", once: "device.entry.wrong.once", chain: "device.entry.wrong.chain", day: "device.entry.wrong.day",
  taken: "device.entry.wrong.taken", undated: "device.entry.wrong.undated",
};

const shortOf = (model, q) => ([...model.columns, ...model.texts, ...(model.repeat ? [model.repeat] : [])].find((c) => c.q === q) || { short: "" }).short;

// answerOf writes an answer in words.
export function answerOf(column, { codes, text, number }, labels = column.labels) {
  if (number !== undefined) return String(number);
  return codes.map((code) => labels[code] || column.labels[code] || code).join(", ") + (text ? " (" + text + ")" : "");
}

// inWords writes a sheet in one line, for the list; answers that are free text stand last.
export function inWords(model, { answers, rows, shared, follows }, date) {
  const parts = (row) => model.columns.filter((c) => c.row === row);
  const said = (part, columns) => columns.filter((c) => part[c.q]).map((c) => answerOf(c, part[c.q], c.shorts));
  const texts = (part, row) => model.texts.filter((q) => q.row === row && part[q.q]).map((q) => "« " + part[q.q].text + " »");
  const own = [...said(answers, parts(false)), ...texts(answers, false)];
  const inner = rows.map((row) => [...said(row, parts(true)), ...texts(row, true)].join(" · "));
  const more = [date, shared && "× " + shared, follows && t("device.entry.follows")].filter(Boolean);
  return [[...own, ...more].join(" · "), ...inner].filter(Boolean).join(" — ");
}
