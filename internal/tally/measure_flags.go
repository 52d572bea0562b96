package tally

import "releve/internal/form"

// own_n: counted rows of a service at its own institution (or below one of its own branches). late_n: sheets posted
// by web, offline or api and received after the day that follows the campaign's last one. outside_n: sheets dated
// more than a day before or after the campaign. Late and outside sheets are numbered whether the campaign counts them
// or not.
func flagMeasures() []Measure {
	return []Measure{
		{Name: "own_n", Kind: Number, Role: form.RoleInstitution, read: func(c *Count) Figure { return number(c.own) }},
		{Name: "late_n", Kind: Number, read: func(c *Count) Figure { return number(c.late) }},
		{Name: "outside_n", Kind: Number, read: func(c *Count) Figure { return number(c.outside) }},
	}
}
