// Package interchange knows the one layout of rows: sheets ↔ lines of text and JSON.
//
// A sheet with n repeated rows is n lines that repeat the sheet's own columns; a sheet with none is one line with
// `_row` 0. Question codes come first, in the order of the form, then the columns that begin with an underscore.
// What is written is read again to the same sheets, and those are written to the same bytes. The package knows
// cells and lines; csv and xlsx know the files.
package interchange

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// Names of the columns that are not answers, beside those that a posted form has too.
const (
	colRow          = "_row"
	colCampaign     = "_campaign"
	colVersion      = "_form_version"
	colOrganisation = "_organisation"
	colWorker       = "_worker"
	colFirst        = "_first"
	colPrecision    = "_date_precision"
	colReceivedAt   = "_received_at"
	colChannel      = "_channel"
	colStatus       = "_status"
	colReason       = "_status_reason"
)

// ownColumns returns the names of the columns that are not answers, in their order.
func ownColumns() []string {
	return []string{
		sheet.FieldID, colRow, sheet.FieldFollows, sheet.FieldShared, colCampaign, colVersion, colOrganisation, colWorker,
		colFirst, sheet.FieldDate, colPrecision, colReceivedAt, colChannel, sheet.FieldLanguage, colStatus, colReason,
	}
}

// Names of kinds of question whose cells are not plain text in one column.
const (
	kindMultiple = "multiple"
	kindDate     = "date"
)

// Layout is the layout of one campaign's rows. Its columns are those of every published version of the form, so
// that sheets of all versions stand in one file. It is never changed and may be shared between goroutines.
type Layout struct {
	campaign  *campaign.Campaign
	zone      *time.Location
	questions []span
	tokens    bool
}

// span is the columns of one question: its code, one for each choice where several can be given, the text beside
// "other", exact minutes.
type span struct {
	code          string
	choices       []string
	text, minutes bool
}

// New returns the layout of a campaign, without the column of tokens. It fails only on a zone that this machine
// does not know.
func New(c *campaign.Campaign) (*Layout, error) {
	zone, err := c.Location()
	if err != nil {
		return nil, fmt.Errorf("lay rows out: %w", err)
	}
	l := &Layout{campaign: c, zone: zone}
	for _, code := range union(questionCodes(c.Forms)) {
		l.questions = append(l.questions, newSpan(c.Forms, code))
	}
	return l, nil
}

// WithTokens returns the layout with the column `_worker`. Import reads that column in any case.
func (l *Layout) WithTokens() *Layout {
	with := *l
	with.tokens = true
	return &with
}

// Header returns the names of the columns in their order, safe against formulas like every text.
func (l *Layout) Header() []string {
	var names []string
	for _, s := range l.questions {
		names = append(names, s.names()...)
	}
	for _, name := range ownColumns() {
		if name != colWorker || l.tokens {
			names = append(names, name)
		}
	}
	for i, name := range names {
		names[i] = Guarded(name)
	}
	return names
}

// names returns the names of a question's columns.
func (s span) names() []string {
	names := []string{s.code}
	for _, choice := range s.choices {
		names = append(names, s.code+"/"+choice)
	}
	if s.text {
		names = append(names, s.code+sheet.SuffixText)
	}
	if s.minutes {
		names = append(names, s.code+sheet.SuffixMinutes)
	}
	return names
}

// width returns the number of a question's columns.
func (s span) width() int {
	width := 1 + len(s.choices)
	if s.text {
		width++
	}
	if s.minutes {
		width++
	}
	return width
}

// newSpan gathers what any version asks under a code.
func newSpan(forms []*form.Form, code string) span {
	s := span{code: code}
	var choices [][]string
	for _, f := range slices.Backward(forms) {
		q, ok := f.Question(code)
		if !ok || !q.Answerable() {
			continue
		}
		s.text = s.text || q.Specifies()
		s.minutes = s.minutes || q.Exact
		if q.Kind.Name() == kindMultiple {
			choices = append(choices, choiceCodes(q.List))
		}
	}
	s.choices = union(slices.Values(choices))
	return s
}

func choiceCodes(l *form.List) []string {
	var codes []string
	for c := range l.All() {
		codes = append(codes, c.Code)
	}
	return codes
}

// questionCodes walks the codes of each version, the newest first.
func questionCodes(forms []*form.Form) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for _, f := range slices.Backward(forms) {
			var codes []string
			for q := range f.All() {
				codes = append(codes, q.Code)
			}
			if !yield(codes) {
				return
			}
		}
	}
}

// union merges ordered lists. The first one's order stands; what only a later list has comes right after what
// precedes it there.
func union(lists iter.Seq[[]string]) []string {
	var all []string
	for list := range lists {
		at := 0
		for _, code := range list {
			if i := slices.Index(all, code); i >= 0 {
				at = i + 1
				continue
			}
			all = slices.Insert(all, at, code)
			at++
		}
	}
	return all
}
