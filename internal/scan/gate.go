package scan

import (
	"releve/internal/paper"
)

// What an image must have for its page to be judged at all.
const (
	leastFine  = 4.7   // pixels to a millimetre, 120 to an inch
	mostBlack  = 0.72  // of print against paper
	leastEdge  = 0.13  // contrast of the outlines of boxes, of that between paper and print
	mostSpeck  = 0.03  // what most boxes hold that nobody wrote
	mostLost   = 0.25  // of the boxes, whose outlines are not where the page was found to have them while those of others are
	blankInk   = 0.003 // of a page with nothing on it
	leastLight = 60    // of paper
)

// gate looks at a page that was found before its boxes are measured.
func (f *found) gate(l *paper.Page) string {
	for _, p := range []paper.Point{{X: l.Width / 2, Y: l.Height / 2}, l.Marks[0], l.Marks[1], l.Marks[2], l.Marks[3]} {
		if f.whole.fine(p) < leastFine {
			return ReasonSmall
		}
	}
	outside, n := 0, 0
	for _, b := range boxesOf(l) {
		at := f.grid.at(b.At)
		n++
		if at.X < 0 || at.Y < 0 || at.X >= float64(f.plane.w) || at.Y >= float64(f.plane.h) {
			outside++
		}
	}
	switch {
	case outside > 0:
		return ReasonCut
	case f.black > mostBlack:
		return ReasonDark
	}
	return ""
}

// bad looks at what was measured on a page.
func bad(boxes []Features, seen []raw, noise []float64) string {
	if len(boxes) == 0 {
		return ""
	}
	var edge, light []float64
	for i, b := range boxes {
		edge, light = append(edge, b.Edge), append(light, seen[i].paper.at)
	}
	plain := quantile(edge, foundRank)
	switch {
	case median(light) < leastLight:
		return ReasonDark
	case plain > poorEdge && float64(lower(edge, lostEdge*plain)) > mostLost*float64(len(edge)):
		return ReasonMarks
	case median(edge) < leastEdge:
		return ReasonBlurred
	case median(append([]float64(nil), noise...)) > mostSpeck:
		return ReasonNoise
	}
	return ""
}

// A picture is as good as black and white when so many of its pixels are darker or lighter than these greys: a scanner raised the
// contrast, or a file of another kind was made of black and white.
const (
	starkShare = 0.97
	starkBlack = 40
	starkWhite = 250
)

// stark tells whether next to nothing of a picture is grey.
func (p plane) stark() bool {
	n := 0
	for y := range p.h {
		for _, v := range p.row(y) {
			if v <= starkBlack || v >= starkWhite {
				n++
			}
		}
	}
	return float64(n) >= starkShare*float64(p.w*p.h)
}

// why says what is wrong with an image in which no code was read.
func (s *search) why(m mask) (Status, string) {
	light := s.lightest()
	seen := quads(s.blobs, houseShape())
	switch {
	case len(s.blobs) < 3 && m.share() < blankInk && light >= leastLight:
		return Blank, ReasonEmpty
	case light < dimLight:
		return Refused, ReasonDark
	case len(seen) > 0 && s.fine(seen[0]) < leastFine || len(seen) == 0 && float64(max(s.full.w, s.full.h)) < a4Long*leastFine:
		return Refused, ReasonSmall
	case s.sharp() < leastSharp:
		return Refused, ReasonBlurred
	case len(seen) > 0:
		return Refused, ReasonCode
	}
	return Refused, ReasonMarks
}

// Of an image in which no code was read: how light paper is at least where there is light enough, and how steep the steepest
// edges are where it is sharp.
const (
	dimLight   = 100
	leastSharp = 0.25 // of all greys that there are, from one pixel of the overview to the next but one
)

// lightest returns how light the lightest places of an image are, but for some glare.
func (s *search) lightest() int {
	var counts [256]int
	for y := range s.view.h {
		for _, v := range s.view.row(y) {
			counts[v]++
		}
	}
	return rank(&counts, s.view.w*s.view.h*95/100)
}

// fine returns how many pixels a millimetre of a page has whose marks are a quad.
func (s *search) fine(q quad) float64 {
	h := houseShape()
	round := distance(q.at[0], q.at[1]) + distance(q.at[1], q.at[2]) + distance(q.at[2], q.at[3]) + distance(q.at[3], q.at[0])
	return float64(s.factor) * round / (2 * (h.w + h.h))
}

// sharp returns how steep the steepest edges of the overview are, as a share of the greys between its paper and its black.
func (s *search) sharp() float64 {
	var steps, greys [256]int
	n := 0
	for y := range s.view.h {
		row := s.view.row(y)
		for x := 2; x < len(row); x++ {
			steps[abs(int(row[x])-int(row[x-2]))]++
			greys[row[x]]++
			n++
		}
	}
	steep := float64(rank(&steps, n-1-n/500))
	return steep / float64(max(1, rank(&greys, n*95/100)-rank(&greys, n/500)))
}
