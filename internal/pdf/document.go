// Package pdf writes and tags PDF, and pulls images out of it.
//
// Lengths are millimetres from the top left corner of the page, sizes of type are points. fpdf draws the pages and cuts the
// fonts; what it does not know, the structure that a screen reader goes through, is added when the document is finished.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"

	"codeberg.org/go-pdf/fpdf"
)

// Info is what a document says of itself.
type Info struct {
	Lang   string // BCP 47, of the whole document
	Title  string
	Author string
}

// Tag is the kind of a structure element (ISO 32000-1, 14.8.4).
type Tag string

// The tags.
const (
	H1        Tag = "H1"
	H2        Tag = "H2"
	Paragraph Tag = "P"
	List      Tag = "L"
	Item      Tag = "LI"
	Figure    Tag = "Figure"
	Section   Tag = "Sect"
)

// Face is how a text is set: DejaVu Sans Condensed, embedded.
type Face struct {
	Size float64 // points
	Bold bool
	Gray float64 // 0 black … 1 white
}

// points is how many points a millimetre has.
const points = 72 / 25.4

// Document is a PDF file that is being written. It is for one goroutine.
type Document struct {
	info    Info
	file    *fpdf.Fpdf
	height  float64 // of the page, millimetres
	face    Face    // that the page is set in now; zero at its beginning
	bonds   bonds
	images  map[[32]byte]string // names under which PNGs are known, by SHA-256
	failure error               // the first
}

// New starts a document without pages.
func New(i Info) *Document {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", OrientationStr: "P"})
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetCatalogSort(true)
	addFonts(f)
	return &Document{info: i, file: f, images: map[[32]byte]string{}, bonds: newBonds(i.Lang)}
}

// AddPage begins a page of a size.
func (d *Document) AddPage(width, height float64) {
	d.stop()
	d.file.AddPageFormat("P", fpdf.SizeType{Wd: width, Ht: height})
	d.height, d.face = height, Face{}
	d.bonds.turn()
}

// raw writes operators into the page, in points from its bottom left corner.
func (d *Document) raw(format string, args ...any) {
	if d.begin() {
		d.file.RawWriteStr(fmt.Sprintf(format, args...))
	}
}

// begin makes ready to draw on the page: it opens the marked content of the element that is being drawn. It says whether
// there is a page.
func (d *Document) begin() bool {
	if d.file.PageNo() == 0 {
		d.fail(errNoPage)
		return false
	}
	if open := d.bonds.open(); open != "" {
		d.file.RawWriteStr(open)
	}
	return true
}

// stop closes the marked content that is open, if any.
func (d *Document) stop() {
	if end := d.bonds.close(); end != "" {
		d.file.RawWriteStr(end)
	}
}

// errNoPage: something was drawn before AddPage.
var errNoPage = errors.New("no page")

func (d *Document) fail(err error) {
	if d.failure == nil {
		d.failure = err
	}
}

// set makes the page go on in a face.
func (d *Document) set(f Face) {
	if d.face == f {
		return
	}
	d.face = f
	d.file.SetFont(family, f.weight(), f.Size)
	gray := int(math.Round(255 * f.Gray))
	d.file.SetTextColor(gray, gray, gray)
}

// Text writes a line of text, its baseline beginning at a point.
func (d *Document) Text(x, y float64, f Face, s string) {
	if s = printable(s); s == "" || !d.begin() {
		return
	}
	d.set(f)
	d.file.Text(x, y, s)
}

// TextUp writes a line of text upwards, turned by 90 degrees to the left, its baseline beginning at a point.
func (d *Document) TextUp(x, y float64, f Face, s string) {
	if s = printable(s); s == "" || !d.begin() {
		return
	}
	d.set(f)
	d.file.TransformBegin()
	d.file.TransformRotate(90, x, y)
	d.file.Text(x, y, s)
	d.file.TransformEnd()
}

// Fill fills a rectangle with a grey, 0 black … 1 white.
func (d *Document) Fill(x, y, w, h, gray float64) {
	d.raw(opFill, gray, x*points, d.up(y+h), w*points, h*points)
}

// Outline draws the outline of a rectangle with a line whose middle runs along its sides.
func (d *Document) Outline(x, y, w, h, line float64) {
	d.raw(opOutline, line*points, x*points, d.up(y+h), w*points, h*points)
}

// Line draws a straight line.
func (d *Document) Line(x1, y1, x2, y2, width, gray float64) { //nolint:revive // two points, and how it looks
	d.raw(opLine, gray, width*points, x1*points, d.up(y1), x2*points, d.up(y2))
}

// up turns millimetres from the top into points from the bottom.
func (d *Document) up(y float64) float64 { return (d.height - y) * points }

// WriteTo finishes the document: structure tree, language, PrintScaling None, all fonts embedded, nothing that depends on
// the time. The error is the first of all calls before.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	d.stop()
	if d.failure == nil && d.file.PageNo() == 0 {
		d.fail(errNoPage)
	}
	var drawn bytes.Buffer
	if err := d.file.Output(&drawn); err != nil {
		d.fail(err)
	}
	if d.failure != nil {
		return 0, fmt.Errorf("draw pages: %w", d.failure)
	}
	whole, err := d.finish(drawn.Bytes())
	if err != nil {
		return 0, fmt.Errorf("finish document: %w", err)
	}
	n, err := w.Write(whole)
	if err != nil {
		return int64(n), fmt.Errorf("write document: %w", err)
	}
	return int64(n), nil
}
