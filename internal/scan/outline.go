package scan

import "releve/internal/paper"

// Where the outline of a box is looked for, millimetres.
const (
	reach    = 1.25 // how far from where it should be
	farReach = 2    // where it is not found there
	margin   = 0.75 // what is compared with it, inside and outside
)

// edges finds outlines of boxes in patches. Its buffers are used again.
type edges struct {
	patch patch
	table []int32 // sums of the patch above and left of each sample
}

// outline is where the outline of a box was found, millimetres from where it should be, and how much lighter the paper on
// both sides of it is, 0 … 255, as it would be in full light.
type outline struct{ dx, dy, contrast float64 }

// find looks for the outline of a box around a place, so far to each side.
func (e *edges) find(f *found, at paper.Point, side, far float64) outline {
	half := side/2 + far + margin
	f.patch(&e.patch, at, paper.Point{X: half, Y: half})
	if e.patch.out > len(e.patch.pix)/4 {
		return outline{}
	}
	e.sum()
	o := ring{int(side*perMM + 0.5), e.patch.w}
	most := int(far * perMM)
	best, bx, by := -1<<30, 0, 0
	for dy := -most; dy <= most; dy++ {
		for dx := -most; dx <= most; dx++ {
			if c := o.contrast(e, dx, dy); c > best {
				best, bx, by = c, dx, dy
			}
		}
	}
	if best <= 0 {
		return outline{}
	}
	sx := between(o.contrast(e, bx-1, by), best, o.contrast(e, bx+1, by))
	sy := between(o.contrast(e, bx, by-1), best, o.contrast(e, bx, by+1))
	middle := o.middle()
	lit := float64(e.mean(0, 0, e.patch.w, e.patch.h)) / 16
	return outline{(float64(bx) + sx + middle) / perMM, (float64(by) + sy + middle) / perMM, float64(best) / (16 * 4) * fullLight / max(lit, darkest)}
}

// Light, as the mean grey of a patch: full, and the least that is made up for.
const (
	fullLight = 220
	darkest   = 40
)

// between returns where the top of a parabola through three neighbours lies, -0.5 … 0.5 from the middle one.
func between(a, b, c int) float64 {
	bend := float64(a + c - 2*b)
	if bend >= 0 {
		return 0
	}
	return max(-0.5, min(0.5, float64(a-c)/(2*bend)))
}

// sum fills the table.
func (e *edges) sum() {
	w, h := e.patch.w, e.patch.h
	if cap(e.table) < (w+1)*(h+1) {
		e.table = make([]int32, (w+1)*(h+1))
	}
	e.table = e.table[:(w+1)*(h+1)]
	clear(e.table[:w+1])
	for y := range h {
		var run int32
		above, line := e.table[y*(w+1):(y+1)*(w+1)], e.table[(y+1)*(w+1):(y+2)*(w+1)]
		line[0] = 0
		for x, v := range e.patch.pix[y*w : (y+1)*w] {
			run += int32(v)
			line[x+1] = above[x+1] + run
		}
	}
}

// mean returns the mean of a rectangle of samples, times 16.
func (e *edges) mean(x, y, w, h int) int {
	k := e.patch.w + 1
	a, b := y*k+x, (y+h)*k+x
	return 16 * int(e.table[b+w]-e.table[b]-e.table[a+w]+e.table[a]) / (w * h)
}

// ring is the outline of a box in a patch: its side and the patch's, in samples.
type ring struct{ side, patch int }

// middle returns how far the middle of the outline lies from that of the patch when it is not moved: half a sample, as its
// lines are three samples wide, and another half where one side is odd and the other is not.
func (o ring) middle() float64 {
	return float64((o.patch-o.side)/2) + 0.5 - float64(o.patch-o.side)/2
}

// The strips that are compared, in samples: the line itself, which is printed 2 wide, and the paper beside it, from gap on.
const (
	lineWide = 3
	gap      = 3
	besides  = 2
)

// contrast says how much lighter the paper beside the four lines is than the lines, when the box lies dx, dy from the
// middle; summed over the sides, times 16. No side counts more than the two weakest together: a stroke of a pen alone is no
// box.
func (o ring) contrast(e *edges, dx, dy int) int {
	x, y := (o.patch-o.side)/2+dx, (o.patch-o.side)/2+dy
	left := o.upright(e, x, y, 1)
	right := o.upright(e, x+o.side, y, -1)
	top := o.level(e, x, y, 1)
	bottom := o.level(e, x, y+o.side, -1)
	low := min(left+right, top+bottom, left+top, right+bottom, left+bottom, right+top)
	return min(left, low) + min(right, low) + min(top, low) + min(bottom, low)
}

// upright compares the upright line at x with what is beside it: the lighter the paper, on either side, the more.
func (o ring) upright(e *edges, x, y, inside int) int {
	y += gap
	h := o.side - 2*gap
	line := e.mean(x-lineWide/2, y, lineWide, h)
	a := e.mean(x-lineWide/2-gap, y, besides, h)
	b := e.mean(x+lineWide/2+gap-1, y, besides, h)
	if inside > 0 {
		a, b = b, a
	}
	return (a+2*b)/3 - line
}

// level compares the level line at y likewise.
func (o ring) level(e *edges, x, y, inside int) int {
	x += gap
	w := o.side - 2*gap
	line := e.mean(x, y-lineWide/2, w, lineWide)
	a := e.mean(x, y-lineWide/2-gap, w, besides)
	b := e.mean(x, y+lineWide/2+gap-1, w, besides)
	if inside > 0 {
		a, b = b, a
	}
	return (a+2*b)/3 - line
}
