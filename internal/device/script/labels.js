// Says in words what a sheet of this device was about: the device keeps codes, the page knows what they stand for.
import { el } from "./dom.js";
import { day, minutes, t } from "./words.js";

// question returns the question of a role outside repeats.
export const question = (app, role) => app.pack.questions.find((q) => q.role === role);

// labelOf returns the label of a choice of the question of a role, "" without one.
export function labelOf(app, role, code) {
  const q = code && question(app, role);
  if (!q) return "";
  const input = [...app.form.elements].find((i) => i.name === q.code && i.value === code);
  return input && input.closest("label") ? input.closest("label").textContent.trim() : code;
}

// titleOf names a sheet by its institution and act, or by its day.
export const titleOf = (app, a) => [labelOf(app, "institution", a.inst), labelOf(app, "procedure", a.proc)].filter(Boolean).join(" · ") || day(a.date);

// timeOf writes the minutes of a sheet, as they were ticked or typed.
export function timeOf(app, a) {
  const q = question(app, "minutes"), band = q && a.band && app.pack.bands[q.code].find((b) => b.code === a.band), all = (a.minutes || 0) * (a.shared || 1);
  return band && Math.abs(band.mid - all) < 0.01 ? labelOf(app, "minutes", a.band) : all ? minutes(all) : "";
}

// about lists what was noted of a sheet.
export function about(app, a) {
  const lines = [[t("device.date"), day(a.date)]];
  const add = (role, text) => text && lines.push([question(app, role).short, text]);
  add("institution", labelOf(app, "institution", a.inst));
  add("procedure", labelOf(app, "procedure", a.proc));
  add("minutes", timeOf(app, a));
  add("outcome", labelOf(app, "outcome", a.out));
  return el("dl", {}, lines.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text))));
}

// aboutOf returns what a device keeps of a sheet's answers: nothing that was typed. Minutes shared by several sheets are
// divided.
export function aboutOf(app, { date, answers, shared }) {
  const answer = (role) => (question(app, role) && answers[question(app, role).code]) || "";
  const q = question(app, "minutes"), exact = q && answers[q.code + ".minutes"], band = answer("minutes");
  const found = q && app.pack.bands[q.code].find((b) => b.code === band);
  return {
    date, inst: answer("institution"), proc: answer("procedure"), out: answer("outcome"), shared,
    band, minutes: (exact ? Number(exact) : found ? found.mid : 0) / (shared || 1), n: 1,
  };
}
