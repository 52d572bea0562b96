// Says what scripts have to say, in the page's language. The words come with the pack.

let lang = "fr", words = {}, plural;

// setWords gives the language and its messages.
export function setWords(tag, messages) {
  lang = tag;
  words = messages;
  plural = new Intl.PluralRules(tag);
}

// t returns a message with its {placeholders} filled in; one with plural forms chooses by args.n.
export function t(key, args = {}) {
  let text = words[key];
  if (text === undefined) return key;
  if (typeof text === "object") text = text[plural.select(args.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in args ? show(args[name]) : whole));
}

const show = (value) => (typeof value === "number" ? number(value) : value);

// number writes a whole number.
export function number(n) {
  return new Intl.NumberFormat(lang).format(n);
}

// day writes a date, yyyy-mm-dd, in words.
export function day(iso) {
  return new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(iso + "T00:00:00Z"));
}

// time writes the time of day of an instant.
export function time(instant) {
  return new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

// minutes writes a length of time: 25 min, 1 h 05.
export function minutes(n) {
  n = Math.round(n);
  if (n < 60) return t("device.minutes", { n });
  return t("device.hours", { hours: Math.floor(n / 60), minutes: String(n % 60).padStart(2, "0") });
}
