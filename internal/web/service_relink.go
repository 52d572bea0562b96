package web

import (
	"releve/internal/campaign"
)

// relinkPage asks whether a service may get a new link.
type relinkPage struct {
	*deskPage

	serviceLink
}

// showRelink asks the one question: the old link will lead nowhere.
func (s *Server) showRelink(v *visit) error {
	at, err := s.serviceOf(v)
	if err != nil {
		return err
	}
	return s.answer(v, "service-relink", &relinkPage{deskPage: s.newDeskPage(v, "desk.relink.title"), serviceLink: at})
}

// relinkService gives a service a new link; the old one is void at once.
func (s *Server) relinkService(v *visit) error {
	at, err := s.serviceOf(v)
	if err != nil {
		return err
	}
	_, err = s.Store.Update(v.Request().Context(), v.campaign.Slug, func(k *campaign.Campaign) error {
		_, failed := k.Relink(at.Code, s.Random)
		return failed
	})
	if err != nil {
		return err
	}
	s.live.forget(at.Link)
	return s.redirect(v, after(at.Base, "relinked", 0))
}
