package tally

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
)

// Axis is what a count is broken down by: a role of a question with codes or whole numbers (string(form.Role…)), or
// one of the constants.
type Axis string

// The axes that are not roles.
const (
	AxisUnit        Axis = "unit"        // top units of the institutions
	AxisParticipant Axis = "participant" // services
	AxisKind        Axis = "kind"        // of the service
	AxisChannel     Axis = "channel"
	AxisLanguage    Axis = "language"
	AxisWeek        Axis = "week"  // ISO week of the date, 2022-W37
	AxisMonth       Axis = "month" // 2022-09
)

// Value is one of the values of an axis. A row without an answer, a service or a readable date has the code "".
type Value struct {
	Code string
	Unit Unit // only on AxisUnit
}

// errAxis says that nothing can be broken down like that.
var errAxis = errors.New("no such axis")

// mostAxes is how many axes a breakdown has at most.
const mostAxes = 2

// axis is an axis with what every number of its columns means.
type axis struct {
	role     form.Role // "" for an axis that is no question
	digits   []digit   // one for each column
	multiple bool
}

// digit is one column of an axis. Its numbers are first narrowed to groups with the same values, so that a table over
// dates is one over weeks.
type digit struct {
	column *column
	group  []uint32  // by number of the column
	values [][]Value // by group; none: not answered
}

// label tells values apart: groups and branches have codes of their own.
type label struct {
	code  string
	group bool
}

func (v Value) label() label { return label{v.Code, v.Unit.Group != nil} }

// axis works out an axis.
func (c *Columns) axis(of *campaign.Campaign, name Axis) (axis, error) {
	one := func(read func(string) string) func(string) []Value {
		return func(s string) []Value { return values(read(s)) }
	}
	switch name {
	case AxisUnit:
		a := c.roleAxis(of, form.RoleInstitution, func(word string) []Value {
			u := unitOf(of, word)
			if u.Code == "" {
				return nil
			}
			return []Value{{Code: u.Code, Unit: u}}
		})
		a.multiple = false
		return a, nil
	case AxisParticipant:
		return axis{digits: []digit{newDigit(c.participants, func(code string) []Value { return values(code) })}}, nil
	case AxisKind:
		return axis{digits: []digit{newDigit(c.participants, one(func(code string) string { return kindOf(of, code) }))}}, nil
	case AxisChannel:
		return axis{digits: []digit{newDigit(c.heads, func(h head) []Value { return values(string(h.channel)) })}}, nil
	case AxisLanguage:
		return axis{digits: []digit{newDigit(c.heads, func(h head) []Value { return values(h.language) })}}, nil
	case AxisWeek:
		return axis{digits: []digit{newDigit(c.dates, one(week))}}, nil
	case AxisMonth:
		return axis{digits: []digit{newDigit(c.dates, one(month))}}, nil
	}
	role := form.Role(name)
	if !slices.Contains(form.Roles(), role) || role == form.RoleMinutes || role == form.RoleComment {
		return axis{}, fmt.Errorf("axis %q: %w", name, errAxis)
	}
	return c.roleAxis(of, role, func(word string) []Value { return values(codes(word)...) }), nil
}

// roleAxis is the axis of a role; a form without it leaves every row unanswered.
func (c *Columns) roleAxis(of *campaign.Campaign, r form.Role, read func(word string) []Value) axis {
	a := axis{role: r}
	for _, column := range c.columnsOf(r) {
		a.digits = append(a.digits, newDigit(column, read))
	}
	a.multiple = len(a.digits) > 1
	for _, f := range of.Forms {
		for _, q := range f.ByRole(r) {
			a.multiple = a.multiple || q.Kind.Name() == "multiple"
		}
	}
	return a
}

// values returns the values of codes, blank ones left out.
func values(codes ...string) []Value {
	var all []Value
	for _, code := range codes {
		if code != "" {
			all = append(all, Value{Code: code})
		}
	}
	return all
}

func newDigit[K comparable](of *coded[K], read func(K) []Value) digit {
	d := digit{column: &of.column}
	seen := map[string]uint32{}
	d.group = each(of, func(k K) uint32 {
		found := read(k)
		var name strings.Builder
		for _, v := range found {
			name.WriteString(v.Code + strconv.FormatBool(v.label().group) + between)
		}
		group, known := seen[name.String()]
		if !known {
			group = uint32(len(d.values)) //nolint:gosec // no column has more different numbers than rows
			seen[name.String()] = group
			d.values = append(d.values, found)
		}
		return group
	})
	return d
}

func kindOf(of *campaign.Campaign, code string) string {
	p, _ := of.Participant(code)
	return string(p.Kind)
}

// week returns the ISO week of a date: 2022-W37. Its year is that of the week's Thursday.
func week(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	year, n := day.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, n)
}

func month(date string) string {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date[:strings.LastIndexByte(date, '-')]
}
