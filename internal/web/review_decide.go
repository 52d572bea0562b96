package web

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"releve/internal/form"
	"releve/internal/guard"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// mostTyped is how long a handwritten word may be, in signs; texts of questions have limits of their own.
const mostTyped = 120

// decisionOf reads what a person says of a field.
func decisionOf(v *visit, w *scan.Work, at scan.Item) (scan.Decision, *problem.Error) {
	posted := v.posted()
	d := scan.Decision{Image: at.Image.ID, Field: at.Field}
	switch posted.Get("do") {
	case "accept":
		values, wrong := typed(v, w, at)
		if wrong != nil {
			return d, wrong
		}
		d.Values = values
	case "blank":
	case "illegible":
		d.Illegible = true
	case "void":
		return leaveOut(w, at)
	default:
		return d, problem.New(problem.Unreadable, "problem.request", nil)
	}
	d.Agreed = !d.Illegible && slices.Equal(d.Values, at.Reading.Values)
	d.Sample = len(at.Reading.Doubts) == 0 && w.InSample(at)
	return d, nil
}

// leaveOut cancels the line that a field stands on.
func leaveOut(w *scan.Work, at scan.Item) (scan.Decision, *problem.Error) {
	fields := at.Layout.Pages[at.Image.Page.Code.Page-1].Fields
	i := slices.IndexFunc(fields, func(f paper.Field) bool {
		return f.Question == paper.FieldVoid && f.Line == at.Spot.Line && at.Spot.Line > 0
	})
	if i < 0 {
		return scan.Decision{}, problem.New(problem.Invalid, "desk.review.noline", nil)
	}
	void, _ := w.Find(at.Image.ID, i)
	d := scan.Decision{Image: at.Image.ID, Field: i}
	if void.Spot != nil && len(void.Spot.Boxes) > 0 {
		d.Values = []string{void.Spot.Boxes[0].Value}
	}
	return d, nil
}

// typed reads what was chosen or typed for a field.
func typed(v *visit, w *scan.Work, at scan.Item) ([]string, *problem.Error) {
	if at.Spot.Fill == paper.Write {
		return written(v, w, at)
	}
	sent := v.posted()["v"]
	var values []string
	for _, b := range at.Spot.Boxes { // in the order of the boxes, as the reading is
		if slices.Contains(sent, b.Value) {
			values = append(values, b.Value)
		}
	}
	switch {
	case at.Spot.Fill == paper.One && len(values) > 1:
		return nil, problem.New(problem.Invalid, "answer.several", nil)
	case len(values) == 0 && (slices.Contains(at.Reading.States, scan.Unsure) || at.Spot.Fill == paper.One && len(at.Reading.Values) > 1):
		// one key must not throw away what is there, nor count a line that was struck through
		if at.Spot.Question == paper.FieldVoid && slices.Contains(at.Reading.Doubts, scan.DoubtStruck) {
			return nil, problem.New(problem.Invalid, "desk.review.struck", nil)
		}
		return nil, problem.New(problem.Invalid, "desk.review.choose", nil)
	}
	return values, nil
}

// written reads what a person made out of handwriting. A text that holds an identifier is refused here, where its author
// can leave that out.
func written(v *visit, w *scan.Work, at scan.Item) ([]string, *problem.Error) {
	text := strings.TrimSpace(v.posted().Get("text"))
	if text == "" {
		return nil, nil
	}
	switch at.Spot.Question {
	case paper.FieldDate:
		if _, _, wrong := scan.ParseDay(text); wrong != nil {
			return nil, wrong
		}
		return []string{text}, nil
	case paper.FieldShared:
		n, wrong := scan.ParseShared(text)
		if wrong != nil {
			return nil, wrong
		}
		return []string{strconv.Itoa(n)}, nil
	}
	if wrong := guard.Check(text); wrong != nil {
		return nil, wrong
	}
	f, _ := w.Campaign.FormVersion(at.Layout.Version)
	q, _ := f.Question(at.Spot.Question)
	most := mostTyped
	if q != nil && q.MaxLength > 0 {
		most = q.MaxLength
	}
	if utf8.RuneCountInString(text) > most {
		return nil, problem.New(problem.Invalid, "desk.review.long", problem.Args{"n": most})
	}
	if at.Spot.Part == paper.PartText {
		if code, named := choiceNamed(q, text); named {
			return []string{scan.Named(code)}, nil
		}
		return []string{strings.TrimLeft(text, "=")}, nil
	}
	return []string{text}, nil
}

// choiceNamed finds the choice that a word names: by its label or short name in any language.
func choiceNamed(q *form.Question, text string) (string, bool) {
	if q == nil || q.List == nil {
		return "", false
	}
	for c := range q.List.All() {
		for tag := range c.Label {
			if !c.Specify && (strings.EqualFold(c.Label[tag], text) || strings.EqualFold(c.Short[tag], text)) {
				return c.Code, true
			}
		}
	}
	return "", false
}

// refill shows again what was sent with a card.
func (c *fieldCard) refill(v *visit) {
	c.Value = v.posted().Get("text")
	sent := v.posted()["v"]
	for i := range c.Choices {
		c.Choices[i].Chosen = slices.Contains(sent, c.Choices[i].Value)
	}
}
