package paper

import (
	"fmt"

	"releve/internal/locale"
	"releve/internal/pdf"
	"releve/internal/problem"
	"releve/internal/qr"
)

// ink draws compositions into a document.
type ink struct {
	doc   *pdf.Document
	words *locale.Printer
	code  Code
	runs  []qr.Run // of the code
	side  int
}

// page draws one page.
func (k *ink) page(c *canvas, code Code) error {
	k.doc.AddPage(c.width, c.height)
	if k.code = code; code.Layout != "" {
		runs, side, err := qr.Runs(code.String())
		if err != nil {
			return fmt.Errorf("draw code: %w", err)
		}
		k.runs, k.side = runs, side
	}
	k.part(&c.root)
	if code.Layout != "" {
		k.symbol(c.code)
	}
	return nil
}

// symbol draws the page's code, as the last thing that is read out.
func (k *ink) symbol(at Rect) {
	text := k.code.String()
	k.doc.Tagged(pdf.Figure, "", k.words.Text("paper.code.alt", problem.Args{"code": text}), func() {
		k.modules(at, k.runs, k.side)
		face := codeFace()
		k.doc.Text(at.X+at.W/2-k.doc.Width(face, text)/2, at.Y+at.H+quiet+leading*face.Size*mm, face, text)
	})
}

// codeFace is how the code is printed below its QR code.
func codeFace() pdf.Face { return pdf.Face{Size: 7} }

// modules draws the dark modules of a code. Those below one another overlap by a hair, so that no light shows between them.
func (k *ink) modules(at Rect, runs []qr.Run, side int) {
	const hair = 0.01
	m := at.W / float64(side)
	for _, r := range runs {
		k.doc.Fill(at.X+float64(r.X)*m, at.Y+float64(r.Y)*m, float64(r.Length)*m, m+hair, 0)
	}
}

// part draws a step in the order of reading.
func (k *ink) part(p *part) {
	draw := func() {
		for _, t := range p.things {
			k.thing(t)
		}
		for _, inner := range p.parts {
			k.part(inner)
		}
	}
	switch {
	case p.tag != "":
		k.doc.Tagged(p.tag, p.lang, p.alt, draw)
	case len(p.parts) == 0:
		k.doc.Artifact(draw)
	default:
		draw()
	}
}

// thing draws one thing.
func (k *ink) thing(t thing) {
	a, em := t.area, t.face.Size*mm
	switch t.what {
	case writing:
		k.doc.Text(a.X, t.base, t.face, t.text)
	case upwards:
		k.doc.TextUp(a.X+above*em, a.Y+a.H, t.face, t.text)
	case fill:
		k.doc.Fill(a.X, a.Y, a.W, a.H, t.face.Gray)
	case mark:
		k.doc.Fill(a.X, a.Y, a.W, a.H, 0)
	case frame:
		k.doc.Outline(a.X, a.Y, a.W, a.H, t.line)
	case rule:
		k.doc.Line(a.X, a.Y, a.X+a.W, a.Y+a.H, t.line, t.face.Gray)
	case picture:
		k.doc.Image(t.png, a.X, a.Y, a.W, a.H)
	}
}
