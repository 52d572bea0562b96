// Corrects and withdraws sheets of this device: in the queue while they were never sent, else at the server. A change goes out
// only after the one before was answered.
import { own, told } from "./api.js";
import { clear, correct } from "./begin.js";
import { el } from "./dom.js";
import { showMended, showReceipt } from "./panel.js";
import { alone } from "./sender.js";
import { bodyOf } from "./sheet.js";
import { tally } from "./tally.js";
import { t } from "./words.js";

const queued = async (app, id) => (await app.store.all()).find((item) => item.id === id);

// unsure says of a queued sheet that it was sent and nobody answered: it may be stored already.
const unsure = (item) => item.state === "waiting" && item.tried;

// settled returns a sheet's item in the queue once it is sure that it is nowhere else, null when the server has it, and false
// while that is not known.
async function settled(app, id) {
  let item = await queued(app, id);
  if (item && unsure(item)) {
    await app.sender.send();
    item = await queued(app, id);
  }
  return !item ? null : unsure(item) ? false : item;
}

// mend puts a sheet into the form, to be corrected. It returns what is in the way, "" when nothing is.
export async function mend(app, { id, code }) {
  const item = await settled(app, id);
  if (item === false) return t("device.own.pending");
  if (item) {
    correct(app, { id, code }, item.body);
    return "";
  }
  const answer = await own(app, "GET", { id, code });
  if (answer.status !== 200) return told(answer);
  correct(app, { id, code }, answer.body);
  return "";
}

// sendMended sends what was corrected; the answers stay in the form until that has worked.
export async function sendMended(app, entry) {
  const { source, was } = app.mending;
  const item = await replaced(app, source, entry);
  if (item === false) return wrong(app, t("device.own.pending"));
  if (item) {
    clear(app);
    showReceipt(app, [item], true);
    app.sender.send();
    return;
  }
  const { channel, worker, ...body } = bodyOf(app.page, { ...entry, follows: was.follows, shared: was.shared }, { id: source.id });
  const answer = await own(app, "PUT", source, body);
  if (answer.status !== 200) return wrong(app, told(answer));
  await app.store.remove(source.id);
  await renew(app, source.id, entry.about);
  clear(app);
  showMended(app);
}

// replaced puts other answers into the queue for a sheet that was never stored, and returns the item; null when the server
// has the sheet, false while nobody knows.
async function replaced(app, { id }, entry) {
  await settled(app, id);
  return alone(async () => {
    const item = await queued(app, id);
    if (!item) return null;
    if (unsure(item)) return false;
    if (item.problems.some((p) => p.key === "api.sheet.conflict")) return null; // stored, with other answers
    recount(app, item, entry.about);
    const body = bodyOf(app.page, { ...entry, follows: item.body.follows, shared: item.body.shared }, { id, hash: item.body.secret_hash, worker: item.body.worker });
    const now = { ...item, body: { ...body, channel: item.body.channel }, about: entry.about, state: "waiting", tried: false, problems: [] };
    await app.store.update(now);
    return now;
  });
}

// withdraw takes a sheet back, from the queue or from the server. It returns what is in the way, "" when it is gone.
export async function withdraw(app, { id, code, about, at }) {
  if (app.busy) return t("device.own.busy");
  app.busy = true;
  try {
    if ((await settled(app, id)) === false) return t("device.own.pending");
    const removed = await alone(async () => {
      const item = await queued(app, id);
      if (!item || unsure(item)) return false;
      await app.store.remove(id);
      return true;
    });
    const answer = removed ? { status: 200 } : await own(app, "DELETE", { id, code });
    if (answer.status !== 200 && !(answer.body.key === "api.sheet.withdrawn")) return told(answer);
    await app.store.removeSent(id);
    if (at) tally(app, -1, -(about.minutes || 0), new Date(at));
    return "";
  } finally {
    app.busy = false;
  }
}

// erase takes a sheet out of the queue and off what was counted; one that was stored meanwhile stays among the device's own.
export const erase = (app, { id, link, about, at }) => alone(async () => {
  if (!(await queued(app, id))) return;
  await app.store.remove(id);
  if (link === app.page.link) tally(app, -1, -(about.minutes || 0), new Date(at));
});

// renew keeps what a corrected sheet is about now, where the device kept it.
async function renew(app, id, about) {
  const kept = (await app.store.sent(app.page.link)).find((one) => one.id === id);
  if (!kept) return;
  recount(app, kept, about);
  await app.store.updateSent({ ...kept, about });
}

const recount = (app, was, about) => tally(app, 0, (about.minutes || 0) - (was.about.minutes || 0), new Date(was.at));

// wrong says above the form's button why a correction did not go out.
function wrong(app, text) {
  const old = app.form.querySelector("p.unmended");
  if (old) old.remove();
  const said = el("p", { class: "e unmended", role: "alert" }, text);
  app.form.querySelector(".bar").before(said);
  app.form.addEventListener("releve:filled", () => said.remove(), { once: true });
  app.form.addEventListener("input", () => said.remove(), { once: true });
}
