package logo

import (
	"image"
	"image/color"
	"image/draw"
)

// flat returns a picture in one kind of colours, its corner at zero.
func flat(picture image.Image) *image.RGBA64 {
	from := image.NewRGBA64(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(from, from.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return from
}

// shrink draws a picture with at most so many dots each way; one that has no more keeps its size.
func shrink(from *image.RGBA64, most int) *image.NRGBA {
	width, height := fitting(from.Bounds().Dx(), from.Bounds().Dy(), most)
	to := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			to.Set(x, y, mean(from, image.Rect(span(x, width, from.Rect.Dx()), span(y, height, from.Rect.Dy()),
				span(x+1, width, from.Rect.Dx()), span(y+1, height, from.Rect.Dy()))))
		}
	}
	return to
}

// fitting returns a size of the same proportions with at most so many dots each way.
func fitting(width, height, most int) (w, h int) {
	if longest := max(width, height); longest > most {
		return max(1, width*most/longest), max(1, height*most/longest)
	}
	return width, height
}

// span returns where in the larger picture a dot of the smaller one begins.
func span(at, small, large int) int { return at * large / small }

// mean returns the mean colour of a part of a picture; what is transparent counts as little as it shows.
func mean(from *image.RGBA64, part image.Rectangle) color.Color {
	var r, g, b, a uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := from.RGBA64At(x, y)
			r, g, b, a = r+uint64(c.R), g+uint64(c.G), b+uint64(c.B), a+uint64(c.A)
		}
	}
	n := uint64(part.Dx() * part.Dy())                                                          //nolint:gosec // G115: a part has at least one dot
	return color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(b / n), A: uint16(a / n)} //nolint:gosec // G115: a mean is no more than its parts
}
