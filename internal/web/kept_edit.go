package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// Fields of the form that corrects a sheet, beside those of its questionnaire.
const (
	fieldService = "_service"
	fieldDrop    = "_drop." // and the number of a row: leave it out
)

// editPage is the page on which a sheet is corrected.
type editPage struct {
	*deskPage

	Action, Back string
	Wrong        []wrongView
	Questions    []questionView
	Date         string
	DateWrong    string
	Services     []option
	Shared       string
	SharedWrong  string
	Since        string
	Current      []answerGroup // the sheet as it is by now, where it is not what the page showed
	CurrentFacts string
}

// editing is a sheet while it is corrected.
type editing struct {
	*held

	sent    sheet.Entry
	service string
	wrong   problem.List
	rows    int
	stale   bool // somebody else changed the sheet meanwhile
}

// editKept answers with the questionnaire as it was filled in.
func (s *Server) editKept(v *visit) error {
	h, err := s.held(v)
	if err != nil {
		return err
	}
	e := editing{held: h, sent: entryOf(h.form, h.Sheet), service: h.Sheet.Participant}
	return s.answer(v, "edit", s.editPage(v, e))
}

// entryOf turns a sheet back into what was sent.
func entryOf(f *form.Form, s *sheet.Sheet) sheet.Entry {
	e := sheet.Entry{ID: s.ID.String(), Date: s.Date, Shared: sharedText(s.Shared)}
	own := make([]*form.Question, 0, len(f.Questions))
	var inner []*form.Question
	for q, inside := range f.All() {
		if inside {
			inner = append(inner, q)
		} else {
			own = append(own, q)
		}
	}
	e.Answers = fieldsOf(own, s.Answers)
	for _, row := range s.Rows {
		e.Rows = append(e.Rows, fieldsOf(inner, row))
	}
	return e
}

func fieldsOf(questions []*form.Question, answers form.Answers) sheet.Fields {
	fields := sheet.Fields{}
	for _, q := range questions {
		raw := q.Kind.Write(q, answers[q.Code])
		if len(raw.Values) > 0 {
			fields[q.Code] = raw.Values
		}
		if raw.Text != "" {
			fields[q.Code+sheet.SuffixText] = []string{raw.Text}
		}
		if raw.Minutes != "" {
			fields[q.Code+sheet.SuffixMinutes] = []string{raw.Minutes}
		}
	}
	return fields
}

// editPage makes the page. Choices that are no longer offered can be kept: they were, when the sheet was filled in.
func (s *Server) editPage(v *visit, e editing) *editPage {
	p := &editPage{deskPage: s.newDeskPage(v, "desk.edit.title")}
	t := v.t
	p.Title = t.Text("desk.edit.title", problem.Args{"date": t.Date(e.Sheet.Date)})
	p.Style += template.CSS(conditionStyle(e.form)) //nolint:gosec // made of checked codes
	p.Back = p.At("/sheets/" + e.id.String())
	p.Action = p.Back + "/edit"
	view := viewer{form: e.form, t: t, sent: e.sent, wrong: e.wrong, rows: e.rows}
	p.Questions = droppable(t, view.questions())
	p.Wrong = wrongViews(t, e.form, e.wrong)
	for i := range p.Wrong {
		p.Wrong[i].Anchor = editAnchor(p.Wrong[i].Anchor, e.wrong[i].Field)
	}
	p.Date, p.Shared = e.sent.Date, e.sent.Shared
	p.DateWrong, p.SharedWrong = tellAt(t, e.wrong, sheet.FieldDate), tellAt(t, e.wrong, sheet.FieldShared)
	p.Services = serviceOptions(t, v.campaign, e.service)
	p.Since = strconv.FormatInt(e.Change, 10)
	if e.stale {
		p.Current = answerGroups(t, e.form, e.Sheet)
		p.CurrentFacts = strings.Join([]string{
			serviceName(t, v.campaign, e.Sheet.Participant), t.Date(e.Sheet.Date), statusText(t, e.Sheet),
		}, answerGap)
	}
	return p
}

// editAnchor returns where a problem is mended, for the fields that this page has besides a questionnaire's.
func editAnchor(anchor, field string) string {
	switch field {
	case sheet.FieldShared:
		return "q_shared"
	case fieldService:
		return "q_service"
	default:
		return anchor
	}
}

func tellAt(t *locale.Printer, wrong problem.List, field string) string {
	for _, w := range wrong.At(field) {
		return t.Problem(w)
	}
	return ""
}

// droppable offers to leave rows out: what was ticked by a radio button cannot be taken back otherwise.
func droppable(t *locale.Printer, questions []questionView) []questionView {
	for _, q := range questions {
		for i := range q.Rows {
			q.Rows[i].Drop = fieldDrop + strconv.Itoa(i+1)
			q.Rows[i].DropWord = t.Text("desk.edit.drop", nil)
		}
	}
	return questions
}

func serviceOptions(t *locale.Printer, k *campaign.Campaign, chosen string) []option {
	found := []option{{Label: t.Text("desk.service.none", nil), Chosen: chosen == ""}}
	for _, p := range k.Participants {
		found = append(found, option{Value: p.Code, Label: p.Name, Chosen: p.Code == chosen})
	}
	return found
}

// correctKept keeps a corrected sheet, or shows it again with what is wrong.
func (s *Server) correctKept(v *visit) error {
	values := v.Request().PostForm
	h, err := s.held(v)
	if err != nil {
		return err
	}
	e := editing{held: h, service: first(values[fieldService])}
	dropRows(h.form, values)
	e.sent = sheet.FromValues(h.form, values)
	e.sent.ID, e.sent.Language, e.sent.Follows = h.id.String(), string(h.Sheet.Language), h.Sheet.Follows
	e.sent.Version, e.sent.Precision = "", string(h.Sheet.Precision)
	if _, more := values[sheet.FieldAnotherRow]; more {
		e.rows = len(e.sent.Rows) + 1
		return s.answer(v, "edit", s.keepSince(s.editPage(v, e), values))
	}
	next, err := e.read(v.campaign, s.Now().In(h.zone))
	if err != nil {
		e.wrong = problem.All(err)
		return s.render(v.Context, http.StatusUnprocessableEntity, "edit", s.keepSince(s.editPage(v, e), values))
	}
	return s.keepCorrected(v, e, next, sinceOf(values))
}

// keepSince leaves on a page that is shown again which state of the sheet it began with.
func (*Server) keepSince(p *editPage, values url.Values) *editPage {
	p.Since = strconv.FormatInt(sinceOf(values), 10)
	return p
}

// dropRows takes the rows out that are to be left out.
func dropRows(f *form.Form, values url.Values) {
	repeat := f.Repeat()
	if repeat == nil {
		return
	}
	for name := range values {
		number, marked := strings.CutPrefix(name, fieldDrop)
		if !marked {
			continue
		}
		for field := range values {
			if strings.HasPrefix(field, repeat.Code+"."+number+".") {
				delete(values, field)
			}
		}
	}
}

// keepCorrected keeps a sheet that could be read. When it is what is kept already there is nothing to do: it was sent
// twice, or nothing was changed.
func (s *Server) keepCorrected(v *visit, e editing, next *sheet.Sheet, since int64) error {
	did := didCorrect
	if next.Digest(sheet.Salt{}) == e.Sheet.Digest(sheet.Salt{}) {
		if since == e.Change {
			did = didUnchanged
		}
	} else {
		err := s.alter(v, campaign.Alteration{Sheet: next, Since: since, What: campaign.Correcting})
		if problem.KindOf(err) == problem.Conflict {
			return s.showBoth(v, e, err)
		}
		if err != nil {
			return err
		}
	}
	return s.redirect(v.Context, after(deskRoot+"/"+v.campaign.Slug+"/sheets/"+e.id.String(), did, 0))
}

// showBoth shows what was typed beside the sheet as somebody else left it. Saving then is on purpose.
func (s *Server) showBoth(v *visit, e editing, why error) error {
	h, err := s.held(v)
	if err != nil {
		return err
	}
	e.held, e.stale = h, true
	return s.refuse(v, problem.Wrap(problem.Conflict, "desk.edit.changed", why), "edit", s.editPage(v, e))
}
