// One field that finds institution and act together, after the pattern of a combobox. What is typed into it is nowhere kept.
import { el, say } from "./dom.js";
import { question } from "./labels.js";
import { prefs } from "./prefs.js";
import { prepare, search } from "./search.js";
import { t } from "./words.js";

const most = 6; // proposals shown

// startFind makes the search field work, on forms that ask for an institution and an act.
export function startFind(app) {
  const field = document.getElementById("find"), { institution, procedure } = app.pack.index || {};
  if (!field || !institution || !procedure) return field?.closest(".find").remove();
  const list = el("ul", { class: "found", id: "found", role: "listbox", "aria-label": field.getAttribute("aria-label"), hidden: true });
  const none = el("p", { hidden: true }, t("device.found.none"));
  field.after(list, none);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  const box = { app, field, list, none, labels: { institution: labels(app, "institution"), procedure: labels(app, "procedure") }, at: -1, found: [] };
  field.addEventListener("focus", () => {
    box.index ||= indexOf(box);
    field.scrollIntoView({ block: "start" }); // a keyboard on the screen leaves little room below
  });
  field.addEventListener("input", () => look(box));
  field.addEventListener("keydown", (event) => key(box, event));
  list.addEventListener("click", ({ target }) => take(box, [...list.children].indexOf(target.closest("li"))));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
}

// labels returns what the page says of the choices of a role, by code: what it does not offer is not to be found.
function labels(app, role) {
  const q = question(app, role);
  return new Map([...document.querySelectorAll("#q-" + q.code + " [name='" + q.code + "']")].map((i) => [i.value, i.closest("label").textContent]));
}

// indexOf makes the index ready for search; what the page says itself does not travel in it.
function indexOf({ app, labels }) {
  const side = (role) => app.pack.index[role].filter(([code]) => labels[role].has(code)).map(([code, parent, , words]) => [code, parent, labels[role].get(code), words]);
  return prepare({ institution: side("institution"), procedure: side("procedure") });
}

// look shows what is found for what was typed.
function look(box) {
  const text = box.field.value.trim();
  box.index ||= indexOf(box);
  box.found = text ? search(box.index, text, { counts: counted(box.app) }).slice(0, most) : [];
  box.list.replaceChildren(...box.found.map((one, i) => option(box, one, i)));
  box.none.hidden = !text || box.found.length > 0;
  mark(box, -1);
  if (text) say(box.found.length ? t("device.found", { n: box.found.length }) : t("device.found.none"));
}

// counted returns how often choices were noted here; what the service notes most counts as once.
function counted({ info, page }) {
  const mine = prefs(page.link), { institution = [], procedure = [], pairs = [] } = (info && info.frequent) || {};
  const with1 = (codes, own) => ({ ...Object.fromEntries(codes.map((code) => [code, 1])), ...own });
  return { inst: with1(institution, mine.inst), proc: with1(procedure, mine.proc), pair: with1(pairs.map((pair) => pair.join(" ")), mine.pair) };
}

function option({ labels }, { inst, proc }, i) {
  const first = inst ? labels.institution.get(inst) : t("device.found.choose.inst");
  const second = proc ? labels.procedure.get(proc) : t("device.found.choose.proc");
  return el("li", { role: "option", id: "found-" + i, "data-pair": inst + " " + proc, "aria-selected": "false" }, el("b", { class: inst ? "" : "none" }, first), el("span", { class: proc ? "" : "none" }, second));
}

// mark moves the choice of the keyboard to a proposal, -1 for none.
function mark(box, at) {
  box.at = at;
  const open = box.found.length > 0;
  box.list.hidden = !open;
  box.field.setAttribute("aria-expanded", String(open));
  [...box.list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
  if (at < 0) return box.field.removeAttribute("aria-activedescendant");
  box.field.setAttribute("aria-activedescendant", "found-" + at);
  box.list.children[at].scrollIntoView({ block: "nearest" });
}

function key(box, event) {
  const n = box.found.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && n) mark(box, (box.at + step + n + (box.at < 0 && step < 0 ? 1 : 0)) % n);
  else if (event.key === "Enter") take(box, Math.max(box.at, 0));
  else if (event.key === "Escape") clear(box);
  else return;
  event.preventDefault();
}

// take ticks what a proposal stands for, and goes on.
function take(box, at) {
  const found = box.found[at];
  if (!found) return;
  clear(box);
  box.app.steps.choose(found.inst, found.proc);
}

function clear(box) {
  box.field.value = "";
  look(box);
}
