package tally

// Cut has few rows counted by several goroutines, as many rows are.
func (c *Columns) Cut(rows int) { c.shares, c.shareRows = mostShares, rows }
