package main

import (
	"context"
	"fmt"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
	"releve/internal/tally"
)

// verify recomputes every sum and digest of the database, and counts every campaign in two ways. It prints what does
// not agree.
func verify(*config.Flags) action {
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			done := c.wait("cli.verify.working")
			v, err := s.db.Verify(ctx)
			var counts problem.List
			if err == nil {
				counts, err = recount(ctx, s)
			}
			done()
			if err != nil && len(v.Findings) == 0 {
				return err
			}
			for _, p := range append(v.Findings, counts...) {
				fmt.Fprintln(c.out, c.Text(p.Key, p.Args))
			}
			if n := len(v.Findings) + v.More + len(counts); n > 0 {
				return problem.New(problem.Invalid, "cli.verify.found", problem.Args{"n": n})
			}
			c.say("cli.verify.done", problem.Args{"records": v.Records, "n": v.Sheets, "campaigns": len(v.Campaigns)})
			return nil
		})
	}
}

// recount counts every campaign sheet by sheet and compares the figures with those of the engine that everything else
// shows.
func recount(ctx context.Context, s *store) (problem.List, error) {
	campaigns, err := s.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	var found problem.List
	for _, k := range campaigns {
		err = s.View(ctx, k.Slug, func(v campaign.View) error {
			names, wrong := differences(v)
			if len(names) > 0 {
				args := problem.Args{"slug": k.Slug, "names": strings.Join(names, ", ")}
				found = append(found, problem.New(problem.Internal, "cli.verify.count", args))
			}
			return wrong
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// differences returns the names of the figures on which two ways of counting do not agree.
func differences(v campaign.View) ([]string, error) {
	columns := tally.NewColumns(v.Campaign())
	if err := columns.Read(v); err != nil {
		return nil, err
	}
	count, err := columns.Count(v.Campaign(), tally.Filter{})
	if err != nil {
		return nil, err
	}
	again, err := tally.Recount(v, tally.Filter{})
	if err != nil {
		return nil, err
	}
	return tally.Differences(count, again), nil
}
