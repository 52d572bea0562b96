package guard

// The most tokens of an address of mail on one side of the at sign, or of the address of a page.
const mostAddress = 40

// mail looks at an at sign, or at "(at)" and the like.
func (l *look) mail(i int) {
	last := i // of the at sign
	switch {
	case l.is(i, '@'), l.is(i, '＠'):
	case (l.is(i, '(') || l.is(i, '[')) && (l.is(i+2, ')') || l.is(i+2, ']')) && in("|at|arobase|arobas|apenstaartje|", l.word(i+1)):
		last = i + 2
	default:
		return
	}
	first := l.mailbox(i)
	if first == i {
		return
	}
	if l.credentials(first) {
		return
	}
	end := l.domain(last+1, i)
	if end == 0 || in(known.Words.Role, fold(l.text[l.at(first).start:l.at(i-1).end])) {
		return
	}
	l.take(Email, first, end)
}

// mailbox returns the first token of what stands before an at sign, the sign's own when nothing does. A machine that
// reads paper may have put one space before the sign.
func (l *look) mailbox(i int) int {
	if l.at(i).before > spaced {
		return i
	}
	first := i
	for n := 1; n <= mostAddress; n++ {
		t := l.at(i - n)
		if t.before == faraway && i-n < 0 || t.form == mere && !l.joins(i-n) {
			break
		}
		first = i - n
		if t.before != glued {
			break
		}
	}
	for first < i && l.at(first).form == mere {
		first++
	}
	return first
}

// joins says whether a sign may stand inside an address of mail.
func (l *look) joins(i int) bool {
	switch l.at(i).sign {
	case '.', '-', '_', '+', '\'':
		return true
	default:
		return false
	}
}

// domain returns the last token of what stands behind an at sign, 0 when it is none.
func (l *look) domain(i, sign int) int {
	if l.at(i).form == mere || l.at(i).before > spaced {
		return 0
	}
	last, points := i, 0
	for range mostAddress {
		next := l.label(last)
		if next == last {
			break
		}
		if l.is(last+1, '.') {
			points++
		}
		last = next
	}
	if points == 0 {
		if l.at(sign).before == glued && in(known.Words.Provider, l.word(i)) {
			return last
		}
		return 0
	}
	if l.at(last).form != word || l.at(last).length() < 2 {
		return 0
	}
	return last
}

// label returns the token up to which the name of a host goes on behind a token, the token's own when it ends there.
// A machine that reads paper may have put a space before a point.
func (l *look) label(last int) int {
	next, behind := l.at(last+1), l.at(last+2)
	follows := behind.before == glued && behind.form != mere
	switch {
	case l.is(last+1, '.') && next.before <= spaced && follows:
		return last + 2
	case next.before != glued:
		return last
	case (l.is(last+1, '-') || l.is(last+1, '_')) && follows:
		return last + 2
	case next.form != mere:
		return last + 1
	default:
		return last
	}
}

// credentials looks for a user before the at sign of the address of a page, as in https://user:secret@host.
func (l *look) credentials(first int) bool {
	if l.is(first-1, ':') && l.at(first-2).form != mere && l.at(first-1).before == glued {
		first = l.mailbox(first - 1)
	}
	if !l.is(first-1, '/') || !l.is(first-2, '/') || !l.is(first-3, ':') || l.at(first-4).form != word {
		return false
	}
	return l.take(Page, first-4, l.pageEnd(first))
}

// pageEnd returns the last token of the address of a page.
func (l *look) pageEnd(i int) int {
	last := i
	for n := 1; n <= mostAddress && l.at(last+1).before == glued; n++ {
		last++
	}
	for last > i && l.at(last).form == mere && !l.is(last, '/') {
		last--
	}
	return last
}

// page looks at the name of a site where pages are people's.
func (l *look) page(i int) {
	if !l.is(i+1, '.') || !l.is(i+3, '/') || !l.together(i+1, i+4) || !in("|com|me|be|net|", l.word(i+2)) {
		return
	}
	site, user := l.word(i), i+4
	mixed := in(known.Words.SiteMixed, site)
	if !mixed && !in(known.Words.Site, site) {
		return
	}
	if site == "linkedin" {
		if l.word(user) != "in" || !l.is(user+1, '/') {
			return
		}
		user += 2
	}
	last := l.pageEnd(user)
	if l.at(user).form == mere && !l.is(user, '@') || mixed && !l.own(user, last) {
		return
	}
	l.take(Page, l.pageStart(i), last)
}

// together says whether nothing stands before any token from one to another.
func (l *look) together(first, last int) bool {
	for i := first; i <= last; i++ {
		if l.at(i).before != glued {
			return false
		}
	}
	return true
}

// own says whether the path of a page looks like the name of a person: with a point, a low line or figures.
func (l *look) own(first, last int) bool {
	for i := first; i <= last; i++ {
		if l.is(i, '.') || l.is(i, '_') || l.at(i).form == figure {
			return true
		}
	}
	return false
}

// pageStart returns the first token of the address of a page, by its site.
func (l *look) pageStart(i int) int {
	if l.is(i-1, '.') && l.at(i).before == glued && l.at(i-1).before == glued && l.at(i-2).form == word {
		i -= 2
	}
	if l.at(i).before == glued && l.is(i-1, '/') && l.is(i-2, '/') && l.is(i-3, ':') && l.at(i-4).form == word {
		i -= 4
	}
	return i
}
