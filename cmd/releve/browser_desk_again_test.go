package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
)

// testDeskAgain sends pages of the desk twice in the ways that happen.
func testDeskAgain(t *testing.T, b *browser) {
	dir := t.TempDir()
	surveyed(t, dir, "monitoring-1030")
	fiche := writeFile(t, "fiche.csv", "inst,proc,dur,out,_date,_organisation\ncom-pop,rdv,d10,ok,2026-03-02,asso\n")
	invoke(t, dir, "import", "--campaign", "c", fiche)
	o := newOffice(t, b, dir)
	o.begin(t, o.tab(t))
	t.Run("two tabs", func(t *testing.T) { correctTwice(t, o) })
	t.Run("back", func(t *testing.T) { goBack(t, o) })
	t.Run("double click", func(t *testing.T) { createTwice(t, o) })
	t.Run("copy", func(t *testing.T) { copyLink(t, o) })
}

// copyLink copies a service's link with its button, which is there only where script runs, and pastes it elsewhere.
func copyLink(t *testing.T, o *office) {
	tab := o.tab(t)
	tab.open("/c/c/services/asso")
	link, want := tab.text("#link"), sentence(t, "fr", "desk.copy")
	if tab.has("[data-copy]") || link == "" {
		t.Errorf("without script there is a button to copy %q", link)
	}
	tab.script(true)
	tab.open("/c/c/services/asso")
	tab.tabToText(want)
	tab.keys(kb.Enter)
	for end := time.Now().Add(patience); tab.focused().Text == want && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	if got := tab.focused().Text; got != sentence(t, "fr", "desk.copied") {
		t.Errorf("after copying, the button says %q", got)
	}
	tab.open("/c/c/services/_import")
	tab.tabToField("paste")
	do(tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "v", Code: "KeyV", Modifiers: int64(kb.ModifierCtrl), Commands: []string{"paste"},
	})
	if got := eval[string](tab, `document.activeElement.value`); got != link {
		t.Errorf("pasted %q, want %q", got, link)
	}
}

// correctTwice corrects a sheet in two tabs: the second one is told, with what it typed still there beside what the
// first one did, and saves on purpose.
func correctTwice(t *testing.T, o *office) {
	first, second := o.tab(t), o.tab(t)
	at := "/c/c/sheets/" + exported(t, o.dir, "c")[0]["_id"]
	first.open(at + "/edit")
	second.open(at + "/edit")
	first.choose("out", "ko")
	first.send()
	first.wantStatus(http.StatusOK)
	second.choose("dur", "d30")
	second.send()
	second.wantStatus(http.StatusConflict)
	if got, want := second.text(".errors"), sentence(t, "fr", "desk.edit.changed"); !strings.Contains(spaced(got), spaced(want)) {
		t.Errorf("the second tab is told %q", got)
	}
	if got := second.filled(); got["dur"] != "d30" || got["out"] != "ok" {
		t.Errorf("what the second tab typed is gone: %v", got)
	}
	if got := second.text("#current"); !strings.Contains(got, "Non") {
		t.Errorf("the page does not show what the first tab did: %q", got)
	}
	wantRow(t, exported(t, o.dir, "c")[0], map[string]string{"out": "ko", "dur": "d10"})
	second.choose("out", "ko")
	second.send()
	second.wantStatus(http.StatusOK)
	wantRow(t, exported(t, o.dir, "c")[0], map[string]string{"out": "ko", "dur": "d30"})
	if n := eval[int](second, `document.querySelectorAll('.past > li').length`); n != 2 {
		t.Errorf("the history tells %d changes, want both:\n%s", n, second.text("#history"))
	}
	// The first tab still shows the sheet as it left it: what it does now is refused.
	first.submit(`form:has([name=reason])`, map[string]string{"reason": "double"})
	first.wantStatus(http.StatusConflict)
	if got, want := first.text(".errors"), sentence(t, "fr", "desk.sheet.changed"); !strings.Contains(spaced(got), spaced(want)) {
		t.Errorf("the first tab is told %q", got)
	}
	wantRow(t, exported(t, o.dir, "c")[0], map[string]string{"_status": "edited"})
}

// goBack goes back after a page was sent: nothing is sent again, and the page shows what is kept now.
func goBack(t *testing.T, o *office) {
	tab := o.tab(t)
	at := "/c/c/sheets/" + exported(t, o.dir, "c")[0]["_id"]
	tab.open(at + "/edit")
	tab.choose("proc", "bou")
	tab.send()
	tab.wantStatus(http.StatusOK)
	tab.forget()
	tab.back()
	tab.wantStatus(http.StatusOK)
	if got := tab.filled(); got["proc"] != "bou" {
		t.Errorf("back shows %v, want what is kept", got)
	}
	if got := tab.methods(); got != "GET" {
		t.Errorf("back asks %s", got)
	}
	tab.send() // without a change
	if got, want := tab.text(".did"), sentence(t, "fr", "desk.did.unchanged"); spaced(got) != spaced(want) {
		t.Errorf("saved again without a change: %q", got)
	}
}

// createTwice clicks twice, as people do, on the buttons that make a campaign and a service: one is made, and the page
// says so.
func createTwice(t *testing.T, o *office) {
	address, sent := slowed(t, o.url)
	tab := o.tab(t)
	tab.home = address
	tab.open("/c/_new")
	tab.write("title", "Deux clics")
	tab.clickTwice("main button.send", sent)
	tab.wantStatus(http.StatusOK)
	if got, want := tab.text(".did"), sentence(t, "fr", "desk.did.created"); spaced(got) != spaced(want) {
		t.Errorf("after two clicks the page says %q", tab.text("main"))
	}
	var made []struct{ Slug string }
	if err := json.Unmarshal([]byte(invoke(t, o.dir, "campaign", "list", "--json")), &made); err != nil || len(made) != 2 {
		t.Errorf("there are %v, %v, want two campaigns", made, err)
	}
	tab.follow(`main a[href$="services/_new"]`)
	tab.write("name", "La Rencontre")
	sent.Store(0)
	tab.clickTwice("main button.send", sent)
	tab.wantStatus(http.StatusOK)
	if got := invoke(t, o.dir, "participant", "list", "--campaign", "deux-clics", "--json"); strings.Count(got, `"code"`) != 1 {
		t.Errorf("after two clicks there are %s", got)
	}
}

// slowed puts a network in front of a server that is slow to answer posts, and counts them.
func slowed(t *testing.T, server string) (address string, sent *atomic.Int64) {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	sent = new(atomic.Int64)
	slow := httputil.NewSingleHostReverseProxy(to)
	slow.ModifyResponse = func(r *http.Response) error {
		if r.Request.Method == http.MethodPost {
			sent.Add(1)
			time.Sleep(300 * time.Millisecond)
		}
		return nil
	}
	network := httptest.NewServer(slow)
	t.Cleanup(network.Close)
	return network.URL, sent
}

// clickTwice clicks a button, and again while the answer is on its way.
func (b *tab) clickTwice(selector string, sent *atomic.Int64) {
	b.Helper()
	x, y := b.middle(b.find(`document.querySelector(%s)`, selector))
	b.leaving(func() {
		b.press(x, y, 1)
		for range 2000 {
			if time.Sleep(time.Millisecond); sent.Load() == 1 {
				break
			}
		}
		b.press(x, y, 2)
	})
	if sent.Load() != 2 {
		b.Errorf("the page was sent %d times, want twice", sent.Load())
	}
}
