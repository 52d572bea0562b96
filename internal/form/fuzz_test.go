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

// FuzzLibraryRead reads any file as a questionnaire. What is refused is refused with a line of the file; what is read
// can be stored and comes back the same.
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
