package web

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/account"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// paramSheet names the sheet of an address.
const paramSheet = "id"

// keptPage shows one sheet with what was done with it.
type keptPage struct {
	*deskPage

	Action     string
	Edit       string // "" for who may not change it
	Tags       []tag
	Facts      []keptAnswer
	Answers    []answerGroup
	History    []pastView
	Reasons    []option // reasons to leave it out; none while it does not count anyway
	Back       bool     // it can count again
	Review     bool     // somebody has to read its texts
	Undo       string   // what undoing would bring back, "" where there is nothing to undo
	Since      string
	Seen       string
	TextsStand string // that free text has no history
}

// answerGroup is the answers of the sheet itself, or those of one of its rows.
type answerGroup struct {
	Heading string
	Answers []keptAnswer
}

// held is a sheet with all that its pages need.
type held struct {
	campaign.Kept

	form *form.Form // the version it was filled in
	past []campaign.Revision
	zone *time.Location
	id   sheet.ID
}

// held reads the sheet of an address.
func (s *Server) held(v *visit) (*held, error) {
	id, wrong := sheet.ParseID(v.Param(paramSheet))
	if wrong != nil {
		return nil, problem.New(problem.NotFound, "problem.notfound", nil)
	}
	kept, past, err := s.Sheets.Sheet(v.Request().Context(), v.campaign.Slug, id)
	if err != nil {
		return nil, err
	}
	zone, err := v.campaign.Location()
	if err != nil {
		return nil, err
	}
	f, known := v.campaign.FormVersion(kept.Sheet.Version)
	if !known {
		f = v.campaign.Form()
	}
	return &held{Kept: kept, form: f, past: past, zone: zone, id: id}, nil
}

// showKept answers with a sheet.
func (s *Server) showKept(v *visit) error {
	h, err := s.held(v)
	if err != nil {
		return err
	}
	p, err := s.keptPage(v, h)
	if err != nil {
		return err
	}
	return s.answer(v, "kept", p)
}

// keptPage makes the page of a sheet.
func (s *Server) keptPage(v *visit, h *held) (*keptPage, error) {
	p := &keptPage{deskPage: s.newDeskPage(v, "desk.sheet.title")}
	t := v.t
	p.Title = t.Text("desk.sheet.title", problem.Args{"date": t.Date(h.Sheet.Date)})
	p.Action = p.At("/sheets/" + h.id.String())
	flags, err := s.flagsOf(v.Request().Context(), v.campaign.Slug, h.Place)
	if err != nil {
		return nil, err
	}
	p.Tags = tags(t, h.Sheet, flags)
	p.Facts = p.facts(v.campaign, h)
	p.Answers = answerGroups(t, h.form, h.Sheet)
	if p.History, err = s.history(v, h); err != nil {
		return nil, err
	}
	if v.may(account.Coordinator) {
		p.changes(h)
	}
	return p, nil
}

// changes fills what may be done with the sheet.
func (p *keptPage) changes(h *held) {
	t := p.printer
	p.Edit = p.Action + "/edit"
	p.Since, p.Seen = strconv.FormatInt(h.Change, 10), strconv.Itoa(len(h.past))
	p.TextsStand = t.Text("desk.sheet.texts", nil)
	p.Back = !h.Sheet.Status.Counts()
	p.Review = h.Sheet.Status == sheet.Issues
	if !p.Back {
		for _, r := range reasons() {
			p.Reasons = append(p.Reasons, option{Value: r.code, Label: t.Text("desk.reason."+r.code, nil)})
		}
	}
	if _, possible := h.undone(); possible {
		p.Undo = t.Text("desk.sheet.undo."+h.past[len(h.past)-1].What, nil)
	}
}

// flagsOf returns the flags of the sheet at a place.
func (s *Server) flagsOf(ctx context.Context, slug string, place int64) ([]tally.Flag, error) {
	var flags []tally.Flag
	err := s.figures.in(ctx, slug, func(view campaign.View, c *tally.Columns) error {
		var err error
		flags, err = c.FlagsAt(view.Campaign(), place)
		return err
	})
	return flags, err
}

// facts tells what is known of a sheet besides its answers: never from which device it came.
func (p *keptPage) facts(k *campaign.Campaign, h *held) []keptAnswer {
	t, s := p.printer, h.Sheet
	var found []keptAnswer
	tell := func(key, text string) {
		if text != "" {
			found = append(found, keptAnswer{Question: t.Text(key, nil), Answer: text})
		}
	}
	tell("desk.filter.service", serviceName(t, k, s.Participant))
	tell("page.date", dated(t, s))
	tell("desk.sheet.received", t.DateTime(inZone(s.ReceivedAt, h.zone)))
	tell("desk.filter.channel", t.Text("desk.channel."+string(s.Channel), nil))
	tell("desk.filter.language", t.Text("lang."+string(s.Language), nil))
	tell("desk.sheet.status", statusText(t, s))
	tell("desk.sheet.shared", sharedText(s.Shared))
	if s.Follows == sheet.Unknown {
		tell("desk.sheet.follows", t.Text("desk.sheet.follows.unknown", nil))
	} else {
		tell("desk.sheet.follows", s.Follows)
	}
	tell("desk.sheet.version", strconv.FormatInt(s.Version, 10))
	tell("desk.sheet.id", h.id.String())
	return found
}

// inZone returns a moment on the campaign's clocks; one that nobody knows stays unknown.
func inZone(at time.Time, zone *time.Location) time.Time {
	if at.IsZero() {
		return at
	}
	return at.In(zone)
}

// dated writes a sheet's date with how exactly it is known.
func dated(t *locale.Printer, s *sheet.Sheet) string {
	date := problem.Args{"date": t.Date(s.Date)}
	switch s.Precision {
	case sheet.Week:
		return t.Text("desk.sheet.date.week", date)
	case sheet.Month:
		return t.Text("desk.sheet.date.month", date)
	case sheet.Day:
	}
	return t.Date(s.Date)
}

// statusText tells where a sheet stands in its review, and why it does not count.
func statusText(t *locale.Printer, s *sheet.Sheet) string {
	status := t.Text("desk.status."+string(s.Status), nil)
	if s.Reason == "" {
		return status
	}
	return t.Text("desk.sheet.status.because", problem.Args{"status": status, "reason": reasonText(t, s.Reason)})
}

func sharedText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// answerGroups tells all answers of a sheet, those of each row by themselves. What was not answered is told too.
func answerGroups(t *locale.Printer, f *form.Form, s *sheet.Sheet) []answerGroup {
	own := answerGroup{}
	for q, inside := range f.All() {
		if !inside {
			own.Answers = append(own.Answers, keptAnswer{q.Short.In(t.Tag()), answerText(t, q, s.Answers[q.Code])})
		}
	}
	groups := []answerGroup{own}
	for i, row := range s.Rows {
		g := answerGroup{Heading: rowName(t, f, i)}
		for q, inside := range f.All() {
			if inside {
				g.Answers = append(g.Answers, keptAnswer{q.Short.In(t.Tag()), answerText(t, q, row[q.Code])})
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// rowName names a row of a sheet, counted from 0.
func rowName(t *locale.Printer, f *form.Form, i int) string {
	return upperFirst(f.RowNoun[t.Tag()].One) + space + strconv.Itoa(i+1)
}

// answerText writes an answer whole, "" when there is none.
func answerText(t *locale.Printer, q *form.Question, a form.Answer) string {
	var parts []string
	for _, code := range a.Codes {
		parts = append(parts, labelOf(q, t.Tag(), code))
	}
	switch {
	case a.Numbered && q.Bands != nil:
		parts = append(parts, t.Text("desk.minutes", problem.Args{"n": a.Number}))
	case a.Numbered:
		parts = append(parts, t.Integer(a.Number))
	}
	if a.Text != "" {
		text := a.Text
		if q.Kind.Name() == kindOfDate {
			text = t.Date(text)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, answerGap)
}

// kindOfDate is the kind of question whose answer is a date: a text, but no free one.
const kindOfDate = "date"

// answerGap stands between the parts of an answer.
const answerGap = " · "

// A reason to leave a sheet out, with its code in addresses and messages and the word that is kept.
type reason struct {
	code, word string
}

// What is kept of the reasons: words that stand in the files that are exchanged, the same in every language.
//
//words:ok values of the interchange layout
const (
	reasonTrial   = "essai"
	reasonDouble  = "doublon"
	reasonScope   = "hors champ"
	reasonMisused = "lien détourné"
)

// reasons returns why a sheet may be left out.
func reasons() []reason {
	return []reason{{"trial", reasonTrial}, {"double", reasonDouble}, {"scope", reasonScope}, {"misused", reasonMisused}}
}

// reasonText tells a reason; one that came with a file stands as it is.
func reasonText(t *locale.Printer, word string) string {
	all := reasons()
	i := slices.IndexFunc(all, func(r reason) bool { return r.word == word })
	if i < 0 {
		return word
	}
	return t.Text("desk.reason."+all[i].code, nil)
}
