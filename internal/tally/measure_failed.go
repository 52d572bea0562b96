package tally

import (
	"math"

	"releve/internal/form"
)

// failed_n: rows whose outcome the campaign's map reads as failure. failed_base: those and the rows read as success;
// outcomes set apart and blank ones stand outside, apart_n is the number of the former, where the map has any.
// failed_share = failed_n / failed_base.
//
// failed_low, failed_high: 95 % interval of the share, 0…1. With five services or more it is Wilson's on the
// effective number of rows (see effective), over the sheets that have a service; else Wilson's on the base itself.
// It always holds the share, also where sheets without a service pull that away from the services'.
func failedMeasures() []Measure {
	role := form.RoleOutcome
	return []Measure{
		{Name: "failed_n", Kind: Number, Role: role, read: func(c *Count) Figure { return number(c.whole.Failed) }},
		{Name: "failed_base", Kind: Number, Role: role, read: func(c *Count) Figure { return number(c.failedBase()) }},
		{Name: "failed_share", Kind: Share, Role: role, read: func(c *Count) Figure {
			return ratio(Share, float64(c.whole.Failed), c.failedBase())
		}},
		{Name: "failed_low", Kind: Share, Role: role, read: func(c *Count) Figure {
			if c.failedBase() == 0 {
				return Figure{}
			}
			low, _ := c.failedInterval()
			return Figure{Defined: true, Value: low}
		}},
		{Name: "failed_high", Kind: Share, Role: role, read: func(c *Count) Figure {
			if c.failedBase() == 0 {
				return Figure{}
			}
			_, high := c.failedInterval()
			return Figure{Defined: true, Value: high}
		}},
		{
			Name: "apart_n", Kind: Number, Role: role, read: func(c *Count) Figure { return number(c.whole.Apart) },
			when: func(c *Count) bool { return len(c.campaign.Outcome.Apart) > 0 },
		},
	}
}

func (c *Count) failedBase() int64 { return c.whole.Base }

// FailedMethod says how the interval of the failure rate was made.
func (c *Count) FailedMethod() Method {
	switch {
	case c.failedBase() == 0:
		return NoInterval
	case len(c.clusters) < enoughClusters:
		return Wilson
	default:
		return Clustered
	}
}

func (c *Count) failedInterval() (low, high float64) {
	base := float64(c.failedBase())
	share := float64(c.whole.Failed) / base
	if c.FailedMethod() != Clustered {
		return wilson(share, base)
	}
	low, high = wilson(effective(c.clusters))
	return math.Min(low, share), math.Max(high, share)
}
