package tally

import "releve/internal/form"

// hours_low, hours_mid, hours_high: hours in all, the sum of the minutes of every row that has some, divided by 60.
// It is what was observed, and with an open band a minimum: never a figure for a year or a sector. Nothing noted
// makes 0 hours.
func hoursMeasures() []Measure {
	role := form.RoleMinutes
	sum := func(part func(minutes) int64) func(*Count) Figure {
		return func(c *Count) Figure { return Figure{Defined: true, Value: inMinutes(part(c.whole.minutes)) / 60} }
	}
	return []Measure{
		{Name: "hours_low", Kind: Hours, Role: role, read: sum(minutes.least)},
		{Name: "hours_mid", Kind: Hours, Role: role, read: sum(minutes.likeliest)},
		{Name: "hours_high", Kind: Hours, Role: role, read: sum(minutes.most)},
	}
}
