// Package logo reads a partner's logo and makes it safe to print.
//
// What comes in is decoded and drawn anew: nothing stays but the picture, no place, no camera, no second file hidden
// behind it.
package logo

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"releve/internal/problem"
)

// MostBytes is how large a file may be, before it is read and after it is drawn anew.
const MostBytes = 300_000

// Limits of a picture, in dots.
const (
	mostDots = 2500 // each way, of what comes in: more is not decoded, it would take a hundred megabytes
	printed  = 800  // each way, of what goes out: 6 cm at 300 per inch
)

// Read reads a PNG or JPEG file and returns the picture as PNG: at most 800 dots each way and 300,000 bytes, made
// smaller where it was larger, never larger. The error is a problem: TooLarge for more than 300,000 bytes
// (logo.heavy), Invalid for more than 2500 dots each way (logo.wide) and for what is no whole picture of the two kinds
// (logo.unreadable).
func Read(data []byte) ([]byte, error) {
	if len(data) > MostBytes {
		return nil, problem.New(problem.TooLarge, "logo.heavy", problem.Args{"n": len(data) / 1000, "most": MostBytes / 1000})
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, problem.Wrap(problem.Invalid, "logo.unreadable", err)
	}
	if size.Width > mostDots || size.Height > mostDots {
		args := problem.Args{"width": size.Width, "height": size.Height, "most": mostDots}
		return nil, problem.New(problem.Invalid, "logo.wide", args)
	}
	picture, err := decode(kind, data)
	if err != nil {
		return nil, problem.Wrap(problem.Invalid, "logo.unreadable", err)
	}
	return redraw(picture)
}

// decode decodes the two kinds of picture that are asked for, whatever else the program could read.
func decode(kind string, data []byte) (image.Image, error) {
	switch kind {
	case "png":
		return png.Decode(bytes.NewReader(data))
	case "jpeg":
		return jpeg.Decode(bytes.NewReader(data))
	default:
		return nil, image.ErrFormat
	}
}

// redraw writes a picture as PNG, smaller and smaller until it is light enough. A photograph may need it.
func redraw(picture image.Image) ([]byte, error) {
	most, from := printed, flat(picture)
	for {
		var b bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&b, shrink(from, most)); err != nil {
			return nil, fmt.Errorf("write logo: %w", err)
		}
		if b.Len() <= MostBytes {
			return b.Bytes(), nil
		}
		most = most * 3 / 4
	}
}
