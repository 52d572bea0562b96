package tally

// n_tokens: different tokens among the counted sheets, blank ones left out. A token is a device or a pad of paper,
// never a person: a phone and an office computer are two, a shared desk is one for five.
func tokenMeasures() []Measure {
	return []Measure{
		{Name: "n_tokens", Kind: Number, read: func(c *Count) Figure { return number(c.tokens) }},
	}
}
