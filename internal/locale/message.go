package locale

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

var (
	errBrace = errors.New("a brace that belongs to no placeholder")
	errOther = errors.New("no plural form other")
	errForm  = errors.New("not a plural form")
	errEmpty = errors.New("empty")
)

// counted is the argument by which a plural object chooses its form.
const counted = "n"

// message is a compiled sentence, or one sentence for each plural form.
type message struct {
	whole pattern
	forms map[plural.Form]pattern // nil unless the message is a plural object; other is always there
}

// pattern is a sentence cut at its placeholders: texts and names in turn, text first and last, so that
// there is one text more than names.
type pattern struct {
	texts []string
	names []string
}

// compile cuts a sentence at its {placeholders}.
func compile(sentence string) (message, error) {
	p, err := cut(sentence)
	return message{whole: p}, err
}

// compilePlural compiles the sentences of a plural object, by CLDR form name.
func compilePlural(sentences map[string]string) (message, error) {
	m := message{forms: make(map[plural.Form]pattern, len(sentences))}
	for _, name := range slices.Sorted(maps.Keys(sentences)) {
		form, err := formOf(name)
		if err != nil {
			return m, fmt.Errorf("%s: %w", name, err)
		}
		p, err := cut(sentences[name])
		if err != nil {
			return m, fmt.Errorf("%s: %w", name, err)
		}
		m.forms[form] = p
	}
	if _, ok := m.forms[plural.Other]; !ok {
		return m, errOther
	}
	return m, nil
}

// formOf returns the plural form that a name of the file means.
func formOf(name string) (plural.Form, error) {
	for form, known := range formNames() {
		if known == name {
			return form, nil
		}
	}
	return plural.Other, errForm
}

// cut splits a sentence at its {placeholders}, whose names are lower-case letters, digits and "_".
func cut(sentence string) (pattern, error) {
	var p pattern
	if sentence == "" {
		return p, errEmpty
	}
	rest := sentence
	for {
		text, after, found := strings.Cut(rest, "{")
		if strings.Contains(text, "}") {
			return p, errBrace
		}
		p.texts = append(p.texts, text)
		if !found {
			return p, nil
		}
		name, next, closed := strings.Cut(after, "}")
		if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return p, errBrace
		}
		p.names, rest = append(p.names, name), next
	}
}

// fill appends the sentence to dst; value appends what stands for a placeholder.
func (p pattern) fill(dst []byte, value func(dst []byte, name string) []byte) []byte {
	for i, name := range p.names {
		dst = append(dst, p.texts[i]...)
		dst = value(dst, name)
	}
	return append(dst, p.texts[len(p.names)]...)
}

// cardinal returns the CLDR cardinal form of a number as it is written in plain digits ("-3", "1.5"):
// what is visible counts, so that 1.0 is not 1 in Dutch, German and English.
func cardinal(tag language.Tag, plain []byte) plural.Form {
	var digits []byte
	exp := -1
	for _, c := range plain {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c-'0')
		case c == '.':
			exp = len(digits)
		}
	}
	if exp < 0 {
		exp = len(digits)
	}
	return plural.Cardinal.MatchDigits(tag, digits, exp, len(digits)-exp)
}
