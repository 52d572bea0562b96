package tally

import (
	"bytes"
	"cmp"
	"hash/maphash"
	"maps"
	"slices"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// links hold which sheet resumes which, and the chains that follow from it. Only sheets that follow one or are
// followed are kept here; a sheet's own id stands in the columns as a hash, which finds a sheet that is named later.
type links struct {
	from    map[int]link     // by place of the following sheet
	targets map[sheet.ID]int // place of every sheet that is named, or one of the two below
	stale   bool             // chains have to be made again
	members []member         // by place
	chains  int
}

const (
	unsought = -1 // nobody has looked for it yet
	missing  = -2 // looked for: not there
)

// link is what one sheet says it follows.
type link struct {
	own     sheet.ID
	target  sheet.ID
	unknown bool // it follows one that nobody can name
}

// member is a sheet of a chain. A sheet that follows an unknown or missing one is the first of its own.
type member struct {
	place, chain    int
	id              sheet.ID
	unknown, broken bool
}

func newLinks() links {
	return links{from: map[int]link{}, targets: map[sheet.ID]int{}}
}

// putLink notes a sheet's id and what it follows.
func (c *Columns) putLink(place int, k campaign.Kept) {
	l, id := &c.links, k.Sheet.ID
	c.ids.set(place, c.hash(id))
	if old, named := l.targets[id]; named && old != place {
		l.targets[id] = place
		l.stale = true
	}
	before, had := l.from[place]
	now, has := readLink(k.Sheet)
	if had == has && before == now {
		return
	}
	l.stale = true
	delete(l.from, place)
	if !has {
		return
	}
	l.from[place] = now
	if _, named := l.targets[now.target]; !named && !now.unknown {
		l.targets[now.target] = unsought
	}
}

func readLink(s *sheet.Sheet) (link, bool) {
	if s.Follows == "" {
		return link{}, false
	}
	target, wrong := sheet.ParseID(s.Follows)
	if wrong != nil {
		return link{own: s.ID, unknown: true}, true
	}
	return link{own: s.ID, target: target}, true
}

// dropLink forgets a place.
func (c *Columns) dropLink(place int) {
	delete(c.links.from, place)
	c.links.stale = c.links.stale || len(c.links.members) > 0
}

// hash returns a sheet's id as the columns hold it. The seed is random, so that nobody can make two ids meet.
func (c *Columns) hash(id sheet.ID) uint64 { return maphash.Comparable(c.seed, id) }

// settle finds the sheets that are followed and makes the chains, where anything changed.
func (c *Columns) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.links.stale {
		return
	}
	c.seek()
	c.chain()
	c.links.stale = false
}

// seek looks for the sheets that were named and not looked for yet, in one walk over the ids.
func (c *Columns) seek() {
	wanted := map[uint64]sheet.ID{}
	var mask uint64 // of the last six bits of what is wanted: most ids need no look into the map
	for id, place := range c.links.targets {
		if place == unsought {
			h := c.hash(id)
			wanted[h] = id
			mask |= 1 << (h & 63)
			c.links.targets[id] = missing
		}
	}
	if len(wanted) == 0 {
		return
	}
	var ids [batchRows]uint64
	for from := 0; from < c.rows; from += batchRows {
		c.ids.read(from, ids[:])
		for i, h := range ids {
			if mask&(1<<(h&63)) == 0 || h == 0 {
				continue
			}
			if id, found := wanted[h]; found {
				c.links.targets[id] = from + i
			}
		}
	}
}

// chain joins the sheets that follow each other, over all that are in the data whether they count or not: what is
// not counted is skipped when a chain is counted.
func (c *Columns) chain() {
	tree := forest{}
	members := map[int]member{}
	for place, l := range c.links.from {
		if !c.inData(place) {
			continue
		}
		own := member{place: place, id: l.own, unknown: l.unknown}
		target, named := c.links.targets[l.target]
		switch {
		case l.unknown:
		case !named || target < 0 || !c.inData(target):
			own.broken = true
		default:
			tree.join(place, target)
			if _, known := members[target]; !known {
				members[target] = member{place: target, id: l.target}
			}
		}
		members[place] = own
	}
	c.links.members = slices.SortedFunc(maps.Values(members), func(a, b member) int { return cmp.Compare(a.place, b.place) })
	numbers := map[int]int{}
	for i, m := range c.links.members {
		root := tree.root(m.place)
		if _, known := numbers[root]; !known {
			numbers[root] = len(numbers)
		}
		c.links.members[i].chain = numbers[root]
	}
	c.links.chains = len(numbers)
}

// inData says whether a sheet stands at a place that exports show.
func (c *Columns) inData(place int) bool {
	h := c.heads.value(place)
	return h.there && !h.trial
}

// later says whether the sheet a comes after b in their chain: by date, then reception, then id.
func (c *Columns) later(a, b *member) bool {
	return cmp.Or(
		cmp.Compare(c.dates.value(a.place), c.dates.value(b.place)),
		cmp.Compare(c.received.at(a.place), c.received.at(b.place)),
		bytes.Compare(a.id[:], b.id[:]),
	) > 0
}

// forest joins places into sets; each place leads to another of its set, the root of a set to itself or nowhere.
type forest map[int]int

func (f forest) root(place int) int {
	for {
		up, ok := f[place]
		if !ok || up == place {
			return place
		}
		if above, deeper := f[up]; deeper {
			f[place] = above
		}
		place = up
	}
}

func (f forest) join(a, b int) {
	a, b = f.root(a), f.root(b)
	if a != b {
		f[a] = b
	}
}
