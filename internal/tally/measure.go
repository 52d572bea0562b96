package tally

import (
	"slices"

	"releve/internal/form"
)

// Measure is a figure that can be asked of a count, by a name that stays the same in every language.
type Measure struct {
	Name string
	Kind Kind
	Role form.Role // without this role in the form there is no such figure; "" needs none
	read func(*Count) Figure
	when func(*Count) bool // nil: nothing else is needed
}

// In says whether the counted campaign has such a figure at all.
func (m Measure) In(c *Count) bool { return c.Has(m.Role) && (m.when == nil || m.when(c)) }

// Of returns the measure's figure in a count.
func (m Measure) Of(c *Count) Figure {
	f := m.read(c)
	f.Kind = m.Kind
	return f
}

// Measures returns every measure. It is the one place where a measure is registered; its formula stands in
// measure_<name>.go.
func Measures() []Measure {
	return slices.Concat(
		sheetMeasures(),
		rowMeasures(),
		tokenMeasures(),
		peopleMeasures(),
		organisationMeasures(),
		failedMeasures(),
		minutesMeasures(),
		hoursMeasures(),
		openBandMeasures(),
		dateMeasures(),
		topMeasures(),
		flagMeasures(),
		uncountedMeasures(),
		chainMeasures(),
	)
}

// Named returns the measure of a name.
func Named(name string) (Measure, bool) {
	all := Measures()
	i := slices.IndexFunc(all, func(m Measure) bool { return m.Name == name })
	if i < 0 {
		return Measure{}, false
	}
	return all[i], true
}
