package scan

import (
	"releve/internal/paper"
)

// measured measures a page that was found, judges it, and refuses it when it is too bad to be judged.
func (p Page) measured(f *found, l *paper.Page) Page {
	p.Grid = f.whole
	if reason := f.gate(l); reason != "" {
		return p.refused(Refused, reason)
	}
	boxes := boxesOf(l)
	near := nearest(boxes)
	var e edges
	bent := f.located(l, boxes, near)
	moved := bent.shifts()
	seen := make([]raw, len(boxes))
	for i, b := range boxes {
		seen[i] = f.look(&e, b, moved[i])
	}
	features, noise := f.features(boxes, seen, near)
	for i := range features {
		features[i].X, features[i].Y = moved[i].x, moved[i].y
	}
	if reason := bad(features, seen, noise); reason != "" {
		if (reason == ReasonMarks || reason == ReasonBlurred) && (p.Bilevel || f.plane.stark()) {
			reason = ReasonPale
		}
		return p.refused(Refused, reason)
	}
	p.Boxes = f.withWritten(l, features)
	p.Status = Read
	p.Fields = Judge(l, p.Boxes, p.Bilevel)
	return p
}

// leastOwn is how dark the paper around a box may be against that around its neighbours: a shadow. What is darker was
// written on.
const leastOwn = 0.55

// mostNoise is the most that is taken away from a box as noise.
const mostNoise = 0.06

// features compares what is in the boxes with the paper and the noise around them: of the nearest boxes most are empty,
// and what four in ten of them hold is not written. It also returns the noise of each.
func (f *found) features(boxes []paper.Box, seen []raw, near [][]int32) ([]Features, []float64) {
	lights := make([]float64, len(seen))
	for i := range seen {
		lights[i] = seen[i].paper.at
	}
	out := make([]Features, len(seen))
	frac, ink := make([]float64, len(seen)), make([]float64, len(seen))
	for i := range seen {
		own := seen[i].paper
		own.at = max(own.at, leastOwn*quantileNear(lights, i, near[i], 0.5), 1)
		out[i] = seen[i].features(boxes[i].Side, roomOf(boxes[i], boxes, near[i]), own, f.black)
		out[i].Edge = seen[i].edge / (own.at * (1 - f.black))
		if seen[i].out {
			out[i].Edge = 0
		}
		frac[i], ink[i] = out[i].Frac, out[i].Ink
	}
	noise := make([]float64, len(seen))
	for i := range out {
		noise[i] = quantileNear(frac, i, near[i], 0.4)
		out[i].Frac = max(0, out[i].Frac-min(mostNoise, noise[i]))
		out[i].Ink = max(0, out[i].Ink-min(mostNoise, quantileNear(ink, i, near[i], 0.4)))
	}
	return out, noise
}

// withWritten puts the features of the places to write on where the layout has them.
func (f *found) withWritten(l *paper.Page, boxes []Features) []Features {
	var out []Features
	var p patch
	at := 0
	for i := range l.Fields {
		field := &l.Fields[i]
		if field.Fill != paper.Write {
			out = append(out, boxes[at:at+len(field.Boxes)]...)
			at += len(field.Boxes)
			continue
		}
		var s shift
		if n := nearestTo(l, field.Area); n >= 0 {
			s = shift{boxes[n].X, boxes[n].Y}
		}
		out = append(out, f.written(&p, field, s))
	}
	return out
}

// nearestTo returns the box that is nearest to an area, -1 on a page without boxes.
func nearestTo(l *paper.Page, r paper.Rect) int {
	best, least := -1, 0.0
	for i, b := range boxesOf(l) {
		d := distance(b.At, paper.Point{X: r.X + r.W/2, Y: r.Y + r.H/2})
		if best < 0 || d < least {
			best, least = i, d
		}
	}
	return best
}
