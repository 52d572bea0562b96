package guard_test

import (
	"strings"
	"testing"
	"time"

	"releve/internal/guard"
)

// BenchmarkGuard reads a text as it is read when a sheet is posted.
func BenchmarkGuard(b *testing.B) {
	for _, bench := range []struct {
		name, sentence string
	}{
		{"words", "Guichet fermé à midi, trois appels sans réponse et un courriel. "},
		{"numbers", "Guichet fermé le 14/09, trois appels au 1819 sans réponse. "},
	} {
		b.Run(bench.name, func(b *testing.B) {
			text := strings.Repeat(bench.sentence, 12)[:600]
			b.ReportAllocs()
			for b.Loop() {
				if guard.Check(text) != nil || guard.Flags(text) {
					b.Fatal("found something")
				}
			}
		})
	}
}

// TestQuick reads 2,000 signs that are full of everything.
func TestQuick(t *testing.T) {
	text := strings.Repeat("Mme Dupont, née le 12/03/1985, rue Gallait 12, 0470/12.34.56, j.dupont@gmail.com, NN 85.07.30-033.28, le 02/05 et 3 appels. ", 20)
	best := time.Hour
	for range 5 {
		start := time.Now()
		guard.Find(text[:2000])
		best = min(best, time.Since(start))
	}
	if best > 5*time.Millisecond {
		t.Errorf("2,000 signs take %v, want at most 5 ms", best)
	}
	t.Log(best)
}
