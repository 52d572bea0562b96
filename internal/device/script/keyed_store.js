// Keeps keyed lines until the server has them, in a database of their own. What cannot be stored stays in memory, and the page
// says so. Nothing stays of a line once the server has it.

const database = "releve-entry", store = "lines";

// openLines opens the database of this browser; there is always one, if only in memory.
export async function openLines() {
  const memory = new Map();
  const db = await opened().catch(() => null);
  const lines = { lasting: Boolean(db) };
  const disk = (mode, work) =>
    new Promise((done, fail) => {
      const tx = db.transaction(store, mode, { durability: "strict" }), asked = work(tx.objectStore(store));
      tx.oncomplete = () => done(asked && asked.result);
      tx.onabort = tx.onerror = () => fail(tx.error);
    });
  const change = async (apply, work) => {
    try {
      if (!db) throw new Error("memory");
      await disk("readwrite", work);
    } catch {
      lines.lasting = false;
      apply();
    }
  };
  lines.all = async () => {
    const found = db ? await disk("readonly", (s) => s.getAll()).catch(() => []) : [];
    const all = new Map(found.map((one) => [one.id, one]));
    for (const [id, one] of memory) all.set(id, one);
    return [...all.values()].sort((a, b) => a.order - b.order);
  };
  // swap puts items in the place of others, all of it or nothing.
  lines.swap = (items, ids) => {
    for (const id of ids) memory.delete(id);
    return change(() => items.forEach((one) => memory.set(one.id, one)), (s) => {
      for (const id of ids) s.delete(id);
      for (const one of items) s.put(one);
    });
  };
  lines.put = (items) => lines.swap(items, []);
  lines.remove = (ids) => lines.swap([], ids);
  return lines;
}

function opened() {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("late")), 3000); // some browsers never answer
    const request = indexedDB.open(database);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id" });
    request.onsuccess = () => {
      clearTimeout(late);
      done(request.result);
    };
    request.onerror = request.onblocked = () => fail(request.error);
  });
}
