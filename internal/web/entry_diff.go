package web

import (
	"html/template"
	"net/url"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Names of the fields of the form that settles a difference.
const (
	fieldPile   = "pile"
	fieldLayout = "layout"
	fieldSerial = "serial"
	fieldLeaf   = "page"
	fieldLine   = "line"
	fieldNote   = "note"
	fieldChoose = "choose"
)

// What is chosen where two keyings differ.
const (
	chooseFirst  = "first"
	chooseSecond = "second"
	chooseAdd    = "add" // only the second keying has the line: it is kept as a sheet
)

// entryDiffPage compares what was keyed twice of a pile.
type entryDiffPage struct {
	*deskPage

	Piles   []pileLink
	Pile    string
	Module  string   // address of its script
	Said    []string // how many lines were keyed twice, and how well they agree
	Open    *diffView
	OnlyOne []string // lines that only the first keying has
	OnlyTwo []diffView
}

// pileLink leads to the comparison of a pile.
type pileLink struct {
	Name, To, Said string
}

// diffView is a line whose keyings differ.
type diffView struct {
	Name   string
	Fields map[string]string // hidden, of the form that settles it
	Sides  []side
	Edit   string // where it can be keyed anew
}

// allowed is the content policy of the page.
func (p *entryDiffPage) allowed() string { return policy(p.style(), ownScripts) }

// showEntryDiff answers with the lines of a pile that were keyed in two ways, one after the other.
func (s *Server) showEntryDiff(v *visit) error {
	p, err := s.entryDiffPage(v, paperName(v.QueryParam(fieldPile)))
	if err != nil {
		return err
	}
	return s.answer(v, "entry-diff", p)
}

func (s *Server) entryDiffPage(v *visit, pile string) (*entryDiffPage, error) {
	p := &entryDiffPage{deskPage: s.newDeskPage(v, "desk.entry.diff.title"), Pile: pile, Module: s.kit.EntryDiff.Path()}
	p.Style += template.CSS(s.pages.entry) //nolint:gosec // our own file
	ctx, slug, t := v.Request().Context(), v.campaign.Slug, v.t
	piles, err := s.Paper.Piles(ctx, slug)
	if err != nil {
		return nil, err
	}
	for _, one := range piles {
		to := p.At(entryDiff) + "?" + url.Values{fieldPile: {one.Name}}.Encode()
		said := t.Text("desk.entry.diff.pile", problem.Args{"keyed": one.Keyed, "again": one.Again})
		p.Piles = append(p.Piles, pileLink{one.Name, to, said})
	}
	if pile == "" {
		return p, nil
	}
	all, err := s.twices(ctx, slug, pile)
	if err != nil {
		return nil, err
	}
	p.tellTwices(v, all)
	return p, nil
}

// tellTwices fills the page with what the keyings of a pile say.
func (p *entryDiffPage) tellTwices(v *visit, all []*twice) {
	var both, differing, open, fields, differ int
	t, f := v.t, v.campaign.Form()
	for _, w := range all {
		switch {
		case w.second == nil:
			p.OnlyOne = append(p.OnlyOne, leafName(t, w.at))
		case len(w.first) == 0:
			p.OnlyTwo = append(p.OnlyTwo, p.diff(v, w))
		default:
			d, n := compared(f, w.was, w.second)
			both, differ, fields = both+1, differ+d, fields+n
			if d > 0 {
				differing++
			}
			if w.open(f) {
				open++
				if p.Open == nil {
					view := p.diff(v, w)
					p.Open = &view
				}
			}
		}
	}
	if both == 0 {
		p.OnlyOne = nil // nobody keyed it a second time yet
		p.Said = []string{t.Text("desk.entry.diff.none", nil)}
		return
	}
	share := 1 - float64(differ)/float64(fields)
	p.Said = []string{
		t.Text("desk.entry.diff.lines", problem.Args{"n": both, "differ": differing, "open": open}),
		t.Text("desk.entry.diff.rate", problem.Args{"differ": differ, "fields": fields, "share": t.Percent(share, 1)}),
	}
}

func (p *entryDiffPage) diff(v *visit, w *twice) diffView {
	view := diffView{Name: leafName(v.t, w.at), Fields: map[string]string{
		fieldPile: p.Pile, fieldLayout: w.at.Layout, fieldSerial: strconv.Itoa(w.at.Serial), fieldLeaf: strconv.Itoa(w.at.Page),
		fieldLine: strconv.Itoa(w.at.Line), fieldNote: w.at.Note,
	}}
	if len(w.first) > 0 {
		view.Fields[fieldSince] = strconv.FormatInt(w.first[0].Change, 10)
		view.Sides = sides(v.t, v.campaign, v.campaign.Form(), w)
		view.Edit = p.At("/sheets/" + w.first[0].Sheet.ID.String() + "/edit")
	}
	return view
}

// settleEntryDiff keeps which of two keyings is right.
func (s *Server) settleEntryDiff(v *visit) error {
	values := v.posted()
	pile := paperName(values.Get(fieldPile))
	all, err := s.twices(v.Request().Context(), v.campaign.Slug, pile)
	if err != nil {
		return err
	}
	w := findTwice(all, values)
	if w == nil {
		return problem.New(problem.NotFound, "problem.notfound", nil)
	}
	if err = s.settle(v, w, values); problem.KindOf(err) == problem.Conflict {
		p, err2 := s.entryDiffPage(v, pile)
		if err2 != nil {
			return err2
		}
		return s.refuse(v, problem.Wrap(problem.Conflict, "desk.sheet.changed", err), "entry-diff", p)
	}
	if err != nil {
		return err
	}
	to := deskRoot + "/" + v.campaign.Slug + entryDiff + "?" + url.Values{fieldPile: {pile}, doneParam: {"settled"}}.Encode()
	return s.redirect(v.Context, to)
}

func findTwice(all []*twice, values url.Values) *twice {
	for _, w := range all {
		o := w.at
		if o.Layout == values.Get(fieldLayout) && strconv.Itoa(o.Serial) == values.Get(fieldSerial) && strconv.Itoa(o.Page) == values.Get(fieldLeaf) &&
			strconv.Itoa(o.Line) == values.Get(fieldLine) && o.Note == values.Get(fieldNote) {
			return w
		}
	}
	return nil
}

// settle does what was chosen for a line. A second click finds it done.
func (s *Server) settle(v *visit, w *twice, values url.Values) error {
	switch choice := values.Get(fieldChoose); {
	case w.second == nil:
		return nil
	case choice == chooseAdd && len(w.first) == 0:
		return s.addTwice(v, w, max(1, w.second.Shared))
	case len(w.first) == 0 || w.looked || choice == chooseAdd:
		return nil
	case choice == chooseFirst:
		return s.become(v, w, w.first[0].Sheet, sinceOf(values))
	case choice == chooseSecond:
		return s.become(v, w, w.second, sinceOf(values))
	default:
		return problem.New(problem.Unreadable, "problem.request", nil)
	}
}

// become keeps a keying as a correction of every sheet of the line; the second may say that there are more of them, or
// fewer: those too many are left out, as doubles.
func (s *Server) become(v *visit, w *twice, chosen *sheet.Sheet, since int64) error {
	if since != w.first[0].Change {
		return problem.New(problem.Conflict, "sheet.changed", nil)
	}
	wanted := max(1, chosen.Shared)
	for i, kept := range w.first {
		a := campaign.Alteration{Since: kept.Change, What: campaign.Correcting}
		next := *chosen
		if i >= wanted {
			a.What = campaign.Excluding
			next = *kept.Sheet
			next.Status, next.Reason = sheet.Excluded, reasonDouble
		} else {
			next.ID, next.Language, next.Version = kept.Sheet.ID, kept.Sheet.Language, kept.Sheet.Version
			next.Status, next.Reason = kept.Sheet.Status.Corrected(), kept.Sheet.Reason
		}
		a.Sheet = &next
		if err := s.alter(v, a); err != nil {
			return err
		}
	}
	if wanted > len(w.first) {
		return s.addTwice(v, &twice{at: w.at, second: chosen}, wanted-len(w.first))
	}
	return nil
}

// addTwice keeps the second keying of a line as n sheets of its own.
func (s *Server) addTwice(v *visit, w *twice, n int) error {
	var subs []campaign.Submission
	for range n {
		id, err := sheet.NewID(s.Random)
		if err != nil {
			return err
		}
		next := *w.second
		next.ID, next.Channel = id, sheet.Keyed
		sub, _, err := s.submission(&next)
		if err != nil {
			return err
		}
		sub.Origin = &w.at
		subs = append(subs, sub)
	}
	_, err := s.Sheets.Save(v.Request().Context(), campaign.Batch{Slug: v.campaign.Slug, Config: v.campaign.Config, Submissions: subs})
	return err
}
