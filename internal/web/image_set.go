package web

import (
	"slices"
	"strconv"
	"strings"

	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// setImage does something with a whole page.
func (s *Server) setImage(v *visit) error {
	s.stacks.deciding.RLock()
	defer s.stacks.deciding.RUnlock()
	w, img, err := s.imageOf(v)
	if err != nil {
		return err
	}
	if !w.Batch.Closed.IsZero() {
		return problem.New(problem.Conflict, "scan.closed", nil)
	}
	defer s.stacks.forget(w.Batch.ID)
	switch do := v.posted().Get("do"); do {
	case "code", "mark":
		return s.measureAgain(v, w, img)
	default:
		return s.decidePage(v, w, img, do)
	}
}

// decidePage says whether a page is used.
func (s *Server) decidePage(v *visit, w *scan.Work, img *scan.Image, do string) error {
	became := map[*scan.Image]scan.Aside{}
	switch do {
	case "skip", "keep":
		as := scan.Skip
		if do == "keep" {
			as = scan.Keep
		}
		for _, one := range pagesWith(w, img) {
			became[one] = as
		}
	case "other":
		became[img] = scan.Skip
	case "use":
		became[img] = scan.Use
	case "this":
		for _, d := range w.Doubles {
			if d.Image == img && d.Here {
				became[d.Other] = scan.Skip
			}
		}
		became[img] = scan.Keep
	default:
		return problem.New(problem.Unreadable, "problem.request", nil)
	}
	for one, as := range became {
		if err := s.Images.Set(v.Request().Context(), v.campaign.Slug, w.Batch.ID, one.ID, as); err != nil {
			return err //nolint:wrapcheck // problems
		}
	}
	return s.toBatch(v, "page")
}

// pagesWith returns the pages that a decision concerns: of a sheet with missing pages all that are there.
func pagesWith(w *scan.Work, img *scan.Image) []*scan.Image {
	for _, torn := range w.Torn {
		if slices.Contains(torn.Images, img) {
			return torn.Images
		}
	}
	return []*scan.Image{img}
}

// measureAgain reads a page whose code, or marks, a person has pointed out.
func (s *Server) measureAgain(v *visit, w *scan.Work, img *scan.Image) error {
	p := s.imagePage(v, w, img)
	posted := v.posted()
	p.Code = posted.Get("code")
	points := readPoints(posted.Get("so"))
	if posted.Get("do") == "mark" {
		x, wrongX := strconv.ParseFloat(posted.Get("at.x"), 64)
		y, wrongY := strconv.ParseFloat(posted.Get("at.y"), 64)
		if wrongX == nil && wrongY == nil {
			points = append(points, paper.Point{X: x, Y: y})
		}
		p.mark(points)
	}
	code, err := paper.ParseCode(p.Code)
	if err != nil {
		return s.refuse(v, atField(err, "code"), "batch-image", p)
	}
	l, err := s.Paper.Layout(v.Request().Context(), code.Layout)
	if err != nil {
		return s.refuse(v, refusable422(err, "code"), "batch-image", p)
	}
	if l.Campaign != v.campaign.Slug {
		return s.refuse(v, problem.New(problem.Invalid, "desk.batch.foreign", problem.Args{"slug": l.Campaign}).At("code"), "batch-image", p)
	}
	if posted.Get("do") == "mark" && len(points) < 4 {
		return s.answer(v, "batch-image", p)
	}
	return s.readAgain(v, img, l, code, points)
}

// readAgain measures a page again, and keeps what came of it.
func (s *Server) readAgain(v *visit, img *scan.Image, l *paper.Layout, code paper.Code, points []paper.Point) error {
	ctx, slug, id := v.Request().Context(), v.campaign.Slug, v.Param(paramBatch)
	data, err := s.Images.Picture(ctx, slug, id, img.ID)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	gray, err := scan.OpenPicture(data)
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	var corners *scan.Corners
	if len(points) == len(scan.Corners{}) {
		corners = &scan.Corners{}
		scale := float64(gray.Rect.Dx()) / markWidth
		for i, at := range points {
			corners[i] = paper.Point{X: at.X * scale, Y: at.Y * scale}
		}
	}
	next := *img
	next.Page = scan.MeasureAt(scan.Picture{Gray: gray, Bilevel: img.Page.Bilevel}, l, code, corners)
	if _, err = s.Images.KeepImage(ctx, slug, id, next, data); err != nil {
		return err //nolint:wrapcheck // problems
	}
	if next.Page.Status == scan.Refused {
		return s.redirect(v, after(imagePath(batchPath(v), img.ID), "page.refused", 0))
	}
	return s.toBatch(v, "page.read")
}

// atField puts an error beside a field.
func atField(err error, field string) error {
	var all problem.List
	for _, wrong := range problem.All(err) {
		all = append(all, wrong.At(field))
	}
	if len(all) == 0 {
		return err
	}
	return all
}

// refusable422 tells at a field that what it names does not exist.
func refusable422(err error, field string) error {
	if problem.KindOf(err) != problem.NotFound {
		return err
	}
	wrong := *problem.All(err)[0]
	wrong.Kind = problem.Invalid
	return wrong.At(field)
}

// writePoints and readPoints carry the clicks so far from one page to the next.
func writePoints(all []paper.Point) string {
	var parts []string
	for _, at := range all {
		parts = append(parts, strconv.FormatFloat(at.X, 'f', -1, 64)+","+strconv.FormatFloat(at.Y, 'f', -1, 64))
	}
	return strings.Join(parts, ";")
}

func readPoints(sent string) []paper.Point {
	var all []paper.Point
	for part := range strings.SplitSeq(sent, ";") {
		x, y, found := strings.Cut(part, ",")
		px, wrongX := strconv.ParseFloat(x, 64)
		py, wrongY := strconv.ParseFloat(y, 64)
		if found && wrongX == nil && wrongY == nil && len(all) < 4 {
			all = append(all, paper.Point{X: px, Y: py})
		}
	}
	return all
}
