package scan

import (
	"bytes"
	"fmt"
	"image"
	imagedraw "image/draw"
	_ "image/jpeg" // pictures that are kept may be
	"image/png"

	"releve/internal/paper"
	"releve/internal/problem"
)

// How a part of a page is shown.
const (
	cropMargin = 2.5  // mm around what is asked for
	cropScale  = 11.5 // pixels for a millimetre: three times its size on a screen of 96 dpi
	cropWidest = 1800 // pixels
)

// OpenPicture decodes a picture as it is kept. The error is Unreadable (scan.picture).
func OpenPicture(data []byte) (*image.Gray, error) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, problem.Wrap(problem.Unreadable, "scan.picture", err)
	}
	if gray, ok := img.(*image.Gray); ok {
		return gray, nil
	}
	gray := image.NewGray(img.Bounds())
	imagedraw.Draw(gray, gray.Bounds(), img, img.Bounds().Min, imagedraw.Src)
	return gray, nil
}

// marginOf returns an area of a page with a margin, as far as the page reaches.
func marginOf(p *paper.Page, area paper.Rect) paper.Rect {
	x, y := max(0, area.X-cropMargin), max(0, area.Y-cropMargin)
	return paper.Rect{
		X: x, Y: y, W: min(p.Width, area.X+area.W+cropMargin) - x, H: min(p.Height, area.Y+area.H+cropMargin) - y,
	}
}

// Shown returns the area of a page in which somebody sees what a field says, with a margin. A box that decides on a whole line is
// shown with that line.
func Shown(p *paper.Page, f *paper.Field) paper.Rect {
	area := f.Area
	if f.Line > 0 && (f.Question == paper.FieldVoid || f.Question == paper.FieldSame) {
		for _, o := range p.Fields {
			if o.Line == f.Line {
				area = union(area, o.Area)
			}
		}
	}
	return marginOf(p, area)
}

// union returns the smallest area that holds two.
func union(a, b paper.Rect) paper.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return paper.Rect{X: x, Y: y, W: max(a.X+a.W, b.X+b.W) - x, H: max(a.Y+a.H, b.Y+b.H) - y}
}

// Crop writes an area of a page, in millimetres of its layout, as a PNG: upright and straight, three times its size or as
// wide as a screen. The error is Invalid (scan.picture.unplaced) for a page that was not found in its picture.
func Crop(g *image.Gray, p Page, area paper.Rect) ([]byte, error) {
	if p.Grid == [8]float64{} || area.W <= 0 || area.H <= 0 {
		return nil, problem.New(problem.Invalid, "scan.picture.unplaced", nil)
	}
	scale := min(cropScale, cropWidest/area.W)
	out := image.NewGray(image.Rect(0, 0, max(1, int(area.W*scale)), max(1, int(area.H*scale))))
	for y := range out.Rect.Dy() {
		row := out.Pix[y*out.Stride : y*out.Stride+out.Rect.Dx()]
		for x := range row {
			at := placeIn(p.Grid, area.X+(float64(x)+0.5)/scale, area.Y+(float64(y)+0.5)/scale)
			row[x] = grayAt(g, at.X-0.5, at.Y-0.5)
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, out); err != nil {
		return nil, fmt.Errorf("write crop: %w", err)
	}
	return b.Bytes(), nil
}

// placeIn returns where a place of a page, in millimetres, is in its picture.
func placeIn(grid [8]float64, x, y float64) paper.Point {
	n := grid[6]*x + grid[7]*y + 1
	return paper.Point{X: (grid[0]*x + grid[1]*y + grid[2]) / n, Y: (grid[3]*x + grid[4]*y + grid[5]) / n}
}

// grayAt returns the brightness between four pixels; outside of the picture it is white.
func grayAt(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(x), int(y)
	if x < 0 || y < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 0xff
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.Stride + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	low := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return uint8(top*(1-fy) + low*fy + 0.5)
}
