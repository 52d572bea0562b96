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
	first  map[form.Role][]string // stands first on a service's page for the question with a role
	pairs  [][]string             // institution and procedure together
	looked time.Time              // when it was looked up
}

// of returns the choices that stand first on a service's page for the question with a role.
func (n noted) of(r form.Role) []string { return n.first[r] }

// noted returns what the service of a link noted most, nothing on the campaign's own link.
func (s *Server) noted(ctx context.Context, at *place) (noted, error) {
	if at.participant.Code == "" {
		return noted{}, nil
	}
	return s.notedBy(ctx, at, at.participant.Code, &at.noted)
}

// notedBy returns what a service noted most. It is looked up now and then only: a page must not cost a count.
func (s *Server) notedBy(ctx context.Context, at *place, service string, last *noted) (noted, error) {
	at.mu.Lock()
	defer at.mu.Unlock()
	now := s.Now()
	if !last.looked.IsZero() && now.Sub(last.looked) <= blankLife {
		return *last, nil
	}
	err := s.figures.use(ctx, at.campaign.Slug, func(c *tally.Columns) {
		*last = at.most(c, service, now.In(at.zone).Format(time.DateOnly))
	})
	if err != nil {
		*last = noted{}
		return noted{}, err
	}
	last.looked = now
	return *last, nil
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
