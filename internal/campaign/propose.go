package campaign

import (
	"strconv"
	"strings"

	"releve/internal/locale"
)

// mostCode is how many signs a slug or a code of a service may have.
const mostCode = 24

// Propose makes a slug, or the code of a service, from a title: lower case without accents, words joined by hyphens,
// cut at a word where there is one. What is taken gets a number behind it. It is blank when the title has no letter
// or digit to make a code of.
func Propose(title string, taken func(code string) bool) string {
	words := strings.FieldsFunc(locale.Plain(title), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	code := cut(strings.Join(words, "-"), mostCode)
	if code == "" || !taken(code) {
		return code
	}
	for n := 2; ; n++ {
		ending := "-" + strconv.Itoa(n)
		if numbered := cut(code, mostCode-len(ending)) + ending; !taken(numbered) {
			return numbered
		}
	}
}

// cut shortens a code to so many signs, at a hyphen unless that would leave less than half.
func cut(code string, most int) string {
	if len(code) <= most {
		return code
	}
	code = code[:most+1]
	if at := strings.LastIndexByte(code, '-'); at > most/2 {
		return code[:at]
	}
	return strings.TrimRight(code[:most], "-")
}
