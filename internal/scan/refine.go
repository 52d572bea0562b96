package scan

import (
	"math"
	"slices"

	"releve/internal/paper"
)

// spot is a mark that was found in the image itself.
type spot struct {
	at    paper.Point
	black float64 // its darkness against the paper around it: 0 as black as can be … 1 as light as the paper
	ok    bool
}

// refine looks for the centre of a mark near a place, as the centre of gravity of what is dark there; side is about that of
// the mark. The white around a mark keeps other print out of the window.
func (p plane) refine(at paper.Point, side float64) spot {
	s := spot{at: at}
	for range 3 {
		next := p.gravity(s.at, side)
		if !next.ok || math.Hypot(next.at.X-at.X, next.at.Y-at.Y) > side {
			return spot{at: at}
		}
		s = next
	}
	return s
}

// around is how far the window around a mark reaches, in sides of the mark.
const around = 0.85

// gravity returns the centre of gravity of what is dark in a window.
func (p plane) gravity(at paper.Point, side float64) spot {
	r := around * side
	x0, x1 := max(0, int(at.X-r)), min(p.w, int(at.X+r)+1)
	y0, y1 := max(0, int(at.Y-r)), min(p.h, int(at.Y+r)+1)
	if x1-x0 < 4 || y1-y0 < 4 || side < 3 {
		return spot{}
	}
	var counts [256]int
	for y := y0; y < y1; y++ {
		for _, v := range p.row(y)[x0:x1] {
			counts[v]++
		}
	}
	n := (x1 - x0) * (y1 - y0)
	dark, light := float64(rank(&counts, n/8)), float64(rank(&counts, n-n/4))
	if light-dark < 25 {
		return spot{}
	}
	var sum, sx, sy float64
	for y := y0; y < y1; y++ {
		for x, v := range p.row(y)[x0:x1] {
			ink := min(1, (light-float64(v))/(light-dark))
			if ink < 0.4 {
				continue
			}
			sum += ink
			sx += ink * (float64(x0+x) + 0.5)
			sy += ink * (float64(y) + 0.5)
		}
	}
	if sum < 0.4*side*side || sum > 1.8*side*side {
		return spot{}
	}
	return spot{paper.Point{X: sx / sum, Y: sy / sum}, dark / light, true}
}

// rank returns the value that stands at a place when all counted values are put in order.
func rank(counts *[256]int, place int) int {
	for v, n := range counts {
		place -= n
		if place < 0 {
			return v
		}
	}
	return 255
}

// median returns the value in the middle; 0 of none. It puts the values in order.
func median(values []float64) float64 { return quantile(values, 0.5) }

// quantile returns the value below which a share of the values lies; 0 of none. It puts the values in order.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, int(share*float64(len(values))))]
}
