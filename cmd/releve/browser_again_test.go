package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// back goes one page back, as the button of the browser does.
func (b *tab) back() {
	b.Helper()
	history := do(b, page.GetNavigationHistory, struct{}{})
	id := history.Entries[history.CurrentIndex-1].ID
	b.leaving(func() { do(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: id}) })
}

// testAgain sends a page twice in the ways that happen.
func testAgain(t *testing.T, b *browser) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *survey, *tab)
		want int // sheets stored
	}{
		{"changed", sendChanged, 2},
		{"not your service", sendWithoutService, 1},
		{"two tabs", func(t *testing.T, s *survey, first *tab) {
			second := s.tab(t, b)
			second.fill(shippedForms()[0].answers...)
			second.save()
			first.save()
		}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, "monitoring-1030")
			tab := s.tab(t, b)
			tab.fill(shippedForms()[0].answers...)
			test.run(t, s, tab)
			if rows := s.rows(t); len(rows) != test.want {
				t.Errorf("%d sheets stored, want %d", len(rows), test.want)
			}
		})
	}
	t.Run("double click", func(t *testing.T) {
		t.Parallel()
		sendTwice(t, b)
	})
}

// sendChanged goes back to a page that was sent, changes an answer and sends it again: the first sheet stays as it
// is, and the second one is stored only once the visitor says that it is another one.
func sendChanged(t *testing.T, s *survey, tab *tab) {
	t.Helper()
	id := tab.id()
	tab.save()
	tab.back()
	if got := tab.id(); got != id {
		t.Fatalf("back leads to sheet %s, want %s", got, id)
	}
	tab.fill(answer{"out", "ok"})
	tab.send()
	tab.wantStatus(409)
	if got := tab.text(".lead"); got != sentence(t, "fr", "page.conflict") {
		t.Errorf("the page says %q", got)
	}
	if got := tab.text("form button.send"); got != sentence(t, "fr", "page.send.new") {
		t.Errorf("the button says %q", got)
	}
	want := map[string]string{}
	for _, a := range shippedForms()[0].answers {
		want[a.name] = a.value
	}
	want["out"] = "ok"
	tab.wantFilled(want)
	if rows := s.rows(t); len(rows) != 1 || rows[0]["out"] != "ko" {
		t.Errorf("before the visitor agrees, %v is stored", rows)
	}
	tab.save()
	var got []string
	for _, row := range s.rows(t) {
		got = append(got, row["out"])
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"ko", "ok"}) {
		t.Errorf("stored outcomes %v, want ko and ok", got)
	}
}

// sendTwice clicks twice on the button, as people do, on a network that is slow to answer: the sheet is sent twice,
// and kept once.
func sendTwice(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	address, sent := slowed(t, s.url)
	tab := b.tab(t, address)
	tab.open(s.link)
	tab.fill(shippedForms()[0].answers...)
	tab.clickTwice("form button.send", sent)
	tab.saved()
	if rows := s.rows(t); len(rows) != 1 {
		t.Errorf("%d sheets stored of two sent, want one", len(rows))
	}
}

// sendWithoutService says that the service on the page is not the visitor's.
func sendWithoutService(t *testing.T, s *survey, tab *tab) {
	t.Helper()
	if got := tab.text(".service strong"); got != "Association" {
		t.Errorf("above the form stands %q, want the service", got)
	}
	tab.clickOn(`.service summary`)
	tab.clickOn(`.service label`)
	tab.follow(`.langs button[value=de]`) // which keeps what was said
	tab.save()
	for _, row := range s.rows(t) {
		wantRow(t, row, map[string]string{"_organisation": "", "inst": "com-etr"})
	}
}

// testLate sends a sheet after its campaign was closed: it is not stored, and its answers are shown to be copied.
func testLate(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	tab := s.tab(t, b)
	kept := s.tab(t, b) // the later one: for Back, a browser keeps one page of an address for all its tabs
	kept.fill(shippedForms()[0].answers...)
	kept.save()
	tab.fill(shippedForms()[0].answers...)
	tab.date("2026-02-03")
	invoke(t, s.dir, "campaign", "close", "c")
	tab.send()
	tab.wantStatus(410)
	for _, want := range []string{"3 février 2026", "Commune : étrangers", "10 à 20 min", comment} {
		if !strings.Contains(spaced(tab.text("body")), want) {
			t.Errorf("the page does not show %q:\n%s", want, tab.text("body"))
		}
	}
	kept.back()
	kept.send()
	kept.saved()
	tab.open(s.link)
	tab.wantStatus(410)
	if rows := s.rows(t); len(rows) != 1 {
		t.Errorf("%d sheets stored, want the one sent before", len(rows))
	}
}

// spaced writes every kind of blank as a plain one.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// testCalls notes calls with no, one and several requests.
func testCalls(t *testing.T, b *browser) {
	request := func(n, theme string) []answer {
		return []answer{{"demands." + n + ".theme", theme}, {"demands." + n + ".action", "info"}}
	}
	for _, test := range []struct {
		name string
		run  func(*testing.T, *tab)
		want []map[string]string // rows stored
	}{
		{"no request", func(_ *testing.T, tab *tab) {
			tab.fill(answer{"kind", "ask"})
		}, []map[string]string{{"_row": "0", "kind": "ask", "theme": ""}}},
		{"silent", func(t *testing.T, tab *tab) {
			tab.fill(answer{"kind", "silent"})
			if tab.has(".rows") {
				t.Error("requests are asked of a silent call")
			}
		}, []map[string]string{{"_row": "0", "kind": "silent", "theme": ""}}},
		{"three requests", func(t *testing.T, tab *tab) {
			tab.fill(answer{"kind", "ask"})
			tab.fill(request("1", "log")...)
			for i, theme := range []string{"ali", "jus"} {
				before := tab.filled()
				tab.follow(`button[name=_more]`)
				tab.wantStatus(200)
				if got := tab.filled(); !maps.Equal(got, before) {
					t.Errorf("after one more request the form holds %s, want %s", asJSON(got), asJSON(before))
				}
				n := string(rune('2' + i))
				if top := eval[float64](tab, `document.querySelectorAll('.row')[%s].getBoundingClientRect().top`, i+1); top < 0 || top > 400 {
					t.Errorf("the new request begins at %v of 640 pixels", top)
				}
				tab.fill(request(n, theme)...)
			}
		}, []map[string]string{
			{"_row": "1", "kind": "ask", "theme": "log"}, {"_row": "2", "theme": "ali"}, {"_row": "3", "theme": "jus", "action": "info"},
		}},
		{"request withdrawn", func(t *testing.T, tab *tab) {
			tab.fill(answer{"kind", "ask"})
			tab.fill(request("1", "log")...)
			tab.fill(answer{"kind", "wrong"})
			tab.send()
			tab.wantStatus(422)
			wantProblems(tab, []string{"demands"})
			if !tab.has(".rows") {
				t.Error("the requests to take back are not shown")
			}
			tab.fill(answer{"kind", "ask"})
		}, []map[string]string{{"_row": "1", "kind": "ask", "theme": "log"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, "appels")
			tab := s.tab(t, b)
			test.run(t, tab)
			tab.save()
			rows := s.rows(t)
			if len(rows) != len(test.want) {
				t.Fatalf("%d rows stored, want %d", len(rows), len(test.want))
			}
			for i, want := range test.want {
				wantRow(t, rows[i], want)
			}
		})
	}
}
