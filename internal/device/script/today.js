// Reckons with days: what today is where the campaign is, and the day before one.

// today returns the day of now, or of another instant, in a zone, as yyyy-mm-dd.
export function today(zone, instant = new Date()) {
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit" }), of = {};
    for (const { type, value } of format.formatToParts(instant)) of[type] = value; // in what order they stand differs
    return of.year + "-" + of.month + "-" + of.day;
  } catch {
    return instant.toISOString().slice(0, 10);
  }
}

// dayBefore returns the day before one, both as yyyy-mm-dd.
export function dayBefore(iso) {
  return new Date(Date.parse(iso + "T00:00:00Z") - 864e5).toISOString().slice(0, 10);
}
