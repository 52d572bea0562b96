package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// imagePage shows a page of a batch whole, with what can be done about it.
type imagePage struct {
	*deskPage

	To, Batch, Label, Standing string
	Why                        string
	Picture, Alt               string
	Other, OtherTo             string // the page that it resembles, "" for none
	OtherLabel, OtherAlt       string
	Double                     string // how it resembles it
	Acts                       []imageAct
	Code                       string
	CodeWrong                  bool // it can be read once somebody says what its code is
	Marks                      *markView
	EntryTo                    string
}

// imageAct is something that can be done with a page.
type imageAct struct {
	Do, Label string
	Main      bool
}

// markView asks for a click on one of the four marks.
type markView struct {
	Text, So string // what to click, and the clicks so far
}

// Width in which a page is shown to be clicked on, in pixels of a screen.
const markWidth = 760

// imagePath returns the address of a page of a batch.
func imagePath(batch string, image int64) string {
	return batch + "/pages/" + strconv.FormatInt(image, 10)
}

// imageOf finds the page of an address, and its batch.
func (s *Server) imageOf(v *visit) (*scan.Work, *scan.Image, error) {
	w, err := s.workOf(v)
	if err != nil {
		return nil, nil, err
	}
	id, err := strconv.ParseInt(v.Param(paramImage), 10, 64)
	i := slices.IndexFunc(w.Images, func(img scan.Image) bool { return img.ID == id })
	if err != nil || i < 0 {
		return nil, nil, problem.New(problem.NotFound, "scan.unknown", nil)
	}
	return w, &w.Images[i], nil
}

// showImage answers with a page of a batch.
func (s *Server) showImage(v *visit) error {
	w, img, err := s.imageOf(v)
	if err != nil {
		return err
	}
	return s.answer(v, "batch-image", s.imagePage(v, w, img))
}

// imagePage makes the page.
func (s *Server) imagePage(v *visit, w *scan.Work, img *scan.Image) *imagePage {
	t, standing := v.t, w.Standing[img.ID]
	p := &imagePage{
		deskPage: s.batchDesk(v, "desk.batches.title"), Batch: batchPath(v), Label: pageLabel(t, w, img),
		Standing: t.Text("desk.batch.sum."+string(standing), nil), Why: standingText(t, img, standing),
	}
	p.To, p.EntryTo = imagePath(p.Batch, img.ID), p.At("/entry")
	p.Title = p.Label
	p.Picture, p.Alt = p.pictureOf(w, img), t.Text("desk.batch.picture", problem.Args{"page": p.Label})
	for _, d := range w.Doubles {
		if d.Image == img {
			p.double(w, d)
		}
	}
	if !w.Batch.Closed.IsZero() {
		return p
	}
	p.acts(w, img)
	if standing == scan.StandsRefused || standing == scan.StandsForeign {
		p.CodeWrong = true
		p.mark(nil)
		if img.Page.Code.Layout != "" {
			p.Code = img.Page.Code.String()
		}
	}
	return p
}

// pictureOf returns the address of the best picture of a page: upright where it was found, else as it came in.
func (p *imagePage) pictureOf(w *scan.Work, img *scan.Image) string {
	at := imagePath(p.Batch, img.ID)
	if l := w.Layouts[img.Page.Code.Layout]; l != nil && img.Page.Grid != [8]float64{} {
		return at + "/crop"
	}
	return at + "/picture"
}

// double tells what the page resembles.
func (p *imagePage) double(w *scan.Work, d scan.Double) {
	p.Double = doubleText(p.printer, w, d)
	if d.Other == nil || !d.Here {
		return
	}
	label := pageLabel(p.printer, w, d.Other)
	p.Other, p.OtherTo = p.pictureOf(w, d.Other), imagePath(p.Batch, d.Other.ID)
	p.OtherLabel, p.OtherAlt = label, p.printer.Text("desk.batch.picture", problem.Args{"page": label})
}

// acts offers what can be done with the page.
func (p *imagePage) acts(w *scan.Work, img *scan.Image) {
	offer := func(do, key string) {
		p.Acts = append(p.Acts, imageAct{Do: do, Label: p.printer.Text(key, nil), Main: len(p.Acts) == 0})
	}
	torn := slices.ContainsFunc(w.Torn, func(t scan.Torn) bool { return slices.Contains(t.Images, img) })
	switch {
	case img.Set == scan.Skip:
		offer("use", "desk.batch.act.use")
	case p.Double != "" && img.Set != scan.Keep:
		if p.Other != "" {
			offer("other", "desk.batch.act.other")
			offer("this", "desk.batch.act.this")
			offer("keep", "desk.batch.act.both")
			return
		}
		offer("skip", "desk.batch.act.skip")
		offer("keep", "desk.batch.act.anyway")
	case torn:
		offer("skip", "desk.batch.act.skip")
		offer("keep", "desk.batch.act.torn")
	case w.Standing[img.ID] != scan.StandsBlank:
		offer("skip", "desk.batch.act.skip")
	}
}

// mark asks for the next click on a mark, when some were clicked already.
func (p *imagePage) mark(so []paper.Point) {
	names := []string{"topleft", "topright", "lowright", "lowleft"}
	if len(so) >= len(names) {
		return
	}
	p.Marks = &markView{Text: p.printer.Text("desk.batch.mark."+names[len(so)], nil), So: writePoints(so)}
}

// MarkWidth is the width in which the picture is clicked on.
func (*imagePage) MarkWidth() int { return markWidth }

// Raw is the address of the picture as it came in.
func (p *imagePage) Raw() string { return p.To + "/picture" }

// allowed lets the page show pictures of ours.
func (p *imagePage) allowed() string { return picturePolicy(p.style()) }

// picturePolicy returns the content policy of a page with pictures of ours, and what else it needs.
func picturePolicy(style string, more ...string) string {
	return strings.Replace(policy(style, more...), "img-src data:", "img-src 'self' data:", 1)
}

// sendPicture sends the picture of a page as it is kept.
func (s *Server) sendPicture(v *visit) error {
	id, err := strconv.ParseInt(v.Param(paramImage), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "scan.unknown", nil)
	}
	data, err := s.Images.Picture(v.Request().Context(), v.campaign.Slug, v.Param(paramBatch), id)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	return v.Blob(http.StatusOK, http.DetectContentType(data), data)
}

// sendCrop sends a field of a page, or the whole page, upright and straight.
func (s *Server) sendCrop(v *visit) error {
	w, img, err := s.imageOf(v)
	if err != nil {
		return err
	}
	l := w.Layouts[img.Page.Code.Layout]
	if l == nil || img.Page.Code.Page < 1 || img.Page.Code.Page > len(l.Pages) {
		return problem.New(problem.NotFound, "scan.unknown", nil)
	}
	page := &l.Pages[img.Page.Code.Page-1]
	area := paper.Rect{W: page.Width, H: page.Height}
	if sent := v.QueryParam("field"); sent != "" {
		field, wrong := strconv.Atoi(sent)
		if wrong != nil || field < 0 || field >= len(page.Fields) {
			return problem.New(problem.NotFound, "scan.unknown", nil)
		}
		area = scan.Shown(page, &page.Fields[field])
	}
	if !w.Batch.Closed.IsZero() {
		s.stacks.close(img.ID)
	}
	gray, err := s.openPicture(v, img.ID)
	if err != nil {
		return err
	}
	data, err := scan.Crop(gray, img.Page, area)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	return v.Blob(http.StatusOK, mimePNG, data)
}

// mimePNG is the type of crops.
const mimePNG = "image/png"

// toBatch goes back to the batch and says what was done.
func (s *Server) toBatch(v *visit, did string) error {
	return s.redirect(v, after(batchPath(v), did, 0))
}
