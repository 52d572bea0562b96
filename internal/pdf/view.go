package pdf

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
)

// matrix is a transformation: x' = a x + c y + e, y' = b x + d y + f.
type matrix [6]float64

// times returns the transformation m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// bounds returns the box around the unit square: left, bottom, right, top.
func (m matrix) bounds() [4]float64 {
	return [4]float64{
		m[4] + min(0, m[0]) + min(0, m[2]), m[5] + min(0, m[1]) + min(0, m[3]),
		m[4] + max(0, m[0]) + max(0, m[2]), m[5] + max(0, m[1]) + max(0, m[3]),
	}
}

// drawn is a picture that a page draws.
type drawn struct {
	stream

	at    matrix
	plain bool // nothing lets another picture through, or blends with it
}

// viewer follows what a page draws, as far as it takes to know which pictures make it up.
type viewer struct {
	file   *File
	left   int64 // bytes that may still be unfolded
	depth  int
	images []drawn
	over   bool // something that is no picture is drawn above one
}

// pen is the part of the state of drawing that matters.
type pen struct {
	at     matrix
	hidden bool // text is not shown
	dark   bool // what is filled is black
	blends bool
}

// mostForms is how deep drawings may hold drawings.
const mostForms = 8

// page follows a page.
func (v *viewer) page(ctx context.Context, page dict) error {
	var parts []byte
	contents := v.file.get(page["Contents"])
	list, isList := contents.(array)
	if !isList {
		list = array{contents}
	}
	for _, part := range list {
		s, ok := v.file.get(part).(stream)
		if !ok {
			continue
		}
		data, err := v.unfold(s)
		if err != nil {
			return err
		}
		parts = append(append(parts, data...), '\n')
	}
	start := pen{at: matrix{1, 0, 0, 1, 0, 0}, dark: true}
	if err := v.follow(ctx, parts, v.file.dictionary(page["Resources"]), start); err != nil {
		return err
	}
	v.over = v.over || v.annotated(page)
	return nil
}

// unfold unfolds what is drawn.
func (v *viewer) unfold(s stream) ([]byte, error) {
	data, err := v.file.unfold(s, v.left)
	v.left -= int64(len(data))
	return data, err
}

// annotated tells whether somebody wrote on the page in a viewer.
func (v *viewer) annotated(page dict) bool {
	notes, _ := v.file.get(page["Annots"]).(array)
	for _, note := range notes {
		d := v.file.dictionary(note)
		if kind, _ := d["Subtype"].(name); d["AP"] != nil && kind != "Link" && kind != "Popup" {
			return true
		}
	}
	return false
}

// follow follows a content stream.
func (v *viewer) follow(ctx context.Context, data []byte, resources dict, now pen) error {
	l := newLexer(bytes.NewReader(data), 0, len(data))
	var stack []pen
	var args array
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err() //nolint:wrapcheck // it is the caller's own
		}
		o, err := l.object(0)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		op, isOperator := o.(operator)
		if !isOperator {
			if len(args) < 64 {
				args = append(args, o)
			}
			continue
		}
		switch op {
		case "q", "Q":
			stack, now = saved(op, stack, now)
		case "Do":
			if err = v.draw(ctx, args, resources, now); err != nil {
				return err
			}
		case "BI":
			v.paint()
			skipInline(l)
		default:
			v.operate(op, args, resources, &now)
		}
		args = args[:0]
	}
}

// saved keeps the state of drawing, or goes back to the one that was kept last.
func saved(op operator, stack []pen, now pen) ([]pen, pen) {
	switch {
	case op == "q" && len(stack) < mostDepth:
		return append(stack, now), now
	case op == "Q" && len(stack) > 0:
		return stack[:len(stack)-1], stack[len(stack)-1]
	}
	return stack, now
}

// operate follows an operator that draws or changes how the next ones draw.
func (v *viewer) operate(op operator, args array, resources dict, now *pen) {
	switch op {
	case "cm":
		if m, ok := matrixOf(args); ok {
			now.at = m.times(now.at)
		}
	case "Tr":
		mode, _ := last(args).(float64)
		now.hidden = mode == 3 || mode == 7
	case "g", "rg", "k", "sc", "scn":
		now.dark = dark(op, args)
	case "gs":
		n, _ := last(args).(name)
		now.blends = now.blends || v.blending(v.file.dictionary(v.file.dictionary(resources["ExtGState"])[n]))
	case "Tj", "TJ", "'", "\"":
		if !now.hidden {
			v.paint()
		}
	case "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh":
		v.paint()
	}
}

// paint notes that something is drawn which is no picture.
func (v *viewer) paint() { v.over = v.over || len(v.images) > 0 }

// blending tells whether a state lets what is below shine through.
func (v *viewer) blending(state dict) bool {
	if a, ok := v.file.get(state["ca"]).(float64); ok && a < 1 {
		return true
	}
	if m, ok := v.file.get(state["BM"]).(name); ok && m != "Normal" && m != "Compatible" {
		return true
	}
	_, masked := v.file.get(state["SMask"]).(dict)
	return masked
}

// draw follows the drawing of a picture, or of a form.
func (v *viewer) draw(ctx context.Context, args array, resources dict, now pen) error {
	n, _ := last(args).(name)
	s, ok := v.file.get(v.file.dictionary(resources["XObject"])[n]).(stream)
	if !ok {
		return nil
	}
	switch v.file.get(s.dict["Subtype"]) {
	case name("Image"):
		if len(v.images) >= mostOnPage {
			return errFuel
		}
		stencil, _ := v.file.get(s.dict["ImageMask"]).(bool)
		plain := !now.blends && s.dict["OC"] == nil && s.dict["SMask"] == nil && s.dict["Mask"] == nil && (!stencil || now.dark)
		v.images = append(v.images, drawn{s, now.at, plain})
		return nil
	case name("Form"):
		return v.form(ctx, s, resources, now)
	}
	return nil
}

// form follows a drawing within a drawing.
func (v *viewer) form(ctx context.Context, s stream, resources dict, now pen) error {
	if v.depth >= mostForms {
		return errDeep
	}
	data, err := v.unfold(s)
	if err != nil {
		return err
	}
	if a, isList := v.file.get(s.dict["Matrix"]).(array); isList {
		if m, ok := matrixOf(a); ok {
			now.at = m.times(now.at)
		}
	}
	if own := v.file.dictionary(s.dict["Resources"]); own != nil {
		resources = own
	}
	now.blends = now.blends || s.dict["OC"] != nil
	v.depth++
	defer func() { v.depth-- }()
	return v.follow(ctx, data, resources, now)
}

func last(args array) any {
	if len(args) == 0 {
		return nil
	}
	return args[len(args)-1]
}

// matrixOf reads six numbers.
func matrixOf(args array) (matrix, bool) {
	var m matrix
	if len(args) < len(m) {
		return m, false
	}
	for i := range m {
		x, ok := args[len(args)-len(m)+i].(float64)
		if !ok || math.Abs(x) > 1e9 {
			return m, false
		}
		m[i] = x
	}
	return m, true
}

// dark tells whether a colour is black.
func dark(op operator, args array) bool {
	sum := 0.0
	for _, o := range args {
		x, _ := o.(float64)
		sum += x
	}
	if op == "k" {
		return len(args) == 4 && args[3] == 1.0
	}
	return sum == 0
}

// skipInline skips a picture that stands between the operators.
func skipInline(l *lexer) {
	var last [4]int
	for c := l.take(); c >= 0; c = l.take() {
		last = [4]int{last[1], last[2], last[3], c}
		if isSpace(last[0]) && last[1] == 'E' && last[2] == 'I' && isSpace(c) {
			return
		}
	}
}
