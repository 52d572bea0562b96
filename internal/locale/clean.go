package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean brings a free text into the one form in which it is stored and compared: Unicode NFC, line ends LF, ends
// trimmed. It reports false for text that is not UTF-8 or holds control signs, which no file format carries.
func Clean(s string) (string, bool) {
	if settled(s) {
		return strings.TrimSpace(s), true
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	return s, !strings.ContainsFunc(s, unreadable)
}

// unreadable says whether a sign can stand in no file format.
func unreadable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF'
}

// settled says whether a text is in its one form but for blanks at its ends, as nearly every text is: it holds only
// letters and signs that are written in one way, those before the combining ones (U+0300) and those of print.
func settled(s string) bool {
	for _, r := range s {
		if r >= 0x300 && (r < '‐' || r > '‧') && r != '€' || unreadable(r) {
			return false
		}
	}
	return true
}
