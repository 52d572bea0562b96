package scan

import (
	"releve/internal/paper"
)

// hand is what is known of who filled in a page, and of how well it can be seen.
type hand struct {
	ink       float64 // median of the ink of plain marks, 0 where there are too few
	edge      float64 // median contrast of the outlines
	blackener bool    // chooses by blackening
	solid     float64 // median of how solid the blackened boxes are
	firm      float64 // median of how solid plain marks are, 0 where there are too few
	poor      bool    // the whole page is seen too badly
	bilevel   bool    // it is seen in black and white: all that is black was dark, and much that was not is lost
}

// What is known of a hand needs some marks.
const leastMarks = 5

// Of a blackened box so much is dark through and through, and so dark it is on average (SDAPS asks for 50 %, and takes thick
// crosses for cancelled: its issues 93 and 151).
const (
	blackSolid = 0.72
	blackInk   = 0.50
)

func blackened(b Features) bool { return b.Solid >= blackSolid && b.Ink > blackInk }

// Who blackens so many boxes or more, and crosses no more than a quarter as many, chooses by blackening.
const (
	leastBlack = 4
	blackCross = 4
)

// A page is seen too badly when outlines are so weak, or so many of them are not found at all.
const (
	poorEdge = 0.22
	poorLost = 0.05
	lostEdge = 0.35 // of the median: an outline that was not found
)

// handOf looks at all boxes of a page.
func handOf(p *paper.Page, boxes []Features, bilevel bool) hand {
	h := hand{bilevel: bilevel}
	var inks, firms, solids, edges []float64
	pale := 0
	for _, b := range toCross(p, boxes) {
		edges = append(edges, b.Edge)
		switch {
		case blackened(b):
			solids = append(solids, b.Solid)
		case h.plain(b):
			inks, firms = append(inks, b.Ink), append(firms, b.Solid)
		case b.Frac > emptyDotted:
			pale++
		}
	}
	h.blackener = len(solids) >= leastBlack && len(inks)*blackCross <= len(solids)
	h.solid, h.edge = median(solids), median(edges)
	if len(inks) >= leastMarks {
		h.ink, h.firm = median(inks), median(firms)
	}
	h.poor = h.lost(edges) || bilevel && erased(pale, len(inks))
	return h
}

// toCross returns the features of the boxes that are to be crossed.
func toCross(p *paper.Page, boxes []Features) []Features {
	var out []Features
	at := 0
	for i := range p.Fields {
		n := countOf(&p.Fields[i])
		if p.Fields[i].Fill != paper.Write {
			out = append(out, boxes[min(at, len(boxes)):min(at+n, len(boxes))]...)
		}
		at += n
	}
	return out
}

// lost tells whether the outlines of a page's boxes are seen too badly.
func (h *hand) lost(edges []float64) bool {
	return len(edges) > 0 && (h.edge < poorEdge || float64(lower(edges, lostEdge*h.edge)) > poorLost*float64(len(edges))+2)
}

// lower counts what is less than a limit.
func lower(values []float64, limit float64) int {
	n := 0
	for _, v := range values {
		if v < limit {
			n++
		}
	}
	return n
}

// Where a scanner leaves only black and white and so many of the marks are hardly there, others are not there at all.
const (
	leastPale = 4
	palePart  = 0.6
)

// erased tells whether a page in black and white has lost marks.
func erased(pale, plain int) bool {
	return pale >= leastPale && float64(pale) >= palePart*float64(pale+plain)
}

// What holds less than this is empty; in black and white, where a scanner leaves only some dots of a pencil, less yet.
const (
	emptyFrac   = 0.030
	emptyDot    = 0.020 // where some of it is dark through and through
	emptyInk    = 0.012
	emptyDotted = 0.005
	dotSolid    = 0.004
)

// A box that is full, but not dark enough to be blackened, may be meant either way.
const fullFrac = 0.82

// Ring around an empty box: on all four sides, or so much that no neighbour's tick comes that far.
const (
	ringSides = 0.10
	ringMuch  = 0.20
)

// box judges a box.
func (h *hand) box(f *paper.Field, b Features) verdict {
	switch {
	case blackened(b) && h.blackener:
		if b.Solid > 0.93 && h.solid < 0.85 {
			return verdict{Unsure, DoubtCancelled}
		}
		return verdict{Crossed, ""}
	case blackened(b):
		return verdict{Blackened, ""}
	case h.empty(b):
		return h.around(b)
	case b.Frac >= fullFrac:
		return verdict{Unsure, DoubtOdd}
	}
	return h.mark(f, b)
}

// empty tells whether there is no more in a box than dust.
func (h *hand) empty(b Features) bool {
	switch {
	case h.bilevel:
		return b.Frac < emptyDotted
	case b.Solid >= dotSolid && b.Frac >= emptyDot:
		return false
	}
	return b.Frac < emptyFrac && b.Ink < emptyInk
}

// around judges an empty box by what is around it.
func (h *hand) around(b Features) verdict {
	switch {
	case b.Edge < lostEdge*h.edge || b.Edge == 0:
		return verdict{Unsure, DoubtPoor}
	case b.Sides == 4 && b.Ring > ringSides || b.Ring > ringMuch:
		return verdict{Unsure, DoubtOdd}
	}
	return verdict{Empty, ""}
}
