// Finds addresses of e-mail and personal pages of social networks: look_mail.go of internal/guard.

import { at, beside, is, isFigure, isSign, isWord, knows, take, text, tied, together, wordAt } from "./guard_look.js";
import { fold, glued, mere, spaced } from "./guard_token.js";
import { has, lists } from "./guard_words.js";

export function mail(i) {
  let last = i;
  if (!is(i, "@") && !is(i, "＠")) {
    if (!is(i, "(") && !is(i, "[") || !is(i + 2, ")") && !is(i + 2, "]") || !knows("|at|arobase|arobas|apenstaartje|", i + 1)) return;
    last = i + 2;
  }
  const first = mailbox(i);
  if (first === i || credentials(first)) return;
  const end = domain(last + 1, i);
  if (end === 0 || has(lists.role, fold(text.slice(at(first).start, at(i - 1).end)))) return;
  take("email", first, end);
}

function mailbox(i) {
  if (!beside(i)) return i;
  let first = i;
  for (let n = 1; n <= 40; n++) {
    const t = at(i - n);
    if (i - n < 0 || t.form === mere && !".-_+'".includes(t.sign)) break;
    first = i - n;
    if (t.before !== glued) break;
  }
  while (first < i && isSign(first)) first++;
  return first;
}

function domain(i, sign) {
  if (isSign(i) || !beside(i)) return 0;
  let last = i, points = 0;
  for (let n = 0; n < 40; n++) {
    const next = label(last);
    if (next === last) break;
    if (is(last + 1, ".")) points++;
    last = next;
  }
  if (points === 0) return tied(sign) && knows(lists.provider, i) ? last : 0;
  return !isWord(last) || at(last).length < 2 ? 0 : last;
}

function label(last) {
  const next = at(last + 1), behind = at(last + 2);
  const follows = behind.before === glued && behind.form !== mere;
  if (is(last + 1, ".") && next.before <= spaced && follows) return last + 2;
  if (next.before !== glued) return last;
  if ((is(last + 1, "-") || is(last + 1, "_")) && follows) return last + 2;
  return next.form !== mere ? last + 1 : last;
}

function credentials(first) {
  if (is(first - 1, ":") && !isSign(first - 2) && tied(first - 1)) first = mailbox(first - 1);
  if (!is(first - 1, "/") || !is(first - 2, "/") || !is(first - 3, ":") || !isWord(first - 4)) return false;
  return take("page", first - 4, pageEnd(first));
}

function pageEnd(i) {
  let last = i;
  for (let n = 0; n < 40 && tied(last + 1); n++) last++;
  while (last > i && isSign(last) && !is(last, "/")) last--;
  return last;
}

export function page(i) {
  if (!is(i + 1, ".") || !is(i + 3, "/") || !together(i + 1, i + 4) || !knows("|com|me|be|net|", i + 2)) return;
  const site = wordAt(i), mixed = has(lists.siteMixed, site);
  let user = i + 4;
  if (!mixed && !has(lists.site, site)) return;
  if (site === "linkedin") {
    if (wordAt(user) !== "in" || !is(user + 1, "/")) return;
    user += 2;
  }
  const last = pageEnd(user);
  if (isSign(user) && !is(user, "@") || mixed && !own(user, last)) return;
  take("page", pageStart(i), last);
}

function own(first, last) {
  for (let i = first; i <= last; i++) if (is(i, ".") || is(i, "_") || isFigure(i)) return true;
  return false;
}

function pageStart(i) {
  if (is(i - 1, ".") && tied(i) && tied(i - 1) && isWord(i - 2)) i -= 2;
  if (tied(i) && is(i - 1, "/") && is(i - 2, "/") && is(i - 3, ":") && isWord(i - 4)) i -= 4;
  return i;
}
