package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/problem"
)

// Fields of a service, as the domain names them in its problems.
const (
	fieldCode      = "code"
	fieldName      = "name"
	fieldKind      = "kind"
	fieldHeadcount = "headcount"
	fieldOwn       = "own"
	fieldOwnOther  = "own-other" // codes that are not among those to tick
)

// serviceEditPage adds a service or changes what is known of one.
type serviceEditPage struct {
	*deskPage

	serviceLink

	Fields []fieldView
	Own    []option // institutions to tick, nil for a form without
	Other  fieldView
}

// serviceInput is what was typed of a service.
type serviceInput struct {
	campaign.Participant

	people string // headcount as it was typed
	other  string
}

// readService reads what was typed; the problems are those that the domain cannot see.
func readService(values url.Values) (serviceInput, problem.List) {
	in := serviceInput{people: strings.TrimSpace(values.Get(fieldHeadcount)), other: values.Get(fieldOwnOther)}
	in.Code, in.Name, in.Kind = strings.TrimSpace(values.Get(fieldCode)), values.Get(fieldName), campaign.Kind(values.Get(fieldKind))
	in.Own = slices.Clone(values[fieldOwn])
	for code := range strings.FieldsFuncSeq(in.other, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if !slices.Contains(in.Own, code) {
			in.Own = append(in.Own, code)
		}
	}
	if in.people == "" {
		return in, nil
	}
	var err error
	if in.Headcount, err = strconv.Atoi(in.people); err != nil {
		return in, problem.List{problem.New(problem.Invalid, "answer.integer", problem.Args{"value": in.people}).At(fieldHeadcount)}
	}
	return in, nil
}

// newServicePage shows what is known of a service to be changed.
func (s *Server) newServicePage(v *visit, title string, at serviceLink, in serviceInput) *serviceEditPage {
	p := &serviceEditPage{deskPage: s.newDeskPage(v, title), serviceLink: at}
	var kinds []option
	for _, k := range campaign.Kinds() {
		kinds = append(kinds, option{Value: string(k), Label: v.t.Text(string(campaign.KindKey(k)), nil)})
	}
	p.Fields = []fieldView{p.field(fieldName, "desk.service.name", "desk.service.name.hint", in.Name).needed()}
	if at.Code == "" {
		p.Fields = append(p.Fields, p.field(fieldCode, "desk.service.code", "desk.service.code.hint", in.Code))
	}
	p.Fields = append(p.Fields,
		p.field(fieldKind, "desk.service.kind", "desk.service.kind.hint", string(in.Kind)).among(kinds),
		p.field(fieldHeadcount, "desk.service.headcount", "desk.service.headcount.hint", in.people).typed("number"),
	)
	p.Own = ownChoices(v.t, v.campaign.Form(), in.Own)
	var other []string
	for _, code := range in.Own {
		if !slices.ContainsFunc(p.Own, func(c option) bool { return c.Value == code }) {
			other = append(other, code)
		}
	}
	p.Other = p.field(fieldOwnOther, "desk.service.own.other", "desk.service.own.other.hint", strings.Join(other, ", "))
	return p
}

// ownChoices returns the top branches of the form's institutions, those of the service ticked.
func ownChoices(t *locale.Printer, f *form.Form, own []string) []option {
	q := f.Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return nil
	}
	var all []option
	for _, c := range q.List.Choices {
		all = append(all, option{Value: c.Code, Label: c.Heading(t.Tag()), Chosen: slices.Contains(own, c.Code)})
	}
	return all
}

// institutions names the institutions of codes.
func institutions(t *locale.Printer, k *campaign.Campaign, codes []string) []string {
	names := slices.Clone(codes)
	q := k.Form().Role(form.RoleInstitution)
	if q == nil || q.List == nil {
		return names
	}
	for i, code := range codes {
		if c, known := q.List.Choice(code); known {
			names[i] = c.Heading(t.Tag())
		}
	}
	return names
}

// showEditService shows what is known of a service.
func (s *Server) showEditService(v *visit) error {
	at, err := s.listedService(v)
	if err != nil {
		return err
	}
	in := serviceInput{Participant: at.Participant}
	if at.Headcount > 0 {
		in.people = strconv.Itoa(at.Headcount)
	}
	return s.answer(v, "service-edit", s.newServicePage(v, "desk.service.edit", at, in))
}

// listedService returns the service that an address names; the campaign itself is none.
func (s *Server) listedService(v *visit) (serviceLink, error) {
	at, err := s.serviceOf(v)
	if err == nil && at.Whole {
		err = problem.New(problem.NotFound, "problem.notfound", nil)
	}
	return at, err
}

// editService changes what is known of a service; its link and its sheets stay.
func (s *Server) editService(v *visit) error {
	at, err := s.listedService(v)
	if err != nil {
		return err
	}
	values := v.posted()
	in, wrong := readService(values)
	in.Code = at.Code
	_, err = s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) error {
		_, refused := k.Amend(in.Participant)
		return joined(wrong, refused)
	})
	if err != nil {
		return s.refuse(v, ownOther(err, in), "service-edit", s.newServicePage(v, "desk.service.edit", at, in))
	}
	return s.redirect(v, after(at.Base, "service.changed", 0))
}

// joined puts what was found wrong before in front of the problems of an error.
func joined(wrong problem.List, err error) error {
	if all := problem.All(err); len(wrong) > 0 && (err == nil || len(all) > 0) {
		return append(slices.Clone(wrong), all...)
	}
	return err
}

// ownOther moves what is wrong with a code of an institution to the field in which codes are typed.
func ownOther(err error, in serviceInput) error {
	all := slices.Clone(problem.All(err))
	if len(all) == 0 || in.other == "" {
		return err
	}
	for i, p := range all {
		if p.Field == fieldOwn {
			all[i] = p.At(fieldOwnOther)
		}
	}
	return all
}
