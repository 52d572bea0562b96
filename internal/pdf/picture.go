package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"codeberg.org/go-pdf/fpdf"
)

// Image draws a PNG into a rectangle, on white where it is transparent.
func (d *Document) Image(data []byte, x, y, w, h float64) {
	name, err := d.picture(data)
	if err != nil {
		d.fail(err)
		return
	}
	if d.begin() {
		d.file.ImageOptions(name, x, y, w, h, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	}
}

// picture gives a PNG to the document, once, and returns its name there.
func (d *Document) picture(data []byte) (string, error) {
	sum := sha256.Sum256(data)
	if name := d.images[sum]; name != "" {
		return name, nil
	}
	plain, err := flatten(data)
	if err != nil {
		return "", err
	}
	name := hex.EncodeToString(sum[:8])
	d.file.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(plain))
	d.images[sum] = name
	return name, nil
}

// flatten returns a PNG of any kind as one of the plainest: 8 bits, grey or coloured, on white, not interlaced.
func flatten(data []byte) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode image: %w", err)
	}
	at := from.Bounds()
	var to draw.Image = image.NewRGBA(at)
	if model := from.ColorModel(); model == color.GrayModel || model == color.Gray16Model {
		to = image.NewGray(at)
	}
	draw.Draw(to, at, image.White, image.Point{}, draw.Src)
	draw.Draw(to, at, from, at.Min, draw.Over)
	var out bytes.Buffer
	if err := png.Encode(&out, to); err != nil {
		return nil, fmt.Errorf("encode image: %w", err)
	}
	return out.Bytes(), nil
}
