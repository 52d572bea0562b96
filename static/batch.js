// Keeps the page of a batch up to date while its pages are read. Without this script the browser loads it again by itself.
const live = () => document.getElementById("live");
const pause = 1500;

// refresh asks for the page and shows what has changed, without moving what somebody is doing in the rest of it.
async function refresh() {
  const answer = await fetch(live().dataset.busy, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = page.getElementById("live");
  if (!news || live().contains(document.activeElement)) return;
  live().replaceWith(document.importNode(news, true));
}

// watch goes on until nothing is read any more.
async function watch() {
  while (live() && live().dataset.busy) {
    await new Promise((done) => setTimeout(done, pause));
    if (!document.hidden) await refresh().catch(() => {});
  }
}

addEventListener("load", () => {
  if (!live() || !live().dataset.busy) return;
  setTimeout(() => {
    window.stop(); // the browser's own loading again
    watch();
  });
});
