package scan

import (
	"slices"

	"releve/internal/paper"
)

// Likeness says how a page resembles one that came in before.
type Likeness string

// The ways in which a page can be there twice.
const (
	Twice     Likeness = "twice"     // the same sheet of paper with the same marks: only the first is used
	Conflict  Likeness = "conflict"  // the same sheet of paper with other marks
	KeyedToo  Likeness = "keyed"     // lines of it were keyed
	Photocopy Likeness = "photocopy" // a sheet without a number that looks the same
)

// Double is a page that seems to be there twice.
type Double struct {
	Image *Image
	Other *Image // that came in before, nil for KeyedToo
	Here  bool   // Other is a page of the same batch
	Like  Likeness
	Keyed int  // lines that were keyed
	Waits bool // a person has to say which is used
}

// sameMarks is the share of the boxes marked on either of two pages that is marked alike on both of them, from which on they
// are taken for the same.
const sameMarks = 0.95

// pageKey names a page of a sheet of paper.
type pageKey struct {
	layout string
	page   int
	serial int
}

// double compares a page with those that came in before it, and returns what becomes of it. A page that a person decided
// to use is used; one that is there with the same number and marks is told and set aside; for all else a person is asked.
func (w *Work) double(img *Image, before map[pageKey][]*Image) Standing {
	c := img.Page.Code
	key := pageKey{c.Layout, c.Page, c.Serial}
	others := before[key]
	before[key] = append(others, img)
	d, found := w.like(img, others)
	if !found {
		return StandsRead
	}
	d.Waits = d.Like != Twice && img.Set != Keep
	w.Doubles = append(w.Doubles, d)
	switch {
	case img.Set == Keep:
		return StandsRead
	case d.Like == Twice:
		return StandsAside
	default:
		return StandsReview
	}
}

// like finds what a page resembles: pages of its batch first, then those of others, then what was keyed.
func (w *Work) like(img *Image, others []*Image) (Double, bool) {
	if img.Page.Code.Serial == 0 {
		i := slices.IndexFunc(others, func(o *Image) bool { return photocopied(o, img) })
		if i < 0 {
			return Double{}, false
		}
		return Double{Image: img, Other: others[i], Here: true, Like: Photocopy}, true
	}
	seen := w.Seen[img.ID]
	if len(others) > 0 {
		i := max(0, slices.IndexFunc(others, func(o *Image) bool { return compared(o, img) == Twice }))
		return Double{Image: img, Other: others[i], Here: true, Like: compared(others[i], img)}, true
	}
	for i := range seen.Pages {
		if o := &seen.Pages[i]; o.Set != Skip {
			return Double{Image: img, Other: o, Like: compared(o, img)}, true
		}
	}
	return Double{Image: img, Like: KeyedToo, Keyed: seen.Keyed}, seen.Keyed > 0
}

// compared tells two pages of the same sheet of paper with the same marks from two with other marks.
func compared(a, b *Image) Likeness {
	if likeness(a.Page, b.Page) >= sameMarks {
		return Twice
	}
	return Conflict
}

// likeness returns the share, 0 … 1, of the boxes marked on either of two pages of the same layout that are marked alike on
// both. Two pages without any mark are alike.
func likeness(a, b Page) float64 {
	if len(a.Fields) != len(b.Fields) {
		return 0
	}
	either, both := 0, 0
	for f := range a.Fields {
		x, y := a.Fields[f].States, b.Fields[f].States
		if len(x) != len(y) {
			return 0
		}
		for i := range x {
			if x[i] == Empty && y[i] == Empty {
				continue
			}
			either++
			if x[i] == y[i] {
				both++
			}
		}
	}
	if either == 0 {
		return 1
	}
	return float64(both) / float64(either)
}

// photocopied says whether two pages without a number may be the same sheet of paper: something is marked on them, all of
// it alike, and they look alike.
func photocopied(a, b *Image) bool {
	return Distance(a.Sum, b.Sum) <= SameSheet && marked(a.Page) && likeness(a.Page, b.Page) == 1
}

// marked says whether anything is marked on a page.
func marked(p Page) bool {
	return slices.ContainsFunc(p.Fields, func(f Field) bool {
		return slices.ContainsFunc(f.States, func(s State) bool { return s != Empty })
	})
}

// CodeOf returns the code of the page that an image shows, false where it has none or no number of its own.
func CodeOf(i Image) (paper.Code, bool) {
	return i.Page.Code, i.Page.Code.Layout != "" && i.Page.Code.Serial > 0
}
