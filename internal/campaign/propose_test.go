package campaign

import (
	"slices"
	"testing"
)

func TestPropose(t *testing.T) {
	tests := []struct {
		name, title string
		taken       []string
		want        string
	}{
		{"words", "Monitoring social 1030", nil, "monitoring-social-1030"},
		{"accents and signs", "  L'été à Liège ! ", nil, "l-ete-a-liege"},
		{"cut at a word", "Monitoring social de Schaerbeek", nil, "monitoring-social-de"},
		{"cut in a word", "Anticonstitutionnellement vôtre", nil, "anticonstitutionnellemen"},
		{"a word that just fits", "abcdefghij-klmnopqrst-uvw xyz", nil, "abcdefghij-klmnopqrst-uvw"[:21]},
		{"taken", "Monitoring 2026", []string{"monitoring-2026", "monitoring-2026-2"}, "monitoring-2026-3"},
		{"taken and long", "Anticonstitutionnellement", []string{"anticonstitutionnellemen"}, "anticonstitutionnelleme-2"[:22] + "-2"},
		{"nothing to make a code of", "Привет", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Propose(tt.title, func(code string) bool { return slices.Contains(tt.taken, code) })
			if got != tt.want || len(got) > mostCode {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
