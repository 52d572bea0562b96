package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// proofPage tells on paper what was attempted for a person, for that person. The names that it has room for are typed
// or written on it and go nowhere.
type proofPage struct {
	printedPage

	Facts     []printedFact
	Verdict   []said // what became of it in a whole sentence, none where the campaign draws no conclusion
	Failed    bool
	Precise   bool // an answer was "other": what it was is left to be written
	Rows      []printedRow
	Source    []said // which survey the page is taken from
	Service   string
	Publisher string
	Receipt   string
	Mandate   string // address of the mandate
}

// printedFact is a label with what stands beside it.
type printedFact struct {
	Label, Value []said
}

// printedRow is one row of a sheet with a repeat.
type printedRow struct {
	Heading []said
	Facts   []printedFact
}

// showProof answers with the proof of the sheet that a receipt was given for.
func (s *Server) showProof(c echo.Context) error {
	at, kept, err := s.receipted(c)
	if err != nil {
		return err
	}
	if kept == nil {
		return problem.New(problem.NotFound, "proof.unknown", nil)
	}
	receipt, _ := campaign.ReadReceipt(c.QueryParam("after"))
	p := &proofPage{
		printedPage: s.newPrinted(c, s.language(c, at)), Service: serviceOf(at, kept), Publisher: at.campaign.Publisher, Receipt: begun(receipt),
	}
	p.title("proof.title")
	languages := "lang=" + url.QueryEscape(p.asked())
	p.Back = "/s/" + at.link + "/saved?after=" + receipt + "&lang=" + p.Lang
	p.Mandate = "/s/" + at.link + "/mandate?" + languages
	p.Source = p.each(func(t *locale.Printer) string {
		return t.Text("proof.source", problem.Args{"title": at.campaign.Title})
	})
	f := formOf(at.campaign, kept)
	p.Facts = p.facts(f, kept)
	p.verdict(at.campaign, f, kept)
	p.Rows = p.rows(f, kept)
	return s.render(c, http.StatusOK, "proof", p)
}

// shownOfReceipt is how many signs of a receipt stand on paper that changes hands: enough to find the sheet in a list, too
// few to open it.
const shownOfReceipt = 2 * receiptGroup

// begun writes the beginning of a receipt.
func begun(receipt string) string { return grouped(receipt[:shownOfReceipt]) + "…" }

// serviceOf returns the name of the service that a sheet was noted for; who noted it without one sees no service's name.
func serviceOf(at *place, kept *sheet.Sheet) string {
	if kept.Participant == "" {
		return at.campaign.Publisher
	}
	return serviceOr(at)
}

// serviceOr returns the name of the service, that of who answers for the campaign on the campaign's own link.
func serviceOr(at *place) string {
	if at.participant.Name != "" {
		return at.participant.Name
	}
	return at.campaign.Publisher
}

// proofLabels are what the questions of some roles are called on a proof, in their order there.
func proofLabels() []struct {
	role  form.Role
	label string
} {
	return []struct {
		role  form.Role
		label string
	}{
		{form.RoleProcedure, "proof.what"},
		{form.RoleInstitution, "proof.with"},
		{form.RoleOutcome, "proof.stands"},
		{form.RoleReason, "proof.obstacles"},
	}
}

// facts tells what the sheet says as a whole. A form that asks neither for an institution nor for a procedure is told
// question by question.
func (p *proofPage) facts(f *form.Form, kept *sheet.Sheet) []printedFact {
	when := printedFact{p.Text("proof.when"), p.each(func(t *locale.Printer) string { return dated(t, kept) })}
	var found []printedFact
	for _, l := range proofLabels() {
		q := f.Role(l.role)
		if q == nil || f.InRepeat(q) || len(kept.Answers[q.Code].Codes) == 0 {
			continue
		}
		found = append(found, printedFact{p.Text(l.label), p.answer(q, kept.Answers[q.Code])})
	}
	if asksNone(f) {
		return append([]printedFact{when}, p.told(sheetQuestions(f), kept.Answers)...)
	}
	return slices.Insert(found, min(2, len(found)), when)
}

// asksNone says whether a form asks about each sheet neither for an institution nor for a procedure.
func asksNone(f *form.Form) bool {
	for _, role := range []form.Role{form.RoleInstitution, form.RoleProcedure} {
		if q := f.Role(role); q != nil && !f.InRepeat(q) {
			return false
		}
	}
	return true
}

// sheetQuestions returns the questions about the sheet as a whole.
func sheetQuestions(f *form.Form) []*form.Question {
	var all []*form.Question
	for q, inRepeat := range f.All() {
		if !inRepeat {
			all = append(all, q)
		}
	}
	return all
}

// told tells coded answers by the short names of their questions. What is about the work of the service or is its
// judgement stays out: it is nothing to show around.
func (p *proofPage) told(questions []*form.Question, answers form.Answers) []printedFact {
	var found []printedFact
	for _, q := range questions {
		if a := answers[q.Code]; len(a.Codes) > 0 && shown(q) {
			label := p.each(func(t *locale.Printer) string { return q.Short.In(t.Tag()) })
			found = append(found, printedFact{label, p.answer(q, a)})
		}
	}
	return found
}

// shown says whether an answer may stand on a proof.
func shown(q *form.Question) bool {
	switch q.Role {
	case form.RoleMinutes, form.RoleFunction, form.RoleSecrets, form.RolePosture, form.RoleNTU, form.RoleComment:
		return false
	case form.RoleInstitution, form.RoleOperator, form.RoleProcedure, form.RoleOutcome, form.RoleReason, form.RoleTheme,
		form.RoleAction, form.RoleChannelTried, form.RoleContacts, form.RoleResolved, form.RoleBlocked:
		return true
	default:
		return q.Bands == nil
	}
}

// answer writes what was chosen, in each language. An outcome is written short: its long form is what the worker says of
// the own work. So is what opens a free text, which is not printed.
func (p *proofPage) answer(q *form.Question, a form.Answer) []said {
	p.Precise = p.Precise || a.Text != ""
	return p.each(func(t *locale.Printer) string {
		var all []string
		for _, code := range a.Codes {
			all = append(all, printedLabel(q, t.Tag(), code))
		}
		return strings.Join(all, " · ")
	})
}

// printedLabel returns the words of a code on a proof.
func printedLabel(q *form.Question, tag locale.Tag, code string) string {
	if q.List != nil {
		if c, ok := q.List.Choice(code); ok && (c.Specify || q.Role == form.RoleOutcome) {
			return c.Short.In(tag)
		}
	}
	return labelOf(q, tag, code)
}

// verdict says in a sentence whether the step was taken to its end, as the campaign reads the outcome.
func (p *proofPage) verdict(k *campaign.Campaign, f *form.Form, kept *sheet.Sheet) {
	q := f.Role(form.RoleOutcome)
	if q == nil || f.InRepeat(q) {
		return
	}
	switch code := kept.Answers[q.Code].Code(); {
	case slices.Contains(k.Outcome.Failure, code):
		p.Failed, p.Verdict = true, p.Text("proof.failed")
	case slices.Contains(k.Outcome.Success, code):
		p.Verdict = p.Text("proof.done")
	}
}

// rows tells the rows of a sheet with a repeat.
func (p *proofPage) rows(f *form.Form, kept *sheet.Sheet) []printedRow {
	r := f.Repeat()
	if r == nil {
		return nil
	}
	all := make([]printedRow, len(kept.Rows))
	for i, row := range kept.Rows {
		all[i].Heading = p.each(func(t *locale.Printer) string {
			return upperFirst(f.RowNoun[t.Tag()].One) + " " + t.Integer(int64(i+1))
		})
		all[i].Facts = p.told(r.Questions, row)
	}
	return all
}
