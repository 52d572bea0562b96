// The page on which paper is keyed: one line for each procedure, by the keys that are printed before the choices.
import { startKeyedFind } from "./keyed_find.js";
import { startHead } from "./keyed_head.js";
import { startLines } from "./keyed_list.js";
import { settled, startSave } from "./keyed_save.js";
import { startSender } from "./keyed_send.js";
import { openLines } from "./keyed_store.js";
import { startType } from "./keyed_type.js";
import { prepare, search } from "./search.js";
import { today } from "./today.js";
import { setWords } from "./words.js";

start();

async function start() {
  const main = document.getElementById("entry"), page = { ...main.dataset };
  const facts = JSON.parse(document.getElementById("facts").textContent);
  Object.defineProperty(facts, "today", { get: () => today(facts.zone) });
  const answer = await fetch(page.pack);
  const [pack, store] = [await answer.json(), await openLines()];
  setWords(pack.lang, pack.words);
  const app = { page, facts, store, model: modelOf(pack), lines: [], others: [], place: null, base: null };
  app.sender = startSender(app, { settled: (told) => settled(app, told), changed: () => app.show() });
  startLines(app);
  startSave(app);
  startKeyedFind(app);
  startType(app);
  document.documentElement.classList.add("ready");
  main.hidden = false;
  await startHead(app);
  work(page);
  app.sender.send();
  app.head.begin();
}

// modelOf adds to the questionnaire what finding needs: the labels by code, and a search for each column.
function modelOf({ columns, texts, repeat, index }) {
  const prepared = new Map();
  for (const column of columns) {
    column.shorts = Object.fromEntries(column.keys.map(([, code, , short]) => [code, short]));
    column.labels = Object.fromEntries([...column.keys.map(([, code, label]) => [code, label]), ...(index[column.q] || []).map(([code, , label]) => [code, label])]);
  }
  const proposals = (q, word) => {
    if (!index[q]) return [];
    if (!prepared.has(q)) prepared.set(q, prepare({ institution: index[q] }));
    return search(prepared.get(q), word).map((one) => one.inst).filter(Boolean);
  };
  const exact = (q, word) => (index[q] || []).some(([code]) => code === word);
  return { columns, texts, repeat, proposals, find: (q, word) => (exact(q, word) ? word : proposals(q, word)[0] || "") };
}

// work has the browser keep this page for when there is no network.
async function work(page) {
  try {
    await navigator.serviceWorker.register(page.path + "/sw.js", { scope: page.path });
    const ready = await navigator.serviceWorker.ready;
    ready.active.postMessage({ keep: page.path });
  } catch {
    // without it the page works as long as it stands open
  }
}
