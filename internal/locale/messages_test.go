package locale

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// sameEverywhere are the keys whose text is rightly the same in the four languages.
func sameEverywhere() map[string]bool {
	return map[string]bool{
		"lang.de":              true, // each language names itself, down to lang.nl
		"lang.en":              true,
		"lang.fr":              true,
		"lang.nl":              true,
		"list.next":            true, // a comma
		"report.column.code":   true, // one word in all four
		"report.column.of":     true, // the form's nouns, from here on
		"report.column.sheets": true,
		"report.data.n_row":    true,
		"report.data.n_sheet":  true,
	}
}

// forms returns the sentences of a message by plural form, a plain sentence under "".
func (m message) byForm() map[string]pattern {
	if m.forms == nil {
		return map[string]pattern{"": m.whole}
	}
	found := make(map[string]pattern, len(m.forms))
	for form, p := range m.forms {
		found[formName(form)] = p
	}
	return found
}

func formName(form plural.Form) string {
	return [...]string{"other", "zero", "one", "two", "few", "many"}[form]
}

// source returns the sentence as it stands in the file.
func (p pattern) source() string {
	return string(p.fill(nil, func(dst []byte, name string) []byte {
		return append(append(append(dst, '{'), name...), '}')
	}))
}

// placeholders returns the names that a message fills in, sorted; n alone may be absent from a plural
// form that spells the number out, so it is left out of them.
func (m message) placeholders() []string {
	names := make(map[string]bool)
	for _, p := range m.byForm() {
		for _, name := range p.names {
			names[name] = names[name] || m.forms == nil || name != counted
		}
	}
	maps.DeleteFunc(names, func(_ string, shown bool) bool { return !shown })
	return slices.Sorted(maps.Keys(names))
}

func TestSameKeysInEveryLanguage(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range catalogue.Keys() {
		for _, tag := range Languages() {
			if _, ok := catalogue.printers[tag].messages[key]; !ok {
				t.Errorf("%s is missing in %s", key, tag)
			}
		}
	}
}

func TestSamePlaceholdersInEveryLanguage(t *testing.T) {
	all := printers(t)
	for key, first := range all["fr"].messages {
		for _, tag := range Languages()[1:] {
			got, want := all[tag].messages[key].placeholders(), first.placeholders()
			if !slices.Equal(got, want) {
				t.Errorf("%s: got placeholders %v in %s, want %v as in fr", key, got, tag, want)
			}
		}
	}
}

// TestPluralsComplete wants exactly the forms that the language has. A message may be a plural in one
// language and plain in another, but not in ours: all four tell one from other.
func TestPluralsComplete(t *testing.T) {
	all := printers(t)
	for _, tag := range Languages() {
		want := slices.Sorted(maps.Keys(formsOf(tag)))
		for key, m := range all[tag].messages {
			if m.forms == nil {
				if all["fr"].messages[key].forms != nil {
					t.Errorf("%s: a plural in fr, a plain sentence in %s", key, tag)
				}
				continue
			}
			if got := slices.Sorted(maps.Keys(m.byForm())); !slices.Equal(got, want) {
				t.Errorf("%s: got plural forms %v in %s, want %v", key, got, tag, want)
			}
		}
	}
}

// formsOf finds the plural forms of a language by trying numbers.
func formsOf(tag Tag) map[string]bool {
	found := make(map[string]bool)
	for n := range 1000 {
		for _, fraction := range []int{-1, 0, 1, 5} {
			scale := 1
			if fraction < 0 {
				fraction, scale = 0, 0
			}
			form := plural.Cardinal.MatchPlural(language.Make(string(tag)), n, scale, scale, fraction, fraction)
			found[formName(form)] = true
		}
	}
	return found
}

func TestNoMessageLeftUntranslated(t *testing.T) {
	all := printers(t)
	for key := range all["fr"].messages {
		texts := make(map[string]bool)
		for _, tag := range Languages() {
			for _, p := range all[tag].messages[key].byForm() {
				if p.source() == key {
					t.Errorf("%s: the text in %s is the key itself", key, tag)
				}
			}
			texts[fingerprint(all[tag].messages[key])] = true
		}
		if len(texts) == 1 && !sameEverywhere()[key] {
			t.Errorf("%s: the same text in every language", key)
		}
		if len(texts) > 1 && sameEverywhere()[key] {
			t.Errorf("%s: declared the same everywhere, and is not", key)
		}
	}
}

// fingerprint joins the sentences of a message.
func fingerprint(m message) string {
	forms := m.byForm()
	var joined []string
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		joined = append(joined, form, forms[form].source())
	}
	return strings.Join(joined, "\x00")
}

// TestFilesSorted keeps the files in the order that makes changes easy to read: by key.
func TestFilesSorted(t *testing.T) {
	for _, tag := range Languages() {
		file, err := embedded.Open("messages/" + string(tag) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		decoder, last := json.NewDecoder(file), ""
		if _, err := decoder.Token(); err != nil {
			t.Fatal(err)
		}
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				t.Fatal(err)
			}
			if name, _ := key.(string); name <= last {
				t.Errorf("%s: %s stands behind %s", tag, name, last)
			} else {
				last = name
			}
			var value json.RawMessage
			if err := decoder.Decode(&value); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestTypography holds the typing rules: plain apostrophes (’ only closes a quotation), no double spaces, and
// in French a no-break space before double signs and inside guillemets.
func TestTypography(t *testing.T) {
	everywhere := regexp.MustCompile(`\pL’\pL|  `)
	french := regexp.MustCompile(` [:;?!»]|[\pL\pN](?:[;?!](?: |$)|»)|« |«\pL`)
	for tag, p := range printers(t) {
		for key, m := range p.messages {
			for _, sentence := range m.byForm() {
				bad := everywhere.FindString(sentence.source())
				if tag == "fr" && bad == "" {
					bad = french.FindString(sentence.source())
				}
				if bad != "" {
					t.Errorf("%s: %q in %s: %s", key, bad, tag, sentence.source())
				}
			}
		}
	}
}
