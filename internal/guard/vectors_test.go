package guard

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// vector is one text of testdata/vectors: a head with the kinds expected and why, an empty line, the text.
type vector struct {
	name  string
	text  string
	want  []Finding
	kinds []Kind
}

var escape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// readVectors reads the vectors of all files; the first part of a file says what it is about.
func readVectors(tb testing.TB) []vector {
	tb.Helper()
	files, err := filepath.Glob("testdata/vectors/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no vectors: %v", err)
	}
	var vectors []vector
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		parts := strings.Split(string(content), "\n---\n")
		for i, part := range parts[1:] {
			name := strings.TrimSuffix(filepath.Base(file), ".txt") + "/" + strconv.Itoa(i+1)
			vectors = append(vectors, readVector(tb, name, part))
		}
	}
	return vectors
}

func readVector(tb testing.TB, name, part string) vector {
	tb.Helper()
	head, text, ok := strings.Cut(part, "\n\n")
	expected, why, _ := strings.Cut(head, "\n")
	if !ok || !strings.HasPrefix(expected, "expect: ") || !strings.HasPrefix(why, "why: ") {
		tb.Fatalf("%s: cannot read %q", name, part)
	}
	v := vector{name: name + " " + strings.TrimPrefix(why, "why: ")}
	for kind := range strings.FieldsSeq(strings.TrimPrefix(expected, "expect: ")) {
		if kind != "none" {
			v.kinds = append(v.kinds, Kind(kind))
		}
	}
	text = escape.ReplaceAllStringFunc(text, func(e string) string {
		r, _, _, _ := strconv.UnquoteChar(e, 0)
		return string(r)
	})
	v.text, v.want = marked(strings.TrimSuffix(text, "\n"), v.kinds)
	if len(v.want) != len(v.kinds) {
		tb.Fatalf("%s: %d places for %d kinds", v.name, len(v.want), len(v.kinds))
	}
	return v
}

// marked takes the brackets out of a text and returns what they enclose.
func marked(text string, kinds []Kind) (string, []Finding) {
	var plain strings.Builder
	var found []Finding
	for i, piece := range strings.Split(text, "⟦") {
		if i == 0 {
			plain.WriteString(piece)
			continue
		}
		number, rest, _ := strings.Cut(piece, "⟧")
		f := Finding{Start: plain.Len(), End: plain.Len() + len(number)}
		if len(found) < len(kinds) {
			f.Kind = kinds[len(found)]
		}
		found = append(found, f)
		plain.WriteString(number + rest)
	}
	return plain.String(), found
}

func TestVectors(t *testing.T) {
	for _, v := range readVectors(t) {
		t.Run(v.name, func(t *testing.T) {
			found := Find(v.text)
			if len(found) != len(v.want) {
				t.Fatalf("Find(%q) = %v, want %v", v.text, found, v.want)
			}
			for i := range found {
				if found[i] != v.want[i] {
					t.Errorf("Find(%q)[%d] = %v, want %v", v.text, i, found[i], v.want[i])
				}
			}
		})
	}
}
