package device

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"releve/internal/need"
)

// keyedVector is a line, a code or a date as it is keyed, and what it says.
type keyedVector struct {
	Name string `json:"name"`
	Line string `json:"line"`
	Want string `json:"want"`
}

// keyedVectors is testdata/keyed.json, as far as the test needs to know it.
type keyedVectors struct {
	Cases []keyedVector `json:"cases"`
	Sent  []keyedVector `json:"posted"`
	Codes []keyedVector `json:"codes"`
	Dates []keyedVector `json:"dates"`
}

// keyedSaid is what testdata/keyed.mjs makes of them.
type keyedSaid struct {
	Lines   []string `json:"lines"`
	Again   []string `json:"again"`
	Sent    []string `json:"posted"`
	Codes   []string `json:"codes"`
	Dates   []string `json:"dates"`
	Hostile []string `json:"hostile"`
}

// Lines are read as the vectors say, written anew they read as the same, and random signs do no harm.
func TestKeyedLines(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "keyed.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors keyedVectors
	if err = json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	input := map[string]any{"vectors": json.RawMessage(data), "random": need.Size(2_000, 20_000, 500_000)}
	var got keyedSaid
	output := need.Node(t, "testdata/keyed.mjs", input, "internal", "device", "script")
	if err = json.Unmarshal(output, &got); err != nil {
		t.Fatal(err)
	}
	sayKeyed(t, "line", vectors.Cases, got.Lines)
	sayKeyed(t, "posted", vectors.Sent, got.Sent)
	sayKeyed(t, "code", vectors.Codes, got.Codes)
	sayKeyed(t, "date", vectors.Dates, got.Dates)
	for i, c := range vectors.Cases {
		if again := got.Again[i]; again != "" && again != c.Want {
			t.Errorf("%s: %q written anew says %q, want %q", c.Name, c.Line, again, c.Want)
		}
	}
	if len(got.Hostile) > 0 {
		t.Errorf("random lines: %s", strings.Join(got.Hostile, "\n"))
	}
}

func sayKeyed(t *testing.T, what string, vectors []keyedVector, said []string) {
	t.Helper()
	if len(said) != len(vectors) || len(said) == 0 {
		t.Fatalf("%d answers for %d vectors", len(said), len(vectors))
	}
	for i, v := range vectors {
		if said[i] != v.Want {
			t.Errorf("%s %s: %q says %q, want %q", what, v.Name, v.Line, said[i], v.Want)
		}
	}
}
