// Runs search.js: reads {index, asked: [{say, counts}], plain: [text],
// keys: how many to measure} and writes {found: [[proposal]], plain, stems, millis: of the processor for each key}.
import { readFileSync } from "node:fs";

const { plain, prepare, search, stem } = await import(process.argv[2]);
const task = JSON.parse(readFileSync(0, "utf8"));
const index = task.index || {}, asked = task.asked || [], texts = task.plain || [];

const prepared = prepare(index);
const found = asked.map(({ say, counts }) => search(prepared, say, { counts }));

// typed measures keystrokes in the time of the processor, so that what else runs beside it does not count.
function typed() {
  const fresh = prepare(index), before = process.cpuUsage();
  let n = 0;
  for (const { say } of asked) {
    for (let end = 1; end <= Math.min(say.length, 100) && n < task.keys; end++, n++) search(fresh, say.slice(0, end));
  }
  const { user, system } = process.cpuUsage(before);
  return n ? (user + system) / 1000 / n : 0;
}

const stems = (text) => plain(text).split(" ").map(stem).join(" ");
process.stdout.write(JSON.stringify({ found, plain: texts.map(plain), stems: texts.map(stems), millis: typed() }));
