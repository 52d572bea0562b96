package tally

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"releve/internal/campaign"
)

// errAxes says that a breakdown was asked over none or too many axes.
var errAxes = errors.New("a breakdown has one or two axes")

// Breakdown is a count by the values of one or two axes. A procedure of several sheets stands where its last one
// does. In a form with a repeat, what counts by sheet stands where the sheet's first counted row does.
type Breakdown struct {
	count *Count
	axes  []axis
	sides []side
	parts map[[mostAxes]int]Part
	whole Part
}

// side is one side of a breakdown, its margin.
type side struct {
	values []Value
	places map[label]int // among the values
	parts  []Part
}

// Break counts the rows that pass a filter by the values of one or two axes, in the pass that Count makes too. The
// errors are an axis that does not exist and those of Count.
func (c *Columns) Break(of *campaign.Campaign, f Filter, axes ...Axis) (*Breakdown, error) {
	if len(axes) == 0 || len(axes) > mostAxes {
		return nil, fmt.Errorf("break campaign %s down by %d axes: %w", of.Slug, len(axes), errAxes)
	}
	b := &Breakdown{parts: map[[mostAxes]int]Part{}}
	for _, name := range axes {
		a, err := c.axis(of, name)
		if err != nil {
			return nil, fmt.Errorf("break campaign %s down: %w", of.Slug, err)
		}
		b.axes = append(b.axes, a)
	}
	p, err := c.counted(of, f, b.axes)
	if err != nil {
		return nil, err
	}
	b.count = p.done()
	b.gather(&p.table)
	return b, nil
}

// gather adds the cells of a pass up to margins and parts.
func (b *Breakdown) gather(t *table) {
	rows := make([][][]Value, len(t.parts)) // by cell, then axis
	for range b.axes {
		b.sides = append(b.sides, side{places: map[label]int{}})
	}
	for cell := range t.parts {
		rows[cell] = b.read(t, cell)
		part := &t.parts[cell]
		part.Answered = part.Rows
		for _, values := range rows[cell] {
			if values[0].Code == "" {
				part.Answered = 0
			}
		}
		b.whole = b.whole.Plus(*part)
		for a, values := range rows[cell] {
			b.sides[a].add(values, *part)
		}
	}
	for a := range b.sides {
		b.sides[a].sort(b.axes[a].size(b.count))
	}
	for cell, values := range rows {
		b.each(values, func(at [mostAxes]int) { b.parts[at] = b.parts[at].Plus(t.parts[cell]) })
	}
}

// read returns the values of a cell's rows on each axis, at least one.
func (b *Breakdown) read(t *table, cell int) [][]Value {
	groups := t.groups(cell)
	all := make([][]Value, len(b.axes))
	for a, axis := range b.axes {
		for d := range axis.digits {
			for _, v := range axis.digits[d].values[groups[0]] {
				if !slices.ContainsFunc(all[a], func(o Value) bool { return o.label() == v.label() }) {
					all[a] = append(all[a], v)
				}
			}
			groups = groups[1:]
		}
		if len(all[a]) == 0 {
			all[a] = []Value{{}}
		}
	}
	return all
}

// each calls for every part that rows with these values belong to.
func (b *Breakdown) each(values [][]Value, call func([mostAxes]int)) {
	for _, v := range values[0] {
		first, known := b.sides[0].places[v.label()]
		if !known {
			return
		}
		if len(values) == 1 {
			call([mostAxes]int{first})
			continue
		}
		for _, w := range values[1] {
			call([mostAxes]int{first, b.sides[1].places[w.label()]})
		}
	}
}

// size returns what the values of an axis are ordered by.
func (a *axis) size(c *Count) func(Part) int64 {
	if c.PerSheet(a.role) {
		return func(p Part) int64 { return p.Sheets }
	}
	return func(p Part) int64 { return p.Rows }
}

func (s *side) add(values []Value, part Part) {
	if part == (Part{}) {
		return
	}
	for _, v := range values {
		at, known := s.places[v.label()]
		if !known {
			at = len(s.values)
			s.places[v.label()] = at
			s.values, s.parts = append(s.values, v), append(s.parts, Part{})
		}
		s.parts[at] = s.parts[at].Plus(part)
	}
}

// sort puts the largest first; ties go by code, a group before a branch.
func (s *side) sort(size func(Part) int64) {
	order := make([]int, len(s.values))
	for i := range order {
		order[i] = i
		if unit := &s.values[i].Unit; unit.Code != "" {
			unit.Rows = size(s.parts[i])
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(size(s.parts[j]), size(s.parts[i])),
			strings.Compare(s.values[i].Code, s.values[j].Code),
			groupFirst(s.values[i].Unit, s.values[j].Unit),
		)
	})
	sorted := side{places: s.places}
	for at, i := range order {
		sorted.places[s.values[i].label()] = at
		sorted.values, sorted.parts = append(sorted.values, s.values[i]), append(sorted.parts, s.parts[i])
	}
	*s = sorted
}

// Values returns the values of an axis (0 or 1) that occur among the counted rows. Those with most rows stand first,
// or with most sheets where the question stands outside of the form's repeat; ties go by code. The code "" stands for
// rows without an answer, or a service.
func (b *Breakdown) Values(axis int) []Value { return slices.Clone(b.sides[axis].values) }

// Part returns the rows of one value on every axis, by their places in Values.
func (b *Breakdown) Part(i ...int) Part {
	var at [mostAxes]int
	copy(at[:], i)
	return b.parts[at]
}

// Along returns all rows of one value of an axis, each once, by the value's place in Values.
func (b *Breakdown) Along(axis, i int) Part { return b.sides[axis].parts[i] }

// Whole returns all rows, each once.
func (b *Breakdown) Whole() Part { return b.whole }

// Multiple says whether a row may stand under several values of an axis, so that its parts do not add up to the whole.
func (b *Breakdown) Multiple(axis int) bool { return b.axes[axis].multiple }

// Count returns the count of the same pass.
func (b *Breakdown) Count() *Count { return b.count }
