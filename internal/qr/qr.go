// Package qr draws QR codes and reads them.
//
// Every code has error correction level Q, which restores a quarter of it: codes hang on walls, are copied and get
// dirty. Around it stays a quiet zone four modules wide, as ISO/IEC 18004 demands. A module is one of the small
// squares that a code is made of.
package qr

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"

	"rsc.io/qr"

	"releve/internal/problem"
)

// quiet is the width of the light margin, in modules.
const quiet = 4

// maxPixels limits the side of an image: 4096 pixels print as 35 cm at 300 per inch.
const maxPixels = 4096

// code is a code with its quiet zone.
type code struct{ modules *qr.Code }

// encode makes the code of a text. The error is a problem: Invalid for an empty text (key qr.empty), TooLarge for one
// that no code can hold (key qr.long), from 1,664 bytes on at the latest.
func encode(text string) (code, error) {
	if text == "" {
		return code{}, problem.New(problem.Invalid, "qr.empty", nil)
	}
	modules, err := qr.Encode(text, qr.Q)
	if err != nil {
		return code{}, problem.Wrap(problem.TooLarge, "qr.long", err)
	}
	return code{modules}, nil
}

// side returns the modules in a row, quiet zone included.
func (c code) side() int { return c.modules.Size + 2*quiet }

// dark says whether the module in a column and row is dark; beyond the code none is.
func (c code) dark(x, y int) bool { return c.modules.Black(x-quiet, y-quiet) }

// drawing is an SVG file.
type drawing struct {
	XMLName   xml.Name
	ViewBox   string   `xml:"viewBox,attr"`
	Role      string   `xml:"role,attr"`
	Rendering string   `xml:"shape-rendering,attr"`
	Title     string   `xml:"title"`
	Shapes    []figure `xml:"path"`
}

type figure struct {
	Fill string `xml:"fill,attr"`
	Path string `xml:"d,attr"`
}

// SVG writes the code of a text as an SVG element with a title, which screen readers say; it can stand in a page or be
// a file of its own. It has no size: one unit of its view box is one module. The error is a problem for a text that is
// empty (qr.empty) or too long (qr.long).
func SVG(w io.Writer, text, title string) error {
	c, err := encode(text)
	if err != nil {
		return err
	}
	side := c.side()
	err = xml.NewEncoder(w).Encode(drawing{
		XMLName:   xml.Name{Space: "http://www.w3.org/2000/svg", Local: "svg"},
		ViewBox:   fmt.Sprintf("0,0,%d,%d", side, side),
		Role:      "img",
		Rendering: "crispEdges",
		Title:     title,
		Shapes:    []figure{{"#fff", fmt.Sprintf("M0,0h%dv%dh-%dz", side, side, side)}, {"#000", c.path()}},
	})
	if err != nil {
		return fmt.Errorf("write code as SVG: %w", err)
	}
	return nil
}

// path returns the outline of all dark modules: one rectangle for each run of them in a row.
func (c code) path() string {
	var d strings.Builder
	for _, run := range c.runs() {
		fmt.Fprintf(&d, "M%d,%dh%dv1h-%dz", run.X+quiet, run.Y+quiet, run.Length, run.Length)
	}
	return d.String()
}

// PNG writes the code of a text as a square image in black and white, pixels wide and high. All modules have the same
// whole number of pixels, what is left over widens the quiet zone. The error is a problem for a text that is empty
// (qr.empty) or too long (qr.long), and when pixels are fewer than modules or more than 4096 (qr.pixels).
func PNG(w io.Writer, text string, pixels int) error {
	c, err := encode(text)
	if err != nil {
		return err
	}
	if pixels < c.side() || pixels > maxPixels {
		return problem.New(problem.Invalid, "qr.pixels", problem.Args{"least": c.side(), "most": maxPixels})
	}
	scale := pixels / c.side()
	margin := (pixels - scale*c.side()) / 2
	img := image.NewPaletted(image.Rect(0, 0, pixels, pixels), color.Palette{color.White, color.Black})
	for y := range scale * c.side() {
		for x := range scale * c.side() {
			if c.dark(x/scale, y/scale) {
				img.SetColorIndex(margin+x, margin+y, 1)
			}
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err = encoder.Encode(w, img); err != nil {
		return fmt.Errorf("write code as PNG: %w", err)
	}
	return nil
}

// Terminal writes the code of a text for a console, two rows of modules to a line. Consoles are dark, so the light
// modules are drawn; in a light one the code is inverted, which telephones read too. The error is a problem for a text
// that is empty (qr.empty) or too long (qr.long).
func Terminal(w io.Writer, text string) error {
	c, err := encode(text)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for y := 0; y < c.side(); y += 2 {
		for x := range c.side() {
			upper, lower := 0, 0
			if !c.dark(x, y) {
				upper = 1
			}
			if !c.dark(x, y+1) {
				lower = 2
			}
			fmt.Fprint(out, [...]string{" ", "▀", "▄", "█"}[upper+lower])
		}
		fmt.Fprintln(out)
	}
	if err = out.Flush(); err != nil {
		return fmt.Errorf("write code for a console: %w", err)
	}
	return nil
}
