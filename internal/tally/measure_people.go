package tally

// n_people_declared: people whom the services declare as taking part, the sum of their headcounts, over the services
// that the filter lets through. Undefined when none declares any. It says nothing about who filled in a sheet.
func peopleMeasures() []Measure {
	return []Measure{
		{Name: "n_people_declared", Kind: Number, read: func(c *Count) Figure {
			sum := 0
			for _, p := range c.campaign.Participants {
				if c.filter.participant(c.campaign, p.Code) {
					sum += p.Headcount
				}
			}
			return Figure{Defined: sum > 0, Value: float64(sum)}
		}},
	}
}
