package form_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"releve/forms"
	"releve/internal/form"
	"releve/internal/problem"
)

// small is a questionnaire of few words, for the fuzzer to change.
const small = `{form: f, version: 2026112201, title: {fr: A, nl: A, de: A, en: A},
sheet_noun: {fr: {one: a, other: b}, nl: {one: a, other: b}, de: {one: a, other: b}, en: {one: a, other: b}},
row_noun: {fr: {one: a, other: b}, nl: {one: a, other: b}, de: {one: a, other: b}, en: {one: a, other: b}},
questions: [
{code: q, kind: choice, list: l, default: a, short: {fr: A, nl: A, de: A, en: A}, label: {fr: A, nl: A, de: A, en: A}},
{code: r, kind: band, bands: b, exact: true, ask_if: [{question: q, is: [a]}], short: {fr: B, nl: B, de: B, en: B}, label: {fr: B, nl: B, de: B, en: B}}],
lists: [{list: l, choices: [{code: a, specify: true, keywords: {fr: [], nl: [x], de: [], en: []}, short: {fr: A, nl: A, de: A, en: A}, label: {fr: A, nl: A, de: A, en: A}}]}],
bands: [{bands: b, unit: minute, choices: [{code: a, low: 0, value: 1, high: 2.5, short: {fr: A, nl: A, de: A, en: A}, label: {fr: A, nl: A, de: A, en: A}}]}]}
`

// FuzzLibraryRead reads any file as a questionnaire. What is refused is refused with a line of the file; what is read
// can be stored and comes back the same. The seeds are long: -fuzzminimizetime 1x keeps the fuzzer from shortening them.
func FuzzLibraryRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/mistakes/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	lib := shipped(f)
	for _, name := range []string{"appels.yaml", "monitoring-1030.yaml"} {
		data, err := fs.ReadFile(forms.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(encode(f, every(f)))
	f.Add([]byte(small))
	if _, err := lib.Read("small", []byte(small)); err != nil {
		explain(f, err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := lib.Read("fuzz.yaml", data)
		if err != nil {
			refused(t, data, err)
			return
		}
		stored(t, read)
	})
}

func refused(t *testing.T, data []byte, err error) {
	t.Helper()
	all := problem.All(err)
	if len(all) == 0 {
		t.Fatalf("refused without a reason: %v", err)
	}
	lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + bytes.Count(data, []byte("\u0085")) +
		bytes.Count(data, []byte("\u2028")) + bytes.Count(data, []byte("\u2029")) + 2
	if bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe")) {
		lines = len(data) // UTF-16, whose line ends are not counted here
	}
	for _, wrong := range all {
		line, err := strconv.Atoi(wrong.Args["line"].(string))
		if err != nil || line < 1 || line > lines || wrong.Args["file"] != "fuzz.yaml" {
			t.Errorf("%s: line %d of %d, file %v", wrong.Key, line, lines, wrong.Args["file"])
		}
	}
}

func stored(t *testing.T, f *form.Form) {
	t.Helper()
	data := encode(t, f)
	back, err := form.Decode(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if again := encode(t, back); !bytes.Equal(again, data) {
		t.Fatalf("stored as\n%s\ncame back as\n%s", data, again)
	}
	written, err := form.EncodeYAML(f)
	if err != nil {
		t.Fatal(err)
	}
	if back, err = form.Decode(written); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	if again := encode(t, back); !bytes.Equal(again, data) {
		t.Fatalf("written as\n%s\ncame back as\n%s", written, again)
	}
	for q := range f.All() {
		if _, wrong := q.Kind.Read(q, form.Raw{Values: []string{q.Default}}); wrong != nil {
			t.Errorf("%s: default %q: %v", q.Code, q.Default, wrong)
		}
	}
}
