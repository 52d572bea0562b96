package tally

import (
	"slices"
	"strings"
	"time"

	"releve/internal/form"
	"releve/internal/sheet"
)

// counts says whether a sheet in the data counts, and numbers it if it is late or outside.
func (r *recount) counts(s *sheet.Sheet) bool {
	if !s.Status.Counts() {
		r.fates[string(s.Status)+"_n"]++
		return false
	}
	late := s.Channel.Posted() && r.campaign.To != "" && !s.ReceivedAt.IsZero() &&
		s.ReceivedAt.In(r.zone).Format(time.DateOnly) > shift(r.campaign.To, 1)
	outside := s.Date < shift(r.campaign.From, -1) || r.campaign.To != "" && s.Date > shift(r.campaign.To, 1)
	if late {
		r.fates["late_n"]++
	}
	if outside {
		r.fates["outside_n"]++
	}
	return (!late || r.campaign.CountLate) && (!outside || r.campaign.CountOutside)
}

// shift returns the date some days later, "" for none.
func shift(date string, days int) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return day.AddDate(0, 0, days).Format(time.DateOnly)
}

// take counts a sheet with its lines.
func (r *recount) take(s *sheet.Sheet, lines []taken) {
	r.sheets++
	if s.Worker != "" {
		r.tokens[s.Worker] = true
	}
	if s.Participant != "" {
		r.services[s.Participant] = true
	}
	if r.first == "" || s.Date < r.first {
		r.first = s.Date
	}
	r.last = max(r.last, s.Date)
	there := r.followed[s.Follows]
	switch {
	case s.Follows == "":
	case s.Follows == sheet.Unknown:
		r.fates["follows_unknown_n"]++
	case !there:
		r.fates["follows_missing_n"]++
	}
	if there || r.followed[s.ID.String()] {
		root := r.root(s.ID)
		r.chains[root] = append(r.chains[root], lines...)
		return
	}
	for _, l := range lines {
		r.procedure(l)
	}
}

// root goes back to the sheet that a chain begins with. No store keeps a cycle; a damaged one must not hold it up.
func (r *recount) root(id sheet.ID) sheet.ID {
	for range len(r.follows) {
		before, follows := r.follows[id]
		target, wrong := sheet.ParseID(before)
		if !follows || wrong != nil || !r.followed[before] {
			return id
		}
		id = target
	}
	return id
}

// joinTaken makes one procedure of the counted sheets of a chain.
func joinTaken(members []taken) taken {
	last := slices.MaxFunc(members, func(a, b taken) int {
		if c := strings.Compare(a.sheet.Date, b.sheet.Date); c != 0 {
			return c
		}
		if c := a.sheet.ReceivedAt.Compare(b.sheet.ReceivedAt); c != 0 {
			return c
		}
		return strings.Compare(a.sheet.ID.String(), b.sheet.ID.String())
	})
	last.span, last.timed, last.open = form.Span{}, false, false
	for _, m := range members {
		last.span.Low, last.span.Mid, last.span.High = last.span.Low+m.span.Low, last.span.Mid+m.span.Mid, last.span.High+m.span.High
		last.timed, last.open = last.timed || m.timed, last.open || m.open
	}
	return last
}

// procedure adds one up.
func (r *recount) procedure(l taken) {
	if l.row {
		r.rows++
	}
	if l.timed {
		r.timed++
		r.low, r.mid, r.high = r.low+l.span.Low, r.mid+l.span.Mid, r.high+l.span.High
	}
	if l.open {
		r.open++
	}
	outcome, service := r.campaign.Outcome, l.sheet.Participant
	switch {
	case l.outcome == "":
	case slices.Contains(outcome.Failure, l.outcome):
		r.failed[service]++
		r.based[service]++
	case slices.Contains(outcome.Success, l.outcome):
		r.based[service]++
	default:
		r.apart++
	}
	choice, known := choiceOf(r.campaign, form.RoleInstitution, l.institution)
	if !known {
		return
	}
	r.unit(choice)
	if p, ok := r.campaign.Participant(service); ok && slices.ContainsFunc(p.Own, choice.Under) {
		r.own++
	}
}

// unit counts an institution under its publication group, else under the top of its tree.
func (r *recount) unit(choice *form.Choice) {
	var top *form.Choice
	for at := choice; at != nil; at = at.Parent {
		top = at
	}
	u := Unit{Code: top.Code, Choice: top}
	for i, g := range r.campaign.Groups {
		for at := choice; at != nil && u.Group == nil; at = at.Parent {
			if slices.Contains(g.Members, at.Code) {
				u = Unit{Code: g.Code, Group: &r.campaign.Groups[i]}
			}
		}
	}
	key := label{u.Code, u.Group != nil}
	if r.units[key] == nil {
		r.units[key] = &u
	}
	r.units[key].Rows++
}
