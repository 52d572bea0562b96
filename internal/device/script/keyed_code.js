// Reads the code that stands below the QR code of a printed sheet, by the rules of package paper.

const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:", checks = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*$-.U";

// checkOf returns the check sign of a code: a sum over its signs, each weighted by its place, modulo 37.
const checkOf = (text) => checks[[...text].reduce((sum, sign, i) => (sum + (i + 1) * signs.indexOf(sign)) % 37, 0)];

// readCode returns {layout, page, serial} of a code, {wrong: true} for one with a mistake in it, null for what is none.
export function readCode(typed) {
  const text = typed.toUpperCase().replace(/\s/g, "");
  if (!/^R\d*:/.test(text)) return null;
  const [, head, layout, page, serial, check] = /^(R1):([0-9A-HJKMNP-TV-Z]{6}):([1-9]\d?):(\d{6}):(.)$/.exec(text) || [];
  if (!head || checkOf(text.slice(0, -2)) !== check) return { wrong: true };
  return { layout, page: Number(page), serial: Number(serial) };
}

// readPlace says what somebody typed as the number of a sheet of paper: a whole code, a serial number of six digits that one of the
// runs printed, or a number of their own: {layout, page, serial, note, kind, service, wrong}.
export function readPlace(typed, { layouts, runs }) {
  const note = typed.trim().slice(0, 40), code = readCode(note), none = { layout: "", page: 0, serial: 0, note, kind: "", service: "" };
  if (code && code.wrong) return { ...none, wrong: "code" };
  if (code) return known({ ...none, ...code, note: "" }, layouts, runs);
  if (!/^\d{6}$/.test(note)) return none;
  const serial = Number(note), run = runs.find((r) => serial >= r.first && serial < r.first + r.copies);
  return run ? known({ ...none, layout: run.layout, serial, page: 1, note: "" }, layouts, runs) : none;
}

// known adds what is known of a layout and of the run that a sheet of paper comes from.
function known(place, layouts, runs) {
  const layout = layouts.find((l) => l.number === place.layout);
  if (!layout) return { ...place, wrong: "layout" };
  if (place.page > layout.pages) return { ...place, wrong: "page" };
  const run = runs.find((r) => r.layout === place.layout && place.serial >= r.first && place.serial < r.first + r.copies);
  return { ...place, kind: layout.kind, service: (run && run.service) || "" };
}
