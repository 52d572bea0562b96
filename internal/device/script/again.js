// Notes the same sheet several times at once: each is a sheet of its own, the minutes are said once, for all together.
import { el } from "./dom.js";
import { reveal, times } from "./entry.js";
import { t } from "./words.js";

// startAgain makes the choice beside the button that sends say what it means for the minutes.
export function startAgain({ form }) {
  document.getElementById("times")?.addEventListener("change", () => together(form));
  form.addEventListener("releve:filled", () => together(form));
}

// together says that the minutes are those of all sheets that one sending makes, and asks for them again.
function together(form) {
  const n = times(), q = form.querySelector(".watch")?.closest(".q");
  if (!q) return;
  let hint = q.querySelector(".together");
  if (!hint) q.querySelector("legend").after((hint = el("p", { class: "together", role: "status" })));
  hint.textContent = n > 1 ? t("device.minutes.together", { n }) : "";
  if (n < 2 || !q.matches(".done")) return;
  q.classList.remove("done");
  reveal(q);
}
