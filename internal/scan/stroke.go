package scan

// bridge is how many samples apart two inked ones may be to belong together: a pencil's line is broken.
const bridge = 1

// largest returns how wide and how high the largest connected part of some samples of a patch is, in samples. Strokes that
// do not touch, as in the sign for "as above", are two parts.
func largest(marked []int, width int) (wide, high float64) {
	if len(marked) == 0 {
		return 0, 0
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
			most, wide, high = p.n, float64(p.right-p.left+1), float64(p.bottom-p.top+1)
		}
	}
	return wide, high
}

// extent is a connected part of what is inked.
type extent struct{ n, left, right, top, bottom int }

func (p *extent) add(x, y int) {
	p.n++
	p.left, p.right = min(p.left, x), max(p.right, x)
	p.top, p.bottom = min(p.top, y), max(p.bottom, y)
}
