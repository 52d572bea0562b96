package web

import (
	"releve/internal/campaign"
)

// clonePage makes a campaign of another one.
type clonePage struct {
	*deskPage

	Fields []fieldView
}

func (s *Server) newClonePage(v *visit, in draftInput) *clonePage {
	p := &clonePage{deskPage: s.newDeskPage(v, "desk.clone.title")}
	p.Fields = s.draftFields(p.deskPage, in)
	return p
}

// showClone shows a clone with its title and first day filled in.
func (s *Server) showClone(v *visit) error {
	return s.answer(v, "campaign-clone", s.newClonePage(v, draftInput{title: v.campaign.Title, from: s.today()}))
}

// cloneCampaign makes a campaign on trial with the settings and services of this one, which it follows, and goes to it.
func (s *Server) cloneCampaign(v *visit) error {
	values := v.posted()
	ctx, in := v.Request().Context(), readDraft(values)
	made, err := s.makeClone(v, in)
	if err == nil {
		err = s.Store.Create(ctx, made, made.Form())
	}
	if err == nil && v.campaign.Successor == "" {
		_, err = s.Store.Update(ctx, v.campaign.Slug, made.Succeed)
	}
	if err != nil {
		return s.refuse(v, err, "campaign-clone", s.newClonePage(v, in))
	}
	return s.redirect(v, after(deskRoot+"/"+made.Slug+"/services", "cloned", len(made.Participants)))
}

// makeClone makes a clone of what was typed. A last day that was left blank is blank in the clone too: that of the
// original is over.
func (s *Server) makeClone(v *visit, in draftInput) (*campaign.Campaign, error) {
	d, err := s.draft(v.Request().Context(), in)
	if err != nil {
		return nil, err
	}
	original := *v.campaign
	original.To, original.KeepUntil, original.Fictitious = "", "", false
	made, err := original.Clone(d, s.Random, s.Now())
	return made, forgiveProposed(err, fieldSlug, in.slug)
}
