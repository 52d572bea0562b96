package paper

import (
	"math"
	"slices"
	"strings"

	"releve/internal/campaign"
	"releve/internal/form"
)

// keySigns are the keys of boxes in their order. Digits come first: they are typed without looking.
const keySigns = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// How many boxes the institution has where the campaign names none, beside the one for all others: the most, and the least
// where a line of a tally is narrow.
const mostInstitutions, leastInstitutions = 11, 4

// Column is a question that is answered by boxes, as it is printed.
type Column struct {
	Question *form.Question
	Choices  []Choice
}

// Choice is one box of a column.
type Choice struct {
	Key  string // printed before it and typed when keying
	Code string // of the choice of the list, or of the band
}

// Key returns the key of the box at an index, from 0: 1 to 9, then A to Z. Beyond them a 0 stands before it, once for
// each time that they are used up: 01 to 0Z, 001… No key is the beginning of another one.
func Key(i int) string {
	n := len(keySigns)
	return strings.Repeat("0", i/n) + keySigns[i%n:i%n+1]
}

// Columns returns the questions of a form that paper asks by boxes, in the order of the form, those inside its repeat in
// their place. The boxes are the first level of a list as it is offered on the campaign's first day, and all bands; of the
// institution those that the campaign chose, else as many as there is room for on a line of a tally.
func Columns(c *campaign.Campaign, f *form.Form) []Column {
	for named := mostInstitutions; ; named-- {
		all := columns(c, f, named)
		if len(c.PaperGroups) > 0 || named <= leastInstitutions || seated(f, all) {
			return all
		}
	}
}

// columns returns the columns with so many boxes for institutions, beside the one for all others.
func columns(c *campaign.Campaign, f *form.Form, named int) []Column {
	var all []Column
	for q := range f.All() {
		codes := boxesOf(c, q, named)
		if len(codes) == 0 {
			continue
		}
		col := Column{Question: q}
		for i, code := range codes {
			col.Choices = append(col.Choices, Choice{Key(i), code})
		}
		all = append(all, col)
	}
	return all
}

// columnOf returns the column of a question; false where it has none.
func columnOf(all []Column, q *form.Question) (Column, bool) {
	i := slices.IndexFunc(all, func(col Column) bool { return col.Question == q })
	if i < 0 {
		return Column{}, false
	}
	return all[i], true
}

// boxesOf returns the codes that a question has boxes for.
func boxesOf(c *campaign.Campaign, q *form.Question, named int) []string {
	switch {
	case q.Bands != nil:
		var codes []string
		for _, b := range q.Bands.Bands {
			codes = append(codes, b.Code)
		}
		return codes
	case q.List == nil:
		return nil
	case q.Role == form.RoleInstitution:
		return institutions(c, q.List, named)
	}
	return branches(c, q.List)
}

// branches returns the codes of the first level of a list, those that open a text last.
func branches(c *campaign.Campaign, l *form.List) []string {
	var codes, last []string
	for _, b := range l.Choices {
		switch {
		case !b.Offered(c.From):
		case b.Specify:
			last = append(last, b.Code)
		default:
			codes = append(codes, b.Code)
		}
	}
	return append(codes, last...)
}

// institutions returns the codes of the institutions that have a box: those that the campaign chose, else the first of
// those that its form proposes, or, where it proposes none, of the members of its publication groups and the branches of
// the list; last comes the one for all others.
func institutions(c *campaign.Campaign, l *form.List, named int) []string {
	others, chosen := other(c, l), c.PaperGroups
	if len(chosen) == 0 {
		chosen = proposed(c, l)
	} else {
		named = math.MaxInt
	}
	var codes []string
	for _, name := range chosen {
		for _, code := range members(c, name) {
			b, ok := l.Choice(code)
			if ok && b.Offered(c.From) && code != others && !slices.Contains(codes, code) && len(codes) < named {
				codes = append(codes, code)
			}
		}
	}
	if others != "" {
		codes = append(codes, others)
	}
	return codes
}

// proposed returns the groups and codes that are boxes where a campaign chose none.
func proposed(c *campaign.Campaign, l *form.List) []string {
	if codes := c.Form().PaperGroups; len(codes) > 0 {
		return codes
	}
	var codes []string
	for _, g := range c.Groups {
		codes = append(codes, g.Code)
	}
	return append(codes, branches(c, l)...)
}

// members returns what a publication group stands for; of a choice, itself.
func members(c *campaign.Campaign, name string) []string {
	for _, g := range c.Groups {
		if g.Code == name {
			return g.Members
		}
	}
	return []string{name}
}

// other returns the code of the first level that stands for all that has no box, "" where a list has none.
func other(c *campaign.Campaign, l *form.List) string {
	for _, b := range l.Choices {
		if b.Specify && b.Offered(c.From) {
			return b.Code
		}
	}
	return ""
}
