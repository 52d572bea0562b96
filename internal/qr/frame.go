package qr

import "image"

// frame is where a code lies in an image: its top left corner, and one module to the right and one down.
type frame [6]float64

// at returns the pixel of a place in a code, in modules.
func (f *frame) at(x, y float64) (px, py float64) {
	return f[0] + x*f[2] + y*f[4], f[1] + x*f[3] + y*f[5]
}

// corners returns the middles of the large squares of a code of n modules.
func (f *frame) corners(n int) (out [3]Point) {
	far := float64(n) - Inset
	for i, at := range [3]Point{{Inset, Inset}, {far, Inset}, {Inset, far}} {
		out[i].X, out[i].Y = f.at(at.X, at.Y)
	}
	return out
}

// means gives the mean of the pixels around a place.
type means struct {
	sums []int
	w, h int
	half float64 // how far around, pixels
}

func meansOf(img *image.Gray) *means {
	sums, _, _ := table(img)
	return &means{sums: sums, w: img.Rect.Dx(), h: img.Rect.Dy()}
}

// light returns how light the middle of a module is; a place outside of the image is nearest to its edge.
func (m *means) light(x, y float64) float64 {
	x0, y0 := min(max(int(x-m.half+0.5), 0), m.w-1), min(max(int(y-m.half+0.5), 0), m.h-1)
	x1, y1 := min(max(int(x+m.half+0.5), x0+1), m.w), min(max(int(y+m.half+0.5), y0+1), m.h)
	row := m.w + 1
	sum := m.sums[y1*row+x1] - m.sums[y1*row+x0] - m.sums[y0*row+x1] + m.sums[y0*row+x0]
	return float64(sum) / float64((x1-x0)*(y1-y0))
}

// contrast returns how much darker the dark fixed modules are than the light ones, if the code lies so.
func (m *means) contrast(p *pattern, f *frame) float64 {
	var sums [2]float64
	for _, c := range p.modules {
		x, y := f.at(float64(c.x)+0.5, float64(c.y)+0.5)
		sums[(c.is+1)/2] += m.light(x, y)
	}
	return sums[0]/float64(p.each[0]) - sums[1]/float64(p.each[1])
}

// placed returns how a code lies best: first its corner in steps of half a module, then all of its frame, in steps that
// become smaller.
func (m *means) placed(p *pattern, at Place) (frame, float64) {
	module := at.Side / float64(p.n)
	m.half = 0.3 * module
	f, best := frame{2: module, 5: module}, -256.0
	for y := at.From.Y; y <= at.To.Y; y += module / 2 {
		for x := at.From.X; x <= at.To.X; x += module / 2 {
			tried := frame{x, y, module, 0, 0, module}
			if c := m.contrast(p, &tried); c > best {
				f, best = tried, c
			}
		}
	}
	for _, step := range []float64{0.25, 0.12, 0.06} {
		f, best = m.nudged(p, f, step*module)
	}
	return f, best
}

// nudged moves and turns a frame a little as long as that raises the contrast: its corner by a step, its far sides likewise.
func (m *means) nudged(p *pattern, f frame, step float64) (frame, float64) {
	best := m.contrast(p, &f)
	for range 4 {
		before := best
		for i := range f {
			for _, by := range [2]float64{step, -step} {
				tried := f
				if i < 2 {
					tried[i] += by
				} else { // about the middle of the code
					tried[i] += by / float64(p.n)
					tried[i%2] -= by / 2
				}
				if c := m.contrast(p, &tried); c > best {
					f, best = tried, c
				}
			}
		}
		if best <= before {
			break
		}
	}
	return f, best
}

// modules returns how light each module of a code is.
func (m *means) modules(f frame, n int) [][]float64 {
	out := make([][]float64, n)
	for y := range out {
		out[y] = make([]float64, n)
		for x := range out[y] {
			out[y][x] = m.light(f.at(float64(x)+0.5, float64(y)+0.5))
		}
	}
	return out
}

// split tells dark modules from light ones by the grey that parts all of them best (Otsu 1979).
func split(values [][]float64) [][]bool {
	var counts [256]int
	sum, n := 0, 0
	for _, row := range values {
		for _, v := range row {
			counts[int(v)]++
			sum += int(v)
			n++
		}
	}
	best, cut, below, dark := -1.0, 0, 0, 0
	for v, c := range counts {
		dark, below = dark+c, below+c*v
		if dark == 0 || dark == n {
			continue
		}
		apart := float64(below)/float64(dark) - float64(sum-below)/float64(n-dark)
		if between := apart * apart * float64(dark) * float64(n-dark); between > best {
			best, cut = between, v+1
		}
	}
	return compared(values, func(int, int) float64 { return float64(cut) })
}

// parted tells dark modules from light ones by the middle between the darkest and the lightest around each: a shadow may
// lie over a part of the code.
func parted(values [][]float64) [][]bool {
	const reach = 3
	return compared(values, func(x, y int) float64 {
		low, high := 255.0, 0.0
		for _, row := range values[max(0, y-reach):min(len(values), y+reach+1)] {
			for _, v := range row[max(0, x-reach):min(len(row), x+reach+1)] {
				low, high = min(low, v), max(high, v)
			}
		}
		return (low + high) / 2
	})
}

// compared returns which modules are darker than a bound.
func compared(values [][]float64, bound func(x, y int) float64) [][]bool {
	out := make([][]bool, len(values))
	for y, row := range values {
		out[y] = make([]bool, len(row))
		for x, v := range row {
			out[y][x] = v < bound(x, y)
		}
	}
	return out
}
