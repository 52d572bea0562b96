// Sends keyed lines, and takes back those that were undone: at once, when there is a network again, and after a while when it did
// not work. A line that is sent again is the same line: its id was made here.

const largest = 50; // sheets in one request
const first = 2000, longest = 60000; // ms between two tries
const patience = 30000; // ms that an answer may take
const lock = "releve-entry-send";

// startSender makes the sender of a page. settled is told what became of lines, changed when the state of the network has.
export function startSender({ store }, { settled, changed }) {
  const state = { lost: false, out: false, broken: false, tries: 0, running: null, again: false, timer: 0, flying: new Set() };
  const trip = { store, state, settled };
  const send = async () => {
    state.again = true;
    state.running ||= alone(async () => {
      while (state.again) {
        state.again = false;
        await once(trip);
      }
    }).finally(() => (state.running = null));
    await state.running;
    changed();
    clearTimeout(state.timer);
    const left = (await store.all()).some((item) => item.state === "waiting");
    if (left && !state.out) state.timer = setTimeout(send, Math.min(first * 2 ** Math.min(state.tries, 10), longest));
  };
  const anew = () => document.visibilityState === "visible" && send();
  addEventListener("online", anew);
  addEventListener("focus", anew);
  document.addEventListener("visibilitychange", anew);
  return { send, state };
}

async function alone(work) {
  return navigator.locks ? navigator.locks.request(lock, work) : work();
}

// once sends everything that waits, each campaign's to its own address.
async function once(trip) {
  const { state } = trip, waiting = (await trip.store.all()).filter((item) => item.state === "waiting" && !item.held);
  state.out = state.lost = state.broken = false;
  for (const slug of new Set(waiting.map((item) => item.slug))) {
    const to = "/c/" + slug + "/entry", of = (kind) => waiting.filter((item) => item.kind === kind && item.slug === slug);
    await inBatches(trip, of("sheet").filter((item) => !item.again), to + "/sheets");
    await inBatches(trip, of("sheet").filter((item) => item.again), to + "/again");
    for (const item of of("undo")) await single(trip, item, to + "/undo", { id: item.undo });
    for (const item of of("pile")) await single(trip, item, to + "/pile", item.body);
  }
  state.tries = state.lost || state.broken ? state.tries + 1 : 0;
}

async function inBatches(trip, items, to) {
  for (let i = 0; i < items.length; i += largest) await batch(trip, items.slice(i, i + largest), to);
}

// batch sends some lines. Where the server cannot take them together each half goes on its own, until the one that is to blame
// stands alone.
async function batch(trip, items, to) {
  const { state, store, settled } = trip;
  if (state.out || state.lost) return;
  for (const item of items) item.tried = true;
  await store.put(items);
  for (const item of items) state.flying.add(item.id);
  const answer = await post(to, { sheets: items.map((item) => item.body) });
  for (const item of items) state.flying.delete(item.id);
  if (answer.sheets) return settle(trip, items, answer.sheets);
  state.out = Boolean(answer.out);
  state.lost = Boolean(answer.lost);
  if (state.out || state.lost) return;
  if (items.length === 1 && answer.broken) {
    state.broken = true; // it goes on waiting, and is tried less and less often
    return;
  }
  if (items.length === 1) {
    Object.assign(items[0], { state: "refused", problems: [answer.problem] });
    await store.put(items);
    return settled([{ id: items[0].id, state: "refused", problems: [answer.problem] }]);
  }
  const half = Math.ceil(items.length / 2);
  await batch(trip, items.slice(0, half), to);
  await batch(trip, items.slice(half), to);
}

// settle writes down what became of lines. One that the server said nothing of goes on waiting.
async function settle({ store, settled }, items, results) {
  const gone = [], refused = [], told = [];
  for (const { id, status, problems } of results) {
    const item = items.find((one) => one.id === id);
    if (!item) continue;
    if (["stored", "duplicate", "withdrawn"].includes(status)) gone.push(id);
    else if (["invalid", "conflict", "closed"].includes(status)) refused.push(Object.assign(item, { state: "refused", problems: problems || [] }));
    else continue;
    told.push({ id, state: item.state === "refused" ? "refused" : "stored", problems: problems || [] });
  }
  if (refused.length) await store.put(refused);
  if (gone.length) await store.remove(gone);
  settled(told);
}

// single sends one thing that is no line; what the server refuses of it is dropped, for nobody could mend it.
async function single({ state, store, settled }, item, to, body) {
  if (state.out || state.lost) return;
  const answer = await post(to, body);
  state.out = Boolean(answer.out);
  state.lost = Boolean(answer.lost);
  state.broken ||= Boolean(answer.broken);
  if (state.out || state.lost || answer.broken) return;
  await store.remove([item.id]);
  settled([{ id: item.id, state: "done", problems: answer.problem ? [answer.problem] : [] }]);
}

// post sends JSON and says what the answer means: what the server said; that nobody is signed in any more; that the server is
// lost on the way, or broke over it; or why it refuses the whole.
async function post(to, body) {
  const cut = new AbortController(), late = setTimeout(() => cut.abort(), patience);
  try {
    const answer = await fetch(to, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      redirect: "manual", cache: "no-store", signal: cut.signal,
    });
    return await meaning(answer);
  } catch {
    return { lost: true };
  } finally {
    clearTimeout(late);
  }
}

async function meaning(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { out: true };
  const said = await answer.json().catch(() => null);
  if (answer.ok) return said ? { ...said, ok: true } : { lost: true };
  if (answer.status === 500) return { broken: true };
  if (answer.status > 500 || answer.status === 429 || !said) return { lost: true };
  return { problem: said };
}

// ask returns what the server says of a place, null without an answer; out is called when nobody is signed in any more.
export async function ask(address, out) {
  try {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return out(), null;
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
