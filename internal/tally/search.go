package tally

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"releve/internal/campaign"
)

// flags is a set of flags: a bit for each of AllFlags, in its order.
type flags uint8

const (
	isLate flags = 1 << iota
	isOutside
	isOwn
	isTrial
	isOpen
	isChained
	isUncounted
	isCounted
)

func flagsOf(names []Flag) flags {
	var set flags
	for i, name := range AllFlags() {
		if slices.Contains(names, name) {
			set |= 1 << i
		}
	}
	return set
}

func (s flags) names() []Flag {
	var names []Flag
	for i, name := range AllFlags() {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// search walks over the sheets, counted or not, and marks those that are looked for.
type search struct {
	pass   *pass
	wanted flags

	place  int // of the sheet at hand, -1 before the first
	date   uint64
	flags  flags
	passed bool // a row of it passes the filter

	marks []uint64 // a bit for each place
	dates []int    // marked sheets, by number of their date
	total int
}

func (c *Columns) newSearch(of *campaign.Campaign, f Filter, names []Flag) (*search, error) {
	c.settle()
	r, err := c.rules(of, f)
	if err != nil {
		return nil, fmt.Errorf("search campaign %s: %w", of.Slug, err)
	}
	return &search{
		pass: c.newPass(of, f, &r, nil), wanted: flagsOf(names), place: -1,
		marks: make([]uint64, c.rows/64+1), dates: make([]int, len(c.dates.values)),
	}, nil
}

// walk looks at every row.
func (s *search) walk() {
	rows := s.pass.columns.rows
	s.pass.look(0)
	for from := 0; from < rows; from += batchRows {
		n := min(batchRows, rows-from)
		s.pass.unpack(from, n)
		for i := range n {
			s.row(from+i, i)
		}
	}
	s.close()
}

// row looks at a row, the i-th of the batch.
func (s *search) row(place, i int) {
	p := s.pass
	r := &p.rules.heads[p.heads.at[i]]
	if !r.there {
		return
	}
	if r.first {
		s.close()
		s.place, s.date, s.passed, s.flags = place, p.dates.at[i], false, s.ofSheet(place, i, r)
	}
	s.passed = s.passed || p.passes(i, r)
	if own := p.rules.own[p.participants.at[i]]; own != nil && own[p.institutions.at[i]] {
		s.flags |= isOwn
	}
	if p.rules.minutes[p.minutes.at[i]].open {
		s.flags |= isOpen
	}
}

// ofSheet returns the flags that do not hang on a single row.
func (s *search) ofSheet(place, i int, r *rule) flags {
	var set flags
	late, outside := s.pass.rules.late(r, s.pass.received.at[i]), s.pass.rules.dates[s.pass.dates.at[i]].outside
	if late {
		set |= isLate
	}
	if outside {
		set |= isOutside
	}
	if r.fate == trial {
		set |= isTrial
	}
	if s.pass.member(place) != nil {
		set |= isChained
	}
	if r.fate != counts || s.pass.rules.leavesOut(late, outside) {
		return set | isUncounted
	}
	return set | isCounted
}

// close marks the sheet at hand if it is looked for.
func (s *search) close() {
	if s.place < 0 || !s.passed || s.flags&s.wanted != s.wanted || s.flags&isTrial > s.wanted&isTrial {
		return
	}
	s.marks[s.place/64] |= 1 << (s.place % 64)
	s.dates[s.date]++
	s.total++
}

// page returns the places of the marked sheets from one on up to another, the newest date first, then the newest
// place. Only sheets of the dates that the page needs are put in order.
func (s *search) page(from, to int) []int64 {
	order := s.order()
	before := 0
	for len(order) > 0 && before+s.dates[order[0]] <= from {
		before += s.dates[order[0]]
		order = order[1:]
	}
	needed, end := 0, before
	for ; end < to; needed++ {
		end += s.dates[order[needed]]
	}
	var places []int64
	for _, of := range s.collect(order[:needed]) {
		slices.Reverse(of)
		places = append(places, of...)
	}
	return slices.Clone(places[from-before : to-before])
}

// order returns the numbers of the dates with marked sheets, the newest first.
func (s *search) order() []int {
	var order []int
	for date, n := range s.dates {
		if n > 0 {
			order = append(order, date)
		}
	}
	names := s.pass.columns.dates.values
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(names[b], names[a]) })
	return order
}

// collect returns the places of the marked sheets of each of these dates, ascending.
func (s *search) collect(dates []int) [][]int64 {
	slot := make([]int, len(s.dates)) // by number of the date, from 1
	lists := make([][]int64, len(dates))
	for i, date := range dates {
		slot[date] = i + 1
		lists[i] = make([]int64, 0, s.dates[date])
	}
	for word, set := range s.marks {
		for ; set != 0; set &= set - 1 {
			place := word*64 + bits.TrailingZeros64(set)
			if i := slot[s.pass.columns.dates.at(place)]; i > 0 {
				lists[i-1] = append(lists[i-1], int64(place))
			}
		}
	}
	return lists
}
