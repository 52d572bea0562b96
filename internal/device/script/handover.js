// Counts the sheets that a questionnaire in one file keeps on the device, and hands them over as a file to send back.
import { button, el, say } from "./dom.js";
import { asFile, download } from "./save.js";
import { t } from "./words.js";

// startHandover shows the bar, and keeps it true to what the device holds.
export function startHandover(app) {
  const bar = { app, place: document.getElementById("file"), count: document.getElementById("file-count"), told: "", asked: false, open: false };
  const refresh = async () => {
    bar.items = (await app.store.all()).filter((item) => item.link === app.page.link);
    show(bar);
    persist(bar);
  };
  app.store.onchange(refresh);
  refresh();
  addEventListener("beforeunload", (event) => {
    if (app.store.lasting || !(bar.items || []).some((item) => !item.saved)) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

// persist asks the browser once not to throw away what waits here.
function persist(bar) {
  if (bar.persisted || !bar.items.length || !navigator.storage || !navigator.storage.persist) return;
  bar.persisted = true;
  navigator.storage.persist().catch(() => {}); // one that refuses, or a page without an origin of its own
}

// show draws the bar.
function show(bar) {
  const { items, app } = bar, fresh = items.filter((item) => !item.saved), old = items.length - fresh.length;
  const text = counted(items.length, fresh.length);
  if (fresh.length) bar.told = "";
  if (bar.count.textContent !== text) bar.count.textContent = text;
  const focus = bar.place.contains(document.activeElement) && document.activeElement.id;
  bar.place.replaceChildren(bar.count, ...parts(bar, fresh, old));
  if (!app.store.lasting) bar.place.append(el("p", { class: "warn" }, t("device.file.fleeting")));
  if (focus) (document.getElementById(focus) || bar.place.querySelector("button,summary") || bar.count).focus();
}

function counted(all, fresh) {
  if (!all) return t("device.file.none");
  const said = t("device.file.count", { n: all });
  if (fresh === all) return said;
  return said + " · " + (fresh ? t("device.file.new", { n: fresh }) : t("device.file.all", { n: all }));
}

function parts(bar, fresh, old) {
  const { items } = bar, made = [];
  if (bar.told) made.push(el("p", {}, bar.told));
  if (!items.length) return made;
  if (fresh.length) {
    const text = old ? t("device.file.save.new", { n: fresh.length }) : t("device.file.save");
    made.push(named("file-save", button(text, () => save(bar, fresh), "button main")));
    if (sharable()) made.push(named("file-share", button(t("device.file.share"), () => share(bar, fresh))));
  }
  if (old) made.push(older(bar, items.filter((item) => item.saved)));
  return made;
}

// older is what can be done with sheets that are in a file already, folded so that it is not in the way of the next sheet.
function older(bar, saved) {
  const { items } = bar, again = button(t("device.file.save.all", { n: items.length }), () => save(bar, items));
  const folded = el("details", { open: bar.open, ontoggle: () => (bar.open = folded.open) },
    named("file-old", el("summary", {}, t("device.file.old", { n: saved.length }))), named("file-again", again), ...erasing(bar, saved));
  return folded;
}

const named = (id, element) => Object.assign(element, { id });

// erasing asks twice: only the person knows whether the file arrived.
function erasing(bar, saved) {
  const n = saved.length, turn = (asked) => {
    bar.asked = asked;
    show(bar);
  };
  if (!bar.asked) return [named("file-erase", button(t("device.file.erase", { n }), () => turn(true)))];
  return [
    named("file-erase", button(t("device.file.erase.not"), () => turn(false))),
    named("file-sure", button(t("device.file.erase.sure", { n }), () => erase(bar, saved))),
  ];
}

async function erase(bar, saved) {
  bar.asked = false;
  tell(bar, t("device.file.erased", { n: saved.length }));
  await bar.app.store.remove(saved.map((item) => item.id));
}

// save writes the sheets into a file on the device.
async function save(bar, items) {
  const name = fileName(bar.app.page);
  download(await asFile(items), name);
  tell(bar, t("device.file.saved", { name }));
  await mark(bar, items);
}

// share hands the file to another program of the device, as the one for mail. Where the person changes their mind, the
// sheets stay as they were; where the browser does after all not share it, it saves it.
async function share(bar, items) {
  const name = fileName(bar.app.page, ".txt");
  try {
    await navigator.share({ files: [fileOf(await asFile(items), name)] });
  } catch (error) {
    return error.name === "AbortError" ? null : save(bar, items);
  }
  tell(bar, t("device.file.shared", { name }));
  await mark(bar, items);
}

// mark notes of sheets that they are in a file. From then on nobody changes them: the same sheet with two contents would
// have the import refuse the second file.
async function mark({ app }, items) {
  const saved = new Date().toISOString();
  await app.store.update(items.map((item) => ({ ...item, saved, tried: true })));
}

// tell says what was done with sheets; the bar shows it with the change of the store that follows.
function tell(bar, text) {
  bar.told = text;
  say(text);
}

// fileOf makes a file of a text. Browsers share plain text where they refuse JSON; an import looks at what is in it.
const fileOf = (text, name) => new File([text], name, { type: "text/plain" });

function sharable() {
  try {
    return Boolean(navigator.canShare) && navigator.canShare({ files: [fileOf("[]", "a.txt")] });
  } catch {
    return false;
  }
}

// fileName names a file by campaign, service and day.
function fileName(page, ending = ".json") {
  const now = new Date(), two = (n) => String(n).padStart(2, "0");
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return ["releve", page.campaign, page.organisation, date].filter(Boolean).join("-") + ending;
}
