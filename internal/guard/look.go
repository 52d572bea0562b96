package guard

import (
	"slices"
	"unicode/utf8"
)

// look reads the words of a text for what has no checksum. A rule begins at one token, looks at a few around it, and
// takes those that it finds: what one rule took no later one sees.
type look struct {
	text   string
	folded string // see foldWords
	tokens []token
	found  []Finding
}

// looks returns all findings of a text, those of numbers among them.
func looks(text string, numbers []Finding) []Finding {
	if !telling(text) {
		return numbers
	}
	return everyRule(text, numbers)
}

// everyRule asks every rule about every token of a text.
func everyRule(text string, numbers []Finding) []Finding {
	l := look{text: text, tokens: tokenise(text), found: numbers}
	l.folded = foldWords(text, l.tokens)
	l.takeNumbers(numbers)
	for r := payments; r <= names; r++ {
		for i := range l.tokens {
			if !l.tokens[i].taken {
				l.apply(r, i)
			}
		}
	}
	slices.SortFunc(l.found, func(a, b Finding) int { return a.Start - b.Start })
	return l.found
}

// rule names a rule; they are asked in this order, each about every token that none before has taken.
type rule uint8

const (
	payments rule = iota
	mails
	pages
	phones
	births
	addresses
	names
)

// apply asks one rule about one token.
func (l *look) apply(r rule, i int) {
	switch r {
	case payments:
		l.payment(i)
	case mails:
		l.mail(i)
	case pages:
		l.page(i)
	case phones:
		l.phone(i)
	case births:
		l.birth(i)
	case addresses:
		l.address(i)
	case names:
		l.name(i)
	}
}

// takeNumbers takes the tokens of findings that are there.
func (l *look) takeNumbers(found []Finding) {
	i := 0
	for _, f := range found {
		for ; i < len(l.tokens) && l.tokens[i].start < f.End; i++ {
			l.tokens[i].taken = l.tokens[i].taken || l.tokens[i].end > f.Start
		}
	}
}

// take notes a finding from one token to another, both included, unless another rule took one of them.
func (l *look) take(kind Kind, first, last int) bool {
	for i := first; i <= last; i++ {
		if l.tokens[i].taken {
			return false
		}
	}
	for i := first; i <= last; i++ {
		l.tokens[i].taken = true
	}
	l.found = append(l.found, Finding{Kind: kind, Start: l.tokens[first].start, End: l.tokens[last].end})
	return true
}

// at returns a token; before the first and behind the last one stand signs that are nothing.
func (l *look) at(i int) token {
	if i < 0 || i >= len(l.tokens) {
		return token{before: faraway}
	}
	return l.tokens[i]
}

// raw returns a token as it is written.
func (l *look) raw(i int) string {
	t := l.at(i)
	return l.text[t.start:t.end]
}

// word returns a word folded, "" when the token is none or a long one.
func (l *look) word(i int) string {
	t := l.at(i)
	return l.folded[t.folded[0]:t.folded[1]]
}

// length returns how long a token is, in bytes: a word without its accents, which may be written in two ways.
func (l *look) length(i int) int {
	if w := l.word(i); w != "" {
		return len(w)
	}
	return l.at(i).length()
}

// is says whether a token is a certain sign.
func (l *look) is(i int, sign rune) bool {
	t := l.at(i)
	return t.form == mere && t.sign == sign
}

// digits returns how many digits a token has, 0 when it is no number.
func (l *look) digits(i int) int {
	t := l.at(i)
	if t.form != figure {
		return 0
	}
	if t.length() <= 32 {
		return utf8.RuneCountInString(l.text[t.start:t.end])
	}
	return t.length()
}

// value returns a number, -1 when a token is none or has more than four digits.
func (l *look) value(i int) int {
	if n := l.digits(i); n == 0 || n > 4 {
		return -1
	}
	return l.number(i)
}

// figures says whether a number stands at most so many tokens behind a token.
func (l *look) figures(i, most int) bool {
	for j := i + 1; j <= i+most; j++ {
		if l.at(j).form == figure {
			return true
		}
	}
	return false
}

// near says whether one of the words of a list stands at most so many tokens before one, in the same sentence.
func (l *look) near(words list, i, most int) bool {
	return l.nearest(words, i, most) > 0
}

// nearest returns how many tokens before one the nearest word of a list stands, 0 when none does.
func (l *look) nearest(words list, i, most int) int {
	for n := 1; n <= most; n++ {
		if l.at(i-n+1).before >= parted || l.ends(i-n) {
			return 0
		}
		if in(words, l.word(i-n)) {
			return n
		}
	}
	return 0
}

// ends says whether a token ends a sentence: a sign that does, or a point with a space behind that no abbreviation has.
func (l *look) ends(i int) bool {
	t := l.at(i)
	if t.form != mere {
		return false
	}
	switch t.sign {
	case ';', '!', '?':
		return true
	case '.':
		return l.at(i+1).before != glued && l.length(i-1) > 4
	default:
		return false
	}
}

// telling says whether a text holds anything that a rule begins with: a digit, an at sign, an address of a page, or a
// large letter behind a title. It is quick, for most texts hold none.
func telling(text string) bool {
	inside := false // of a word
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z':
			inside = true
		case 'A' <= c && c <= 'Z', c == leadAccent, c == leadSlavic:
			if !inside && titled(text[:i]) {
				return true
			}
			inside = true
		case c < utf8.RuneSelf:
			if begins(text, i) {
				return true
			}
			inside = false
		case c == leadSigns:
			if i+3 < len(text) && text[i+3] < 'a' && plainLetter(text[i+3]) {
				return true // a large letter behind an apostrophe
			}
			inside = false
		case c >= lead2:
			return true // a space that does not break, a decomposed letter, another script
		}
	}
	return false
}

// begins says whether a rule begins with an ASCII sign.
func begins(text string, i int) bool {
	switch c := text[i]; c {
	case '@', '[':
		return true
	case '/':
		return i > 3 && paged(text[:i])
	case '(':
		return i+1 < len(text) && text[i+1]|0x20 == 'a'
	default:
		return '0' <= c && c <= '9'
	}
}

// The first bytes of runes in UTF-8 that telling knows.
const (
	lead2      = 0xC2 // U+0080 to U+00BF: the space that does not break, the degree sign
	leadAccent = 0xC3 // U+00C0 to U+00FF: accented letters
	leadSlavic = 0xC5 // U+0140 to U+017F: œ among them
	leadSigns  = 0xE2 // U+2000 to U+2FFF: the apostrophe, dashes, the euro
)

// paged says whether a text ends as the address of a page of people may, before its path.
func paged(text string) bool {
	last := text[len(text)-1] | 0x20
	return last == 'm' || last == 'e' && text[len(text)-2]|0x20 == 'm'
}

// titled says whether a text may end in a title, with particles and signs behind it.
func titled(text string) bool {
	for range 4 {
		end, start := lastWord(text)
		if end == 0 || end-start > foldable {
			return false
		}
		if len(text)-end > farOff {
			return true
		}
		var room [2 * foldable]byte
		w := string(appendWord(room[:0], text[start:end]))
		if in(known.Words.Title, w) || in(known.Words.ShortTitle, w) || in(known.Words.Group, w) || in("|geboren|nee|ne|", w) {
			return true
		}
		if !in(known.Words.Particle, w) && !in("|la|las|los|le|l|t|", w) {
			return false
		}
		text = text[:start]
	}
	return true
}

// farOff is how many bytes behind a word are enough to have the rules look at it.
const farOff = 32

// lastWord returns where the last word of a text ends and begins. It looks no farther than it has to.
func lastWord(text string) (end, start int) {
	end = len(text)
	for end > 0 && len(text)-end <= farOff {
		c, size := lastClass(text[:end])
		if c == letter {
			break
		}
		end -= size
	}
	start = end
	for start > 0 && end-start <= foldable {
		c, size := lastClass(text[:start])
		if c != letter && c != nothing {
			break
		}
		start -= size
	}
	return end, start
}

// lastClass returns the class of the last sign of a text, letter for all letters, with its length.
func lastClass(text string) (class, int) {
	if last := text[len(text)-1]; last < utf8.RuneSelf {
		if plainLetter(last) {
			return letter, 1
		}
		return other, 1
	}
	r, size := utf8.DecodeLastRuneInString(text)
	c, _ := classify(r)
	if formOf(r, c) == word {
		c = letter
	}
	if r == '\u200b' {
		c = blank
	}
	return c, size
}

// plainLetter says whether a byte is an ASCII letter or one of a longer rune.
func plainLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf
}
