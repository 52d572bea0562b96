// A stopwatch for who wants one: it goes on while the page is closed, and proposes the minutes. Nothing runs unless started.
import { button, el, say } from "./dom.js";
import { bandOf } from "./entry.js";
import { choiceIn } from "./folded.js";
import { keep, prefs } from "./prefs.js";
import { minutes, t } from "./words.js";

const longest = 24 * 60; // minutes; who forgot it for longer did not measure anything

// startWatch puts the stopwatch into the question about minutes.
export function startWatch(app) {
  const place = app.form.querySelector(".watch"), { link } = app.page;
  if (!place) return;
  let since = prefs(link).watch || 0, shown;
  const passed = () => Math.max(1, Math.round((Date.now() - since) / 60000));
  const set = (at) => {
    since = at;
    keep(link, { watch: at });
    draw();
  };
  const stop = () => {
    const n = passed();
    set(0);
    propose(app, place, n);
  };
  const draw = () => {
    clearInterval(shown);
    if (!since || passed() > longest) {
      since = 0;
      return place.replaceChildren(button(t("device.watch.start"), () => (set(Date.now()), place.querySelector("button").focus())));
    }
    const stopping = button(t("device.watch.stop", { time: minutes(passed()) }), stop);
    shown = setInterval(() => (stopping.textContent = t("device.watch.stop", { time: minutes(passed()) })), 20000);
    place.replaceChildren(stopping, button(t("device.watch.drop"), () => (set(0), place.querySelector("button").focus())));
  };
  draw();
}

// propose fills the measured minutes in, to be corrected if need be.
function propose(app, place, n) {
  const q = place.closest(".q"), field = q.querySelector("[name$='.minutes']");
  const { bands } = app.pack, code = Object.keys(bands).find((one) => q.classList.contains("c-" + one));
  if (field) {
    field.value = String(n);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  } else {
    const input = choiceIn(q, bandOf(bands[code], n));
    input.checked = true;
    input.focus();
  }
  const text = t("device.watch.proposed", { time: minutes(n) });
  place.append(el("span", {}, text));
  say(text);
}
