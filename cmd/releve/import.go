package main

import (
	"context"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/interchange"
	"releve/internal/problem"
)

// importSheets reads a file of sheets into a campaign: all of it or nothing.
func importSheets(f *config.Flags) action {
	var slug string
	var dry bool
	var o interchange.Options
	f.Need(&slug, "campaign", "S")
	f.Switch(&dry, "dry-run")
	f.Switch(&o.Strict, "strict")
	f.Switch(&o.AsCampaign, "as-campaign")
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		o.Random = c.random
		return c.withStore(ctx, func(s *store) error {
			k, err := s.Campaign(ctx, slug)
			if err != nil {
				return err
			}
			file, err := c.readSheets(k, c.args[0], o)
			if err != nil {
				return err
			}
			file.Rehearsal = dry
			done, err := s.Import(ctx, slug, file.Importation)
			if err != nil {
				return c.refused(file.Locate(err))
			}
			for _, note := range file.Notes {
				c.note(note.Key, note.Args)
			}
			c.sayImported(done, dry)
			return nil
		})
	}
}

// readSheets reads a file of sheets. What is wrong with it is written line by line; the error sums it up.
func (c *call) readSheets(k *campaign.Campaign, name string, o interchange.Options) (*interchange.File, error) {
	layout, err := interchange.New(k)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	lines, done, err := c.lines(name)
	if err != nil {
		return nil, err
	}
	defer done()
	file, err := layout.Read(lines, o)
	if err != nil {
		return nil, c.refused(err)
	}
	return file, nil
}

// refused writes the problems of a file on standard error and returns one that sums them up; another error comes
// back as it is.
func (c *call) refused(err error) error {
	all := problem.All(err)
	if len(all) == 0 || problem.KindOf(err) == problem.Unavailable {
		return err
	}
	for _, p := range all {
		fmt.Fprintln(c.err, c.Text(p.Key, p.Args))
	}
	return problem.New(problem.Invalid, "cli.import.refused", nil)
}

func (c *call) sayImported(done campaign.Imported, dry bool) { //nolint:revive // flag-parameter: what is told, not a mode
	args := problem.Args{"n": done.New + done.Same, "new": done.New, "same": done.Same}
	if dry {
		c.note("cli.import.dry", args)
		return
	}
	c.note("cli.import.done", args)
}
