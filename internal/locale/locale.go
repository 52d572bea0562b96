// Package locale turns message keys, numbers, dates and plurals into French, Dutch, German or English.
package locale

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Tag is a language of the program as a two-letter code in lower case: fr, nl, de or en.
type Tag string

// Languages returns the languages of the program, the first language first. It is the one place where a
// language is registered; its sentences are in messages/<tag>.json.
func Languages() []Tag {
	return []Tag{"fr", "nl", "de", "en"}
}

// Known reports whether tag is exactly one of Languages.
func Known(tag string) bool {
	return slices.Contains(Languages(), Tag(tag))
}

// Singular reports whether a whole number of things takes the form "one" in the language (CLDR cardinal
// rules): 0 and 1 in French, 1 alone in the others.
func (t Tag) Singular(n int64) bool {
	return cardinal(language.Make(string(t)), strconv.AppendInt(nil, n, 10)) == plural.One
}

// Match returns the language of ours that an Accept-Language header ("nl-BE,nl;q=0.9,fr;q=0.5") or the
// value of LANG or LANGUAGE ("nl_BE.UTF-8", "de:en") asks for most; fallback when it asks for none of
// them, and the first language when fallback is not ours either. Region, script and charset are ignored.
func Match(header string, fallback Tag) Tag {
	if !Known(string(fallback)) {
		fallback = Languages()[0]
	}
	best, weight := fallback, 0.0
	for wish := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == ',' || r == ':' }) {
		tag, params, _ := strings.Cut(wish, ";")
		found, ok := primary(tag, fallback)
		if q := quality(params); ok && q > weight {
			best, weight = found, q
		}
	}
	return best
}

// primary returns the language of ours that a single tag names; "*" stands for the fallback.
func primary(tag string, fallback Tag) (Tag, bool) {
	tag = strings.TrimSpace(tag)
	if tag == "*" {
		return fallback, true
	}
	if end := strings.IndexAny(tag, "-_.@"); end >= 0 {
		tag = tag[:end]
	}
	for _, known := range Languages() {
		if strings.EqualFold(tag, string(known)) {
			return known, true
		}
	}
	return "", false
}

// quality returns the weight of a wish, 0 to 1: 1 without "q=", 0 (never) when it cannot be read.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(name, "q") {
			continue
		}
		q, err := strconv.ParseFloat(value, 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}

// Text is text for people that comes with the data, such as a label of a questionnaire, by language.
type Text map[Tag]string

// In returns the text in a language; failing that in the first language that has one, in the order of
// Languages, then in any other; "" when there is none at all.
func (t Text) In(tag Tag) string {
	if text := t[tag]; text != "" {
		return text
	}
	for _, known := range Languages() {
		if text := t[known]; text != "" {
			return text
		}
	}
	first, found := Tag(""), ""
	for other, text := range t {
		if text != "" && (found == "" || other < first) {
			first, found = other, text
		}
	}
	return found
}
