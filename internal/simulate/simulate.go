// Package simulate draws filled sheets as a scanner or a telephone sees them; for tests only.
//
// A Print is a page without writing; Draw lets somebody write on it and something look at it, and tells what that person
// meant. All comes from the seed: the same one gives the same bytes. Nothing here is made easier to read than it is on
// a desk; what cannot be known from the paper alone is called Unclear, and is for a person to decide.
package simulate

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"

	"releve/internal/paper"
)

// Spec says how a sheet is filled in and how it is looked at.
type Spec struct {
	Hand  Hand
	Tier  Tier
	Seed  uint64
	Turn  int   // quarter turns of the page in the image, clockwise; -1: as it happens in the tier
	Cover []int // marks that something covers, by their place in paper.Page.Marks
	// Cross and Write say what is filled in where Hand is Told, by the place of a field in the page: the boxes that are
	// crossed, and that something is written.
	Cross map[int][]int
	Write []int
}

// Filled is an image of a filled sheet, and what was meant by it.
type Filled struct {
	Gray    *image.Gray
	Bilevel bool     // only black and white
	Intents []Intent // of the page's fields, in their order
	Soiled  []string // what happened to the page besides: staple, coffee, through, streak
	view    view
}

// Where returns the pixel of the image that shows a place of the layout.
func (f *Filled) Where(p paper.Point) paper.Point { return f.view.where(p) }

// Draw draws a filled sheet. The error is that of the JPEG file that it becomes on its way.
func (p *Print) Draw(s Spec) (*Filled, error) {
	hand, way := source(s.Seed, 1), source(s.Seed, 2)
	c := &canvas{img: image.NewGray(p.Gray.Rect), per: p.PerMM}
	copy(c.img.Pix, p.Gray.Pix)
	if way.IntN(10) == 0 {
		c.fade(0.7 + 0.25*way.Float64())
	}
	f := &Filled{Bilevel: s.Tier.Cut[1] > 0, Intents: fill(c, p.Page, s, hand), view: newView(p.Page, s, way)}
	if s.Hand == Odd {
		f.Soiled = c.soil(p, way)
	}
	for _, i := range s.Cover {
		c.hide(p.Page, i)
	}
	c.dust(int(s.Tier.Dust*2*way.Float64()), p.Page, way)
	blur(c.img, between(way, s.Tier.Blur))
	smear(c.img, int(s.Tier.Motion*way.Float64()+0.5))
	f.Gray = take(c, &f.view, s.Tier, way)
	if f.Bilevel {
		threshold(f.Gray, uint8(pick(way, s.Tier.Cut))) //nolint:gosec // G115: a tier's cut is a grey
		return f, nil
	}
	return f, compress(f, pick(way, s.Tier.Quality))
}

// source returns one of the sources of chance of a seed. Who writes has another one than what looks at it, so that the
// same sheet can be seen in several ways.
func source(seed, which uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, which)) //nolint:gosec // G404: the same sheet for the same seed is wanted
}

// between draws evenly from a range.
func between(r *rand.Rand, of [2]float64) float64 { return of[0] + (of[1]-of[0])*r.Float64() }

// pick draws evenly from a range of whole numbers, its end included.
func pick(r *rand.Rand, of [2]int) int { return of[0] + r.IntN(of[1]-of[0]+1) }

// threshold leaves only black and white.
func threshold(img *image.Gray, cut uint8) {
	for i, v := range img.Pix {
		img.Pix[i] = 0
		if v >= cut {
			img.Pix[i] = 255
		}
	}
}

// compress loses what a JPEG file of such a quality loses; 0 loses nothing.
func compress(f *Filled, quality int) error {
	if quality == 0 {
		return nil
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, f.Gray, &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("compress page: %w", err)
	}
	img, err := jpeg.Decode(&file)
	if err != nil {
		return fmt.Errorf("compress page: %w", err)
	}
	gray, ok := img.(*image.Gray)
	if !ok {
		return fmt.Errorf("compress page: %T", img)
	}
	f.Gray = gray
	return nil
}
