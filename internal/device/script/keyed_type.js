// The field that lines are typed into: it says in words what is typed, and keeps the line at Enter.
import { el, say } from "./dom.js";
import { readLine, ready } from "./keyed_line.js";
import { identifiers, last, nextNumber, saveLine, undoLast, whenOf } from "./keyed_save.js";
import { told } from "./keyed_words.js";
import { refused } from "./guard.js";
import { t } from "./words.js";

const quiet = 900; // ms after the last key before what is typed is read out

// startType makes the field work.
export function startType(app) {
  const field = (app.field = document.getElementById("line"));
  const typing = { app, field, history: 0, late: 0, sure: "", queue: [], ahead: "", waits: false };
  app.put = (text) => {
    field.value = text;
    look(typing);
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };
  app.undo = () => undo(typing);
  app.look = () => look(typing);
  field.addEventListener("input", () => {
    typing.sure = "";
    typing.history = 0;
    look(typing);
    clearTimeout(typing.late);
    typing.late = setTimeout(() => readOut(typing), quiet);
  });
  field.addEventListener("keydown", (event) => key(typing, event));
  document.getElementById("save").addEventListener("click", () => enter(typing));
  document.getElementById("undo").addEventListener("click", () => undo(typing));
}

// above returns the sheet that "=" repeats, null without one.
const above = (app) => (last(app) ? last(app).sheet : app.above || null);

// read reads the line in the field, with what only the page can say against it.
function read({ app, field }) {
  const line = readLine(app.model, field.value, above(app), app.model.find);
  if (line.empty) return line;
  const when = line.row ? {} : whenOf(app, line);
  if (when.wrong) line.problems.push({ why: when.wrong, said: "", q: "" });
  if (line.place && app.lines.some((one) => one.number === line.place)) line.problems.push({ why: "taken", said: String(line.place), q: "" });
  line.when = when.date;
  return line;
}

// look says below the field what stands in it.
function look(typing) {
  const { app } = typing, line = read(typing), said = told(app.model, line, line.date && line.when);
  typing.said = line.empty ? "" : said.map(({ name, text }) => [name, text].filter(Boolean).join(t("device.colon"))).join("; ");
  const echo = document.getElementById("echo");
  echo.replaceChildren(...(line.empty ? [] : said.map(({ kind, name, text }) => el("li", { class: kind }, name && el("b", {}, name + " "), text))));
  document.getElementById("number").textContent = t(line.row ? "device.entry.number.row" : "device.entry.number", { n: String(line.place || nextNumber(app)) });
  app.find.look();
}

function readOut({ field, said }) {
  if (document.activeElement === field && said) document.getElementById("echo-said").textContent = said;
}

function key(typing, event) {
  const { app, field } = typing, empty = !field.value.trim();
  if (app.find.key(event)) return event.preventDefault();
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    return enter(typing);
  }
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && empty) {
    event.preventDefault();
    return undo(typing);
  }
  const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!step || event.altKey || !(empty || typing.history)) return;
  event.preventDefault();
  recall(typing, step);
}

// recall puts an earlier line into the field, to be keyed again.
function recall(typing, step) {
  const { app } = typing, texts = app.lines.map((line) => line.text.split("\n").pop()).filter(Boolean);
  const at = Math.min(Math.max(typing.history + step, 0), texts.length);
  app.put(at ? texts[texts.length - at].replace(/\s*#\d+/g, "") : "");
  typing.history = at;
}

// enter keeps the line; an empty one goes on to the next sheet of paper.
async function enter(typing) {
  const { app, field } = typing;
  if (typing.busy) return;
  const text = field.value.trim();
  if (!text) return alone(typing, () => turn(typing));
  const lacks = app.head.missing();
  if (lacks) return lack(app, lacks);
  app.head.moved();
  const begun = app.known || app.lines.length > 0;
  if (begun && !typing.waits) return keep(typing, text) && goOn(typing);
  typing.queue.push(text);
  field.value = "";
  if (typing.waits) return;
  typing.waits = true;
  await Promise.race([app.looking, new Promise((go) => setTimeout(go, longest))]);
  typing.waits = false;
  typing.ahead = field.value;
  goOn(typing);
}

const longest = 3000; // ms that the first line of a sheet of paper waits for what the server knows of that

// goOn keeps what was typed ahead, up to the first line that is not kept: that one comes back into the field, and what follows it
// waits until it is.
function goOn(typing) {
  const { field, queue } = typing;
  while (queue.length) {
    field.value = queue.shift();
    if (!keep(typing, field.value)) return;
  }
  if (typing.ahead) typing.app.put(typing.ahead);
  typing.ahead = "";
}

// alone does something while the field takes nothing.
async function alone(typing, work) {
  typing.busy = typing.field.readOnly = true;
  try {
    await work();
  } finally {
    typing.busy = typing.field.readOnly = false;
  }
}

// keep keeps a line, or says why not; true when it is kept.
function keep(typing, text) {
  const { app, field } = typing, line = read(typing), wrong = inTheWay(typing, line);
  if (wrong) return complain(typing, wrong), look(typing), false;
  const kept = saveLine(app, line, text);
  typing.sure = "";
  field.value = "";
  complain(typing, "");
  say(t("device.entry.kept", { n: String(kept.number) }));
  app.show();
  return true;
}

function lack(app, name) {
  say(t("device.entry.head.missing"));
  document.getElementById("heading").open = true;
  app.head.form.elements[name].focus();
}

// inTheWay says why a line is not kept, "" when it is: what is not understood or missing, what the guard finds, and once what has to
// be known before the first line.
function inTheWay(typing, line) {
  const { app, field } = typing, found = identifiers(line), must = found.filter(refused), sure = typing.sure === field.value;
  if (app.place.wrong) return t("device.entry.code.first");
  if (!ready(line)) return t("device.entry.unready");
  if (must.length) return t("device.entry.guard.refused", { what: kinds(must) });
  if (found.length && !sure) return confirm(typing, t("device.entry.guard.flagged", { what: kinds(found) }));
  if (app.seen && !app.lines.length && !app.place.again && !sure) return confirm(typing, seenText(app) + " " + t("device.entry.seen.sure"));
  return "";
}

const names = {
  national: "device.guard.national", iban: "device.guard.iban", card: "device.guard.card", phone: "device.guard.phone",
  email: "device.guard.email", page: "device.guard.page", name: "device.guard.name", birth: "device.guard.birth",
  address: "device.guard.address",
};
const kinds = (found) => [...new Set(found.map((kind) => t(names[kind])))].join(", ");

// seenText says that a sheet of paper came in before.
export function seenText({ seen }) {
  return [seen.keyed && t("device.entry.seen.keyed", { n: seen.keyed }), seen.pages && t("device.entry.seen.scanned", { n: seen.pages })].filter(Boolean).join(" ");
}

function confirm(typing, text) {
  typing.sure = typing.field.value;
  return text;
}

// complain says what is in the way of a line, to those who hear the page at once.
function complain({ field }, text) {
  document.getElementById("wrong").textContent = text;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.focus();
}

// turn goes on to the next sheet of paper; once it says that fewer or more lines were keyed than counted.
async function turn(typing) {
  const { app } = typing, counted = Number(app.head.get("counted")) || 0, keyed = app.keyedHere();
  if (!app.lines.length) return;
  if (counted && counted !== keyed && typing.sure !== "turn") {
    typing.sure = "turn";
    return complain(typing, t("device.entry.count.sheet", { keyed, counted }));
  }
  typing.sure = "";
  complain(typing, "");
  await app.release();
  await app.head.next();
  look(typing);
}

async function undo(typing) {
  const { app } = typing;
  if (typing.busy) return;
  const n = last(app) && last(app).number;
  let text = "";
  await alone(typing, async () => (text = await undoLast(app)));
  app.show();
  if (!text) return say(t("device.entry.undo.none"));
  app.put(text);
  say(t("device.entry.undone", { n: String(n) }));
}
