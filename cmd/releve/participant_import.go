package main

import (
	"context"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/interchange"
	"releve/internal/problem"
)

// participantImport adds and changes services from a file, all of them or none. Links stay as they are.
func participantImport(f *config.Flags) action {
	var slug string
	f.Need(&slug, "campaign", "S")
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		read, err := c.readServices(c.args[0])
		if err != nil {
			return err
		}
		var done interchange.ServicesPut
		err = c.updating(ctx, slug, func(k *campaign.Campaign) (err error) {
			done, err = read.Put(k, c.random)
			return err
		})
		if err != nil {
			return err
		}
		c.note("cli.participant.imported", problem.Args{"added": done.Added, "changed": done.Changed, "same": done.Same})
		return nil
	}
}

// readServices reads a file of services.
func (c *call) readServices(name string) (interchange.Services, error) {
	lines, done, err := c.lines(name)
	if err != nil {
		return nil, err
	}
	defer done()
	return interchange.ReadServices(shownName(name), lines)
}
