package form_test

import (
	"bytes"
	"slices"
	"testing"

	"releve/internal/form"
)

// TestEncode holds that a questionnaire comes back from its encoding whole, and that one questionnaire has one encoding.
func TestEncode(t *testing.T) {
	for _, f := range all(t) {
		t.Run(f.ID, func(t *testing.T) {
			data := encode(t, f)
			back, err := form.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if again := encode(t, back); !bytes.Equal(again, data) {
				t.Errorf("comes back as\n%s\nwant\n%s", again, data)
			}
			if !bytes.Equal(encode(t, f), data) {
				t.Error("has two encodings")
			}
			same(t, f, back)
		})
	}
}

func encode(tb testing.TB, f *form.Form) []byte {
	tb.Helper()
	data, err := form.Encode(f)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// same compares what the figures and pages look at, apart from the encoding.
func same(t *testing.T, f, back *form.Form) {
	t.Helper()
	if f.ID != back.ID || f.Version != back.Version || len(f.Questions) != len(back.Questions) {
		t.Errorf("%s %d came back as %s %d", f.ID, f.Version, back.ID, back.Version)
	}
	for q := range f.All() {
		b, ok := back.Question(q.Code)
		if !ok || b.Kind.Name() != q.Kind.Name() || b.Role != q.Role || b.Required != q.Required || b.Exact != q.Exact ||
			b.Default != q.Default || b.MaxLength != q.MaxLength || b.Min != q.Min || b.Max != q.Max || len(b.AskIf) != len(q.AskIf) {
			t.Errorf("%s came back as %+v", q.Code, b)
			continue
		}
		if q.List != nil && !slices.EqualFunc(slices.Collect(q.List.All()), slices.Collect(b.List.All()), sameChoice) {
			t.Errorf("list %s of %s came back otherwise", q.List.Name, q.Code)
		}
		if q.Bands != nil && !slices.EqualFunc(q.Bands.Bands, b.Bands.Bands, sameBand) {
			t.Errorf("bands %s of %s came back otherwise", q.Bands.Name, q.Code)
		}
	}
}

func sameChoice(a, b *form.Choice) bool {
	return a.Code == b.Code && a.Specify == b.Specify && a.NonNum == b.NonNum && a.Retired == b.Retired &&
		(a.Parent == nil) == (b.Parent == nil) && a.Top().Code == b.Top().Code && a.Label["nl"] == b.Label["nl"] &&
		a.Group["de"] == b.Group["de"] && a.Hint["en"] == b.Hint["en"] && slices.Equal(a.Keywords["fr"], b.Keywords["fr"])
}

func sameBand(a, b *form.Band) bool {
	return a.Code == b.Code && a.Low == b.Low && a.Value == b.Value && a.High == b.High && a.Open == b.Open
}

// TestEncodeTellsApart holds that a change of one value changes the encoding: published versions are compared by it.
func TestEncodeTellsApart(t *testing.T) {
	data := []byte(read(t, "testdata/every.yaml"))
	first := encode(t, every(t))
	changes := map[string][2]string{
		"label":     {"Combien d'attente", "Combien d’attente"},
		"required":  {"role: outcome\n    required: true", "role: outcome"},
		"default":   {"default: m10", "default: m0"},
		"condition": {"{question: out, is: [ok, ko]}", "{question: out, not: [ok, ko]}"},
		"limit":     {"max: 12", "max: 13"},
		"no limit":  {"    max: 0\n", ""},
		"length":    {"max_length: 3000", "max_length: 2999"},
		"keyword":   {"[haut, sommet]", "[haut]"},
		"retired":   {"2023-01-01", "2023-01-02"},
		"specify":   {"        specify: true\n        nonnum: false", "        nonnum: false"},
		"nonnum":    {"nonnum: false", "nonnum: true"},
		"band":      {"high: 7.5", "high: 7"},
		"footnote":  {"footnote: {fr: Note,", "footnote: {fr: Notes,"},
		"outcome":   {"failure: [ko], apart: [later]", "failure: [ko, later], apart: []"},
		"noun":      {"other: essais", "other: tentatives"},
		"exact":     {"    exact: true\n", ""},
		"role":      {"    role: comment\n", ""},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			if n := bytes.Count(data, []byte(change[0])); n != 1 {
				t.Fatalf("%q stands %d times in the file", change[0], n)
			}
			f, err := new(form.Library).Read("x", bytes.Replace(data, []byte(change[0]), []byte(change[1]), 1))
			if err != nil {
				explain(t, err)
			}
			if bytes.Equal(encode(t, f), first) {
				t.Error("the same encoding")
			}
		})
	}
}
