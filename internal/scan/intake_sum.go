package scan

import (
	"image"
	"math/bits"

	"releve/internal/paper"
)

// Distance returns by how many of their 64 bits the sums of two pages differ. Of two pictures of the same sheet it is at
// most SameSheet as a rule, of two sheets that were filled in by hand it is more, even where
// the same boxes are crossed.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// SameSheet is how far apart the sums of two pictures of the same sheet may be.
const SameSheet = 8

// What is looked at of a sheet.
const (
	markCell  = 1.2  // millimetres: side of the squares whose ink is added up
	cellEdge  = 0.8  // millimetres that are left out along the line of a box
	areaEdge  = 0.8  // millimetres that are left out along the edge of a place to write on
	leastInk  = 0.05 // what is less dark beside the paper around it is no ink
	paperCell = 48   // pixels: side of the squares in which the paper is looked for
)

// sumMarks returns a sum of what people wrote on a page that was found: of the ink in every part of its boxes and of its
// places to write on. Each of the 64 bits says on which side of a plane, drawn once and for all, all this ink lies
// (Charikar, Similarity estimation techniques from rounding algorithms, 2002), so that similar ink gives similar sums.
func sumMarks(g *image.Gray, page *Page, l *paper.Page) uint64 {
	var s planes
	at := gridded{g: g, grid: page.Grid, paper: paperOf(g)}
	boxes := page.Boxes
	for _, f := range l.Fields {
		if f.Fill == paper.Write {
			s.add(at, paper.Rect{X: f.Area.X + areaEdge, Y: f.Area.Y + areaEdge, W: f.Area.W - 2*areaEdge, H: f.Area.H - 2*areaEdge})
			boxes = boxes[min(1, len(boxes)):]
			continue
		}
		for _, b := range f.Boxes {
			half := b.Side/2 - cellEdge
			r := paper.Rect{X: b.At.X - half, Y: b.At.Y - half, W: 2 * half, H: 2 * half}
			if len(boxes) > 0 { // where the box itself was found
				r.X, r.Y = r.X+boxes[0].X, r.Y+boxes[0].Y
				boxes = boxes[1:]
			}
			s.add(at, r)
		}
	}
	return s.sum()
}

// sumWhole returns a sum of a whole picture, of its brightness in 32 by 32 parts.
func sumWhole(g *image.Gray) uint64 {
	const side = 32
	var s planes
	if g.Rect.Dx() < side || g.Rect.Dy() < side {
		return 0
	}
	small := reduced(g, side, side)
	total := 0
	for _, v := range small.Pix {
		total += int(v)
	}
	mean := float64(total) / float64(len(small.Pix))
	for _, v := range small.Pix {
		s.weigh(mean - float64(v))
	}
	return s.sum()
}

// planes sums up on which side of 64 planes something lies.
type planes struct {
	sums [64]float64
	n    uint64
}

// weigh adds the next measure.
func (s *planes) weigh(v float64) {
	s.n++
	if v == 0 {
		return
	}
	draw := mixed(s.n)
	for i := range s.sums {
		if draw>>i&1 == 1 {
			s.sums[i] += v
		} else {
			s.sums[i] -= v
		}
	}
}

func (s *planes) sum() (sum uint64) {
	for i, v := range s.sums {
		if v > 0 {
			sum |= 1 << i
		}
	}
	return sum
}

// mixed returns bits that look drawn by lot, the same for the same number (splitmix64).
func mixed(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// add weighs every cell of an area by its ink.
func (s *planes) add(at gridded, r paper.Rect) {
	columns, rows := max(1, int(r.W/markCell)), max(1, int(r.H/markCell))
	for j := range rows {
		for i := range columns {
			x, y := r.X+(float64(i)+0.5)*r.W/float64(columns), r.Y+(float64(j)+0.5)*r.H/float64(rows)
			s.weigh(at.ink(x, y))
		}
	}
}

// gridded reads an image by millimetres of a page.
type gridded struct {
	g     *image.Gray
	grid  [8]float64
	paper *image.Gray // how bright the paper is, a pixel for each square
}

// paperOf returns how bright the paper is all over an image.
func paperOf(g *image.Gray) *image.Gray {
	p := image.NewGray(image.Rect(0, 0, g.Rect.Dx()/paperCell+1, g.Rect.Dy()/paperCell+1))
	for i := range p.Pix {
		left, top := i%p.Stride*paperCell, i/p.Stride*paperCell
		var shades [256]int
		n := 0
		for y := top; y < min(top+paperCell, g.Rect.Dy()); y += 2 {
			for x := left; x < min(left+paperCell, g.Rect.Dx()); x += 2 {
				shades[g.Pix[y*g.Stride+x]]++
				n++
			}
		}
		v := 255
		for seen := 0; v > 0 && seen+shades[v] <= n*2/5; v-- {
			seen += shades[v]
		}
		p.Pix[i] = byte(v)
	}
	return p
}

// ink returns how dark it is around a place beside the paper, 0 … 1.
func (m gridded) ink(x, y float64) float64 {
	const reach, steps = markCell * 0.9, 6
	sum := 0.0
	for j := range steps {
		for i := range steps {
			dx, dy := (float64(i)+0.5)/steps*2-1, (float64(j)+0.5)/steps*2-1
			sum += m.at(x+dx*reach, y+dy*reach)
		}
	}
	return max(0, 1-sum/(steps*steps)-leastInk) // no step, on which the same ink could fall to either side
}

// at returns how bright a place is beside the paper, 1 outside of the image.
func (m gridded) at(x, y float64) float64 {
	w := m.grid[6]*x + m.grid[7]*y + 1
	px := int((m.grid[0]*x+m.grid[1]*y+m.grid[2])/w + 0.5)
	py := int((m.grid[3]*x+m.grid[4]*y+m.grid[5])/w + 0.5)
	if px < 0 || py < 0 || px >= m.g.Rect.Dx() || py >= m.g.Rect.Dy() {
		return 1
	}
	return min(1, float64(m.g.Pix[py*m.g.Stride+px])/max(1, float64(m.paper.Pix[py/paperCell*m.paper.Stride+px/paperCell])))
}
