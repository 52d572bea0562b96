package campaign

import "releve/internal/problem"

// States returns all states, in their order.
func States() []State { return []State{Trial, Open, Closing, Closed} }

// Move brings the campaign into another state. After the trial a campaign opens, closes, and opens again as often
// as its people decide; only the trial never comes back, because opening deletes what came in during it.
func (c *Campaign) Move(to State) error {
	switch {
	case to == c.State:
		return problem.New(problem.Conflict, "campaign.state.same", problem.Args{"slug": c.Slug, "state": StateKey(to)})
	case to == Trial:
		return problem.New(problem.Conflict, "campaign.state.trial", problem.Args{"slug": c.Slug})
	case to == Closing && c.State == Trial:
		return problem.New(problem.Conflict, "campaign.state.first", problem.Args{"slug": c.Slug})
	}
	c.State = to
	return nil
}

// StateKey returns the message that names a state.
func StateKey(s State) problem.Key {
	switch s {
	case Trial:
		return problem.Key("campaign.state.is.trial")
	case Open:
		return problem.Key("campaign.state.is.open")
	case Closing:
		return problem.Key("campaign.state.is.closing")
	case Closed:
		return problem.Key("campaign.state.is.closed")
	default:
		return problem.Key(s)
	}
}
