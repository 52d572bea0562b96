package tally

// first_date, last_date: earliest and latest date of the counted sheets.
func dateMeasures() []Measure {
	date := func(s string) Figure { return Figure{Defined: s != "", Date: s} }
	return []Measure{
		{Name: "first_date", Kind: Date, read: func(c *Count) Figure { return date(c.first) }},
		{Name: "last_date", Kind: Date, read: func(c *Count) Figure { return date(c.last) }},
	}
}
