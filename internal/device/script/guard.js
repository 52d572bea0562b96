// Finds personal identifiers in free text on the device: the rules of internal/guard, one by one and in the same order;
// the comments there say why. internal/guard/testdata/vectors.json holds both to the same findings.

import { birth } from "./guard_date.js";
import { looks } from "./guard_look.js";
import { mail, page } from "./guard_mail.js";
import { name } from "./guard_name.js";
import { numbers } from "./guard_numbers.js";
import { payment } from "./guard_payment.js";
import { phone } from "./guard_phone.js";
import { address } from "./guard_street.js";

const certain = (kind) => kind === "national" || kind === "iban" || kind === "card";

// flagged says whether a text with a finding of this kind may be kept, but has to be reviewed.
export const flagged = (kind) => !certain(kind) && kind !== "payment";

// refused says whether a text with a finding of this kind is not kept.
export const refused = certain;

// find returns the identifiers of a text as {kind, start, end}: the identifier is text.slice(start, end).
export function find(text) {
  return looks(text, numbers(text), [payment, mail, page, phone, birth, address, name]);
}
