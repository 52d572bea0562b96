package web

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/qr"
)

// posterPath ends the address of a poster.
const posterPath = "/poster"

// posterPage is a poster of a service: where to note procedures, and how.
type posterPage struct {
	printedPage

	Campaign    string
	Service     string        // "" on the poster of the campaign itself
	Host        string        // what is typed to reach the server
	Code        string        // of the link, in groups
	QR          template.HTML // drawing of the whole address
	Tick        []said        // how many answers to touch
	Names       []said        // and to which questions
	Procedure   []said
	Period      []said
	Publisher   []said
	Logos       []logoView
	Unreachable string
	NoPublisher string // that the law asks for one, "" where there is one
}

// logoView is a logo as a page shows it.
type logoView struct {
	Mark, Name string
	Source     template.URL // the picture itself
}

// showPoster answers with the poster of a service, or of the campaign itself.
func (s *Server) showPoster(v *visit) error {
	at, err := s.serviceOf(v)
	if err != nil {
		return err
	}
	if at.Link == "" {
		return problem.New(problem.NotFound, "desk.service.unlinked", nil)
	}
	k, address := v.campaign, s.linkTo(at.Link)
	p := &posterPage{
		printedPage: s.newPrinted(v.Context, v.t.Tag()), Campaign: k.Title, Service: at.Name, Code: at.Link,
		Host: strings.TrimPrefix(s.PublicURL, "https://"), Unreachable: s.unreachable(v), Logos: logoViews(k),
	}
	if p.Title, p.Back = at.Name, at.Base; at.Whole {
		p.Service = ""
	}
	var drawn bytes.Buffer
	if err = qr.SVG(&drawn, address, v.t.Text("poster.qr", problem.Args{"address": address})); err != nil {
		return err
	}
	p.QR = template.HTML(drawn.String()) //nolint:gosec // made by our own encoder, its title is escaped
	p.words(k)
	return s.render(v.Context, http.StatusOK, "poster", p)
}

// words fills in what the poster says of the campaign, in each language.
func (p *posterPage) words(k *campaign.Campaign) {
	asked := k.Form().Touches()
	p.Tick = p.each(func(t *locale.Printer) string { return t.Text("poster.tick", problem.Args{"n": len(asked)}) })
	p.Names = p.each(func(t *locale.Printer) string {
		var names []string
		for _, q := range asked {
			names = append(names, q.Short.In(t.Tag()))
		}
		return strings.Join(names, " · ")
	})
	p.Procedure = p.each(func(t *locale.Printer) string { return k.ProcedureText.In(t.Tag()) })
	p.Period = p.each(func(t *locale.Printer) string { return paper.Period(t, k) })
	publisher := k.Publisher
	if publisher == "" {
		publisher, p.NoPublisher = strings.Repeat("…", 12), p.T("poster.publisher.none")
	}
	p.Publisher = p.each(func(t *locale.Printer) string {
		return t.Text("poster.publisher", problem.Args{"publisher": publisher})
	})
}

// logoViews returns the logos of a campaign, each with its picture: a page that holds them asks for nothing more.
func logoViews(k *campaign.Campaign) []logoView {
	all := make([]logoView, len(k.Logos))
	for i, l := range k.Logos {
		source := "data:image/png;base64," + base64.StdEncoding.EncodeToString(l.Image)
		all[i] = logoView{Mark: l.Mark(), Name: l.Name, Source: template.URL(source)} //nolint:gosec // drawn by package logo
	}
	return all
}

// posterTo returns the address of a service's poster in the languages that the campaign begins with.
func posterTo(base string, tag locale.Tag) string {
	return base + posterPath + "?" + url.Values{paramLang: {string(tag)}}.Encode()
}
