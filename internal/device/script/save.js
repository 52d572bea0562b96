// Writes sheets that were not sent into a file, in the layout that the import page reads, with the ids that they have here:
// one that is imported and then sent is stored once.

// asFile returns the text of a file that holds sheets of one campaign: a JSON array, one object for each row.
export const asFile = (items) => JSON.stringify(items.flatMap(rowsOf), null, 1) + "\n";

// rowsOf returns the rows of a sheet: one for each of the form's repeat, 0 where that has none, 1 for a form without.
function rowsOf({ body, campaign, organisation, mark }) {
  const own = {
    _id: body.id, _follows: body.follows, _shared: body.shared, _campaign: campaign, _form_version: body.form_version,
    _organisation: organisation, _worker: body.worker && mark, _date: body.date, _channel: body.channel,
    _language: body.language,
  };
  const line = (row, number) => ({ ...cells({ ...body.answers, ...row }), ...cells({ ...own, _row: number }) });
  if (!body.rows) return [line({}, 1)];
  return body.rows.length ? body.rows.map((row, i) => line(row, i + 1)) : [line({}, 0)];
}

// cells leaves out what is blank, and writes several choices as one text.
function cells(values) {
  const written = Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join(" ") : value]);
  return Object.fromEntries(written.filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

// download hands a text to the person as a file.
export function download(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
