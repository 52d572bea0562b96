package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

func togetherTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"the same sheet from many at once is stored once": (*suite).identical,
		"two processes write at once":                     (*suite).twoProcesses,
		"a bad sheet does not fail its neighbours":        (*suite).neighbours,
		"a caller that left is told so and fails nobody":  (*suite).impatient,
		"updates from two processes are all kept":         (*suite).updates,
	}
}

// all runs a function many times at once.
func all(times int, do func(i int)) {
	var running sync.WaitGroup
	for i := range times {
		running.Go(func() { do(i) })
	}
	running.Wait()
}

func (s *suite) identical() {
	s.create(s.plain(usualVersion))
	other := s.again()
	for range 10 {
		sh := s.filled()
		verdicts := make([]campaign.Verdict, 32)
		all(len(verdicts), func(i int) {
			from := s
			if i%2 == 1 {
				from = other
			}
			got, err := from.trySave(sh)
			if err != nil {
				s.Errorf("save: %v", err)
				return
			}
			verdicts[i] = got[0]
		})
		count := map[campaign.Verdict]int{}
		for _, v := range verdicts {
			count[v]++
		}
		if count[campaign.Stored] != 1 || count[campaign.Duplicate] != len(verdicts)-1 {
			s.Fatalf("verdicts %v, want one stored and the rest duplicates", count)
		}
	}
}

func (s *suite) twoProcesses() {
	s.create(s.repeated())
	each := 40
	if testing.Short() {
		each = 10
	}
	processes := []*suite{s, s.again()}
	const callers = 8
	var mu sync.Mutex
	sent := map[sheet.ID]*sheet.Sheet{}
	all(callers, func(i int) {
		for n := range each {
			sh := s.calls(n % 3)
			sh.Worker = sheet.Token(string(rune('a' + n%7)))
			mu.Lock()
			sent[sh.ID] = sh
			mu.Unlock()
			if got, err := processes[i%2].trySave(sh); err != nil || got[0] != campaign.Stored {
				s.Errorf("save: %v, %v", got, err)
			}
		}
	})
	for _, p := range processes {
		found := p.view(0).changed
		if len(found) != callers*each {
			s.Fatalf("%d sheets, want %d", len(found), callers*each)
		}
		next, last := int64(0), int64(0)
		for _, k := range found {
			if k.Place != next || k.Change < last {
				s.Fatalf("place %d after %d, change %d after %d: want dense places, changes that rise", k.Place, next, k.Change, last)
			}
			next, last = next+int64(k.Rows), k.Change
			s.wantSame(k.Sheet, sent[k.Sheet.ID])
		}
	}
}

func (s *suite) neighbours() {
	c := s.create(s.plain(usualVersion))
	all(60, func(i int) {
		sh := s.filled()
		config := c.Config
		switch i % 3 {
		case 1:
			sh.Answers = form.Answers{"no such question": {Text: "x"}}
		case 2:
			config--
		}
		_, err := s.Sheets.Save(s.ctx, campaign.Batch{Slug: slug, Config: config, Submissions: []campaign.Submission{{Sheet: sh}}})
		if want := i%3 != 0; (err != nil) != want || errors.Is(err, campaign.ErrStale) != (i%3 == 2) {
			s.Errorf("request %d: error %v", i, err)
		}
	})
	if got := len(s.view(0).changed); got != 20 {
		s.Errorf("%d sheets are kept, want 20", got)
	}
}

func (s *suite) impatient() {
	c := s.create(s.plain(usualVersion))
	gone, leave := context.WithCancel(s.ctx)
	leave()
	all(40, func(i int) {
		caller := s.ctx //nolint:contextcheck // the test's own
		if i%2 == 1 {
			caller = gone
		}
		sub := []campaign.Submission{{Sheet: s.filled()}}
		_, err := s.Sheets.Save(caller, campaign.Batch{Slug: slug, Config: c.Config, Submissions: sub})
		if errors.Is(err, context.Canceled) != (i%2 == 1) {
			s.Errorf("request %d: error %v", i, err)
		}
	})
	if got := len(s.view(0).changed); got < 20 {
		s.Errorf("%d sheets are kept, want the 20 of those who waited", got)
	}
}

func (s *suite) updates() {
	before := s.create(s.plain(usualVersion))
	processes := []*suite{s, s.again()}
	all(20, func(i int) {
		_, err := processes[i%2].Store.Update(s.ctx, slug, func(c *campaign.Campaign) error {
			c.CorrectionDays++
			return nil
		})
		if err != nil {
			s.Errorf("update: %v", err)
		}
	})
	for _, p := range processes {
		if got := p.campaign(); got.CorrectionDays != before.CorrectionDays+20 || got.Config != before.Config+20 {
			s.Errorf("days %d, config %d; want 20 more than %d, %d", got.CorrectionDays, got.Config, before.CorrectionDays, before.Config)
		}
	}
}
