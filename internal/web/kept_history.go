package web

import (
	"maps"
	"slices"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/sheet"
)

// pastView is one thing that was done with a sheet.
type pastView struct {
	At, By, What string
	Changes      []changeView
}

// changeView is what one change made of an answer.
type changeView struct {
	What, Before, After string
}

// history tells what was done with a sheet, the newest first.
func (s *Server) history(v *visit, h *held) ([]pastView, error) {
	if len(h.past) == 0 {
		return nil, nil
	}
	accounts, err := s.Accounts.List(v.Request().Context())
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(accounts))
	for _, a := range accounts {
		names[a.ID] = a.Email
	}
	var found []pastView
	after := h.Sheet
	for _, r := range slices.Backward(h.past) {
		past := pastView{At: v.t.DateTime(r.At.In(h.zone)), By: names[r.By], What: v.t.Text("desk.history."+r.What, nil)}
		switch {
		case r.By == "":
			past.By = v.t.Text("desk.history.device", nil)
		case past.By == "":
			past.By = v.t.Text("desk.history.unknown", nil)
		}
		past.Changes = changes(v.t, v.campaign, r.Before, after)
		found = append(found, past)
		after = r.Before
	}
	return found, nil
}

// changes tells what differs between two states of a sheet, but for free text, of which there is no history.
func changes(t *locale.Printer, k *campaign.Campaign, before, after *sheet.Sheet) []changeView {
	var found []changeView
	differ := func(what, was, is string) {
		if was != is {
			found = append(found, changeView{What: what, Before: was, After: is})
		}
	}
	differ(t.Text("desk.sheet.status", nil), statusText(t, before), statusText(t, after))
	differ(t.Text("page.date", nil), dated(t, before), dated(t, after))
	differ(t.Text("desk.filter.service", nil), serviceName(t, k, before.Participant), serviceName(t, k, after.Participant))
	differ(t.Text("desk.sheet.shared", nil), sharedText(before.Shared), sharedText(after.Shared))
	differ(t.Text("desk.filter.language", nil), string(before.Language), string(after.Language))
	differ(t.Text("desk.sheet.follows", nil), before.Follows, after.Follows)
	f, known := k.FormVersion(after.Version)
	if !known {
		f = k.Form()
	}
	for q, inside := range f.All() {
		if !inside {
			differ(q.Short.In(t.Tag()), codedText(t, q, before.Answers), codedText(t, q, after.Answers))
		}
	}
	for i := range max(len(before.Rows), len(after.Rows)) {
		was, is := rowAt(before, i), rowAt(after, i)
		for q, inside := range f.All() {
			if inside {
				differ(rowName(t, f, i)+answerGap+q.Short.In(t.Tag()), codedText(t, q, was), codedText(t, q, is))
			}
		}
	}
	return found
}

func rowAt(s *sheet.Sheet, i int) form.Answers {
	if i >= len(s.Rows) {
		return nil
	}
	return s.Rows[i]
}

// codedText writes what of an answer is no free text.
func codedText(t *locale.Printer, q *form.Question, answers form.Answers) string {
	a := answers[q.Code]
	if q.Kind.Name() != kindOfDate {
		a.Text = ""
	}
	return answerText(t, q, a)
}

// undone returns the sheet as it was before the last thing that was done with it; false when nothing was done, or
// nothing but free text was changed. Free text has no history, so that the present one stays wherever it still has
// its place.
func (h *held) undone() (*sheet.Sheet, bool) {
	if len(h.past) == 0 {
		return nil, false
	}
	before := h.past[len(h.past)-1].Before
	back := *before
	back.ID, back.Worker, back.Channel, back.ReceivedAt = h.Sheet.ID, h.Sheet.Worker, h.Sheet.Channel, h.Sheet.ReceivedAt
	f := h.form
	back.Answers = withTexts(f.Questions, before.Answers, h.Sheet.Answers, nil)
	back.Rows = nil
	if r := f.Repeat(); r != nil {
		back.Rows = make([]form.Answers, len(before.Rows))
		for i, row := range before.Rows {
			var texts form.Answers
			if len(before.Rows) == len(h.Sheet.Rows) {
				texts = h.Sheet.Rows[i] // otherwise nobody knows which row a text belongs to
			}
			back.Rows[i] = withTexts(r.Questions, row, texts, back.Answers)
		}
	}
	same := back.Status == h.Sheet.Status && back.Reason == h.Sheet.Reason &&
		back.Digest(sheet.Salt{}) == h.Sheet.Digest(sheet.Salt{})
	return &back, !same
}

// withTexts puts the free text of answers to others that lost theirs, where a question is asked that takes it. The
// answers of the sheet stand around those of a row.
func withTexts(questions []*form.Question, coded, texts, around form.Answers) form.Answers {
	out := maps.Clone(coded)
	if out == nil {
		out = form.Answers{}
	}
	answer := func(code string) form.Answer {
		if a, own := out[code]; own {
			return a
		}
		return around[code]
	}
	for _, q := range questions {
		text := texts[q.Code].Text
		if text == "" || !takesText(q, out[q.Code]) || !q.Asked(answer) {
			continue
		}
		a := out[q.Code]
		a.Text = text
		out[q.Code] = a
	}
	return out
}

// takesText says whether an answer has room for a free text: that of a question for text, or beside "other".
func takesText(q *form.Question, a form.Answer) bool {
	switch {
	case !q.Answerable() || q.Kind.Name() == kindOfDate:
		return false
	case q.List != nil:
		return slices.ContainsFunc(a.Codes, func(code string) bool {
			c, known := q.List.Choice(code)
			return known && c.Specify
		})
	default:
		return q.Bands == nil && !a.Numbered && q.MaxLength > 0
	}
}
