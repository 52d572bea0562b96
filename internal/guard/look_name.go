package guard

import "unicode/utf8"

// The most tokens of a name, and the most initials of one.
const (
	mostName     = 6
	mostInitials = 3
)

// name looks at a title, or at "née".
func (l *look) name(i int) {
	if l.at(i).form != word || !l.capitals(i) {
		return
	}
	j, ok := l.behindTitle(i)
	if !ok {
		return
	}
	if last := l.named(j); last > 0 {
		l.take(Name, i, last)
	}
}

// capitals says whether a word written large follows soon, with no number and no end of a sentence between.
func (l *look) capitals(i int) bool {
	for j := i + 1; j <= i+5; j++ {
		t := l.at(j)
		switch {
		case t.before > lined || t.form == figure:
			return false
		case t.form == word && t.dress != small:
			return true
		}
	}
	return false
}

// behindTitle returns the token behind a title, and whether a name may stand there.
func (l *look) behindTitle(i int) (int, bool) {
	j, ok := l.title(i)
	t := l.at(j)
	return j, ok && (t.form == word || l.cut(j)) && t.before <= lined && (t.before != glued || l.is(j-1, '.'))
}

// title returns the token behind a title with its point, and whether it is one.
func (l *look) title(i int) (int, bool) {
	w, j := l.word(i), i+1
	switch {
	case in(known.Words.ShortTitle, w):
		if l.is(j, '.') && l.at(j).before == glued {
			return j + 1, true
		}
		return j, l.bareTitle(i, w)
	case in(known.Words.Title, w):
		return j, true
	case in(known.Words.Group, w):
		return j, l.at(j).dress == capped
	case l.maiden(i, w):
		if l.is(j, ':') {
			j++
		}
		return j, !in(known.Words.Place, l.word(j))
	default:
		return j, false
	}
}

// bareTitle says whether a short title is one without its point: M and Me hardly are.
func (l *look) bareTitle(i int, w string) bool {
	next := l.at(i + 1)
	switch w {
	case "m":
		return l.at(i).dress != small && next.dress == capped && l.length(i+1) > 2
	case "me":
		return l.raw(i) == "Me" && next.dress == capped
	case "mad":
		return false
	default:
		return true
	}
}

// maiden says whether a word stands before the name somebody was born with. "Ne" without its accent says no.
func (l *look) maiden(i int, w string) bool {
	return w == "nee" || w == "geboren" || w == "ne" && l.raw(i) != "ne" && l.raw(i) != "Ne" && l.raw(i) != "NE"
}

// named returns the last token of the name that begins at a token, 0 when none does.
func (l *look) named(j int) int {
	start := l.initials(j)
	small := l.particles(start)
	k := start + small
	if small > 0 && l.from(k) || !l.properly(k) || in(known.Words.Title, l.word(k)) {
		return 0
	}
	last := l.surname(k)
	if last == 0 {
		return 0
	}
	for range mostName {
		next := last + 1
		if l.at(next).before != spaced {
			break
		}
		next = l.initials(next)
		next += l.particles(next)
		if !l.properly(next) || in(known.Words.Title, l.word(next)) {
			if end := l.maidenName(last + 1); end > 0 {
				last = end
			}
			break
		}
		end := l.surname(next)
		if end == 0 {
			break
		}
		last = end
	}
	return last
}

// from says whether a word behind a particle is where somebody or something comes from.
func (l *look) from(k int) bool {
	w := l.word(k)
	return in(known.Words.Place, w) || noName(w) && l.word(k-1) != "d"
}

// initials returns the token behind the initials that stand at a token: with a name behind them they are a part of it,
// alone they name nobody.
func (l *look) initials(k int) int {
	j := k
	for range mostInitials {
		if !l.initial(j) {
			break
		}
		j++
		for range 2 { // J.-P.
			if (l.is(j, '.') || l.is(j, '-')) && l.at(j).before == glued {
				j++
			}
		}
	}
	if l.at(j).before > spaced {
		return k
	}
	return j
}

// initial says whether a token is a letter written large that stands for a name: with a point, or before a name and
// no word by itself.
func (l *look) initial(k int) bool {
	switch {
	case !l.properly(k) || !l.shortWord(k):
		return false
	case l.is(k+1, '.') && l.at(k+1).before == glued:
		return l.word(k) != "x"
	default:
		return !noName(l.word(k)) && l.at(k+1).dress == capped && l.at(k+1).before == spaced
	}
}

// maidenName returns the last token of "née" and a name behind it, 0 when they do not stand there.
func (l *look) maidenName(i int) int {
	if !l.maiden(i, l.word(i)) || !l.properly(i+1) || in(known.Words.Place, l.word(i+1)) || noName(l.word(i+1)) {
		return 0
	}
	return l.surname(i + 1)
}

// noName says whether a folded word is no name: offices are none.
func noName(w string) bool { return in(known.Words.NoName, w) || in(known.Words.Office, w) }

// particles returns how many tokens of small particles stand at a token.
func (l *look) particles(j int) int {
	n := 0
	for n < 4 {
		switch {
		case l.cut(j + n):
			n += 2
			continue
		case !l.particle(j + n):
			return n
		}
		n++
		if (l.quote(j+n) || l.is(j+n, '-')) && l.at(j+n).before == glued && !l.cut(j+n) {
			n++
		}
	}
	return n
}

// particle says whether a token is a word written small inside a name: an article is one behind "de".
func (l *look) particle(i int) bool {
	t, w := l.at(i), l.word(i)
	return t.form == word && t.dress == small && t.before <= lined && (in(known.Words.Particle, w) || in("|la|las|los|le|l|", w) && l.word(i-1) == "de")
}

// cut says whether the Dutch article 't begins at a token.
func (l *look) cut(i int) bool {
	return l.quote(i) && l.at(i).before == spaced && l.at(i+1).before == glued && l.raw(i+1) == "t"
}

// quote says whether a token is an apostrophe.
func (l *look) quote(i int) bool { return l.is(i, '\'') || l.is(i, '’') }

// properly says whether a token is a word written large that no other rule took.
func (l *look) properly(k int) bool {
	t := l.at(k)
	return t.form == word && t.dress != small && t.before <= lined && !t.taken
}

// surname returns the last token of one name written large, with what is glued to it; 0 when the word is none.
func (l *look) surname(k int) int {
	last := l.hyphens(k)
	w := l.word(k)
	prefix := in(known.Words.Prefix, w)
	switch {
	case last > k && !prefix && noName(w) && l.length(k) > 2:
		return 0
	case last > k:
		return last
	case prefix:
		return l.behindPrefix(k)
	case noName(w), l.shortWord(k):
		return 0
	default:
		return last
	}
}

// hyphens returns the last of the words that are glued to a token with hyphens or apostrophes.
func (l *look) hyphens(k int) int {
	last := k
	for last-k < mostName && l.hyphened(last) {
		last += 2
	}
	return last
}

// hyphened says whether another word is glued to a token with a hyphen or an apostrophe.
func (l *look) hyphened(i int) bool {
	mark, next := l.at(i+1), l.at(i+2)
	return mark.before == glued && next.before == glued && next.form == word && !next.taken && (mark.sign == '-' || l.quote(i+1))
}

// behindPrefix returns the last token of a name that begins with a prefix written large, as in Van den Berghe.
func (l *look) behindPrefix(k int) int {
	next := k + 1
	next += l.particles(next)
	for range 2 {
		if l.properly(next) && in(known.Words.Prefix, l.word(next)) {
			next++
		}
	}
	if !l.properly(next) || l.at(next).before != spaced || noName(l.word(next)) || in(known.Words.Place, l.word(next)) || l.shortWord(next) {
		return 0
	}
	return l.hyphens(next)
}

// shortWord says whether a word is a single letter: alone it names nobody.
func (l *look) shortWord(k int) bool {
	return utf8.RuneCountInString(l.word(k)) == 1
}
