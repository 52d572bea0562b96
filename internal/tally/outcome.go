package tally

import (
	"slices"

	"releve/internal/form"
)

// Outcome says how the answer of the role outcome counts under the campaign's map.
type Outcome uint8

// The outcomes.
const (
	Unanswered Outcome = iota
	Succeeded
	Failed
	SetApart // stands outside the base of the failure rate
)

func outcomeOf(m form.OutcomeMap, code string) Outcome {
	switch {
	case code == "":
		return Unanswered
	case slices.Contains(m.Success, code):
		return Succeeded
	case slices.Contains(m.Failure, code):
		return Failed
	default:
		return SetApart
	}
}
