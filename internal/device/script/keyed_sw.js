// Keeps the page on which paper is keyed, for when there is no network: the page as it is without anybody's answers, and the scripts
// that it loads. It touches nothing else of the coordination.

const kept = "releve-entry";
const hashed = /^\/static\/[\w-]+-[0-9a-f]{8}\.(json|js|css)$/; // its content never changes
const patience = 4000; // ms that the server may take before the page comes from memory

const own = new URL(registration.scope).pathname;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.data.keep === own && event.waitUntil(keep().catch(() => {})));
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === own) event.respondWith(page(request));
  else if (hashed.test(url.pathname)) event.respondWith(asset(request));
});

// page asks the server, and answers from memory where it does not come.
async function page(request) {
  const cache = await caches.open(kept), late = new Promise((done) => setTimeout(done, patience));
  const shell = await cache.match(own), asked = fetch(request);
  if (!shell) return asked;
  return Promise.race([asked.catch(() => shell), late.then(() => shell)]);
}

async function asset(request) {
  const found = await (await caches.open(kept)).match(request.url);
  return found || fetch(request);
}

// keep asks for the page without anything of the person, and for what it loads; it is kept once all of that is there.
async function keep() {
  const cache = await caches.open(kept), fresh = await fetch(own + "?shell=1", { redirect: "error", cache: "no-store" });
  if (fresh.status !== 200) return;
  const text = await fresh.clone().text(), needed = [...new Set(text.match(/\/static\/[\w-]+-[0-9a-f]{8}\.(?:json|js|css)/g) || [])];
  await Promise.all(needed.map(async (name) => (await cache.match(name)) || cache.add(name)));
  await cache.put(own, fresh);
  await tidy(cache);
}

// tidy forgets what no page in memory loads any more.
async function tidy(cache) {
  const all = await cache.keys(), paths = all.map(({ url }) => new URL(url).pathname), needed = new Set();
  for (const path of paths.filter((path) => !hashed.test(path))) for (const name of (await (await cache.match(path)).text()).match(/\/static\/[\w-]+-[0-9a-f]{8}\.\w+/g) || []) needed.add(name);
  await Promise.all(paths.filter((path) => hashed.test(path) && !needed.has(path)).map((path) => cache.delete(path)));
}
