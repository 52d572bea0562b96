package guard

import (
	"unicode"
	"unicode/utf8"
)

// form is what a token is made of.
type form uint8

const (
	mere   form = iota // a sign that is neither letter nor digit, alone
	word               // letters, with the signs that adorn them
	figure             // digits
)

// distance is what stands before a token.
type distance uint8

const (
	glued   distance = iota // nothing
	spaced                  // blanks
	lined                   // one line break
	parted                  // more of them: another paragraph
	faraway                 // the beginning or the end of the text
)

// dress says how the letters of a word are written.
type dress uint8

const (
	small  dress = iota // the first letter is small
	capped              // the first letter alone is large, or it is the only one
	large               // the first two letters are
)

// token is a word, a run of digits or another sign.
type token struct {
	start, end int // offsets in bytes
	sign       rune
	form       form
	before     distance
	dress      dress
	taken      bool   // belongs to a finding
	folded     [2]int // offsets of the word in the folded text, see foldWords
}

func (t token) length() int { return t.end - t.start }

// usualToken is how many bytes of a text make a token.
const usualToken = 4

// foldable is the longest word, in bytes, that is looked up anywhere.
const foldable = 32

// tokenise cuts a text.
func tokenise(text string) []token {
	tokens := make([]token, 0, len(text)/usualToken+1)
	before := faraway
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		c, _ := classify(r)
		switch {
		case c == blank || r == '\u200b':
			before = max(before, spaced)
		case c == line:
			before = min(max(before, spaced)+1, max(before, parted))
		case c == nothing:
			if n := len(tokens); n > 0 && before == glued {
				tokens[n-1].end = i + size
			}
		default:
			t := token{start: i, end: i + size, sign: r, before: before, form: formOf(r, c)}
			before = glued
			tokens = join(tokens, t)
		}
		i += size
	}
	return tokens
}

func formOf(r rune, c class) form {
	switch {
	case c == digit:
		return figure
	case c == letter || unicode.IsLetter(r):
		return word
	default:
		return mere
	}
}

// join adds a sign to the last token where it continues it, else as a token of its own.
func join(tokens []token, t token) []token {
	if t.form == word && unicode.IsUpper(t.sign) {
		t.dress = capped
	}
	n := len(tokens)
	if n == 0 || t.before != glued || t.form == mere || tokens[n-1].form != t.form {
		return append(tokens, t)
	}
	last := &tokens[n-1]
	if last.dress == capped && t.dress == capped && last.length() == utf8.RuneLen(last.sign) {
		last.dress = large
	}
	last.end = t.end
	return tokens
}

// foldWords returns the words of all tokens one behind the other, in small letters without accents, and tells each
// token where its own is. Long words are left out: nothing knows them.
func foldWords(text string, tokens []token) string {
	folded := make([]byte, 0, len(text)+utf8.UTFMax)
	for i := range tokens {
		t := &tokens[i]
		if t.form != word || t.length() > foldable {
			continue
		}
		from := len(folded)
		folded = appendWord(folded, text[t.start:t.end])
		t.folded = [...]int{from, len(folded)}
	}
	return string(folded)
}

// fold returns a word, or more of them, in small letters without accents.
func fold(s string) string { return string(appendWord(nil, s)) }

func appendWord(folded []byte, s string) []byte {
	for _, r := range s {
		if r < utf8.RuneSelf {
			folded = utf8.AppendRune(folded, unicode.ToLower(r))
		} else {
			folded = appendFolded(folded, unicode.ToLower(r))
		}
	}
	return folded
}

// appendFolded adds a small letter without its accent; signs that only adorn are dropped.
func appendFolded(folded []byte, r rune) []byte {
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å':
		return append(folded, 'a')
	case 'ç', 'ć', 'č':
		return append(folded, 'c')
	case 'è', 'é', 'ê', 'ë', 'ę', 'ě':
		return append(folded, 'e')
	case 'ì', 'í', 'î', 'ï', 'ı':
		return append(folded, 'i')
	case 'ñ', 'ń':
		return append(folded, 'n')
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø':
		return append(folded, 'o')
	case 'ş', 'š', 'ș', 'ś':
		return append(folded, 's')
	case 'ù', 'ú', 'û', 'ü':
		return append(folded, 'u')
	case 'ý', 'ÿ':
		return append(folded, 'y')
	case 'ß':
		return append(folded, 's', 's')
	case 'œ':
		return append(folded, 'o', 'e')
	}
	if unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r) {
		return folded
	}
	return utf8.AppendRune(folded, r)
}
