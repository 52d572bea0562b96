// Runs send.js against a server of rules: reads [{items, late, steps, disk}] and writes what became of each. What is late is
// added while the first write is under way, and its own write fails.
import { readFileSync } from "node:fs";
import { makeDisk } from "./disk.mjs";

const { openStore } = await import(process.argv[2] + "/store.js");

// serve answers a request by the rules: down, gate (somebody else answers), whole (every request), most (sheets in one), break
// (requests that hold a sheet), status (of a sheet).
function serve({ down, gate, whole, most = 200, breaks = {}, status = {}, unknown = [] }, asked) {
  const say = (code, body, headers = {}) => new Response(typeof body === "string" ? body : JSON.stringify(body), { status: code, headers });
  return async (address, { body } = {}) => {
    if (down) throw new TypeError("network");
    if (address === "/healthz") return say(200, "ok");
    const { sheets } = JSON.parse(body), ids = sheets.map((s) => s.id), link = address.split("/")[4];
    asked.push({ ids, link, sheets: sheets.map((s) => JSON.stringify(s)) });
    if (gate) return say(gate, "<html>");
    if (whole) return say(whole.status, whole.body || {}, whole.headers);
    if (unknown.includes(link)) return say(404, { key: "link.unknown", message: "gone" });
    if (ids.length > most) return say(413, { key: "api.batch.large" });
    for (const id of ids) {
      if (breaks[id] === "lost") throw new TypeError("reset");
      if (breaks[id]) return say(breaks[id], { key: "api.body", message: "broken" });
    }
    return say(200, { sheets: ids.map((id) => ({ id, status: status[id] || "stored", receipt: "r-" + id, problems: status[id] ? [{ key: "k", message: "why" }] : [] })) });
  };
}

const itemOf = ({ id, link = "l", ...more }, i) => ({ v: 1, id, link, at: "2026-01-01T00:00:" + String(i % 60).padStart(2, "0") + "." + String(i).padStart(3, "0"), campaign: "c", body: { id, channel: "web", answers: { com: "secret" } }, about: { inst: "i" }, days: 7, zone: "Europe/Brussels", state: "waiting", tried: false, problems: [], code: "s", ...more });

// spoil makes the write of what comes late fail, and the one after it; it returns when the first two writes are over.
function spoil(disk, store, late) {
  return new Promise((done) => {
    disk.commits = [() => (done(store.add(late.map((one, i) => itemOf(one, 50 + i)))), true), () => false, () => false];
  });
}

async function play({ items, late, steps, disk }, i) {
  const there = disk ? makeDisk() : null;
  globalThis.indexedDB = there?.indexedDB;
  const { run } = await import(process.argv[2] + "/send.js?" + i); // a device of its own
  const store = await openStore(), asked = [], told = [];
  const over = late && spoil(there, store, late);
  await store.add(items.map(itemOf));
  await over;
  let done = {};
  for (const { rules, offline } of steps) {
    const answer = serve(rules, asked);
    globalThis.fetch = async (...request) => {
      if (rules.erase) await store.clear();
      return answer(...request);
    };
    done = await run({ store, lang: "fr", offline: () => !!offline, report: (results) => told.push(...results.map((r) => r.id + " " + r.status)) });
  }
  const bodies = {};
  for (const { sheets } of asked) for (const s of sheets) (bodies[JSON.parse(s).id] ||= new Set()).add(s);
  const sent = await store.sent(), kept = JSON.stringify(sent);
  return {
    wait: done.wait, over: done.over, requests: asked.length, told,
    left: (await store.all()).map(({ id, state, why = "", problems, body }) => [id, state + "/" + why, problems.map((p) => p.message).join(), body.channel].join(" ").trim()),
    sent: sent.map((s) => s.id).sort(), until: sent.map((s) => s.correctable), text: kept.includes("secret"), moved: Object.keys(bodies).filter((id) => bodies[id].size > 1),
  };
}

const out = [];
for (const one of JSON.parse(readFileSync(0, "utf8"))) out.push(await play(one, out.length));
process.stdout.write(JSON.stringify(out), () => process.exit(0));
