package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
)

// privacyPage tells who sees what, what is kept where and until when, and how to take it back.
type privacyPage struct {
	page

	Languages []deskLink
	Campaign  string
	Service   string
	Seen      []seenView
	Kept      []string // on the server
	Until     string
	Correct   string
	Erase     string
	Contact   string
	Back      string
}

// seenView is what somebody sees.
type seenView struct {
	Who, What string
}

// showPrivacy answers with what becomes of the sheets of a link.
func (s *Server) showPrivacy(c echo.Context) error {
	at, err := s.live.fresh(c.Request().Context(), c.Param(paramLink))
	if err != nil {
		return err
	}
	t := s.Catalogue.Printer(s.language(c, at))
	p := &privacyPage{page: s.newPage(t, s.pages.print), Campaign: at.campaign.Title, Service: at.participant.Name}
	p.Title = t.Text("privacy.title", nil)
	p.Back = "/s/" + at.link + "?lang=" + p.Lang
	for _, tag := range locale.Languages() {
		p.Languages = append(p.Languages, pageIn(c.Request().URL, []locale.Tag{t.Tag()}, tag))
	}
	p.Seen = seen(t)
	p.promises(t, at.campaign)
	return s.render(c, http.StatusOK, "privacy", p)
}

// seen tells who sees what.
func seen(t *locale.Printer) []seenView {
	var all []seenView
	for _, who := range []string{"you", "colleagues", "management", "coordination", "server", "public", "institution"} {
		all = append(all, seenView{t.Text("privacy.who."+who, nil), t.Text("privacy.sees."+who, nil)})
	}
	return all
}

// promises tells what the campaign settled: until when sheets are kept, how long they can be corrected, whom to ask.
func (p *privacyPage) promises(t *locale.Printer, k *campaign.Campaign) {
	p.Until, p.Contact = t.Text("page.notice.until.open", nil), t.Text("privacy.contact.unnamed", nil)
	if k.KeepUntil != "" {
		p.Until = t.Text("privacy.until", problem.Args{"date": t.Date(k.KeepUntil)})
	}
	if k.Publisher != "" {
		p.Contact = t.Text("privacy.contact", problem.Args{"publisher": k.Publisher})
	}
	p.Erase = t.Text("privacy.mend.erase", problem.Args{"button": t.Text("device.erase", nil)})
	p.Correct = t.Text("privacy.correct.none", nil)
	if k.CorrectionDays > 0 {
		p.Correct = t.Text("privacy.correct", problem.Args{"n": k.CorrectionDays})
	}
}
