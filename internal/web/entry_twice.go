package web

import (
	"context"
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// twice is a line of a pile that was keyed once or twice. What it was keyed as first are several sheets where they share
// their minutes.
type twice struct {
	at     campaign.Origin
	first  []campaign.Kept
	was    *sheet.Sheet // as it was keyed first, before anybody corrected it
	second *sheet.Sheet
	looked bool // somebody corrected it since: the difference is settled
}

// leaf is a place on paper within a pile.
func leaf(o campaign.Origin) campaign.Origin {
	o.Pile = ""
	return o
}

// twices gathers the lines of a pile in their order.
func (s *Server) twices(ctx context.Context, slug, pile string) ([]*twice, error) {
	keyed, err := s.Paper.Keyed(ctx, slug, pile)
	if err != nil {
		return nil, err
	}
	again, err := s.Paper.KeyedAgain(ctx, slug, pile)
	if err != nil {
		return nil, err
	}
	var all []*twice
	known := make(map[campaign.Origin]*twice)
	at := func(o campaign.Origin) *twice {
		w := known[leaf(o)]
		if w == nil {
			w = &twice{at: o}
			known[leaf(o)] = w
			all = append(all, w)
		}
		return w
	}
	for _, k := range keyed {
		w := at(k.Origin)
		w.first = append(w.first, k.Kept)
	}
	for _, a := range again {
		at(a.Origin).second = a.Sheet
	}
	for _, w := range all {
		if err = s.remember(ctx, slug, w); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// remember finds out how a line was keyed at first. What was corrected keeps its free text of now: none is kept of then.
func (s *Server) remember(ctx context.Context, slug string, w *twice) error {
	if len(w.first) == 0 {
		return nil
	}
	w.was = w.first[0].Sheet
	if w.second == nil || w.was.Status == sheet.Received || w.was.Status == sheet.Issues {
		return nil
	}
	_, past, err := s.Sheets.Sheet(ctx, slug, w.was.ID)
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(past) {
		if r.What == campaign.Correcting {
			w.was, w.looked = r.Before, true
		}
	}
	return nil
}

// open says whether the two keyings differ and nobody has settled it.
func (w *twice) open(f *form.Form) bool {
	if len(w.first) == 0 || w.second == nil || w.looked {
		return false
	}
	differ, _ := compared(f, w.was, w.second)
	return differ > 0
}

// compared counts the fields of two keyings of a line, and those that differ.
func compared(f *form.Form, a, b *sheet.Sheet) (differ, fields int) {
	count := func(same, blank bool) {
		if !blank {
			fields++
		}
		if !same {
			differ++
		}
	}
	count(a.Date == b.Date && a.Precision == b.Precision, false)
	count(a.Participant == b.Participant, a.Participant == "" && b.Participant == "")
	count(a.Shared == b.Shared, a.Shared == 0 && b.Shared == 0)
	count(a.Follows == b.Follows, a.Follows == "" && b.Follows == "")
	for i := range max(len(a.Rows), len(b.Rows)) + 1 {
		mine, others := partOf(a, i), partOf(b, i)
		for q, inside := range f.All() {
			if inside == (i > 0) {
				x, y := mine[q.Code], others[q.Code]
				count(x.Equal(y), x.Blank() && y.Blank())
			}
		}
	}
	return differ, fields
}

// partOf returns the answers of a sheet itself (0) or of one of its rows, from 1; none where there is no such row.
func partOf(s *sheet.Sheet, i int) form.Answers {
	switch {
	case i == 0:
		return s.Answers
	case i <= len(s.Rows):
		return s.Rows[i-1]
	default:
		return nil
	}
}

// side is one field of a line in both keyings.
type side struct {
	Question, First, Second string
	Differs                 bool
}

// sides tells both keyings of a line field by field; what neither answers is left out.
func sides(t *locale.Printer, k *campaign.Campaign, f *form.Form, w *twice) []side {
	a, b := w.first[0].Sheet, w.second
	var all []side
	add := func(question, first, second string, same bool) {
		if first != "" || second != "" {
			all = append(all, side{question, first, second, !same})
		}
	}
	add(t.Text("page.date", nil), dayText(t, a), dayText(t, b), a.Date == b.Date && a.Precision == b.Precision)
	add(t.Text("desk.filter.service", nil), serviceName(t, k, a.Participant), serviceName(t, k, b.Participant), a.Participant == b.Participant)
	add(t.Text("desk.sheet.shared", nil), sharedText(a.Shared), sharedText(b.Shared), a.Shared == b.Shared)
	add(t.Text("device.entry.follows", nil), a.Follows, b.Follows, a.Follows == b.Follows)
	for i := range max(len(a.Rows), len(b.Rows)) + 1 {
		for q, inside := range f.All() {
			if inside != (i > 0) {
				continue
			}
			x, y, name := partOf(a, i)[q.Code], partOf(b, i)[q.Code], q.Short.In(t.Tag())
			if inside {
				name = rowName(t, f, i-1) + t.Text("page.colon", nil) + name
			}
			add(name, answerText(t, q, x), answerText(t, q, y), x.Equal(y))
		}
	}
	return all
}

// dayText writes the date of a sheet with how exactly it is known.
func dayText(t *locale.Printer, s *sheet.Sheet) string {
	switch s.Precision {
	case sheet.Week:
		return t.Text("device.entry.week", problem.Args{"day": t.Date(s.Date)})
	case sheet.Month:
		return t.Date(s.Date) + space + "(" + t.Text("desk.entry.precision.month", nil) + ")"
	case sheet.Day:
	}
	return t.Date(s.Date)
}

// leafName names a line for people.
func leafName(t *locale.Printer, o campaign.Origin) string {
	name := o.Note
	if o.Serial > 0 {
		name = paper.Code{Layout: o.Layout, Page: max(o.Page, 1), Serial: o.Serial}.String()
	}
	args := problem.Args{"sheet": name, "n": strconv.Itoa(o.Line)}
	if o.Line == 0 {
		return t.Text("desk.entry.leaf.slip", args)
	}
	return t.Text("desk.entry.leaf", args)
}
