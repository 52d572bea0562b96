package locale

import (
	"bytes"
	"math"
	"strconv"
)

// significant is how many digits of a float count: those that a spreadsheet keeps. Digits behind them
// are noise of binary fractions (0.285 × 100 = 28.499999999999996).
const significant = 15

// undefined stands for a figure without a value (0 of 0).
const undefined = "–"

// Integer writes a whole number with the thousands grouped as in the language: 1 234 in French (no-break
// space), 1.234 in Dutch and German, 1,234 in English.
func (p *Printer) Integer(n int64) string {
	var room [48]byte
	return string(p.appendInteger(room[:0], n))
}

// Decimal writes a number with places decimals (0 or more), rounded half away from zero as a spreadsheet
// shows it. NaN and infinities read "–".
func (p *Printer) Decimal(v float64, places int) string {
	var room [48]byte
	return string(p.appendDecimal(room[:0], v, places))
}

// Percent writes a share (0.27) as a percentage ("27 %") with places decimals, rounded as Decimal does.
func (p *Printer) Percent(share float64, places int) string {
	var plain, room [48]byte
	digits := appendRounded(plain[:0], share*100, places)
	if len(digits) == 0 {
		return undefined
	}
	return string(p.messages["number.percent"].whole.fill(room[:0], func(dst []byte, _ string) []byte {
		return p.appendGrouped(dst, digits)
	}))
}

func (p *Printer) appendInteger(dst []byte, n int64) []byte {
	var plain [24]byte
	return p.appendGrouped(dst, strconv.AppendInt(plain[:0], n, 10))
}

func (p *Printer) appendDecimal(dst []byte, v float64, places int) []byte {
	var room [48]byte
	plain := appendRounded(room[:0], v, places)
	if len(plain) == 0 {
		return append(dst, undefined...)
	}
	return p.appendGrouped(dst, plain)
}

// appendGrouped appends a number in plain digits ("-1234.5") with the signs of the language.
func (p *Printer) appendGrouped(dst, plain []byte) []byte {
	if len(plain) > 0 && plain[0] == '-' {
		dst, plain = append(dst, '-'), plain[1:]
	}
	whole := len(plain)
	for i, c := range plain {
		if c == '.' {
			whole = i
		}
	}
	for i, c := range plain[:whole] {
		if i > 0 && (whole-i)%3 == 0 {
			dst = append(dst, p.group...)
		}
		dst = append(dst, c)
	}
	if whole < len(plain) {
		dst = append(append(dst, p.decimal...), plain[whole+1:]...)
	}
	return dst
}

// appendRounded appends a number in plain digits with places decimals, rounded half away from zero on its
// first 15 significant decimal digits; nothing when it is not finite. Never "-0".
func appendRounded(dst []byte, v float64, places int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return dst
	}
	places = max(places, 0)
	digits, point := decompose(math.Abs(v))
	digits = roundUp(digits, point+places)
	if v < 0 && bytes.ContainsAny(digits, "123456789") {
		dst = append(dst, '-')
	}
	first := 0
	for first < point-1 && digits[first] == '0' {
		first++
	}
	for i := min(first, point-1); i < point+places; i++ {
		if i == point {
			dst = append(dst, '.')
		}
		if i >= 0 && i < len(digits) {
			dst = append(dst, digits[i])
		} else {
			dst = append(dst, '0')
		}
	}
	return dst
}

// decompose returns the significant decimal digits of a number, behind one "0" that leaves room for a
// carry, and how many of them stand before the decimal point (negative for 0.00…).
func decompose(v float64) (digits []byte, point int) {
	// The text reads d.dddddddddddddde±xx.
	text := strconv.AppendFloat(make([]byte, 0, 32), v, 'e', significant-1, 64)
	exponent, _ := strconv.Atoi(string(text[significant+2:]))
	text[1] = text[0]
	text[0] = '0'
	return text[:significant+1], exponent + 2
}

// roundUp keeps the first n digits, adding one to the last of them when the first dropped is 5 or more.
func roundUp(digits []byte, n int) []byte {
	if n < 0 || n >= len(digits) {
		return digits[:min(max(n, 0), len(digits))]
	}
	up := digits[n] >= '5'
	digits = digits[:n]
	for i := n - 1; up && i >= 0; i-- {
		up = digits[i] == '9'
		digits[i]++
		if up {
			digits[i] = '0'
		}
	}
	return digits
}
