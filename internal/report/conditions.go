package report

import (
	"fmt"

	"releve/internal/form"
	"releve/internal/tally"
)

// condition returns what decides whether a table or a line is shown, nil for an unknown name.
func condition(name string) func(*builder) bool {
	switch name {
	case "":
		return func(*builder) bool { return true }
	case "notice":
		return func(b *builder) bool { return b.source.Notice != "" }
	case "chains":
		return func(b *builder) bool { return b.source.Campaign.Form().Repeat() == nil }
	case "repeat":
		return func(b *builder) bool { return b.source.Campaign.Form().Repeat() != nil }
	case "open":
		return func(b *builder) bool { return b.figureOf("open_band_n").Value > 0 }
	case "groups":
		return func(b *builder) bool { return b.count.Has(form.RoleInstitution) && len(b.source.Campaign.Groups) > 0 }
	case "sampled":
		return func(b *builder) bool { return b.source.Campaign.Scanned.Sampled > 0 }
	case "unsampled":
		return func(b *builder) bool {
			return b.source.Campaign.Scanned.Batches > 0 && b.source.Campaign.Scanned.Sampled == 0
		}
	case "apart":
		return func(b *builder) bool {
			return b.count.Has(form.RoleOutcome) && len(b.source.Campaign.Outcome.Apart) > 0
		}
	}
	if found := purposeCondition(name); found != nil {
		return found
	}
	return roleCondition(form.Role(name))
}

// purposeCondition asks what the book is for, and what it holds besides its reports.
func purposeCondition(name string) func(*builder) bool {
	switch name {
	case "work":
		return func(b *builder) bool { return b.source.Purpose == ForWork }
	case "share":
		return func(b *builder) bool { return b.source.Purpose == ForShare }
	case "rows":
		return func(b *builder) bool { return b.rows }
	case "live":
		return func(b *builder) bool { return b.live }
	case "values":
		return func(b *builder) bool { return b.source.Purpose == ForWork && !b.live }
	case "pooled":
		return func(b *builder) bool { return len(b.pool()) > 0 && !b.withheld }
	case "withheld":
		return func(b *builder) bool { return len(b.pool()) > 0 && b.withheld }
	default:
		return nil
	}
}

// roleCondition asks for a role of the form.
func roleCondition(r form.Role) func(*builder) bool {
	if len(r.Kinds()) == 0 {
		return nil
	}
	return func(b *builder) bool { return b.count.Has(r) }
}

func knownCondition(name string) error {
	if condition(name) == nil {
		return fmt.Errorf("%w: %s", errWhen, name)
	}
	return nil
}

func (b *builder) holds(name string) bool { return condition(name)(b) }

// figureOf returns the figure of a name, the zero one where the campaign has none.
func (b *builder) figureOf(name string) tally.Figure {
	m, known := tally.Named(name)
	if !known || !m.In(b.count) {
		return tally.Figure{}
	}
	return m.Of(b.count)
}
