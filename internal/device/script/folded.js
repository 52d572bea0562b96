// Finds a choice on the page, and says in one line what was answered in something folded.

// choiceIn returns where a code is ticked in an element, undefined where it is not offered.
export const choiceIn = (element, code) => [...element.querySelectorAll("input")].find((i) => i.value === code);

// answerIn returns what is ticked or typed in an element, in words, "" when nothing is.
export function answerIn(element) {
  const said = [...element.querySelectorAll("input:checked")].filter((i) => i.value).map((i) => i.closest("label").textContent.trim());
  const typed = [...element.querySelectorAll("textarea,input:not([type=radio],[type=checkbox])")].map((i) => i.value.trim()).filter(Boolean);
  return [...new Set(said), ...typed].join(", ");
}

// tell writes the answer of a folded question beside its name.
export function tell(details) {
  const summary = details.querySelector("summary"), now = summary.querySelector(".now") || document.createElement("span");
  const said = answerIn(details);
  now.className = "now";
  now.textContent = said && "\u2002" + said;
  summary.append(now);
}
