package tally

// rejected_n, excluded_n: sheets of that status that pass the filter; trial_n: sheets that came in during the trial.
// None of them is ever counted.
func uncountedMeasures() []Measure {
	return []Measure{
		{Name: "rejected_n", Kind: Number, read: func(c *Count) Figure { return number(c.uncounted[rejected]) }},
		{Name: "excluded_n", Kind: Number, read: func(c *Count) Figure { return number(c.uncounted[excluded]) }},
		{Name: "trial_n", Kind: Number, read: func(c *Count) Figure { return number(c.uncounted[trial]) }},
	}
}
