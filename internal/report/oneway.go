package report

import (
	"releve/internal/tally"
)

// slice is a row of a broken-down table before it has cells: values of an axis that are shown as one.
type slice struct {
	code        string
	label, head string // head: a shorter name, for the top of a column
	note        string
	values      []int // places in Breakdown.Values
	where       []Condition
	count       string // column that counts it; "" as the rest of the table
	level       int
	blank       bool   // what was not answered
	kind, date  string // of a service; the first day of a week
}

// oneWay lays a table out by one axis.
func (b *builder) oneWay(g grid, d tableDefinition) (grid, bool, error) {
	broken, err := b.breakdown(d.by)
	if err != nil {
		return g, false, err
	}
	g.Axis = d.by
	slices := b.slices(broken, 0, d)
	if d.by == tally.AxisParticipant && b.withheld {
		return g, false, nil
	}
	columns := b.measures(d.of, d.by)
	g.columns = append([]string{columnLabel}, b.extraColumns(d)...)
	g.Head = append([]string{b.headOf(d.by)}, b.extraHeads(d)...)
	whole, total := broken.Whole(), sum(b.rowColumn(d.by))
	multiple := broken.Multiple(0)
	if b.perSheet(d.by) {
		whole.Rows = whole.Sheets
	}
	if multiple {
		whole.Rows, total = whole.Answered, sum(answeredColumn(d.by))
		columns = countsOnly(columns)
	}
	at := map[string]int{}
	for _, m := range columns {
		at[m.name] = len(g.columns)
		g.columns, g.Head = append(g.columns, m.name), append(g.Head, b.text(m.head))
	}
	for _, s := range slices {
		if multiple && s.where == nil && s.count == "" {
			continue
		}
		w := where{count: b.rowColumn(d.by), conditions: s.where, total: total, at: at}
		if s.count != "" {
			w.count = s.count
		}
		p := along(broken, 0, s.values)
		p.Rows = b.size(d.by, p)
		row := b.figures(columns, p, whole, w)
		row.Cells = append(append([]Cell{{Kind: Text, Text: s.label}}, b.extraCells(d, s)...), row.Cells...)
		row.Code, row.Note, row.Level = s.code, s.note, s.level
		g.Rows = append(g.Rows, row)
	}
	if d.whole {
		w := where{count: b.rowColumn(d.by), total: total, at: at}
		name := b.text("report.total")
		if multiple {
			w.count, name = answeredColumn(d.by), b.text("report.total.answered")
		}
		row := b.figures(columns, whole, whole, w)
		row.Cells = append(append([]Cell{{Kind: Text, Text: name}}, b.extraCells(d, slice{})...), row.Cells...)
		row.Total = true
		g.Rows = append(g.Rows, row)
	}
	return g, true, nil
}

// countsOnly keeps the columns that make sense where rows stand under several values.
func countsOnly(columns []measure) []measure {
	var kept []measure
	for _, m := range columns {
		if m.name == columnRows || m.name == columnShare {
			kept = append(kept, m)
		}
	}
	return kept
}

// figures fills in the columns of one row.
func (b *builder) figures(columns []measure, p, whole tally.Part, w where) Row {
	var r Row
	for _, m := range columns {
		value, defined := m.of(p, whole)
		c := Cell{Kind: m.kind, Value: value, Empty: !defined}
		if !defined {
			c.Value = 0
		}
		if b.live {
			c.Formula = m.live(w)
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

// extraColumns are texts and dates beside the name of a row.
func (b *builder) extraColumns(d tableDefinition) []string {
	switch {
	case d.by == tally.AxisParticipant && b.source.Purpose == ForWork:
		return []string{"kind"}
	case d.by == tally.AxisWeek:
		return []string{"monday"}
	default:
		return nil
	}
}

func (b *builder) extraHeads(d tableDefinition) []string {
	var heads []string
	for _, name := range b.extraColumns(d) {
		if name == "kind" {
			heads = append(heads, b.text("report.column.kind"))
		} else {
			heads = append(heads, b.text("report.column.monday"))
		}
	}
	return heads
}

func (b *builder) extraCells(d tableDefinition, s slice) []Cell {
	var cells []Cell
	for _, name := range b.extraColumns(d) {
		if name == "kind" {
			cells = append(cells, textCell(s.kind))
		} else {
			cells = append(cells, dateCell(s.date))
		}
	}
	return cells
}

// headOf names an axis at the top of its column.
func (b *builder) headOf(axis tally.Axis) string {
	switch axis {
	case tally.AxisUnit:
		return b.text("report.data.group")
	case tally.AxisParticipant:
		return b.text("report.data.service")
	case tally.AxisKind:
		return b.text("report.data.kind")
	case tally.AxisChannel:
		return b.text("report.data.channel")
	case tally.AxisLanguage:
		return b.text("report.data.language")
	case tally.AxisWeek:
		return b.text("report.data.week")
	case tally.AxisMonth:
		return b.text("report.data.month")
	}
	return b.roleHead(axis)
}
