// Finds the structured reference of a Belgian payment: look_payment.go of internal/guard.

import { at, beside, digitsAt, is, isFigure, numberAt, take } from "./guard_look.js";

export function payment(i) {
  const { sign } = at(i);
  if (sign !== "+" && sign !== "*" || !thrice(i, sign)) return;
  let number = 0, n = 0, j = i + 3;
  for (; n < 12 && digitsAt(j) + n <= 12 && (isFigure(j) || is(j, "/")); j++) {
    if (!beside(j)) return;
    if (isFigure(j)) {
      number = number * 10 ** digitsAt(j) + numberAt(j);
      n += digitsAt(j);
    }
  }
  if (n === 12 && number % 100 === (Math.floor(number / 100) + 96) % 97 + 1 && thrice(j, sign)) take("payment", i, j + 2);
}

function thrice(i, sign) {
  return is(i, sign) && is(i + 1, sign) && is(i + 2, sign);
}
