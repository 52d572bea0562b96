// Keeps sheets on the device: those on their way in a queue, and of the last ones that were sent what their owner needs to
// change them. What cannot be stored stays in memory, and the page says so.

const database = "releve", queue = "queue", past = "sent";
const most = 20; // sheets sent that are kept for each link
const patience = 3000; // ms that opening may take

// openStore opens the store of this browser; there is always one, if only in memory.
export async function openStore() {
  const memory = { [queue]: new Map(), [past]: new Map() }, listeners = [];
  const news = globalThis.BroadcastChannel ? new BroadcastChannel(database) : null;
  const base = { db: null };
  let lasting = await reach(base).then(() => true, () => false);

  const told = () => listeners.forEach((listen) => listen());
  if (news) news.onmessage = told;
  const changed = () => {
    if (news) news.postMessage(1);
    told();
  };

  // read returns what a store holds, here and in memory.
  const read = async (name) => {
    let found = [];
    try {
      found = await reading(await reach(base), name);
      lasting = !memory[queue].size;
    } catch {
      lasting = false;
    }
    const kept = new Map([...found.map((one) => [one.id, one]), ...memory[name]]);
    return [...kept.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  };

  // settle changes both stores, all of it or nothing: items to put into the queue or to change there, those to take out of
  // it, and sheets that were sent. What waits in memory goes to the disk with the next change that does; what another call put
  // there meanwhile stays, for its own write may still fail.
  const settle = async (change) => {
    apply(memory, change);
    try {
      const db = await reach(base), put = [...memory[queue].values()], keep = [...memory[past].values()];
      await writing(db, { ...change, put, keep });
      for (const kept of Object.values(memory)) for (const item of [...put, ...keep]) if (kept.get(item.id) === item) kept.delete(item.id);
      lasting = true;
    } catch {
      lasting = false;
    }
    changed();
  };

  return {
    get lasting() {
      return lasting;
    },
    // fleeting says whether sheets wait in memory alone.
    get fleeting() {
      return memory[queue].size > 0;
    },
    all: async () => (await read(queue)).map(current),
    add: (items) => settle({ put: items }),
    update: (items) => settle({ change: [].concat(items) }),
    remove: (ids) => settle({ remove: [].concat(ids) }),
    settle,
    sent: async (link) => (await read(past)).filter((one) => !link || one.link === link),
    updateSent: (item) => settle({ sent: [item] }),
    removeSent: (ids) => settle({ unsend: [].concat(ids) }),
    clear: () => settle({ clear: true }),
    onchange: (listen) => listeners.push(listen),
  };
}

// current reads an item that an earlier version of the app has written.
const current = (item) => ({ v: 1, code: "", organisation: "", about: {}, state: "waiting", problems: [], tried: true, ...item });

// reach returns the database, opened anew when the browser has closed it. It is opened without a version: a page that stands
// open while a newer one has changed the database goes on.
async function reach(base) {
  if (base.db) return base.db;
  base.opening ||= opened(base);
  try {
    return await base.opening;
  } finally {
    base.opening = base.late ? base.opening : null;
  }
}

function opened(base) {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error((base.late = "late"))), patience); // some browsers never answer
    const request = indexedDB.open(database);
    request.onupgradeneeded = () => {
      for (const name of [queue, past]) request.result.createObjectStore(name, { keyPath: "id" });
    };
    request.onsuccess = () => {
      const db = (base.db = request.result), gone = () => (base.db = null);
      clearTimeout(late);
      db.onclose = gone;
      db.onversionchange = () => gone(db.close());
      done(db);
    };
    request.onerror = request.onblocked = () => fail(request.error);
  });
}

// reading returns everything in a store.
function reading(db, name) {
  return new Promise((done, fail) => {
    const request = db.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

// writing makes a change in one transaction, and waits until the device has written it down. Sheets to keep are kept; of those
// that were sent, as of the changes, only what the device still holds: somebody may have erased it meanwhile.
function writing(db, { put = [], keep = [], change = [], remove = [], sent = [], unsend = [], clear = false }) {
  return new Promise((done, fail) => {
    const tx = db.transaction([queue, past], "readwrite", { durability: "strict" });
    tx.oncomplete = () => done();
    tx.onabort = tx.onerror = () => fail(tx.error);
    const waiting = tx.objectStore(queue), kept = tx.objectStore(past);
    if (clear) for (const store of [waiting, kept]) store.clear();
    for (const item of put) waiting.put(item);
    for (const item of change) where(waiting, item, waiting); // another tab may have sent it meanwhile
    for (const item of sent) for (const store of [waiting, kept]) where(store, item, kept);
    for (const id of remove) waiting.delete(id);
    for (const item of keep) kept.put(item);
    for (const id of unsend) kept.delete(id);
    kept.count().onsuccess = () => forgetOldest(kept); // once all are in
  });
}

// where puts an item into a store if one holds its key already.
function where(store, item, into) {
  const there = store.getKey(item.id);
  there.onsuccess = () => there.result !== undefined && into.put(item);
}

// forgetOldest leaves the newest of what was sent by each link.
function forgetOldest(kept) {
  const request = kept.getAll();
  request.onsuccess = () => oldest(request.result).forEach((old) => kept.delete(old.id));
}

// oldest returns those of what was sent that are too many for their link.
function oldest(all) {
  const n = {};
  return all.sort((a, b) => (a.at < b.at ? 1 : -1)).filter(({ link }) => (n[link] = (n[link] || 0) + 1) > most);
}

// apply makes a change in memory.
function apply(memory, { put = [], change = [], remove = [], sent = [], unsend = [], clear = false }) {
  const waiting = memory[queue], kept = memory[past];
  if (clear) for (const store of [waiting, kept]) store.clear();
  for (const item of put) waiting.set(item.id, item);
  for (const item of change) if (waiting.has(item.id)) waiting.set(item.id, item);
  for (const item of sent) if (waiting.has(item.id) || kept.has(item.id)) kept.set(item.id, item);
  for (const id of remove) waiting.delete(id);
  for (const id of unsend) kept.delete(id);
  for (const old of oldest([...kept.values()])) kept.delete(old.id);
}
