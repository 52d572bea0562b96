// Asks once whether several people use the device, and lets everything that it keeps be erased.
import { button, el } from "./dom.js";
import { forgetAll, setShared, shared } from "./prefs.js";
import { alone } from "./sender.js";
import { save } from "./unsent.js";
import { backButton, closeView, confirming, openView } from "./views.js";
import { t } from "./words.js";

// askShared asks at the first sheet whether the device is somebody's own. It returns false when nobody wanted to say.
export async function askShared(app) {
  if (shared() !== null) return true;
  return new Promise((done) => {
    const say = (value) => {
      setShared(value);
      closeView(app);
      done(true);
    };
    openView(app, "shared", t("device.shared.ask"), el("p", {}, t("device.shared.why")), choices(app, say),
      el("p", {}, button(t("device.back"), () => {
        closeView(app);
        done(false);
      })));
  });
}

// choices are the two kinds of device, each with what it means. In a questionnaire that is one file nothing is sent.
const choices = ({ page }, say) => el("div", { class: "kinds" },
  el("button", { type: "button", class: "button", onclick: () => say(false) }, el("strong", {}, t("device.shared.no")), " ", el("span", {}, page.mode === "file" ? t("device.file.shared.no") : t("device.shared.no.means"))),
  el("button", { type: "button", class: "button", onclick: () => say(true) }, el("strong", {}, t("device.shared.yes")), " ", el("span", {}, page.mode === "file" ? t("device.file.shared.yes") : t("device.shared.yes.means"))));

// showDevice shows what this device is, and how to change that or erase what it keeps.
export async function showDevice(app, said) {
  const waiting = (await app.store.all()).filter((item) => !item.saved).length;
  const change = async (value) => {
    setShared(value);
    if (value) await leaveNothing(app);
    showDevice(app, t("device.shared.changed"));
  };
  const now = { true: "device.shared.is.yes", false: "device.shared.is.no", null: "device.shared.is.unknown" }[shared()];
  const erase = el("div", { class: "acts" });
  erase.append(button(t("device.erase"), () => confirming(erase, t("device.erase.sure"), t("device.erase.yes"), () => eraseAll(app)), "button danger"));
  openView(app, "device", t("device.here"), said && el("p", { class: "good" }, said), el("p", {}, app.page.mode === "file" && shared() ? t("device.file.shared.is") : t(now)), choices(app, change),
    el("h2", {}, t("device.erase")), el("p", {}, t("device.erase.what")), waiting > 0 && unsent(app, waiting), erase, el("p", {}, backButton(app)));
}

// leaveNothing takes away what was kept of sheets that were sent, and sees that nothing will be of those on their way.
const leaveNothing = (app) => alone(async () => {
  await app.store.removeSent((await app.store.sent()).map((one) => one.id));
  const lose = (item) => ({ ...item, passing: true, mark: "", body: item.tried ? item.body : { ...item.body, worker: undefined } });
  await app.store.update((await app.store.all()).map(lose));
});

// unsent says how many sheets would be lost, and offers them as a file first.
const unsent = (app, n) => el("div", { class: "guard" }, el("p", { class: "e" }, t("device.erase.unsent", { n })),
  button(t("device.erase.save"), async () => save(await app.store.all())));

// forgetPages takes away what was kept for when there is no network. A page that came as a file may not even ask.
async function forgetPages() {
  if (self.caches) for (const name of await caches.keys()) await caches.delete(name);
  const workers = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
  for (const worker of workers) await worker.unregister();
}

// eraseAll takes everything of this site off the device.
async function eraseAll(app) {
  await app.store.clear();
  forgetAll();
  app.form.reset();
  if (app.page.mode !== "file") await forgetPages();
  try {
    sessionStorage.clear();
  } catch {
    // there was none
  }
  openView(app, "erased", t("device.erased"), el("p", {}, t("device.erased.more")), el("p", {}, el("a", { class: "button", href: location.pathname + "?lang=" + app.page.lang }, t("device.back"))));
}
