package main

import (
	"context"
	"errors"
	"fmt"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/transfer"
)

// importSheets reads a file of sheets into a campaign: all of it or nothing.
func importSheets(f *config.Flags) action {
	var slug string
	var o transfer.ImportOptions
	f.Need(&slug, "campaign", "S")
	f.Switch(&o.Rehearsal, "dry-run")
	f.Switch(&o.Strict, "strict")
	f.Switch(&o.AsCampaign, "as-campaign")
	f.Argument("FILE")
	return func(ctx context.Context, c *call) error {
		o.Random = c.random
		return c.withStore(ctx, func(s *store) error {
			file, done, err := c.file(c.args[0])
			if err != nil {
				return err
			}
			defer done()
			imported, err := transfer.Import(ctx, patient{s, c}, slug, file, o)
			if err != nil {
				return c.refused(err)
			}
			for _, note := range imported.Notes {
				c.note(note.Key, note.Args)
			}
			c.sayImported(imported, o)
			return nil
		})
	}
}

// patient is a store that shows on a terminal that it is at work.
type patient struct {
	*store

	call *call
}

// Import keeps sheets like the store's own.
func (p patient) Import(ctx context.Context, slug string, in campaign.Importation) (campaign.Imported, error) {
	done := p.call.wait("cli.import.storing")
	defer done()
	return p.store.Import(ctx, slug, in) //nolint:wrapcheck // the store says what is wrong
}

// refused writes the problems of a file on standard error and returns one that sums them up; another error comes
// back as it is.
func (c *call) refused(err error) error {
	list, ok := errors.AsType[problem.List](err)
	if !ok {
		return err
	}
	for _, p := range list {
		fmt.Fprintln(c.err, c.Text(p.Key, p.Args))
	}
	return problem.New(problem.Invalid, "cli.import.refused", nil)
}

// sayImported says what was done, or would be.
func (c *call) sayImported(done transfer.Imported, o transfer.ImportOptions) {
	args := problem.Args{"n": done.New + done.Same, "new": done.New, "same": done.Same}
	if o.Rehearsal {
		c.note("cli.import.dry", args)
		return
	}
	c.note("cli.import.done", args)
}
