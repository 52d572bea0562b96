package web

import (
	"context"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
)

// sequel is the campaign to go on with after another one.
type sequel struct {
	title string
	link  string // code of the link to its form, "" while it is on trial: what is noted then is deleted
}

// sequelOf returns the campaign to go on with from a place, nil where there is none: the successor, or where that is
// closed its own, at the link of the same service, else at the campaign's own.
func (s *Server) sequelOf(ctx context.Context, at *place) (*sequel, error) {
	met := map[string]bool{at.campaign.Slug: true}
	for next := at.campaign.Successor; next != "" && !met[next]; {
		met[next] = true
		k, err := s.Store.Campaign(ctx, next)
		switch {
		case problem.KindOf(err) == problem.NotFound:
			return nil, nil //nolint:nilnil // none is an ordinary answer here
		case err != nil:
			return nil, err
		case k.State == campaign.Closed:
			next = k.Successor
			continue
		}
		found := &sequel{title: k.Title}
		if k.State != campaign.Trial {
			found.link = linkOf(k, at.participant.Code)
		}
		return found, nil
	}
	return nil, nil //nolint:nilnil // none is an ordinary answer here
}

// linkOf returns the link of a service in a campaign, the campaign's own where it has no such service.
func linkOf(c *campaign.Campaign, service string) string {
	if p, ok := c.Participant(service); ok && p.Link != "" {
		return p.Link
	}
	return c.Link
}

// nextView leads on to another campaign's form.
type nextView struct {
	Text  string
	To    string // address, "" where it does not lead anywhere yet
	Label string // of the link
}

// nextOf leads on from a campaign that takes no more sheets, nil where there is nothing to go on with.
func (s *Server) nextOf(ctx context.Context, at *place, t *locale.Printer) (*nextView, error) {
	if at.campaign.State != campaign.Closed {
		return nil, nil //nolint:nilnil // none is an ordinary answer here
	}
	found, err := s.sequelOf(ctx, at)
	if err != nil || found == nil {
		return nil, err
	}
	args := problem.Args{"title": found.title}
	if found.link == "" {
		return &nextView{Text: t.Text("page.successor.soon", args)}, nil
	}
	return &nextView{
		Text: t.Text("page.successor.text", args), To: found.address(t.Tag()), Label: t.Text("page.successor.open", args),
	}, nil
}

// besideOf leads on from a campaign that is closing, for what belongs to the next one already.
func (s *Server) besideOf(ctx context.Context, at *place, t *locale.Printer) (*nextView, error) {
	if at.campaign.State != campaign.Closing {
		return nil, nil //nolint:nilnil // none is an ordinary answer here
	}
	found, err := s.sequelOf(ctx, at)
	if err != nil || found == nil || found.link == "" {
		return nil, err
	}
	return &nextView{Text: t.Text("page.successor.closing", nil), To: found.address(t.Tag()), Label: found.title}, nil
}

// address returns where the form of the next campaign is, in a language.
func (q *sequel) address(tag locale.Tag) string { return "/s/" + q.link + "?lang=" + string(tag) }
