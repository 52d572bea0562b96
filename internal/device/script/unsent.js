// Shows how many sheets are not sent yet, lists them with what is in their way, and hands them over as a file.
import { button, el, say } from "./dom.js";
import { labelOf } from "./labels.js";
import { erase, mend } from "./mend.js";
import { keep, prefs } from "./prefs.js";
import { asFile, download } from "./save.js";
import { goes } from "./send.js";
import { backButton, confirming, openView, viewing } from "./views.js";
import { day, t } from "./words.js";

// startUnsent keeps the count beside the button that sends, and in the title of the page.
export function startUnsent(app) {
  if (app.page.mode === "file") return;
  const unsent = { app, items: [], title: document.title, place: el("div", { class: "unsent" }), notes: el("div"), asked: false, evicts: false };
  const bar = app.form.querySelector(".bar");
  bar.append(unsent.place);
  bar.before(unsent.notes);
  const refresh = async () => {
    unsent.items = (await app.store.all()).filter(goes);
    show(unsent); // before the browser asks the person anything
    lasting(unsent).then(() => warn(unsent), () => {});
  };
  app.store.onchange(refresh);
  document.addEventListener("releve:results", refresh);
  document.addEventListener("visibilitychange", refresh); // of a tab whose browser cannot tell it
  addEventListener("beforeunload", (event) => {
    if (!app.store.fleeting) return;
    event.preventDefault();
    event.returnValue = "";
  });
  refresh();
}

// show draws the count. What stays the same is left alone: what is drawn anew under a finger is not pressed.
function show(unsent) {
  const { items, place, title } = unsent, n = items.length;
  document.title = n ? "(" + n + ") " + title : title;
  if (place.textContent !== (n ? t("device.unsent", { n }) : "")) place.replaceChildren(...(n ? [button(t("device.unsent", { n }), () => open(unsent))] : []));
  warn(unsent);
  if (viewing() === "unsent") list(unsent);
  document.documentElement.dataset.unsent = n;
}

// warning returns the key of what has to be said while sheets wait, "" for nothing.
function warning({ app, items, evicts }) {
  if (!items.length) return "";
  if (!app.store.lasting) return "device.unsent.fleeting";
  return evicts && app.sender.lost && !prefs(app.page.link).warned ? "device.unsent.evict" : "";
}

function warn(unsent) {
  const { app, notes } = unsent, key = warning(unsent);
  if (notes.dataset.why === key) return;
  notes.dataset.why = key;
  const away = button(t("device.unsent.seen"), () => {
    keep(app.page.link, { warned: true });
    notes.replaceChildren();
  });
  notes.replaceChildren(...(key ? [el("div", { class: "trial warn" }, el("p", {}, t(key)), key === "device.unsent.evict" && away)] : []));
}

// lasting asks the browser to keep what waits: from the first sheet that waits without a network on, or the second one at all.
// It is asked once for each visit, for some ask the person.
async function lasting(unsent) {
  const { app, items } = unsent;
  if (unsent.asked || !navigator.storage || !navigator.storage.persist || !items.length || !(app.sender.lost || items.length > 1)) return;
  unsent.asked = true;
  unsent.evicts = !((await navigator.storage.persisted()) || (await navigator.storage.persist()));
}

// open lists the sheets that were not sent.
function open(unsent) {
  openView(unsent.app, "unsent", t("device.unsent", { n: unsent.items.length }), el("div", { id: "unsent" }));
  list(unsent);
}

function list(unsent) {
  const { app, items } = unsent, place = document.getElementById("unsent"), h1 = document.querySelector("#view h1");
  const said = items.length ? t("device.unsent", { n: items.length }) : t("device.unsent.none");
  if (h1.textContent !== said) h1.textContent = said;
  const rows = el("ul", { class: "items" }, items.map((item) => row(unsent, item)));
  const acts = [button(t("device.unsent.send"), () => app.sender.send(), "send"), button(t("device.unsent.save"), () => save(items))];
  place.replaceChildren(...(items.length ? [rows, el("p", {}, t("device.unsent.file")), el("p", { class: "next" }, acts)] : []), backButton(app));
}

// row shows a sheet: its day, what it is about, what is in its way, and what can be done.
function row(unsent, item) {
  const { app } = unsent, { about } = item, own = item.link === app.page.link, acts = el("div", { class: "acts" });
  const label = own ? labelOf(app, "institution", about.inst) : item.title;
  if (item.state === "refused" && own && item.why !== "unknown") acts.append(button(t("device.unsent.mend"), async () => say((await mend(app, item)) || "")));
  acts.append(button(t("device.unsent.erase"), () => confirming(acts, t("device.unsent.erase.sure"), t("device.unsent.erase.yes"), () => erase(app, item))));
  return el("li", { class: "q" }, el("h2", {}, [day(item.body.date), label].filter(Boolean).join(" · ")), el("p", { class: item.state === "waiting" ? "" : "e" }, reason(app, item)), acts);
}

// reason says why a sheet is still here: in the server's own words where it refused it.
function reason({ page, pack }, { state, why, problems, link }) {
  if (state === "waiting") return t("device.unsent.waiting");
  if (state === "closed") return t("device.unsent.closed");
  if (why === "unknown") return t("device.unsent.unknown");
  const named = ({ field, message }) => {
    const q = link === page.link && field && question(pack.questions, field);
    return q ? q.short + t("device.colon") + message : message;
  };
  return problems.map(named).join(" ") || t("device.unsent.refused");
}

// question returns the question that a field of a problem is about.
function question(questions, field) {
  const inside = questions.flatMap((q) => q.questions || []), code = field.split(".");
  return [...questions, ...inside].find((q) => q.code === code[2] || q.code === code[0]);
}

// save hands over files: for each campaign one that its import page takes as it is, and one of what was refused, which would
// hold up the rest.
export function save(items) {
  const files = new Map();
  for (const item of items) {
    const name = item.campaign + (item.state === "refused" && item.why !== "unknown" ? "-" + t("device.unsent.file.refused") : "") + ".json";
    files.set(name, [...(files.get(name) || []), item]);
  }
  for (const [name, of] of files) download(asFile(of), name);
}
