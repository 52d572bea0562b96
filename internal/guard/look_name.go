package guard

// The most words of a name.
const mostName = 6

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
	return j, ok && t.form == word && t.before <= lined && (t.before != glued || l.is(j-1, '.'))
}

// title returns the token behind a title with its point, and whether it is one.
func (l *look) title(i int) (int, bool) {
	w, j := l.word(i), i+1
	switch {
	case in(wordsShortTitle, w):
		if l.is(j, '.') && l.at(j).before == glued {
			return j + 1, true
		}
		return j, l.bareTitle(i, w)
	case in(wordsTitle, w):
		return j, true
	case in(wordsGroup, w):
		return j, l.at(j).dress == capped
	case l.maiden(i, w):
		if l.is(j, ':') {
			j++
		}
		return j, !in(wordsPlace, l.word(j))
	default:
		return j, false
	}
}

// bareTitle says whether a short title is one without its point: M and Me hardly are.
func (l *look) bareTitle(i int, w string) bool {
	next := l.at(i + 1)
	switch w {
	case "m":
		return l.at(i).dress != small && next.dress == capped && next.length() > 2
	case "me":
		return l.raw(i) == "Me" && next.dress == capped
	case "mad":
		return false
	default:
		return true
	}
}

// maiden says whether a word stands before the name somebody was born with.
func (l *look) maiden(i int, w string) bool {
	return w == "nee" || w == "geboren" || w == "ne" && l.raw(i) != "ne" && l.raw(i) != "Ne"
}

// named returns the last token of the name that begins at a token, 0 when none does.
func (l *look) named(j int) int {
	small := l.particles(j)
	k := j + small
	if small > 0 && (in(wordsPlace, l.word(k)) || in(wordsNoName, l.word(k)) && l.word(k-1) != "d") || !l.properly(k) {
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
		next += l.particles(next)
		if !l.properly(next) || in(wordsTitle, l.word(next)) {
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

// maidenName returns the last token of "née" and a name behind it, 0 when they do not stand there.
func (l *look) maidenName(i int) int {
	if !l.maiden(i, l.word(i)) || !l.properly(i+1) || in(wordsPlace, l.word(i+1)) || in(wordsNoName, l.word(i+1)) {
		return 0
	}
	return l.surname(i + 1)
}

// particles returns how many tokens of small particles stand at a token.
func (l *look) particles(j int) int {
	n := 0
	for n < 4 && l.at(j+n).form == word && l.at(j+n).dress == small && in(wordsParticle, l.word(j+n)) && l.at(j+n).before <= lined {
		n++
		if (l.is(j+n, '\'') || l.is(j+n, '’') || l.is(j+n, '-')) && l.at(j+n).before == glued {
			n++
		}
	}
	return n
}

// properly says whether a token is a word written large.
func (l *look) properly(k int) bool {
	return l.at(k).form == word && l.at(k).dress != small && l.at(k).before <= lined
}

// surname returns the last token of one name written large, with what is glued to it; 0 when the word is none.
func (l *look) surname(k int) int {
	last := k
	for last-k < mostName && l.hyphened(last) {
		last += 2
	}
	w := l.word(k)
	prefix := in(wordsPrefix, w)
	switch {
	case last > k && !prefix && in(wordsNoName, w) && l.at(k).length() > 2:
		return 0
	case last > k:
		return last
	case prefix:
		return l.behindPrefix(k)
	case in(wordsNoName, w), l.shortWord(k):
		return 0
	default:
		return last
	}
}

// hyphened says whether another word is glued to a token with a hyphen or an apostrophe.
func (l *look) hyphened(i int) bool {
	mark, next := l.at(i+1), l.at(i+2)
	return mark.before == glued && next.before == glued && next.form == word && (mark.sign == '-' || mark.sign == '\'' || mark.sign == '’')
}

// behindPrefix returns the last token of a name that begins with a prefix written large, as in Van den Berghe.
func (l *look) behindPrefix(k int) int {
	next := k + 1
	next += l.particles(next)
	for range 2 {
		if l.properly(next) && in(wordsPrefix, l.word(next)) {
			next++
		}
	}
	if !l.properly(next) || l.at(next).before != spaced || in(wordsNoName, l.word(next)) || in(wordsPlace, l.word(next)) || l.shortWord(next) {
		return 0
	}
	return next
}

// shortWord says whether a word is a single letter: an initial names nobody.
func (l *look) shortWord(k int) bool {
	for i := range l.raw(k) {
		if i > 0 {
			return false
		}
	}
	return true
}
