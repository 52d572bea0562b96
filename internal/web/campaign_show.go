package web

import (
	"strconv"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/report"
	"releve/internal/tally"
)

// figuresPage shows the figures of a campaign.
type figuresPage struct {
	*deskPage

	Sift     siftView
	Sentence string
	Trial    string // how many sheets came in during the trial
	TrialTo  string
	Tiles    []tile
	Remarks  []remark
	Tables   []tableView // over the values of something
	Details  []tableView // the single figures, each with how it is made
	Facts    []report.Fact
	Caveat   string
	Empty    *emptyView // instead of figures while there are none
	Read     bool       // the address could be read, so that there are figures
}

// emptyView says what to do while there is nothing to count.
type emptyView struct {
	Text     string
	To, Link string
}

// pageReport is the definition of the tables of the campaign's page.
const pageReport = "page"

// showCampaign answers with the figures of a campaign.
func (s *Server) showCampaign(v *visit) error {
	p := &figuresPage{deskPage: s.newDeskPage(v, "desk.figures.title")}
	narrowed, err := readSift(v.campaign, v.QueryParams(), siftFrom, siftTo, siftService, siftChannel, siftLanguage, siftFunction)
	p.Sift = narrowed.view(v.t, p.At(""), err)
	if err != nil {
		return s.refuse(v, err, "figures", p)
	}
	definition, err := report.Load(s.Reports, pageReport)
	if err != nil {
		return err
	}
	err = s.figures.in(v.Request().Context(), v.campaign.Slug, func(view campaign.View, c *tally.Columns) error {
		f := figuresOf{of: view.Campaign(), columns: c, sift: narrowed, printer: v.t, list: p.At("/sheets")}
		return p.fill(f, definition)
	})
	if err != nil {
		return err
	}
	return s.answer(v, "figures", p)
}

// figuresOf is what the figures of a page come from.
type figuresOf struct {
	of      *campaign.Campaign
	columns *tally.Columns
	count   *tally.Count
	sift    sift
	printer *locale.Printer
	list    string // address of the list of sheets
}

// fill counts, and lays out what was counted.
func (p *figuresPage) fill(f figuresOf, d *report.Definition) error {
	var err error
	if f.count, err = f.columns.Count(f.of, f.sift.filter); err != nil {
		return err
	}
	r, err := report.Build(d, report.Source{Columns: f.columns, Campaign: f.of, Filter: f.sift.filter, Purpose: report.ForWork}, f.printer)
	if err != nil {
		return err
	}
	p.Read = true
	if n := f.number("trial_n"); n > 0 {
		p.Trial = f.printer.Text("desk.figures.trial", problem.Args{"n": n})
		p.TrialTo = f.to(siftShow, string(tally.FlagTrial))
	}
	p.Remarks = f.remarks()
	if f.number("n_sheets") == 0 || r == nil {
		p.Empty = p.empty(f)
		return nil
	}
	p.Sentence, p.Caveat, p.Facts = r.Sentence, r.Caveat, r.Facts
	p.Tiles = f.tiles()
	for i, t := range r.Tables {
		table := f.table(r, t, "t"+strconv.Itoa(i+1))
		if t.Axis != "" {
			p.Tables = append(p.Tables, table)
		} else {
			p.Details = append(p.Details, table)
		}
	}
	return nil
}

// empty says what to do while nothing counts.
func (p *figuresPage) empty(f figuresOf) *emptyView {
	t := f.printer
	switch {
	case f.sift.narrowed():
		return &emptyView{t.Text("desk.figures.empty.narrowed", nil), p.At(""), t.Text("desk.filter.clear", nil)}
	case f.of.State == campaign.Trial:
		return &emptyView{t.Text("desk.figures.empty.trial", nil), p.At("/settings"), t.Text("desk.tab.settings", nil)}
	default:
		return &emptyView{t.Text("desk.figures.empty", nil), p.At("/services"), t.Text("desk.tab.services", nil)}
	}
}

// measure returns a figure, undefined where the campaign has none of its name.
func (f figuresOf) measure(name string) tally.Figure {
	m, known := tally.Named(name)
	if !known || !m.In(f.count) {
		return tally.Figure{}
	}
	return m.Of(f.count)
}

func (f figuresOf) number(name string) int { return int(f.measure(name).Value) }

// to returns the address of the list of the sheets behind a figure.
func (f figuresOf) to(set ...string) string { return f.sift.to(f.list, set...) }
