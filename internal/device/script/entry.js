// Reads the sheet off the form, and says what is missing in it, by the rules that the server has.
import { describe, el } from "./dom.js";
import { aboutOf, question } from "./labels.js";
import { dayBefore, today } from "./today.js";
import { t } from "./words.js";

const day = 24 * 60; // minutes

// mistakes selects what something is said to be wrong with.
export const mistakes = ".q.wrong,.rows.wrong,.service .wrong";

// problems says beside each question what is missing or wrong, and goes to the first of them; true when nothing is.
export function problems(app) {
  const { form, pack } = app, data = new FormData(form), found = [];
  for (const old of form.querySelectorAll(mistakes)) right(old);
  look({ pack, data }, pack.questions, "", {}, found);
  if (!dateOf(app)) found.push(["q_date", t("device.date.wrong")]);
  if (form.elements._noservice?.checked && navigator.onLine === false) found.push(["noservice", t("device.noservice.offline")]);
  if (form.elements._noservice?.checked && times() > 1) found.push(["noservice", t("device.noservice.times")]);
  for (const [id, text] of found) wrong(document.getElementById(id), text);
  const first = form.querySelector(mistakes);
  if (first) goTo(first);
  return !found.length;
}

// look gathers the problems of questions whose fields begin with a prefix.
function look(sheet, questions, prefix, around, found) {
  const answers = { ...around };
  for (const q of questions) {
    const name = prefix + q.code;
    if (q.kind === "repeat") {
      if (!asked(q, answers)) continue;
      const rows = rowsOf(sheet.data, q);
      for (const row of rows) look(sheet, q.questions, row, answers, found);
      if (rows.length < (q.min || 0)) found.push([anchor(name), t("device.rows.few", { n: q.min })]);
      continue;
    }
    answers[q.code] = codes(sheet.data, name);
    const text = asked(q, answers) && mistake(sheet, q, name);
    if (text) found.push([anchor(name), text]);
  }
}

// mistake says what is wrong with the answer to a question that is asked, "" when nothing is.
function mistake({ data, pack }, q, name) {
  const written = typed(data, name + ".minutes"), exact = readMinutes(written);
  if (Number.isNaN(exact)) return t("device.minutes.wrong", { value: written.trim(), most: day });
  const values = codes(data, name);
  if (exact !== null && values.length && bandOf(pack.bands[q.code], exact) !== values[0]) return t("device.minutes.outside", { n: exact });
  if (q.kind === "integer" && values.length) return wholeNumber(q, values[0]);
  return q.required && !values.length && exact === null ? t("device.required") : "";
}

function wholeNumber(q, value) {
  if (!/^[+-]?\d+([.,]0{0,2})?$/.test(value.replace(/\s/g, ""))) return t("device.integer", { value });
  const n = parseInt(value.replace(/\s/g, ""), 10), least = q.min || 0, most = q.max ?? Infinity;
  return n < least || n > most ? t("device.range", { least, most }) : "";
}

// wrong shows what is wrong with a question, as the server's page does.
function wrong(place, text) {
  if (!place) return;
  place.classList.add("wrong");
  for (let d = place; (d = d && d.closest("details")); d = d.parentElement) d.open = true;
  const id = "e-" + place.id, said = el("p", { class: "e", id }, text);
  const after = place.querySelector(":scope>.hint,fieldset>.hint") || place.querySelector("legend,label,h2,summary");
  after.after(said);
  const subject = subjectOf(place);
  describe(subject, id);
  if (subject.matches("input,textarea")) subject.setAttribute("aria-invalid", "true");
}

// right takes what was said about a question away.
export function right(place) {
  place.classList.remove("wrong");
  place.querySelector(".e[id='e-" + place.id + "']")?.remove();
  const subject = subjectOf(place);
  describe(subject, "e-" + place.id, false);
  subject.removeAttribute("aria-invalid");
}

// subjectOf returns the element that carries the description of a question.
const subjectOf = (place) => place.querySelector("fieldset") || place.querySelector("input:not([type=radio]),textarea") || place;

// shown says whether an element can be seen somewhere on the page: what stands in something folded cannot.
export const shown = (e) => (e.checkVisibility ? e.checkVisibility() : e.getClientRects().length > 0);

// goTo shows a question and puts the focus into it. It moves at once: who taps fast must find the next choice where it is.
export function goTo(place) {
  place.classList.remove("done");
  const inside = [...place.querySelectorAll("input,textarea,select,summary,button")].filter((e) => shown(e) && !e.closest(".help"));
  const into = inside.find((e) => e.checked && e.value) || inside.find((e) => e.matches("input,textarea")) || inside[0] || place;
  into.focus({ preventScroll: true });
  reveal(place);
}

// reveal brings an element into view: whole where it fits, else from its beginning.
export function reveal(element) {
  const fits = element.getBoundingClientRect().height < 0.8 * innerHeight;
  element.scrollIntoView({ block: fits ? "nearest" : "start" });
}

const anchor = (name) => "q-" + name.replaceAll(".", "-");

// readEntry returns the sheet that the form holds, in the words of the API, with what the device remembers about it.
export function readEntry(app) {
  const { form, page, pack } = app, said = {}, sheet = { form, pack, data: new FormData(form) };
  const answers = answersOf(sheet, pack.questions, "", said), rows = [];
  const repeat = pack.questions.find((q) => q.kind === "repeat");
  if (repeat && asked(repeat, said)) for (const row of rowsOf(sheet.data, repeat)) rows.push(answersOf(sheet, repeat.questions, row, { ...said }));
  const n = times(), date = dateOf(app), shared = n > 1 ? n : 0;
  return {
    date, language: page.lang, answers, rows, follows: typed(sheet.data, "_follows"), shared, n, about: about(app, answers, date, n),
  };
}

// answersOf returns the answers to the questions that are asked; said gathers the codes, for those that hang on them.
function answersOf({ form, pack, data }, questions, prefix, said) {
  const answers = {};
  for (const q of questions) {
    const name = prefix + q.code, values = codes(data, name);
    if (q.kind === "repeat" || q.kind === "note" || !asked(q, said)) continue;
    said[q.code] = values;
    if (q.kind === "band") Object.assign(answers, bandAnswer(q, values[0], readMinutes(typed(data, name + ".minutes")), pack));
    else if (values.length) answers[q.code] = q.kind === "multiple" ? values : values[0];
    const more = typed(data, name + ".text").trim();
    if (more && ticked(form, name, ".s")) answers[q.code + ".text"] = more;
  }
  return answers;
}

function bandAnswer(q, band, exact, pack) {
  if (exact === null) return band ? { [q.code]: band } : {};
  return { [q.code]: bandOf(pack.bands[q.code], exact), [q.code + ".minutes"]: String(exact) };
}

// about returns what the device remembers of a sheet: nothing that was typed.
function about(app, answers, date, alike) {
  const { mending } = app, n = mending && mending.was.shared || alike; // what is corrected stays one of as many
  const fn = question(app, "function"), value = fn && answers[fn.code];
  return { ...aboutOf(app, { date, answers, shared: n > 1 ? n : 0 }), n, fn: value ? { code: fn.code, value } : null };
}

// dateOf returns the sheet's day: reckoned when the sheet is taken off the form, so that a page which stands open overnight
// does not send yesterday as today.
export function dateOf({ form, page }) {
  const when = document.querySelector("[name=when]:checked")?.value;
  if (when === "today") return today(page.zone);
  if (when === "before") return dayBefore(today(page.zone));
  return form.elements._date.value;
}

// times returns how many sheets alike are noted at once.
export const times = () => Number(document.getElementById("times")?.value) || 1;

// asked says whether a question is asked, given the codes answered so far.
function asked(q, said) {
  return (q.ask_if || []).every(({ question, is, not }) => {
    const among = (list) => (said[question] || []).some((code) => list.includes(code));
    return (!is || among(is)) && !(not && among(not));
  });
}

// codes returns what is ticked or typed for a field, each once.
export function codes(data, name) {
  return [...new Set(data.getAll(name).map((v) => v.trim()))].filter(Boolean);
}

const typed = (data, name) => String(data.get(name) ?? "");

const ticked = (form, name, look) => [...form.querySelectorAll(look + ":checked")].some((i) => i.name === name);

// rowsOf returns the beginnings of the names of the blocks in which something was noted, as `demands.2.`.
function rowsOf(data, repeat) {
  const numbers = new Set();
  for (const [name, value] of data) {
    const m = name.match(/^(.*)\.(\d+)\./);
    if (m && m[1] === repeat.code && String(value).trim()) numbers.add(Number(m[2]));
  }
  return [...numbers].sort((a, b) => a - b).map((n) => repeat.code + "." + n + ".");
}

// bandOf returns the code of the band that holds a number of minutes; on a limit it is the upper one.
export function bandOf(bands, minutes) {
  return bands.reduce((found, b) => (minutes >= b.low ? b : found), bands[0]).code;
}

// readMinutes reads "90", "25 min", "1h30", "2 h", "1u30" or "12,0" as the server does: null for nothing, NaN for what is no
// length of time up to a day.
export function readMinutes(text) {
  const plain = text.replace(/\s/g, "").toLowerCase();
  if (!plain) return null;
  const m = plain.replace(/(minutes|minuten|min\.|min|m)$/, "").match(/^(?:(\d+)(?:[.,]0{0,2})?([hu]))?(?:(\d+)(?:[.,]0{0,2})?)?$/);
  if (!m || !(m[2] || m[3])) return NaN;
  const minutes = Number(m[3] || 0);
  if (m[2] && minutes >= 60) return NaN;
  const total = 60 * Number(m[1] || 0) + minutes;
  return total <= day ? total : NaN;
}
