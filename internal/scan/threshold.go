package scan

// mask says of each pixel of a plane whether it is dark.
type mask struct {
	on   []bool
	w, h int
}

// local is how far the mean reaches that a pixel is compared with: more than two marks, so that a mark does not hide in its
// own darkness, and less than the shade of a hand.
const local = 40 // pixels of the overview to each side

// sums is a summed-area table: the sum of all pixels above and left of a place.
type sums struct {
	at   []uint32
	w, h int // of the table, one more than of the plane
}

func (p plane) sums() sums {
	s := sums{make([]uint32, (p.w+1)*(p.h+1)), p.w + 1, p.h + 1}
	for y := range p.h {
		var run uint32
		above, line := s.at[y*s.w:(y+1)*s.w], s.at[(y+1)*s.w:(y+2)*s.w]
		for x, v := range p.row(y) {
			run += uint32(v)
			line[x+1] = above[x+1] + run
		}
	}
	return s
}

// dark returns the pixels that are darker than a share of the mean around them, in percent.
func (p plane) dark(s sums, percent uint32) mask {
	m := mask{make([]bool, p.w*p.h), p.w, p.h}
	for y := range p.h {
		y0, y1 := max(0, y-local), min(p.h, y+local+1)
		above, below := s.at[y0*s.w:(y0+1)*s.w], s.at[y1*s.w:(y1+1)*s.w]
		out := m.on[y*p.w : (y+1)*p.w]
		for x, v := range p.row(y) {
			x0, x1 := max(0, x-local), min(p.w, x+local+1)
			sum := below[x1] - below[x0] - above[x1] + above[x0]
			n := uint32((x1 - x0) * (y1 - y0)) //nolint:gosec // at most 81 × 81
			out[x] = uint32(v)*n*100 < sum*percent
		}
	}
	return m
}

// worn returns the pixels around which all others are on, so far to each side.
func (m mask) worn(by int) mask {
	return m.wornAlong(by, 1, m.w).wornAlong(by, m.w, m.h)
}

// wornAlong does so in one direction: step leads from a pixel to the next, of n.
func (m mask) wornAlong(by, step, n int) mask {
	out := mask{make([]bool, len(m.on)), m.w, m.h}
	for i := range m.on {
		at := i / step % n
		all := at >= by && at < n-by
		for k := -by; all && k <= by; k++ {
			all = m.on[i+k*step]
		}
		out.on[i] = all
	}
	return out
}

// share returns how much of the inner nine tenths of a mask is on.
func (m mask) share() float64 {
	n, on := 0, 0
	for y := m.h / 20; y < m.h-m.h/20; y++ {
		for x := m.w / 20; x < m.w-m.w/20; x++ {
			n++
			if m.on[y*m.w+x] {
				on++
			}
		}
	}
	return float64(on) / float64(max(1, n))
}
