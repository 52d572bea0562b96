package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"maps"
	mrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/need"
)

// chaos is a server that is killed again and again, behind a network that does its worst, and devices that want to be
// rid of their sheets.
type chaos struct {
	dir, address, link string

	wire *wire

	mu     sync.Mutex
	acked  map[string]bool              // ids that a device was told to be stored
	made   map[string]bool              // ids of all sheets
	bodies map[string][sha256.Size]byte // of each sheet as it was first sent
	moved  []string                     // ids of sheets that were sent again in another form
}

// How much of it: devices that are programs, browsers, and how many sheets each browser notes.
const (
	chaosDevices  = 10
	chaosBrowsers = 2
	chaosTimes    = 5 // sheets that are noted at once
)

// TestChaos has 1,000 sheets sent from ten simulated devices and two real browsers, by a network that drops replies
// after they were stored, sends requests twice, reorders and cuts them, to a server that is killed at random: exactly
// these are stored, each once.
func TestChaos(t *testing.T) {
	need.Full(t)
	c := &chaos{
		dir: t.TempDir(), address: freeAddress(t), acked: map[string]bool{}, made: map[string]bool{},
		bodies: map[string][sha256.Size]byte{},
	}
	c.link = surveyed(t, c.dir, "monitoring-1030")
	c.wire = newWire(t, "http://"+c.address)
	c.wire.seen = c.see
	server := startedAt(t, c.address, c.dir, nil)
	all, perBrowser := need.Size(200, 1000, 1000), need.Size(20, 60, 60)
	pockets := c.pockets(t, newBrowser(t))
	c.wire.harm(13, 0.35)
	ctx, done := context.WithCancel(t.Context())
	var killer, senders sync.WaitGroup
	killer.Go(func() { server = c.killing(ctx, t, server) })
	each := (all - chaosBrowsers*perBrowser) / chaosDevices
	for i := range chaosDevices {
		senders.Go(func() { c.device(t, i, each) })
	}
	for _, tab := range pockets {
		senders.Go(func() { c.browse(tab, perBrowser) })
	}
	senders.Wait()
	done()
	killer.Wait()
	c.wire.spare()
	c.wire.late.Wait()
	server.stop(t)
	c.judge(t, all)
}

// see notes how each sheet was sent, and finds those that are sent again otherwise.
func (c *chaos) see(r *http.Request, body []byte) {
	var batch struct{ Sheets []json.RawMessage }
	if r.Method != http.MethodPost || json.Unmarshal(body, &batch) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, raw := range batch.Sheets {
		var s struct{ ID string }
		if json.Unmarshal(raw, &s) != nil {
			continue
		}
		sum := sha256.Sum256(raw)
		if before, again := c.bodies[s.ID]; again && before != sum {
			c.moved = append(c.moved, s.ID)
		}
		c.bodies[s.ID] = sum
	}
}

// killing kills the server at random moments and starts it again, until ctx ends; at every death it holds what was
// acknowledged. It returns the last server.
func (c *chaos) killing(ctx context.Context, t *testing.T, s *server) *server {
	moments := mrand.New(mrand.NewPCG(17, 19))
	for deaths := 0; ; deaths++ {
		select {
		case <-ctx.Done():
			t.Logf("killed %d times; %v", deaths, c.wire.harmed)
			if deaths < 2 {
				t.Errorf("killed %d times: that is no chaos", deaths)
			}
			return s
		case <-time.After(time.Duration(200+moments.IntN(800)) * time.Millisecond):
		}
		c.mu.Lock()
		acked := maps.Clone(c.acked)
		c.mu.Unlock()
		s.kill()
		if deaths%2 == 0 {
			stored := storedIDs(t, c.dir)
			for id := range acked {
				if stored[id] != 1 {
					t.Errorf("after death %d sheet %s, acknowledged, is stored %d times", deaths, id, stored[id])
				}
			}
		}
		s = startedAt(t, c.address, c.dir, nil)
	}
}

// device sends sheets as the app does: with ids of its own, in batches, each again until it is acknowledged.
func (c *chaos) device(t *testing.T, number, n int) {
	random := mrand.New(mrand.NewPCG(uint64(number), 23)) //nolint:gosec // 0 to 9
	client := &http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}
	defer client.CloseIdleConnections()
	queue := map[string]apiSheet{}
	for range n {
		next := randomSheet(t, rand.Reader)
		next.Channel = "offline"
		queue[next.ID] = next
		c.note(next.ID)
	}
	for end := time.Now().Add(3 * time.Minute); len(queue) > 0; time.Sleep(time.Duration(20+random.IntN(150)) * time.Millisecond) {
		if time.Now().After(end) {
			t.Errorf("device %d keeps %d sheets", number, len(queue))
			return
		}
		var batch []apiSheet
		most := 1 + random.IntN(12)
		for _, s := range queue {
			if batch = append(batch, s); len(batch) == most {
				break
			}
		}
		verdicts, err := post(t.Context(), client, c.wire.url, c.link, batch...)
		if err != nil {
			continue
		}
		for _, v := range verdicts {
			if v.Status != "stored" && v.Status != "duplicate" {
				t.Errorf("device %d: sheet %s is %s", number, v.ID, v.Status)
			}
			c.ack(v.ID)
			delete(queue, v.ID)
		}
	}
}

func (c *chaos) note(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made[id] = true
}

func (c *chaos) ack(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked[id] = true
}

// pockets opens the form in browsers whose memories are apart.
func (c *chaos) pockets(t *testing.T, b *browser) []*tab {
	t.Helper()
	var all []*tab
	for range chaosBrowsers {
		tab := b.pocket(t, c.wire.url)
		tab.before(`addEventListener('DOMContentLoaded', () => document.addEventListener('releve:results', (event) => {
			(window.told ??= []).push(...event.detail)
		}))`)
		tab.open("/s/" + c.link)
		tab.ready()
		all = append(all, tab)
	}
	return all
}

// browse notes sheets with the form, five at a time, and waits until the app is rid of them and has told so: a sheet
// leaves the device's memory before the page hears why.
func (c *chaos) browse(tab *tab, n int) {
	heard := map[string]bool{}
	for range n / chaosTimes {
		tab.say(one1030()...)
		eval[bool](tab, `((e) => { e.value = %s; return e.dispatchEvent(new Event('change', {bubbles: true})) })(document.getElementById('times'))`, chaosTimes)
		tab.note(false)
		for _, item := range tab.queue() {
			c.note(item.ID)
		}
		tab.clickOn(`#view .next button`)
		tab.until(`!document.documentElement.dataset.view`)
	}
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(500 * time.Millisecond) {
		for _, told := range eval[[]verdict](tab, `(window.told ?? []).splice(0)`) {
			if told.Status == "stored" || told.Status == "duplicate" {
				c.note(told.ID)
				c.ack(told.ID)
				heard[told.ID] = true
			} else if told.Status != "offline" {
				tab.Errorf("browser: sheet %s is %s", told.ID, told.Status)
			}
		}
		left := len(tab.queue())
		if left == 0 && len(heard) >= n {
			return
		}
		if time.Now().After(end) {
			tab.Errorf("browser keeps %d sheets, and told of %d out of %d", left, len(heard), n)
			return
		}
		eval[bool](tab, `dispatchEvent(new Event('online'))`) // the network comes and goes
	}
}

// judge wants exactly the sheets that were made, each once, and each sent in one form alone.
func (c *chaos) judge(t *testing.T, all int) {
	t.Helper()
	judge(t, c.dir, c.acked, c.made)
	stored := storedIDs(t, c.dir)
	if len(stored) != all || len(c.made) != all {
		t.Errorf("%d sheets made, %d stored, want %d", len(c.made), len(stored), all)
	}
	if len(c.acked) != all {
		t.Errorf("%d acknowledged, want %d", len(c.acked), all)
	}
	if len(c.moved) > 0 {
		t.Errorf("sent again in another form: %s", strings.Join(c.moved, " "))
	}
	if len(c.wire.harmed) < 6 {
		t.Errorf("the wire harmed only by %v", c.wire.harmed)
	}
}
