// Keeps what a device remembers for the next sheet, where it can be read before the page is drawn: choices noted most, function,
// language. Nothing here tells who works with the device, and on a shared one nothing but the language is kept.

const key = "releve";
let memory = null; // what a device that keeps nothing knows while the page stands

function all() {
  if (memory) return memory;
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function write(value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    memory = value;
  }
}

// prefs returns what is remembered for a link.
export function prefs(link) {
  const found = (all().links || {})[link] || {};
  return { inst: {}, proc: {}, pair: {}, ...found };
}

// keep remembers changes for a link; on a shared device only the language.
export function keep(link, changes) {
  const now = all();
  const kept = now.shared === true ? (changes.lang ? { lang: changes.lang } : {}) : changes;
  now.links = { ...now.links, [link]: { ...(now.links || {})[link], ...kept } };
  write(now);
}

// shared says whether several people use the device: true, false, or null while nobody has said.
export function shared() {
  const said = all().shared;
  return said === undefined ? null : said;
}

// setShared remembers whether several people use the device; on a shared one what was remembered goes.
export function setShared(value) {
  const now = all();
  now.shared = value;
  if (value) for (const link of Object.keys(now.links || {})) now.links[link] = { lang: now.links[link].lang };
  write(now);
}

// forgetAll forgets everything.
export function forgetAll() {
  memory = null;
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
