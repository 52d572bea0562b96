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
	if !utf8.ValidString(s) {
		return "", false
	}
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	unreadable := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF'
	}
	return s, strings.IndexFunc(s, unreadable) < 0
}
