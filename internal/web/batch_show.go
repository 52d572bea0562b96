package web

import (
	"encoding/json"
	"slices"
	"strings"

	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/tally"
)

// batchPage shows a batch: what came in, what became of it, and what to do next.
type batchPage struct {
	*deskPage

	To, Name, About, State string
	Closed, Busy, Still    bool
	Empty                  bool // no file yet
	Progress               string
	Got, Pages             int
	Files                  []fileLine
	Sums                   []sumLine
	In                     int
	Warnings               []string
	Trays                  []tray
	Next                   batchStep
	Rate                   string // measured when it was closed
	SheetsTo               string // the sheets that it gave, once it is closed
	Counted                string
}

// batchStep is what to do next, with its button; Go is "" where there is nothing to do but to wait.
type batchStep struct {
	Text, Go, To string
}

// fileLine is a file of a batch.
type fileLine struct {
	Name, Text string
	Bad        bool
}

// sumLine is a part of the pages of a batch.
type sumLine struct {
	Label, Note string
	N           int
}

// tray holds pages that a person should look at, with what can be done about them.
type tray struct {
	ID, Heading, Lead string
	Pages             []trayPage
}

// trayPage is a page in a tray.
type trayPage struct {
	To, Label, Text string
}

// allowed lets the page ask for news of itself.
func (p *batchPage) allowed() string { return policy(p.style(), ownScripts, "connect-src 'self'") }

// showBatch answers with a batch. While its pages are read, the browser asks again by itself; a script, where there is
// one, does so without losing the place.
func (s *Server) showBatch(v *visit) error {
	p, err := s.batchPage(v)
	if err != nil {
		return err
	}
	if p.Busy && !p.Still {
		v.Response().Header().Set("Refresh", "5")
	}
	return s.answer(v, "batch", p)
}

// batchPage makes the page of the batch of an address.
func (s *Server) batchPage(v *visit) (*batchPage, error) {
	w, err := s.workOf(v)
	if err != nil {
		return nil, err
	}
	b, t := w.Batch, v.t
	p := &batchPage{
		deskPage: s.batchDesk(v, "desk.batches.title"), To: batchPath(v), Name: batchName(t, b), State: batchState(t, b),
		Closed: !b.Closed.IsZero(), Busy: busy(b), Still: v.QueryParam("still") != "", Empty: len(b.Files) == 0,
	}
	p.Title = p.Name
	p.About = t.Text("desk.batch.about", problem.Args{
		"period": periodText(t, b.Period), "service": serviceName(t, v.campaign, b.Participant), "date": t.Date(b.Made.Format("2006-01-02")),
	})
	p.files(b)
	p.sum(w)
	p.warn(w)
	if p.Change {
		p.trays(w)
		p.step(w)
	}
	if p.Closed {
		p.Rate = rateText(t, "desk.batch.rate", b.Sampled, b.Wrong)
		p.SheetsTo = p.At("/sheets?" + siftChannel + "=scan")
		p.Counted = t.Text("desk.batch.counted", problem.Args{"n": len(w.Sheets)})
	}
	return p, nil
}

// files tells of every file, and how far reading is.
func (p *batchPage) files(b scan.Batch) {
	t := p.printer
	for _, f := range b.Files {
		line := fileLine{Name: f.Name}
		switch {
		case f.Fault != "":
			line.Text, line.Bad = faultText(t, f.Fault), true
		case f.Pages == 0:
			line.Text = t.Text("desk.batch.file.waits", nil)
		case f.Done < f.Pages:
			line.Text = t.Text("desk.batch.file.reading", problem.Args{"done": f.Done, "n": f.Pages})
		default:
			line.Text = t.Text("desk.batch.file.pages", problem.Args{"n": f.Pages})
		}
		p.Got, p.Pages = p.Got+f.Done, p.Pages+f.Pages
		p.Files = append(p.Files, line)
	}
	if p.Busy {
		p.Progress = t.Text("desk.batch.progress", problem.Args{"done": p.Got, "n": max(p.Pages, p.Got)})
	}
}

// faultText tells why a file could not be used: a key, with arguments as JSON behind a space.
func faultText(t *locale.Printer, fault string) string {
	key, sent, _ := strings.Cut(fault, space)
	args := problem.Args{}
	if sent != "" {
		if err := json.Unmarshal([]byte(sent), &args); err != nil {
			args = problem.Args{}
		}
	}
	if !t.Has(key) {
		key = "scan.file"
	}
	return t.Text(key, args)
}

// sum tells what became of the pages. The parts always add up.
func (p *batchPage) sum(w *scan.Work) {
	s, t := w.Sums(), p.printer
	p.In = s.In
	add := func(standing string, n int) {
		if n > 0 || standing == string(scan.StandsRead) {
			p.Sums = append(p.Sums, sumLine{
				Label: t.Text("desk.batch.sum."+standing, nil), Note: t.Text("desk.batch.note."+standing, nil), N: n,
			})
		}
	}
	add("read", s.Read)
	add("review", s.Review)
	add("refused", s.Refused)
	add("foreign", s.Foreign)
	add("blank", s.Blank)
	add("aside", s.Aside)
	add("waiting", s.Waiting)
}

// warn tells what scanning otherwise would make better.
func (p *batchPage) warn(w *scan.Work) {
	bilevel, poor := 0, 0
	for _, img := range w.Images {
		if img.Page.Bilevel && img.Page.Status == scan.Read {
			bilevel++
		}
		if img.Page.Status == scan.Refused && slices.Contains([]string{scan.ReasonDark, scan.ReasonBlurred, scan.ReasonSmall, scan.ReasonCut}, img.Page.Reason) {
			poor++
		}
	}
	if bilevel > 0 {
		p.Warnings = append(p.Warnings, p.printer.Text("desk.batch.warn.bilevel", problem.Args{"n": bilevel}))
	}
	if poor > 0 {
		p.Warnings = append(p.Warnings, p.printer.Text("desk.batch.warn.poor", problem.Args{"n": poor}))
	}
}

// trays gathers the pages that a person should look at.
func (p *batchPage) trays(w *scan.Work) {
	t := p.printer
	p.Trays = []tray{
		{ID: "torn", Pages: p.tornPages(w)},
		{ID: "doubles", Pages: p.doublePages(w)},
		{ID: "refused", Pages: p.standing(w, scan.StandsRefused)},
		{ID: "foreign", Pages: p.standing(w, scan.StandsForeign)},
		{ID: "aside", Pages: p.standing(w, scan.StandsAside)},
		{ID: "blank", Pages: p.standing(w, scan.StandsBlank)},
	}
	p.Trays = slices.DeleteFunc(p.Trays, func(k tray) bool { return len(k.Pages) == 0 })
	for i := range p.Trays {
		k := &p.Trays[i]
		k.Heading = t.Text("desk.batch.tray."+k.ID, problem.Args{"n": len(k.Pages)})
		k.Lead = t.Text("desk.batch.tray.lead."+k.ID, nil)
	}
}

func (p *batchPage) standing(w *scan.Work, standing scan.Standing) []trayPage {
	var found []trayPage
	for i := range w.Images {
		img := &w.Images[i]
		if w.Standing[img.ID] == standing {
			found = append(found, trayPage{To: p.page(img), Label: pageLabel(p.printer, w, img), Text: standingText(p.printer, img, standing)})
		}
	}
	return found
}

// page returns the address of a page of the batch.
func (p *batchPage) page(img *scan.Image) string { return imagePath(p.To, img.ID) }

// standingText tells why a page stands where it does.
func standingText(t *locale.Printer, img *scan.Image, standing scan.Standing) string {
	switch {
	case standing == scan.StandsAside && img.Set == scan.Skip:
		return t.Text("desk.batch.why.skipped", nil)
	case standing == scan.StandsAside:
		return t.Text("desk.batch.why.twice", nil)
	case standing == scan.StandsRefused || standing == scan.StandsForeign:
		return reasonOf(t, img.Page.Reason, standing)
	default:
		return ""
	}
}

// reasonOf tells why a page cannot be used, and what to do.
func reasonOf(t *locale.Printer, reason string, standing scan.Standing) string {
	if key := "scan.reason." + reason; reason != "" && t.Has(key) {
		return t.Text(key, nil)
	}
	return t.Text("desk.batch.why."+string(standing), nil)
}

// pageLabel names a page: page 3 of pile.pdf; the file is told where there are several.
func pageLabel(t *locale.Printer, w *scan.Work, img *scan.Image) string {
	i := slices.IndexFunc(w.Batch.Files, func(f scan.File) bool { return f.ID == img.File })
	if len(w.Batch.Files) < 2 || i < 0 {
		return t.Text("desk.batch.page", problem.Args{"n": img.Number})
	}
	return t.Text("desk.batch.page.of", problem.Args{"n": img.Number, "file": w.Batch.Files[i].Name})
}

// doublePages tells of pages that seem to be there twice and that nobody has decided on.
func (p *batchPage) doublePages(w *scan.Work) []trayPage {
	var found []trayPage
	for _, d := range w.Doubles {
		if d.Waits {
			found = append(found, trayPage{To: p.page(d.Image), Label: pageLabel(p.printer, w, d.Image), Text: doubleText(p.printer, w, d)})
		}
	}
	return found
}

// doubleText tells how a page resembles another one.
func doubleText(t *locale.Printer, w *scan.Work, d scan.Double) string {
	args := problem.Args{"n": d.Keyed, "other": ""}
	switch {
	case d.Other != nil && d.Here:
		args["other"] = pageLabel(t, w, d.Other)
	case d.Other != nil:
		args["other"] = t.Text("desk.batch.other", nil)
	}
	return t.Text("desk.batch.double."+string(d.Like), args)
}

func (p *batchPage) tornPages(w *scan.Work) []trayPage {
	var found []trayPage
	for _, torn := range w.Torn {
		img := torn.Images[0]
		text := p.printer.Text("desk.batch.torn", problem.Args{"pages": numbers(p.printer, torn.Missing), "n": len(torn.Missing)})
		if torn.Wrong != nil {
			text = p.printer.Problem(torn.Wrong)
		}
		found = append(found, trayPage{To: p.page(img), Label: pageLabel(p.printer, w, img), Text: text})
	}
	return found
}

// numbers writes some numbers one after the other.
func numbers(t *locale.Printer, all []int) string {
	var words []string
	for _, n := range all {
		words = append(words, t.Integer(int64(n)))
	}
	return t.Join(words)
}

// step says what to do next.
func (p *batchPage) step(w *scan.Work) {
	t := p.printer
	todo := func(key, button string, n int, to string) {
		p.Next = batchStep{Text: t.Text(key, problem.Args{"n": n}), Go: t.Text(button, nil), To: to}
	}
	looked := len(w.Unlooked())
	doubles := slices.IndexFunc(w.Doubles, func(d scan.Double) bool { return d.Waits })
	switch {
	case p.Closed || p.Empty:
	case len(w.Queue) > 0:
		todo("desk.batch.next.review", "desk.batch.next.review.go", len(w.Queue), p.To+"/review")
	case doubles >= 0:
		todo("desk.batch.next.doubles", "desk.batch.next.doubles.go", countDoubles(w), p.page(w.Doubles[doubles].Image))
	case len(w.Torn) > 0:
		todo("desk.batch.next.torn", "desk.batch.next.torn.go", len(w.Torn), p.page(w.Torn[0].Images[0]))
	case p.Busy:
		p.Next = batchStep{Text: t.Text("desk.batch.next.wait", nil)}
	case len(w.Sheets) == 0:
		p.Next = batchStep{Text: t.Text("desk.batch.next.nothing", nil)}
	case looked > 0:
		todo("desk.batch.next.sample", "desk.batch.next.sample.go", looked, p.To+"/sample")
	default:
		todo("desk.batch.next.close", "desk.batch.next.close.go", len(w.Sheets), p.To+"/close")
	}
}

func countDoubles(w *scan.Work) int {
	n := 0
	for _, d := range w.Doubles {
		if d.Waits {
			n++
		}
	}
	return n
}

// rateText tells how often an accepted field was wrong: the share measured, and between what the share of all lies.
func rateText(t *locale.Printer, key string, looked, wrong int) string {
	if looked == 0 {
		return t.Text("desk.batch.rate.none", nil)
	}
	low, high := tally.ShareInterval(wrong, looked)
	return t.Text(key, problem.Args{
		"n": looked, "wrong": wrong, "share": t.Percent(float64(wrong)/float64(looked), 1),
		"low": t.Percent(low, 1), "high": t.Percent(high, 1),
	})
}
