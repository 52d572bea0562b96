package tally

// n_organisations: services with at least one counted sheet. Sheets by the campaign's own link have no service.
func organisationMeasures() []Measure {
	return []Measure{
		{Name: "n_organisations", Kind: Number, read: func(c *Count) Figure { return number(c.organisations) }},
	}
}
