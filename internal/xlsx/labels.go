package xlsx

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"releve/internal/report"
)

// asked returns the keys of the columns of texts that the formulas of a book compare.
func asked(b *report.Book) map[string]bool {
	keys := map[string]bool{}
	for _, r := range b.Reports {
		for _, t := range r.Tables {
			for _, line := range t.Rows {
				for _, c := range line.Cells {
					conditions(c.Formula, keys)
				}
			}
		}
	}
	return keys
}

func conditions(f *report.Formula, keys map[string]bool) {
	if f == nil {
		return
	}
	for _, c := range f.Where {
		keys[c.Column] = true
	}
	for _, arg := range f.Args {
		conditions(arg, keys)
	}
}

// labels are the texts of a column.
type labels struct {
	seen map[string]bool
	same map[string]int // how many texts a spreadsheet's criterion takes for the same
}

// note remembers a text.
func (l labels) note(text string) {
	if !l.seen[text] {
		l.seen[text] = true
		l.same[folded(text)]++
	}
}

// alone says whether a criterion for a text finds no other text.
func (l labels) alone(text string) bool {
	if l.seen[text] {
		return l.same[folded(text)] == 1
	}
	return l.same[folded(text)] == 0
}

// folded returns a text without what a criterion may overlook: it ignores case, and in some languages ligatures.
func folded(text string) string {
	return strings.NewReplacer("ß", "ss", "œ", "oe", "æ", "ae").Replace(strings.ToLower(strings.ToUpper(text)))
}

// Limits of a criterion.
const (
	mostLiteral = 250 // UTF-16 units of a text in a formula; Excel allows 255
	wordy       = 10  // letters, more than any month has: with so many a text is no date, whatever digits it has
)

// plain says whether a criterion compares a text as a text. One that looks like a number, a date or a truth value is
// compared as that, and finds it nowhere or finds others.
func plain(text string) bool {
	if len(utf16.Encode([]rune(text))) >= mostLiteral/2 || strings.HasPrefix(text, "#") {
		return text == ""
	}
	letters, digits := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsNumber(r):
			digits++
		case unicode.IsControl(r):
			return false
		}
	}
	switch folded(text) {
	case "true", "false", "vrai", "faux", "waar", "onwaar", "wahr", "falsch":
		return false
	}
	return text == "" || letters > 0 && (digits == 0 || letters >= wordy)
}

// criterion returns the text of a criterion for a label: equal to, without signs that stand for others.
func criterion(text string) string {
	return "=" + strings.NewReplacer("~", "~~", "*", "~*", "?", "~?").Replace(text)
}

// literal writes a text as it stands in a formula, in pieces where it is long or could be read as a sign that Excel
// writes by its number (_x0041_).
func literal(text string) string {
	var pieces []string
	for {
		piece := cut(text, mostLiteral)
		pieces = append(pieces, `"`+strings.ReplaceAll(piece, `"`, `""`)+`"`)
		if text = text[len(piece):]; text == "" {
			return strings.ReplaceAll(strings.Join(pieces, "&"), "_x", `_"&"x`)
		}
	}
}
