package web

import (
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// perPage is how many sheets a page of the list holds.
const perPage = 50

// paramPage is the number of a page, from 1.
const paramPage = "page"

// sheetsPage lists sheets.
type sheetsPage struct {
	*deskPage

	Sift          siftView
	Count         string // how many sheets there are
	Hint          string // what to do when there are none
	Heads         []string
	Lines         []sheetLine
	Before, After string // addresses of the pages beside this one, "" where there is none
	Which         string // page 2 of 9
	Read          bool   // the address could be read, so that there is a list
}

// sheetLine is a sheet in the list.
type sheetLine struct {
	To, Date, Service string
	Answers           []string
	Channel           string
	Tags              []tag
}

// tag is a short remark about a sheet.
type tag struct {
	Text string
	Off  bool // the sheet does not count
}

// listed are the roles that the list shows, where the form has them.
func listed(f *form.Form) []*form.Question {
	var found []*form.Question
	for _, r := range []form.Role{form.RoleInstitution, form.RoleProcedure, form.RoleTheme, form.RoleMinutes, form.RoleOutcome} {
		if q := f.Role(r); q != nil {
			found = append(found, q)
		}
	}
	return found
}

// listSheets answers with a page of the sheets that an address narrows down to, the newest first.
func (s *Server) listSheets(v *visit) error {
	p := &sheetsPage{deskPage: s.newDeskPage(v, "desk.sheets.title")}
	narrowed, err := readSift(v.campaign, v.QueryParams(), siftFrom, siftTo, siftService, siftChannel, siftLanguage,
		siftFunction, siftInstitution, siftOutcome, siftShow,
		siftCounted)
	p.Sift = narrowed.view(v.t, p.At("/sheets"), err)
	if err != nil {
		return s.refuse(v, err, "sheets", p)
	}
	err = s.figures.in(v.Request().Context(), v.campaign.Slug, func(view campaign.View, c *tally.Columns) error {
		return p.fill(view, c, narrowed, pageOf(v.QueryParam(paramPage)))
	})
	if err != nil {
		return err
	}
	return s.answer(v, "sheets", p)
}

// pageOf reads the number of a page; what is none is the first.
func pageOf(sent string) int {
	n, err := strconv.Atoi(sent)
	if err != nil {
		return 1
	}
	return min(max(n, 1), mostPages)
}

// mostPages keeps the place of a page in an int everywhere.
const mostPages = 1 << 24

// fill finds the sheets of one page, and what there is to say about each.
func (p *sheetsPage) fill(view campaign.View, c *tally.Columns, narrowed sift, page int) error {
	k := view.Campaign()
	found, err := c.Find(k, narrowed.filter, narrowed.flags, (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	all, err := view.At(found.Places)
	if err != nil {
		return err
	}
	p.Read = true
	f, tag := k.Form(), p.printer.Tag()
	for _, q := range listed(f) {
		p.Heads = append(p.Heads, q.Short.In(tag))
	}
	for _, kept := range all {
		if kept.Erased {
			continue
		}
		flags, err := c.FlagsAt(k, kept.Place)
		if err != nil {
			return err
		}
		p.Lines = append(p.Lines, p.line(k, kept, flags))
	}
	p.count(k, narrowed, found.Total)
	p.turn(narrowed, found.Total, page)
	return nil
}

// count says how many sheets there are, and what to do when there are none.
func (p *sheetsPage) count(k *campaign.Campaign, narrowed sift, total int) {
	p.Count = p.printer.Integer(int64(total)) + space + nounFor(p.printer, k.Form().SheetNoun, total)
	switch {
	case total > 0:
	case narrowed.narrowed():
		p.Hint = p.printer.Text("desk.sheets.none.narrowed", nil)
	case k.State == campaign.Trial:
		p.Hint = p.printer.Text("desk.sheets.none.trial", nil)
	default:
		p.Hint = p.printer.Text("desk.sheets.none", nil)
	}
}

// turn fills the links to the pages beside this one.
func (p *sheetsPage) turn(narrowed sift, total, page int) {
	last := (total + perPage - 1) / perPage
	if last <= 1 && page == 1 {
		return
	}
	p.Which = p.printer.Text("desk.sheets.page", problem.Args{"page": page, "last": max(last, 1)})
	if page > 1 {
		p.Before = narrowed.to(p.At("/sheets"), paramPage, strconv.Itoa(min(page-1, max(last, 1))))
	}
	if page < last {
		p.After = narrowed.to(p.At("/sheets"), paramPage, strconv.Itoa(page+1))
	}
}

// line shows a sheet in one line.
func (p *sheetsPage) line(k *campaign.Campaign, kept campaign.Kept, flags []tally.Flag) sheetLine {
	s := kept.Sheet
	l := sheetLine{
		To: p.At("/sheets/" + s.ID.String()), Date: p.D(s.Date), Service: serviceName(p.printer, k, s.Participant),
		Channel: p.printer.Text("desk.channel."+string(s.Channel), nil), Tags: tags(p.printer, s, flags),
	}
	f, known := k.FormVersion(s.Version)
	if !known {
		f = k.Form()
	}
	for _, q := range listed(k.Form()) {
		own := f.Role(q.Role)
		if own == nil {
			l.Answers = append(l.Answers, "")
			continue
		}
		l.Answers = append(l.Answers, shortAnswer(p.printer, f, own, s))
	}
	return l
}

// shortAnswer returns what a sheet answers to a question, in short; several rows are told one after the other, the
// first of them alone when there are many.
func shortAnswer(t *locale.Printer, f *form.Form, q *form.Question, s *sheet.Sheet) string {
	if !f.InRepeat(q) {
		return shortLabel(t, q, s.Answers[q.Code])
	}
	var found []string
	for _, row := range s.Rows {
		if word := shortLabel(t, q, row[q.Code]); word != "" && !slices.Contains(found, word) {
			found = append(found, word)
		}
	}
	if len(found) > mostTold {
		return t.Text("desk.sheets.more", problem.Args{"first": found[0], "n": len(found) - 1})
	}
	return t.Join(found)
}

// mostTold is how many different answers of a sheet's rows a line tells.
const mostTold = 2

// shortLabel returns an answer in the short words of its list or bands.
func shortLabel(t *locale.Printer, q *form.Question, a form.Answer) string {
	code := a.Code()
	switch {
	case q.List != nil && code != "":
		if c, known := q.List.Choice(code); known {
			return c.Short.In(t.Tag())
		}
	case a.Numbered:
		return t.Text("desk.minutes", problem.Args{"n": a.Number})
	case q.Bands != nil && code != "":
		if b, known := q.Bands.Band(code); known {
			return b.Short.In(t.Tag())
		}
	}
	return code
}

// serviceName returns the name of a service.
func serviceName(t *locale.Printer, k *campaign.Campaign, code string) string {
	if p, known := k.Participant(code); known && p.Name != "" {
		return p.Name
	}
	if code == "" {
		return t.Text("desk.service.none", nil)
	}
	return code
}

// tags tells what is remarkable about a sheet: where it stands in its review, and its flags. That it does not count is
// said on its own only where nothing else says so.
func tags(t *locale.Printer, s *sheet.Sheet, flags []tally.Flag) []tag {
	var found []tag
	if s.Status != sheet.Received {
		found = append(found, tag{Text: t.Text("desk.status."+string(s.Status), nil), Off: !s.Status.Counts()})
	}
	for _, f := range flags {
		switch f {
		case tally.FlagUncounted:
			if s.Status.Counts() && !slices.Contains(flags, tally.FlagTrial) {
				found = append(found, tag{Text: t.Text("desk.flag.uncounted", nil), Off: true})
			}
		case tally.FlagCounted:
		case tally.FlagTrial, tally.FlagLate, tally.FlagOutside, tally.FlagOwn, tally.FlagOpen, tally.FlagChained:
			found = append(found, tag{Text: t.Text("desk.flag."+string(f), nil), Off: f == tally.FlagTrial})
		}
	}
	return found
}
