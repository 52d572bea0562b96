// Keeps the form pages that were opened here and what they need, so that they open without a network, and sends the queue when
// the browser says that there is one again. It touches nothing else: no answer, no page with somebody's answers, nothing of
// the coordination.
import { alone, results, tag } from "./lock.js";
import { run } from "./send.js";
import { openStore } from "./store.js";

const pages = "releve-pages", assets = "releve-assets";
const hashed = /^\/static\/[\w-]+-[0-9a-f]{8}\.(json|js|css)$/; // its content never changes
const lasting = /^\/static\/icon[\w-]*\.(png|svg)$/;
const news = new Map(); // what became of the pages that were shown, by the client that shows them

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", answer);
addEventListener("sync", (event) => event.tag === tag && event.waitUntil(sendAll()));
addEventListener("message", (event) => event.data.ask === "news" && event.waitUntil(tell(event.source)));

// install takes over at once: a page that stands open finds what it asks for under the names that it knows, whichever worker
// it asks.
async function install() {
  await keepAssets(SHELL);
  await skipWaiting();
}

// activate keeps the pages that were opened before there was a worker.
async function activate() {
  await clients.claim();
  const open = await clients.matchAll({ type: "window" });
  await Promise.all(open.map(({ url }) => plain(new URL(url)) && remember(url, "force-cache")));
}

// plain says whether an address is that of an empty form: nothing in it but the language.
const plain = ({ origin, pathname, searchParams }) =>
  origin === location.origin && /^\/s\/[^/.]+$/.test(pathname) && [...searchParams.keys()].every((name) => name === "lang");

function answer(event) {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && plain(url)) event.respondWith(page(event, url));
  else if (hashed.test(url.pathname) || lasting.test(url.pathname)) event.respondWith(asset(request));
  else if (/^\/s\/[^/]+\/app\.webmanifest$/.test(url.pathname)) event.respondWith(manifest(request));
}

// page shows a form from memory, and asks the server for the one to show the next time. Where no language is asked for, the
// one in memory is the one that was chosen.
async function page(event, url) {
  const kept = await caches.open(pages), shown = await kept.match(url.href, { ignoreSearch: !url.search });
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (shown && open.every(({ id }) => id === event.resultingClientId)) await tidy(kept);
  const asked = fetch(event.request), before = shown && shown.clone();
  const told = asked.then((fresh) => learn(kept, url, before, fresh).catch(() => "same"), () => "away");
  news.set(event.resultingClientId, told);
  event.waitUntil(told);
  if (shown) return shown;
  return asked.catch(async (lost) => {
    const other = await kept.match(url.href, { ignoreSearch: true }); // the same form in another language
    if (other) return other;
    throw lost;
  });
}

// learn keeps what the server answered, and says what is new about it. A page that is gone is forgotten, unless sheets that
// were filled in by it still wait.
async function learn(kept, url, shown, fresh) {
  const copy = fresh.clone();
  if (fresh.status === 404 || fresh.status === 410) {
    if (!(await waiting(url.pathname.slice(3)))) await kept.delete(url.href, { ignoreSearch: true });
    return "gone";
  }
  if (fresh.status !== 200) return "same";
  const before = shown && (await mark(shown)), after = await mark(copy.clone());
  await put(kept, url.href, copy);
  return before && before !== after ? "newer" : "same";
}

// remember asks for a page and keeps it.
async function remember(href, cache) {
  const fresh = await fetch(href, { cache, redirect: "error" });
  if (fresh.status === 200) await put(await caches.open(pages), href, fresh);
}

// put keeps a page once everything that it needs is kept: a page without its scripts is worse than an old one.
async function put(kept, href, fresh) {
  await keepAssets(needs(await fresh.clone().text()));
  await kept.put(href, fresh);
}

// needs returns the addresses of what a page loads.
const needs = (text) => [...new Set(text.match(/\/static\/[\w-]+-[0-9a-f]{8}\.(?:json|js|css)/g) || [])];

// mark is what two versions of a page differ in: the form's version, the app, the campaign's state.
async function mark(response) {
  const text = await response.text();
  return [...needs(text).filter((name) => !name.includes("/pack-")), ...(text.match(/ data-(version|state|campaign)="[^"]*"/g) || [])].join();
}

async function keepAssets(names) {
  const kept = await caches.open(assets);
  await Promise.all(names.map(async (name) => (await kept.match(name)) || kept.add(name)));
}

// asset answers from memory, or asks and remembers.
async function asset(request) {
  const kept = await caches.open(assets), found = await kept.match(request.url);
  if (found) return found;
  const fresh = await fetch(request);
  if (fresh.status === 200) await kept.put(request.url, fresh.clone()).catch(() => {});
  return fresh;
}

// manifest answers with what the server says, or else with what it said last.
async function manifest(request) {
  const kept = await caches.open(assets);
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) await kept.put(request.url, fresh.clone()).catch(() => {});
    return fresh;
  } catch (lost) {
    const found = await kept.match(request.url);
    if (found) return found;
    throw lost;
  }
}

// tidy forgets what no page in memory loads any more. It is done while no page is open: an open one may be older than the one
// in memory, and has yet to ask for its parts.
async function tidy(kept) {
  const needed = new Set(SHELL), store = await caches.open(assets);
  for (const request of await kept.keys()) for (const name of needs(await (await kept.match(request)).text())) needed.add(name);
  for (const { url } of await store.keys()) {
    const { pathname } = new URL(url);
    if (hashed.test(pathname) && !needed.has(pathname)) await store.delete(url);
  }
}

async function tell(client) {
  const known = news.get(client.id);
  if (!known) return;
  client.postMessage({ news: await known });
  news.delete(client.id);
}

// waiting says whether sheets of a link wait in the queue.
async function waiting(link) {
  return (await (await openStore()).all()).some((item) => item.link === link);
}

// sendAll sends the queue while no page is open. When something stays, the browser is told to try again.
async function sendAll() {
  const channel = new BroadcastChannel(results), report = (told) => channel.postMessage(told);
  const done = await alone(async () => run({ store: await openStore(), offline: () => true, report }));
  if (done.left && done.over) throw new Error("left");
}
