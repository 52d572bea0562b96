// Package tally counts rows into measures; pure, in memory columns.
//
// Columns hold one campaign's rows as small numbers: one row for each place of the store. A Count is one pass over
// them under a Filter. A Breakdown is the same pass with a table beside it, a Ledger the same pass line by line. Find
// lists sheets by the same rules, and Recount does without all of it, to check. Measures (measure_<name>.go) read their figures from a Count and from nothing else, so that
// a page, a workbook and a file cannot disagree. Figures are exact sums, independent of the order of the rows;
// they are rounded where they are shown.
package tally

import (
	"errors"
	"fmt"
	"hash/maphash"
	"runtime"
	"slices"
	"sync"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

// errVersion says that a sheet was filled in with a version of the form that the columns were not made for.
var errVersion = errors.New("columns do not know the version of the sheet's form")

// Columns are the rows of one campaign. Any number of goroutines may count at the same time, but not while a sheet
// is put.
type Columns struct {
	forms  []int64 // versions, ascending
	plans  map[int64]plan
	repeat bool
	rows   int // places known, erased ones too
	change int64

	heads        *coded[head]
	participants *coded[string]
	dates        *coded[string]
	workers      *coded[string]
	received     column // seconds since 1970 and one, 0 when unknown
	minutes      *coded[duration]
	roles        map[roleColumn]*coded[string]

	shares    int // goroutines that count at most
	shareRows int // rows that each takes at least

	seed  maphash.Seed
	ids   column // a hash of each sheet's id, on its first row; only in forms that have chains
	links links
	mu    sync.Mutex // guards the following of links, which counting may finish
}

// head is what a row says besides dates, names and answers. Few different ones occur, so that they share a column.
type head struct {
	there    bool // false: nothing is at that place, or no more
	first    bool // first line of its sheet
	row      bool // false on the only line of a sheet whose repeat has no rows
	trial    bool
	version  int64
	shared   int
	channel  sheet.Channel
	language string
	status   sheet.Status
}

// duration is an answer to the question with the role minutes.
type duration struct {
	given bool
	open  bool // lies in an open band, without exact minutes
	span  form.Span
}

// NewColumns returns empty columns for a campaign.
func NewColumns(c *campaign.Campaign) *Columns {
	columns := &Columns{
		plans:        map[int64]plan{},
		heads:        newCoded[head](),
		participants: newCoded[string](),
		dates:        newCoded[string](),
		workers:      newCoded[string](),
		minutes:      newCoded[duration](),
		roles:        map[roleColumn]*coded[string]{},
		repeat:       c.Form().Repeat() != nil,
		seed:         maphash.MakeSeed(),
		shares:       min(runtime.GOMAXPROCS(0), mostShares),
		shareRows:    shareRows,
	}
	columns.links = newLinks()
	for _, f := range c.Forms {
		columns.forms = append(columns.forms, f.Version)
		columns.plans[f.Version] = columns.plan(f)
	}
	return columns
}

// Fits says whether the columns still serve a campaign that has changed: they do until a version is added to its
// form. Dates, zone, groups, services and ways of counting are looked up at every count.
func (c *Columns) Fits(of *campaign.Campaign) bool {
	return slices.EqualFunc(c.forms, of.Forms, func(version int64, f *form.Form) bool { return version == f.Version })
}

// Change returns the newest Change of the sheets that were put; a View's Changed goes on from there.
func (c *Columns) Change() int64 { return c.change }

// Read puts every sheet that changed since the last one. After an error the same call may be made again.
func (c *Columns) Read(v campaign.View) error {
	since := c.change
	for k, err := range v.Tallied(since) {
		if err == nil {
			err = c.Put(k)
		}
		if err != nil {
			c.change = since
			return fmt.Errorf("bring columns up to date: %w", err)
		}
	}
	c.change = max(c.change, v.Campaign().Change)
	return nil
}

// Put appends a sheet, or puts it in the place of what it was. The only error is a sheet of a version of the form
// that the columns were not made for (see Fits). A sheet that no longer has its old number of rows comes at its old
// place when it has fewer, and at a new one, the old one erased first, when it has more.
func (c *Columns) Put(k campaign.Kept) error {
	place := int(k.Place)
	c.change = max(c.change, k.Change)
	if k.Erased {
		c.erase(place, max(k.Rows, 1))
		return nil
	}
	p, known := c.plans[k.Sheet.Version]
	if !known {
		return fmt.Errorf("version %d: %w", k.Sheet.Version, errVersion)
	}
	was := c.inData(place)
	if h := c.heads.value(place); h.there && h.version != k.Sheet.Version {
		c.erase(place, 1)
	}
	rows := max(len(k.Sheet.Rows), 1)
	for i := range rows {
		c.putRow(place+i, p, k, i)
	}
	c.erase(place+rows, 0)
	if !c.repeat {
		c.putLink(place, k)
		c.links.stale = c.links.stale || place < c.rows && was != c.inData(place)
	}
	c.rows = max(c.rows, place+rows)
	return nil
}

// putRow sets the i-th row of a sheet.
func (c *Columns) putRow(place int, p plan, k campaign.Kept, i int) {
	s := k.Sheet
	c.heads.put(place, head{
		there: true, first: i == 0, row: !p.repeat || i < len(s.Rows), trial: k.Trial, version: s.Version, shared: s.Shared,
		channel: s.Channel, language: string(s.Language), status: s.Status,
	})
	c.participants.put(place, s.Participant)
	c.dates.put(place, s.Date)
	c.workers.put(place, s.Worker)
	if !s.ReceivedAt.IsZero() {
		c.received.set(place, uint64(max(s.ReceivedAt.Unix(), 0))+1)
	} else {
		c.received.set(place, 0)
	}
	var row form.Answers
	if i < len(s.Rows) {
		row = s.Rows[i]
	}
	c.putAnswers(place, p, s.Answers, row)
}

// erase clears rows from a place on, at least n, and the rest of the sheet that stands there.
func (c *Columns) erase(place, n int) {
	c.rows = max(c.rows, place+n)
	for ; place < c.rows; place++ {
		if h := c.heads.value(place); n <= 0 && (!h.there || h.first) {
			return
		}
		c.heads.set(place, 0)
		for _, column := range c.all() {
			column.set(place, 0)
		}
		c.dropLink(place)
		n--
	}
}

// all returns the columns beside heads.
func (c *Columns) all() []*column {
	all := []*column{&c.participants.column, &c.dates.column, &c.workers.column, &c.received, &c.minutes.column, &c.ids}
	for _, r := range c.roles {
		all = append(all, &r.column)
	}
	return all
}

// Size returns the memory that the rows take, in bytes, without the dictionaries.
func (c *Columns) Size() int {
	sum := c.heads.size()
	for _, column := range c.all() {
		sum += column.size()
	}
	return sum
}
