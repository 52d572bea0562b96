package tally

import "releve/internal/form"

// open_band_n: rows that hold an answer in an open band without exact minutes. While there are any, every total and
// mean of minutes is a minimum.
func openBandMeasures() []Measure {
	return []Measure{
		{"open_band_n", Number, form.RoleMinutes, func(c *Count) Figure { return number(c.open) }},
	}
}
