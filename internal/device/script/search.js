// Finds what a person means by a few typed letters: an institution and an act together, in words of four languages, with or
// without accents, with a slip of the fingers. Nothing here touches a page.
import listed from "./silent.json" with { type: "json" };

const silent = new Set(listed); // words that say nothing, in four languages
const most = 8; // proposals
const shortest = 2; // signs that are worth a search
const longest = 80; // signs of what is typed that are read
const usualKin = 8; // words that an institution and an act without a subject are taken to have in common
const known = 400; // typed words whose matches are remembered

// plain returns a text in small letters without accents, a to z and 0 to 9, one blank between two words.
export function plain(text) {
  const bare = text.toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
  return bare.replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").replace(/[^a-z0-9]+/g, " ").trim();
}

// stem returns what is left of a plain word without doubled letters and the endings that French, Dutch and German words take.
export function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  let s = word.replace(/(.)\1+/g, "$1").replace(/aux$/, "al"), before;
  do {
    before = s;
    if (s.length > 4) s = s.replace(/(?:en|n|s|x)$/, "");
    if (s.length > 3) s = s.replace(/e$/, "");
  } while (s !== before);
  return s.length < 3 ? word : s.replace(/v$/, "f").replace(/z$/, "s");
}

// prepare makes an index ready for search, once; it takes some 10 ms. An entry is [code, parent, label, words]: the words come as
// stems, names before "||", keywords behind it.
export function prepare(index) {
  const p = { words: [], ids: new Map(), parts: [], entries: [], byLetter: new Map(), remembered: new Map(), kin: new Map() };
  p.sides = [addSide(p, index.institution || []), addSide(p, index.procedure || [])];
  p.words.forEach(({ stem: [letter] }, id) => p.byLetter.set(letter, [...(p.byLetter.get(letter) || []), id]));
  return p;
}

function addSide(p, list) {
  const from = p.entries.length, byCode = new Map();
  for (const [code, parent, label, words] of list) {
    const entry = { code, parent: byCode.get(parent), branch: false, at: p.entries.length, words: new Set() };
    if (entry.parent) entry.parent.branch = true;
    byCode.set(code, entry);
    p.entries.push(entry);
    const [names, keywords = ""] = words.split("||");
    for (const part of [speaking(plain(label)).map(stem).join(" "), ...names.split("|")]) addPart(p, entry, part, 1);
    for (const part of keywords.split("|")) addPart(p, entry, part, 0.97);
  }
  return { from, to: p.entries.length, byCode };
}

function speaking(text) {
  const words = text.split(" "), said = words.filter((w) => !silent.has(w));
  return said.length ? said : words;
}

// addPart adds a label or keyword; one of several words is also known written as one word.
function addPart(p, entry, text, value) {
  if (!text) return;
  const words = text.split(" ");
  const part = (length) => p.parts.push({ entry: entry.at, length, value, text, words }) - 1;
  const at = part(words.length);
  for (const w of words) addWord(p, entry, w, at).joined = false;
  if (words.length > 1 && words.length < 4) addWord(p, entry, words.join(""), part(1));
}

function addWord(p, entry, text, part) {
  let id = p.ids.get(text);
  if (id === undefined) {
    id = p.words.push({ stem: text, parts: [], joined: true }) - 1;
    p.ids.set(text, id);
  }
  p.words[id].parts.push(part);
  entry.words.add(id);
  return p.words[id];
}

// search returns proposals for what a person typed, the best first: {inst, proc, score, why}. An empty inst or proc is left for
// the person to choose. Every word must be answered; where nothing answers all, those that the nearest does. counts ({inst, proc, pair}) are how often each was noted: they raise, they never hide. why is "both",
// "institution" or "procedure" (what the words name) or "often" (what was noted with it most).
export function search(prepared, text, { counts = {} } = {}) {
  const often = { inst: counts.inst || {}, proc: counts.proc || {}, pair: counts.pair || {} };
  return propose(prepared, question(prepared, text), often);
}

function propose(p, asked, often) {
  if (!asked.length) return [];
  const scores = score(p, asked), weights = weighted(scores, asked.length), found = new Map();
  const keep = (inst, proc, value, why) => {
    const key = inst + " " + proc, raised = value + raise(often, inst, proc) * Math.min(1, value) ** 10, before = found.get(key);
    if (!before || before.score < raised) found.set(key, { inst, proc, score: raised, why });
  };
  const [insts, procs] = p.sides.map((side) => candidates(p, side, scores, weights));
  pairs(p, insts, procs, weights, keep);
  alone(p, insts, procs, often, keep);
  if (found.size) return best([...found.values()]);
  const nearest = [insts[0], procs[0]].filter(Boolean).reduce((a, b) => (b.sum > a.sum ? b : a));
  return propose(p, asked.filter((_, t) => nearest.s[t]), often);
}

// raise returns what being noted often adds to a proposal that answers well: most to a pair, which is one tap less.
function raise(often, inst, proc) {
  if (inst && proc) return noted(often.pair[inst + " " + proc], 0.05);
  return noted(inst ? often.inst[inst] : often.proc[proc], 0.02);
}

const noted = (n, share) => (n > 0 ? share * Math.min(4, Math.log2(1 + n)) : 0);

// question returns for each word that was typed which words of the index it may be, and how surely, from 0 to 1. A word that
// none of them can be is passed over.
function question(p, text) {
  const wanted = plain(text.slice(0, longest));
  if (wanted.length < shortest) return [];
  const typed = wanted.split(" "), words = speaking(wanted).flatMap((w) => halves(p, w));
  const all = words.map((w) => new Map(matches(p, w)));
  join(p, typed, words, all);
  return all.filter((m) => m.size);
}

// halves takes a word apart that is two words of the index written together, as Dutch and German do.
function halves(p, word) {
  if (word.length < 7 || sure(p, word)) return [word];
  for (let i = word.length - 3; i > 2; i--) {
    const head = word.slice(0, i), tail = word.slice(i);
    if (whole(p, head) && whole(p, tail)) return [head, tail];
  }
  return [word];
}

const whole = (p, word) => p.ids.has(stem(word));
const sure = (p, word) => whole(p, word) || (p.byLetter.get(word[0]) || []).some((id) => p.words[id].stem.startsWith(stem(word)));

// join looks two neighbours up as one word: "mu tuelle".
function join(p, typed, words, all) {
  for (let i = 0; i + 1 < typed.length; i++) {
    const one = typed[i] + typed[i + 1];
    if (one.length < 5) continue;
    for (const [id, q] of matches(p, one)) {
      if (q < 0.6) continue;
      for (const w of [typed[i], typed[i + 1]]) {
        const at = words.indexOf(w);
        if (at >= 0 && !(all[at].get(id) >= q * 0.95)) all[at].set(id, q * 0.95);
      }
    }
  }
}

function matches(p, word) {
  let found = p.remembered.get(word);
  if (!found) {
    found = match(p, word);
    if (p.remembered.size > known) p.remembered.clear();
    p.remembered.set(word, found);
  }
  return found;
}

// match compares a typed word with the index. A slip is looked for only where no word is the one that was typed.
function match(p, word) {
  const found = new Map(), root = stem(word);
  const take = (id, q) => q > (found.get(id) || 0) && found.set(id, q);
  p.words.forEach((w, id) => {
    if (w.stem.startsWith(root)) take(id, w.stem === root ? 1 : 0.7 + 0.25 * (root.length / w.stem.length));
    else if (word.length > 3 && !w.joined && w.stem.endsWith(root)) take(id, 0.6);
  });
  const slips = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
  if (slips && !p.ids.has(root)) slipped(p, root, slips, take);
  return [...found];
}

function slipped(p, root, slips, take) {
  for (const letter of new Set([root[0], root[1]])) {
    for (const id of p.byLetter.get(letter) || []) {
      const text = p.words[id].stem;
      if (text.length < root.length - slips) continue;
      const [all, start] = distance(root, text.slice(0, root.length + slips), slips);
      if (text.length <= root.length + slips && all <= slips) take(id, 0.8 - 0.12 * all);
      else if (start <= slips) take(id, 0.62 - 0.12 * start);
    }
  }
}

// distance counts the slips (a letter too much, too few, another, two exchanged) between a word and another, and between the word
// and the nearest beginning of the other.
function distance(a, b, slips) {
  let before = [], row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let d = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
      next.push(d);
      if (d < least) least = d;
    }
    if (least > slips) return [least, least];
    before = row;
    row = next;
  }
  return [row[b.length], Math.min(...row.slice(Math.max(0, a.length - slips)))];
}

// score says for each choice how well it answers each typed word. A part that is typed whole counts more than one of which a
// word is typed.
function score(p, asked) {
  const n = asked.length, hits = new Map();
  asked.forEach((ids, t) => {
    for (const [id, q] of ids) {
      for (const part of p.words[id].parts) {
        let h = hits.get(part);
        if (!h) hits.set(part, (h = new Float64Array(n)));
        if (q > h[t]) h[t] = q;
      }
    }
  });
  const scores = new Map();
  for (const [at, h] of hits) {
    const part = p.parts[at];
    const sum = h.reduce((a, q) => a + q, 0);
    const weight = part.value * (0.65 + 0.3 * Math.min(1, sum / part.length) + 0.05 * (sum / n));
    let s = scores.get(part.entry);
    if (!s) scores.set(part.entry, (s = { q: new Float64Array(n), by: [] }));
    for (let t = 0; t < n; t++) {
      if (h[t] * weight > s.q[t]) {
        s.q[t] = h[t] * weight;
        s.by[t] = part;
      }
    }
  }
  return scores;
}

// weighted says how much each typed word counts, 1 in all: little where it answers to many choices.
function weighted(scores, n) {
  const hits = new Float64Array(n);
  for (const { q } of scores.values()) for (let t = 0; t < n; t++) if (q[t]) hits[t]++;
  const all = hits.map((h) => 1 / Math.log2(4 + h / 4)), sum = all.reduce((a, b) => a + b, 0);
  return all.map((w) => w / sum);
}

// candidates returns the choices of a side that answer at least one word, the best first. What finds a branch finds what is below
// it too, a little less; for acts, whose subjects differ, it only adds to what they answer themselves.
function candidates(p, side, scores, weights) {
  const found = [], [below, alone] = side === p.sides[0] ? [0.88, true] : [0.9, false];
  for (let at = side.from; at < side.to; at++) {
    const entry = p.entries[at], own = scores.get(at), above = entry.parent && scores.get(entry.parent.at);
    if (!own && !(alone && above)) continue;
    const factor = entry.branch ? 1.01 : /(^|-)oth$/.test(entry.code) ? 0.93 : 1;
    const s = Array.from(weights, (_, t) => factor * Math.max(own ? own.q[t] : 0, above ? above.q[t] * below : 0));
    const sum = s.reduce((a, q, t) => a + q * weights[t], 0);
    found.push({ entry, code: entry.code, s, by: own ? own.by : above.by, sum, all: s.every((q) => q > 0) });
  }
  return found.sort((a, b) => b.sum - a.sum).slice(0, 30);
}

// kinship counts the words that an institution and an act share and few others have.
function kinship(p, place, act) {
  const key = place.at * p.entries.length + act.at;
  let n = p.kin.get(key);
  if (n === undefined) {
    n = 0;
    for (const id of act.words) if (place.words.has(id) && p.words[id].parts.length < 24) n++;
    p.kin.set(key, n);
  }
  return n;
}

// pairs proposes an institution and an act that answer every word between them. That the same word or phrase finds both speaks
// for them; that two different ones do, each of which alone would answer, speaks against.
function pairs(p, insts, procs, weights, keep) {
  for (const i of insts) {
    for (const a of procs) {
      const value = together(i, a, weights);
      if (value === null) continue;
      const kin = a.entry.parent ? kinship(p, i.entry, a.entry) : usualKin;
      keep(i.code, a.code, value + (kin ? 0.002 * Math.min(kin, 30) : -0.1), "both");
    }
  }
}

// together says how well an institution and an act answer, null when a word finds neither.
function together(i, a, weights) {
  let sum = 0, both = 0, same = 0;
  for (let t = 0; t < weights.length; t++) {
    const high = Math.max(i.s[t], a.s[t]), low = Math.min(i.s[t], a.s[t]);
    if (!high) return null;
    sum += weights[t] * (low ? 0.7 * high + 0.3 * low : high);
    if (!low) continue;
    both += weights[t];
    if (low > 0.93 || alike(i.by, a.by, t)) same += weights[t];
  }
  if (both && same === both) return sum + 0.1 * both;
  return i.all || a.all ? sum - 0.1 : sum;
}

// alike says whether what a word was found by is the same on both sides, or has more words in common than were typed.
function alike(some, others, t) {
  const one = some[t], other = others[t];
  if (!one || !other) return false;
  if (one.text === other.text) return true;
  const typed = some.filter((by) => by === one).length;
  if (one.words.length <= typed || other.words.length <= typed) return false;
  return one.words.filter((w) => other.words.includes(w)).length > typed;
}

// alone proposes a choice of one side that answers every word, and with it what was noted with it most.
function alone(p, insts, procs, often, keep) {
  const [places, acts] = p.sides;
  const before = byCount(often.pair).map((pair) => pair.split(" ")).filter(([inst, proc]) => places.byCode.has(inst) && acts.byCode.has(proc));
  const usual = byCount(often.inst).filter((code) => places.byCode.has(code)).slice(0, 2);
  firsts(insts).forEach(([i, first]) => {
    const value = i.sum + (first ? 0.06 : 0), pair = before.find(([inst]) => inst === i.code);
    keep(i.code, "", value, "institution");
    if (pair) keep(i.code, pair[1], value + 0.02, "often");
    else if (first) complete(p, i, keep);
  });
  firsts(procs).forEach(([a, first]) => {
    const value = a.sum + (first ? 0.06 : 0), partners = before.filter(([, proc]) => proc === a.code).slice(0, 2);
    keep("", a.code, value, "procedure");
    for (const [inst] of partners) keep(inst, a.code, value + 0.02, "often");
    if (!partners.length) for (const inst of usual) keep(inst, a.code, a.sum - 0.1, "often");
  });
}

// firsts returns the choices that answer every word, and says of the first whether it is the one that is meant: no two others
// answer as well.
function firsts(candidates) {
  const all = candidates.filter((c) => c.all), rivals = all.filter((c) => c.sum > all[0].sum * 0.985);
  return all.map((c, rank) => [c, rank === 0 && rivals.length < 3]);
}

const byCount = (counts) => Object.entries(counts).sort((a, b) => b[1] - a[1]).map(([key]) => key);

// complete proposes for an institution the subject that it has most words in common with, else an act without a subject.
function complete(p, place, keep) {
  const acts = p.entries.slice(p.sides[1].from, p.sides[1].to);
  const kin = (act) => kinship(p, place.entry, act);
  const subject = acts.filter((a) => a.parent).reduce((a, b) => (a && kin(a) >= kin(b) ? a : b), null);
  if (subject && kin(subject) > 1) return keep(place.code, subject.code, place.sum - 0.1, "institution");
  const general = acts.find((a) => a.branch);
  if (general) keep(place.code, general.code, place.sum - 0.2, "institution");
}

// best chooses proposals one by one; each that repeats an institution or act already chosen steps back, so that a few cover more.
function best(found) {
  const rest = found.sort((a, b) => b.score - a.score).slice(0, 80), chosen = [], said = new Map();
  while (rest.length && rest[rest.length - 1].score < rest[0].score * 0.75) rest.pop();
  const worth = (f) => f.score - (f.inst && f.proc ? 0.06 : 0.01) * ((said.get("i" + f.inst) || 0) + (said.get("p" + f.proc) || 0));
  while (rest.length && chosen.length < most) {
    let at = 0;
    for (let i = 1; i < rest.length; i++) if (worth(rest[i]) > worth(rest[at])) at = i;
    const [next] = rest.splice(at, 1);
    chosen.push(next);
    for (const key of [next.inst && "i" + next.inst, next.proc && "p" + next.proc]) if (key) said.set(key, (said.get(key) || 0) + 1);
  }
  return chosen;
}
