// Tells what became of the sheets that were just sent, in the place of the form, and offers what comes next.
import { again } from "./begin.js";
import { button, el } from "./dom.js";
import { about, question } from "./labels.js";
import { mend, withdraw } from "./mend.js";
import { showOwn } from "./own.js";
import { shared } from "./prefs.js";
import { asFile, download } from "./save.js";
import { tallied, tally } from "./tally.js";
import { confirming, openView, viewing } from "./views.js";
import { minutes, number, t } from "./words.js";

let receipt = null; // {items, states: id → {status, receipt, problems}, place, carried}

// startPanel follows what becomes of sheets, and takes Enter for one more.
export function startPanel(app) {
  document.addEventListener("releve:results", (event) => heard(app, event.detail));
  document.addEventListener("releve:info", () => receipt && viewing() === "receipt" && draw(app));
  if (shared() !== false) app.form.autocomplete = "off"; // nobody comes back to the sheet of another
  addEventListener("pageshow", (event) => event.persisted && shared() && location.reload());
  addEventListener("offline", () => receipt && viewing() === "receipt" && draw(app));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat || viewing() !== "receipt" || event.target.closest("a,button")) return;
    event.preventDefault();
    one(app);
  });
}

// showReceipt takes the place of the form, which is emptied: what was typed stays in the sheets alone, and these are let go with
// the receipt. Sheets that were counted before, as corrected ones, are not counted again.
export function showReceipt(app, items, counted) {
  const [first] = items;
  receipt = { items, states: {}, carried: repeated(app, first.body.answers) };
  app.next = one;
  if (!counted) tally(app, items.length, (first.about.minutes || 0) * items.length);
  app.form.reset();
  openView(app, "receipt", heading(app), nextOne(app), el("div", { id: "receipt" })); // the button stays while the rest is drawn anew
  draw(app);
}

// repeated returns of answers what one more sheet begins with; on a shared device nothing that was typed.
function repeated(app, answers) {
  const codes = ["institution", "procedure", "function"].map((role) => question(app, role)?.code);
  return Object.fromEntries(Object.entries(answers).filter(([name]) => codes.includes(shared() ? name : name.replace(/\.text$/, ""))));
}

function heard(app, results) {
  if (!receipt) return;
  for (const r of results) if (receipt.items.some((i) => i.id === r.id)) receipt.states[r.id] = r;
  if (state() === "stored") receipt.said = "";
  if (viewing() === "receipt") draw(app);
}

// state says how the sheets of the receipt stand: the worst of them counts.
function state() {
  const all = receipt.items.map((i) => (receipt.states[i.id] || {}).status || "waiting");
  for (const bad of ["closed", "invalid", "conflict", "unknown", "withdrawn", "offline", "waiting"]) if (all.includes(bad)) return bad;
  return "stored";
}

function heading(app) {
  const n = receipt.items.length, now = state();
  if (now === "stored") return t("device.receipt.stored", { n });
  if (now === "closed") return t("device.receipt.closed");
  if (now === "invalid" || now === "conflict" || now === "unknown") return t("device.receipt.refused");
  if (now === "withdrawn") return t("device.withdrawn");
  if (app.page.mode === "file") return t("device.receipt.here", { n });
  if (app.store.fleeting) return t("device.receipt.sending");
  return now === "offline" || !navigator.onLine ? t("device.receipt.offline", { n }) : t("device.receipt.kept", { n });
}

// draw brings the receipt up to date; the focus stays where it was.
function draw(app) {
  const seen = JSON.stringify([heading(app), receipt.states, receipt.said, app.info]);
  if (seen === receipt.seen) return;
  const h1 = document.querySelector("#view h1"), place = document.getElementById("receipt"), said = heading(app);
  if (h1.textContent !== said) h1.textContent = said;
  if (place.querySelector(".confirm")) return;
  receipt.seen = seen;
  const focused = document.activeElement && document.activeElement.dataset.act;
  place.replaceChildren(...parts(app).flat().filter(Boolean));
  document.documentElement.dataset.receipt = state();
  const same = focused && place.querySelector(`[data-act=${focused}]`);
  if (same) same.focus();
}

function parts(app) {
  const now = state(), { items } = receipt;
  return [
    receipt.said && el("p", { class: "e", role: "alert" }, receipt.said),
    now === "offline" && app.store.fleeting && el("p", { class: "e" }, t("device.receipt.stay")),
    reasons(),
    shared() && app.page.mode !== "file" && codes(),
    acts(app, now),
    about(app, items[0].about),
    now === "stored" && numbers(),
    counts(app),
  ];
}

const act = (name, element) => {
  element.dataset.act = name;
  return element;
};

// reasons are why sheets were refused.
function reasons() {
  const texts = new Set(Object.values(receipt.states).flatMap((s) => (s.problems || []).map((p) => p.message)));
  return [...texts].map((text) => el("p", { class: "e" }, text));
}

// grouped writes a number of 26 signs so that it can be copied by hand.
export const grouped = (code) => code.replace(/(.{5})(?=..)/g, "$1-");

// numbers are the receipts; on a shared device they are lost with the page, as all of it.
function numbers() {
  const all = receipt.items.map((i) => receipt.states[i.id].receipt).filter(Boolean);
  return all.length > 0 && el("section", { class: "q" }, el("h2", {}, t("device.receipt.number", { n: all.length })), all.map((r) => el("p", { class: "receipt" }, grouped(r))));
}

function codes() {
  const all = receipt.items.map((i) => i.code).filter(Boolean);
  return all.length > 0 && el("section", { class: "q" }, el("h2", {}, t("device.code", { n: all.length })), all.map((c) => el("p", { class: "receipt code" }, grouped(c))),
    el("p", {}, t("device.code.means")));
}

// counts are what was noted with this device, and by its service.
function counts(app) {
  const lines = [], totals = app.info && app.info.totals;
  if (!shared()) {
    const mine = tallied(app);
    lines.push(t("device.count.today", { n: mine.today.n, minutes: minutes(mine.today.minutes) }), t("device.count.all", { n: mine.all.n, minutes: minutes(mine.all.minutes) }));
  }
  if (totals && totals.sheets > 0) {
    lines.push(totals.hours ? t("device.count.service", { sheets: number(totals.sheets), hours: number(totals.hours) }) : t("device.count.service.sheets", { sheets: number(totals.sheets) }));
  }
  return lines.length > 0 && el("ul", { class: "counts" }, lines.map((line) => el("li", {}, line)));
}

function acts(app, now) {
  const { items, states } = receipt, [item] = items, alone = items.length === 1, made = el("div", { class: "acts" });
  const got = (states[item.id] || {}).receipt;
  const add = (name, element) => made.append(act(name, element));
  if (now !== "withdrawn" && app.page.mode !== "file") add("proof", got ? proofLink(app, got) : el("button", { type: "button", class: "button", disabled: true }, t("device.proof")));
  if (now === "closed") add("save", button(t("device.erase.save"), async () => download(await asFile(items), items[0].campaign + ".json")));
  const free = now !== "withdrawn" && (now !== "stored" || item.code && app.page.days > 0);
  if (free && alone && now !== "closed") add("mend", button(t("device.mend"), async () => fail(app, await mend(app, item))));
  if (free) {
    const n = items.length;
    add("withdraw", button(t("device.withdraw"), () => confirming(made, t("device.withdraw.sure", { n }), t("device.withdraw.yes", { n }), () => withdrawAll(app), () => draw(app))));
  }
  if (!shared()) add("own", button(t("device.own"), () => showOwn(app)));
  return made;
}

// proofLink leads to the page that the person can take along.
export const proofLink = (app, got) => el("a", { class: "button", href: `/s/${app.page.link}/proof?after=${got}&lang=${app.page.lang}`, target: "_blank", rel: "noopener" }, t("device.proof"));

// showMended tells that a correction is stored.
export function showMended(app) {
  receipt = null;
  openView(app, "receipt", t("device.mended"), nextOne(app));
}

const nextOne = (app) => el("p", { class: "next" }, act("again", button(t("device.again"), () => one(app), "send")));

// fail says on the receipt why something did not work.
function fail(app, text) {
  if (!receipt || !text) return;
  receipt.said = text;
  draw(app);
}

// withdrawAll withdraws the sheets of the receipt, each after the answer for the one before.
async function withdrawAll(app) {
  for (const item of receipt.items) {
    const wrong = await withdraw(app, item);
    if (wrong) return fail(app, wrong);
  }
  receipt = null;
  openView(app, "receipt", t("device.withdrawn"), nextOne(app));
}

// one begins one more sheet, with what repeats.
function one(app) {
  const carried = receipt && receipt.carried;
  receipt = app.next = null;
  again(app, carried || {});
}
