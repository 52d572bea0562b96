// Sends what waits in the queue. It runs in a page as in the worker: here is how sheets reach the server, not when.
import { today } from "./today.js";

const largest = 50; // sheets in one request
const patience = 30000; // ms that an answer may take
const hopeless = 8; // failures in a row after which the rest waits: one more than it takes to find one among the largest batch

const failed = new Map(); // how often a sheet failed alone, without a word from the server: such ones go last

// run sends everything that waits, in batches for each link, and returns how many sheets are settled and how many are left, how
// often the server was asked, whether the trip was broken off, and how long the server asked to be left alone, in ms. Whether a
// sheet was noted offline is settled when it is first sent: what is sent again is exactly what was sent before.
export async function run({ store, lang, offline, report }) {
  const trip = { store, lang, offline, report, bad: 0, good: 0, asked: 0, wait: 0, over: false };
  for (const items of byLink(await store.all())) {
    for (let i = 0; i < items.length && !trip.over; i += largest) await send(trip, items.slice(i, i + largest));
  }
  return { good: trip.good, asked: trip.asked, wait: trip.wait, over: trip.over, left: (await store.all()).filter(waits).length };
}

// goes says whether an item is ever sent: those of a questionnaire in one file are handed over.
export const goes = (item) => !item.link.startsWith("file.");

const waits = (item) => item.state === "waiting" && goes(item);

// byLink gathers what waits for each link, those last that failed before.
function byLink(items) {
  const links = new Map();
  for (const item of items.filter(waits)) links.set(item.link, [...(links.get(item.link) || []), item]);
  const often = (item) => failed.get(item.id) || 0;
  return [...links.values()].map((of) => of.sort((a, b) => often(a) - often(b)));
}

// send sends some sheets of one link. When they fail together, each half goes on its own, until the one that is to blame
// stands alone.
async function send(trip, items) {
  if (trip.over) return;
  trip.asked++;
  const answer = await ask(trip, await marked(trip, items));
  if (answer.sheets) return settle(trip, items, answer.sheets);
  if (answer.refused && items.length === 1) return settle(trip, items, [{ id: items[0].id, status: "invalid", problems: [answer.refused] }]);
  if (answer.unknown) return settle(trip, items, items.map(({ id }) => ({ id, status: "unknown", problems: [answer.unknown] })));
  trip.wait = Math.max(trip.wait, answer.wait || 0);
  trip.over = answer.busy || ++trip.bad >= hopeless || (answer.lost && !(await reachable()));
  if (items.length === 1) failed.set(items[0].id, (failed.get(items[0].id) || 0) + 1);
  if (trip.over || items.length === 1) return tell(trip, items.map(({ id }) => ({ id, status: "offline" })));
  const half = Math.ceil(items.length / 2);
  await send(trip, items.slice(0, half));
  await send(trip, items.slice(half));
}

// marked notes of sheets that they are being sent, before they are: from then on nobody changes them.
async function marked({ store, offline }, items) {
  const fresh = items.filter((item) => !item.tried);
  for (const item of fresh) {
    item.tried = true;
    if (offline(item)) item.body.channel = "offline";
  }
  if (fresh.length) await store.update(fresh);
  return items;
}

// ask posts sheets and says what the answer means: the verdicts; that these are refused as a whole; that the link is unknown;
// that the server is busy; or that it is lost on the way. What does not come from our server counts for nothing: between it
// and a device are gates that answer in its place.
async function ask({ lang }, items) {
  const cut = new AbortController(), late = setTimeout(() => cut.abort(), patience);
  try {
    const answer = await fetch("/api/v1/links/" + items[0].link + "/sheets?lang=" + (lang || items[0].body.language), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ sheets: items.map((item) => item.body) }),
      credentials: "omit", redirect: "error", cache: "no-store", signal: cut.signal,
    });
    return meaning(answer, await answer.json().catch(() => ({})));
  } catch {
    return { lost: true };
  } finally {
    clearTimeout(late);
  }
}

function meaning({ status, headers }, said) {
  if (status === 200) return Array.isArray(said.sheets) ? { sheets: said.sheets } : { lost: true };
  if (status === 404 && said.key === "link.unknown") return { unknown: said };
  if (status === 400 && said.key) return { refused: said };
  if (status === 413 || status === 500) return {};
  return { busy: true, wait: pause(headers.get("Retry-After")) };
}

// pause reads after how many seconds, or when, the server wants to be asked again; in ms.
function pause(after) {
  const seconds = Number(after), until = Date.parse(after || "") - Date.now();
  return Math.max(0, seconds * 1000 || until || 0);
}

// reachable says whether the server answers at all, so that a request that is lost again and again is told from a network that
// is away.
async function reachable() {
  try {
    return (await fetch("/healthz", { cache: "no-store", credentials: "omit" })).ok;
  } catch {
    return false;
  }
}

// settle writes down what became of sheets. One that the server said nothing of, or something that this version of the app does
// not know, goes on waiting.
async function settle(trip, items, results) {
  const change = { change: [], remove: [], sent: [] };
  for (const result of results) {
    const item = items.find((one) => one.id === result.id), next = { conflict: "refused", invalid: "refused", unknown: "refused", closed: "closed" }[result.status];
    if (!item) continue;
    if (next) change.change.push(Object.assign(item, { state: next, why: result.status, problems: result.problems || [] }));
    if (result.status === "withdrawn" || result.status === "stored" || result.status === "duplicate") change.remove.push(item.id);
    if (change.remove.includes(item.id) && result.status !== "withdrawn" && !item.passing) change.sent.push(kept(item, result));
  }
  const done = change.change.length + change.remove.length;
  trip.bad = done ? 0 : trip.bad;
  trip.good += done;
  if (done) await trip.store.settle(change);
  tell(trip, results);
}

// kept is what stays of a sheet that was sent: nothing that was typed.
function kept(item, { receipt }) {
  const { id, code, link, campaign, title, at, about, days } = item;
  return { v: 1, id, code: code || null, link, campaign, title, receipt, at, about, days, correctable: lastDay(item) };
}

// lastDay returns the day until which the sheet may be changed, as the server reckons it: days after the one of reception.
function lastDay({ days, zone }) {
  if (!days) return "";
  return new Date(Date.parse(today(zone) + "T12:00:00Z") + days * 864e5).toISOString().slice(0, 10);
}

const tell = ({ report }, results) => report && report(results);
