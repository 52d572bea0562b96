package web

import (
	"bytes"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/device"
	"releve/internal/locale"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// FileOptions say which questionnaire goes into a file.
type FileOptions struct {
	Campaign    *campaign.Campaign
	Participant string     // code of the service, "" where the person who fills in the file says it
	Tag         locale.Tag // of the page; a file has one language
	Catalogue   *locale.Catalogue
	Now         time.Time // choices that are no longer offered by then are left out
}

// FormFile returns the questionnaire of a campaign as one page of HTML that asks nothing of any server: it keeps sheets
// on the device and writes them into a file that an import takes. A closed campaign (problem.Conflict) and a service
// that it does not have (problem.NotFound) are refused. It is UTF-8, at most 300 kB with the shipped questionnaires.
func FormFile(o FileOptions) ([]byte, error) {
	c := o.Campaign
	if c.State == campaign.Closed {
		return nil, problem.New(problem.Conflict, "cli.form.page.closed", problem.Args{"slug": c.Slug})
	}
	service, ok := c.Participant(o.Participant)
	if o.Participant != "" && !ok {
		return nil, problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": o.Participant, "slug": c.Slug})
	}
	zone, err := c.Location()
	if err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	s, err := newFileServer(o)
	if err != nil {
		return nil, err
	}
	at := &place{link: fileLink(c, service.Code), campaign: c, participant: service, zone: zone}
	p, err := s.filePage(filling{
		at: at, form: c.Form(), tag: o.Tag, blank: true,
		sent: sheet.Entry{ID: blankID, Answers: sheet.Fields{}},
	})
	if err != nil {
		return nil, err
	}
	var whole bytes.Buffer
	if err = s.pages.set.ExecuteTemplate(&whole, "form", p); err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	return whole.Bytes(), nil
}

// newFileServer makes as much of a server as it takes to make a page.
func newFileServer(o FileOptions) (*Server, error) {
	p, err := newPages()
	if err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	now := func() time.Time { return o.Now }
	return &Server{Options: Options{Catalogue: o.Catalogue, Now: now, Demo: o.Campaign.Fictitious}, pages: p}, nil
}

// fileLink names the campaign and the service where a browser keeps sheets for several files in one place. It stays the
// same for every file of the campaign, so that a newer one finds the sheets of an older one, and it is no link.
func fileLink(c *campaign.Campaign, service string) string {
	return strings.Join([]string{"file", c.Slug, strconv.FormatInt(c.CreatedAt.Unix(), 36), service}, ".")
}

// fileView is what the page has only as a file.
type fileView struct {
	Policy   string      // content policy: the server that would send one is missing
	Script   template.JS // all of it
	Pack     template.JS // words and the index of choices, as JSON
	Service  string      // name, "" where it is to be chosen
	Services []campaign.Participant
	Dates    string // first and last day
	Answers  string // who answers for the campaign, "" where nobody is named
}

// filePage makes the page of a file.
func (s *Server) filePage(f filling) (*formPage, error) {
	p, c := s.formPage(f), f.at.campaign
	t := p.printer
	pack, err := device.WholePack(f.form, t, s.Now().In(f.at.zone).Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	code, style, err := device.BuildFile()
	if err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	p.Style += template.CSS(style) //nolint:gosec // our own file
	script := inlineScript(code)
	p.File = &fileView{
		Policy:  filePolicy(p.style(), script),
		Script:  template.JS(script), //nolint:gosec // our own files
		Pack:    template.JS(pack),   //nolint:gosec // JSON, in which no tag can end
		Service: f.at.participant.Name,
		Dates:   fileDates(t, c),
	}
	if c.Publisher != "" {
		p.File.Answers = t.Text("page.file.publisher", problem.Args{"publisher": c.Publisher})
	}
	if f.at.participant.Code == "" {
		p.File.Services = c.Participants
	}
	if c.State == campaign.Trial {
		p.Trial = t.Text("page.file.trial", nil)
	}
	p.Action, p.Languages, p.Resume, p.Service = "", nil, "", ""
	p.Notice = append([]string{t.Text("page.file.stays", nil)}, p.Notice...)
	p.Send = t.Text("page.file.keep", nil)
	return p, nil
}

// fileDates says from when to when the campaign runs.
func fileDates(t *locale.Printer, c *campaign.Campaign) string {
	if c.To == "" {
		return t.Text("page.file.from", problem.Args{"from": t.Date(c.From)})
	}
	return t.Text("page.file.dates", problem.Args{"from": t.Date(c.From), "to": t.Date(c.To)})
}

// inlineScript makes a script fit to stand in a page: nothing in it ends the element that holds it, or begins a
// comment. Both stand only in strings and patterns, where the stroke changes nothing.
func inlineScript(script []byte) string {
	return strings.NewReplacer("</script", `<\/script`, "<!--", `<\!--`).Replace(strings.TrimSpace(string(script)))
}

// filePolicy is the content policy of a file: its own script and style by their hashes, pictures in the text, and
// no request to anybody.
func filePolicy(style, script string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'sha256-" + styleHash(script) + "'", // a script is hashed as a style is
		"style-src 'sha256-" + styleHash(style) + "'",
		"img-src data:",
		"form-action 'none'",
		"base-uri 'none'",
	}, "; ")
}
