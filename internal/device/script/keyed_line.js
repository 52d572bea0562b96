// Reads a line that somebody keys from paper: the keys of the columns from left to right, then what else stands on the line.
// Nothing here touches a page or asks a server.

const mostShared = 99; // sheets that one line may stand for
const mostPlace = 9999; // the highest number of a line on a sheet of paper

// readLine reads a line by the columns of a questionnaire. above is the sheet of the line above ({answers, rows, shared, follows,
// date}), null without one; find(code, word) is the code of the choice of a question that a word means, "" for none. It returns
// {empty, row, all, cells, answers, rowAnswers, touched, texts, shared, follows, date, place, problems, missing}: cells are the
// answers in the order of the line, touched says that something of the repeat was answered.
export function readLine(model, text, above, find) {
  const line = {
    empty: !text.trim(), row: false, all: false, cells: [], answers: {}, rowAnswers: {}, touched: false, texts: {}, shared: 0,
    follows: "", date: null, place: 0, problems: [], missing: [],
  };
  const p = { model, text, at: 0, line, above, find, columns: model.columns };
  blanks(p);
  if (model.repeat && p.text[p.at] === "&") {
    p.at++;
    line.row = true;
    p.columns = model.columns.filter((c) => c.row);
    if (!above) wrong(p, "row", "&");
  }
  if (!copiesAll(p)) eachColumn(p);
  extras(p);
  settle(p);
  return line;
}

// wrong notes a problem: its name, the signs that it is about, and the question where it is known.
const wrong = (p, why, said, q = "") => p.line.problems.push({ why, said, q });

function blanks(p) {
  while (p.at < p.text.length && /\s/.test(p.text[p.at])) p.at++;
}

// copiesAll takes everything from the line above when "=" stands alone, but for its comment and its place.
function copiesAll(p) {
  const rest = p.text.slice(p.at);
  if (!/^=\s*([*+@#"]|$)/.test(rest)) return false;
  p.at++;
  p.line.all = true;
  if (!p.above) return wrong(p, "above", "="), true;
  for (const column of p.columns) {
    const found = before(p, column);
    if (found) put(p, column, { ...found, same: true });
  }
  const { shared, follows, date } = p.above;
  if (!p.line.row) Object.assign(p.line, { shared: shared || 0, follows: follows || "", date: date || null });
  return true;
}

// before returns the answer that the line above has in a column; in one of the repeat that of its last row.
function before({ above }, column) {
  const part = column.row ? (above.rows || []).slice(-1)[0] : above.answers;
  return part && part[column.q];
}

// eachColumn reads the answers, until the line ends or something else begins.
function eachColumn(p) {
  for (const column of p.columns) {
    blanks(p);
    if (p.at >= p.text.length || isExtra(p)) return;
    answer(p, column);
  }
}

const isExtra = (p) => /[*+@#"]/.test(p.text[p.at]);

// put keeps an answer at its column; one that is blank says that the column was passed on purpose.
function put(p, column, cell) {
  p.line.cells.push({ column, ...cell });
  if (column.row) p.line.touched = true;
  const part = column.row ? p.line.rowAnswers : p.line.answers;
  if (cell.codes.length || cell.number !== undefined) part[column.q] = { codes: cell.codes, text: cell.text || "", number: cell.number };
}

function answer(p, column) {
  const sign = p.text[p.at];
  if (sign === "-") return p.at++, p.line.cells.push({ column, codes: [], passed: true });
  if (sign === "=") return same(p, column);
  if (sign === "/") return named(p, column);
  if (column.kind === "number") return counted(p, column);
  const codes = keys(p, column);
  if (!codes.length) return unknown(p, column);
  put(p, column, { codes, text: beside(p, column, codes) });
}

function same(p, column) {
  p.at++;
  const found = p.above && before(p, column);
  if (found) return put(p, column, { ...found, same: true });
  wrong(p, "above", "=", column.q);
  p.line.cells.push({ column, codes: [], lost: true });
}

// keys reads the keys of a column: one, or all that follow each other where several may be ticked.
function keys(p, column) {
  const codes = [];
  for (;;) {
    const rest = p.text.slice(p.at).toUpperCase(), found = column.keys.find(([key]) => rest.startsWith(key));
    if (!found) return inOrder(column, codes);
    p.at += found[0].length;
    if (!codes.includes(found[1])) codes.push(found[1]);
    if (column.kind !== "many") return codes;
  }
}

// inOrder puts codes into the order in which they are printed.
const inOrder = ({ keys }, codes) => keys.map(([, code]) => code).filter((code) => codes.includes(code));

// beside reads the text in brackets after a choice that opens one.
function beside(p, column, codes) {
  if (p.text[p.at] !== "(") return "";
  const end = p.text.indexOf(")", p.at), stop = end < 0 ? p.text.length : end, said = p.text.slice(p.at + 1, stop).trim();
  p.at = end < 0 ? stop : stop + 1;
  if (!codes.some((code) => (column.opens || []).includes(code))) return wrong(p, "beside", said, column.q), "";
  return said;
}

// named reads a word that stands for a choice.
function named(p, column) {
  const word = /^[^\s(]*/.exec(p.text.slice(p.at + 1))[0];
  p.at += 1 + word.length;
  const code = word && p.find(column.q, word.replace(/_/g, " "));
  if (!code) {
    p.line.cells.push({ column, codes: [], word, lost: true });
    return wrong(p, word ? "word" : "search", word, column.q);
  }
  put(p, column, { codes: [code], word, text: beside(p, column, [code]) });
}

function counted(p, column) {
  const digits = /^\d+/.exec(p.text.slice(p.at));
  if (!digits) return unknown(p, column);
  p.at += digits[0].length;
  const number = parseInt(digits[0], 10);
  if (number < (column.min || 0) || number > (column.max || Number.MAX_SAFE_INTEGER)) {
    p.line.cells.push({ column, codes: [], lost: true });
    return wrong(p, "number", digits[0], column.q);
  }
  put(p, column, { codes: [], number });
}

// unknown passes over a sign that is no key of its column, so that those behind it keep their places.
function unknown(p, column) {
  const sign = [...p.text.slice(p.at)][0];
  p.at += sign.length;
  wrong(p, "key", sign, column.q);
  p.line.cells.push({ column, codes: [], lost: true });
}

// extras reads what follows the answers, in any order.
function extras(p) {
  for (blanks(p); p.at < p.text.length; blanks(p)) {
    const rest = p.text.slice(p.at), sign = rest[0];
    if (sign === '"') return comments(p, rest);
    if (sign === "+") p.at++, (p.line.follows = "unknown");
    else if (sign === "*") number(p, rest, "shared", 2, mostShared);
    else if (sign === "#") number(p, rest, "place", 1, mostPlace);
    else if (sign === "@") day(p, rest);
    else over(p, rest);
  }
}

function number(p, rest, name, least, most) {
  const [whole, digits] = /^.\s*(\d*)/.exec(rest), n = parseInt(digits, 10);
  p.at += whole.length;
  if (n >= least && n <= most) p.line[name] = n;
  else wrong(p, name, whole);
}

// day reads day and month, the day alone, or the whole date.
function day(p, rest) {
  const [whole, d, m, y] = /^@\s*(\d{1,2})?(?:[/.-](\d{1,2}))?(?:[/.-](\d{4}))?/.exec(rest);
  p.at += whole.length;
  p.line.date = { day: Number(d) || 0, month: Number(m) || 0, year: Number(y) || 0 };
  if (!(p.line.date.day >= 1 && p.line.date.day <= 31) || m && !(p.line.date.month >= 1 && p.line.date.month <= 12)) {
    p.line.date = null;
    wrong(p, "date", whole);
  }
}

// over passes over what no column is left for.
function over(p, rest) {
  const said = /^\S[^\s*+@#"]*/.exec(rest)[0];
  p.at += said.length;
  wrong(p, "over", said);
}

// comments reads texts up to the end: one for the first question that takes a text, after two quotation marks for the second.
function comments(p, rest) {
  const texts = p.model.texts.filter((q) => p.line.row ? q.row : true);
  for (const [, marks, said] of rest.matchAll(/("+)((?:(?!\s"{2,})[^])*)/g)) {
    const q = texts[marks.length - 1];
    if (!q) wrong(p, "text", said.trim());
    else if (said.trim()) {
      p.line.texts[q.q] = said.trim();
      if (q.row) p.line.touched = true;
    }
  }
  p.at = p.text.length;
}

// settle says what is missing, and what was answered though it is not asked.
function settle(p) {
  const { line, model } = p, lost = new Set(line.cells.filter((c) => c.lost).map((c) => c.column.q));
  const said = { ...(line.row && p.above ? p.above.answers : line.answers), ...line.rowAnswers };
  const open = (q) => !q.ask || q.ask.every((c) => !lost.has(c.question) && holds(c, said[c.question]));
  const doubtful = (q) => q.ask && q.ask.some((c) => lost.has(c.question));
  const repeated = model.repeat && open(model.repeat), rowed = line.row || line.touched || Boolean(repeated && model.repeat.min);
  if (line.touched && !repeated && !doubtful(model.repeat) && !(line.row && !p.above)) wrong(p, "unasked", "", model.repeat.q);
  for (const column of p.columns) {
    if (lost.has(column.q) || doubtful(column)) continue;
    const answered = column.row ? line.rowAnswers[column.q] : line.answers[column.q];
    if (answered && !open(column)) wrong(p, "unasked", "", column.q);
    if (!answered && column.required && open(column) && (!column.row || rowed && repeated)) line.missing.push(column.q);
  }
  if (line.row && (line.shared || line.follows || line.date)) wrong(p, "once", "");
  if (model.repeat && line.follows) wrong(p, "chain", "+");
}

// holds says whether a condition holds for an answer.
function holds({ is, not }, answer) {
  const codes = (answer && answer.codes) || [], among = (list) => codes.some((code) => list.includes(code));
  return (!is || !is.length || among(is)) && !(not && among(not));
}

// ready says whether a line may be saved.
export const ready = (line) => !line.empty && !line.problems.length && !line.missing.length;

// sheetOf makes of a line that may be saved what the lines below it repeat.
export function sheetOf(model, line) {
  const rows = model.repeat && (line.touched || line.row) ? [withTexts(model, line, line.rowAnswers, true)] : [];
  return { answers: withTexts(model, line, line.answers, false), rows, shared: line.shared, follows: line.follows, date: line.date };
}

function withTexts({ texts }, line, answers, row) {
  const all = { ...answers };
  for (const q of texts) if (line.texts[q.q] && q.row === row) all[q.q] = { codes: [], text: line.texts[q.q] };
  return all;
}

// fieldsOf writes answers as the API takes them.
export function fieldsOf(model, answers) {
  const fields = {};
  for (const [code, { codes, text, number }] of Object.entries(answers)) {
    const column = model.columns.find((c) => c.q === code);
    if (!column) fields[code] = text;
    else if (number !== undefined) fields[code] = String(number);
    else fields[code] = column.kind === "many" ? codes : codes[0];
    if (column && text) fields[code + ".text"] = text;
  }
  return fields;
}

// writeLine writes a sheet, or its row of a number, as a line that reads as the same: what undoing and mending put back.
export function writeLine(model, sheet, { row = -1, place = 0 } = {}) {
  const columns = row > 0 ? model.columns.filter((c) => c.row) : model.columns, inside = sheet.rows[Math.max(row, 0)] || {};
  const cells = columns.map((c) => cellOf(c, (c.row ? inside : sheet.answers)[c.q]));
  while (cells.length && cells[cells.length - 1] === "-") cells.pop();
  const parts = [row > 0 ? "&" : "", joined(columns, cells)].filter(Boolean);
  if (row <= 0) {
    const { date, shared, follows } = sheet;
    if (date) parts.push("@" + date.day + (date.month ? "/" + date.month : "") + (date.year ? "/" + date.year : ""));
    if (shared) parts.push("*" + shared);
    if (follows) parts.push("+");
  }
  if (place) parts.push("#" + place);
  return [...parts, ...textsOf(model, sheet, inside, row)].join(" ");
}

function textsOf(model, sheet, inside, row) {
  return model.texts.filter((q) => row > 0 ? q.row : true).flatMap((q, i) => {
    const { text } = (q.row ? inside : sheet.answers)[q.q] || {};
    return text ? ['"'.repeat(i + 1) + text.replace(/\s"{2,}/g, ' "')] : [];
  });
}

// joined writes cells one after the other, with a blank where the next one would run on.
function joined(columns, cells) {
  let text = "";
  cells.forEach((cell, i) => {
    const loose = i > 0 && (columns[i - 1].kind !== "one" || cells[i - 1].startsWith("/") || cells[i - 1].length > 1);
    text += (loose ? " " : "") + cell;
  });
  return text;
}

function cellOf(column, answer) {
  if (!answer) return "-";
  if (answer.number !== undefined) return String(answer.number);
  const keys = answer.codes.map((code) => (column.keys.find(([, of]) => of === code) || [""])[0]);
  const text = answer.text ? "(" + answer.text.replace(/\)/g, " ") + ")" : "";
  return (keys.every(Boolean) ? keys.join("") : "/" + answer.codes[0]) + text || "-";
}
