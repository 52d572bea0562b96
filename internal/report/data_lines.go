package report

import (
	"fmt"

	"releve/internal/form"
)

// data returns the rows of the book.
func (b *builder) data() *Data {
	columns := b.columns()
	d := &Data{Name: b.text("report.data.name")}
	for _, c := range columns {
		d.Columns = append(d.Columns, c.DataColumn)
	}
	d.Lines = func(yield func([]Cell, error) bool) {
		cells := make([]Cell, len(columns))
		for l, err := range b.lines() {
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range columns {
				cells[i] = columns[i].fill(l)
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return d
}

// lines walks the lines of the interchange layout. The line is used again for the next one.
func (b *builder) lines() func(yield func(*dataLine, error) bool) {
	return func(yield func(*dataLine, error) bool) {
		ledger, err := b.source.Columns.Ledger(b.source.Campaign, b.source.Filter)
		if err != nil {
			yield(nil, fmt.Errorf("rows of the book: %w", err))
			return
		}
		plans := map[int64]*linePlan{}
		var l dataLine
		for kept, wrong := range b.source.Sheets() {
			if wrong != nil {
				yield(nil, wrong)
				return
			}
			if kept.Erased || kept.Trial {
				continue
			}
			l.kept = kept
			l.plan = b.plan(plans, kept.Sheet.Version)
			for i, entry := range ledger.Entries(kept) {
				l.entry, l.row, l.place = entry, nil, 1
				if l.plan.repeat {
					l.row, l.place = rowOf(kept.Sheet.Rows, i)
				}
				if !yield(&l, nil) {
					return
				}
			}
		}
	}
}

// plan returns what lines ask of a version, worked out once for each.
func (b *builder) plan(plans map[int64]*linePlan, version int64) *linePlan {
	if p, ok := plans[version]; ok {
		return p
	}
	f, known := b.source.Campaign.FormVersion(version)
	if !known {
		f = b.source.Campaign.Form()
	}
	plans[version] = newLinePlan(f)
	return plans[version]
}

// rowOf returns the i-th row of a repeat with its number, nothing and 0 for a sheet without rows.
func rowOf(rows []form.Answers, i int) (form.Answers, int) {
	if i >= len(rows) {
		return nil, 0
	}
	return rows[i], i + 1
}
