// Lists the lines of the sheet of paper that is being keyed, with what became of each, and says how many are still on the device.
import { button, el } from "./dom.js";
import { dropLine, last, slips, textOf } from "./keyed_save.js";
import { seenText } from "./keyed_type.js";
import { inWords } from "./keyed_words.js";
import { day, t } from "./words.js";

// startLines makes the list; app.show draws it, and all that hangs on it, anew.
export function startLines(app) {
  const title = document.title;
  app.show = () => {
    if (!app.place) return;
    list(app);
    counts(app);
    unsent(app, title);
    if (app.field) app.look();
  };
  app.keyedHere = () => app.lines.filter((line) => line.state !== "refused").reduce((n, line) => n + Math.max(1, line.sheet.rows.length), 0);
  document.getElementById("send").addEventListener("click", () => app.release().then(() => app.sender.send()));
  document.getElementById("finish").addEventListener("click", () => finish(app));
}

const states = { waiting: "device.entry.state.waiting", stored: "device.entry.state.stored", refused: "device.entry.state.refused" };

function list(app) {
  const place = document.getElementById("lines"), focus = place.contains(document.activeElement) && document.activeElement.id;
  place.replaceChildren(...[...app.lines].reverse().map((line) => row(app, line)), ...app.others.map((item) => other(app, item)));
  document.getElementById("lines-none").hidden = app.lines.length > 0;
  const seen = document.getElementById("seen");
  const said = app.seen && !app.place.again ? seenText(app) : "";
  if (seen.textContent !== said) seen.textContent = said;
  if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
}

// row shows a line: its number, its words, its state, and what can be done with it.
function row(app, line) {
  const n = line.sheet.rows.length, number = n > 1 ? line.number + "–" + (line.number + n - 1) : String(line.number);
  const own = line.sheet.date ? day(line.date) : "";
  const mend = button(t("device.entry.mend"), () => mendLine(app, line));
  mend.id = "mend-" + line.ids[0];
  mend.setAttribute("aria-label", t("device.entry.mend.line", { n: number }));
  const problems = line.problems.filter(Boolean).map((p) => el("p", { class: "e" }, named(app, p)));
  return el("li", { class: line.state }, el("b", { class: "n" }, number), el("span", { class: "w" }, inWords(app.model, line.sheet, own)),
    el("span", { class: "s" }, t(states[line.state])), problems, (line.state === "refused" || line === last(app)) && n < 2 && mend);
}

// named writes a problem with the name of its question.
function named({ model }, { field, message }) {
  const code = (field || "").split("."), q = [...model.columns, ...model.texts].find((c) => c.q === code[2] || c.q === code[0]);
  return (q ? q.short + t("device.colon") : "") + (message || t("device.entry.state.refused"));
}

// mendLine puts a line back into the field; what is kept then takes its place.
async function mendLine(app, line) {
  const text = textOf(app, line), place = "#" + line.number;
  await dropLine(app, line);
  app.show();
  app.put(slips(app) || text.includes(place) ? text : text.includes('"') ? text.replace('"', place + ' "') : text + " " + place);
}

// other shows a line that was refused, of another sheet of paper.
function other(app, { line }) {
  const { pile, note, serial } = line.place, open = () => app.head.go({ pile, note: note || String(serial).padStart(6, "0"), again: line.place.again });
  return el("li", { class: "refused" }, t("device.entry.other", { pile, note: note || String(serial), n: String(line.number) }), button(t("device.entry.other.open"), open));
}

// counts says how many lines are keyed, of how many.
async function counts(app) {
  const here = app.keyedHere(), of = Number(app.head.get("counted")) || 0, total = Number(app.head.get("total")) || 0;
  const said = [of ? t("device.entry.count.of", { keyed: here, counted: of }) : t("device.entry.count.here", { n: here })];
  const all = await pileKeyed(app);
  if (all !== null) said.push(total ? t("device.entry.count.pile.of", { keyed: all, counted: total }) : t("device.entry.count.pile", { n: all }));
  const place = document.getElementById("counted"), text = said.join(" · ");
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("short", Boolean(of && here !== of));
}

// pileKeyed returns how many sheets of the pile are keyed, as far as this device knows: null where it does not.
async function pileKeyed(app) {
  if (!app.base || app.place.again) return null;
  const waiting = (await app.store.all()).filter((item) => item.kind === "sheet" && item.slug === app.page.slug && !item.again && item.state === "waiting" && item.line.place.pile === app.place.pile);
  const stored = app.lines.filter((line) => line.state === "stored").reduce((n, line) => n + line.ids.length, 0);
  if (app.counting !== app.base) Object.assign(app, { counting: app.base, before: stored });
  return app.base.keyed + stored - app.before + waiting.length;
}

// unsent says how many lines are still on the device, and why.
async function unsent(app, title) {
  const waiting = (await app.store.all()).filter((item) => item.kind === "sheet" && item.state === "waiting"), n = waiting.length, { out, lost } = app.sender.state;
  const away = lost || navigator.onLine === false;
  document.title = n ? "(" + n + ") " + title : title;
  document.getElementById("unsent").textContent = n ? t("device.entry.unsent", { n }) + (away && !out ? " " + t("device.entry.unsent.away") : "") : t("device.entry.unsent.none");
  document.getElementById("out").hidden = !out;
  document.getElementById("fleeting").hidden = app.store.lasting || !n;
  document.getElementById("send").hidden = !n;
  document.documentElement.dataset.unsent = n;
}

// finish says whether the pile is complete.
async function finish(app) {
  await app.release();
  const total = Number(app.head.get("total")) || 0, all = await pileKeyed(app), place = document.getElementById("finished");
  const wrong = total && all !== null && all !== total;
  place.className = wrong ? "e" : "good";
  place.textContent = all === null ? t("device.entry.finish.unknown") : !total ? t("device.entry.finish.uncounted", { n: all }) : wrong ? t("device.entry.count.total", { keyed: all, counted: total }) : t("device.entry.finish.same", { n: all });
}
