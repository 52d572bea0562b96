// Begins a sheet in the form: one more with what repeats, the sequel of an earlier one, or the correction of one.
import { button, el, focusOn } from "./dom.js";
import { question } from "./labels.js";
import { shared } from "./prefs.js";
import { fillForm } from "./refill.js";
import { today } from "./today.js";
import { closeView } from "./views.js";
import { day, t } from "./words.js";

let sends; // what the button of the form says of a new sheet

// again begins one more sheet with the institution, the act and the function of other answers.
export function again(app, answers) {
  clear(app);
  carry(app, answers);
  filled(app, "again");
}

// resume begins the sequel of a sheet: another day of the same procedure.
export function resume(app, { id, date }, answers) {
  clear(app);
  carry(app, answers);
  follow(app, id);
  lead(app, t("device.resume.lead", { day: day(date) }), "device.resume.not");
  filled(app, "resume");
}

// correct puts a sheet into the form as it was sent; what is saved takes its place.
export function correct(app, source, body) {
  clear(app);
  fillForm(app, body);
  follow(app, body.follows || "");
  app.mending = { source, was: body };
  document.documentElement.classList.add("mending");
  lead(app, t("device.mend.lead", { day: day(body.date) }), "device.mend.not");
  const send = app.form.querySelector("button.send");
  sends = send.textContent;
  send.textContent = t("device.mend.send");
  filled(app, "mend");
}

// clear empties the form and forgets what it was about.
export function clear(app) {
  app.form.reset();
  app.form.elements._date.value = today(app.page.zone);
  follow(app, "");
  lead(app, "");
  if (app.mending) app.form.querySelector("button.send").textContent = sends;
  app.mending = app.next = null;
  document.documentElement.classList.remove("mending");
}

// carry ticks what repeats; on a shared device neither the function nor what was typed is told to who comes next.
function carry(app, answers) {
  for (const role of shared() ? ["institution", "procedure"] : ["institution", "procedure", "function"]) {
    const q = question(app, role), value = q && answers[q.code];
    if (!value) continue;
    const input = [...app.form.elements].find((i) => i.name === q.code && i.value === value);
    if (input) input.checked = true;
    const beside = app.form.elements[q.code + ".text"];
    if (beside) beside.value = (!shared() && answers[q.code + ".text"]) || "";
  }
}

// follow says which sheet this one follows.
function follow(app, id) {
  for (const old of app.form.querySelectorAll("[name=_follows][type=hidden]")) old.remove();
  if (id) app.form.prepend(el("input", { type: "hidden", name: "_follows", value: id }));
}

// lead says above the form what it is about when it is no plain new sheet, and how to leave that.
function lead(app, text, leave) {
  const main = app.form.parentElement;
  for (const old of main.querySelectorAll(".lead")) old.remove();
  if (text) main.querySelector(":scope > h1").after(el("div", { class: "lead" }, el("p", {}, text), button(t(leave), () => again(app, {}))));
}

function filled(app, why) {
  closeView(app);
  app.form.dispatchEvent(new CustomEvent("releve:filled", { detail: { why } }));
  const said = why !== "again" && app.form.parentElement.querySelector(".lead");
  if (!said) return;
  focusOn(said); // what is special about this sheet is read first
  said.scrollIntoView();
}
