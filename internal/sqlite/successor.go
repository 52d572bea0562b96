package sqlite

import (
	"context"

	"releve/internal/campaign"
	"releve/internal/problem"
)

// checkSuccessor refuses a successor that is not kept, and one that sooner or later is followed by the campaign itself:
// who is led on must arrive.
func checkSuccessor(ctx context.Context, q querier, c *campaign.Campaign) error {
	met := map[string]bool{c.Slug: true}
	for next := c.Successor; next != ""; {
		if met[next] {
			return problem.New(problem.Invalid, "campaign.successor.circle", problem.Args{"value": c.Successor}).At("successor")
		}
		at := next
		met[at] = true
		found, err := one(q.QueryRowContext(ctx, `SELECT successor FROM campaign WHERE slug = ?`, at), &next)
		if err != nil {
			return err
		}
		if !found {
			return problem.New(problem.Invalid, "campaign.successor.unknown", problem.Args{"value": at}).At("successor")
		}
	}
	return nil
}
