package web

import (
	"context"
	"net/url"
	"slices"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// Fields of a draft, besides those that are settings.
const (
	fieldForm      = "form"
	fieldSlug      = "slug"
	fieldTitle     = "title"
	fieldFrom      = "from"
	fieldTo        = "to"
	fieldLanguage  = "language"
	fieldPublisher = "publisher"
)

// createPage makes a campaign.
type createPage struct {
	*deskPage

	Forms  []formOffer
	Fields []fieldView
}

// formOffer is a questionnaire to choose, with what it asks.
type formOffer struct {
	ID, Title, About string
	Draft            bool // no campaign uses it yet, and it did not come with the program
	Chosen           bool
	Questions        []questionLine
}

// questionLine is a question in few words.
type questionLine struct {
	Label, Traits string
	Inner         bool // stands in the repeated part
}

// draftInput is what was typed of a new campaign.
type draftInput struct {
	form, slug, title, from, to, language, publisher string
}

func readDraft(values url.Values) draftInput {
	return draftInput{
		form: values.Get(fieldForm), slug: values.Get(fieldSlug), title: values.Get(fieldTitle), from: values.Get(fieldFrom),
		to: values.Get(fieldTo), language: values.Get(fieldLanguage), publisher: values.Get(fieldPublisher),
	}
}

// draft returns what the domain makes a campaign of. A blank slug is made of the title.
func (s *Server) draft(ctx context.Context, in draftInput) (campaign.Draft, error) {
	d := campaign.Draft{Slug: in.slug, Title: in.title, From: in.from, To: in.to, Language: locale.Tag(in.language)}
	if d.Slug != "" {
		return d, nil
	}
	all, err := s.Store.Campaigns(ctx)
	if err != nil {
		return d, err
	}
	d.Slug = campaign.Propose(in.title, func(code string) bool {
		return slices.ContainsFunc(all, func(k *campaign.Campaign) bool { return k.Slug == code })
	})
	return d, nil
}

// showCreate shows a new campaign with all that can be guessed filled in.
func (s *Server) showCreate(v *visit) error {
	offered, err := s.offered(v.Request().Context())
	if err != nil {
		return err
	}
	in := draftInput{from: s.today(), language: string(v.t.Tag())}
	all, err := s.Store.Campaigns(v.Request().Context())
	if err != nil {
		return err
	}
	if len(all) > 0 {
		in.form = all[0].FormID // most go on with the questionnaire that they know
	}
	if in.publisher, err = s.Accounts.Coordination(v.Request().Context()); err != nil {
		return err
	}
	return s.answer(v, "campaign-create", s.newCreatePage(v, offered, in))
}

// today returns the date of now where campaigns usually are.
func (s *Server) today() string {
	zone, err := time.LoadLocation(campaign.DefaultZone)
	if err != nil {
		zone = time.UTC
	}
	return s.Now().In(zone).Format(time.DateOnly)
}

// offered returns the newest version of every questionnaire.
func (s *Server) offered(ctx context.Context) ([]campaign.Offered, error) {
	kept, err := s.Store.Forms(ctx)
	return campaign.Newest(campaign.Offer(kept, s.Forms)), err
}

func (s *Server) newCreatePage(v *visit, offered []campaign.Offered, in draftInput) *createPage {
	p := &createPage{deskPage: s.newDeskPage(v, "desk.create.title")}
	for i, o := range offered {
		p.Forms = append(p.Forms, formOffer{
			ID: o.Form.ID, Title: o.Form.Title.In(v.t.Tag()), About: o.Form.About.In(v.t.Tag()), Draft: o.Stand == campaign.AsDraft,
			Chosen: o.Form.ID == in.form || in.form == "" && i == 0, Questions: questionLines(v.t, o.Form),
		})
	}
	p.Fields = append(s.draftFields(p.deskPage, in),
		p.field(fieldLanguage, "desk.field.language", "desk.field.language.hint", in.language).among(s.tongues()),
		p.field(fieldPublisher, "desk.field.publisher", "desk.field.publisher.hint", in.publisher),
	)
	return p
}

// draftFields are the fields that a new campaign and a clone have in common.
func (*Server) draftFields(p *deskPage, in draftInput) []fieldView {
	return []fieldView{
		p.field(fieldTitle, "desk.field.title", "desk.field.title.hint", in.title).needed(),
		p.field(fieldSlug, "desk.field.slug", "desk.field.slug.hint", in.slug),
		p.field(fieldFrom, "desk.field.from", "desk.field.from.hint", in.from).typed("date").needed(),
		p.field(fieldTo, "desk.field.to", "desk.field.to.hint", in.to).typed("date"),
	}
}

// questionLines tells what a questionnaire asks.
func questionLines(t *locale.Printer, f *form.Form) []questionLine {
	var all []questionLine
	for q, inner := range f.All() {
		all = append(all, questionLine{Label: q.Label.In(t.Tag()), Traits: traits(t, q), Inner: inner})
	}
	return all
}

// traits says how a question is answered, and whether it must be.
func traits(t *locale.Printer, q *form.Question) string {
	choices := 0
	if q.List != nil {
		for range q.List.All() {
			choices++
		}
	}
	how := t.Text("desk.create.kind."+q.Kind.Name(), problem.Args{"n": choices})
	if q.Required {
		return t.Text("desk.create.required", problem.Args{"how": how})
	}
	return how
}

// createCampaign makes a campaign on trial and goes on to its services.
func (s *Server) createCampaign(v *visit) error {
	values := v.posted()
	ctx, in := v.Request().Context(), readDraft(values)
	offered, err := s.offered(ctx)
	if err != nil {
		return err
	}
	made, err := s.makeCampaign(ctx, offered, in)
	if err == nil {
		err = s.Store.Create(ctx, made, made.Form())
	}
	if err != nil {
		return s.refuse(v, err, "campaign-create", s.newCreatePage(v, offered, in))
	}
	return s.redirect(v, after(deskRoot+"/"+made.Slug+"/services", "created", 0))
}

// makeCampaign makes a campaign of what was typed.
func (s *Server) makeCampaign(ctx context.Context, offered []campaign.Offered, in draftInput) (*campaign.Campaign, error) {
	at := slices.IndexFunc(offered, func(o campaign.Offered) bool { return o.Form.ID == in.form })
	if at < 0 {
		return nil, problem.New(problem.Invalid, "desk.create.form", nil).At(fieldForm)
	}
	d, err := s.draft(ctx, in)
	if err != nil {
		return nil, err
	}
	made, err := campaign.New(offered[at].Form, d, s.Random, s.Now())
	if err != nil {
		return nil, forgiveProposed(err, fieldSlug, in.slug)
	}
	return made, made.Set(campaign.Setting{Key: fieldPublisher, Value: in.publisher})
}

// forgiveProposed leaves out what is wrong with a slug or code that nobody typed, because there was no name to make it
// of: what is wrong with the name is told.
func forgiveProposed(err error, field, typed string) error {
	others := slices.DeleteFunc(slices.Clone(problem.All(err)), func(p *problem.Error) bool { return p.Field == field })
	if typed != "" || len(others) == 0 {
		return err
	}
	return others
}
