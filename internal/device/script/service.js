// Asks whose sheets these are, in a file that is for every service of a campaign.
import { keep, prefs } from "./prefs.js";

const none = "-"; // "none of these": the sheet has no service

// startService lets the person choose the service once, and keeps a sheet from being noted for nobody by mistake.
export function startService({ page }) {
  const choice = document.getElementById("organisation");
  if (!choice) return;
  const known = (code) => [...choice.options].some((o) => o.value === code);
  const before = prefs(page.link).service;
  if (before && known(before)) choice.value = before;
  const take = () => {
    for (const o of choice.options) o.defaultSelected = o.selected; // so that an emptied form still has it
    page.organisation = choice.value === none ? "" : choice.value;
    page.service = page.organisation ? choice.selectedOptions[0].text : "";
  };
  take();
  choice.addEventListener("change", () => {
    take();
    complain(choice, false);
    keep(page.link, { service: choice.value });
  });
  addEventListener("submit", (event) => {
    if (choice.value || (event.submitter && event.submitter.name)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    complain(choice, true);
    choice.focus();
  }, true);
}

function complain(choice, wrong) {
  choice.parentElement.classList.toggle("wrong", wrong);
  document.getElementById("e-organisation").hidden = !wrong;
  if (wrong) choice.setAttribute("aria-invalid", "true");
  else choice.removeAttribute("aria-invalid");
}
