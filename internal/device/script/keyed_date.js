// Reckons with the dates of lines: which year a day and month fall into, and the week or month of a line without a date.

const two = (n) => String(n).padStart(2, "0");
const at = (iso) => Date.parse(iso + "T00:00:00Z");
const isoOf = (ms) => new Date(ms).toISOString().slice(0, 10);

// dateOf writes what a line says of its date, {day, month, year} with 0 for what it leaves out, as yyyy-mm-dd, "" where there is
// no such day. A month that is left out is that of the period; a year the one that lies in the campaign, nearest to today: paper
// tells of what is past, where it can.
export function dateOf({ day, month, year }, { from, to, today, period }) {
  const whole = (y, m) => {
    const iso = y + "-" + two(m) + "-" + two(day);
    return isoOf(at(iso) || 0) === iso ? iso : "";
  };
  if (!month) return inPeriod(day, period || today, whole);
  if (year) return whole(year, month);
  const now = Number(today.slice(0, 4));
  const found = [now - 1, now, now + 1].map((y) => whole(y, month)).filter(Boolean);
  const inside = found.filter((iso) => iso >= from && (!to || iso <= to));
  const near = (iso) => Math.abs(at(iso) - at(today));
  const among = [inside.filter((iso) => iso <= today), inside, found.filter((iso) => iso <= today), found].find((some) => some.length) || [];
  return among.sort((a, b) => near(a) - near(b))[0] || "";
}

// inPeriod finds a day of the month nearest to the beginning of a period: of its month, or of the next one for a week that
// reaches into it.
function inPeriod(day, begin, whole) {
  const [y, m] = begin.split("-").map(Number), next = m === 12 ? whole(y + 1, 1) : whole(y, m + 1), own = whole(y, m);
  const week = (iso) => iso && at(iso) >= at(begin) && at(iso) - at(begin) < 7 * 864e5;
  return week(next) && !week(own) ? next : own;
}

// periodOf returns the first day of the week or month that a day lies in; the day itself for a day.
export function periodOf(iso, precision) {
  if (!iso || precision === "day") return iso;
  if (precision === "month") return iso.slice(0, 8) + "01";
  const weekday = (new Date(at(iso)).getUTCDay() + 6) % 7;
  return isoOf(at(iso) - weekday * 864e5);
}
