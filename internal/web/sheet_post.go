package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// maxForm is the largest posted form in bytes.
const maxForm = 1 << 20

// postSheet keeps a sheet, or shows it again with what is wrong.
func (s *Server) postSheet(c echo.Context) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	return s.live.settled(c.Request().Context(), c.Param(paramLink), func(at *place) error {
		return s.postTo(c, at, values)
	})
}

// readForm reads a posted form. The request's own parser would copy every value once more, for the address.
func readForm(c echo.Context) (url.Values, error) {
	if kind := c.Request().Header.Get(echo.HeaderContentType); !strings.HasPrefix(kind, echo.MIMEApplicationForm) {
		return nil, problem.New(problem.Unreadable, "problem.request", nil)
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxForm))
	if err != nil {
		return nil, unreadable(err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, unreadable(err)
	}
	return values, nil
}

// unreadable tells a body that is too large from one that is malformed.
func unreadable(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return problem.Wrap(problem.TooLarge, "problem.large", err)
	}
	return problem.Wrap(problem.Unreadable, "problem.request", err)
}

// postTo reads a posted sheet against one state of its campaign and keeps it.
func (s *Server) postTo(c echo.Context, at *place, values map[string][]string) error {
	f := filling{at: at, form: versionOf(at.campaign, first(values[sheet.FieldVersion]))}
	f.sent = sheet.FromValues(f.form, values)
	f.service = serviceMark(first(values[sheet.FieldNoService]))
	f.tag = locale.Tag(f.sent.Language)
	if asked := first(values[sheet.FieldPageLanguage]); locale.Known(asked) {
		f.tag = locale.Tag(asked)
		return s.showAgain(c, f, http.StatusOK)
	}
	if !locale.Known(f.sent.Language) {
		f.tag = s.language(c, at)
		f.sent.Language = string(f.tag)
	}
	if _, more := values[sheet.FieldAnotherRow]; more {
		f.rows = len(f.sent.Rows) + 1
		return s.showAgain(c, f, http.StatusOK)
	}
	sh, err := sheet.Read(f.form, f.sent, s.Now().In(at.zone))
	if err != nil {
		f.wrong = problem.All(err)
		s.metrics.refused(sheet.Web)
		return s.showAgain(c, f, http.StatusUnprocessableEntity)
	}
	sh.Channel = sheet.Web
	if f.service != noService {
		sh.Participant = at.participant.Code
	}
	return s.keep(c, f, sh)
}

// submission pairs a sheet with the hash of a new receipt, which its sender alone gets.
func (s *Server) submission(sh *sheet.Sheet) (sub campaign.Submission, receipt string, err error) {
	if receipt, err = campaign.NewReceipt(s.Random); err != nil {
		return sub, "", err
	}
	return campaign.Submission{Sheet: sh, Receipt: sha256.Sum256([]byte(receipt))}, receipt, nil
}

// keep hands a sheet to the store and answers with what became of it.
func (s *Server) keep(c echo.Context, f filling, sh *sheet.Sheet) error {
	sub, receipt, err := s.submission(sh)
	if err != nil {
		return err
	}
	verdicts, err := s.save(c.Request().Context(), f.at, []campaign.Submission{sub})
	if err != nil {
		return err
	}
	switch verdicts[0] {
	case campaign.Stored, campaign.Duplicate:
		to := "/s/" + f.at.link + "/saved?after=" + receipt
		if string(f.tag) != string(s.language(c, f.at)) {
			to += "&lang=" + string(f.tag)
		}
		return c.Redirect(http.StatusSeeOther, to)
	case campaign.Conflicting:
		return s.showConflict(c, f)
	case campaign.CycleRefused:
		f.wrong = problem.List{problem.New(problem.Invalid, "sheet.follows.cycle", nil).At(sheet.FieldFollows)}
		f.sent.Follows = ""
		return s.showAgain(c, f, http.StatusUnprocessableEntity)
	case campaign.ClosedFor:
		return s.sayLost(c, f, "page.closed.title", "page.closed.kept")
	case campaign.Withdrawn:
		return s.sayLost(c, f, "page.withdrawn.title", "page.withdrawn.text")
	default:
		return problem.New(problem.Internal, "problem.internal", nil)
	}
}

// save keeps sheets that were read at a place, and counts what became of them.
func (s *Server) save(ctx context.Context, at *place, subs []campaign.Submission) ([]campaign.Verdict, error) {
	verdicts, err := s.Sheets.Save(ctx, campaign.Batch{
		Slug: at.campaign.Slug, Config: at.campaign.Config, Submissions: subs,
	})
	if err != nil {
		return nil, err
	}
	for i, sub := range subs {
		s.metrics.saved(sub.Sheet.Channel, verdicts[i])
	}
	return verdicts, nil
}

// versionOf returns the version of the form that a page was made with, the present one when the page does not
// say or says a version that never was.
func versionOf(c *campaign.Campaign, sent string) *form.Form {
	if f, ok := published(c, sent); ok {
		return f
	}
	return c.Form()
}

// formOf returns the version of the form that a kept sheet was filled in.
func formOf(c *campaign.Campaign, kept *sheet.Sheet) *form.Form {
	return versionOf(c, strconv.FormatInt(kept.Version, 10))
}

// published returns the published version of a campaign's form that a sender names.
func published(c *campaign.Campaign, sent string) (*form.Form, bool) {
	v, err := strconv.ParseInt(sent, 10, 64)
	if err != nil {
		return nil, false
	}
	return c.FormVersion(v)
}

// showAgain shows the form with everything that was sent.
func (s *Server) showAgain(c echo.Context, f filling, status int) error {
	if _, wrong := sheet.ParseID(f.sent.ID); wrong != nil {
		id, err := sheet.NewID(s.Random)
		if err != nil {
			return err
		}
		f.sent.ID = id.String()
	}
	return s.renderForm(c, status, f)
}

// showConflict shows a sheet that was sent before with other answers: as a new one, to be sent on purpose.
func (s *Server) showConflict(c echo.Context, f filling) error {
	f.sent.ID = "" // showAgain draws another
	f.conflict = true
	f.lead = s.Catalogue.Printer(f.tag).Text("page.conflict", nil)
	return s.showAgain(c, f, http.StatusConflict)
}

// sayLost tells that a sheet was not kept, and shows its answers so that nothing is lost.
func (s *Server) sayLost(c echo.Context, f filling, title, text string) error {
	t := s.Catalogue.Printer(f.tag)
	p := s.newMessagePage(t, title)
	p.Text = t.Text(text, problem.Args{"title": f.at.campaign.Title})
	p.Answers = sentAnswers(t, f)
	var err error
	if p.Next, err = s.nextOf(c.Request().Context(), f.at, t); err != nil {
		return err
	}
	return s.render(c, http.StatusGone, "message", p)
}

// sentAnswers lists what was sent in words.
func sentAnswers(t *locale.Printer, f filling) []keptAnswer {
	out := []keptAnswer{{Question: t.Text("page.date", nil), Answer: t.Date(f.sent.Date)}}
	for q, inside := range f.form.All() {
		if !inside {
			out = appendAnswer(out, t.Tag(), q, f.sent.Answers)
		}
	}
	for _, row := range f.sent.Rows {
		for q, inside := range f.form.All() {
			if inside {
				out = appendAnswer(out, t.Tag(), q, row)
			}
		}
	}
	return out
}

func appendAnswer(out []keptAnswer, tag locale.Tag, q *form.Question, sent sheet.Fields) []keptAnswer {
	parts := []string{first(sent[q.Code+sheet.SuffixText]), first(sent[q.Code+sheet.SuffixMinutes])}
	for _, value := range sent[q.Code] {
		parts = append(parts, labelOf(q, tag, value))
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(parts) == 0 {
		return out
	}
	return append(out, keptAnswer{Question: q.Label.In(tag), Answer: strings.Join(parts, " · ")})
}

// labelOf returns what an answer's code stands for, the text itself where it is no code.
func labelOf(q *form.Question, tag locale.Tag, value string) string {
	if q.List != nil {
		if c, ok := q.List.Choice(value); ok {
			return c.Label.In(tag)
		}
	}
	if q.Bands != nil {
		if b, ok := q.Bands.Band(value); ok {
			return b.Label.In(tag)
		}
	}
	return value
}
