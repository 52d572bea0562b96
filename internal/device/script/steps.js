// Leads through the form: an answered question folds to one line and the next one moves into view; one tap opens it again.
import { el } from "./dom.js";
import { bandOf, goTo, mistakes, readMinutes, reveal, right, shown, times } from "./entry.js";
import { answerIn, tell } from "./folded.js";
import { question } from "./labels.js";
import { prefs } from "./prefs.js";
import { addRow } from "./refill.js";
import { remember } from "./remember.js";
import { dayBefore, today } from "./today.js";
import { t } from "./words.js";

const twice = 500; // ms in which a second tap belongs to the first

let hand = "", folded = 0; // what the person used last; when a question was folded last

// startSteps begins to lead through the form. app.steps holds what other parts of the app may do: pick, go, close, choose.
export function startSteps(app) {
  const { form } = app;
  app.steps = {
    close: (q) => close(app, q), go: (q) => go(app, q), open: (q) => open(q), current: (from) => current(form, from),
    pick: (input) => pick(app, input), choose: (...codes) => choose(app, ...codes), update: (input) => update(app, input),
  };
  for (const name of ["pointerdown", "keydown"]) form.addEventListener(name, () => (hand = name), true);
  form.addEventListener("click", (event) => clicked(app, event));
  form.addEventListener("click", notTwice, true);
  form.addEventListener("change", ({ target }) => update(app, target));
  form.addEventListener("input", ({ target }) => target.name?.endsWith(".minutes") && exact(app, target));
  form.addEventListener("toggle", ({ target }) => target.matches(".follow") && unfold(target), true);
  form.addEventListener("releve:filled", ({ detail }) => filled(app, detail.why));
}

// notTwice lets the second tap of two do nothing once the first has moved something else under the finger.
function notTwice(event) {
  if (event.detail > 1 && event.timeStamp - folded < twice) event.preventDefault();
}

function clicked(app, event) {
  const { target } = event, line = target.closest(".line"), pair = target.closest(".pair"), branch = target.closest(".all>summary,.b>summary");
  if (line) return open(line.parentElement);
  if (pair) return choose(app, ...pair.dataset.pair.split(" "));
  if (branch) return unroll(event, branch.parentElement);
  if (target.name === "_more") {
    event.preventDefault();
    return more(app.form);
  }
  if (target.type === "radio" && target.name !== "when" && hand === "pointerdown") pick(app, target);
}

// pick goes on from a choice that the person made for good: with a tap, Enter or a number.
function pick(app, input) {
  const q = input.closest(".q");
  update(app, input);
  if (input.matches(".s")) return q.querySelector(".spec input").focus();
  if (isStep(q)) return close(app, q) && go(app, q);
  if (q.matches("details") && !q.closest(".follow")) {
    q.open = false;
    q.querySelector("summary").focus();
  }
}

// isStep says whether a question folds: one that has to be answered, by choosing.
const isStep = (q) => q.matches("div.q") && !!q.querySelector(".req") && !!q.querySelector("input[type=radio],input[type=checkbox]");

const steps = (form) => [...form.querySelectorAll("div.q")].filter((q) => isStep(q) && shown(q));

const answered = (q) => answerIn(q) !== "";

// current returns the question that is to be answered now: the one with the focus, or the first without an answer.
function current(form, from) {
  const q = from && form.contains(from) && from.closest(".q");
  if (q && !q.matches(".done,.pairs")) return q;
  return steps(form).find((step) => !answered(step));
}

// close folds an answered question to one line.
function close(app, q) {
  if (!answered(q)) return false;
  let line = q.querySelector(":scope>.line");
  if (!line) q.prepend((line = el("button", { type: "button", class: "line" }, el("b"), el("u", {}, t("device.change")))));
  line.firstChild.textContent = t("device.answer", { question: shortOf(app, q), answer: answerOf(q) });
  q.classList.add("done");
  folded = performance.now();
  return true;
}

function answerOf(q) {
  const n = times(), hint = n > 1 && q.querySelector(".watch") ? " · " + t("device.minutes.together", { n }) : "";
  const more = q.querySelector("[name$='.minutes']");
  return (more && more.value ? more.value : answerIn(q)) + hint;
}

// shortOf returns the short name of a question.
function shortOf({ pack }, q) {
  const code = q.className.match(/\bc-([a-z0-9-]+)/)[1], all = pack.questions.flatMap((one) => [one, ...(one.questions || [])]);
  return (all.find((one) => one.code === code) || { short: "" }).short;
}

// open unfolds a question, down to its answer, and puts the focus there.
function open(q) {
  q.classList.remove("done");
  const chosen = q.querySelector("input:checked");
  for (let d = chosen?.closest("details"); d && q.contains(d); d = d.parentElement.closest("details")) d.open = true;
  goTo(q);
}

// go moves on from a question: to what follows the outcome, to the next one without an answer, or to the button that sends.
function go(app, q) {
  const { form } = app, follow = form.querySelector(".follow[open]"), all = steps(form);
  if (follow && q.querySelector("[name='" + follow.dataset.after + "']")) return goTo(follow);
  const at = all.indexOf(q), next = [...all.slice(at + 1), ...all.slice(0, at)].find((step) => !answered(step) && !step.matches(".done"));
  if (next) return goTo(next);
  form.querySelector(".send").focus({ preventScroll: true });
}

// choose ticks institution and act together, and goes on to what is still to be said.
function choose(app, inst, proc) {
  let last;
  for (const [role, code] of [["institution", inst], ["procedure", proc]]) {
    if (code) last = tick(app, role, code);
  }
  if (last) go(app, last);
}

// choiceOf returns where a choice of the question with a role is ticked, undefined where it is not offered.
function choiceOf(app, role, code) {
  const q = question(app, role);
  return [...document.querySelectorAll("#q-" + q.code + " input")].find((i) => i.name === q.code && i.value === code);
}

// tick answers the question with a role, and folds it.
function tick(app, role, code) {
  const input = choiceOf(app, role, code), place = input && input.closest(".q");
  if (!input) return null;
  input.checked = true;
  update(app, input);
  if (!input.matches(".s")) close(app, place);
  return place;
}

// update brings up to date what hangs on an answer.
function update(app, input) {
  const { form } = app, q = input.closest(".q,.rows"), old = input.closest(mistakes);
  if (old) right(old);
  if (!q || !form.contains(q)) return;
  if (input.type === "checkbox") for (const same of q.querySelectorAll("input")) if (same.value === input.value && same.name === input.name) same.checked = input.checked;
  const minutes = input.type === "radio" && q.querySelector("[name='" + input.name + ".minutes']");
  if (minutes && minutes.value && bandOf(bands(app, input.name), readMinutes(minutes.value)) !== input.value) minutes.value = "";
  if (q.matches("details")) tell(q);
  if (form.querySelector(".follow")?.dataset.after === input.name) follow(app);
}

const bands = ({ pack }, name) => pack.bands[name.split(".").filter((part) => part !== "minutes").pop()];

// exact ticks the band that holds the minutes that are being typed.
function exact(app, field) {
  const n = readMinutes(field.value), q = field.closest(".q");
  if (n === null || Number.isNaN(n)) return;
  const code = bandOf(bands(app, field.name), n), band = [...q.querySelectorAll("input[type=radio]")].find((i) => i.value === code);
  band.checked = true;
  if (q.matches(".wrong")) right(q);
}

// follow unfolds what is asked about an outcome, and folds it where all went well.
function follow({ form, page }) {
  const group = form.querySelector(".follow"), outcome = group && form.querySelector("[name='" + group.dataset.after + "']:checked");
  if (!group) return;
  const fine = !outcome || page.fine.includes(outcome.value);
  if (outcome) group.querySelector("summary").textContent = t(fine ? "device.even" : "device.follow");
  group.open = !fine || answerIn(group) !== "";
  if (group.open) unfold(group);
}

// unroll opens or closes a branch of a list, and brings what it shows into view.
function unroll(event, details) {
  event.preventDefault();
  details.open = !details.open;
  if (details.open) reveal(details);
}

function unfold(group) {
  if (group.open) for (const q of group.querySelectorAll("details.q")) q.open = true;
}

// more adds a block of the repeat, and goes to it.
function more(form) {
  const row = addRow(form);
  for (const q of row.querySelectorAll(".q")) {
    q.classList.remove("done", "wrong");
    for (const old of q.querySelectorAll(".line,.e")) old.remove();
    if (q.matches("details")) tell(q);
  }
  goTo(row.querySelector(".q"));
}

// filled brings the form up to date after another part of the app has put a sheet into it.
function filled(app, why) {
  const { form, page } = app, select = document.getElementById("times"), now = today(page.zone), date = form.elements._date.value;
  const when = why !== "mend" || date === now ? "today" : date === dayBefore(now) ? "before" : "other";
  document.querySelector("[name=when][value=" + when + "]").checked = true;
  if (why !== "mend") form.elements._date.value = now;
  if (select) select.value = "1";
  if (why !== "mend") remember(form, prefs(page.link).fn);
  for (const q of form.querySelectorAll(mistakes)) right(q);
  for (const q of form.querySelectorAll("details.q")) tell(q);
  for (const q of form.querySelectorAll(".done")) q.classList.remove("done");
  follow(app);
  for (const q of steps(form)) close(app, q);
  const next = steps(form).find((q) => !answered(q));
  if (next) goTo(next);
}
