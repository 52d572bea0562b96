package report

import (
	"slices"

	"releve/internal/problem"
)

// chart draws columns of a table that is shown; false where there is nothing to draw.
func (b *builder) chart(d chartDefinition, g grid) (Chart, bool) {
	c := Chart{Kind: d.kind, Title: b.text(d.title), Table: d.table, Rows: d.rows}
	for _, name := range d.series {
		if at := slices.Index(g.columns, name); at > 0 {
			c.Series = append(c.Series, at)
		}
	}
	drawn, largest := 0, -1
	for i, r := range g.Rows {
		if r.Total || r.Level > 0 || d.rows > 0 && drawn == d.rows || len(c.Series) == 0 || r.Cells[0].Empty {
			continue
		}
		drawn++
		if at := c.Series[0]; largest < 0 || r.Cells[at].Value > g.Rows[largest].Cells[at].Value {
			largest = i
		}
	}
	if largest < 0 || g.Rows[largest].Cells[c.Series[0]].Value == 0 {
		return c, false
	}
	c.Text = b.printer.Text("report.chart.text", problem.Args{
		"title": c.Title, "n": drawn, "label": g.Rows[largest].Cells[0].Text,
		"value": b.printer.Integer(int64(g.Rows[largest].Cells[c.Series[0]].Value)),
	})
	return c, true
}
