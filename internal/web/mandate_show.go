package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"releve/internal/form"
	"releve/internal/locale"
)

// mandatePage is a mandate to print: a person lets a service do named acts, until a date, and can take it back. What is
// typed on it goes nowhere.
type mandatePage struct {
	printedPage

	Service string
	Acts    [][]said // those of the questionnaire, none where it asks for no procedure
}

// showMandate answers with a mandate for the service of a link.
func (s *Server) showMandate(c echo.Context) error {
	at, err := s.live.fresh(c.Request().Context(), c.Param(paramLink))
	if err != nil {
		return err
	}
	p := &mandatePage{printedPage: s.newPrinted(c, s.language(c, at)), Service: serviceOr(at)}
	p.title("mandate.title")
	p.Back = "/s/" + at.link + "?lang=" + p.Lang
	p.Acts = p.acts(at.campaign.Form(), s.Now().In(at.zone).Format(time.DateOnly))
	return s.render(c, http.StatusOK, "mandate", p)
}

// acts returns the acts that the questionnaire offers today. A branch is left to what stands below it, and what has to
// be specified to the lines below the list.
func (p *mandatePage) acts(f *form.Form, today string) [][]said {
	q := f.Role(form.RoleProcedure)
	if q == nil || q.List == nil {
		return nil
	}
	var all [][]said
	for choice := range q.List.All() {
		if len(choice.Children) == 0 && !choice.Specify && choice.Offered(today) {
			all = append(all, p.each(func(t *locale.Printer) string { return choice.Short.In(t.Tag()) }))
		}
	}
	return all
}
