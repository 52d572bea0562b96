package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Marks that stand in a page made ahead for what differs at each visit. They are read over by nobody: the page
// is cut at them.
const (
	blankID   = "00000000-0000-4000-8000-000000000000"
	blankDate = "0001-01-01"
)

// How long what was made ahead is used, and how long a receipt carries answers on to the next sheet.
const (
	blankLife = 5 * time.Minute
	carryLife = 12 * time.Hour
)

// blank is a page without answers, made ahead and cut where the id and the date go.
type blank struct {
	parts []part
	style string
	made  time.Time
}

// part is a piece of a page with the mark that follows it, "" after the last one.
type part struct {
	text []byte
	mark string
}

// showSheet answers with an empty sheet, or one that carries on from an earlier one.
func (s *Server) showSheet(c echo.Context) error {
	at, err := s.live.fresh(c.Request().Context(), c.Param(paramLink))
	if err != nil {
		return err
	}
	if c.Param(paramLink) != at.link {
		to := url.URL{Path: "/s/" + at.link, RawQuery: c.Request().URL.RawQuery}
		return c.Redirect(http.StatusMovedPermanently, to.String())
	}
	tag := s.language(c, at)
	if at.campaign.State == campaign.Closed {
		return s.sayClosed(c, at, tag)
	}
	// The browser may keep the page for Back, so that a sheet changed there goes out under its old id and is seen to be
	// a second one. Posting to another address than the page's own leaves what is kept alone.
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	id, err := sheet.NewID(s.Random)
	if err != nil {
		return err
	}
	f := filling{at: at, form: at.campaign.Form(), tag: tag, blank: true}
	f.sent = sheet.Entry{ID: id.String(), Date: s.Now().In(at.zone).Format(time.DateOnly), Answers: sheet.Fields{}}
	carried, err := s.carry(c, &f)
	if err != nil {
		return err
	}
	if !carried && !prefill(c, &f) {
		return s.sendBlank(c, f)
	}
	return s.renderForm(c, http.StatusOK, f)
}

// renderForm writes a form page.
func (s *Server) renderForm(c echo.Context, status int, f filling) error {
	var err error
	if err = s.surround(c.Request().Context(), &f); err != nil {
		return err
	}
	p, err := s.servedForm(f)
	if err != nil {
		return err
	}
	return s.render(c, status, "form", p)
}

// surround adds what the page shows and the visitor did not send.
func (s *Server) surround(ctx context.Context, f *filling) (err error) {
	if f.frequent, err = s.noted(ctx, f.at); err != nil {
		return err
	}
	f.next, err = s.besideOf(ctx, f.at, s.Catalogue.Printer(f.tag))
	return err
}

// sendBlank sends the page made ahead for the link and language, made anew when it is old.
func (s *Server) sendBlank(c echo.Context, f filling) error {
	f.at.mu.Lock()
	b, ok := f.at.blanks[f.tag]
	f.at.mu.Unlock()
	if !ok || s.Now().Sub(b.made) > blankLife {
		var err error
		if b, err = s.makeBlank(c, f); err != nil {
			return err
		}
		f.at.mu.Lock()
		f.at.blanks[f.tag] = b
		f.at.mu.Unlock()
	}
	var body bytes.Buffer
	for _, p := range b.parts {
		body.Write(p.text)
		switch p.mark {
		case blankID:
			body.WriteString(f.sent.ID)
		case blankDate:
			body.WriteString(f.sent.Date)
		}
	}
	return s.send(c, http.StatusOK, formPolicy(b.style), body.Bytes())
}

func (s *Server) makeBlank(c echo.Context, f filling) (blank, error) {
	f.sent.ID, f.sent.Date = blankID, blankDate
	var err error
	if err = s.surround(c.Request().Context(), &f); err != nil {
		return blank{}, err
	}
	p, err := s.servedForm(f)
	if err != nil {
		return blank{}, err
	}
	var whole bytes.Buffer
	if err := s.pages.set.ExecuteTemplate(&whole, "form", p); err != nil {
		return blank{}, err
	}
	b := blank{style: p.style(), made: s.Now()}
	rest := whole.Bytes()
	for {
		at, mark := nextMark(rest)
		if mark == "" {
			b.parts = append(b.parts, part{text: rest})
			return b, nil
		}
		b.parts = append(b.parts, part{text: rest[:at], mark: mark})
		rest = rest[at+len(mark):]
	}
}

// nextMark returns the place of the first mark and which it is.
func nextMark(text []byte) (at int, mark string) {
	at = len(text)
	for _, m := range []string{blankID, blankDate} {
		if i := bytes.Index(text, []byte(m)); i >= 0 && i < at {
			at, mark = i, m
		}
	}
	return at, mark
}

// carry fills a sheet from the one that a receipt names: `?after=` carries what repeats, `?resume=` also makes
// the sheet its sequel. Nothing of what is carried ever stands in the address.
func (s *Server) carry(c echo.Context, f *filling) (bool, error) {
	receipt, resume := c.QueryParam("after"), c.QueryParam("resume")
	if receipt == "" && resume == "" {
		return false, nil
	}
	kept, err := s.byReceipt(c, f.at, receipt+resume)
	if err != nil {
		return false, err
	}
	t := s.Catalogue.Printer(f.tag)
	switch {
	case kept == nil && resume != "":
		f.lead = t.Text("page.resume.unknown", nil)
		return true, nil
	case kept == nil:
		return false, nil
	case resume != "" && f.form.Repeat() == nil:
		f.sent.Follows = kept.ID.String()
		f.lead = t.Text("page.resume.lead", problem.Args{"date": t.Date(kept.Date)})
	case s.Now().Sub(kept.ReceivedAt) > carryLife:
		return false, nil
	}
	carryAnswers(f, kept)
	return true, nil
}

// carryAnswers takes over institution, act and function. Comment, outcome and minutes are never carried.
func carryAnswers(f *filling, kept *sheet.Sheet) {
	for _, role := range []form.Role{form.RoleInstitution, form.RoleProcedure, form.RoleFunction} {
		q := f.form.Role(role)
		if q == nil || f.form.InRepeat(q) {
			continue
		}
		raw := q.Kind.Write(q, kept.Answers[q.Code])
		if len(raw.Values) > 0 {
			f.sent.Answers[q.Code] = raw.Values
		}
		if raw.Text != "" {
			f.sent.Answers[q.Code+sheet.SuffixText] = []string{raw.Text}
		}
	}
}

// receipted returns the place of a link and the sheet of the receipt that the address names, nil for an unknown one.
func (s *Server) receipted(c echo.Context) (*place, *sheet.Sheet, error) {
	at, err := s.live.fresh(c.Request().Context(), c.Param(paramLink))
	if err != nil {
		return nil, nil, err
	}
	kept, err := s.byReceipt(c, at, c.QueryParam("after"))
	return at, kept, err
}

// byReceipt returns the sheet of a receipt, nil when it is unknown or was not given on this link.
func (s *Server) byReceipt(c echo.Context, at *place, receipt string) (*sheet.Sheet, error) {
	clean, ok := campaign.ReadReceipt(receipt)
	if !ok {
		return nil, nil //nolint:nilnil // no sheet is an ordinary answer here
	}
	kept, err := s.Sheets.ByReceipt(c.Request().Context(), at.campaign.Slug, sha256.Sum256([]byte(clean)))
	if err != nil {
		if problem.KindOf(err) == problem.NotFound {
			return nil, nil //nolint:nilnil // no sheet is an ordinary answer here
		}
		return nil, err
	}
	if kept.Erased || kept.Sheet.Participant != "" && kept.Sheet.Participant != at.participant.Code {
		return nil, nil //nolint:nilnil // no sheet is an ordinary answer here
	}
	return kept.Sheet, nil
}

// prefill fills answers from the address: `?d[inst]=com-pop`.
func prefill(c echo.Context, f *filling) bool {
	found := false
	for name, values := range c.QueryParams() {
		code, ok := strings.CutPrefix(name, "d[")
		if !ok {
			continue
		}
		code, ok = strings.CutSuffix(code, "]")
		if q, known := f.form.Question(code); ok && known && q.Answerable() && !f.form.InRepeat(q) {
			f.sent.Answers[code] = values
			found = true
		}
	}
	return found
}

// sayClosed tells that the campaign takes no more sheets.
func (s *Server) sayClosed(c echo.Context, at *place, tag locale.Tag) error {
	t := s.Catalogue.Printer(tag)
	p := s.newMessagePage(t, "page.closed.title")
	var err error
	if p.Next, err = s.nextOf(c.Request().Context(), at, t); err != nil {
		return err
	}
	key := "page.closed.text"
	if p.Next != nil {
		key = "page.closed.next"
	}
	p.Text = t.Text(key, problem.Args{"title": at.campaign.Title})
	return s.render(c, http.StatusGone, "message", p)
}
