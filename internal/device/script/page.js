// Reads what the page says about itself to scripts.

// readPage returns the facts that stand in the form's attributes.
export function readPage(form = document.getElementById("sheet")) {
  const d = form.dataset;
  return {
    link: d.link, campaign: d.campaign, title: d.title, service: d.service || "", form: d.form, version: d.version,
    zone: d.zone, lang: document.documentElement.lang, mode: d.mode || "web", state: d.state, days: Number(d.days) || 0,
    fine: (d.fine || "").split(" ").filter(Boolean), repeat: d.repeat === "1", pack: d.pack, app: d.app, style: d.look,
    organisation: d.organisation || "",
  };
}
