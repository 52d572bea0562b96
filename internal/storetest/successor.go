package storetest

import (
	"releve/internal/campaign"
	"releve/internal/problem"
)

// follow names the successor of a campaign.
func (s *suite) follow(from, to string) error {
	s.Helper()
	_, err := s.Store.Update(s.ctx, from, func(c *campaign.Campaign) error {
		c.Successor = to
		return nil
	})
	return err
}

// wantSuccessor checks the successor of a campaign as another process sees it.
func (s *suite) wantSuccessor(of, want string) {
	s.Helper()
	c, err := s.again().Store.Campaign(s.ctx, of)
	s.must(err)
	if c.Successor != want {
		s.Errorf("%s is followed by %q, want %q", of, c.Successor, want)
	}
}

// successor: a successor is kept, exists, and never leads back.
func (s *suite) successor() {
	f := s.plain(usualVersion)
	s.create(f)
	for _, next := range []string{"deux", "trois"} {
		c := newCampaign(f)
		c.Slug, c.Link, c.Participants = next, "", nil
		if next == "trois" {
			c.Successor = "deux"
		}
		s.must(s.Store.Create(s.ctx, c, f))
	}
	s.wantSuccessor("trois", "deux")
	s.must(s.follow(slug, "trois"))
	s.wantSuccessor(slug, "trois")
	s.wantProblem(s.follow(slug, "rien"), problem.Invalid, "campaign.successor.unknown")
	s.wantProblem(s.follow(slug, slug), problem.Invalid, "campaign.successor.circle")
	s.wantProblem(s.follow("deux", slug), problem.Invalid, "campaign.successor.circle")
	s.wantSuccessor("deux", "")
	s.wantSuccessor(slug, "trois")
	lost := newCampaign(f)
	lost.Slug, lost.Link, lost.Participants, lost.Successor = "quatre", "", nil, "rien"
	s.wantProblem(s.Store.Create(s.ctx, lost, f), problem.Invalid, "campaign.successor.unknown")
	s.must(s.follow(slug, ""))
	s.wantSuccessor(slug, "")
	s.must(s.follow("deux", slug))
	s.move(campaign.Closed)
	s.wantSuccessor("deux", slug)
}
