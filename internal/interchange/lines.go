package interchange

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// errVersion says that a kept sheet was filled in with a version of the form that its campaign does not have.
var errVersion = errors.New("sheet of an unknown form version")

// Lines writes sheets as lines of cells in the order of Header; the sheets come in the order of the file (by date,
// then id: View.ByDate), filtered by the caller. Erased sheets and those of the trial are passed over. A line's
// slice is used again for the next one.
func (l *Layout) Lines(kept iter.Seq2[campaign.Kept, error]) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		w := newWriter(l)
		for k, err := range kept {
			if err != nil {
				yield(nil, err)
				return
			}
			if !k.Erased && !k.Trial && !w.sheet(k.Sheet, yield) {
				return
			}
		}
	}
}

// writer writes one file.
type writer struct {
	layout  *Layout
	cells   []Cell
	answers int // cells of questions; the sheet's own stand after them
	row     int // place of `_row`
	first   int // place of `_first`
	plans   map[int64]*writing
	tokens  map[string]bool // those that had their first line
}

// writing says where the answers to one version of the form stand.
type writing struct {
	form            *form.Form
	outside, inside []placed // inside: questions of the repeat
}

// placed is a question and its first cell.
type placed struct {
	span
	question *form.Question
	at       int
}

func newWriter(l *Layout) *writer {
	w := &writer{layout: l, plans: map[int64]*writing{}, tokens: map[string]bool{}}
	for _, s := range l.questions {
		w.answers += s.width()
	}
	w.cells = make([]Cell, len(l.Header()))
	return w
}

// plan returns where the answers to a version stand.
func (w *writer) plan(version int64) (*writing, error) {
	if p, ok := w.plans[version]; ok {
		return p, nil
	}
	f, ok := w.layout.campaign.FormVersion(version)
	if !ok {
		return nil, fmt.Errorf("version %d: %w", version, errVersion)
	}
	p := &writing{form: f}
	at := 0
	for _, s := range w.layout.questions {
		if q, known := f.Question(s.code); known && q.Answerable() {
			place := placed{span: s, question: q, at: at}
			if f.InRepeat(q) {
				p.inside = append(p.inside, place)
			} else {
				p.outside = append(p.outside, place)
			}
		}
		at += s.width()
	}
	w.plans[version] = p
	return p, nil
}

// sheet writes the lines of one sheet; it reports false when the reader wants no more.
func (w *writer) sheet(s *sheet.Sheet, yield func([]Cell, error) bool) bool {
	p, err := w.plan(s.Version)
	if err != nil {
		yield(nil, err)
		return false
	}
	clear(w.cells[:w.answers])
	w.own(s)
	for _, place := range p.outside {
		w.question(place, s.Answers, nil)
	}
	if p.form.Repeat() == nil {
		return yield(w.cells, nil)
	}
	if len(s.Rows) == 0 {
		w.cells[w.row] = number(0)
		return yield(w.cells, nil)
	}
	for i, row := range s.Rows {
		for _, place := range p.inside {
			w.question(place, row, s.Answers)
		}
		w.cells[w.row] = number(int64(i) + 1)
		if !yield(w.cells, nil) {
			return false
		}
		w.cells[w.first] = number(0)
	}
	return true
}

// own writes the columns that are not answers, as they stand on the sheet's first line.
func (w *writer) own(s *sheet.Sheet) {
	at := w.answers
	put := func(c Cell) int {
		w.cells[at] = c
		at++
		return at - 1
	}
	put(text(s.ID.String()))
	w.row = put(number(1))
	put(text(s.Follows))
	put(shared(s.Shared))
	put(text(w.layout.campaign.Slug))
	put(number(s.Version))
	put(text(s.Participant))
	if w.layout.tokens {
		put(text(s.Worker))
	}
	w.first = put(mark(s.Worker != "" && !w.tokens[s.Worker]))
	w.tokens[s.Worker] = true
	put(date(s.Date))
	put(text(string(s.Precision)))
	put(received(s.ReceivedAt, w.layout.zone))
	put(text(string(s.Channel)))
	put(text(string(s.Language)))
	put(text(string(s.Status)))
	put(text(s.Reason))
}

func shared(n int) Cell {
	if n == 0 {
		return Cell{}
	}
	return number(int64(n))
}

func received(t time.Time, zone *time.Location) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return text(t.In(zone).Format(time.RFC3339))
}

// question writes the answer to one question; around holds the sheet's answers when it stands in a row.
func (w *writer) question(p placed, own, around form.Answers) {
	a := own[p.question.Code]
	raw := p.question.Kind.Write(p.question, a)
	cells := w.cells[p.at : p.at+p.width()]
	cells[0] = value(p.question, a, raw)
	cells = cells[1:]
	if len(p.choices) > 0 {
		p.mark(cells, a, asked(p.question, own, around))
		cells = cells[len(p.choices):]
	}
	if p.text {
		cells[0] = text(raw.Text)
		cells = cells[1:]
	}
	if p.minutes {
		cells[0] = Cell{}
		if raw.Minutes != "" {
			cells[0] = number(a.Number)
		}
	}
}

// value is the cell under the question's code.
func value(q *form.Question, a form.Answer, raw form.Raw) Cell {
	switch {
	case len(raw.Values) == 0:
		return Cell{}
	case a.Numbered && len(a.Codes) == 0:
		return number(a.Number)
	case q.Kind.Name() == kindDate:
		return date(raw.Values[0])
	default:
		return text(raw.Values[0])
	}
}

// mark writes 1 or 0 under each choice: blank where the question was not asked, and under choices that this
// version of the form does not have, which nobody could give.
func (p placed) mark(cells []Cell, a form.Answer, wasAsked bool) { //nolint:revive // flag-parameter: a value of the sheet
	for i, choice := range p.choices {
		cells[i] = Cell{}
		if wasAsked && p.question.List != nil {
			if _, offered := p.question.List.Choice(choice); offered {
				cells[i] = mark(slices.Contains(a.Codes, choice))
			}
		}
	}
}

// asked says whether a question was asked, given the answers of its row and those around it.
func asked(q *form.Question, own, around form.Answers) bool {
	return q.Asked(func(code string) form.Answer {
		if a, ok := own[code]; ok {
			return a
		}
		return around[code]
	})
}
