package main

import (
	"context"
	"fmt"
	"strconv"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
)

// participantItem is a participating service in a listing.
type participantItem struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Headcount int    `json:"headcount"`
	Link      string `json:"link"`
}

// kindNames returns the kinds of service as they are written.
func kindNames() []string {
	var names []string
	for _, k := range campaign.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// participantAdd adds a service and prints its link.
func participantAdd(f *config.Flags) action {
	var slug, kind string
	var p campaign.Participant
	f.Need(&slug, "campaign", "S")
	f.Need(&p.Code, "code", "C")
	f.Need(&p.Name, "name", "N")
	f.Choice(&kind, "kind", kindNames()...)
	f.Number(&p.Headcount, "headcount", "N")
	f.List(&p.Own, "own", "CODE,…")
	return func(ctx context.Context, c *call) error {
		a, err := c.address()
		if err != nil {
			return err
		}
		p.Kind = campaign.Kind(kind)
		var added campaign.Participant
		err = c.updating(ctx, slug, func(k *campaign.Campaign) (err error) {
			added, err = k.Add(p, c.random)
			return err
		})
		if err != nil {
			return err
		}
		c.note("cli.participant.added", problem.Args{"name": plain(added.Name), "code": added.Code})
		c.warn(a)
		fmt.Fprintln(c.out, a.link(added.Link))
		return nil
	}
}

// updating changes a campaign.
func (c *call) updating(ctx context.Context, slug string, change func(*campaign.Campaign) error) error {
	return c.withStore(ctx, func(s *store) error {
		_, err := s.Update(ctx, slug, change)
		return err
	})
}

// participantList lists the services of a campaign with their links.
func participantList(f *config.Flags) action {
	var slug string
	var asJSON bool
	f.Need(&slug, "campaign", "S")
	f.Switch(&asJSON, "json")
	return func(ctx context.Context, c *call) error {
		a, err := c.address()
		if err != nil {
			return err
		}
		k, err := c.campaign(ctx, slug)
		if err != nil {
			return err
		}
		c.warn(a)
		items := make([]participantItem, len(k.Participants))
		rows := make([][]string, len(k.Participants))
		for i, p := range k.Participants {
			items[i] = participantItem{p.Code, p.Name, string(p.Kind), p.Headcount, a.link(p.Link)}
			rows[i] = []string{p.Code, p.Name, c.Text(string(campaign.KindKey(p.Kind)), nil), headcount(p), items[i].Link}
		}
		if asJSON {
			return c.printJSON(items)
		}
		if len(rows) == 0 {
			c.note("cli.participant.none", slugArgs(k))
		}
		return c.printRows([]string{"cli.head.code", "cli.head.name", "cli.head.kind", "cli.head.headcount", "cli.head.link"}, rows)
	}
}

// headcount writes how many people a service declares, nothing when it declares none.
func headcount(p campaign.Participant) string {
	if p.Headcount == 0 {
		return ""
	}
	return strconv.Itoa(p.Headcount)
}

// campaign returns a campaign.
func (c *call) campaign(ctx context.Context, slug string) (k *campaign.Campaign, err error) {
	err = c.withStore(ctx, func(s *store) error {
		k, err = s.Campaign(ctx, slug)
		return err
	})
	return k, err
}

// participantRelink gives a service a new link and prints it; the old one is void at once.
func participantRelink(f *config.Flags) action {
	var slug, code string
	f.Need(&slug, "campaign", "S")
	f.Need(&code, "code", "C")
	return func(ctx context.Context, c *call) error { return c.relink(ctx, slug, code) }
}

// campaignRelink gives a campaign itself a new link and prints it.
func campaignRelink(f *config.Flags) action {
	f.Argument("S")
	return func(ctx context.Context, c *call) error { return c.relink(ctx, c.args[0], "") }
}

// relink replaces the link of a service, of the campaign itself when code is blank.
func (c *call) relink(ctx context.Context, slug, code string) error {
	a, err := c.address()
	if err != nil {
		return err
	}
	var link string
	err = c.updating(ctx, slug, func(k *campaign.Campaign) (err error) {
		link, err = k.Relink(code, c.random)
		return err
	})
	if err != nil {
		return err
	}
	c.note("cli.relinked", nil)
	c.warn(a)
	fmt.Fprintln(c.out, a.link(link))
	return nil
}
