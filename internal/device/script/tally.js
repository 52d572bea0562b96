// Counts what was noted with this device: sheets and minutes, of today and of the campaign. On a shared device nothing is
// counted, and nothing of it is ever sent.
import { keep, prefs } from "./prefs.js";
import { today } from "./today.js";

// tallied returns the counts: n sheets and minutes of today, and of all.
export function tallied(app) {
  const kept = prefs(app.page.link).tally || {}, none = { n: 0, minutes: 0 }, day = today(app.page.zone);
  return { day, today: kept.day === day && kept.today || none, all: kept.all || none };
}

// tally adds sheets and minutes that were noted at an instant; what is withdrawn counts below zero.
export function tally(app, n, minutes, at = new Date()) {
  const now = tallied(app);
  const plus = (count) => ({ n: Math.max(0, count.n + n), minutes: Math.max(0, count.minutes + minutes) });
  now.all = plus(now.all);
  if (today(app.page.zone, at) === now.day) now.today = plus(now.today);
  keep(app.page.link, { tally: now });
}
