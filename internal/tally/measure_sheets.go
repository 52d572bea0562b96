package tally

// n_sheets: counted sheets, in sheets. A sheet counts when its status is received, edited, issues or approved, when
// it did not come in during the trial, and, where the campaign asks for that, when it is neither late nor outside.
func sheetMeasures() []Measure {
	return []Measure{
		{Name: "n_sheets", Kind: Number, read: func(c *Count) Figure { return number(c.whole.Sheets) }},
	}
}
