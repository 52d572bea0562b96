package web

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/qr"
)

// qrPixels is the side of a code as an image: 9 cm at 300 per inch.
const qrPixels = 1024

// servicePage hands a service its link: as a code to hang up, to copy, and in a message to send.
type servicePage struct {
	*deskPage

	serviceLink

	Facts       []factView
	Address     string        // that the link opens, "" while there is none
	QR          template.HTML // drawing of the address
	Messages    []readyMessage
	Unreachable string
}

// factView is something known of a service.
type factView struct {
	Name, Value string
}

// readyMessage is a message that invites a service, in one language.
type readyMessage struct {
	Tag, Language, Text string
	First               bool
}

// serviceLink is who a link belongs to: a service, or the campaign itself.
type serviceLink struct {
	campaign.Participant

	Base  string // path of its pages
	Whole bool   // the campaign itself
}

// serviceOf returns the service that an address names.
func (s *Server) serviceOf(v *visit) (serviceLink, error) {
	code := v.Param(paramService)
	found := serviceLink{Base: deskRoot + "/" + v.campaign.Slug + "/services/" + code}
	if code == ownLink {
		found.Whole, found.Name, found.Link = true, v.campaign.Title, v.campaign.Link
		return found, nil
	}
	p, known := v.campaign.Participant(code)
	if !known {
		args := problem.Args{"value": code, "slug": v.campaign.Slug}
		return found, problem.New(problem.NotFound, "campaign.participant.unknown", args)
	}
	found.Participant = p
	return found, nil
}

// showService shows the link of a service in every way in which it can be handed over.
func (s *Server) showService(v *visit) error {
	at, err := s.serviceOf(v)
	if err != nil {
		return err
	}
	p := &servicePage{deskPage: s.newDeskPage(v, "desk.services.title"), serviceLink: at, Address: s.linkTo(at.Link)}
	p.Title, p.Unreachable, p.Script = at.Name, s.unreachable(v), true
	if at.Whole {
		p.Title = v.t.Text("desk.service.campaign", nil)
	}
	n, err := s.sheetsByService(v.Request().Context(), v.campaign)
	if err != nil {
		return err
	}
	p.Facts = facts(v.t, v.campaign, at, factView{v.t.Text(n.label(), nil), v.t.Integer(int64(n.of[at.Code]))})
	if p.Address == "" {
		return s.answer(v, "service", p)
	}
	var drawn bytes.Buffer
	if err = qr.SVG(&drawn, p.Address, p.Title); err != nil {
		return err
	}
	p.QR = template.HTML(drawn.String()) //nolint:gosec // made by our own encoder, its title is escaped
	p.Messages = s.messages(v.campaign, at, p.Address)
	return s.answer(v, "service", p)
}

// facts tells what is known of a service.
func facts(t *locale.Printer, k *campaign.Campaign, at serviceLink, sheets factView) []factView {
	if at.Whole {
		return []factView{sheets}
	}
	all := []factView{
		{t.Text("desk.service.code", nil), at.Code},
		{t.Text("desk.service.kind", nil), t.Text(string(campaign.KindKey(at.Kind)), nil)},
		sheets,
	}
	if at.Headcount > 0 {
		all = append(all, factView{t.Text("desk.service.headcount", nil), t.Integer(int64(at.Headcount))})
	}
	if len(at.Own) > 0 {
		all = append(all, factView{t.Text("desk.service.own", nil), strings.Join(institutions(t, k, at.Own), ", ")})
	}
	return all
}

// messages returns the message in every language, that of the campaign first.
func (s *Server) messages(k *campaign.Campaign, at serviceLink, address string) []readyMessage {
	key := "desk.message.service"
	if at.Whole {
		key = "desk.message.campaign"
	}
	var all []readyMessage
	for _, tag := range locale.Languages() {
		t := s.Catalogue.Printer(tag)
		text := t.Text(key, problem.Args{
			"title": k.Title, "service": at.Name, "period": paper.Period(t, k), "link": address, "rows": k.Form().RowNoun[tag].Other,
		})
		m := readyMessage{Tag: string(tag), Language: t.Text("language.name", nil), Text: text, First: tag == k.Language}
		if m.First {
			all = append([]readyMessage{m}, all...)
		} else {
			all = append(all, m)
		}
	}
	return all
}

// downloadQR sends the code of a service as an image, for a poster or a message.
func (s *Server) downloadQR(v *visit) error {
	at, err := s.serviceOf(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err = qr.PNG(&b, s.linkTo(at.Link), qrPixels); err != nil {
		return err
	}
	name := at.Code
	if at.Whole {
		name = v.campaign.Slug
	}
	download(v, "releve-"+name+".png")
	return v.Blob(http.StatusOK, "image/png", b.Bytes())
}
