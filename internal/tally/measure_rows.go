package tally

// n_rows: procedures, in rows of the counted sheets: those of the repeat where the form has one, else the chains of
// sheets that resume each other, each of them one. A sheet whose repeat is empty has none.
func rowMeasures() []Measure {
	return []Measure{
		{Name: "n_rows", Kind: Number, read: func(c *Count) Figure { return number(c.whole.Rows) }},
	}
}
