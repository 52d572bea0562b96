package campaign

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"releve/internal/check"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// DefaultZone is the zone of a campaign that names none.
const DefaultZone = "Europe/Brussels"

// usualCorrection is how many days a device may correct its own sheets, unless the campaign says otherwise.
const usualCorrection = 14

// Draft is what a coordinator says of a new campaign. A blank zone or language gets its usual value.
type Draft struct {
	Slug, Title string
	From, To    string // dates as form.ReadDate reads them; To may be blank
	Zone        string
	Language    locale.Tag
}

// New returns a campaign on trial with a form, its groups, outcome map and "one procedure is…". What is wrong with
// the draft comes back as a problem.List whose fields are those of Set, and slug.
func New(f *form.Form, d Draft, random io.Reader, now time.Time) (*Campaign, error) {
	link, err := NewLink(random)
	if err != nil {
		return nil, err
	}
	c := &Campaign{
		Slug: d.Slug, Title: d.Title, FormID: f.ID, Version: f.Version, From: d.From, To: d.To,
		Zone: DefaultZone, Language: locale.Languages()[0], State: Trial, Groups: slices.Clone(f.Groups), Outcome: f.Outcome,
		CountLate: true, CountOutside: true, ProcedureText: maps.Clone(f.ProcedureText), CorrectionDays: usualCorrection,
		Link: link, CreatedAt: now.UTC().Truncate(time.Second), Forms: []*form.Form{f},
	}
	if d.Zone != "" {
		c.Zone = d.Zone
	}
	if d.Language != "" {
		c.Language = d.Language
	}
	if err := c.complete(nil); err != nil {
		return nil, err
	}
	return c, nil
}

// Clone returns a campaign on trial with the settings and the participants of c, all with new links, and none of
// its sheets. What the draft leaves blank is as in c, but for the slug.
func (c *Campaign) Clone(d Draft, random io.Reader, now time.Time) (*Campaign, error) {
	n := *c
	n.Slug, n.State, n.CreatedAt, n.Config, n.Change = d.Slug, Trial, now.UTC().Truncate(time.Second), 0, 0
	n.Successor = ""
	n.Version, n.Forms = c.Form().Version, []*form.Form{c.Form()}
	for _, part := range []struct {
		into *string
		said string
	}{{&n.Title, d.Title}, {&n.From, d.From}, {&n.To, d.To}, {&n.Zone, d.Zone}} {
		if part.said != "" {
			*part.into = part.said
		}
	}
	if d.Language != "" {
		n.Language = d.Language
	}
	if err := n.newLinks(random); err != nil {
		return nil, err
	}
	if err := n.complete(nil); err != nil {
		return nil, err
	}
	return &n, nil
}

// Succeed makes c the successor of another campaign, where that has none; it is what an Update takes.
func (c *Campaign) Succeed(of *Campaign) error {
	if of.Successor == "" {
		of.Successor = c.Slug
	}
	return nil
}

func (c *Campaign) newLinks(random io.Reader) error {
	links := make([]string, 1+len(c.Participants))
	for i := range links {
		link, err := NewLink(random)
		if err != nil {
			return err
		}
		links[i] = link
	}
	c.Link, c.Participants = links[0], slices.Clone(c.Participants)
	for i := range c.Participants {
		c.Participants[i].Link = links[1+i]
	}
	return nil
}

// facts are the fields of a campaign that rules check one by one.
type facts struct {
	Slug           string     `field:"slug"            validate:"code"`
	Title          string     `field:"title"           validate:"required,max=120"`
	From           string     `field:"from"            validate:"isodate"`
	To             string     `field:"to"              validate:"omitempty,isodate"`
	Zone           string     `field:"zone"            validate:"zone"`
	Language       locale.Tag `field:"language"        validate:"lang"`
	Publisher      string     `field:"publisher"       validate:"max=200"`
	KeepUntil      string     `field:"keep-until"      validate:"omitempty,isodate"`
	CorrectionDays int        `field:"correction-days" validate:"min=0,max=366"`
	Successor      string     `field:"successor"       validate:"omitempty,code"`
}

// complete brings dates and texts into their one form and checks the campaign; wrong is what was found before.
func (c *Campaign) complete(wrong problem.List) error {
	wrong = append(wrong, cleanText("title", &c.Title)...)
	wrong = append(wrong, cleanText("publisher", &c.Publisher)...)
	for _, date := range []*string{&c.From, &c.To, &c.KeepUntil} {
		if iso, bad := form.ReadDate(*date); bad == nil {
			*date = iso
		}
	}
	rules := check.New().Struct(facts{
		Slug: c.Slug, Title: c.Title, From: c.From, To: c.To, Zone: c.Zone, Language: c.Language,
		Publisher: c.Publisher, KeepUntil: c.KeepUntil, CorrectionDays: c.CorrectionDays, Successor: c.Successor,
	})
	if rules != nil && problem.All(rules) == nil {
		return fmt.Errorf("check campaign: %w", rules)
	}
	wrong = append(wrong, problem.All(rules)...)
	if rules == nil {
		wrong = append(wrong, c.period()...)
	}
	if c.Successor != "" && c.Successor == c.Slug {
		args := problem.Args{"value": c.Successor}
		wrong = append(wrong, problem.New(problem.Invalid, "campaign.successor.circle", args).At("successor"))
	}
	return wrong.OrNil()
}

// cleanText brings a text into the form in which texts are kept.
func cleanText(field string, text *string) problem.List {
	clean, ok := locale.Clean(*text)
	if !ok {
		return problem.List{problem.New(problem.Invalid, "answer.text.unreadable", nil).At(field)}
	}
	*text = clean
	return nil
}

// period checks dates against each other.
func (c *Campaign) period() problem.List {
	var wrong problem.List
	if c.To != "" && c.To < c.From {
		args := problem.Args{"from": c.From, "to": c.To}
		wrong = append(wrong, problem.New(problem.Invalid, "campaign.period", args).At("to"))
	}
	if last := max(c.From, c.To); c.KeepUntil != "" && c.KeepUntil < last {
		args := problem.Args{"value": c.KeepUntil, "last": last}
		wrong = append(wrong, problem.New(problem.Invalid, "campaign.keep", args).At("keep-until"))
	}
	return wrong
}
