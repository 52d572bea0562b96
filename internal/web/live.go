package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/problem"
)

// live keeps the campaigns that links lead to, so that a posted sheet costs no read of the store. The store
// refuses sheets that were read against a campaign that has changed since, and then the place is read again.
type live struct {
	store campaign.Store

	mu     sync.RWMutex
	places map[string]*place // by link code
}

// place is where a link leads: a campaign, and the service whose link it is.
type place struct {
	link        string
	campaign    *campaign.Campaign
	participant campaign.Participant // zero for the campaign's own link
	zone        *time.Location

	mu     sync.Mutex
	blanks map[locale.Tag]blank // pages without answers, ready but for the sheet's id
	noted  noted                // what the service notes most

	everywhere noted // what the whole campaign notes most

	totals *totals // shared with the place as it was before the campaign changed
}

func newLive(o Options) *live {
	return &live{store: o.Store, places: make(map[string]*place)}
}

// known returns the place of a link as it was last read, and reads it the first time.
func (l *live) known(ctx context.Context, link string) (*place, error) {
	l.mu.RLock()
	at := l.places[link]
	l.mu.RUnlock()
	if at != nil {
		return at, nil
	}
	return l.fresh(ctx, link)
}

// fresh reads the place of a link from the store. What was made for it is kept while the campaign is the same.
func (l *live) fresh(ctx context.Context, link string) (*place, error) {
	code, ok := campaign.ReadLink(link)
	if !ok {
		return nil, problem.New(problem.NotFound, "link.unknown", nil)
	}
	c, participant, err := l.store.ByLink(ctx, code)
	if err != nil {
		l.forget(code)
		return nil, err
	}
	zone, err := c.Location()
	if err != nil {
		return nil, fmt.Errorf("place of link: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.places[code]
	if was != nil && was.campaign.Slug == c.Slug && was.campaign.Config == c.Config {
		return was, nil
	}
	p, _ := c.Participant(participant)
	at := &place{link: code, campaign: c, participant: p, zone: zone, blanks: make(map[locale.Tag]blank), totals: &totals{}}
	if was != nil && was.campaign.Slug == c.Slug && was.participant.Code == p.Code {
		at.totals = was.totals
	}
	l.places[code] = at
	return at, nil
}

// tries is how often something is done anew when the campaign changes while it is being done.
const tries = 3

// settled does something at the place of a link, and does it again at the place as it is by then when the campaign
// has changed since the place was read. What is done must leave nothing behind when it ends with campaign.ErrStale.
func (l *live) settled(ctx context.Context, link string, do func(*place) error) error {
	at, err := l.known(ctx, link)
	for range tries {
		if err != nil {
			return err
		}
		if err = do(at); !errors.Is(err, campaign.ErrStale) {
			return err
		}
		at, err = l.fresh(ctx, link)
	}
	return problem.Wrap(problem.Unavailable, "problem.unavailable", campaign.ErrStale)
}

func (l *live) forget(code string) {
	l.mu.Lock()
	delete(l.places, code)
	l.mu.Unlock()
}
