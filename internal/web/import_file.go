package web

import (
	"errors"
	"mime/multipart"
	"net/http"

	"releve/internal/problem"
	"releve/internal/transfer"
)

// importPage takes a file of sheets.
type importPage struct {
	*deskPage

	Strict, As bool
	Result     *importResult
	Refusals   []refusalLine
}

// importResult tells what an import did.
type importResult struct {
	Title string
	Lines []string
}

// refusalLine is one reason why a file was refused.
type refusalLine struct {
	Line, Column, Text string
}

func (s *Server) newImport(v *visit) *importPage {
	return &importPage{
		deskPage: s.newDeskPage(v, "desk.import.title"), Strict: v.FormValue("strict") != "", As: v.FormValue("as") != "",
	}
}

// showImport shows the page that takes a file.
func (s *Server) showImport(v *visit) error { return s.answer(v, "import", s.newImport(v)) }

// importFile reads a posted file into the campaign, all of it or nothing.
func (s *Server) importFile(v *visit) error {
	head, err := postedFile(v)
	p := s.newImport(v)
	if err != nil {
		return s.refuse(v, err, "import", p)
	}
	file, err := head.Open()
	if err != nil {
		return problem.Wrap(problem.Unreadable, "problem.request", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rehearsal := v.FormValue("do") != "keep"
	done, err := transfer.Import(v.Request().Context(), transferStore{s.Store, s.Sheets}, v.campaign.Slug, transfer.File{
		Name: head.Filename, Data: file, Size: head.Size, Most: transfer.MostPosted,
	}, transfer.ImportOptions{Strict: p.Strict, AsCampaign: p.As, Rehearsal: rehearsal, Random: s.Random})
	if err != nil {
		return s.refuseFile(v, p, err)
	}
	p.Result = importSaid(v, done, rehearsal)
	return s.answer(v, "import", p)
}

// postedFile finds the file in a posted form.
func postedFile(v *visit) (*multipart.FileHeader, error) {
	head, err := v.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), err == nil && head.Filename == "":
		return nil, problem.New(problem.Invalid, "desk.import.none", nil).At("file")
	case err != nil:
		return nil, unreadable(err)
	default:
		return head, nil
	}
}

// refuseFile shows what is wrong with a file, line by line.
func (s *Server) refuseFile(v *visit, p *importPage, err error) error {
	status := statusOf(problem.KindOf(err))
	if status >= http.StatusInternalServerError {
		return err
	}
	for _, r := range transfer.Refusals(err) {
		p.Refusals = append(p.Refusals, refusalLine{Line: r.Line, Column: r.Column, Text: v.t.Problem(r.Reason)})
	}
	return s.render(v.Context, status, "import", p)
}

// importSaid tells what an import did, or would do.
func importSaid(v *visit, done transfer.Imported, rehearsal bool) *importResult { //nolint:revive // flag-parameter: what is told
	r := &importResult{Title: v.t.Text("desk.import.done", nil)}
	if rehearsal {
		r.Title = v.t.Text("desk.import.tried", nil)
	}
	r.Lines = append(r.Lines, v.t.Text("desk.import.new", problem.Args{"n": done.New}))
	if done.Same > 0 {
		r.Lines = append(r.Lines, v.t.Text("desk.import.same", problem.Args{"n": done.Same}))
	}
	if len(done.Joined) > 0 {
		r.Lines = append(r.Lines, v.t.Text("desk.import.joined", problem.Args{"names": done.Joined}))
	}
	for _, note := range done.Notes {
		r.Lines = append(r.Lines, v.t.Text(note.Key, note.Args))
	}
	if rehearsal {
		r.Lines = append(r.Lines, v.t.Text("desk.import.tried.hint", nil))
	}
	return r
}
