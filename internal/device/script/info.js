// Asks the server what a link has become: the campaign's state, where to go on, what the service notes, its totals.
import { el } from "./dom.js";
import { keep, prefs } from "./prefs.js";
import { today } from "./today.js";
import { day, t } from "./words.js";

const hour = 3600_000; // ms for which an answer stands

// startInfo puts what is known into app.info, and asks for it anew when that is old.
export function startInfo(app) {
  if (app.page.mode === "file") return;
  const kept = prefs(app.page.link).info;
  if (kept) set(app, kept.body);
  const fresh = kept && Date.now() - kept.at < hour && kept.day === today(app.page.zone) && kept.body.campaign.state !== "closed";
  if (!fresh) renewInfo(app);
  document.addEventListener("releve:results", (event) => {
    if (event.detail.some((r) => r.status === "closed")) renewInfo(app);
  });
}

// renewInfo asks anew; without an answer, what was known stands.
export async function renewInfo(app) {
  try {
    const answer = await fetch(`/api/v1/links/${app.page.link}`);
    if (!answer.ok) return;
    const body = await answer.json();
    keep(app.page.link, { info: { at: Date.now(), day: today(app.page.zone), body } });
    set(app, body);
  } catch {
    // no network: the next opening asks again
  }
}

function set(app, body) {
  app.info = body;
  document.getElementById("state")?.remove();
  const { state, title, to } = body.campaign, next = body.successor;
  if (state === "closed") {
    banner(app, t("device.closed", { title }), next && el("a", { class: "send", href: `/s/${next.link}?lang=${app.page.lang}` }, t("device.closed.next", { title: next.title })));
  } else if (state === "closing" && app.page.state !== state) {
    banner(app, to ? t("device.closing", { day: day(to) }) : t("device.closing.open"));
  }
  document.dispatchEvent(new CustomEvent("releve:info", { detail: body }));
}

// banner says what has changed for the campaign: above the form when it takes no more sheets, above its button when it will not
// for long.
function banner(app, text, link) {
  const made = el("div", { id: "state", class: "trial", role: "status" }, el("p", {}, text), link);
  if (link !== undefined) app.form.parentElement.prepend(made);
  else app.form.querySelector(".bar").before(made);
}
