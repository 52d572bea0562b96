package tally

import (
	"releve/internal/campaign"
)

// Flag is what a list of sheets can be narrowed to besides a Filter.
type Flag string

// The flags of a sheet.
const (
	FlagLate      Flag = "late"      // posted and received after the day that follows the campaign's last one
	FlagOutside   Flag = "outside"   // dated more than a day before or after the campaign
	FlagOwn       Flag = "own"       // a row of it is of a service at its own institution
	FlagTrial     Flag = "trial"     // came in during the trial
	FlagOpen      Flag = "open"      // minutes in an open band
	FlagChained   Flag = "chained"   // resumes another sheet, or is resumed
	FlagUncounted Flag = "uncounted" // counts in no figure
	FlagCounted   Flag = "counted"   // counts: the opposite
)

// AllFlags returns every flag.
func AllFlags() []Flag {
	return []Flag{FlagLate, FlagOutside, FlagOwn, FlagTrial, FlagOpen, FlagChained, FlagUncounted, FlagCounted}
}

// Found is a page of a list of sheets.
type Found struct {
	Total  int     // sheets on all pages
	Places []int64 // first rows of those on this page
}

// Find returns the places of the sheets that pass a filter and have all the flags, from one on, counted from 0, at
// most n of them: the newest date first, within a date the newest place. Sheets that do not count are among them, those
// of the trial only with FlagTrial. The only error is that of Count.
func (c *Columns) Find(of *campaign.Campaign, f Filter, names []Flag, from, n int) (Found, error) {
	s, err := c.newSearch(of, f, names)
	if err != nil {
		return Found{}, err
	}
	s.walk()
	found := Found{Total: s.total}
	from = max(from, 0)
	if to := min(from+max(n, 0), s.total); from < to {
		found.Places = s.page(from, to)
	}
	return found, nil
}

// FlagsAt returns the flags of the sheet whose first row stands at a place, none where no sheet begins. The only error
// is that of Count.
func (c *Columns) FlagsAt(of *campaign.Campaign, place int64) ([]Flag, error) {
	s, err := c.newSearch(of, Filter{}, nil)
	if err != nil {
		return nil, err
	}
	s.pass.look(int(place))
	for at := int(place); at < c.rows; at++ {
		h := c.heads.value(at)
		if !h.there || h.first == (at > int(place)) {
			break
		}
		s.pass.unpack(at, 1)
		s.row(at, 0)
	}
	return s.flags.names(), nil
}
