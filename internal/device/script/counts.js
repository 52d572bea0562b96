// Counts what a device notes most, so that it stands first the next time.
import { keep, prefs } from "./prefs.js";

// count raises the counts of a sheet's choices, and remembers its function.
export function count(app, entry) {
  const { inst, proc, fn } = entry.about, mine = prefs(app.page.link);
  const changes = {};
  const raise = (name, code) => {
    if (code) changes[name] = { ...mine[name], [code]: (mine[name][code] || 0) + entry.n };
  };
  raise("inst", inst);
  raise("proc", proc);
  if (inst && proc) raise("pair", inst + " " + proc);
  if (fn) changes.fn = fn;
  keep(app.page.link, changes);
}
