package web

import (
	"context"
	"testing"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// chain is a store of closed campaigns by slug, each with its successor, as only a damaged store has them.
type chain struct {
	campaign.Store

	next map[string]string
}

// Campaign returns a closed campaign.
func (c chain) Campaign(_ context.Context, slug string) (*campaign.Campaign, error) {
	next, ok := c.next[slug]
	if !ok {
		return nil, problem.New(problem.NotFound, "campaign.unknown", nil)
	}
	return &campaign.Campaign{Slug: slug, State: campaign.Closed, Successor: next}, nil
}

// TestSequelEnds: campaigns that follow each other in a circle, and one that is not kept, lead nowhere.
func TestSequelEnds(t *testing.T) {
	for name, next := range map[string]map[string]string{
		"circle through the first":  {"b": "c", "c": "a"},
		"circle beside the first":   {"b": "c", "c": "b"},
		"itself":                    {"b": "b"},
		"one that is not kept":      {"b": "c"},
		"none of them is kept":      {},
		"the last one has no other": {"b": ""},
	} {
		s := &Server{Options: Options{Store: chain{next: next}}}
		at := &place{campaign: &campaign.Campaign{Slug: "a", State: campaign.Closed, Successor: "b"}}
		if got, err := s.sequelOf(t.Context(), at); got != nil || err != nil {
			t.Errorf("%s: %+v (%v), want none", name, got, err)
		}
	}
}
