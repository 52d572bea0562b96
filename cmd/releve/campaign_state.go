package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"releve/internal/campaign"
	"releve/internal/config"
	"releve/internal/problem"
)

// campaignOpen opens a campaign. What came in during its trial is deleted, after one question.
func campaignOpen(f *config.Flags) action {
	var yes bool
	f.Switch(&yes, "yes")
	f.Argument("S")
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			if err := c.agree(ctx, s, yes); err != nil {
				return err
			}
			closed, err := closedBatches(ctx, s, c.args[0])
			if err != nil {
				return err
			}
			deleted, err := s.Open(ctx, c.args[0], func(k *campaign.Campaign) error { return k.Move(campaign.Open) })
			if err != nil {
				return err
			}
			still, err := closedBatches(ctx, s, c.args[0])
			if err != nil {
				return err
			}
			c.note("cli.campaign.opened", problem.Args{"slug": c.args[0]})
			if deleted > 0 {
				c.note("cli.campaign.deleted", problem.Args{"n": deleted})
			}
			if closed > still {
				c.note("cli.campaign.batches", problem.Args{"n": closed - still})
			}
			return nil
		})
	}
}

// closedBatches counts the batches of scanned paper that are closed. Those that were closed during the trial are open again
// once it is over, because their sheets went with it.
func closedBatches(ctx context.Context, s *store, slug string) (int, error) {
	all, err := s.db.Scans().Batches(ctx, slug)
	n := 0
	for _, b := range all {
		if !b.Closed.IsZero() {
			n++
		}
	}
	return n, err
}

// agree asks whether the sheets of the trial may be deleted, if there are any.
func (c *call) agree(ctx context.Context, s *store, yes bool) error {
	var n sheetCount
	slug := c.args[0]
	err := s.View(ctx, slug, func(v campaign.View) (err error) {
		k := *v.Campaign()
		if err = k.Move(campaign.Open); err == nil {
			n, err = countSheets(v)
		}
		return err
	})
	switch {
	case err != nil || n.Trial == 0 || yes:
		return err
	case !c.terminal(c.in):
		return problem.New(problem.Conflict, "cli.campaign.ask", problem.Args{"slug": slug, "n": n.Trial})
	}
	fmt.Fprint(c.err, c.Text("cli.campaign.question", problem.Args{"n": n.Trial}), " ")
	answer, _ := bufio.NewReader(c.in).ReadString('\n') // no answer is a no
	if !strings.EqualFold(strings.TrimSpace(answer), c.Text("cli.yes", nil)) {
		return problem.New(problem.Conflict, "cli.campaign.kept", problem.Args{"slug": slug})
	}
	return nil
}

// campaignClosing says that the campaign is past its last day and that late sheets still come in.
func campaignClosing(f *config.Flags) action {
	return move(f, campaign.Closing, "cli.campaign.closing")
}

// campaignClose closes a campaign: posted sheets are refused from now on.
func campaignClose(f *config.Flags) action { return move(f, campaign.Closed, "cli.campaign.closed") }

// move brings a campaign into a state and says so.
func move(f *config.Flags, to campaign.State, done string) action {
	f.Argument("S")
	return func(ctx context.Context, c *call) error {
		return c.withStore(ctx, func(s *store) error {
			_, err := s.Update(ctx, c.args[0], func(k *campaign.Campaign) error { return k.Move(to) })
			if err != nil {
				return err
			}
			c.note(done, problem.Args{"slug": c.args[0]})
			return nil
		})
	}
}
