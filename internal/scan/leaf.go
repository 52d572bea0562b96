package scan

import (
	"slices"

	"releve/internal/paper"
)

// leaf is a sheet of paper: the pages that belong together.
type leaf struct {
	layout *paper.Layout
	serial int
	pages  []*Image // in the order of their numbers
}

// leaves gathers the pages that are used. Pages with a serial number belong to the sheet of that number; those of a
// photocopied master belong together when they came in one after the other, as sheets leave a copier.
func (w *Work) leaves() []*leaf {
	var all []*leaf
	var last *leaf
	for i := range w.Images {
		img := &w.Images[i]
		if !w.used(img) {
			continue
		}
		c := img.Page.Code
		found := last
		if c.Serial > 0 {
			j := slices.IndexFunc(all, func(l *leaf) bool { return l.serial == c.Serial && l.takes(c) })
			found = nil
			if j >= 0 {
				found = all[j]
			}
		} else if last == nil || !last.follows(img) {
			found = nil
		}
		if found == nil {
			found = &leaf{layout: w.Layouts[c.Layout], serial: c.Serial}
			all = append(all, found)
		}
		found.add(img)
		last = found
	}
	return all
}

// takes says whether a page belongs to the leaf by its number and is not there yet.
func (l *leaf) takes(c paper.Code) bool {
	return l.layout.Number == c.Layout && !slices.ContainsFunc(l.pages, func(p *Image) bool { return p.Page.Code.Page == c.Page })
}

// follows says whether a page without a serial number goes on where the leaf ends.
func (l *leaf) follows(img *Image) bool {
	end := l.pages[len(l.pages)-1]
	return l.serial == 0 && l.layout.Number == img.Page.Code.Layout && img.File == end.File &&
		img.Page.Code.Page == end.Page.Code.Page+1
}

func (l *leaf) add(img *Image) {
	l.pages = append(l.pages, img)
	slices.SortStableFunc(l.pages, func(a, b *Image) int { return a.Page.Code.Page - b.Page.Code.Page })
}

// missing returns the numbers of the pages that a slip lacks. Every page of a tally stands for itself.
func (l *leaf) missing() []int {
	if l.layout.Kind != paper.Slip {
		return nil
	}
	var lost []int
	for n := 1; n <= len(l.layout.Pages); n++ {
		if !slices.ContainsFunc(l.pages, func(p *Image) bool { return p.Page.Code.Page == n }) {
			lost = append(lost, n)
		}
	}
	return lost
}

// kept says whether a person wants the sheet used as it is.
func (l *leaf) kept() bool {
	return !slices.ContainsFunc(l.pages, func(p *Image) bool { return p.Set != Keep })
}

// cell is a field of a leaf with what is known of it.
type cell struct {
	Item

	values    []string
	illegible bool
	waits     bool // a person has to look at it
}

// cellOf says what a field says: what a person decided, else what was read, where nothing speaks against it.
func (w *Work) cellOf(img *Image, field int) cell {
	c := cell{Item: w.item(img, field)}
	switch {
	case c.Decision != nil && c.Decision.Illegible:
		c.illegible = true
	case c.Decision != nil:
		c.values = c.Decision.Values
	case len(c.Reading.Doubts) > 0:
		c.waits = true
	default:
		c.values = c.Reading.Values
	}
	return c
}

// decided says whether a person decided on the field, other than to measure how often readings are wrong.
func (c *cell) decided() bool { return c.Decision != nil && !c.Decision.Sample }

// used says whether anything is in the field, readable or not.
func (c *cell) used() bool { return len(c.values) > 0 || c.illegible }

// value returns the only value of the field, "" for none.
func (c *cell) value() string {
	if len(c.values) == 0 {
		return ""
	}
	return c.values[0]
}
