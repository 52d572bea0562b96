package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
)

// savedPage says that a sheet is kept, and offers the next step.
type savedPage struct {
	page

	Service string
	What    []keptAnswer // what was kept of it that is not a free text
	Receipt string       // in groups, to write down
	Again   string       // the next sheet, with what repeats
	Carries bool         // something repeats
	Resume  string       // the sequel of this one, "" where the form has none
	Proof   string       // pages to print for the person
	Mandate string
}

// showSaved answers the redirect after a sheet was kept.
func (s *Server) showSaved(c echo.Context) error {
	at, kept, err := s.receipted(c)
	if err != nil {
		return err
	}
	receipt, _ := campaign.ReadReceipt(c.QueryParam("after"))
	if kept == nil {
		return c.Redirect(http.StatusSeeOther, "/s/"+at.link)
	}
	t := s.Catalogue.Printer(s.language(c, at))
	p := &savedPage{page: s.newPage(t, ""), Receipt: grouped(receipt)}
	if kept.Participant != "" {
		p.Service = at.participant.Name
	}
	p.Title = t.Text("page.saved.title", nil)
	p.What = append(p.What, keptAnswer{Question: t.Text("page.date", nil), Answer: t.Date(kept.Date)})
	lang := "&lang=" + string(t.Tag())
	p.Again = "/s/" + at.link + "?after=" + receipt + lang
	p.Proof = "/s/" + at.link + "/proof?after=" + receipt + lang
	p.Mandate = "/s/" + at.link + "/mandate?lang=" + string(t.Tag())
	if f, ok := at.campaign.FormVersion(kept.Version); ok {
		for q := range f.All() {
			if a := kept.Answers[q.Code]; len(a.Codes) > 0 {
				p.What = append(p.What, keptAnswer{Question: q.Short.In(t.Tag()), Answer: labels(t.Tag(), q, a)})
			}
		}
		if f.Repeat() != nil {
			p.What = append(p.What, rowCount(t, f, len(kept.Rows)))
		} else {
			p.Carries = true
			p.Resume = "/s/" + at.link + "?resume=" + receipt + lang
		}
	}
	return s.render(c, http.StatusOK, "saved", p)
}

// grouped writes a receipt so that it can be copied by hand.
func grouped(receipt string) string {
	var b strings.Builder
	for i, sign := range receipt {
		if i > 0 && i%receiptGroup == 0 && i < lastGroup {
			b.WriteByte('-')
		}
		b.WriteRune(sign)
	}
	return b.String()
}

// receiptGroup is how many signs of a receipt stand together.
const receiptGroup = 5

// lastGroup is where the last group begins: it takes the sign that is left over.
const lastGroup = 25

// labels returns what the codes of an answer stand for, in words.
func labels(tag locale.Tag, q *form.Question, a form.Answer) string {
	out := make([]string, len(a.Codes))
	for i, code := range a.Codes {
		out[i] = labelOf(q, tag, code)
	}
	return strings.Join(out, " · ")
}

// rowCount tells how many rows a sheet with a repeat holds.
func rowCount(t *locale.Printer, f *form.Form, n int) keptAnswer {
	noun := f.RowNoun[t.Tag()]
	return keptAnswer{Question: upperFirst(noun.Other), Answer: t.Integer(int64(n))}
}
