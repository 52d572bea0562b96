// Makes looking at scanned fields instant: one key an answer, the next field is there already. Without this script every
// field is a page with a form of its own.
const root = document.getElementById("review");
let ahead = []; // cards after the one that is shown, their pictures loaded
let sending = Promise.resolve(); // answers go to the server one after the other
let waiting = 0; // how many of them are under way
let typed = { text: "", at: 0 };

const card = () => root.querySelector(".ask");
const keyOf = (section) => section && section.dataset.key;
const form = () => card().querySelector("form.answer");

// cardsOf takes the cards out of a page; their pictures begin to load. Words that they propose come along.
function cardsOf(page) {
  for (const list of page.querySelectorAll("#review > datalist")) {
    if (!document.getElementById(list.id)) root.append(document.importNode(list, true));
  }
  const all = page.querySelectorAll("#review > .ask, #review > template.next");
  return [...all].map((node) => document.importNode(node.content ? node.content.firstElementChild : node, true));
}

// show puts a card in the place of the one that is shown.
function show(section) {
  card().replaceWith(section);
  history.replaceState(null, "", location.pathname + "?at=" + keyOf(section));
  focus();
  watchOther();
}

// focus goes to where the next key is expected.
function focus() {
  const place = card().querySelector("[autofocus]");
  if (place) place.focus();
  if (place && place.select) place.select();
}

// swap shows a page that the server answered with.
function swap(page) {
  const news = page.getElementById("review");
  const did = page.querySelector(".did");
  document.querySelectorAll(".did").forEach((old) => old.remove());
  if (did) root.before(document.importNode(did, true));
  const [first, ...rest] = cardsOf(page);
  root.querySelector("#left").textContent = news.querySelector("#left").textContent;
  ahead = rest;
  show(first);
}

// ask sends a request and returns the page that it ends on; a page of another kind is gone to.
async function ask(address, body) {
  const options = { credentials: "same-origin" };
  if (body) Object.assign(options, { method: "POST", body });
  const answer = await fetch(address, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.status >= 500) throw new Error(answer.statusText);
  if (!page.getElementById("review")) {
    location.href = answer.url;
    return null;
  }
  return { page, ok: answer.ok };
}

// fail says that an answer could not be kept; what is shown next is asked for again.
function fail() {
  let told = document.getElementById("failed");
  if (!told) {
    told = document.createElement("p");
    told.id = "failed";
    told.className = "errors";
    told.setAttribute("role", "alert");
    root.before(told);
  }
  told.textContent = root.dataset.failed;
  card().removeAttribute("aria-busy"); // it can be answered once more
}

// settle brings the page into line with what the server answered.
function settle(answer) {
  if (!answer) return;
  const told = document.getElementById("failed");
  if (told) told.remove();
  if (!answer.ok) {
    swap(answer.page);
    return;
  }
  const all = cardsOf(answer.page);
  const at = all.findIndex((one) => keyOf(one) === keyOf(card()));
  root.querySelector("#left").textContent = answer.page.getElementById("left").textContent;
  if (at >= 0) {
    const known = new Map(ahead.map((one) => [keyOf(one), one]));
    ahead = all.slice(at + 1).map((one) => known.get(keyOf(one)) || one);
  } else if (waiting === 0) {
    swap(answer.page);
  }
}

// send keeps an answer, after those before it, and goes on to the next card at once where it is known.
function send(body, next) {
  const address = form().action;
  if (next) show(next);
  else card().setAttribute("aria-busy", "true");
  waiting++;
  sending = sending
    .then(() => ask(address, body))
    .then((answer) => {
      waiting--;
      if (!next && answer) swap(answer.page);
      else settle(answer);
    })
    .catch(() => {
      waiting--;
      fail();
    });
}

// answer sends what the shown card says.
function answer(what) {
  if (card().getAttribute("aria-busy")) return;
  const body = new URLSearchParams(new FormData(form()));
  body.set("do", what);
  send(body, what === "void" ? null : ahead.shift());
}

// undo takes the last answer back.
function undo() {
  send(new URLSearchParams({ do: "undo" }), null);
}

// turn goes to the field before or after without an answer.
function turn(rel) {
  const link = card().querySelector("a[rel=" + rel + "]");
  if (!link) return;
  if (rel === "next" && ahead.length) {
    show(ahead.shift());
    return;
  }
  sending = sending.then(() => ask(link.href)).then((got) => got && swap(got.page)).catch(fail);
}

// choose marks the answer whose key was typed; longer keys are typed sign by sign.
function choose(sign) {
  const now = Date.now();
  const before = now - typed.at < 900 ? typed.text : "";
  const inputs = [...form().querySelectorAll("input[data-key]")];
  for (const text of [before + sign, sign]) {
    if (!inputs.some((input) => input.dataset.key && input.dataset.key.startsWith(text))) continue;
    typed = { text, at: now };
    const input = inputs.find((one) => one.dataset.key === text);
    if (input) input.checked = input.type === "radio" || !input.checked;
    return true;
  }
  return false;
}

// watchOther says while a word is typed which choice it names.
function watchOther() {
  const input = card().querySelector("input[list]");
  if (!input) return;
  const options = [...input.list.options];
  input.addEventListener("input", () => {
    const word = input.value.trim().toLowerCase();
    input.classList.toggle("named", options.some((one) => one.value.toLowerCase() === word));
  });
}

const commands = {
  Backspace: () => answer("blank"),
  U: () => answer("illegible"),
  X: () => card().querySelector("[value=void]") && answer("void"),
  Z: undo,
  P: () => card().querySelector(".whole summary").click(),
  ArrowRight: () => turn("next"),
  ArrowDown: () => turn("next"),
  ArrowLeft: () => turn("prev"),
  ArrowUp: () => turn("prev"),
};

// typing says whether keys belong to a field that somebody writes in.
const typing = (target) => target.matches("textarea, input[type=text]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.repeat && event.key === "Enter") {
    event.preventDefault(); // a key that is held down answers once
    return;
  }
  if (typing(event.target)) {
    if (event.key === "Escape") card().querySelector("button[value=accept]").focus();
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("textarea")) {
      event.preventDefault();
      answer("accept");
    }
    return;
  }
  if (event.target.matches("input[type=radio], .strip") && event.key.startsWith("Arrow")) return; // a choice, or the crop, moves
  const sign = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (sign.length === 1 && sign !== " " && choose(sign)) {
    event.preventDefault();
    return;
  }
  if (sign === "Enter" && !event.target.matches("button, a, summary")) {
    event.preventDefault();
    answer("accept");
    return;
  }
  const command = commands[sign];
  if (!command || event.shiftKey) return;
  event.preventDefault();
  command();
});

document.addEventListener("submit", (event) => {
  if (!root.contains(event.target) && event.target.id !== "undo") return;
  event.preventDefault();
  if (event.target.id === "undo") undo();
  else answer((event.submitter && event.submitter.value) || "accept");
});

ahead = cardsOf(document).slice(1);
watchOther();
