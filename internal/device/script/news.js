// Hears from the worker what became of the page it showed from its memory: that it is the newest, that there is a newer one,
// that the campaign's link is gone, or that there is no network.
import { button, el } from "./dom.js";
import { renewInfo } from "./info.js";
import { question } from "./labels.js";
import { t } from "./words.js";

// startNews asks the worker, which knows once the server has answered or has not.
export function startNews(app) {
  const workers = app.page.mode === "file" ? null : navigator.serviceWorker;
  if (!workers || !workers.controller) return;
  workers.addEventListener("message", ({ data }) => {
    if (data.news === "away") app.sender.unreachable();
    if (data.news === "gone") renewInfo(app);
    if (data.news === "newer") offer(app);
  });
  workers.startMessages();
  workers.controller.postMessage({ ask: "news" });
}

// offer says that there is a newer page, as long as nothing is filled in: nobody loses an answer to it, and the old page goes on
// working.
function offer(app) {
  if (touched(app)) return;
  const reload = button(t("device.newer.load"), () => (touched(app) ? said.remove() : location.reload())); // what is ticked by a script tells nobody
  const said = el("div", { id: "newer", class: "trial", role: "status" }, el("p", {}, t("device.newer")), reload);
  app.form.before(said);
  app.form.addEventListener("input", () => said.remove(), { once: true });
}

// touched says whether somebody has begun to fill the form in; the function is ticked by the page itself.
function touched(app) {
  const fn = question(app, "function");
  return [...app.form.elements].some((e) => e.matches("input:not([type=hidden]),textarea") && !/^(_|when$)/.test(e.name) && !(fn && e.name === fn.code) && (e.checked !== e.defaultChecked || (!e.matches("[type=radio],[type=checkbox]") && e.value !== e.defaultValue)));
}
