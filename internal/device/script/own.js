// Lists the last sheets of this device, and finds any other by its code: each can be resumed, corrected, withdrawn and proved.
import { own, told } from "./api.js";
import { showDevice } from "./ask.js";
import { resume } from "./begin.js";
import { startCheck } from "./check.js";
import { button, el } from "./dom.js";
import { about, aboutOf, question, timeOf, titleOf, labelOf } from "./labels.js";
import { mend, withdraw } from "./mend.js";
import { proofLink } from "./panel.js";
import { shared } from "./prefs.js";
import { identify } from "./sheet.js";
import { today } from "./today.js";
import { backButton, confirming, openView, viewing } from "./views.js";
import { day, t } from "./words.js";

const most = 20; // sheets in the list
let seen = ""; // what the list shows

// startOwn adds to the page what leads here.
export function startOwn(app) {
  startCheck(app);
  const aside = document.querySelector("aside");
  if (app.page.mode !== "file") aside.append(codeForm(app));
  aside.append(el("p", { class: "tools" }, button(t("device.own"), () => showOwn(app)), button(t("device.here"), () => showDevice(app))));
  app.store.onchange(() => viewing() === "own" && !document.querySelector("#view .confirm") && showOwn(app, "", true));
}

// showOwn lists the sheets, those on their way too. Where it stands already, the focus stays where it was.
export async function showOwn(app, said, again) {
  const link = app.page.link, waiting = (await app.store.all()).filter((item) => item.link === link);
  const stored = (await app.store.sent(link)).map((item) => ({ ...item, state: "stored" }));
  const items = [...waiting, ...stored].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, most);
  const now = JSON.stringify(items.map((item) => [item.id, item.state, item.about]));
  if (again && (viewing() !== "own" || now === seen)) return;
  seen = now;
  const focused = again && document.activeElement.dataset.act;
  openView(app, "own", t("device.own"), said && el("p", { class: "good" }, said),
    el("p", { class: "hint" }, app.page.mode === "file" ? t("device.file.own") : t(shared() ? "device.own.shared" : "device.own.means", { n: most })),
    items.length > 0 ? el("ul", { class: "sheets" }, items.map((item) => row(app, item))) : el("p", {}, t("device.own.none")),
    el("p", {}, backButton(app)));
  const same = focused && document.querySelector(`[data-act="${focused}"]`);
  if (same) same.focus();
}

const states = { waiting: "device.state.waiting", refused: "device.state.refused", closed: "device.state.closed", stored: "device.state.stored" };

const inFile = ({ saved }) => (saved ? "device.file.state.saved" : "device.file.state.kept");

function row(app, item) {
  const title = titleOf(app, item.about), more = [day(item.about.date), timeOf(app, item.about), labelOf(app, "outcome", item.about.out)].filter(Boolean).join(" · ");
  return el("li", {}, el("h2", {}, title), el("p", {}, more), el("p", { class: "state " + item.state }, t(app.page.mode === "file" ? inFile(item) : states[item.state])),
    (item.problems || []).map((p) => el("p", { class: "e" }, p.message)), acts(app, item, title + ", " + day(item.about.date)));
}

// acts are the buttons of a sheet; each says to those who hear it which sheet it is about.
function acts(app, item, name) {
  const made = el("div", { class: "acts" });
  const fail = (text) => text && made.append(el("p", { class: "e", role: "alert" }, text));
  const add = (act, element) => {
    element.dataset.act = act + item.id;
    if (name) element.setAttribute("aria-label", element.textContent + ", " + name);
    made.append(element);
  };
  if (!app.page.repeat) add("resume", button(t("device.resume"), () => resume(app, { id: item.id, date: item.about.date }, carriedOf(app, item))));
  if (changeable(app, item)) {
    add("mend", button(t("device.mend"), async () => fail(await mend(app, item))));
    add("withdraw", button(t("device.withdraw"), () => confirming(made, t("device.withdraw.sure", { n: 1 }), t("device.withdraw.yes", { n: 1 }), async () => {
      const wrong = await withdraw(app, item);
      return wrong ? fail(wrong) : showOwn(app, t("device.withdrawn"));
    })));
  }
  if (item.receipt) add("proof", proofLink(app, item.receipt));
  return made;
}

// changeable says whether the device may change a sheet: what was not stored always unless it is in a file that was handed over,
// the rest for some days.
const changeable = (app, item) => item.state !== "stored" && !item.saved || item.code && item.correctable >= today(app.page.zone);

// carriedOf returns the answers that a sequel begins with.
function carriedOf(app, { about: a, body, answers }) {
  if (answers || body) return answers || body.answers;
  const carried = {};
  for (const [role, code] of [["institution", a.inst], ["procedure", a.proc]]) if (code) carried[question(app, role).code] = code;
  if (a.fn) carried[a.fn.code] = a.fn.value;
  return carried;
}

// codeForm takes the code that a shared device gave for a sheet.
function codeForm(app) {
  const input = el("input", { id: "code", type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: false, "aria-describedby": "code-wrong" });
  const wrong = el("p", { id: "code-wrong", class: "e", role: "alert" });
  const form = el("form", {}, el("label", { for: "code" }, t("device.code.type")), input, wrong, el("button", { class: "button" }, t("device.code.find")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = await byCode(app, input.value);
    if (wrong.textContent) input.focus();
    else input.value = "";
  });
  return el("details", { id: "by-code" }, el("summary", {}, t("device.code.have")), form);
}

// readCode returns a code as it was made: small letters, without what people put between, and without what they mistake.
export const readCode = (typed) => typed.toLowerCase().replace(/[^0-9a-z]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");

// byCode shows the sheet of a code. It returns what is in the way, "" when nothing is.
async function byCode(app, typed) {
  const code = readCode(typed);
  if (code.length !== 26) return t("device.code.length", { n: code.length });
  const { id, secret } = await identify(code);
  if (!secret) return t("device.code.insecure");
  const answer = await own(app, "GET", { id, code });
  if (answer.status === 404) return t("device.code.unknown");
  if (answer.status !== 200) return told(answer);
  const { answers, correctable } = answer.body, found = { id, code, about: aboutOf(app, answer.body), answers, correctable, state: "stored" };
  openView(app, "code", t("device.code.found"), about(app, found.about), acts(app, found), el("p", {}, backButton(app)));
  return "";
}
