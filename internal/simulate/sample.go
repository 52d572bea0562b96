package simulate

import (
	"image"
	"math"
	"math/rand/v2"
)

// around is what an image shows beyond the paper: the lid of a scanner, or a table.
type around struct {
	level float64 // grey
	grain float64 // how much it changes
}

// sampler takes an image of a canvas, row by row.
type sampler struct {
	c          *canvas
	v          *view
	around     around
	bends      []float64 // of the paper, for every quarter of a millimetre of a way through its waves
	kx, ky     float64   // from paper to canvas: place = k × millimetres + t
	tx, ty     float64
	farX, farY float64
}

// Steps of the table of bends: how many to a millimetre, and how many millimetres before the page it begins.
const (
	perStep = 4
	ahead   = 400
)

func newSampler(c *canvas, v *view, out around) *sampler {
	s := &sampler{c: c, v: v, around: out, bends: make([]float64, 1200*perStep)}
	for i := range s.bends {
		s.bends[i] = v.bend(float64(i)/perStep - ahead)
	}
	s.kx, s.ky = c.per/v.shrink, c.per/v.shrink
	s.tx = (v.page.Width/2-(v.page.Width/2+v.dx)/v.shrink)*c.per - 0.5
	s.ty = (v.page.Height/2-(v.page.Height/2+v.dy)/v.shrink)*c.per - 0.5
	s.farX, s.farY = float64(c.img.Rect.Dx()-1), float64(c.img.Rect.Dy()-1)
	return s
}

// row takes a row of the image.
func (s *sampler) row(y int, out []uint8) {
	m := &s.v.back
	sin, cos := math.Sincos(s.v.across)
	fy := float64(y) + 0.5
	ax, ay, aw := m[1]*fy+m[2], m[4]*fy+m[5], m[7]*fy+m[8]
	for x := range out {
		fx := float64(x) + 0.5
		w := 1 / (m[6]*fx + aw)
		px, py := (m[0]*fx+ax)*w, (m[3]*fx+ay)*w
		if step := int((px*sin + py*cos + ahead) * perStep); step >= 0 && step < len(s.bends) {
			b := s.bends[step]
			px, py = px+s.v.aside*b, py+b
		}
		if px < 0 || py < 0 || px > s.v.page.Width || py > s.v.page.Height {
			out[x] = s.beyond(x, y)
			continue
		}
		out[x] = s.at(px*s.kx+s.tx, py*s.ky+s.ty)
	}
}

// at returns the grey of a place of the canvas, mixed from the four pixels around it.
func (s *sampler) at(x, y float64) uint8 {
	if x < 0 || y < 0 || x >= s.farX || y >= s.farY {
		return 255
	}
	left, top := int(x), int(y)
	fx, fy := int((x-float64(left))*256), int((y-float64(top))*256)
	p := s.c.img.Pix[top*s.c.img.Stride+left:]
	q := p[s.c.img.Stride:]
	upper := int(p[0])<<8 + (int(p[1])-int(p[0]))*fx
	lower := int(q[0])<<8 + (int(q[1])-int(q[0]))*fx
	return uint8((upper<<8 + (lower-upper)*fy) >> 16) //nolint:gosec // G115: a mean of greys is a grey
}

// beyond returns the grey of a pixel that shows no paper: lines as in wood.
func (s *sampler) beyond(x, y int) uint8 {
	wood := float64((x/7+((y>>5)*3+y/40)%5)%9) - 4
	return uint8(min(max(s.around.level+s.around.grain*wood, 0), 255))
}

// expose turns what the paper reflects into what the sensor tells.
type expose struct {
	table  [256]float32
	noise  []float32 // normal, of which every row takes another part
	spread float32
	r      *rand.Rand
	lamp   lamp
}

func newExpose(t Tier, l lamp, r *rand.Rand) *expose {
	e := &expose{noise: make([]float32, 1<<14), spread: float32(between(r, t.Noise)), r: r, lamp: l}
	white, black, gamma := between(r, t.White), between(r, t.Black), 0.85+0.3*r.Float64()
	for i := range e.table {
		e.table[i] = float32(black + (white-black)*math.Pow(float64(i)/255, gamma))
	}
	for i := range e.noise {
		e.noise[i] = float32(r.NormFloat64()) * e.spread
	}
	return e
}

// row exposes a row of an image in place.
func (e *expose) row(y, h int, row []uint8) {
	const tile = 16
	at := e.r.IntN(len(e.noise))
	down := float64(y) / float64(h)
	w := float64(len(row))
	light := e.lamp.at(0, down)
	for x := 0; x < len(row); x += tile {
		next := e.lamp.at(float64(x+tile)/w, down)
		step := (next - light) / tile
		for k := range row[x:min(x+tile, len(row))] {
			at = (at + 1) & (len(e.noise) - 1)
			v := e.table[row[x+k]]*light + e.noise[at]
			row[x+k] = uint8(min(max(v+0.5, 0), 255))
			light += step
		}
		light = next
	}
}

// lamp is how light falls on what is seen: 1 where it is brightest.
type lamp struct {
	fall   float32 // how much darker the darkest place is
	dx, dy float64 // where it is brightest, as shares of the image
	shade  float32 // of something that throws a shadow, 0 for nothing
	edge   float64 // where its edge is
	slope  float64
	soft   float64 // how wide its edge is
}

func newLamp(t Tier, r *rand.Rand) lamp {
	l := lamp{fall: float32(between(r, t.Light)), dx: r.Float64(), dy: r.Float64()}
	if t.Phone && r.IntN(3) == 0 {
		l.shade, l.edge, l.slope, l.soft = float32(0.15+0.3*r.Float64()), 0.1+0.8*r.Float64(), 2*(r.Float64()-0.5), 0.02+0.1*r.Float64()
	}
	return l
}

// at returns the light somewhere on the image, as shares of its width and height.
func (l lamp) at(x, y float64) float32 {
	dx, dy := x-l.dx, y-l.dy
	light := 1 - l.fall*float32(min((dx*dx+dy*dy)/1.1, 1))
	if l.shade > 0 {
		in := (x + l.slope*(y-0.5) - l.edge) / l.soft
		light *= 1 - l.shade*float32(min(max(in, 0), 1))
	}
	return light
}

// take takes an image of a canvas as a tier sees it.
func take(c *canvas, v *view, t Tier, r *rand.Rand) *image.Gray {
	out := around{level: 235 + 20*r.Float64()}
	if t.Phone {
		out = around{level: 35 + 60*r.Float64(), grain: 1 + 4*r.Float64()}
	}
	s, e := newSampler(c, v, out), newExpose(t, newLamp(t, r), r)
	img := image.NewGray(image.Rect(0, 0, v.w, v.h))
	for y := range v.h {
		row := img.Pix[y*img.Stride : y*img.Stride+v.w]
		s.row(y, row)
		e.row(y, v.h, row)
	}
	return img
}
