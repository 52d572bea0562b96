// Lets a keyboard answer as fast as a thumb: 1 to 9 choose, Enter goes on and at the end sends, / finds.
import { el } from "./dom.js";
import { shown } from "./entry.js";
import { keep, prefs } from "./prefs.js";
import { t } from "./words.js";

const typing = "input:not([type=radio],[type=checkbox]),textarea,select";

// startKeys listens to the keyboard. Who speaks to the computer, or presses keys unwillingly, can switch single keys off.
export function startKeys(app) {
  let on = prefs(app.page.link).keys !== false;
  let used = false;
  const show = () => used && number(app, on);
  const use = () => {
    if (used) return;
    used = true;
    document.querySelector(".privacy")?.append(choice(app, on, (is) => ((on = is), show())));
    show();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.view || app.busy) return;
    if (event.key === "Enter") enter(app, event);
    else if (on && !event.target.matches(typing) && /^[1-9/]$/.test(event.key)) single(app, event);
    if (!event.target.matches(typing)) use();
  });
  for (const name of ["focusin", "click", "change"]) app.form.addEventListener(name, () => setTimeout(show));
  app.form.addEventListener("toggle", () => setTimeout(show), true);
  if (matchMedia("(pointer:fine)").matches) use();
}

function choice({ page }, on, change) {
  const box = el("input", { type: "checkbox", checked: on, onchange: () => (keep(page.link, { keys: box.checked }), change(box.checked)) });
  return el("label", { class: "o" }, box, t("device.keys"));
}

// single takes a key that is a sign: a number chooses, / goes to the search field.
function single(app, event) {
  if (event.key === "/") {
    const field = document.getElementById("find");
    if (!field) return;
    event.preventDefault();
    return field.focus();
  }
  const q = app.steps.current(document.activeElement), target = q && choices(q)[event.key - 1];
  if (!target) return;
  event.preventDefault();
  if (target.matches("summary")) {
    target.click();
    return target.focus();
  }
  const input = target.querySelector("input");
  if (input.type === "checkbox") {
    input.focus();
    return input.click();
  }
  input.checked = true;
  input.focus({ preventScroll: true });
  app.steps.pick(input);
}

// choices returns what a question shows to choose from: its choices, and branches to open.
function choices(q) {
  return [...q.querySelectorAll(".o,summary")].filter((e) => e.parentElement !== q && !e.closest(".help") && shown(e));
}

// number writes beside the choices of the question which key chooses each.
function number(app, on) {
  for (const old of app.form.querySelectorAll("[data-key]")) old.removeAttribute("data-key");
  const q = on && app.steps.current(document.activeElement);
  if (q) choices(q).slice(0, 9).forEach((e, i) => (e.dataset.key = i + 1));
}

// enter goes on from an answered question, and sends from the last one.
function enter(app, event) {
  const { target } = event, q = app.form.contains(target) && target.closest(".q");
  if (!q || !target.matches("input:not([type=date])")) return;
  event.preventDefault();
  const step = q.matches("div.q") && q.querySelector(".req");
  if (step && !app.steps.close(q)) return;
  app.steps.go(q, true);
}
