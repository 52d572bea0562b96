package campaign

import (
	"fmt"
	"io"
	"slices"

	"releve/internal/check"
	"releve/internal/form"
	"releve/internal/problem"
)

// participantFacts are the fields of a participant that rules check one by one.
type participantFacts struct {
	Code      string `field:"code"      validate:"code"`
	Name      string `field:"name"      validate:"required,max=120"`
	Kind      string `field:"kind"      validate:"oneof=association cpas commune other"`
	Headcount int    `field:"headcount" validate:"min=0,max=100000"`
}

// NewParticipant checks a participant of campaigns with a form and gives it a link. A blank kind is Other.
func NewParticipant(f *form.Form, p Participant, random io.Reader) (Participant, error) {
	p, err := checkParticipant(f, p)
	if err != nil {
		return Participant{}, err
	}
	p.Link, err = NewLink(random)
	return p, err
}

func checkParticipant(f *form.Form, p Participant) (Participant, error) {
	if p.Kind == "" {
		p.Kind = Other
	}
	wrong := cleanText("name", &p.Name)
	rules := check.New().Struct(participantFacts{Code: p.Code, Name: p.Name, Kind: string(p.Kind), Headcount: p.Headcount})
	if rules != nil && problem.All(rules) == nil {
		return p, fmt.Errorf("check participant: %w", rules)
	}
	wrong = append(append(wrong, problem.All(rules)...), checkOwn(f, p.Own)...)
	return p, wrong.OrNil()
}

// checkOwn asks that the codes of a service's own institution stand in the form's list of institutions.
func checkOwn(f *form.Form, own []string) problem.List {
	if len(own) == 0 {
		return nil
	}
	q := f.Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return problem.List{problem.New(problem.Invalid, "campaign.own.none", nil).At("own")}
	}
	var wrong problem.List
	for _, code := range own {
		if _, ok := q.List.Choice(code); !ok {
			args := problem.Args{"value": code, "form": f.ID}
			wrong = append(wrong, problem.New(problem.Invalid, "campaign.own.unknown", args).At("own"))
		}
	}
	return wrong
}

// Add adds a new participant, which gets a link. A code that is taken is a conflict.
func (c *Campaign) Add(p Participant, random io.Reader) (Participant, error) {
	if _, taken := c.Participant(p.Code); taken {
		args := problem.Args{"value": p.Code, "slug": c.Slug}
		return Participant{}, problem.New(problem.Conflict, "campaign.participant.taken", args).At("code")
	}
	p, err := NewParticipant(c.Form(), p, random)
	if err != nil {
		return Participant{}, err
	}
	c.Participants = append(slices.Clip(c.Participants), p)
	return p, nil
}

// Amend changes what is known of a participant but for its link, and returns false when nothing was different.
func (c *Campaign) Amend(p Participant) (bool, error) {
	i, err := c.place(p.Code)
	if err != nil {
		return false, err
	}
	p.Link = c.Participants[i].Link
	p, err = checkParticipant(c.Form(), p)
	if err != nil || same(p, c.Participants[i]) {
		return false, err
	}
	c.Participants = slices.Clone(c.Participants)
	c.Participants[i] = p
	return true, nil
}

func same(a, b Participant) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.Headcount == b.Headcount && slices.Equal(a.Own, b.Own)
}

// Relink gives a participant a new link, the campaign itself when the code is blank; the old link is void.
func (c *Campaign) Relink(code string, random io.Reader) (string, error) {
	link, err := NewLink(random)
	if err != nil {
		return "", err
	}
	if code == "" {
		c.Link = link
		return link, nil
	}
	i, err := c.place(code)
	if err != nil {
		return "", err
	}
	c.Participants = slices.Clone(c.Participants)
	c.Participants[i].Link = link
	return link, nil
}

// place returns where a participant stands.
func (c *Campaign) place(code string) (int, error) {
	i := slices.IndexFunc(c.Participants, func(p Participant) bool { return p.Code == code })
	if i < 0 {
		return 0, problem.New(problem.NotFound, "campaign.participant.unknown", problem.Args{"value": code, "slug": c.Slug})
	}
	return i, nil
}
