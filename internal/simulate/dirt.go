package simulate

import (
	"image"
	"math"
	"math/rand/v2"

	"releve/internal/paper"
)

// dust puts specks on a page.
func (c *canvas) dust(n int, page *paper.Page, r *rand.Rand) {
	for range n {
		at := paper.Point{X: page.Width * r.Float64(), Y: page.Height * r.Float64()}
		wide := 0.08 + 0.25*r.Float64()*r.Float64()
		end := paper.Point{X: at.X + 0.2*r.NormFloat64(), Y: at.Y + 0.2*r.NormFloat64()}
		c.draw(ink{dark: 0.3 + 0.6*r.Float64()}, r, stroke{path: []paper.Point{at, end}, width: wide})
	}
}

// fade makes a page look as if little toner was left: as dark as a share of what it was.
func (c *canvas) fade(share float64) {
	for i, v := range c.img.Pix {
		if v < 255 {
			c.img.Pix[i] = 255 - uint8(share*float64(255-v))
		}
	}
}

// soil does to a page what desks do: a staple, a cup of coffee, the back of the sheet showing through, a streak of the
// feeder's glass. It says what it did.
func (c *canvas) soil(p *Print, r *rand.Rand) []string {
	var done []string
	if r.Float64() < 0.03 {
		c.staple(p.Page, r)
		done = append(done, "staple")
	}
	if r.Float64() < 0.05 {
		c.stain(p.Page, r)
		done = append(done, "coffee")
	}
	if r.Float64() < 0.08 {
		c.through(p, 0.03+0.06*r.Float64())
		done = append(done, "through")
	}
	if r.Float64() < 0.02 {
		x := 10 + (p.Page.Width-20)*r.Float64()
		c.fill(paper.Rect{X: x, W: 0.1 + 0.12*r.Float64(), H: p.Page.Height}, 0.08+0.25*r.Float64())
		done = append(done, "streak")
	}
	return done
}

// staple puts a staple into the top left corner.
func (c *canvas) staple(page *paper.Page, r *rand.Rand) {
	at := paper.Point{X: 6 + 14*r.Float64(), Y: 6 + 10*r.Float64()}
	angle := -math.Pi/4 + 0.4*r.NormFloat64()
	to := paper.Point{X: min(at.X+11*math.Cos(angle), page.Width), Y: max(at.Y+11*math.Sin(angle), 1)}
	c.draw(ink{dark: 0.75, grain: 0.3}, r, stroke{path: []paper.Point{at, to}, width: 0.6})
}

// stain leaves the ring of a cup.
func (c *canvas) stain(page *paper.Page, r *rand.Rand) {
	at := paper.Point{X: page.Width * r.Float64(), Y: page.Height * r.Float64()}
	radius := 32 + 10*r.Float64()
	const n = 60
	s := stroke{width: 2 + 3*r.Float64()}
	phase := 2 * math.Pi * r.Float64()
	for i := range n + 1 {
		angle := 2 * math.Pi * float64(i) / n
		s.path = append(s.path, paper.Point{X: at.X + radius*math.Cos(angle), Y: at.Y + radius*math.Sin(angle)})
		s.press = append(s.press, 0.35+0.65*math.Abs(math.Sin(angle/2+phase)))
	}
	c.draw(ink{dark: 0.08 + 0.17*r.Float64(), grain: 0.15}, r, s)
	c.draw(ink{dark: 0.03, grain: 0.2}, r, stroke{path: []paper.Point{at}, width: 2 * radius})
}

// through lets print on the back show through: the same page, mirrored.
func (c *canvas) through(p *Print, share float64) {
	w, h := c.img.Rect.Dx(), c.img.Rect.Dy()
	for y := range h {
		row := c.img.Pix[y*c.img.Stride : y*c.img.Stride+w]
		back := p.Gray.Pix[y*p.Gray.Stride : y*p.Gray.Stride+w]
		for x := range row {
			if dark := 255 - back[w-1-x]; dark > 0 {
				row[x] = darker(row[x], share*float64(dark)/255)
			}
		}
	}
}

// hide lays something white over a mark: a folded corner, a note.
func (c *canvas) hide(page *paper.Page, i int) {
	half := page.Mark/2 + 1.5
	lighten(c, paper.Rect{X: page.Marks[i].X - half, Y: page.Marks[i].Y - half, W: 2 * half, H: 2 * half})
}

// blur takes the sharpness off an image: three neighbours are mixed as often as it needs for a standard deviation, in pixels.
func blur(img *image.Gray, deviation float64) {
	const most = 0.6 // variance of one pass
	passes := int(math.Ceil(deviation * deviation / most))
	for range passes {
		share := int(deviation * deviation / float64(passes) / 2 * 256)
		blurRows(img, share)
		blurColumns(img, share)
	}
}

// blurRows gives each pixel so many 256ths of either neighbour to its left and right.
func blurRows(img *image.Gray, share int) {
	own := 256 - 2*share
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()]
		left := int(row[0])
		for x := 0; x+1 < len(row); x++ {
			v := int(row[x])
			row[x] = uint8((own*v + share*(left+int(row[x+1])) + 128) >> 8) //nolint:gosec // G115: a mean of greys is a grey
			left = v
		}
	}
}

// blurColumns does the same with the pixels above and below.
func blurColumns(img *image.Gray, share int) {
	own := 256 - 2*share
	w := img.Rect.Dx()
	above := append([]uint8(nil), img.Pix[:w]...)
	for y := 0; y+1 < img.Rect.Dy(); y++ {
		row, below := img.Pix[y*img.Stride:y*img.Stride+w], img.Pix[(y+1)*img.Stride:(y+1)*img.Stride+w]
		for x, v := range row {
			row[x] = uint8((own*int(v) + share*(int(above[x])+int(below[x])) + 128) >> 8) //nolint:gosec // G115: a mean of greys is a grey
			above[x] = v
		}
	}
}

// smear moves an image while it is taken, so many pixels to the right.
func smear(img *image.Gray, pixels int) {
	if pixels < 2 {
		return
	}
	w := img.Rect.Dx()
	buffer := make([]uint8, w)
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		copy(buffer, row)
		sum := 0
		for x := range w {
			sum += int(buffer[x])
			if x >= pixels {
				sum -= int(buffer[x-pixels])
			}
			row[x] = uint8(sum / min(x+1, pixels)) //nolint:gosec // G115: a mean of greys is a grey
		}
	}
}
