package sqlite

import (
	"maps"
	"slices"
	"sync"

	"releve/internal/campaign"
	"releve/internal/paper"
)

// memory remembers what was read: what never changes, and whole campaigns by the Config they had. Campaigns are
// looked at again in each transaction, and thrown away when their Config has risen.
type memory struct {
	mu        sync.Mutex
	places    map[string]place
	plans     map[version]*plan
	campaigns map[int64]*campaign.Campaign
	tokens    map[int64]map[int64]string // by campaign and number
	layouts   map[string]*paper.Layout
	files     map[int64]bool // that this process has taken to read
}

// version names a published version of a form.
type version struct {
	form   string
	number int64
}

func newMemory() *memory {
	return &memory{
		places: map[string]place{}, plans: map[version]*plan{}, campaigns: map[int64]*campaign.Campaign{},
		tokens: map[int64]map[int64]string{}, layouts: map[string]*paper.Layout{}, files: map[int64]bool{},
	}
}

func (m *memory) place(slug string) (place, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.places[slug]
	return at, ok
}

func (m *memory) setPlace(slug string, at place) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.places[slug] = at
}

func (m *memory) plan(id string, number int64) (*plan, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.plans[version{id, number}]
	return p, ok
}

// setPlan remembers the plan of a version whose publication is committed.
func (m *memory) setPlan(p *plan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plans[version{p.form.ID, p.form.Version}] = p
}

// campaign returns a campaign as it was at a Config.
func (m *memory) campaign(id, config int64) (*campaign.Campaign, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.campaigns[id]
	return c, c != nil && c.Config == config
}

func (m *memory) setCampaign(id int64, c *campaign.Campaign) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.campaigns[id]; old == nil || old.Config <= c.Config {
		m.campaigns[id] = c
	}
}

func (m *memory) layout(number string) (*paper.Layout, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.layouts[number]
	return l, ok
}

func (m *memory) setLayout(l *paper.Layout) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.layouts[l.Number] = l
}

func (m *memory) token(id, number int64) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	token, ok := m.tokens[id][number]
	return token, ok
}

func (m *memory) setTokens(id int64, found map[int64]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.tokens[id]
	if all == nil || len(all) > mostTokens {
		all = map[int64]string{}
		m.tokens[id] = all
	}
	maps.Copy(all, found)
}

// setTaken remembers that this process reads a file, or does no more.
func (m *memory) setTaken(file int64, taken bool) { //nolint:revive // flag-parameter: that is what is set
	m.mu.Lock()
	defer m.mu.Unlock()
	if delete(m.files, file); taken {
		m.files[file] = true
	}
}

// taken returns the files that this process reads.
func (m *memory) taken() []int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.files))
}
