package web

import (
	"strings"
	"testing"

	"releve/internal/locale"
)

// TestSerials shows that no two problems share a number, and that each has a sentence.
func TestSerials(t *testing.T) {
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for n, key := range serials() {
		if key == "" {
			continue
		}
		if before, double := seen[key]; double {
			t.Errorf("%s has the numbers %d and %d", key, before, n)
		}
		seen[key] = n
		if !catalogue.Has(key) {
			t.Errorf("%s has no sentence", key)
		}
	}
	for _, key := range catalogue.Keys() {
		if part, _, _ := strings.Cut(key, "."); (part == "answer" || part == "sheet" || part == "api") && seen[key] == 0 {
			t.Errorf("%s has no number", key)
		}
	}
}
