// Puts a sheet back into the form: one that was refused, or one that is to be corrected.

// fillForm empties the form and fills it with a sheet in the words of the API. The sheet's id and what it follows are left to
// the caller.
export function fillForm({ form, pack }, body) {
  form.reset();
  for (const field of fields(form)) empty(field);
  fill(form, "", body.answers || {});
  const repeat = pack.questions.find((q) => q.kind === "repeat");
  (body.rows || []).forEach((row, i) => {
    const prefix = repeat.code + "." + (i + 1) + ".";
    if (!fields(form).some((field) => field.name.startsWith(prefix))) addRow(form, i);
    fill(form, prefix, row);
  });
  if (body.date) setDate(form, body.date);
}

// fields returns what answers: what is neither hidden nor the sheet's own.
const fields = (form) => [...form.elements].filter((e) => e.name && e.type !== "hidden" && !/^(_|resume$|when$)/.test(e.name) && "value" in e && e.type !== "submit");

const ticks = (field) => field.type === "radio" || field.type === "checkbox";

function empty(field) {
  if (ticks(field)) field.checked = false;
  else field.value = "";
}

// fill gives the answers of a sheet or of a row. A choice that stands twice, in front and in its list, is ticked where it
// comes first.
function fill(form, prefix, answers) {
  for (const [code, answer] of Object.entries(answers)) {
    const values = [].concat(answer ?? []).map(String), found = fields(form).filter((field) => field.name === prefix + code);
    for (const value of values) {
      const field = found.find((one) => ticks(one) && one.value === value) || found.find((one) => !ticks(one));
      if (!field) continue;
      if (ticks(field)) field.checked = true;
      else field.value = value;
      open(field, form);
    }
  }
}

// open shows a field that stands in something folded.
function open(field, form) {
  for (let e = field.parentElement; e && e !== form; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
}

function setDate(form, date) {
  form.elements._date.value = date;
  const other = [...document.querySelectorAll("[name=when]")].find((i) => i.value !== "today" && i.value !== "before");
  if (other) other.checked = true;
}

// addRow adds a block of the repeat behind the last one, with the number i + 1, and returns it. It is what the server's page
// does when it is asked for one more.
export function addRow(form, i = form.querySelectorAll(".row").length) {
  const last = [...form.querySelectorAll(".row")].pop(), added = last.cloneNode(true), was = new RegExp("\\." + i + "\\.");
  added.id = "row-" + i;
  for (const e of added.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
      const value = e.getAttribute(name);
      if (value) e.setAttribute(name, value.replace(was, "." + (i + 1) + ".").replace(new RegExp("-" + i + "-", "g"), "-" + (i + 1) + "-"));
    }
    if (e.matches("details.b")) e.open = false;
    if (e.matches("input,textarea")) empty(e);
  }
  const heading = added.querySelector("h3");
  if (heading) heading.textContent = heading.textContent.replace(/\d+/, i + 1);
  last.after(added);
  return added;
}
