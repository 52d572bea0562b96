// Says when the queue is sent: when a sheet is added, when the page opens, is seen again or is online again, and after a while
// when it did not work; in the background where the browser does that.
import { alone, results, tag } from "./lock.js";
import { shared } from "./prefs.js";
import { run } from "./send.js";

export { alone };

const first = 2000, longest = 300000; // ms between two tries
const young = 60000; // ms; a sheet that is sent for the first time later than that was noted offline

// startSender makes the sender of a page. What becomes of sheets is told to the document as releve:results, a list of
// {id, status, receipt, problems}; status is that of the server, or offline.
export function startSender(app) {
  const state = { tries: 0, notBefore: 0, lost: false, running: null, again: false, timer: 0, channel: null };
  if (globalThis.BroadcastChannel) state.channel = new BroadcastChannel(results);
  const sender = {
    send() {
      state.tries = 0;
      return attempt(app, state);
    },
    // lost says whether the server could not be reached the last time.
    get lost() {
      return state.lost || !navigator.onLine;
    },
    // unreachable notes that the page knows the network to be away.
    unreachable: () => (state.lost = true),
  };
  if (state.channel) state.channel.onmessage = ({ data }) => hear(data);
  const anew = () => {
    if (document.visibilityState === "visible") sender.send();
  };
  addEventListener("online", anew);
  addEventListener("pageshow", (event) => event.persisted && anew());
  document.addEventListener("visibilitychange", anew);
  return sender;
}

// attempt sends the queue; while that goes on, one who asks again has it done once more afterwards.
async function attempt(app, state) {
  state.again = true;
  state.running ||= (async () => {
    try {
      while (state.again) {
        state.again = false;
        await once(app, state);
      }
    } finally {
      state.running = null;
    }
  })();
  return state.running;
}

async function once(app, state) {
  clearTimeout(state.timer);
  const early = state.notBefore - Date.now();
  if (early > 0) return plan(app, state, early);
  const done = await alone(() => run({ store: app.store, lang: app.page.lang, offline: (item) => noted(item, state), report: (told) => tell(state, told) }));
  if (done.asked) state.lost = done.over;
  hear([]); // what hangs on the network being there
  if (shared()) await forget(app.store);
  if (!done.left) return;
  state.notBefore = done.wait ? Date.now() + Math.min(done.wait, longest) : 0;
  state.tries = done.good ? 0 : state.tries + 1;
  plan(app, state, Math.max(done.wait, backoff(state.tries)));
  background();
}

// forget lets go of what was sent, on a device that several people use.
async function forget(store) {
  const sent = await store.sent();
  if (sent.length) await store.removeSent(sent.map((one) => one.id));
}

// noted says whether a sheet was noted offline: without a network, or long before it is first sent.
const noted = (item, state) => state.lost || !navigator.onLine || Date.now() - Date.parse(item.at) > young;

function tell({ channel }, told) {
  if (channel) channel.postMessage(told);
  hear(told);
}

const hear = (told) => document.dispatchEvent(new CustomEvent("releve:results", { detail: told }));

function plan(app, state, wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => attempt(app, state), Math.min(wait, longest));
}

// backoff returns how long to wait before the next try: twice as long each time, and not the same on every device.
const backoff = (tries) => Math.min(first * 2 ** Math.min(tries, 10), longest) * (0.5 + Math.random() / 2);

// background asks the browser to send the queue when there is a network again, also when the page is closed by then.
async function background() {
  try {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync.register(tag);
  } catch {
    // few browsers do that
  }
}
