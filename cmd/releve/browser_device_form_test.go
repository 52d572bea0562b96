package main

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// testFillFollow unfolds what is asked about an outcome, for each that is not fine.
func testFillFollow(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.fill(answer{"inst", "han"}, answer{"proc", "rdv"}, answer{"dur", "r45"})
	for _, test := range []struct {
		outcome string
		want    bool
	}{{"ok", false}, {"ko", true}, {"wait", false}, {"later", true}, {"abandon", true}, {"declined", true}} {
		if p.has(`#q-out .line`) {
			p.clickOn(`#q-out .line`)
		}
		p.choose("out", test.outcome)
		if got := p.has(`#q-why fieldset`); got != test.want {
			t.Errorf("after %s what got in the way is shown: %v, want %v", test.outcome, got, test.want)
		}
	}
	order := eval[bool](p.tab, `[...document.querySelectorAll('#q-out,#q-why,#q-risk,#q-posture,#q-fn')].map(e => e.id).join() === 'q-out,q-why,q-risk,q-posture,q-fn'`)
	if !order {
		t.Error("what is asked about the outcome does not stand behind it")
	}
	if !eval[bool](p.tab, `!!document.activeElement.closest('.follow')`) {
		t.Errorf("the focus is in %s, want in what follows the outcome", eval[string](p.tab, `document.activeElement.outerHTML`))
	}
	p.choose("why", "late")
	p.choose("alt-desk", "no")
	p.note(false)
	p.stored()
	wantRow(t, p.survey.rows(t)[0], map[string]string{"out": "declined", "why": "late", "alt-desk": "no", "alt-tel": ""})
}

// testFillWatch measures with the stopwatch over a closing of the page.
func testFillWatch(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	const since = `(JSON.parse(localStorage.releve ?? '{}').links?.[%s]?.watch || 0)`
	link := strings.TrimPrefix(p.survey.link, "/s/")
	if eval[float64](p.tab, since, link) != 0 {
		t.Error("the stopwatch runs although nobody started it")
	}
	p.clickOn(`.watch button`)
	p.until(since+` > 0`, link)
	const earlier = `(link => { const all = JSON.parse(localStorage.releve); all.links[link].watch -= 25 * 60000; localStorage.releve = JSON.stringify(all); return true })(%s)`
	eval[bool](p.tab, earlier, link)
	p.begin()
	if got := p.text(`.watch button`); !strings.Contains(got, "25 min") {
		t.Errorf("after 25 minutes the stopwatch says %q", got)
	}
	p.clickOn(`.watch button`)
	p.until(`document.querySelector('[name="dur.minutes"]').value === '25' && document.querySelector('[name=dur][value=d20]').checked`)
	if eval[float64](p.tab, since, link) != 0 {
		t.Error("the stopwatch goes on after it was stopped")
	}
	p.begin()
	p.clickOn(`.watch button`)
	p.clickOn(`.watch button:nth-child(2)`)
	if got := p.filled(); got["dur"] != "" || eval[float64](p.tab, since, link) != 0 {
		t.Errorf("a measure thrown away leaves %v", got)
	}
}

// testFillRemembered comes back to a device: language, function and what was noted most are there, nothing of the rest.
func testFillRemembered(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.leaving(func() { p.clickOn(`.langs [lang=nl]`) })
	p.ready()
	p.fill(shippedForms()[0].answers...)
	p.note(false)
	p.stored()
	wantRow(t, p.survey.rows(t)[0], map[string]string{"_language": "nl", "fn": "as"})
	p.open(p.survey.link)
	p.until(`document.documentElement.lang === 'nl'`)
	p.ready()
	p.wantFilled(map[string]string{"fn": "as"})
	if got := p.text(`#q-fn summary`); !strings.Contains(got, "werker") {
		t.Errorf("the folded question says %q", got)
	}
	for _, code := range []string{"com-etr", "bou"} {
		if !eval[bool](p.tab, `!!document.querySelector('.top [value="'+%s+'"]')`, code) {
			t.Errorf("%s does not stand first", code)
		}
	}
	if got := eval[string](p.tab, `JSON.stringify(localStorage)`); strings.Contains(got, comment[:20]) {
		t.Errorf("the comment is kept: %s", got)
	}
}

// testFillMissing sends an empty sheet: what is missing stands beside each question, and nothing is sent.
func testFillMissing(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelectorAll('.q.wrong .e').length === 4`)
	if got := eval[string](p.tab, `document.activeElement.closest('.q').id`); got != "q-inst" {
		t.Errorf("the focus is in %s, want in the first question", got)
	}
	if got := eval[string](p.tab, `document.getElementById(document.querySelector('#q-inst fieldset').getAttribute('aria-describedby').split(' ').pop()).textContent`); got != sentence(t, "fr", "device.required") {
		t.Errorf("the first question is described by %q", got)
	}
	p.fill(answer{"inst", "han"})
	if got := eval[int](p.tab, `document.querySelectorAll('.q.wrong').length`); got != 3 {
		t.Errorf("%d questions are wrong after one was answered, want 3", got)
	}
	if strings.Contains(p.methods(), "POST") {
		t.Error("a sheet with nothing in it was sent")
	}
}

// testFillMinutes types minutes as people write them.
func testFillMinutes(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.fill(answer{"inst", "han"}, answer{"proc", "rdv"}, answer{"out", "ok"})
	for _, test := range []struct{ typed, want string }{
		{"25", "d20"}, {"1h30", "d60"}, {"12,0", "d10"}, {"9 min", "d00"}, {"2 u", "d60"}, {"10", "d10"},
	} {
		p.write("dur.minutes", test.typed)
		if got := p.filled()["dur"]; got != test.want {
			t.Errorf("%s ticks %q, want %s", test.typed, got, test.want)
		}
	}
	for _, typed := range []string{"vite", "1h75", "25h", "-5"} {
		p.write("dur.minutes", typed)
		p.clickOn(`#sheet button.send`)
		p.until(`document.querySelector('#q-dur.wrong .e')`)
		if !strings.Contains(p.text(`#q-dur .e`), typed) {
			t.Errorf("of %q it says %q", typed, p.text(`#q-dur .e`))
		}
	}
	p.write("dur.minutes", "1h05")
	p.note(false)
	p.stored()
	wantRow(t, p.survey.rows(t)[0], map[string]string{"dur": "d60", "dur.minutes": "65"})
}

// testFillRequests notes a call with three requests without a network.
func testFillRequests(t *testing.T, b *browser) {
	s := surveying(t, "appels")
	p, w := s.pocketBehind(t, b)
	w.cut(true)
	if p.has(`#find`) {
		t.Error("a search field is shown where institutions are asked for in each request")
	}
	p.fill(answer{"kind", "ask"}, answer{"demands.1.theme", "log"}, answer{"demands.1.action", "relay"})
	for _, n := range []int{2, 3} {
		p.clickOn(`[name=_more]`)
		p.until(`document.querySelector('[name="demands.'+%s+'.theme"]')`, strconv.Itoa(n))
	}
	p.fill(answer{"demands.3.theme", "log"}) // the second block stays empty, and is no row
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelector('#q-demands-3-action.wrong')`)
	p.fill(answer{"demands.3.action", "relay"})
	p.note(false)
	w.cut(false)
	p.sent(2)
	for _, row := range s.rows(t) {
		wantRow(t, row, map[string]string{"theme": "log", "action": "relay", "chan": "tel"})
	}
}

// testFillFolded folds what is answered by tap, opens it with one more, and never loses the focus.
func testFillFolded(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.choose("inst", "com-etr")
	if got, want := p.text(`#q-inst .line b`), "Institution : Commune : étrangers"; strings.ReplaceAll(got, "\u00a0", " ") != want {
		t.Errorf("the folded question says %q, want %q", got, want)
	}
	if p.has(`#q-inst fieldset`) {
		t.Error("an answered question stays unfolded")
	}
	if got := eval[string](p.tab, `document.activeElement.name ?? document.activeElement.tagName`); got != "proc" {
		t.Errorf("the focus is on %s, want on the next question", got)
	}
	p.clickOn(`#q-inst .line`)
	if !eval[bool](p.tab, `document.activeElement.value === 'com-etr' && document.activeElement.checkVisibility()`) {
		t.Error("the opened question does not show its answer")
	}
	p.choose("inst", "com-etr") // the same again
	if !p.has(`#q-inst .line`) {
		t.Error("the same answer does not fold the question again")
	}
	p.clickOn(`#q-inst .line`)
	p.choose("inst", "oth")
	p.keys("Notaire" + kb.Enter)
	if got := p.text(`#q-inst .line b`); !strings.Contains(got, "Notaire") || p.filled()["inst.text"] != "Notaire" {
		t.Errorf("another institution is noted as %q", got)
	}
}

// testFillFind uses the search field as a combobox, and finds nothing of what was typed afterwards.
func testFillFind(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.clickOn(`#find`)
	p.keys("etudes")
	p.until(`document.querySelector('#found li')`)
	state := func(name string) string {
		return eval[string](p.tab, `document.getElementById('find').getAttribute(%s) ?? ''`, name)
	}
	if state("role") != "combobox" || state("aria-expanded") != "true" || state("aria-controls") != "found" || state("aria-activedescendant") != "" {
		t.Error("the field does not say what it is")
	}
	p.keys(kb.ArrowDown)
	if got := state("aria-activedescendant"); got != "found-0" {
		t.Errorf("the arrow leads to %q", got)
	}
	p.keys(kb.ArrowUp)
	if got := state("aria-activedescendant"); got == "found-0" || got == "" {
		t.Errorf("the arrow up leads to %q, want the last one", got)
	}
	p.keys(kb.Escape)
	if state("aria-expanded") != "false" || p.has(`#found`) || eval[string](p.tab, `document.getElementById('find').value`) != "" {
		t.Error("Escape does not close the list")
	}
	p.keys("qwxk")
	p.until(`document.querySelector('.find p').checkVisibility()`)
	p.keys(kb.Enter) // nothing to take, nothing is sent
	for range 4 {
		p.keys(kb.Backspace)
	}
	p.keys("wachtwoord")
	p.until(`document.querySelector('#found li')`)
	p.keys(kb.ArrowDown + kb.Enter)
	if got := p.filled(); got["inst"] == "" && got["proc"] == "" {
		t.Error("nothing is ticked")
	}
	for _, place := range []string{`JSON.stringify([localStorage, sessionStorage])`, `JSON.stringify([...new FormData(document.getElementById('sheet'))])`, `location.href`} {
		if got := eval[string](p.tab, place); strings.Contains(got, "wachtwoord") || strings.Contains(got, "etudes") {
			t.Errorf("what was typed is kept: %s", got)
		}
	}
	p.quiet()
}

// testFillNoService notes a sheet that is not for the link's service: it is posted as a form.
func testFillNoService(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.clickOn(`.service summary`)
	p.clickOn(`label:has([name=_noservice])`)
	p.fill(shippedForms()[0].answers[:4]...)
	p.clickOn(`.when label:nth-child(2)`)
	refused := func(key, js string) {
		t.Helper()
		eval[bool](p.tab, js)
		p.clickOn(`#sheet button.send`)
		p.until(`document.querySelector('#noservice.wrong .e')?.textContent === %s`, sentenceOf(p.tab, key))
		if !p.has(`#noservice .e`) || !eval[bool](p.tab, `document.activeElement.name === '_noservice'`) {
			t.Error("what is wrong with the service is not where the focus is")
		}
	}
	refused("device.noservice.offline", `(Object.defineProperty(navigator, 'onLine', {value: false, configurable: true}), true)`)
	refused("device.noservice.times", `(delete navigator.onLine, document.getElementById('times').value = '3', true)`)
	eval[bool](p.tab, `(document.getElementById('times').value = '1', true)`)
	p.leaving(func() { p.clickOn(`#sheet button.send`) })
	p.saved()
	row := p.survey.rows(t)[0]
	wantRow(t, row, map[string]string{"_organisation": "", "inst": "com-etr"})
	if want := dayBefore(t); row["_date"] != want {
		t.Errorf("stored for %s, want the day before, %s", row["_date"], want)
	}
}

// testFillLate has the app come once the plain form was sent in its place, which two taps asked for: that is one sheet.
func testFillLate(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	w, come := newWire(t, s.url), make(chan struct{})
	posted := sync.OnceFunc(func() {
		close(come)
		time.Sleep(time.Second)
	})
	w.seen = func(r *http.Request, _ []byte) {
		if r.Method == http.MethodPost {
			posted()
		} else if strings.Contains(r.URL.Path, "/app-") {
			<-come
		}
	}
	p := &pocketed{tab: b.pocket(t, w.url), survey: s}
	p.before(`localStorage.setItem('releve', '{"shared": false}')`)
	p.open(s.link)
	if eval[string](p.tab, `getComputedStyle(document.getElementById('times')).visibility`) != "hidden" {
		t.Error("several sheets can be asked for before there is anything that makes them")
	}
	p.fill(shippedForms()[0].answers[:4]...)
	p.clickOn(`#sheet button.send`)
	time.Sleep(3 * time.Second) // the second tap still waits for the app when the first one gives up
	p.clickOn(`#sheet button.send`)
	p.until(`document.querySelector('.receipt')`)
	p.sent(1)
}

// testFillAgain loses the app at first: the next touch asks for it again.
func testFillAgain(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	w := newWire(t, s.url)
	var lost atomic.Int64
	w.seen = func(r *http.Request, _ []byte) {
		if strings.Contains(r.URL.Path, "/app-") && lost.Add(1) < 3 { // the page's and the worker's
			panic(http.ErrAbortHandler)
		}
	}
	p := &pocketed{tab: b.pocket(t, w.url), survey: s}
	p.open(s.link)
	for range 3 {
		p.clickOn(`.privacy summary`)
		p.choose("dur", "d10")
	}
	p.ready()
}

// shifts sums what moved in a page without the person's doing.
const shifts = `new Promise(done => {
	let sum = 0
	new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value })
		.observe({type: 'layout-shift', buffered: true})
	setTimeout(() => done(sum), 700)
})`

// testFillStill loads pages on a slow phone: nothing moves, at the first visit and when the device remembers much.
func testFillStill(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		s := surveying(t, form.id)
		p := &pocketed{tab: b.pocket(t, s.url), survey: s}
		for _, visit := range []string{"first", "second"} {
			p.slow(4)
			p.begin()
			p.slow(1)
			if got := eval[float64](p.tab, shifts); got != 0 {
				t.Errorf("%s, %s visit: things move by %v", form.id, visit, got)
			}
			if visit == "first" {
				p.fill(form.answers...)
				p.note(false)
				p.stored()
			}
		}
	}
}

// testFillReach looks at the form at 200 %: nothing is too small or hidden behind the button that stays in place.
func testFillReach(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-plus")
	p.choose("out", "ko")
	const small = `[...document.querySelectorAll('button, summary, .o, select, input:not([type=radio],[type=checkbox],[type=hidden])')]
		.filter(e => e.checkVisibility() && !e.matches('.first')).filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 100))`
	if got := eval[[]string](p.tab, small); len(got) != 0 {
		t.Errorf("too small for a thumb: %q", got)
	}
	for _, height := range []int64{640, 320} {
		p.screen(height*9/16, height, 1)
		p.begin()
		for range 40 {
			p.keys(kb.Tab)
			const hidden = `(e => { const r = e.getBoundingClientRect(), bar = document.querySelector('.bar')
				if (bar.contains(e) || getComputedStyle(bar).position !== 'sticky' || r.height > 200) return ''
				const top = bar.getBoundingClientRect().top
				return r.bottom > top + 1 && r.top < bar.getBoundingClientRect().bottom ? e.outerHTML.slice(0, 100) : '' })(document.activeElement)`
			if got := eval[string](p.tab, hidden); got != "" {
				t.Fatalf("at %d the button hides %s", height, got)
			}
		}
		if wide := eval[bool](p.tab, `document.documentElement.scrollWidth > innerWidth`); wide {
			t.Errorf("at %d the page is too wide", height)
		}
	}
}
