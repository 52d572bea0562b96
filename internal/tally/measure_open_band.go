package tally

import "releve/internal/form"

// open_band_n: rows that hold an answer in an open band without exact minutes. While there are any, every total and
// mean of minutes is a minimum.
func openBandMeasures() []Measure {
	return []Measure{
		{Name: "open_band_n", Kind: Number, Role: form.RoleMinutes, read: func(c *Count) Figure { return number(c.whole.Open) }},
	}
}
