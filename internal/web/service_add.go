package web

import (
	"releve/internal/campaign"
)

// showAddService shows a new service.
func (s *Server) showAddService(v *visit) error {
	in := serviceInput{Participant: campaign.Participant{Kind: campaign.Association}}
	return s.answer(v, "service-edit", s.newServicePage(v, "desk.service.add", newService(v), in))
}

// newService stands for a service that is not there yet.
func newService(v *visit) serviceLink {
	return serviceLink{Base: deskRoot + "/" + v.campaign.Slug + "/services"}
}

// addService adds a service, which gets a link, and shows it. A blank code is made of the name.
func (s *Server) addService(v *visit) error {
	values := v.posted()
	in, wrong := readService(values)
	var added campaign.Participant
	_, err := s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) error {
		p := in.Participant
		if p.Code == "" {
			p.Code = campaign.Propose(p.Name, func(code string) bool {
				_, taken := k.Participant(code)
				return taken
			})
		}
		var refused error
		added, refused = k.Add(p, s.Random)
		return joined(wrong, refused)
	})
	if err != nil {
		err = forgiveProposed(err, fieldCode, in.Code)
		return s.refuse(v, ownOther(err, in), "service-edit", s.newServicePage(v, "desk.service.add", newService(v), in))
	}
	return s.redirect(v, after(newService(v).Base+"/"+added.Code, "service.added", 0))
}
