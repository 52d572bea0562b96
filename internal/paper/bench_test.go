package paper

import (
	"fmt"
	"io"
	"testing"
)

// BenchmarkPrint prints 500 sheets with serial numbers of their own.
func BenchmarkPrint(b *testing.B) {
	p := printer(b)
	for _, kind := range sheets() {
		b.Run(fmt.Sprint(kind), func(b *testing.B) {
			j := job(survey(shippedForm(b, "monitoring-1030")), kind, "fr", "nl")
			j.First, j.Copies = 1, 500
			for b.Loop() {
				if err := p.PDF(io.Discard, j); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLayout lays the longest questionnaire out.
func BenchmarkLayout(b *testing.B) {
	p := printer(b)
	j := job(survey(shippedForm(b, "appels")), Slip, "fr", "nl")
	for b.Loop() {
		if _, err := p.Layout(j); err != nil {
			b.Fatal(err)
		}
	}
}
