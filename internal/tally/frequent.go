package tally

import (
	"cmp"
	"slices"
	"strings"

	"releve/internal/form"
)

// AllServices names every service, and those sheets that have none, where Frequent asks for one.
const AllServices = "*"

// mostTogether is how many roles Frequent looks at together at most.
const mostTogether = 2

// Frequent returns what a service answered to the question with a role, or together to those with two roles: of each
// answer a code for every role, the most frequent first, ties by code; nil where the form lacks a role. It serves to
// offer them first on the service's page, not to publish: sheets of the trial count too.
func (c *Columns) Frequent(participant string, roles ...form.Role) [][]string {
	answers := make([]*coded[string], min(len(roles), mostTogether))
	for i := range answers {
		if answers[i] = c.role(roles[i]); answers[i] == nil {
			return nil
		}
	}
	times := make(map[string]int)
	for key, n := range c.together(participant, answers) {
		together := []string{""}
		for i, a := range answers {
			together = crossed(together, codes(a.values[key[i]]))
		}
		for _, found := range together {
			times[found] += n
		}
	}
	return byFrequency(times)
}

// together counts the rows of a service by their numbers in some columns.
func (c *Columns) together(participant string, answers []*coded[string]) map[[mostTogether]uint64]int {
	of := each(c.participants, func(code string) bool { return participant == AllServices || code == participant })
	times := make(map[[mostTogether]uint64]int)
	for place := range c.rows {
		if !of[c.participants.at(place)] { // a place without a sheet has no answers either
			continue
		}
		var key [mostTogether]uint64
		for i, a := range answers {
			key[i] = a.at(place)
		}
		times[key]++
	}
	return times
}

// crossed puts every code behind every one of the words before.
func crossed(before, codes []string) []string {
	var all []string
	for _, word := range before {
		for _, code := range codes {
			all = append(all, word+between+code)
		}
	}
	return all
}

// byFrequency returns words as codes, the most frequent first.
func byFrequency(times map[string]int) [][]string {
	words := make([]string, 0, len(times))
	for word := range times {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), strings.Compare(a, b))
	})
	found := make([][]string, len(words))
	for i, word := range words {
		found[i] = codes(word)
	}
	return found
}
