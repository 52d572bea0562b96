// Looks for what could tell who a person is in typed texts, before a sheet is kept: shows where, to be mended, or to be
// confirmed where it may be something else.
import { button, describe, el, say } from "./dom.js";
import { find, refused } from "./guard.js";
import { t } from "./words.js";

const what = {
  national: "device.guard.national", iban: "device.guard.iban", card: "device.guard.card", phone: "device.guard.phone",
  email: "device.guard.email", page: "device.guard.page", name: "device.guard.name", birth: "device.guard.birth",
  address: "device.guard.address",
};
const around = 24; // signs shown before and after what was found
const pause = 300; // ms after a field is left: what moves the button that is being pressed would undo the press
let confirmed = new WeakMap(); // field → the text of this sheet that somebody said names nobody

// startCheck looks at each text when it is left, and again at each change while something stands in it.
export function startCheck(app) {
  app.form.addEventListener("focusout", ({ target }) => free(target) && setTimeout(() => noticeOf(target) || look(target, null), pause));
  app.form.addEventListener("input", (event) => noticeOf(event.target) && look(event.target, null));
  app.form.addEventListener("reset", () => {
    confirmed = new WeakMap();
    for (const old of app.form.querySelectorAll(".guard")) clear(old);
  });
}

// checkTexts says whether no text of the form holds what has to be mended or confirmed first.
export async function checkTexts(app) {
  const wrong = [...app.form.elements].filter((field) => free(field) && !passes(field, app));
  if (wrong.length > 0) {
    wrong[0].focus({ preventScroll: true });
    noticeOf(wrong[0]).scrollIntoView({ block: "nearest" });
  }
  return wrong.length === 0;
}

// free says whether a field takes any text.
const free = (field) =>
  (field.tagName === "TEXTAREA" || field.tagName === "INPUT" && field.type === "text" && field.inputMode !== "numeric") &&
  field.name && !field.name.startsWith("_") && !field.name.endsWith(".minutes");

// passes looks at a text, also in a question that was folded once it was answered: what is found there is seen.
function passes(field, app) {
  const q = field.closest(".done");
  if (q) q.classList.remove("done");
  const fine = !shown(field) || look(field, app);
  if (q) q.classList.toggle("done", fine);
  return fine;
}

// shown opens what is folded around a field, and says whether the field is asked.
function shown(field) {
  if (!field.value.trim()) return false;
  for (let e = field.closest("details:not([open])"); e; e = e.parentElement.closest("details:not([open])")) e.open = true;
  return field.getClientRects().length > 0;
}

const idOf = (field) => "guard-" + field.name.replace(/\W/g, "-");
const noticeOf = (field) => field.name && document.getElementById(idOf(field));

// look shows what a field holds that it should not, and says whether it may be kept. Where a form waits to be sent, it is
// sent once that is confirmed.
function look(field, app) {
  const found = find(field.value).filter((f) => f.kind !== "payment");
  const fine = found.length === 0 || !found.some((f) => refused(f.kind)) && confirmed.get(field) === field.value;
  const old = noticeOf(field);
  if (fine) {
    if (old) clear(old);
    return true;
  }
  const made = notice(field, found, app);
  if (old) old.replaceWith(made);
  else (field.closest("label") || field).after(made);
  describe(field, made.id);
  field.setAttribute("aria-invalid", "true");
  if (!old || old.firstChild.textContent !== made.firstChild.textContent) say(made.firstChild.textContent);
  return false;
}

function notice(field, found, app) {
  const must = found.filter((f) => refused(f.kind));
  const kinds = [...new Set((must.length > 0 ? must : found).map((f) => t(what[f.kind])))].join(", ");
  const made = el("div", { id: idOf(field), class: "guard" },
    el("p", { class: "e" }, t(must.length > 0 ? "device.guard.refused" : "device.guard.flagged", { what: kinds })),
    el("p", { class: "seen" }, marked(field.value, found)),
    button(t("device.guard.mend"), () => {
      field.focus();
      field.setSelectionRange(found[0].start, found[0].end);
    }));
  if (must.length === 0) made.append(button(t(app ? "device.guard.send" : "device.guard.keep"), () => confirm(field, app)));
  return made;
}

// marked returns the parts of a text around what was found in it.
function marked(text, found) {
  const parts = [];
  let at = 0;
  for (const { start, end } of found) {
    const from = Math.max(at, start - around);
    if (from > at) parts.push("… ");
    parts.push(text.slice(from, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  parts.push(text.slice(at, at + around), at + around < text.length ? " …" : "");
  return parts;
}

function confirm(field, app) {
  confirmed.set(field, field.value);
  clear(noticeOf(field));
  field.focus();
  if (app && !document.querySelector(".guard")) app.form.requestSubmit ? app.form.requestSubmit() : app.submit();
}

function clear(old) {
  for (const field of document.querySelectorAll(`[aria-describedby~="${old.id}"]`)) {
    describe(field, old.id, false);
    field.removeAttribute("aria-invalid");
  }
  old.remove();
}
