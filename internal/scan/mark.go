package scan

import "releve/internal/paper"

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

// A line is cancelled only by a mark that spreads over so many parts of the box: what it takes away is not looked at again.
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

// A mark with so much less ink than this hand's other marks is none of them: where nothing has to be, and where something
// must.
const (
	outlyingFree = 0.60
	outlyingMust = 0.40
	outlyingBent = 0.25 // where it is no straight stroke
)

// demanded tells whether one box of a field has to be marked.
func demanded(f *paper.Field) bool { return f.Required && f.Fill == paper.One }

// mark judges a box that holds something, and not all too much.
func (h *hand) mark(f *paper.Field, b Features) verdict {
	passing := !bent(b) && !demanded(f)
	switch {
	case !h.plain(b), h.pale(b):
		return verdict{Unsure, DoubtFaint}
	case b.Wide > strokeWide && (!bent(b) && b.High < plainHigh || passing && b.High < flatHigh):
		return verdict{Unsure, DoubtStray}
	case small(b), b.Ring > markRing, h.outlying(f, b), passing && b.Ring > strokeRing:
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
	limit, cells := outlyingFree, voidCells
	switch {
	case bent(b):
		limit, cells = outlyingBent, voidBent
	case demanded(f):
		limit = outlyingMust
	}
	return b.Ink < limit*h.ink || f.Question == paper.FieldVoid && b.Cells < cells
}
