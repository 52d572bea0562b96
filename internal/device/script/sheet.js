// Makes a sheet of what was filled in: its id, the secret that lets this device change it, and what is sent of it.
import { keep, prefs, shared } from "./prefs.js";
import { drawn, hex, uuid } from "./uuid.js";

const signs = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's, as receipts have them

// newCode makes a secret of 26 signs, 130 bits, from which the id of a sheet follows too: who holds it on paper can find the
// sheet again.
export function newCode() {
  return [...crypto.getRandomValues(new Uint8Array(26))].map((b) => signs[b & 31]).join("");
}

// identify returns what follows from a code: the id of the sheet, the secret, and the hash of it that the server keeps; with a
// link also the token of this device there, and its hash (mark). Where a browser has no such functions, as on a page without
// https, the id is random and there is no secret.
export async function identify(code, link) {
  if (!globalThis.crypto.subtle) return { id: drawn(), secret: "", hash: "", worker: "", mark: "" };
  const worker = link ? workerToken(link) : "";
  return {
    id: uuid(await sha256("sheet " + code)), secret: code, hash: hex(await sha256(code)),
    worker, mark: worker && hex(await sha256(worker)),
  };
}

const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

// workerToken returns what says that sheets of a link come from one device, "" where nothing may be kept: on a shared device,
// before anybody has said whether it is one, and in a browser without storage.
export function workerToken(link) {
  if (shared() !== false) return "";
  const known = prefs(link).worker;
  if (known) return known;
  keep(link, { worker: newCode() });
  return prefs(link).worker || "";
}

// makeItem makes an item of the queue: a sheet on its way, as it is sent, with what the device remembers of it. What is sent
// is never changed again once it was sent for the first time. Of one that is passing, on a shared device, nothing stays.
export function makeItem({ page }, entry, own) {
  const at = new Date().toISOString();
  return {
    v: 1, id: own.id, code: own.secret, link: page.link, campaign: page.campaign, title: page.title, service: page.service,
    organisation: page.organisation, at, body: bodyOf(page, entry, own), about: entry.about, days: page.days, zone: page.zone,
    mark: own.mark, passing: shared() === true, state: "waiting", tried: false, problems: [],
  };
}

// bodyOf writes an entry as the API takes it.
export function bodyOf(page, entry, own) {
  const body = {
    id: own.id, date: entry.date, language: entry.language, form_version: Number(page.version), channel: page.mode === "file" ? "offline" : "web", answers: entry.answers,
  };
  if (own.worker) body.worker = own.worker;
  if (entry.follows) body.follows = entry.follows;
  if (entry.shared) body.shared = entry.shared;
  if (own.hash) body.secret_hash = own.hash;
  if (page.repeat) body.rows = entry.rows || []; // none at all is said too
  return body;
}
