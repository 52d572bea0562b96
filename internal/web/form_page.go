package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// formPage is the page on which a sheet is filled in.
type formPage struct {
	page

	Device    deviceView
	Action    string
	Languages []languageView
	Campaign  string
	About     string
	Service   string // name of the service, "" on the campaign's own link
	NoService bool   // the visitor said that it is not theirs
	Trial     string
	Next      *nextView // beside a campaign that is closing, nil for none
	Procedure string    // "one procedure is…"
	Lead      string    // what this page is about when it is not a plain new sheet
	Wrong     []wrongView
	Questions []questionView
	Search    bool         // one field finds institution and act together
	When      []choiceView // days that one tap chooses
	Times     []int        // how many sheets alike one sending makes

	ID      string
	Version string
	Date    string
	Follows string   // id of the sheet that this one resumes
	Sequel  bool     // a tick says that it resumes one that nobody can name
	Unnamed bool     // and is set
	Notice  []string // what is kept, who sees it, until when
	Privacy string   // the page that tells it all
	Send    string
	Resume  string // address at which a receipt is typed to resume a sheet

	File *fileView // of a page that travels as one file, else nil
}

// allowed returns the content policy of the page.
func (p *formPage) allowed() string { return formPolicy(p.style()) }

// languageView is a language to change to.
type languageView struct {
	Tag, Name string
	Current   bool
}

// wrongView is a problem in the summary above the form.
type wrongView struct {
	Anchor, Question, Text string
}

// filling is what a form page is made of.
type filling struct {
	at       *place
	form     *form.Form
	tag      locale.Tag
	sent     sheet.Entry
	wrong    problem.List
	blank    bool
	rows     int
	frequent noted
	next     *nextView
	lead     string
	service  serviceMark
	conflict bool
}

// serviceMark says whether the visitor noted the sheet for the link's service.
type serviceMark string

// noService is the mark of a sheet that is not for the link's service.
const noService serviceMark = "1"

// formPage makes the page.
func (s *Server) formPage(f filling) *formPage {
	t := s.Catalogue.Printer(f.tag)
	now := s.Now().In(f.at.zone)
	v := viewer{
		form: f.form, t: t, sent: f.sent, wrong: f.wrong, blank: f.blank,
		frequent: f.frequent, rows: f.rows, today: now.Format(time.DateOnly),
	}
	c := f.at.campaign
	p := &formPage{
		page:      s.newPage(t, s.pages.form+conditionStyle(f.form)),
		Device:    newDeviceView(f),
		Action:    "/s/" + f.at.link + "?",
		Campaign:  c.Title,
		About:     f.form.About.In(f.tag),
		Service:   f.at.participant.Name,
		NoService: f.service == noService,
		Procedure: c.ProcedureText.In(f.tag),
		Lead:      f.lead,
		Questions: v.questions(),
		Search:    searchable(f.form),
		When:      days(t),
		Times:     timesAlike(),
		ID:        f.sent.ID,
		Version:   strconv.FormatInt(f.form.Version, 10),
		Date:      f.sent.Date,
		Follows:   f.sent.Follows,
		Next:      f.next,
		Notice:    notice(t, c),
		Privacy:   "/s/" + f.at.link + "/privacy?lang=" + string(f.tag),
		Send:      t.Text("page.send", nil),
	}
	p.Title = f.form.Title.In(f.tag)
	if len(f.wrong) > 0 {
		p.Title = t.Text("page.wrong.title", problem.Args{"title": p.Title})
	}
	if f.conflict {
		p.Send = t.Text("page.send.new", nil)
	}
	if c.State == campaign.Trial {
		p.Trial = t.Text("page.trial", nil)
	}
	if p.Follows == sheet.Unknown {
		p.Follows, p.Unnamed = "", true
	}
	if f.form.Repeat() == nil {
		p.Sequel = p.Follows == ""
		p.Resume = "/s/" + f.at.link
	}
	p.Languages = languageViews(s.Catalogue, f.tag)
	p.Wrong = wrongViews(t, f.form, f.wrong)
	return p
}

func languageViews(c *locale.Catalogue, current locale.Tag) []languageView {
	var out []languageView
	for _, tag := range locale.Languages() {
		name := c.Printer(tag).Text("language.name", nil)
		out = append(out, languageView{Tag: string(tag), Name: name, Current: tag == current})
	}
	return out
}

// notice says what is kept, who sees it and until when.
func notice(t *locale.Printer, c *campaign.Campaign) []string {
	who := t.Text("page.notice.who.unnamed", nil)
	if c.Publisher != "" {
		who = t.Text("page.notice.who", problem.Args{"publisher": c.Publisher})
	}
	until := t.Text("page.notice.until.open", nil)
	if c.KeepUntil != "" {
		until = t.Text("page.notice.until", problem.Args{"date": t.Date(c.KeepUntil)})
	}
	return []string{t.Text("page.notice.what", nil), who, until}
}

// wrongViews lists the problems in the order of the page, each with the question that it concerns.
func wrongViews(t *locale.Printer, f *form.Form, wrong problem.List) []wrongView {
	out := make([]wrongView, len(wrong))
	for i, w := range wrong {
		out[i] = wrongView{Anchor: anchorOf(w.Field), Question: questionName(t, f, w.Field), Text: t.Problem(w)}
	}
	return out
}

// anchorOf returns the anchor of the field a problem concerns, the top of the form for those without one.
func anchorOf(field string) string {
	switch {
	case field == sheet.FieldDate:
		return "q_date"
	case field == "" || strings.HasPrefix(field, "_"):
		return "sheet"
	default:
		return "q-" + strings.ReplaceAll(field, ".", "-")
	}
}

// questionName returns the short name of the question that a field belongs to; inside a repeat the row's number
// stands before it.
func questionName(t *locale.Printer, f *form.Form, field string) string {
	if field == sheet.FieldDate {
		return t.Text("page.date", nil)
	}
	parts := strings.Split(field, ".")
	q, ok := f.Question(parts[len(parts)-1])
	if !ok {
		return ""
	}
	short := q.Short.In(t.Tag())
	if len(parts) < 3 {
		return short
	}
	noun := upperFirst(f.RowNoun[t.Tag()].One)
	return fmt.Sprintf("%s %s, %s", noun, parts[1], short) //words:ok only puts words of the questionnaire together
}

// conditionStyle returns the style that hides questions while they are not asked, in browsers that know :has().
// A question with a problem stays visible whatever it hangs on.
func conditionStyle(f *form.Form) string {
	var b strings.Builder
	for _, q := range f.Questions {
		writeConditions(&b, f, q)
		for _, inner := range q.Questions {
			writeConditions(&b, f, inner)
		}
	}
	return b.String()
}

// writeConditions writes the rules of one question. Codes hold only a-z, 0-9 and hyphens.
func writeConditions(b *strings.Builder, f *form.Form, q *form.Question) {
	for _, c := range q.AskIf {
		on, ok := f.Question(c.Question)
		if !ok || f.InRepeat(on) {
			continue // inside a repeat each block has its own answer: the question stays visible
		}
		if len(c.Is) > 0 {
			fmt.Fprintf(b, "form:not(:has(%s)) .c-%s:not(.wrong){display:none}", ticked(c.Question, c.Is), q.Code) //words:ok a selector
		}
		if len(c.Not) > 0 {
			fmt.Fprintf(b, "form:has(%s) .c-%s:not(.wrong){display:none}", ticked(c.Question, c.Not), q.Code) //words:ok a selector
		}
	}
}

// ticked returns the selector of any of the codes of a question, ticked.
func ticked(question string, codes []string) string {
	selectors := make([]string, 0, len(codes))
	for _, code := range slices.Sorted(slices.Values(codes)) {
		selectors = append(selectors, fmt.Sprintf("[name=%q][value=%q]:checked", question, code))
	}
	return strings.Join(selectors, ",")
}
