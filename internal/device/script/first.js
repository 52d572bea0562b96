// Runs in the head of the form page, before anything is drawn: what must not move later is put in its place, and the rest
// of the program is fetched once the page stands.
import { answerIn, choiceIn, tell } from "./folded.js";
import { readPage } from "./page.js";
import { keep, prefs } from "./prefs.js";
import { remember } from "./remember.js";
import { dayBefore, today } from "./today.js";
import { drawn } from "./uuid.js";

const root = document.documentElement;
const patience = 8000; // ms that sending waits for the app before the plain form is posted
const most = 6; // choices of the device's own that stand first
const pairs = 3; // institutions and acts that one tap ticks together
const long = 14; // rows of a list that is not shown at once

root.classList.add("js", "wait");
document.addEventListener("DOMContentLoaded", () => {
  try {
    prepare();
  } finally {
    root.classList.remove("wait");
  }
});

function prepare() {
  const form = document.getElementById("sheet");
  if (!form) return;
  const page = readPage(form), mine = prefs(page.link);
  if (form.dataset.fresh && otherLanguage(page, mine)) return;
  form.elements._id.value = drawn();
  form.elements._date.value = form.dataset.fresh ? today(page.zone) : form.elements._date.value;
  for (const group of form.querySelectorAll("[data-often]")) putFirst(group, mine[group.dataset.often] || {});
  remember(form, mine.fn);
  putPairs(form, mine.pair);
  for (const fold of form.querySelectorAll(".fold")) fold.open = stays(form, fold, page);
  for (const q of form.querySelectorAll("details.q")) tell(q);
  document.querySelector("[name=when][value=" + dayOf(form.elements._date.value, page.zone) + "]").checked = true;
  document.addEventListener("change", ({ target }) => target.name === "when" && setDate(form, target.value, page.zone));
  let loaded, posted, tries = 0; // some browsers keep a failure under its address: each try has its own
  const load = () => (loaded ||= (page.mode === "file" ? window.releve(page) : import(page.app + "#" + tries++).then((app) => app.start(page))).catch((e) => {
    loaded = 0; // the next touch tries again
    throw e;
  }));
  const post = () => {
    posted = 1; // from now on the app has no part in it: it would make another sheet of this one
    self.onpageshow = (event) => event.persisted && location.reload();
    setDate(form, document.querySelector("[name=when]:checked").value, page.zone);
    form.submit();
  };
  form.addEventListener("submit", (event) => {
    const named = event.submitter && event.submitter.name; // a language, one more row: the server's
    if (named && navigator.onLine) return named === "_lang" && keep(page.link, { lang: event.submitter.value });
    event.preventDefault();
    if (named) return; // without a network what was filled in would be lost
    const late = new Promise((_, fail) => setTimeout(fail, patience));
    Promise.race([load(), late]).then((app) => (posted ? post() : app.submit(form)), () => page.mode === "file" || post());
  });
  addEventListener("load", () => load().catch(() => {}));
  form.addEventListener("focusin", () => load().catch(() => {}));
  if (page.mode !== "file" && navigator.serviceWorker) navigator.serviceWorker.register("/s/sw.js", { scope: "/s/" }).catch(() => {});
}

// otherLanguage goes to the language that was chosen on this device before.
function otherLanguage(page, mine) {
  if (page.mode === "file") return false;
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked) {
    if (asked !== mine.lang) keep(page.link, { lang: asked });
    return false;
  }
  if (!mine.lang || mine.lang === page.lang || location.search) return false;
  location.replace(location.pathname + "?lang=" + mine.lang);
  return true;
}

// ranked returns codes, those counted most first.
const ranked = (counts) => Object.keys(counts).sort((a, b) => counts[b] - counts[a] || (a < b ? -1 : 1));

// putFirst puts the choices that the device noted most in front of those of its service.
function putFirst(group, counts) {
  const codes = ranked(counts).slice(0, most);
  const fieldset = group.closest("fieldset");
  for (const code of codes.reverse()) {
    const input = choiceIn(fieldset, code);
    if (!input) continue;
    const label = input.closest("label");
    if (!group.contains(label)) group.prepend(label.cloneNode(true));
    else group.prepend(label);
    group.hidden = false;
  }
  const spare = [...group.children].slice(most).filter((label) => !label.querySelector(":checked"));
  for (const label of spare) label.remove();
}

// putPairs offers what the device noted most, institution and act together.
function putPairs(form, counts) {
  const place = form.querySelector(".pairs"), label = (often, code) => {
    const fieldset = form.querySelector("[data-often=" + often + "]")?.closest("fieldset");
    return fieldset && choiceIn(fieldset, code)?.closest("label").textContent;
  };
  for (const pair of ranked(counts).slice(0, pairs)) {
    const [inst, proc] = pair.split(" "), first = label("inst", inst), second = label("proc", proc);
    if (!place || !first || !second) continue;
    const button = place.appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", className: "pair", textContent: second }).dataset.pair = pair;
    button.prepend(Object.assign(document.createElement("b"), { textContent: first }));
    place.hidden = false;
  }
}

// stays says whether something that can be folded is open at first.
function stays(form, fold, page) {
  if (fold.matches(".procedure")) return false;
  if (answerIn(fold) || fold.querySelector(".wrong")) return true;
  if (fold.matches(".all")) return !fold.parentElement.querySelector(".top:not([hidden])") && fold.querySelectorAll(".tree>div>.o,.tree>.b").length <= long;
  const outcome = form.querySelector("[name='" + fold.dataset.after + "']:checked");
  return !!outcome && !page.fine.includes(outcome.value);
}

// dayOf returns which of the days that one tap chooses a date is.
function dayOf(date, zone) {
  const now = today(zone);
  return date === now ? "today" : date === dayBefore(now) ? "before" : "other";
}

// setDate has the form send the day that one tap chose, also where the app is missing.
function setDate(form, when, zone) {
  const now = today(zone);
  if (when !== "other") form.elements._date.value = when === "today" ? now : dayBefore(now);
}
