package guard

import "strings"

// The most tokens of the name of a street.
const mostStreet = 12

// street is where an address stands so far.
type street struct {
	first, last int // tokens
}

// address looks at a word that is a street or ends in one, or at a postcode.
func (l *look) address(i int) {
	var s street
	var ok bool
	if l.at(i).form == figure {
		s, ok = l.town(i)
	} else if l.at(i).form == word && (l.figures(i, mostStreet+3) || l.figures(i-6, 5)) {
		s, ok = l.street(i, l.word(i))
	}
	if !ok || l.institutional(s.first) {
		return
	}
	l.take(Address, s.first, s.last)
}

// street reads a street with the number of a house, by the word that says it is one.
func (l *look) street(i int, w string) (street, bool) {
	switch {
	case in(known.Words.Street, w), in(known.Words.StreetWeak, w):
		if s, ok := l.french(i, w); ok {
			return s, true
		}
	case in(known.Words.Road, w):
		return l.english(i)
	}
	if !l.figures(i, 4) {
		return street{}, false
	}
	return l.germanic(i, w)
}

// institutional says whether the words before an address speak of an office and of nobody who lives there.
func (l *look) institutional(i int) bool {
	office := l.nearest(known.Words.Office, i, 6)
	home := l.nearest(known.Words.Home, i, 6)
	return office > 0 && (home == 0 || home > office)
}

// french reads a street that begins with its kind: "rue Gallait 12" and "12, rue Gallait".
func (l *look) french(i int, kind string) (street, bool) {
	n := l.streetName(i)
	if n.words == 0 || n.capitals == 0 && !in(known.Words.Street, kind) {
		return street{}, false
	}
	first := l.numberBefore(i)
	if number, ok := l.house(n.behind); ok && (n.capitals > 0 || n.words <= 4) {
		return street{first: first, last: l.withTown(l.box(number))}, true
	}
	if n.last == i {
		n.last = l.firstName(i)
	}
	return street{first: first, last: l.withTown(n.last)}, first < i && n.last > i
}

// streetName is what stands behind the kind of a street.
type streetName struct {
	words    int // that say something
	capitals int // words written large
	last     int // token of the words written large that follow each other, the kind's own when none does
	behind   int // token behind the name
}

// streetName reads the words behind the kind of a street.
func (l *look) streetName(i int) streetName {
	n := streetName{last: i, behind: i + 1}
	if l.is(n.behind, '.') {
		n.behind++
	}
	for ; n.behind <= i+mostStreet && l.inStreet(n.behind, n.words); n.behind++ {
		t := l.at(n.behind)
		if t.form == mere || in(known.Words.Link, l.word(n.behind)) {
			continue
		}
		n.words++
		if t.dress != small {
			n.capitals++
		}
		if n.capitals == n.words {
			n.last = n.behind
		}
	}
	return n
}

// inStreet says whether a token may be part of the name of a street, of which so many words stand before it.
func (l *look) inStreet(j, words int) bool {
	t := l.at(j)
	if t.before > lined || t.taken {
		return false
	}
	w := l.word(j)
	switch {
	case t.form == figure: // the 11 November
		return words == 0 && in(known.Words.Month, l.word(j+1))
	case t.form == mere:
		return t.sign == '-' || t.sign == '\'' || t.sign == '’' || t.sign == '.' && l.length(j-1) <= 3
	case l.numbering(j):
		return false
	default:
		return t.dress != small || in(known.Words.Link, w) || !in(known.Words.NoAddress, w)
	}
}

// numbering says whether a token is the word before the number of a house, as n in n°.
func (l *look) numbering(j int) bool {
	return in(known.Words.Number, l.word(j)) && (l.at(j+1).form == figure || l.is(j+1, '°') || l.is(j+1, '.'))
}

// firstName returns the first word of a street's name that says something.
func (l *look) firstName(i int) int {
	for j := i + 1; j <= i+4; j++ {
		w := l.word(j)
		if in(known.Words.NoAddress, w) && !in(known.Words.Link, w) {
			return i
		}
		if w != "" && !in(known.Words.Link, w) {
			return j
		}
	}
	return i
}

// house returns the token of the number of a house that stands at a token, behind a comma and "n°" or the like.
func (l *look) house(j int) (int, bool) {
	if l.is(j, ',') {
		j++
	}
	if in(known.Words.Number, l.word(j)) {
		j++
		if l.is(j, '°') || l.is(j, '.') || l.is(j, 'º') {
			j++
		}
	}
	return j, l.numbered(j) && l.at(j).before <= lined && !l.counts(j)
}

// counts says whether a number counts something.
func (l *look) counts(j int) bool {
	if w := l.word(j + 1); (in(known.Words.Unit, w) || in(known.Words.Month, w)) && !l.lettered(j+1) {
		return true
	}
	return l.is(j+1, '€') || l.is(j+1, '%') || l.is(j+1, ':') && l.at(j+2).before == glued
}

// numbered says whether a token is the number of a house: up to four digits that are no year.
func (l *look) numbered(j int) bool {
	value := l.value(j)
	return value > 0 && (value < firstOldYear || value > 2099) && !l.at(j).taken
}

// lettered says whether a token is the letter behind the number of a house.
func (l *look) lettered(j int) bool {
	t := l.at(j)
	return t.form == word && t.length() == 1 && (t.dress == capped || t.before == glued && t.sign != 'h' && t.sign != 'u' && t.sign != 'x' && t.sign != 'm')
}

// numberBefore returns the token of the number before a street, or the street's own when none is.
func (l *look) numberBefore(i int) int {
	j := i - 1
	for in("|de|la|l|du|", l.word(j)) {
		j--
	}
	of := j < i-1
	if l.is(j, ',') {
		j--
	}
	if in("|bis|ter|a|b|c|d|", l.word(j)) && l.at(j-1).form == figure {
		j--
	}
	if of && !l.is(j-1, '°') && !in(known.Words.Number, l.word(j-1)) || l.at(j).before == glued && l.linked(j-1) || !l.numbered(j) {
		return i
	}
	return j
}

// box returns the last token of the number of a house, with its letter and its box.
func (l *look) box(j int) int {
	if l.lettered(j+1) && l.at(j+1).before <= spaced && (!in(known.Words.Box, l.word(j+1)) || l.at(j+2).form != figure) {
		j++
	}
	if (l.is(j+1, '/') || l.is(j+1, '-')) && l.together(j+1, j+2) && l.at(j+2).form != mere {
		j += 2
	}
	k := j + 1
	if l.is(k, ',') {
		k++
	}
	if !in(known.Words.Box, l.word(k)) || l.at(k).before > spaced {
		return j
	}
	if l.is(k+1, '.') {
		k++
	}
	if l.at(k+1).form == figure && l.at(k+1).before <= spaced {
		return k + 1
	}
	return j
}

// withTown returns the last token of an address with the postcode and the town that follow it.
func (l *look) withTown(j int) int {
	k := j + 1
	if l.is(k, ',') || l.is(k, '-') || l.is(k, '–') {
		k++
	}
	if in("|a|te|in|", l.word(k)) && l.postcode(k+1) {
		k++
	}
	if !l.postcode(k) {
		return j
	}
	return l.place(k)
}

// postcode says whether a token is a Belgian postcode with the name of a town behind.
func (l *look) postcode(k int) bool {
	value := l.value(k)
	return value >= 1000 && value <= 9999 && !l.at(k).taken && l.at(k).before <= lined &&
		l.at(k+1).form == word && l.at(k+1).dress != small && l.at(k+1).before == spaced
}

// place returns the last token of the town behind a postcode.
func (l *look) place(k int) int {
	k++
	for range 4 {
		if (l.is(k+1, '-') || l.is(k+1, '\'')) && l.at(k+1).before == glued && l.at(k+2).form == word && l.at(k+2).before == glued {
			k += 2
		}
	}
	return k
}

// town looks at a postcode and a town where somebody lives.
func (l *look) town(i int) (street, bool) {
	if !l.postcode(i) || !l.near(known.Words.Home, i, 4) {
		return street{}, false
	}
	return street{first: i, last: l.place(i)}, true
}

// germanic reads a street that ends in its kind: "Kerkstraat 12", "Leuvense Steenweg 701", "Hauptstr. 8".
func (l *look) germanic(i int, w string) (street, bool) {
	first := l.germanicName(i, w)
	if first < 0 {
		return street{}, false
	}
	j := i + 1
	if l.is(j, '.') && l.at(j).before == glued && l.at(j+1).before == spaced && shortened(w) {
		j++
	}
	number, ok := l.house(j)
	if !ok {
		return street{}, false
	}
	return street{first: first, last: l.withTown(l.box(number))}, true
}

// shortened says whether a word ends in a kind of street that is cut short, and so may have a point behind.
func shortened(w string) bool {
	return strings.HasSuffix(w, "str") || strings.HasSuffix(w, "stwg") || strings.HasSuffix(w, "ln")
}

// germanicName returns the first token of the name of a street that ends in its kind, -1 when it is none.
func (l *look) germanicName(i int, w string) int {
	large := l.at(i).dress != small
	switch {
	case in(known.Words.NoStreet, w), !large && strings.HasSuffix(w, "slaan"): // Dutch verbs
		return -1
	case in(known.Words.Ending, w), in(known.Words.EndingWeak, w):
		if before := l.at(i - 1); before.form == word && before.dress != small && l.at(i).before <= spaced && !before.taken {
			return i - 1
		}
		return -1
	case endsIn(known.Words.Ending, w), large && endsIn(known.Words.EndingWeak, w):
		return i
	default:
		return -1
	}
}

// english reads a street behind its number: "12 Church Street".
func (l *look) english(i int) (street, bool) {
	if l.at(i).dress == small {
		return street{}, false
	}
	for j := i - 1; j >= i-3; j-- {
		if l.numbered(j) && j < i-1 {
			return street{first: j, last: i}, true
		}
		if l.at(j).form != word || l.at(j).dress == small {
			break
		}
	}
	return street{}, false
}
