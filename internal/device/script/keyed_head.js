// The head of the page: which pile and sheet of paper are being keyed, for whom and when. It is remembered on the device, without
// any answer.
import { el, say } from "./dom.js";
import { readPlace } from "./keyed_code.js";
import { periodOf } from "./keyed_date.js";
import { restored } from "./keyed_save.js";
import { ask } from "./keyed_send.js";
import { day, t } from "./words.js";

const fields = ["pile", "note", "precision", "date", "service", "language", "counted", "total"];
const pause = 400; // ms after the last key before the server is asked

// startHead makes the head work, and reads the sheet of paper that it names.
export async function startHead(app) {
  const form = document.getElementById("head"), at = form.elements;
  app.head = { form, get: (name) => (at[name] ? at[name].value.trim() : ""), again: () => at.again.checked, ready: () => !missing(app), missing: () => missing(app) };
  app.head.next = () => next(app);
  app.head.moved = () => moved(app);
  app.head.begin = () => begin(app);
  app.head.go = (head) => fill(app, head) || moved(app);
  app.head.service = () => (app.place && app.place.service) || app.head.get("service");
  fill(app, remembered(app));
  let late = 0;
  form.addEventListener("input", ({ target }) => {
    clearTimeout(late);
    keep(app);
    tellPeriod(app);
    headline(app);
    if (["pile", "note", "again"].includes(target.name)) late = setTimeout(() => moved(app), pause);
    if (target.name === "total") late = setTimeout(() => count(app), pause);
    app.show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(late);
    enter(app);
  });
  addEventListener("focus", () => afresh(app));
  await moved(app);
}

// afresh reads the sheet of paper once more when somebody comes back to the page: it may have been keyed in another window.
async function afresh(app) {
  await app.written;
  if (app.known && app.place.pile) app.looking = look(app, app.at);
}

// missing returns the name of the first field that has to be filled in before a line can be kept, "" for none.
function missing({ head }) {
  if (!head.get("pile")) return "pile";
  if (!head.get("note")) return "note";
  return head.get("precision") !== "none" && !head.get("date") ? "date" : "";
}

// enter goes on to the first field that is missing, or to the line.
async function enter(app) {
  if (!missing(app)) await moved(app);
  begin(app);
}

// begin folds the head away once it says all, and goes to the line; else to the first field that is missing.
function begin(app) {
  const lacks = missing(app), heading = document.getElementById("heading");
  heading.open = Boolean(lacks);
  (lacks ? app.head.form.elements[lacks] : app.field).focus();
}

// nameOf returns the name of a service, "" of none.
const nameOf = ({ form }, code) => (code ? [...form.elements.service.options].filter((o) => o.value === code).map((o) => o.text)[0] || code : "");

// headline says in one line what the head holds.
function headline({ head }) {
  const service = nameOf(head, head.service()), period = document.getElementById("period").textContent;
  const parts = [head.get("pile"), head.get("note") && t("device.entry.headline", { note: head.get("note") }), period || (head.get("date") && head.get("precision") === "day" ? day(head.get("date")) : ""), service, head.again() && t("device.entry.again")];
  document.getElementById("headline").textContent = parts.filter(Boolean).join(" · ") || t("device.entry.headline.none");
}

const key = "releve-entry";

function all() {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

const remembered = ({ page }) => all()[page.slug] || {};

function keep(app) {
  const kept = Object.fromEntries(fields.map((name) => [name, app.head.get(name)]));
  kept.again = app.head.again();
  try {
    localStorage.setItem(key, JSON.stringify({ ...all(), [app.page.slug]: kept }));
  } catch {
    // then it is typed again the next time
  }
}

function fill(app, head) {
  const at = app.head.form.elements;
  for (const name of fields) if (at[name] && head[name] !== undefined) at[name].value = head[name];
  if (head.again !== undefined) at.again.checked = head.again;
  if (!at.language.value) at.language.value = app.page.language;
  if (!at.service.value) at.service.value = "";
  keep(app);
  tellPeriod(app);
}

// tellPeriod says which week or month a day stands for.
function tellPeriod({ head, page }) {
  const iso = head.get("date"), precision = head.get("precision"), first = iso && periodOf(iso, precision), said = document.getElementById("period");
  document.getElementById("f-date").closest(".field").hidden = precision === "none";
  if (!first || precision === "day" || precision === "none") return (said.textContent = "");
  const month = () => new Intl.DateTimeFormat(page.lang, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(first + "T00:00:00Z"));
  said.textContent = precision === "week" ? t("device.entry.week", { day: day(first) }) : month();
}

// moved reads what the head names: the sheet of paper, what was keyed of it, and whether it came in before.
async function moved(app) {
  const { head, facts } = app, asked = JSON.stringify([head.get("pile"), head.get("note"), head.again()]);
  if (app.at === asked) return app.looking;
  app.at = asked;
  app.place = { ...readPlace(head.get("note"), facts.paper), pile: head.get("pile"), again: head.again() };
  app.seen = null;
  app.known = false;
  app.looking = look(app, asked).finally(() => (app.known = app.known || app.at === asked));
  return app.looking;
}

async function look(app, asked) {
  const { place, head } = app;
  tellPlace(app);
  restored(app, null, await app.store.all());
  if (!place.pile) return;
  const query = new URLSearchParams({ pile: place.pile, layout: place.layout, serial: place.serial, page: place.page, note: place.note, again: place.again ? "1" : "" });
  const said = await ask(app.page.path + "/state?" + query, () => (app.sender.state.out = true));
  if (app.at !== asked) return;
  if (said) heard(app, said);
  restored(app, said, await app.store.all());
  if (said && !head.get("total") && said.pile && said.pile.counted) head.form.elements.total.value = said.pile.counted;
  app.show();
}

// heard shows what the server knows of the pile and of the sheet of paper.
function heard(app, said) {
  document.getElementById("piles").replaceChildren(...said.piles.map((name) => el("option", { value: name })));
  app.base = said.pile;
  if (said.pages || said.keyed > said.lines.length) app.seen = { pages: said.pages, keyed: said.keyed };
}

// tellPlace says which sheet of paper the number stands for.
function tellPlace(app) {
  const { place } = app, said = document.getElementById("place"), wrong = { code: "device.entry.code.wrong", layout: "device.entry.code.layout", page: "device.entry.code.page" }[place.wrong];
  const service = nameOf(app.head, place.service);
  const parts = wrong ? [t(wrong)] : !place.layout ? [] : [
    place.kind === "slip" ? t("device.entry.place.slip") : t("device.entry.place.tally"),
    t("device.entry.place.layout", { layout: place.layout, page: place.page }),
    place.serial ? t("device.entry.place.serial", { n: String(place.serial).padStart(6, "0") }) : t("device.entry.place.master"),
    service && t("device.entry.place.service", { service }),
  ];
  said.textContent = parts.filter(Boolean).join(" ");
  said.className = wrong ? "e" : "hint";
  app.head.form.elements.note.toggleAttribute("aria-invalid", Boolean(wrong));
  app.head.form.elements.service.disabled = Boolean(place.service);
  headline(app);
}

// next goes on to the next sheet of paper of the pile.
async function next(app) {
  const { note, counted } = app.head.form.elements;
  const [, before, digits, after] = /^(.*?)(\d+)(\D*)$/.exec(note.value.trim()) || [];
  if (digits && !app.place.layout) note.value = before + String(Number(digits) + 1).padStart(digits.length, "0") + after;
  else if (app.place.serial) note.value = String(app.place.serial + 1).padStart(6, "0");
  counted.value = "";
  keep(app);
  await moved(app);
  document.getElementById("heading").open = true;
  note.focus();
  note.select();
  say(t("device.entry.next.said"));
}

// count keeps what somebody counted of the pile, to be told to the server.
async function count(app) {
  const name = app.head.get("pile"), counted = Number(app.head.get("total")) || 0;
  if (!name) return;
  await app.store.put([{ id: "pile " + app.page.slug + " " + name, kind: "pile", state: "waiting", order: Date.now(), slug: app.page.slug, body: { name, counted } }]);
  app.sender.send();
}
