package tally

import (
	"slices"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// Filter says which rows are looked at. The zero value lets everything through, and so does each field left empty.
type Filter struct {
	From, To     string   // first and last date, yyyy-mm-dd
	Participants []string // codes of services; "" stands for sheets without one
	Kinds        []campaign.Kind
	Channels     []sheet.Channel
	Languages    []string
	Statuses     []sheet.Status
	Roles        map[form.Role][]string // codes of answers; a branch of a tree stands for all below it
}

// Sheet says whether a sheet passes all but Roles, which concern its rows.
func (f Filter) Sheet(of *campaign.Campaign, s *sheet.Sheet) bool {
	return f.date(s.Date) && f.participant(of, s.Participant) && f.arrival(s.Channel, string(s.Language)) &&
		among(f.Statuses, s.Status)
}

func (f Filter) date(date string) bool {
	return (f.From == "" || date >= f.From) && (f.To == "" || date <= f.To)
}

func (f Filter) participant(of *campaign.Campaign, code string) bool {
	if !among(f.Participants, code) {
		return false
	}
	if len(f.Kinds) == 0 {
		return true
	}
	p, known := of.Participant(code)
	return known && slices.Contains(f.Kinds, p.Kind)
}

func (f Filter) arrival(channel sheet.Channel, language string) bool {
	return among(f.Channels, channel) && among(f.Languages, language)
}

// answers says whether the answer to a question of a role passes.
func (f Filter) answers(of *campaign.Campaign, r form.Role, word string) bool {
	for _, code := range codes(word) {
		if slices.Contains(f.Roles[r], code) {
			return true
		}
		choice, known := choiceOf(of, r, code)
		if known && slices.ContainsFunc(f.Roles[r], choice.Under) {
			return true
		}
	}
	return false
}

// among says whether a value is one of the wanted, where any are.
func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// choiceOf finds the choice of a code in the newest version of the form that has it.
func choiceOf(of *campaign.Campaign, r form.Role, code string) (*form.Choice, bool) {
	for _, f := range slices.Backward(of.Forms) {
		for _, q := range f.ByRole(r) {
			if q.List == nil {
				continue
			}
			if choice, known := q.List.Choice(code); known {
				return choice, true
			}
		}
	}
	return nil, false
}
