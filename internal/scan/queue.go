package scan

import (
	"cmp"
	"slices"

	"releve/internal/paper"
)

// sortQueue puts what waits into the order of work: the same question of successive lines and sheets one after the other,
// so that the eye stays at one question; what decides whether a line counts at all comes first.
func (w *Work) sortQueue() {
	order := make(map[int64]int, len(w.Images))
	for i := range w.Images {
		order[w.Images[i].ID] = i
	}
	slices.SortStableFunc(w.Queue, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(a.weight(), b.weight()),
			cmp.Compare(a.Layout.Number, b.Layout.Number),
			cmp.Compare(a.Image.Page.Code.Page, b.Image.Page.Code.Page),
			cmp.Compare(a.column(), b.column()),
			cmp.Compare(order[a.Image.ID], order[b.Image.ID]),
			cmp.Compare(a.Field, b.Field),
		)
	})
}

// weight is 0 for fields that decide on others.
func (i Item) weight() int {
	if i.Spot.Question == paper.FieldVoid || i.Spot.Question == paper.FieldSame {
		return 0
	}
	return 1
}

// column returns the place of the field's question on the page, the same for all lines.
func (i Item) column() int {
	fields := i.Layout.Pages[i.Image.Page.Code.Page-1].Fields
	return slices.IndexFunc(fields, func(f paper.Field) bool {
		return f.Question == i.Spot.Question && f.Part == i.Spot.Part
	})
}

// Same says whether two items are the same field of the same page.
func (i Item) Same(o Item) bool { return i.Image.ID == o.Image.ID && i.Field == o.Field }

// Around returns the items before and after a field in the queue: the ones that would stand beside it. They are nil at the
// ends.
func (w *Work) Around(at Item) (before, after *Item) {
	i := slices.IndexFunc(w.Queue, at.Same)
	if i < 0 {
		return nil, nil
	}
	if i > 0 {
		before = &w.Queue[i-1]
	}
	if i+1 < len(w.Queue) {
		after = &w.Queue[i+1]
	}
	return before, after
}
