package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"releve/internal/need"
)

// mostDecision is how long an answer on a field may take, with the page that follows, in a pile of 500 full tallies.
const mostDecision = 300 * time.Millisecond

// An answer is kept, and the next field asked for, before whoever looks has moved on, however large the pile.
func TestDecisionIsQuick(t *testing.T) {
	pages := need.Size(10, 30, 500)
	p := newPile(t)
	full := map[string]string{}
	for line := 1; line <= 15; line++ {
		maps.Copy(full, tallied(line))
	}
	full["3 out"], full["9 dur"] = "?", "?"
	for n := range pages {
		p.reads(n+1, full)
	}
	p.get(p.to + "/review")
	var spent time.Duration
	const answers = 5
	for range answers {
		at := p.at(p.page(p.to + "/review"))
		start := time.Now()
		if code, body := p.answers("/review", url.Values{"at": {at}, "do": {"accept"}, "v": {"ok", "d10"}}); code != http.StatusOK {
			t.Fatalf("%d\n%s", code, body)
		}
		spent += time.Since(start)
	}
	t.Logf("%d pages: %v an answer", pages, spent/answers)
	if spent/answers > mostDecision {
		t.Errorf("%v an answer, at most %v", spent/answers, mostDecision)
	}
}
