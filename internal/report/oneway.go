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
	kind, date  string // of a service; the first day of a week or month
}

// oneWay lays a table out by one axis.
func (b *builder) oneWay(g grid, d tableDefinition) (grid, bool, error) {
	broken, err := b.breakdown(d.by)
	if err != nil {
		return g, false, err
	}
	slices := b.slices(broken, 0, d)
	if d.by == tally.AxisParticipant && b.withheld {
		return g, false, nil
	}
	l := b.layout(d, broken)
	g.Axis = d.by
	g.columns, g.Head = []string{columnLabel}, []string{b.headOf(d.by)}
	if extra := b.extra(d.by); extra.head != "" {
		g.columns, g.Head = append(g.columns, extra.head), append(g.Head, b.text(extra.head))
	}
	for _, m := range l.columns {
		l.at[m.name] = len(g.columns)
		g.columns, g.Head = append(g.columns, m.name), append(g.Head, b.text(m.head))
	}
	for _, s := range slices {
		if l.multiple && s.count == "" {
			continue // those who ticked nothing stand outside of the base
		}
		p := along(broken, 0, s.values)
		p.Rows = b.size(d.by, p)
		g.Rows = append(g.Rows, b.slice(l, s, p))
	}
	if d.whole {
		all := slice{label: b.text("report.total"), count: l.count}
		if l.multiple {
			all.label = b.text("report.total.answered")
		}
		r := b.slice(l, all, l.whole)
		r.Total = true
		g.Rows = append(g.Rows, r)
	}
	return g, true, nil
}

// layout is what the rows of a broken-down table have in common.
type layout struct {
	by       tally.Axis
	columns  []measure
	at       map[string]int // place of each column
	whole    tally.Part     // what shares are of
	count    string         // column that counts the whole
	multiple bool           // rows stand under several values: the whole are those that have any
}

func (b *builder) layout(d tableDefinition, broken *tally.Breakdown) layout {
	l := layout{
		by: d.by, columns: b.measures(d.of, d.by), at: map[string]int{}, whole: broken.Whole(), count: b.rowColumn(d.by),
		multiple: broken.Multiple(0),
	}
	l.whole.Rows = b.size(d.by, l.whole)
	if l.multiple {
		l.count, l.columns = answeredColumn(d.by), countsOnly(l.columns)
		for i, v := range broken.Values(0) {
			if v.Code == "" {
				l.whole.Rows -= b.size(d.by, broken.Along(0, i))
			}
		}
	}
	return l
}

// slice fills in one row.
func (b *builder) slice(l layout, s slice, p tally.Part) Row {
	w := where{count: l.count, conditions: s.where, total: sum(l.count), at: l.at}
	if s.count != "" {
		w.count = s.count
	}
	r := b.figures(l.columns, p, l.whole, w)
	first := []Cell{{Kind: Text, Text: s.label}}
	if extra := b.extra(l.by); extra.head != "" {
		first = append(first, extra.cell(s))
	}
	r.Cells = append(first, r.Cells...)
	r.Code, r.Note, r.Level = s.code, s.note, s.level
	return r
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
