package locale

import (
	"strings"

	"golang.org/x/text/feature/plural"
)

// Raw is a message before anything is filled in, for programs that fill it in elsewhere: a string with its
// {placeholders}, or a map from the CLDR names of plural forms to such strings.
type Raw any

// RawMessages returns every message of the printer's language whose key begins with something.
func (p *Printer) RawMessages(beginning string) map[string]Raw {
	found := make(map[string]Raw)
	for key, m := range p.messages {
		if strings.HasPrefix(key, beginning) {
			found[key] = m.raw()
		}
	}
	return found
}

func (m message) raw() Raw {
	if m.forms == nil {
		return m.whole.raw()
	}
	forms := make(map[string]string, len(m.forms))
	for form, pattern := range m.forms {
		forms[formNames()[form]] = pattern.raw()
	}
	return forms
}

func (p pattern) raw() string {
	var b strings.Builder
	for i, text := range p.texts {
		b.WriteString(text)
		if i < len(p.names) {
			b.WriteString("{" + p.names[i] + "}")
		}
	}
	return b.String()
}

// formNames are the CLDR names of the plural forms.
func formNames() map[plural.Form]string {
	return map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
}
