package web

import (
	"io"

	"releve/internal/campaign"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// undoBody names a sheet that is taken back.
type undoBody struct {
	ID string `json:"id"`
}

// undoKeyed takes a keyed sheet back that nobody changed since. One that never came in, or is taken back already, is no
// mistake.
func (s *Server) undoKeyed(v *visit) (any, error) {
	var body undoBody
	if err := readJSON(v, &body); err != nil {
		return nil, err
	}
	id, wrong := sheet.ParseID(body.ID)
	if wrong != nil {
		return nil, wrong
	}
	done := sheetAnswer{ID: id.String(), Status: verdictName(campaign.Withdrawn)}
	kept, past, err := s.Sheets.Sheet(v.Request().Context(), v.campaign.Slug, id)
	switch kind := problem.KindOf(err); {
	case err != nil && (kind == problem.NotFound || kind == problem.Gone):
		return done, nil
	case err != nil:
		return nil, err
	case kept.Sheet.Channel != sheet.Keyed || len(past) > 0:
		return nil, problem.New(problem.Conflict, "desk.entry.undo.changed", nil)
	}
	if err = s.Sheets.Withdraw(v.Request().Context(), v.campaign.Slug, id); err != nil && problem.KindOf(err) != problem.Gone {
		return nil, err
	}
	return done, nil
}

// readJSON reads a small body that the page's script posts.
func readJSON(v *visit, into any) error {
	data, err := io.ReadAll(v.Request().Body)
	if err != nil {
		return unreadable(err)
	}
	if err = strict(data, into); err != nil {
		return problem.Wrap(problem.Unreadable, "api.body", err)
	}
	return nil
}
