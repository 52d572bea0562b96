package scan

import "math"

// bridge is how many samples apart two inked ones may be to belong together: a pencil's line is broken.
const bridge = 1

// largest returns how wide, high and thick the largest connected part of some samples of a patch is, in samples. Strokes that
// do not touch, as in the sign for "as above", are two parts.
func largest(marked []int, width int) (wide, high, thick float64) {
	if len(marked) == 0 {
		return 0, 0, 0
	}
	const open, done = 1, 2
	state := make([]uint8, width*width)
	for _, at := range marked {
		state[at] = open
	}
	most := 0
	var stack []int
	for _, start := range marked {
		if state[start] != open {
			continue
		}
		state[start] = done
		stack = append(stack[:0], start)
		p := extent{left: width, top: width}
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%width, at/width
			p.add(x, y)
			for ny := max(0, y-bridge); ny <= min(width-1, y+bridge); ny++ {
				for nx := max(0, x-bridge); nx <= min(width-1, x+bridge); nx++ {
					if state[ny*width+nx] == open {
						state[ny*width+nx] = done
						stack = append(stack, ny*width+nx)
					}
				}
			}
		}
		if p.n > most {
			most, wide, high, thick = p.n, float64(p.right-p.left+1), float64(p.bottom-p.top+1), p.thick()
		}
	}
	return wide, high, thick
}

// extent is a connected part of what is inked.
type extent struct {
	n, left, right, top, bottom int
	x, y, xx, xy, yy            int // sums
}

func (p *extent) add(x, y int) {
	p.n++
	p.left, p.right = min(p.left, x), max(p.right, x)
	p.top, p.bottom = min(p.top, y), max(p.bottom, y)
	p.x, p.y, p.xx, p.xy, p.yy = p.x+x, p.y+y, p.xx+x*x, p.xy+x*y, p.yy+y*y
}

// thick returns how thick a straight stroke would be that spreads as much across its length, samples: the square root of
// twelve times the smaller principal variance, as of a rectangle.
func (p *extent) thick() float64 {
	n := float64(p.n)
	x, y := float64(p.x)/n, float64(p.y)/n
	xx, xy, yy := float64(p.xx)/n-x*x, float64(p.xy)/n-x*y, float64(p.yy)/n-y*y
	least := (xx+yy)/2 - math.Hypot((xx-yy)/2, xy)
	return math.Sqrt(12 * max(0, least))
}
