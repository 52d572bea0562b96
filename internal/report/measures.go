package report

import (
	"slices"

	"releve/internal/form"
	"releve/internal/tally"
)

// measure is a column of a broken-down table.
type measure struct {
	name, head string
	kind       Kind
	role       form.Role // without which it makes no sense; "" needs none
	of         func(p, whole tally.Part) (float64, bool)
	live       func(w where) *Formula
}

// where says which lines of Data a row of a table stands for.
type where struct {
	count      string // column that counts
	conditions []Condition
	total      *Formula       // of all rows of the table
	at         map[string]int // place of each column in the row
}

func (w where) sum(column string) *Formula { return sum(column, w.conditions...) }

func (w where) beside(name string) *Formula { return &Formula{Op: Beside, Beside: w.at[name]} }

// Names of columns that others are calculated from.
const (
	columnLabel  = "label"
	columnRows   = "rows"
	columnShare  = "share"
	columnFailed = "failed"
	columnBase   = "base"
	columnTimed  = "timed"
)

// measuresOf returns the columns of a name in a definition, none for an unknown one.
func measuresOf(name string) []measure {
	switch name {
	case "sheets":
		return []measure{counting(name, "report.column.sheets", "", dataSheet, func(p tally.Part) int64 { return p.Sheets })}
	case columnRows:
		return []measure{{
			name: name, head: "report.column.of", kind: Count, of: func(p, _ tally.Part) (float64, bool) { return float64(p.Rows), true },
			live: func(w where) *Formula { return w.sum(w.count) },
		}}
	case columnShare:
		return []measure{{
			name: name, head: "report.column.share", kind: Share, of: func(p, whole tally.Part) (float64, bool) { return p.Share(whole) },
			live: func(w where) *Formula {
				return unless(w.total, &Formula{Op: Quotient, Args: []*Formula{w.beside(columnRows), w.total}})
			},
		}}
	case columnFailed:
		return []measure{counting(name, "report.column.failed", form.RoleOutcome, dataFailed, func(p tally.Part) int64 { return p.Failed })}
	case columnBase:
		return []measure{counting(name, "report.column.base", form.RoleOutcome, dataBase, func(p tally.Part) int64 { return p.Base })}
	case "failed_share":
		return []measure{{
			name: name, head: "report.column.failed_share", kind: Share, role: form.RoleOutcome,
			of:   func(p, _ tally.Part) (float64, bool) { return p.FailedShare() },
			live: func(w where) *Formula { return ratio(w.beside(columnFailed), w.beside(columnBase)) },
		}}
	case columnTimed:
		return []measure{counting(name, "report.column.timed", form.RoleMinutes, dataTimed, func(p tally.Part) int64 { return p.Timed })}
	case "minutes":
		return minuteMeasures()
	case "hours":
		return hourMeasures()
	default:
		return nil
	}
}

func counting(name, head string, role form.Role, column string, of func(tally.Part) int64) measure {
	return measure{
		name: name, head: head, kind: Count, role: role,
		of:   func(p, _ tally.Part) (float64, bool) { return float64(of(p)), true },
		live: func(w where) *Formula { return w.sum(column) },
	}
}

func minuteMeasures() []measure {
	heads := [3]string{"report.column.minutes.low", "report.column.minutes.mid", "report.column.minutes.high"}
	return thirds("minutes_", Minutes, heads, tally.Part.Minutes, func(w where, column string) *Formula {
		return ratio(w.sum(column), w.beside(columnTimed))
	})
}

func hourMeasures() []measure {
	heads := [3]string{"report.column.hours.low", "report.column.hours.mid", "report.column.hours.high"}
	return thirds("hours_", Hours, heads, tally.Part.Hours, func(w where, column string) *Formula {
		hours := &Formula{Op: Quotient, Args: []*Formula{w.sum(column), constant(minutesPerHour)}}
		return unless(w.beside(columnTimed), hours)
	})
}

// thirds returns the three columns of a time in bands: low, middle, high. Their names begin alike.
func thirds(
	name string, kind Kind, heads [3]string, of func(tally.Part) (form.Span, bool), live func(w where, column string) *Formula,
) []measure {
	var all []measure
	for i, third := range []struct {
		column string
		of     func(form.Span) float64
	}{
		{dataLow, func(s form.Span) float64 { return s.Low }},
		{dataMid, func(s form.Span) float64 { return s.Mid }},
		{dataHigh, func(s form.Span) float64 { return s.High }},
	} {
		all = append(all, measure{
			name: name + third.column, head: heads[i], kind: kind, role: form.RoleMinutes,
			of: func(p, _ tally.Part) (float64, bool) {
				span, defined := of(p)
				return third.of(span), defined
			},
			live: func(w where) *Formula { return live(w, third.column) },
		})
	}
	return all
}

// measures returns the columns of a definition that make sense along an axis.
func (b *builder) measures(names []string, axis tally.Axis) []measure {
	var all []measure
	for _, name := range names {
		all = append(all, measuresOf(name)...)
	}
	for i := range all {
		if all[i].name == columnRows && b.perSheet(axis) {
			all[i].head = "report.column.sheets"
		}
	}
	return slices.DeleteFunc(all, func(m measure) bool { return m.role != "" && !b.fits(m.role, axis) })
}

// fits says whether the answers of a role can be told apart by an axis: what is asked once for a whole sheet does
// not belong to one of its rows.
func (b *builder) fits(r form.Role, axis tally.Axis) bool {
	return b.count.Has(r) && (!b.count.PerSheet(r) || !b.inRepeat(axis))
}

// perSheet says whether an axis is asked once for all rows of a sheet, so that sheets are what it breaks down.
func (b *builder) perSheet(axis tally.Axis) bool {
	r := form.Role(axis)
	if axis == tally.AxisUnit {
		r = form.RoleInstitution
	}
	return slices.Contains(form.Roles(), r) && b.count.PerSheet(r)
}

// size returns how many rows a part has along an axis, or sheets.
func (b *builder) size(axis tally.Axis, p tally.Part) int64 {
	if b.perSheet(axis) {
		return p.Sheets
	}
	return p.Rows
}

// rowColumn returns the column of Data that counts what size counts.
func (b *builder) rowColumn(axes ...tally.Axis) string {
	if slices.ContainsFunc(axes, b.perSheet) {
		return dataSheet
	}
	return dataRow
}

// inRepeat says whether an axis is asked in the rows of the form's repeat.
func (b *builder) inRepeat(axis tally.Axis) bool {
	if axis == tally.AxisUnit {
		axis = tally.Axis(form.RoleInstitution)
	}
	f := b.source.Campaign.Form()
	q := f.Role(form.Role(axis))
	return q != nil && f.InRepeat(q)
}
