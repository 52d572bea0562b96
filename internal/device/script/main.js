// The app: what a form page does once it stands. It takes sheets from the form, keeps them on the device and sees that they
// are sent.
import { startAgain } from "./again.js";
import { askShared } from "./ask.js";
import { checkTexts } from "./check.js";
import { dateOf, problems, readEntry } from "./entry.js";
import { startFind } from "./find.js";
import { startInfo } from "./info.js";
import { startKeys } from "./keys.js";
import { sendMended } from "./mend.js";
import { startNews } from "./news.js";
import { startOwn } from "./own.js";
import { showReceipt, startPanel } from "./panel.js";
import { count } from "./counts.js";
import { startSender } from "./sender.js";
import { identify, makeItem, newCode } from "./sheet.js";
import { startSteps } from "./steps.js";
import { openStore } from "./store.js";
import { startUnsent } from "./unsent.js";
import { startWatch } from "./watch.js";
import { setWords } from "./words.js";

// nobody is who sends where there is no server: sheets wait until the person hands them over.
const nobody = { send() {}, unreachable() {}, lost: true };

// start makes the app of a page, and returns what the page calls; more are parts that only some pages have.
export async function start(page, more = []) {
  const [pack, store] = await Promise.all([loadPack(page), openStore(), loadStyle(page)]);
  setWords(pack.lang, pack.words);
  const form = document.getElementById("sheet");
  const app = { page, pack, store, form };
  app.sender = page.mode === "file" ? nobody : startSender(app);
  for (const begin of [startSteps, startFind, startKeys, startWatch, startAgain, startPanel, startOwn, startInfo, startUnsent, startNews, ...more]) begin(app);
  app.submit = () => submit(app);
  document.documentElement.classList.add("ready");
  app.sender.send();
  return app;
}

async function loadPack(page) {
  if (page.mode === "file") return JSON.parse(document.getElementById("pack").textContent);
  const answer = await fetch(page.pack);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

// loadStyle waits for the style of what the app adds, so that nothing is seen without it.
function loadStyle(page) {
  if (!page.style) return null;
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: page.style, onload: done, onerror: done });
    document.head.append(link);
  });
}

// plainly sends the form as the page without script does: the link's own door knows no sheet without its service.
function plainly(app) {
  app.form.elements._date.value = dateOf(app);
  app.form.submit();
}

// submit takes the sheet off the form; one at a time, so that a double tap is one sheet.
async function submit(app) {
  if (app.busy) return;
  app.busy = true;
  try {
    if (!problems(app) || !(await checkTexts(app))) return;
    if (app.mending) return await sendMended(app, readEntry(app));
    if (app.form.elements._noservice?.checked) return plainly(app);
    if (!(await askShared(app))) return;
    const entry = readEntry(app), items = [];
    for (let i = 0; i < entry.n; i++) items.push(makeItem(app, entry, await identify(newCode(), app.page.link)));
    await app.store.add(items);
    count(app, entry);
    showReceipt(app, items);
    app.sender.send();
  } finally {
    app.busy = false;
  }
}
