// Keeps lines as sheets, adds rows to the last one, and takes the last line back.
import { find as guard } from "./guard.js";
import { dateOf, periodOf } from "./keyed_date.js";
import { fieldsOf, sheetOf, writeLine } from "./keyed_line.js";
import { drawn } from "./uuid.js";

const calm = 20000; // ms that a sheet which may still get rows is held back

// startSave keeps what the page knows of the sheet of paper that is being keyed.
export function startSave(app) {
  app.release = () => release(app);
  addEventListener("pagehide", app.release);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && release(app));
}

// last returns the last line that stands, undefined without one.
export const last = (app) => app.lines[app.lines.length - 1];

// nextNumber returns the number of the next line: of slips the number of the next one.
export function nextNumber(app) {
  const line = last(app);
  if (line) return line.number + Math.max(1, line.sheet.rows.length);
  return slips(app) ? app.place.serial : 1;
}

// slips says whether every line is a sheet of paper of its own, with a serial number.
export const slips = ({ place }) => Boolean(place && place.kind === "slip" && place.serial);

// whenOf returns {date, precision, wrong} of a line: its own day, else the period of the head.
export function whenOf(app, line) {
  const precision = app.head.get("precision"), given = app.head.get("date"), period = precision === "none" ? "" : periodOf(given, precision);
  const { from, to, today } = app.facts;
  if (line.date) {
    const date = dateOf(line.date, { from, to, today, period });
    return date ? { date, precision: "day" } : { wrong: "day" };
  }
  return period ? { date: period, precision } : { wrong: "undated" };
}

// identifiers returns what the guard finds in the texts of a line.
export function identifiers(line) {
  const texts = [...Object.values(line.texts), ...line.cells.map((c) => c.text || "")];
  return texts.flatMap((text) => guard(text)).map((f) => f.kind).filter((kind) => kind !== "payment");
}

// saveLine keeps a line that may be saved, and returns it as the list shows it. It stands there at once: who keys fast is not kept
// waiting for what is written down behind.
export function saveLine(app, read, text) {
  const above = last(app);
  if (read.row) {
    const row = sheetOf(app.model, read).rows[0], sheet = { ...above.sheet, rows: [...above.sheet.rows, row] };
    const ids = above.ids;
    renew(app, above, sheet, above.text + "\n" + text);
    after(app, () => takeBack(app, { ...above, ids }, above));
    return above;
  }
  const sheet = sheetOf(app.model, read), { date, precision } = whenOf(app, read);
  const made = { number: read.place || nextNumber(app), date, precision, place: app.place, service: app.head.service(), language: app.head.get("language"), problems: [] };
  renew(app, made, sheet, text);
  app.lines.push(made);
  after(app, () => release(app).then(() => write(app, made)));
  return made;
}

// after does something once all that was begun before is written down.
function after(app, work) {
  app.written = (app.written || Promise.resolve()).then(work);
  return app.written;
}

// renew gives a line another content under ids of its own: as many as share it.
function renew(app, line, sheet, text) {
  const n = line.place.again ? 1 : Math.max(1, sheet.shared);
  Object.assign(line, { sheet, text, ids: Array.from({ length: n }, drawn), state: "waiting", problems: [] });
}

// write puts the sheets of a line into the queue.
async function write(app, line) {
  await app.store.put(sheetsOf(app, line));
  written(app);
}

// sheetsOf returns the sheets of a line as the queue keeps them. One of a form with rows is held back until it is done.
function sheetsOf(app, line) {
  const held = Boolean(app.model.repeat), order = Date.now();
  return line.ids.map((id, i) => ({
    id, kind: "sheet", state: "waiting", order: order + i / 1000, slug: app.page.slug, again: line.place.again, held, tried: false, problems: [],
    body: bodyOf(app, line, id), line: { ...line, ids: undefined },
  }));
}

// written has a line that is in the queue sent, now or once it is calm.
function written(app) {
  clearTimeout(app.calm);
  if (app.model.repeat) app.calm = setTimeout(() => release(app), calm);
  else app.sender.send();
  app.show();
}

// bodyOf writes a line as the server takes it.
function bodyOf(app, { sheet, date, precision, number, place, service, language }, id) {
  const slip = slips({ place });
  const body = {
    id, date, date_precision: precision, language, form_version: Number(app.page.version), channel: "keyed", organisation: service,
    answers: fieldsOf(app.model, sheet.answers),
    paper: { layout: place.layout, serial: slip ? number : place.serial, page: place.page, line: slip ? 0 : number, pile: place.pile, note: place.note },
  };
  if (app.model.repeat) body.rows = sheet.rows.map((row) => fieldsOf(app.model, row));
  if (sheet.follows) body.follows = sheet.follows;
  if (sheet.shared) body.shared = sheet.shared;
  return body;
}

// release lets a sheet go that was held back for more rows.
async function release(app) {
  clearTimeout(app.calm);
  const held = (await app.store.all()).filter((item) => item.held);
  if (!held.length) return;
  await app.store.put(held.map((item) => Object.assign(item, { held: false })));
  app.sender.send();
}

// undoLast takes the last line back, or the last row of it, and returns its text, "" without one.
export async function undoLast(app) {
  await app.written;
  const line = last(app);
  if (!line) return "";
  const texts = line.text.split("\n"), rows = line.sheet.rows.length;
  if (rows > 1) {
    const text = texts.length > 1 ? texts.pop() : writeLine(app.model, line.sheet, { row: rows - 1 }), ids = line.ids;
    renew(app, line, { ...line.sheet, rows: line.sheet.rows.slice(0, -1) }, texts.join("\n"));
    await after(app, () => takeBack(app, { ...line, ids }, line));
    return text;
  }
  await dropLine(app, line);
  return textOf(app, line);
}

// textOf returns the text of a line as it goes back into the field.
export const textOf = (app, line) => (line.text ? line.text.split("\n")[0] : writeLine(app.model, line.sheet));

// dropLine takes a line back, wherever it stands.
export async function dropLine(app, line) {
  app.lines = app.lines.filter((one) => one !== line);
  await after(app, () => takeBack(app, line));
}

// takeBack takes sheets out of the queue, and has those withdrawn that the server may have: which it has if they are no longer in
// the queue. What was keyed a second time stays there until the same place is keyed again. The line that stands in their place, if
// any, comes into the queue in the same step: whatever happens, one of the two is there.
async function takeBack(app, { ids, place }, line) {
  const items = await app.store.all(), gone = [];
  for (const id of ids) {
    const item = items.find((one) => one.id === id), sent = !item || item.tried && item.state !== "refused" || app.sender.state.flying.has(id);
    if (sent && !place.again) gone.push({ id: "undo " + id, undo: id, kind: "undo", state: "waiting", order: Date.now(), slug: app.page.slug });
  }
  await app.store.swap([...gone, ...(line ? sheetsOf(app, line) : [])], ids);
  if (gone.length) app.sender.send();
  if (line) written(app);
}

// settled notes what became of lines.
export function settled(app, told) {
  for (const { id, state, problems } of told) {
    const line = app.lines.find((one) => one.ids.includes(id));
    if (!line || state === "done") continue;
    line.state = state === "refused" || line.state === "refused" ? "refused" : "stored";
    line.problems = [...line.problems, ...problems];
  }
  app.counted = true;
  app.show();
}

// restored gathers the lines of a sheet of paper: those that the server has, and those that wait here.
export function restored(app, said, items) {
  const mine = (item) => item.kind === "sheet" && item.slug === app.page.slug, same = (item) => mine(item) && samePlace(item.line.place, app.place);
  const there = new Set([...(said ? said.lines : []), ...items].map(({ id }) => id));
  const stored = said ? said.lines.map((line) => storedLine(app, line)) : [];
  stored.push(...app.lines.filter((line) => samePlace(line.place, app.place) && !line.ids.some((id) => there.has(id)))); // keyed since
  const lines = new Map();
  const join = (line) => {
    const there = lines.get(line.number);
    if (there && line.sheet.shared) there.ids.push(...line.ids);
    else lines.set(there ? line.number + "-" + line.ids[0] : line.number, line);
  };
  stored.filter((line) => !items.some((item) => item.undo === line.ids[0])).forEach(join);
  for (const item of items.filter(same)) join({ ...item.line, ids: [item.id], state: item.state, problems: item.problems });
  app.lines = [...lines.values()].sort((a, b) => a.number - b.number);
  app.others = items.filter((item) => mine(item) && !samePlace(item.line.place, app.place) && item.state === "refused");
  app.show();
}

const samePlace = (a, b) => Boolean(a && b) && ["pile", "layout", "serial", "page", "note", "again"].every((name) => a[name] === b[name]);

// storedLine makes a line of what the server has.
function storedLine(app, { id, number, answers, rows, shared, follows, date, precision }) {
  const sheet = { answers, rows: rows || [], shared: shared || 0, follows: follows || "", date: precision === "day" ? partsOf(date) : null };
  return { ids: [id], number, sheet, text: "", date, precision, place: app.place, state: "stored", problems: [] };
}

function partsOf(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return { year, month, day };
}
