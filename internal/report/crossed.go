package report

import (
	"strconv"

	"releve/internal/tally"
)

// crossed lays a table out by two axes: counts, with their sums.
func (b *builder) crossed(g grid, d tableDefinition) (grid, bool, error) {
	broken, err := b.breakdown(d.cross...)
	if err != nil {
		return g, false, err
	}
	rows, across := b.slices(broken, 0, d), b.slices(broken, 1, d)
	g.Axis = d.cross[0]
	g.Head, g.columns = []string{b.headOf(d.cross[0])}, []string{columnLabel}
	for i, s := range across {
		g.Head, g.columns = append(g.Head, s.head), append(g.columns, strconv.Itoa(i))
	}
	g.Head, g.columns = append(g.Head, b.text("report.total")), append(g.columns, columnRows)
	for _, s := range rows {
		r := Row{Cells: []Cell{{Kind: Text, Text: s.label}}, Code: s.code, Level: s.level}
		for _, t := range across {
			r.Cells = append(r.Cells, b.number(d, meeting(broken, s, t), append(append([]Condition{}, s.where...), t.where...)))
		}
		r.Cells = append(r.Cells, b.number(d, along(broken, 0, s.values), s.where))
		g.Rows = append(g.Rows, r)
	}
	total := Row{Cells: []Cell{{Kind: Text, Text: b.text("report.total")}}, Total: true}
	for _, t := range across {
		total.Cells = append(total.Cells, b.number(d, along(broken, 1, t.values), t.where))
	}
	total.Cells = append(total.Cells, b.number(d, broken.Whole(), nil))
	g.Rows = append(g.Rows, total)
	return g, true, nil
}

// meeting adds up the rows that stand under one of the values of both.
func meeting(broken *tally.Breakdown, s, t slice) tally.Part {
	var p tally.Part
	for _, i := range s.values {
		for _, j := range t.values {
			p = p.Plus(broken.Part(i, j))
		}
	}
	return p
}

// along adds up the rows of some values of an axis.
func along(broken *tally.Breakdown, axis int, values []int) tally.Part {
	var p tally.Part
	for _, i := range values {
		p = p.Plus(broken.Along(axis, i))
	}
	return p
}

// number is a cell that holds how many rows a part has.
func (b *builder) number(d tableDefinition, p tally.Part, where []Condition) Cell {
	c := Cell{Kind: Count, Value: float64(b.size(d.cross[0], p))}
	if b.perSheet(d.cross[1]) {
		c.Value = float64(p.Sheets)
	}
	if b.live {
		c.Formula = sum(b.rowColumn(d.cross...), where...)
	}
	return c
}
