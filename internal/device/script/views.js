// Shows one thing at a time in the place of the form: a receipt, the device's sheets, a question.
import { button, el, focusOn } from "./dom.js";
import { t } from "./words.js";

const root = document.documentElement;
let place;

// openView shows a heading and what stands below it instead of the form, and moves the focus to the heading.
export function openView(app, name, title, ...below) {
  const main = app.form.parentElement;
  if (!place || !place.isConnected) {
    place = el("section", { id: "view" });
    main.insertBefore(place, main.querySelector("h1"));
  }
  const heading = el("h1", {}, title);
  place.replaceChildren(el("div", { role: "status" }, heading), ...below.flat().filter(Boolean));
  root.dataset.view = name;
  place.scrollIntoView();
  focusOn(heading);
  return place;
}

// closeView shows the form again, with the focus on its heading.
export function closeView(app) {
  if (!root.dataset.view) return;
  delete root.dataset.view;
  if (place) place.replaceChildren();
  const heading = app.form.parentElement.querySelector("h1");
  heading.scrollIntoView();
  focusOn(heading);
}

// viewing tells what stands in the place of the form, "" for the form itself.
export const viewing = () => root.dataset.view || "";

// backButton leads back to the form; after a receipt, to the next sheet (app.next).
export const backButton = (app) => button(t("device.back"), () => (app.next || closeView)(app));

// confirming puts a question and its two answers in the place of the buttons that it is about; the focus is on the answer that
// changes nothing, and Escape gives it; then what is given last is done.
export function confirming(place, question, yes, doIt, left = () => {}) {
  const before = [...place.childNodes], asked = document.activeElement;
  const text = el("p", { id: "confirming" }, question);
  const no = button(t("device.cancel"), () => {
    place.replaceChildren(...before);
    asked.focus();
    left();
  });
  const sure = button(yes, () => {
    place.replaceChildren(...before);
    doIt();
  }, "button danger");
  const group = el("div", { class: "confirm", role: "group", "aria-labelledby": "confirming" }, text, sure, no);
  group.addEventListener("keydown", (event) => event.key === "Escape" && no.click());
  place.replaceChildren(group);
  no.focus();
}
