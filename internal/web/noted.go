package web

import (
	"context"
	"slices"
	"time"

	"releve/internal/form"
	"releve/internal/tally"
)

// mostFrequent is how many choices of a list stand first.
const mostFrequent = 6

// noted is what is noted most: codes, the most frequent first, at most mostFrequent of each.
type noted struct {
	first map[form.Role][]string // stands first on a service's page for the question with a role
	pairs [][]string             // institution and procedure together

	everywhere *noted // what the whole campaign notes most
}

// of returns the choices that stand first on a service's page for the question with a role.
func (n noted) of(r form.Role) []string { return n.first[r] }

// noted returns what the service of a link noted most, nothing on the campaign's own link. It is looked up now and then
// only: a page must not cost a count.
func (s *Server) noted(ctx context.Context, at *place) (noted, error) {
	at.mu.Lock()
	defer at.mu.Unlock()
	now := s.Now()
	if !at.looked.IsZero() && now.Sub(at.looked) <= blankLife {
		return at.noted, nil
	}
	today := now.In(at.zone).Format(time.DateOnly)
	err := s.figures.use(ctx, at.campaign.Slug, func(c *tally.Columns) {
		at.noted = noted{}
		if code := at.participant.Code; code != "" {
			at.noted = at.most(c, code, today)
		}
		all := at.most(c, tally.AllServices, today)
		at.noted.everywhere = &all
	})
	if err != nil {
		return noted{}, err
	}
	at.looked = now
	return at.noted, nil
}

// most looks up what a service noted most of what is offered today.
func (at *place) most(c *tally.Columns, service, today string) noted {
	look := func(roles ...form.Role) [][]string {
		found := slices.DeleteFunc(c.Frequent(service, roles...), func(codes []string) bool {
			return !at.offers(roles, codes, today)
		})
		return found[:min(mostFrequent, len(found))]
	}
	n := noted{first: map[form.Role][]string{}, pairs: look(form.RoleInstitution, form.RoleProcedure)}
	for _, r := range []form.Role{form.RoleInstitution, form.RoleProcedure, form.RoleReason} {
		n.first[r] = single(look(r))
	}
	return n
}

// offers says whether the form of new sheets offers each of the codes to the question with its role.
func (at *place) offers(roles []form.Role, codes []string, today string) bool {
	for i, r := range roles {
		q := at.campaign.Form().Role(r)
		if q == nil || q.List == nil {
			return false
		}
		if c, ok := q.List.Choice(codes[i]); !ok || !c.Offered(today) {
			return false
		}
	}
	return true
}

// single takes each code out of its list of one.
func single(lists [][]string) []string {
	codes := make([]string, len(lists))
	for i, of := range lists {
		codes[i] = of[0]
	}
	return codes
}
