package web

import (
	"errors"
	"time"

	"releve/internal/problem"
	"releve/internal/scan"
)

// batchAskPage asks before something is done with a whole batch.
type batchAskPage struct {
	*deskPage

	To, Name, Text, Go string
	Lines              []string
	Force, Grave       bool
}

// question is what is asked before something is done with a batch: a title, a text that counts something, a button.
type question struct{ title, text, button string }

// The questions.
func dropQuestion() question {
	return question{"desk.batch.delete", "desk.batch.delete.text", "desk.batch.delete.go"}
}

func closeQuestion() question {
	return question{"desk.batch.close", "desk.batch.close.text", "desk.batch.close.go"}
}

func reopenQuestion() question {
	return question{"desk.batch.reopen", "desk.batch.reopen.text", "desk.batch.reopen.go"}
}

// ask makes such a page.
func (s *Server) ask(v *visit, b scan.Batch, q question, n int) *batchAskPage {
	p := &batchAskPage{deskPage: s.batchDesk(v, q.title), To: batchPath(v), Name: batchName(v.t, b)}
	p.Text = v.t.Text(q.text, problem.Args{"n": n})
	p.Go = v.t.Text(q.button, nil)
	return p
}

// askDropBatch asks before a batch is deleted.
func (s *Server) askDropBatch(v *visit) error {
	b, err := s.batchOf(v.Request().Context(), v)
	if err != nil {
		return err
	}
	p := s.ask(v, b, dropQuestion(), pagesOf(b))
	p.Grave = true
	return s.answer(v, "batch-ask", p)
}

// dropBatch deletes an open batch.
func (s *Server) dropBatch(v *visit) error {
	err := s.Scans.DropBatch(v.Request().Context(), v.campaign.Slug, v.Param(paramBatch))
	if err != nil && problem.KindOf(err) != problem.NotFound { // a second click finds nothing any more
		return err //nolint:wrapcheck // problems
	}
	s.stacks.forget(v.Param(paramBatch))
	return s.redirect(v, after(deskRoot+"/"+v.campaign.Slug+"/batches", "batch.deleted", 0))
}

// askCloseBatch shows what a batch would give, and asks.
func (s *Server) askCloseBatch(v *visit) error {
	w, err := s.workOf(v)
	if err != nil {
		return err
	}
	if !w.Batch.Closed.IsZero() {
		return s.redirect(v, batchPath(v))
	}
	return s.answer(v, "batch-ask", s.closing(v, w))
}

// closing makes the page that closes a batch.
func (s *Server) closing(v *visit, w *scan.Work) *batchAskPage {
	p := s.ask(v, w.Batch, closeQuestion(), len(w.Sheets))
	t := v.t
	sums := w.Sums()
	p.Lines = append(p.Lines, t.Text("desk.batch.close.pages", problem.Args{"n": sums.In, "read": sums.Read}))
	if lost := sums.Refused + sums.Foreign; lost > 0 {
		p.Lines = append(p.Lines, t.Text("desk.batch.close.unread", problem.Args{"n": lost}))
	}
	if sums.Aside > 0 {
		p.Lines = append(p.Lines, t.Text("desk.batch.close.aside", problem.Args{"n": sums.Aside}))
	}
	looked, wrong := w.Sampled()
	p.Lines = append(p.Lines, rateText(t, "desk.batch.rate", looked, wrong), t.Text("desk.batch.close.pictures", problem.Args{"n": scan.KeptDays}))
	return p
}

// closeBatch puts the sheets of a batch into the figures. A second click finds it closed, which is what it wanted.
func (s *Server) closeBatch(v *visit) error {
	s.stacks.deciding.Lock() // what another tab decides meanwhile would be lost
	defer s.stacks.deciding.Unlock()
	s.stacks.forget(v.Param(paramBatch)) // so that nothing is held that has changed meanwhile
	w, err := s.workOf(v)
	if err != nil {
		return err
	}
	if !w.Batch.Closed.IsZero() {
		return s.closedNow(v, len(w.Sheets))
	}
	if err = mayClose(w); err != nil {
		return s.refuse(v, err, "batch-ask", s.closing(v, w))
	}
	looked, wrong := w.Sampled()
	err = s.Scans.Close(v.Request().Context(), v.campaign.Slug, w.Batch.ID, scan.Closing{
		At: s.Now().UTC().Truncate(time.Second), Sheets: w.Sheets, Origins: w.Origins, Sampled: looked, Wrong: wrong,
	})
	if all := problem.All(err); len(all) > 0 && all[0].Key == "scan.closed" {
		err = nil
	}
	if err != nil {
		return s.refuse(v, err, "batch-ask", s.closing(v, w))
	}
	return s.closedNow(v, len(w.Sheets))
}

func (s *Server) closedNow(v *visit, n int) error {
	return s.redirect(v, after(batchPath(v), "batch.closed", n))
}

// mayClose says why a batch cannot be closed yet.
func mayClose(w *scan.Work) error {
	switch {
	case w.Batch.Waiting > 0 || busy(w.Batch):
		return problem.New(problem.Conflict, "desk.batch.close.reading", nil)
	case len(w.Queue) > 0:
		return problem.New(problem.Conflict, "desk.batch.close.waiting", problem.Args{"n": len(w.Queue)})
	case !w.Ready():
		return problem.New(problem.Conflict, "desk.batch.close.pending", nil)
	case len(w.Sheets) == 0:
		return problem.New(problem.Conflict, "desk.batch.close.nothing", nil)
	case len(w.Unlooked()) > 0:
		return problem.New(problem.Conflict, "desk.batch.close.unlooked", problem.Args{"n": len(w.Unlooked())})
	case !w.Sums().Adds():
		return errSums
	default:
		return nil
	}
}

// errSums says that pages of a batch are not accounted for.
var errSums = errors.New("pages of a batch do not add up")

// askReopenBatch asks before a closed batch is opened again.
func (s *Server) askReopenBatch(v *visit) error {
	w, err := s.workOf(v)
	if err != nil {
		return err
	}
	if w.Batch.Closed.IsZero() {
		return s.redirect(v, batchPath(v))
	}
	return s.answer(v, "batch-ask", s.ask(v, w.Batch, reopenQuestion(), len(w.Sheets)))
}

// reopenBatch takes the sheets of a batch out of the figures and opens it again. Sheets that were altered since are asked
// about once more.
func (s *Server) reopenBatch(v *visit) error {
	b, err := s.batchOf(v.Request().Context(), v)
	if err != nil {
		return err
	}
	if !b.Closed.IsZero() {
		err = s.Scans.Reopen(v.Request().Context(), v.campaign.Slug, b.ID, v.posted().Get("force") != "")
	}
	s.stacks.forget(b.ID)
	if all := problem.All(err); len(all) > 0 && all[0].Key == "scan.reopen.changed" {
		p := s.ask(v, b, reopenQuestion(), 0)
		p.Force, p.Text, p.Grave = true, v.t.Text("desk.batch.reopen.force.text", nil), true
		p.Go = v.t.Text("desk.batch.reopen.force", nil)
		return s.refuse(v, err, "batch-ask", p)
	}
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	return s.redirect(v, after(batchPath(v), "batch.reopened", 0))
}
