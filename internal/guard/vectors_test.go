package guard

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// example is one text with what has to be found in it, in the order of the text.
type example struct {
	Why   string  `json:"why"` // in vectors
	Text  string  `json:"text"`
	Lang  string  `json:"lang"`
	Found []where `json:"found"`
}

// where is one identifier of an example as it stands in the text, behind the one before.
type where struct {
	Kind  Kind   `json:"kind"`
	Where string `json:"where"`
}

func readExamples(tb testing.TB, file string) []example {
	tb.Helper()
	content, err := os.ReadFile("testdata/" + file + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	var examples []example
	if err = json.Unmarshal(content, &examples); err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	return examples
}

// findings returns what an example wants.
func (e example) findings(tb testing.TB) []Finding {
	tb.Helper()
	var found []Finding
	from := 0
	for _, w := range e.Found {
		i := strings.Index(e.Text[from:], w.Where)
		if i < 0 || w.Where == "" {
			tb.Fatalf("%q does not stand in %q", w.Where, e.Text)
		}
		start := from + i
		from = start + len(w.Where)
		found = append(found, Finding{Kind: w.Kind, Start: start, End: from})
	}
	return found
}

// certain returns the findings with a checksum.
func certain(found []Finding) []Finding {
	var sure []Finding
	for _, f := range found {
		if f.Kind.Certain() {
			sure = append(sure, f)
		}
	}
	return sure
}

// TestVectors holds the rules to the texts that every writing of them has to agree on.
func TestVectors(t *testing.T) {
	vectors := readExamples(t, "vectors")
	if len(vectors) < 250 {
		t.Fatalf("%d vectors read", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Why, func(t *testing.T) {
			want := v.findings(t)
			if got := Find(v.Text); !slices.Equal(got, want) {
				t.Errorf("Find(%q) = %v, want %v", v.Text, got, want)
			}
			flagged := slices.ContainsFunc(want, func(f Finding) bool { return f.Kind.Flagged() })
			if got := Flags(v.Text); certain(want) == nil && got != flagged {
				t.Errorf("Flags(%q) = %v, want %v", v.Text, got, flagged)
			}
		})
	}
}

// TestVectorsNameEveryKind keeps a kind from being without a text, and a text with a kind from having no counterpart.
func TestVectorsNameEveryKind(t *testing.T) {
	found := map[Kind]int{}
	for _, v := range readExamples(t, "vectors") {
		for _, w := range v.Found {
			found[w.Kind]++
		}
	}
	for _, kind := range []Kind{National, IBAN, Card, Phone, Email, Page, Name, Birth, Address, Payment} {
		if found[kind] == 0 {
			t.Errorf("no vector holds a %s", kind)
		}
		delete(found, kind)
	}
	if len(found) > 0 {
		t.Errorf("vectors hold other kinds: %v", found)
	}
}
