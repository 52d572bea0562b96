package guard_test

import (
	"strings"
	"testing"

	"releve/internal/guard"
)

func BenchmarkCheck(b *testing.B) {
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
				if guard.Check(text) != nil {
					b.Fatal("found something")
				}
			}
		})
	}
}
