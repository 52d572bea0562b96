package tally

import (
	"cmp"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
)

// Count is what one pass over the columns counted. Measures read it.
type Count struct {
	campaign *campaign.Campaign
	filter   Filter
	whole    Part

	lines   int64 // lines of the interchange layout, of all sheets that pass the filter
	own     int64 // rows of a service at its own institution
	unknown int64 // sheets that follow one nobody can name
	broken  int64 // sheets that follow one that is not in the data

	late, outside int64    // sheets, counted or not
	uncounted     [4]int64 // sheets by what became of them

	clusters []cluster

	tokens, organisations int64
	first, last           string // dates
	units                 []Unit // most rows first
	unitBase              int64  // rows, or sheets where the institution is asked once for all rows
}

// cluster is what one service adds to a rate.
type cluster struct {
	failed, base int64
}

// Unit is a top unit of the institutions with its rows: a publication group of the campaign, else the top branch of
// the tree. Exactly one of Group and Choice is filled.
type Unit struct {
	Code   string
	Group  *form.Group
	Choice *form.Choice
	Rows   int64
}

// unitOf returns the unit that an institution's code belongs to.
func unitOf(of *campaign.Campaign, code string) Unit {
	choice, known := choiceOf(of, form.RoleInstitution, code)
	if !known {
		return Unit{}
	}
	for i := range of.Groups {
		if slices.ContainsFunc(of.Groups[i].Members, choice.Under) {
			return Unit{Code: of.Groups[i].Code, Group: &of.Groups[i]}
		}
	}
	top := choice.Top()
	return Unit{Code: top.Code, Choice: top}
}

// gather adds the rows of each institution up to units, ordered by rows, then code.
func gather(of *campaign.Campaign, institutions *coded[string], rows []int64) []Unit {
	type key struct {
		code  string
		group bool // groups and branches have codes of their own
	}
	found := map[key]*Unit{}
	for code, n := range rows {
		u := unitOf(of, institutions.values[code])
		if n == 0 || u.Code == "" {
			continue
		}
		k := key{u.Code, u.Group != nil}
		if found[k] == nil {
			found[k] = &u
		}
		found[k].Rows += n
	}
	units := make([]Unit, 0, len(found))
	for _, u := range found {
		units = append(units, *u)
	}
	slices.SortFunc(units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Code, b.Code), groupFirst(a, b))
	})
	return units
}

// groupFirst orders a group before a branch of the same code.
func groupFirst(a, b Unit) int {
	switch {
	case a.Group != nil && b.Group == nil:
		return -1
	case a.Group == nil && b.Group != nil:
		return 1
	default:
		return 0
	}
}

// Count counts the rows that pass a filter, under the campaign's ways of counting, which may have changed since the
// columns were made. The only error is a campaign with a zone or a date that cannot be read.
func (c *Columns) Count(of *campaign.Campaign, f Filter) (*Count, error) {
	p, err := c.counted(of, f, nil)
	if err != nil {
		return nil, err
	}
	return p.done(), nil
}

// plus adds what a pass over other rows counted one by one.
func (c *Count) plus(o *Count) {
	c.lines += o.lines
	c.own += o.own
	c.late += o.late
	c.outside += o.outside
	for i, n := range o.uncounted {
		c.uncounted[i] += n
	}
}

// Campaign returns the campaign that was counted.
func (c *Count) Campaign() *campaign.Campaign { return c.campaign }

// Filter returns the filter that was counted under.
func (c *Count) Filter() Filter { return c.filter }

// Lines returns how many lines the filtered sheets take in the interchange layout, those that do not count included.
func (c *Count) Lines() int64 { return c.lines }

// Units returns the top units that have rows, the one with most first; ties stand in the order of their codes.
func (c *Count) Units() []Unit { return slices.Clone(c.units) }

// Has says whether a version of the campaign's form asks for a role; "" is always there.
func (c *Count) Has(r form.Role) bool {
	return r == "" || slices.ContainsFunc(c.campaign.Forms, func(f *form.Form) bool { return f.Role(r) != nil })
}

// PerSheet says whether the figures of a role count sheets: in a form with a repeat, when the question stands outside
// of it. Else they count rows.
func (c *Count) PerSheet(r form.Role) bool {
	f := c.campaign.Form()
	q := f.Role(r)
	return q != nil && f.Repeat() != nil && !f.InRepeat(q)
}
