package web

import (
	"slices"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Fields of the forms that change a sheet.
const (
	fieldWhat   = "what"
	fieldReason = "reason"
	fieldSince  = "_since" // Change of the sheet that the page showed
	fieldSeen   = "_seen"  // how many things had been done with it
)

// Ends of the messages that tell what was done with a sheet.
const (
	didExclude   = "excluded"
	didInclude   = "included"
	didApprove   = "approved"
	didUndo      = "undone"
	didCorrect   = "corrected"
	didUnchanged = "unchanged"
)

// changeKept leaves a sheet out, lets it count again, finds nothing wrong with its texts, or undoes the last thing that was done with it.
func (s *Server) changeKept(v *visit) error {
	values := v.Request().PostForm
	h, err := s.held(v)
	if err != nil {
		return err
	}
	var next *sheet.Sheet
	var did string
	switch what := first(values[fieldWhat]); what {
	case campaign.Excluding:
		next, err = h.excluded(first(values[fieldReason]))
		did = didExclude
	case campaign.Including:
		next, did = h.included(), didInclude
	case campaign.Approving:
		next, did = h.approved(), didApprove
	case campaign.Undoing:
		next, did = h.backFrom(first(values[fieldSeen]), v.who.ID), didUndo
	default:
		return problem.New(problem.Unreadable, "problem.request", nil)
	}
	if err == nil && next != nil {
		err = s.alter(v, campaign.Alteration{Sheet: next, Since: sinceOf(values), What: first(values[fieldWhat])})
	}
	if problem.KindOf(err) == problem.Conflict {
		err = problem.Wrap(problem.Conflict, "desk.sheet.changed", err)
	}
	if err != nil {
		return s.refuseChange(v, err)
	}
	return s.redirect(v.Context, after(deskRoot+"/"+v.campaign.Slug+"/sheets/"+h.id.String(), did, 0))
}

// sinceOf reads which state of the sheet its page showed; a state that nobody can have seen is none.
func sinceOf(values map[string][]string) int64 {
	n, err := strconv.ParseInt(first(values[fieldSince]), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// alter keeps a change that the visitor made.
func (s *Server) alter(v *visit, a campaign.Alteration) error {
	a.By = v.who.ID
	_, err := s.Sheets.Alter(v.Request().Context(), v.campaign.Slug, a)
	return err
}

// refuseChange shows the sheet as it is now, with why nothing was done.
func (s *Server) refuseChange(v *visit, why error) error {
	h, err := s.held(v)
	if err != nil {
		return err
	}
	p, err := s.keptPage(v, h)
	if err != nil {
		return err
	}
	return s.refuse(v, why, "kept", p)
}

// excluded returns the sheet left out for a reason, nil when it is left out for that reason already.
func (h *held) excluded(code string) (*sheet.Sheet, error) {
	all := reasons()
	i := slices.IndexFunc(all, func(r reason) bool { return r.code == code })
	if i < 0 {
		return nil, problem.New(problem.Invalid, "desk.reason.choose", nil).At(fieldReason)
	}
	if h.Sheet.Status == sheet.Excluded && h.Sheet.Reason == all[i].word {
		return nil, nil //nolint:nilnil // a second click changes nothing
	}
	next := *h.Sheet
	next.Status, next.Reason = sheet.Excluded, all[i].word
	return &next, nil
}

// included returns the sheet with the status that it had when it last counted, nil when it counts already.
func (h *held) included() *sheet.Sheet {
	if h.Sheet.Status.Counts() {
		return nil
	}
	next := *h.Sheet
	next.Status, next.Reason = sheet.Received, ""
	for _, r := range slices.Backward(h.past) {
		if r.Before.Status.Counts() {
			next.Status = r.Before.Status
			break
		}
	}
	return &next
}

// approved returns the sheet with texts that were read and may stay, nil when nobody has to read them any more.
func (h *held) approved() *sheet.Sheet {
	if h.Sheet.Status != sheet.Issues {
		return nil
	}
	next := *h.Sheet
	next.Status = sheet.Approved
	return &next
}

// backFrom returns the sheet as it was before the last thing that was done with it; seen is how many things the page
// showed. It returns nil after a second click, which finds the first one's undoing, and where there is nothing to undo.
func (h *held) backFrom(seen, by string) *sheet.Sheet {
	n := len(h.past)
	if n > 0 && h.past[n-1].What == campaign.Undoing && h.past[n-1].By == by && seen == strconv.Itoa(n-1) {
		return nil
	}
	back, possible := h.undone()
	if !possible {
		return nil
	}
	return back
}
