package storetest

import (
	"reflect"

	"releve/internal/campaign"
)

// logos checks that logos change with their campaign, and with nothing else.
func (s *suite) logos() {
	made := s.create(s.plain(usualVersion))
	gone, kept := campaign.Logo{Name: "Partie", Image: []byte("gone")}, made.Logos[1]
	change := func(logos ...campaign.Logo) *campaign.Campaign {
		got, err := s.Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
			c.Logos = logos
			return nil
		})
		s.must(err)
		if !reflect.DeepEqual(got.Logos, logos) || !reflect.DeepEqual(s.again().campaign().Logos, logos) {
			s.Errorf("logos %v, want %v", got.Logos, logos)
		}
		return got
	}
	if got := change(kept, gone); got.Config <= made.Config {
		s.Errorf("config %d, want more than %d", got.Config, made.Config)
	}
	change(kept)
	change()
	change(gone, kept, made.Logos[0])
	if !reflect.DeepEqual(made.Logos, newCampaign(s.plain(usualVersion)).Logos) {
		s.Error("a campaign that was handed out changed")
	}
}
