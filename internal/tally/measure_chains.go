package tally

// follows_unknown_n, follows_missing_n: counted sheets that resume one nobody can name, or one that is not in the
// data. Each is a procedure of its own, or begins one, so that n_rows may be too high by as many. Forms with a repeat
// have no chains.
func chainMeasures() []Measure {
	chains := func(c *Count) bool { return c.campaign.Form().Repeat() == nil }
	return []Measure{
		{Name: "follows_unknown_n", Kind: Number, when: chains, read: func(c *Count) Figure { return number(c.unknown) }},
		{Name: "follows_missing_n", Kind: Number, when: chains, read: func(c *Count) Figure { return number(c.broken) }},
	}
}
