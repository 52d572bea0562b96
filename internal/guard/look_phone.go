package guard

import (
	"strings"
	"unicode/utf8"
)

// The fewest and the most digits of a telephone number (ITU-T E.164: at most fifteen behind the plus sign).
const (
	fewestPhone = 9
	mostPhone   = 17
	// Those of a Belgian mobile telephone with the country's 32.
	belgianMobile = 11
)

// dial is a row of figures that may be a telephone number.
type dial struct {
	digits [mostPhone]uint8
	n      int
	groups [mostPhone]int // their lengths
	many   int            // groups
	last   int            // token where the number ends, -1 as long as it is none
	plus   bool
	spoken bool // a zero in brackets was left out
}

// phone looks at a number, or at a plus sign before one. It takes the first row of whole groups that is one.
func (l *look) phone(i int) {
	d := dial{last: -1}
	first := i
	if l.is(i, '+') {
		if l.at(i+1).form != figure || l.at(i+1).before > spaced || l.is(i-1, '+') {
			return
		}
		d.plus = true
		i++
	}
	if l.at(i).form != figure || !d.plus && (!l.dials(i) || l.continues(i)) {
		return
	}
	l.dialled(&d, i)
	if d.last < 0 || d.home() && l.office(first) {
		return
	}
	l.take(Phone, first, d.last)
}

// dials says whether a number begins as telephone numbers do: with a zero, or with 32, which is Belgium's, when the
// plus sign was left out.
func (l *look) dials(i int) bool {
	raw := l.raw(i)
	r, size := utf8.DecodeRuneInString(raw)
	_, first := classify(r)
	if n := l.digits(i); first != 3 || n != 2 && n != belgianMobile {
		return first == 0
	}
	r, _ = utf8.DecodeRuneInString(raw[size:])
	_, second := classify(r)
	return second == 2
}

// continues says whether the number at a token is the rest of another one, or of an enterprise's.
func (l *look) continues(i int) bool {
	if l.at(i).before > spaced {
		return false
	}
	if l.at(i-1).form == mere && l.at(i).before == glued && l.at(i-1).before == glued && l.at(i-2).form == figure {
		return !l.is(i-1, ',') && !l.is(i-1, '(') && l.digits(i-2) < 8
	}
	return l.at(i).before == glued && l.at(i-1).form == word && in(known.Words.Enterprise, l.word(i-1))
}

// dialled reads groups of figures from a token, and sets d.last where the first number ends that is one.
func (l *look) dialled(d *dial, i int) {
	lines := 0
	for {
		if d.n+l.digits(i) > mostPhone {
			return
		}
		if d.spoken || d.n == 0 || !l.is(i-1, '(') || !l.is(i+1, ')') || l.value(i) != 0 {
			for _, r := range l.raw(i) {
				if c, v := classify(r); c == digit {
					d.digits[d.n] = v
					d.n++
				}
			}
			d.groups[d.many] = l.digits(i)
			d.many++
		} else {
			d.spoken = true // (0), which is not dialled from abroad
		}
		next, broken := l.nextGroup(i)
		lines += broken
		if d.n >= fewestPhone && d.ends(l.at(next)) && !l.dated(i, d) {
			d.last = i
			return
		}
		if next < 0 || lines > maxLines {
			return
		}
		i = next
	}
}

// nextGroup returns the next token of figures when only signs stand before it that separate groups, else -1; with how
// many line breaks.
func (l *look) nextGroup(i int) (next, lines int) {
	for j := i + 1; j <= i+4; j++ {
		t := l.at(j)
		if t.before > lined {
			return -1, lines
		}
		if t.before == lined {
			lines++
		}
		if t.form == figure {
			return j, lines
		}
		switch t.sign {
		case '.', '/', '-', '–', '—', '‑', '\\', '(', ')':
		default:
			return -1, lines
		}
	}
	return -1, lines
}

// ends says whether the digits so far are a telephone number; next is the group that follows.
func (d *dial) ends(next token) bool {
	switch {
	case d.plus:
		return d.abroad(0, next)
	case d.digits[0] != 0:
		return d.n == belgianMobile && d.mobile(2) && !d.scattered()
	case d.digits[1] == 0:
		return d.n > 10 && d.abroad(2, next)
	case d.scattered():
		return false
	case d.n == 9:
		return d.landline(1) && d.zoned()
	case d.n == 10:
		return (d.mobile(1) || d.neighbour()) && !d.enterprise()
	default:
		return false
	}
}

// scattered says whether one or two digits stand alone: those of a telephone number all do, or none.
func (d *dial) scattered() bool {
	alone := 0
	for _, n := range d.groups[1:d.many] {
		if n == 1 {
			alone++
		}
	}
	return alone == 1 || alone == 2
}

// neighbour says whether ten digits are those of a mobile telephone in France or the Netherlands, as they are written
// there.
func (d *dial) neighbour() bool {
	return (d.digits[1] == 6 || d.digits[1] == 7) && (d.many == 5 || d.many <= 2)
}

// abroad says whether the digits behind the sign of abroad are a number.
func (d *dial) abroad(from int, next token) bool {
	if d.digits[from] == 0 {
		return false
	}
	if d.digits[from] == 3 && d.digits[from+1] == 2 {
		from += 2
		if d.n > from && d.digits[from] == 0 {
			from++
		}
		return d.n-from == 9 && d.mobile(from) || d.n-from == 8 && d.landline(from) && (d.digits[from] != 4 || next.form != figure)
	}
	return d.n-from >= fewestPhone && d.n-from <= 15 && (next.form != figure || d.n-from >= 12)
}

// mobile says whether the digits from one on begin as those of mobile telephones in Belgium.
func (d *dial) mobile(from int) bool {
	return d.digits[from] == 4 && d.digits[from+1] >= 5
}

// landline says whether the digits from one on are those of a line, not those of a mobile telephone nor of a service
// that many call: 70, 78, 800, 90.
func (d *dial) landline(from int) bool {
	a, b, c := d.digits[from], d.digits[from+1], d.digits[from+2]
	return a != 0 && !d.mobile(from) && (a != 7 || b != 0 && b != 7 && b != 8) && (a != 8 || b != 0 || c != 0) && (a != 9 || b != 0)
}

// zoned says whether the first group of a line is its zone, or the whole number.
func (d *dial) zoned() bool {
	zone := 3
	switch d.digits[1] {
	case 2, 3, 4, 9:
		zone = 2
	}
	return d.groups[0] == zone || d.groups[0] == 9 || d.many == 9
}

// home says whether a number is of a line, which an office may have as well as a person.
func (d *dial) home() bool {
	return d.n == 9 || d.plus && d.n == 10 || d.n == 12 && d.digits[0] == 0 && d.digits[1] == 0
}

// enterprise says whether ten digits are the number of an enterprise, as they are written: the last two are 97 − (the
// first eight mod 97).
func (d *dial) enterprise() bool {
	number := 0
	for _, v := range d.digits[:8] {
		number = number*10 + int(v)
	}
	if 97-number%97 != int(d.digits[8])*10+int(d.digits[9]) {
		return false
	}
	return d.many == 3 && d.groups[0] == 4 && d.groups[1] == 3 || d.many == 1 && !d.mobile(1)
}

// dated says whether the figures up to a token begin with a date, written with two marks.
func (l *look) dated(last int, d *dial) bool {
	if d.plus || d.many < 3 || d.groups[0] > 2 || d.groups[1] > 2 {
		return false
	}
	first := last
	for n := d.many; n > 1; first-- {
		if l.at(first-1).form == figure {
			n--
		}
	}
	end, ok := l.numericDate(first)
	if !ok {
		return false
	}
	mark := l.at(first + 1).sign
	return strings.ContainsRune("./-", mark) && (l.at(end.last+1).before != glued || l.at(end.last+1).sign != mark)
}

// office says whether a line is one of an office, by the words before it.
func (l *look) office(i int) bool {
	office := l.nearest(known.Words.Office, i, 7)
	person := l.nearest(known.Words.Person, i, 7)
	return office > 0 && (person == 0 || person > office)
}
