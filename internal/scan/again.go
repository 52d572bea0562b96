package scan

import (
	"slices"

	"releve/internal/paper"
)

// Change is a field that is read otherwise than it was.
type Change struct {
	Field    int // place in the fields of the layout's page
	Was, Now Field
}

// Again judges what was measured of a page by the rules of this program, which may be others than those it was read by, and
// returns what is read otherwise, in the layout's order. l is the layout of the page. A page that was not read has nothing.
func Again(p Page, l *paper.Layout) []Change {
	if p.Status != Read || p.Code.Page < 1 || p.Code.Page > len(l.Pages) {
		return nil
	}
	page := &l.Pages[p.Code.Page-1]
	var changes []Change
	for i, now := range Judge(page, p.Boxes, p.Bilevel) {
		if i >= len(p.Fields) {
			break
		}
		if was := p.Fields[i]; !slices.Equal(was.Values, now.Values) || !slices.Equal(was.Doubts, now.Doubts) {
			changes = append(changes, Change{Field: i, Was: was, Now: now})
		}
	}
	return changes
}
