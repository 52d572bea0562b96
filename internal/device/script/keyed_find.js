// Finds a choice by a word typed after a slash: shows what is meant, and lets another proposal be taken with the arrow keys.
import { el, say } from "./dom.js";
import { t } from "./words.js";

const most = 6; // proposals shown

// startKeyedFind makes the list of proposals. app.find.look shows what fits the word at the end of the line, app.find.key takes
// the keys that are meant for the list, and says whether it did.
export function startKeyedFind(app) {
  const list = document.getElementById("found"), box = { app, list, at: -1, found: [], left: "" };
  app.find = { look: () => look(box), key: (event) => key(box, event) };
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => target.closest("li") && take(box, [...list.children].indexOf(target.closest("li"))));
}

// wordAt returns the word behind the last slash of the line while it is being typed, with where it begins and its question.
function wordAt({ app: { field, model } }) {
  const found = field.selectionStart === field.value.length && /\/([^\s(]*)$/.exec(field.value);
  if (!found || /["]/.test(field.value)) return null;
  const q = questionAt(field.value.slice(0, found.index), model);
  return q && { word: found[1].replace(/_/g, " "), from: found.index, q };
}

// questionAt says in which column the next answer of a line stands.
function questionAt(before, model) {
  const columns = /^\s*&/.test(before) ? model.columns.filter((c) => c.row) : model.columns;
  let rest = before.replace(/^\s*&/, ""), n = 0;
  for (rest = rest.trimStart(); rest && n < columns.length; rest = rest.trimStart(), n++) rest = pass(rest, columns[n]);
  return columns[n];
}

// pass leaves out the answer that a text begins with.
function pass(text, column) {
  if (text[0] === "/") return text.replace(/^\/[^\s(]*(\([^)]*\)?)?/, "");
  const one = () => (column.keys.find(([key]) => text.toUpperCase().startsWith(key)) || [text[0]])[0].length;
  if (column.kind === "number") return text.replace(/^(\d+|.)/, "");
  do text = text.slice(one());
  while (column.kind === "many" && text && column.keys.some(([key]) => text.toUpperCase().startsWith(key)));
  return text.replace(/^\([^)]*\)?/, "");
}

function look(box) {
  const at = wordAt(box), { app } = box;
  const found = at && at.word && box.left !== app.field.value ? app.model.proposals(at.q.q, at.word).slice(0, most) : [];
  if (box.left !== app.field.value) box.left = "";
  box.where = at;
  box.found = found;
  box.list.replaceChildren(...found.map((code, i) => el("li", { role: "option", id: "found-" + i, "aria-selected": "false" }, at.q.labels[code] || code)));
  mark(box, -1);
  if (at && at.word && found.length) say(at.q.labels[found[0]] + ". " + t("device.found", { n: found.length }));
}

// mark moves the choice of the keyboard to a proposal, -1 for none.
function mark(box, at) {
  const { list, app } = box, open = box.found.length > 0;
  box.at = at;
  list.hidden = !open;
  app.field.setAttribute("aria-expanded", String(open));
  [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
  if (at < 0) app.field.removeAttribute("aria-activedescendant");
  else app.field.setAttribute("aria-activedescendant", "found-" + at);
}

// key takes the arrows, Enter on a proposal and Escape while proposals are shown.
function key(box, event) {
  const n = box.found.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!n) return false;
  if (step) return mark(box, (box.at + step + n + (box.at < 0 && step < 0 ? 1 : 0)) % n), true;
  if (event.key === "Enter" && box.at >= 0) return take(box, box.at), true;
  if (event.key !== "Escape") return false;
  box.left = box.app.field.value;
  look(box);
  return true;
}

// take writes the code of a proposal into the line, where the word stood.
function take(box, i) {
  const { app, where, found } = box;
  app.put(app.field.value.slice(0, where.from) + "/" + found[i] + " ");
}
