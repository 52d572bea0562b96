// A database as far as store.js needs one: transactions one after the other, each whole or not at all.

// makeDisk returns an empty one; commits are asked, one for each transaction that writes, whether it succeeds.
export function makeDisk() {
  const disk = { commits: [] };
  let stores = new Map(), last = Promise.resolve();

  const transaction = (names, mode) => {
    const tx = {}, todo = [];
    let copy;
    const asking = (name) => (work) => {
      const request = {};
      todo.push(() => {
        request.result = work(copy.get(name));
        request.onsuccess?.();
      });
      return request;
    };
    tx.objectStore = (name) => {
      const ask = asking(name);
      return {
        put(value) {
          const item = structuredClone(value);
          return ask((store) => void store.set(item.id, item));
        },
        delete: (id) => ask((store) => void store.delete(id)),
        clear: () => ask((store) => store.clear()),
        count: () => ask((store) => store.size),
        getKey: (id) => ask((store) => (store.has(id) ? id : undefined)),
        getAll: () => ask((store) => [...store.values()].map((item) => structuredClone(item))),
      };
    };
    last = last.then(async () => {
      copy = new Map([...stores].map(([name, store]) => [name, new Map(store)]));
      for (; todo.length; await null) todo.shift()();
      if (!mode) return;
      const commit = disk.commits.shift();
      if (commit && !commit()) return tx.onabort();
      stores = copy;
      tx.oncomplete();
    });
    return tx;
  };

  const open = () => {
    const request = { result: { transaction, createObjectStore: (name) => stores.set(name, new Map()) } };
    setTimeout(() => {
      request.onupgradeneeded();
      request.onsuccess();
    });
    return request;
  };
  return Object.assign(disk, { indexedDB: { open } });
}
