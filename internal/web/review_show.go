package web

import (
	"net/http"
	"strconv"
	"strings"

	"releve/internal/problem"
	"releve/internal/scan"
)

// reviewPage asks about one field after the other.
type reviewPage struct {
	*deskPage

	Batch, To, Name, Lead string
	Left                  string // how many are left
	Card                  *fieldCard
	Next                  []*fieldCard // that a script shows at once
	Lists                 []cardList
	Failed                string // what the script says when an answer could not be kept
}

// ahead is how many fields are sent before they are asked for.
const ahead = 10

// allowed lets the page show pictures of ours, and its script send answers.
func (p *reviewPage) allowed() string {
	return picturePolicy(p.style(), ownScripts, "connect-src 'self'")
}

// sampling says whether a request is about the sample that is looked at before closing.
func sampling(v *visit) bool { return strings.HasSuffix(v.Path(), "/sample") }

// asked returns the fields that a page asks about, one after the other.
func asked(v *visit, w *scan.Work) []scan.Item {
	if sampling(v) {
		return w.Unlooked()
	}
	return w.Queue
}

// showReview asks about the field that an address names, else about the first that waits.
func (s *Server) showReview(v *visit) error {
	w, err := s.workOf(v)
	if err != nil {
		return err
	}
	if !w.Batch.Closed.IsZero() {
		return s.redirect(v, batchPath(v))
	}
	items := asked(v, w)
	at, found := itemAt(w, v.QueryParam("at"))
	if !found && len(items) == 0 {
		return s.redirect(v, after(batchPath(v), "reviewed", 0))
	}
	if !found {
		at = items[0]
	}
	return s.answer(v, "review", s.reviewPage(v, w, at))
}

// itemAt finds the field that an address names: 12.40 is field 40 of page 12.
func itemAt(w *scan.Work, key string) (scan.Item, bool) {
	image, field, _ := strings.Cut(key, ".")
	id, err := strconv.ParseInt(image, 10, 64)
	n, err2 := strconv.Atoi(field)
	if err != nil || err2 != nil {
		return scan.Item{}, false
	}
	return w.Find(id, n)
}

// keyOf names a field in addresses.
func keyOf(i scan.Item) string {
	return strconv.FormatInt(i.Image.ID, 10) + "." + strconv.Itoa(i.Field)
}

// reviewPage makes the page that asks about a field.
func (s *Server) reviewPage(v *visit, w *scan.Work, at scan.Item) *reviewPage {
	title, to := "desk.review.title", batchPath(v)+"/review"
	if sampling(v) {
		title, to = "desk.review.sample.title", batchPath(v)+"/sample"
	}
	p := &reviewPage{
		deskPage: s.batchDesk(v, title), Batch: batchPath(v), To: to, Name: batchName(v.t, w.Batch),
		Failed: v.t.Text("desk.review.failed", nil),
	}
	items := asked(v, w)
	p.Left = v.t.Text("desk.review.left", problem.Args{"n": len(items)})
	if sampling(v) {
		p.Lead = v.t.Text("desk.review.sample.lead", problem.Args{"n": len(w.Sample())})
		p.Left = v.t.Text("desk.review.sample.left", problem.Args{"n": len(items)})
	}
	p.Card = p.card(w, at)
	place := -1
	for i := range items {
		if items[i].Same(at) {
			place = i
		}
	}
	if place > 0 {
		p.Card.Before = p.to(items[place-1])
	}
	if place+1 < len(items) {
		p.Card.After = p.to(items[place+1])
	}
	for i := place + 1; i < len(items) && i <= place+ahead; i++ {
		next := p.card(w, items[i])
		if i > 0 {
			next.Before = p.to(items[i-1])
		}
		if i+1 < len(items) {
			next.After = p.to(items[i+1])
		}
		p.Next = append(p.Next, next)
	}
	return p
}

// to returns the address of a field.
func (p *reviewPage) to(i scan.Item) string { return p.To + "?at=" + keyOf(i) }

// decideField keeps what a person says of a field, or takes the last thing back, and goes on to the next.
func (s *Server) decideField(v *visit) error {
	s.stacks.deciding.RLock()
	defer s.stacks.deciding.RUnlock()
	w, err := s.workOf(v)
	if err != nil {
		return err
	}
	if !w.Batch.Closed.IsZero() {
		return problem.New(problem.Conflict, "scan.closed", nil)
	}
	if v.posted().Get("do") == "undo" {
		return s.undoField(v)
	}
	at, found := itemAt(w, v.posted().Get("at"))
	if !found { // another tab has set its page aside meanwhile
		return s.redirect(v, reviewPath(v))
	}
	next := nextOf(asked(v, w), at)
	d, wrong := decisionOf(v, w, at)
	if wrong != nil {
		p := s.reviewPage(v, w, at)
		p.Card.refill(v)
		p.Card.Wrong = v.t.Problem(wrong)
		return s.refuse(v, wrong.At(""), "review", p)
	}
	d.By = v.who.ID
	if err = s.Images.Decide(v.Request().Context(), v.campaign.Slug, w.Batch.ID, d); err != nil {
		return err //nolint:wrapcheck // problems
	}
	if w, err = s.workOf(v); err != nil {
		return err
	}
	return s.goOn(v, w, at, next)
}

// goOn leads to the next field, or back to one that its form refuses.
func (s *Server) goOn(v *visit, w *scan.Work, at scan.Item, next []string) error {
	items := asked(v, w)
	for _, i := range items {
		if i.Same(at) && i.Wrong != nil {
			p := s.reviewPage(v, w, i)
			return s.render(v.Context, http.StatusUnprocessableEntity, "review", p)
		}
	}
	for _, key := range next {
		for _, i := range items {
			if keyOf(i) == key {
				return s.redirect(v, reviewPath(v)+"?at="+key)
			}
		}
	}
	return s.redirect(v, reviewPath(v))
}

// nextOf returns the names of the fields after one, in their order.
func nextOf(items []scan.Item, at scan.Item) []string {
	var after []string
	found := false
	for _, i := range items {
		if found {
			after = append(after, keyOf(i))
		}
		found = found || i.Same(at)
	}
	return after
}

// reviewPath returns the path of the fields that are asked about.
func reviewPath(v *visit) string {
	if sampling(v) {
		return batchPath(v) + "/sample"
	}
	return batchPath(v) + "/review"
}

// undoField takes back the last decision of the visitor, and shows the field that it was about.
func (s *Server) undoField(v *visit) error {
	d, err := s.Images.Undo(v.Request().Context(), v.campaign.Slug, v.Param(paramBatch), v.who.ID)
	if problem.KindOf(err) == problem.NotFound && err != nil {
		return s.redirect(v, after(reviewPath(v), "undo.nothing", 0))
	}
	if err != nil {
		return err //nolint:wrapcheck // problems
	}
	path := batchPath(v) + "/review"
	if d.Sample {
		path = batchPath(v) + "/sample"
	}
	key := strconv.FormatInt(d.Image, 10) + "." + strconv.Itoa(d.Field)
	return s.redirect(v, path+"?at="+key+"&"+doneParam+"=unanswered")
}

// shownCard is a card with the page that it stands on.
type shownCard struct {
	Page *reviewPage
	Card *fieldCard
}

// Shown puts a card together with its page, for the part of the template that both need.
func (p *reviewPage) Shown(c *fieldCard) shownCard { return shownCard{p, c} }
