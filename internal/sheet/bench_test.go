package sheet_test

import (
	"strings"
	"testing"
	"time"

	"releve/internal/sheet"
)

// comment has 600 signs, accents and numbers among them.
func comment() string {
	return strings.Repeat("Guichet fermé le 14/09, trois appels au 1819 sans réponse. ", 11)[:600]
}

func BenchmarkRead(b *testing.B) {
	four := sheet.Fields{"inst": {"com-pop"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ko"}}
	six := sheet.Fields{
		"inst": {"oth"}, "inst.text": {"Une autre institution"}, "proc": {"rdv"}, "dur": {"d10"}, "dur.minutes": {"15"},
		"out": {"ko"}, "fn": {"as"}, "com": {comment()},
	}
	for _, bench := range []struct {
		name, form string
		answers    sheet.Fields
	}{
		{"four", "monitoring-1030", four},
		{"six", "monitoring-1030", six},
		{"plus", "monitoring-plus", sheet.Fields{
			"inst": {"com-pop"}, "proc": {"rdv"}, "dur": {"r10"}, "out": {"ko"}, "why": {"auth", "late", "skill"},
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			f := shipped(b, bench.form)
			e := sheet.Entry{ID: someID, Date: "2022-09-14", Language: "fr", Answers: bench.answers}
			now := time.Date(2022, 9, 14, 10, 0, 0, 0, time.UTC)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sheet.Read(f, e, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDigest(b *testing.B) {
	s, err := sheet.Read(shipped(b, "monitoring-1030"), sheet.Entry{
		ID: someID, Date: "2022-09-14", Language: "fr",
		Answers: sheet.Fields{"inst": {"com-pop"}, "proc": {"rdv"}, "dur": {"d10"}, "out": {"ko"}},
	}, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Digest(sheet.Salt{})
	}
}
