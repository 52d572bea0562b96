package guard

// A date that says so of nobody is one of birth when its year lies in between: it is then that people were born who
// write to offices, and older than what offices write about.
const (
	firstOldYear = 1900
	lastOldYear  = 2014
)

// date is a day that is written out.
type date struct {
	last int // token
	year int // of two or four digits
	bare bool
}

// birth looks at a number that begins a date.
func (l *look) birth(i int) {
	if l.at(i).form != figure || l.at(i).before == glued && l.linked(i-1) {
		return
	}
	d, ok := l.numericDate(i)
	if !ok {
		d, ok = l.writtenDate(i)
	}
	if !ok || l.runsOn(d.last) {
		return
	}
	if l.born(i) || !d.bare && d.year >= firstOldYear && d.year <= lastOldYear && !l.near(known.Words.OldDate, i, 8) {
		l.take(Birth, i, d.last)
	}
}

// runsOn says whether more figures are glued to a token.
func (l *look) runsOn(i int) bool {
	if l.at(i+1).before != glued {
		return false
	}
	return l.at(i+1).form == figure || l.linked(i+1) && l.at(i+2).form == figure && l.at(i+2).before == glued
}

// linked says whether a token links figures.
func (l *look) linked(i int) bool {
	return l.is(i, '/') || l.is(i, '-') || l.is(i, '.') || l.is(i, ':')
}

// numericDate reads day, month and year, or year, month and day, with the same signs between.
func (l *look) numericDate(i int) (date, bool) {
	step := l.dateStep(i)
	if step == 0 {
		return date{}, false
	}
	day, month, year := i, i+step, i+2*step
	if l.digits(day) == 4 {
		day, year = year, day
	}
	d, m := l.value(day), l.value(month)
	if d < 1 || d > 31 || m < 1 || m > 12 || l.digits(month) > 2 || !l.yearly(year) {
		return date{}, false
	}
	return date{last: i + 2*step, year: l.value(year), bare: step == 1}, true
}

// dateStep returns how many tokens lie from one number of a date to the next: 2 with the same mark between, 1 with
// spaces only, 0 where there is no date.
func (l *look) dateStep(i int) int {
	step := 2
	mark := l.at(i + 1).sign
	switch {
	case l.at(i+1).form == figure:
		step = 1
	case mark != '/' && mark != '.' && mark != '-' || l.at(i+3).sign != mark:
		return 0
	}
	for j := i + 1; j <= i+2*step; j++ {
		if l.at(j).before > spaced {
			return 0
		}
	}
	return step
}

// yearly says whether a number has as many digits as years have.
func (l *look) yearly(i int) bool {
	value := l.value(i)
	return l.digits(i) == 2 || l.digits(i) == 4 && value >= firstOldYear && value <= 2099
}

// writtenDate reads a day, the name of a month and a year.
func (l *look) writtenDate(i int) (date, bool) {
	day := l.value(i)
	if day < 1 || day > 31 {
		return date{}, false
	}
	j := i + 1
	if in("|er|e|ste|de|th|st|nd|rd|", l.word(j)) || l.is(j, '.') {
		j++
	}
	if !in(known.Words.Month, l.word(j)) {
		return date{}, false
	}
	j++
	if l.is(j, '.') || l.is(j, ',') {
		j++
	}
	if !l.yearly(j) || l.at(j).before > lined {
		return date{}, false
	}
	return date{last: j, year: l.value(j)}, true
}

// born says whether the words before a token speak of a birth: a word for it in the same sentence, the sign °, or
// another date of birth that this one is joined to.
func (l *look) born(i int) bool {
	if l.is(i-1, '°') || l.is(i-1, '*') || l.at(i-1).taken && l.joined(i-2) {
		return true
	}
	if in("|et|en|ou|of|und|and|", l.word(i-1)) && l.joined(i-2) || in("|le|op|", l.word(i-1)) && in("|et|en|", l.word(i-2)) && l.joined(i-3) {
		return true
	}
	for n := 1; n <= 8; n++ {
		j := i - n
		if l.at(j+1).before >= parted || l.ends(j) {
			return false
		}
		if l.birthWord(j) {
			return true
		}
	}
	return false
}

// joined says whether a token belongs to a date of birth.
func (l *look) joined(i int) bool {
	n := len(l.found)
	return n > 0 && l.at(i).taken && l.found[n-1].Kind == Birth && l.found[n-1].End == l.at(i).end
}

// birthWord says whether a token speaks of a birth. "Ne" does when it has lost its accent only; the birth of an
// allowance or of a paper is none.
func (l *look) birthWord(i int) bool {
	w := l.word(i)
	switch {
	case w == "d":
		return l.is(i+1, '.') && l.word(i+2) == "n" && l.word(i-2) == "d"
	case !in(known.Words.Birth, w):
		return false
	case w == "ne" && l.raw(i) != "né" && l.raw(i) != "Né":
		return in("|le|un|vers|la|l|", l.word(i+1)) && l.at(i+2).form == figure || l.is(i+1, '(')
	case w == "naissance" || w == "geboorte":
		return !in(known.Words.Paper, l.word(i-1)) && !in(known.Words.Paper, l.word(i-2)) && !in(known.Words.Paper, l.word(i-3))
	default:
		return true
	}
}
