package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
)

// paperPage is where sheets of paper are made, and where those that were made are found again.
type paperPage struct {
	*deskPage

	Kinds       []option
	Service     fieldView
	In          []fieldView // languages
	Copies      fieldView
	Pad         bool
	Ready       *readyView // what was just made, nil for nothing
	Printed     []madeView
	More        int // how many are not shown
	Unreachable string
	NoPublisher string
}

// readyView is what was just made.
type readyView struct {
	Text, Scale string
	PDF, Layout string // addresses, "" for none
	Form        string // of the page for the browser
}

// madeView is what was made once: a master, or copies with numbers.
type madeView struct {
	Sheet, Number, Serials, Service, When, Pad string
	PDF, Layout                                string
}

// mostMade is how many of them the page shows.
const mostMade = 40

// showPaper shows what can be printed, and what was.
func (s *Server) showPaper(v *visit) error {
	query := v.QueryParams()
	in := readPaper(query, v.campaign)
	p, err := s.newPaperPage(v, in)
	if err != nil {
		return err
	}
	if number := query.Get(paperReady); number != "" {
		if p.Ready, err = s.ready(v, in, number, query.Get(paperSerial)); err != nil {
			return err
		}
	}
	return s.answer(v, "paper", p)
}

// newPaperPage makes the page with what was asked for.
func (s *Server) newPaperPage(v *visit, in paperInput) (*paperPage, error) {
	p := &paperPage{deskPage: s.newDeskPage(v, "desk.paper.title"), Unreachable: s.unreachable(v), Pad: in.Pad}
	for _, kind := range paperKinds() {
		p.Kinds = append(p.Kinds, option{
			Value: string(kind.kind), Label: v.t.Text(kind.label, nil), Text: v.t.Text(kind.text, nil), Chosen: kind.kind == in.Kind,
		})
	}
	services := []option{{Label: v.t.Text("desk.paper.service.none", nil)}}
	for _, service := range v.campaign.Participants {
		services = append(services, option{Value: service.Code, Label: service.Name})
	}
	second := append([]option{{Label: v.t.Text("desk.paper.second.none", nil)}}, s.tongues()...)
	p.Service = p.field(paperService, "desk.paper.service", "desk.paper.service.hint", in.Service).among(services)
	p.In = []fieldView{
		p.field(paperFirst, "desk.paper.first", "desk.paper.first.hint", string(in.First)).among(s.tongues()),
		p.field(paperSecond, "desk.paper.second", "desk.paper.second.hint", string(in.Second)).among(second),
	}
	p.Copies = p.field(paper.OrderCopies, "desk.paper.copies", "desk.paper.copies.hint", in.Copies).typed("number")
	if v.campaign.Publisher == "" {
		p.NoPublisher = v.t.Text("poster.publisher.none", nil)
	}
	return p, s.fillMade(v, p)
}

// Older says how many more there are.
func (p *paperPage) Older() string {
	return p.printer.Text("desk.paper.more", problem.Args{"n": p.More})
}

// kindWords are what a kind of paper is called, and what it is for.
type kindWords struct {
	kind        paper.Kind
	label, text string
}

func paperKinds() []kindWords {
	return []kindWords{
		{paper.Slip, "desk.paper.slip", "desk.paper.slip.text"},
		{paper.Tally, "desk.paper.tally", "desk.paper.tally.text"},
		{paper.Poster, "desk.paper.poster", "desk.paper.poster.text"},
	}
}

// kindLabel returns what a kind of paper is called.
func kindLabel(t *locale.Printer, kind paper.Kind) string {
	for _, k := range paperKinds() {
		if k.kind == kind {
			return t.Text(k.label, nil)
		}
	}
	return string(kind)
}

// ready tells what was just made and where its files are.
func (s *Server) ready(v *visit, in paperInput, number, first string) (*readyView, error) {
	base, q := deskRoot+"/"+v.campaign.Slug, in.query()
	r := &readyView{Scale: v.t.Text("desk.paper.scale", nil), Form: base + formPath + "?" + formQuery(in).Encode()}
	if number == string(paper.Poster) {
		r.Text, r.PDF = v.t.Text("desk.paper.ready.poster", nil), base+posterFile+"?"+q.Encode()
		return r, nil
	}
	l, err := s.layoutOf(v, number)
	if err != nil {
		return nil, err
	}
	run := paper.Run{Layout: number, Participant: in.Service}
	r.Text = v.t.Text("desk.paper.ready.master", nil)
	if serial, _ := strconv.Atoi(first); serial > 0 {
		if run, err = s.Paper.RunOf(v.Request().Context(), number, serial); err != nil {
			return nil, err
		}
		r.Text = v.t.Text("desk.paper.ready.copies", problem.Args{"n": run.Copies, "serials": runNumbers(run)})
	}
	r.PDF, r.Layout = base+filesOf(l, run, sheetsFile), base+filesOf(l, run, layoutFile)
	return r, nil
}

// filesOf returns the address of a file of a layout below the campaign's; that of sheets names the run, or the service that
// a master is for.
func filesOf(l *paper.Layout, run paper.Run, file string) string {
	at, q := paperPath+"/"+l.Number+file, url.Values{}
	switch {
	case file != sheetsFile:
		return at
	case run.First > 0:
		q.Set(paperSerial, strconv.Itoa(run.First))
	case run.Participant != "":
		q.Set(paperService, run.Participant)
	default:
		return at
	}
	return at + "?" + q.Encode()
}

// runNumbers writes the numbers of a run.
func runNumbers(r paper.Run) string {
	if r.Copies == 1 {
		return strconv.Itoa(r.First)
	}
	return strconv.Itoa(r.First) + "–" + strconv.Itoa(r.First+r.Copies-1)
}

// fillMade lists what was made: the runs, the newest first, then a master of each layout.
func (s *Server) fillMade(v *visit, p *paperPage) error {
	ctx := v.Request().Context()
	layouts, err := s.Paper.Layouts(ctx, v.campaign.Slug)
	if err != nil {
		return err
	}
	runs, err := s.Paper.Runs(ctx, v.campaign.Slug)
	if err != nil {
		return err
	}
	by := map[string]*paper.Layout{}
	for _, l := range layouts {
		by[l.Number] = l
		runs = append(runs, paper.Run{Layout: l.Number})
	}
	zone, err := v.campaign.Location()
	if err != nil {
		return err
	}
	for _, run := range runs {
		if len(p.Printed) == mostMade {
			p.More++
			continue
		}
		if l := by[run.Layout]; l != nil {
			p.Printed = append(p.Printed, p.made(v, l, run, zone))
		}
	}
	return nil
}

// made describes a run, or a master.
func (p *paperPage) made(v *visit, l *paper.Layout, run paper.Run, zone *time.Location) madeView {
	m := madeView{
		Sheet:   kindLabel(v.t, l.Kind) + " · " + together(l.Languages),
		Number:  l.Number,
		Serials: v.t.Text("desk.paper.master", nil),
		PDF:     p.At(filesOf(l, run, sheetsFile)), Layout: p.At(filesOf(l, run, layoutFile)),
	}
	if run.First == 0 {
		return m
	}
	m.Serials, m.Service = runNumbers(run), run.Participant
	if service, known := v.campaign.Participant(run.Participant); known {
		m.Service = service.Name
	}
	m.When = v.t.Date(run.At.In(zone).Format(time.DateOnly))
	if run.Worker != "" {
		m.Pad = v.t.Text("desk.paper.pad.word", nil)
	}
	return m
}

// layoutOf returns a layout of the campaign.
func (s *Server) layoutOf(v *visit, number string) (*paper.Layout, error) {
	l, err := s.Paper.Layout(v.Request().Context(), strings.ToUpper(number))
	if err == nil && l.Campaign != v.campaign.Slug {
		err = problem.New(problem.NotFound, "paper.layout.unknown", problem.Args{"value": number})
	}
	return l, err
}
