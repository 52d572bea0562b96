package pdf

import (
	"context"
	"errors"

	"releve/internal/problem"
)

// leaf is a page in the tree of pages, with what it inherits.
type leaf struct {
	dict // nil where the tree says that there is a page, and nothing is there
}

// mostLevels is how deep the tree of pages may be.
const mostLevels = 64

// walker walks the tree of pages.
type walker struct {
	file *File
	most int
	seen map[ref]bool
}

// walk finds the pages. A page that the tree names and that cannot be read is one too: it must not be lost in silence.
func (f *File) walk(ctx context.Context, most int) error {
	root := f.dictionary(f.trailer["Root"])
	tree := root["Pages"]
	if f.dictionary(tree) == nil {
		return errSyntax
	}
	w := walker{file: f, most: most, seen: map[ref]bool{}}
	if err := w.node(ctx, tree, nil, 0); err != nil {
		return err
	}
	if f.fuel < 0 {
		return errFuel
	}
	told := f.number(f.dictionary(tree)["Count"])
	for len(f.pages) < told { // the tree was cut short
		if err := w.add(leaf{}); err != nil {
			return err
		}
	}
	if len(f.pages) == 0 {
		return problem.New(problem.Invalid, "scan.file.empty", nil)
	}
	return nil
}

// node walks one node and what is below it.
func (w *walker) node(ctx context.Context, o any, above dict, level int) error {
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // it is the caller's own
	}
	d := w.file.dictionary(o)
	kids, inner := w.file.get(d["Kids"]).(array)
	if !inner {
		return w.add(leaf{inherited(d, above)})
	}
	number, isRef := o.(ref)
	if isRef && w.seen[number] || level > mostLevels {
		return problem.New(problem.Unreadable, "scan.file.loop", nil)
	}
	if isRef {
		w.seen[number] = true
	}
	for _, kid := range kids {
		if err := w.node(ctx, kid, inherited(d, above), level+1); err != nil {
			return err
		}
	}
	return nil
}

// add notes a page.
func (w *walker) add(l leaf) error {
	if len(w.file.pages) >= w.most {
		n := max(w.most+1, w.file.number(w.file.dictionary(w.file.dictionary(w.file.trailer["Root"])["Pages"])["Count"]))
		return problem.New(problem.TooLarge, "scan.file.pages", problem.Args{"n": n, "most": w.most})
	}
	w.file.pages = append(w.file.pages, l)
	return nil
}

// inherited returns a node with what it takes from above.
func inherited(d, above dict) dict {
	if d == nil {
		return nil
	}
	all := dict{}
	for _, key := range []name{"Resources", "MediaBox", "CropBox"} {
		if above[key] != nil {
			all[key] = above[key]
		}
		if d[key] != nil {
			all[key] = d[key]
		}
	}
	for _, key := range []name{"Contents", "Annots"} {
		if d[key] != nil {
			all[key] = d[key]
		}
	}
	return all
}

// ErrDraw means that a page is no plain picture: it has to be drawn to be seen.
var ErrDraw = errors.New("pdf: page has to be drawn")

// Sizes of what is taken for the picture of a page.
const (
	longSide   = 1000    // pixels: what is smaller is a logo
	mostOnPage = 4000    // pictures that are drawn on a page
	mostDrawn  = 8 << 20 // bytes of what a page draws, unfolded
)

// Page returns the picture of a page, numbered from 1, as the file has it: nothing of it is decoded. The error is
// ErrDraw, or a problem with a key below scan.reason.: missing (the page is named and not there), damaged, small (no
// picture that could be a page), large (more pixels than most).
func (f *File) Page(ctx context.Context, number, most int) (*Scan, error) {
	l := f.pages[number-1]
	if l.dict == nil {
		return nil, refused("missing", nil)
	}
	f.fuel = max(f.fuel, mostFuel/2) // a page must not starve for what others took
	v := viewer{file: f, left: mostDrawn}
	if err := v.page(ctx, l.dict); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err() //nolint:wrapcheck // it is the caller's own
		}
		return nil, refused("damaged", err)
	}
	if f.fuel < 0 {
		return nil, refused("damaged", errFuel)
	}
	drawn, err := v.chosen(f.box(l.dict))
	if err != nil {
		return nil, err
	}
	return f.scan(drawn, most)
}

// refused is the problem of a single page.
func refused(reason string, err error) error {
	return &problem.Error{Kind: problem.Unreadable, Key: "scan.reason." + reason, Err: err}
}

// box returns the visible part of a page: left, bottom, right, top.
func (f *File) box(page dict) [4]float64 {
	for _, key := range []name{"CropBox", "MediaBox"} {
		a, _ := f.get(page[key]).(array)
		if len(a) < 4 {
			continue
		}
		var v [4]float64
		for i := range v {
			v[i], _ = f.get(a[i]).(float64)
		}
		b := [4]float64{min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3])}
		if b[2] > b[0] && b[3] > b[1] {
			return b
		}
	}
	return [4]float64{0, 0, 595, 842}
}
