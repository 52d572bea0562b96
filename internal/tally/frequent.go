package tally

import (
	"cmp"
	"slices"
	"strings"

	"releve/internal/form"
)

// Frequent returns the codes that a service answered most to the question with a role, at most n of them, ties by
// code. It serves to offer them first on the service's page, not to publish: sheets of the trial count too.
func (c *Columns) Frequent(r form.Role, participant string, n int) []string {
	answers := c.role(r)
	if answers == nil {
		return nil
	}
	times := make(map[string]int)
	for place := range c.rows {
		if c.heads.value(place).there && c.participants.value(place) == participant {
			for _, code := range codes(answers.value(place)) {
				times[code]++
			}
		}
	}
	found := make([]string, 0, len(times))
	for code := range times {
		found = append(found, code)
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), strings.Compare(a, b))
	})
	return found[:min(n, len(found))]
}
