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
	lost := 0
	for _, e := range edges {
		if e < lostEdge*h.edge {
			lost++
		}
	}
	return len(edges) > 0 && (h.edge < poorEdge || float64(lost) > poorLost*float64(len(edges))+2)
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

// A mark that is plain to see holds so much and reaches so far across the box, in width and in height.
const (
	plainFrac   = 0.085
	plainInk    = 0.040
	plainDots   = 0.050 // of the box, in black and white
	plainWide   = 0.40
	plainHigh   = 0.50
	flatHigh    = 0.62 // in height, of one from side to side where nothing has to be: a pen that slipped is flat
	shortStroke = 0.65 // in height and in width, of a straight one that does not cross the box
	insideHigh  = 0.75 // in height and in width, of one that stays wholly inside: signs for "as above" are small
)

// Among marks that are dark through and through in so many places, one that is dark nowhere was not made by the same pen: the
// ring of a cup, a shadow.
const (
	firmHand = 0.06
	paleMark = 0.02
)

// Ring around a mark that no mark reaches: a stain, a shadow, a circle around a mark.
const markRing = 0.25

// Ring around a straight stroke, where nothing has to be, from which on it may only pass through.
const strokeRing = 0.07

// A line is cancelled only by a mark that is a cross at least: what it takes away is not looked at again.
const (
	voidCells = 6
	voidBent  = 4 // for one that is no straight stroke
)

// plain tells whether there is enough in a box for a mark.
func (h *hand) plain(b Features) bool {
	if h.bilevel {
		return b.Frac >= plainDots
	}
	return b.Frac >= plainFrac && b.Ink >= plainInk
}

// A box that is full, but not dark enough to be blackened, may be meant either way.
const fullFrac = 0.82

// Ring around an empty box: on all four sides, or so much that no neighbour's tick comes that far.
const (
	ringSides = 0.10
	ringMuch  = 0.20
)

// A mark with so much less ink than this hand's other marks is none of them: where nothing has to be, and where something
// must.
const (
	outlyingFree = 0.60
	outlyingMust = 0.40
	outlyingBent = 0.25 // where it is no straight stroke
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

// mark judges a box that holds something, and not all too much.
func (h *hand) mark(f *paper.Field, b Features) verdict {
	must := f.Required && f.Fill == paper.One
	switch {
	case !h.plain(b), h.pale(b):
		return verdict{Unsure, DoubtFaint}
	case b.Wide > strokeWide && !bent(b) && (b.High < plainHigh || b.High < flatHigh && !must):
		return verdict{Unsure, DoubtStray}
	case small(b), b.Ring > markRing, h.outlying(f, b), !bent(b) && !must && b.Ring > strokeRing:
		return verdict{Unsure, DoubtOdd}
	}
	return verdict{Crossed, ""}
}

// A mark that is no straight stroke is as thick as this, and larger than a dot: a tick, a cross, a scribble.
const (
	bentThick = 0.33
	bentWide  = 0.55
	bentHigh  = 0.42
)

// bent tells whether a mark is more than a straight stroke, which may have come from anywhere.
func bent(b Features) bool { return b.Thick >= bentThick && b.Wide >= bentWide && b.High >= bentHigh }

// A pale mark of this shape was made on purpose: so large, and with so little around it. A stain goes on around the box.
const (
	paleWide = 0.75
	paleHigh = 0.60
	paleRing = 0.06

	paleFull  = 0.55 // of the box: more may be what a pencil cancels with
	paleStain = 0.12 // ring around what may be a stain on any page
)

// pale tells whether a mark was not made by the pen of the others, or, whatever pen they were made by, is no plain choice.
func (h *hand) pale(b Features) bool {
	shaped := bent(b) && b.Wide >= paleWide && b.High >= paleHigh && b.Ring < paleRing
	return b.Solid < paleMark && (h.firm >= firmHand && !shaped || b.Frac >= paleFull || b.Ring > paleStain)
}

// small tells whether a mark does not reach across its box.
func small(b Features) bool {
	inside := b.High < insideHigh && b.Wide < insideHigh && b.Sides == 0
	return inside || !bent(b) && (b.High < plainHigh || b.Wide < plainWide || b.High < shortStroke && b.Wide < shortStroke)
}

// outlying tells whether a mark is none of this hand's, or not strong enough for what it does.
func (h *hand) outlying(f *paper.Field, b Features) bool {
	limit := outlyingFree
	if f.Required && f.Fill == paper.One {
		limit = outlyingMust
	}
	if bent(b) {
		limit = outlyingBent
	}
	return b.Ink < limit*h.ink || f.Question == paper.FieldVoid && b.Cells < voidCells && !(bent(b) && b.Cells >= voidBent)
}
