package main

import (
	"context"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/locale"
	"releve/internal/problem"
)

// campaignCreate makes a campaign on trial.
func campaignCreate(f *config.Flags) action {
	var form, language string
	var d campaign.Draft
	f.Need(&form, "form", "ID")
	f.Need(&d.Slug, "slug", "S")
	f.Need(&d.Title, "title", "T")
	f.Need(&d.From, "from", "DATE")
	f.Text(&d.To, "to", "DATE")
	f.Text(&d.Zone, "zone", "ZONE")
	f.Text(&language, "language", "TAG")
	return func(ctx context.Context, c *call) error {
		k, err := c.findForm(ctx, form)
		if err != nil {
			return err
		}
		d.Language = locale.Tag(language)
		made, err := campaign.New(k.Form, d, c.random, c.now())
		if err != nil {
			return err
		}
		return c.makeStore(ctx, func(s *store) error {
			if err := s.Create(ctx, made, k.Form); err != nil {
				return err
			}
			c.note("cli.campaign.created", slugArgs(made))
			return nil
		})
	}
}

// campaignClone makes a campaign with the settings and participants of another one, which it follows.
func campaignClone(f *config.Flags) action {
	var d campaign.Draft
	f.Need(&d.Slug, "slug", "T")
	f.Text(&d.Title, "title", "T")
	f.Text(&d.From, "from", "DATE")
	f.Text(&d.To, "to", "DATE")
	f.Argument("S")
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			from, err := s.Campaign(ctx, c.args[0])
			if err != nil {
				return err
			}
			made, err := from.Clone(d, c.random, c.now())
			if err != nil {
				return err
			}
			if err := s.Create(ctx, made, made.Form()); err != nil {
				return err
			}
			c.note("cli.campaign.cloned", slugArgs(made))
			if from.Successor != "" {
				return nil
			}
			if _, err := s.Update(ctx, from.Slug, made.Succeed); err != nil {
				return err
			}
			c.note("cli.campaign.succeeds", problem.Args{"from": from.Slug, "slug": made.Slug})
			return nil
		})
	}
}
