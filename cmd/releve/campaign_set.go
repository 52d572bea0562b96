package main

import (
	"context"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
)

// mostSetting is the largest file that a setting may be read from, in bytes.
const mostSetting = 1 << 20

// campaignSet changes settings of a campaign, all of them or none.
func campaignSet(f *config.Flags) action {
	f.Arguments("S", "KEY=VALUE")
	return func(ctx context.Context, c *call) error {
		settings, err := c.readSettings(c.args[1:])
		if err != nil {
			return err
		}
		return c.withStore(ctx, func(s *store) error {
			_, err := s.Update(ctx, c.args[0], func(k *campaign.Campaign) error { return k.Set(settings...) })
			if err != nil {
				return err
			}
			c.note("cli.campaign.set", problem.Args{"slug": c.args[0], "n": len(settings)})
			return nil
		})
	}
}

// readSettings reads KEY=VALUE; a value of the form @FILE is the content of that file.
func (c *call) readSettings(args []string) ([]campaign.Setting, error) {
	settings := make([]campaign.Setting, len(args))
	for i, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		if !ok || key == "" {
			return nil, problem.New(problem.Usage, "usage.setting", problem.Args{"value": arg})
		}
		if name, ok := strings.CutPrefix(value, "@"); ok {
			data, err := c.readAll(name, mostSetting)
			if err != nil {
				return nil, err
			}
			value = string(data)
		}
		settings[i] = campaign.Setting{Key: key, Value: value}
	}
	return settings, nil
}
