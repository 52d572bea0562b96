package tally

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// Recount works out every measure a second time, sheet by sheet, without columns, in other words and with other
// arithmetic than Count, so that two ways must err alike before a wrong figure goes unseen. It reads the sheets up to
// four times and takes a hundred times as long. The figures stand by the names of their measures; those that the
// campaign does not have are left out or undefined.
func Recount(v campaign.View, f Filter) (map[string]Figure, error) {
	r := &recount{
		campaign: v.Campaign(), filter: f, form: v.Campaign().Form(),
		tokens: map[string]bool{}, services: map[string]bool{}, fates: map[string]int{},
		follows: map[sheet.ID]string{}, followed: map[string]bool{}, chains: map[sheet.ID][]taken{},
		units: map[label]*Unit{}, failed: map[string]int{}, based: map[string]int{},
	}
	var err error
	if r.zone, err = r.campaign.Location(); err == nil {
		err = r.read(v)
	}
	if err != nil {
		return nil, fmt.Errorf("recount campaign %s: %w", r.campaign.Slug, err)
	}
	for _, members := range r.chains {
		r.procedure(joinTaken(members))
	}
	return r.figures(), nil
}

// recount is what Recount knows so far.
type recount struct {
	campaign *campaign.Campaign
	filter   Filter
	form     *form.Form
	zone     *time.Location

	follows  map[sheet.ID]string // what the sheets in the data say they follow
	followed map[string]bool     // ids that are followed; true once they are found
	chains   map[sheet.ID][]taken

	tokens, services map[string]bool
	fates            map[string]int // sheets by the measure that numbers them
	first, last      string

	sheets, rows, timed, open, apart, own int
	low, mid, high                        float64        // minutes
	failed, based                         map[string]int // by service
	units                                 map[label]*Unit
}

// taken is a procedure, or a sheet of one.
type taken struct {
	sheet                *sheet.Sheet
	row                  bool
	institution, outcome string
	span                 form.Span
	timed, open          bool
}

// read walks over the sheets: which follow others, which of those are there, what they say, and the trial.
func (r *recount) read(v campaign.View) error {
	if r.form.Repeat() == nil {
		if err := over(v.ByDate(), r.link); err != nil {
			return err
		}
		if err := over(v.ByDate(), r.meet); err != nil {
			return err
		}
	}
	if err := over(v.ByDate(), r.look); err != nil {
		return err
	}
	return over(v.Changed(0), r.try)
}

func over(sheets iter.Seq2[campaign.Kept, error], do func(campaign.Kept)) error {
	for k, err := range sheets {
		if err != nil {
			return err
		}
		do(k)
	}
	return nil
}

func (r *recount) link(k campaign.Kept) {
	if k.Sheet.Follows != "" {
		r.follows[k.Sheet.ID] = k.Sheet.Follows
		r.followed[k.Sheet.Follows] = false
	}
}

func (r *recount) meet(k campaign.Kept) {
	if id := k.Sheet.ID.String(); len(r.followed) > 0 {
		if _, named := r.followed[id]; named {
			r.followed[id] = true
		}
	}
}

func (r *recount) look(k campaign.Kept) {
	if lines := r.lines(k.Sheet); len(lines) > 0 && r.counts(k.Sheet) {
		r.take(k.Sheet, lines)
	}
}

func (r *recount) try(k campaign.Kept) {
	if k.Trial && !k.Erased && len(r.lines(k.Sheet)) > 0 {
		r.fates["trial_n"]++
	}
}

// lines returns the lines of a sheet that pass the filter. A sheet whose repeat is empty has one, without a row. What a
// line holds of a question that does not count on it is left blank.
func (r *recount) lines(s *sheet.Sheet) []taken {
	version, known := r.campaign.FormVersion(s.Version)
	if !known || !r.filter.Sheet(r.campaign, s) {
		return nil
	}
	rows := s.Repeats(version)
	hasRows := len(rows) > 0
	if !hasRows {
		rows = []form.Answers{nil}
	}
	var lines []taken
	for _, row := range rows {
		answer := func(q *form.Question) form.Answer {
			if version.InRepeat(q) {
				return row[q.Code]
			}
			return s.Answers[q.Code]
		}
		of := func(role form.Role) (*form.Question, form.Answer) {
			now, q := r.form.Role(role), version.Role(role)
			here := len(lines) == 0
			if now != nil && r.form.InRepeat(now) {
				here = hasRows
			}
			if q == nil || !here {
				return &form.Question{}, form.Answer{}
			}
			return q, answer(q)
		}
		if r.wanted(version, answer) {
			lines = append(lines, read(taken{sheet: s, row: hasRows}, of))
		}
	}
	return lines
}

// read fills in the answers of a line.
func read(l taken, of func(form.Role) (*form.Question, form.Answer)) taken {
	_, institution := of(form.RoleInstitution)
	_, outcome := of(form.RoleOutcome)
	l.institution, l.outcome = institution.Code(), outcome.Code()
	q, minutes := of(form.RoleMinutes)
	l.span, l.open, l.timed = q.Minutes(minutes)
	shared := float64(max(1, l.sheet.Shared))
	l.span = form.Span{Low: l.span.Low / shared, Mid: l.span.Mid / shared, High: l.span.High / shared}
	return l
}

// wanted says whether a row has one of the wanted answers to each role, or one below it.
func (r *recount) wanted(version *form.Form, answer func(*form.Question) form.Answer) bool {
	for role, wanted := range r.filter.Roles {
		found := len(wanted) == 0
		for _, q := range version.ByRole(role) {
			a := answer(q)
			if a.Numbered && len(a.Codes) == 0 {
				found = found || slices.Contains(wanted, strconv.FormatInt(a.Number, 10))
			}
			for _, code := range a.Codes {
				found = found || slices.Contains(wanted, code)
				if choice, known := choiceOf(r.campaign, role, code); known {
					for ; choice != nil; choice = choice.Parent {
						found = found || slices.Contains(wanted, choice.Code)
					}
				}
			}
		}
		if !found {
			return false
		}
	}
	return true
}
