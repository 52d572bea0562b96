package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"releve/internal/locale"
	"releve/internal/need"
)

// violation is what axe-core finds against a page.
type violation struct {
	ID    string
	Help  string
	Nodes []struct{ HTML, FailureSummary string }
}

// auditor audits pages with axe-core. Pages come without script, which is on only while they are audited: a page that
// came without it does not start its own later.
type auditor struct {
	*tab

	axe      string        // source of axe-core
	scripted bool          // pages run their scripts
	colours  bool          // look at them again in the dark and at 200 %: they are the same in every language
	where    string        // for messages
	unsent   [][][2]string // what filled pages would send, in each language
	pages    int
	spent    time.Duration
}

// testAxe looks at every page in every language and state: axe-core finds nothing on a phone, in the dark, and at
// 200 % zoom, and nothing has to be scrolled sideways.
func testAxe(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	forms, tags := shippedForms(), locale.Languages()
	for f, form := range forms {
		tags := tags
		if f > 0 {
			tags = tags[:need.Size(2, 2, len(tags))] // words differ by language, pages do not
		}
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			invoke(t, s.dir, "campaign", "create", "--form", form.id, "--slug", "essai", "--title", "Essai", "--from", "2026-01-01")
			invoke(t, s.dir, "participant", "add", "--campaign", "essai", "--code", "asso", "--name", "Association")
			trial := "/s/" + linkOf(t, s.dir, "essai", "asso")
			a := &auditor{tab: b.tab(t, s.url), axe: string(source)}
			for i, tag := range tags {
				a.colours = need.Size(1-i, 1-i, 1) > 0
				a.states(string(tag), s.link, trial, form)
			}
			invoke(t, s.dir, "campaign", "close", "c")
			for _, tag := range tags {
				a.open(s.link + "?lang=" + string(tag))
				a.audit(string(tag)+", closed", 410)
				a.resend()
				a.audit(string(tag)+", closed in between", 410)
			}
			t.Logf("%d pages in %v", a.pages, a.spent.Round(time.Millisecond))
		})
	}
	t.Run("demo", func(t *testing.T) { auditDemo(t, b, string(source)) })
	t.Run("finds", func(t *testing.T) { testFinds(t, b, string(source)) })
}

// states audits the pages of an open campaign and of one on trial, and keeps what a filled page would send.
func (b *auditor) states(tag, link, trial string, form shippedForm) {
	b.Helper()
	lang := "?lang=" + tag
	b.open(trial + lang)
	b.unfold()
	b.audit(tag+", on trial, unfolded", 200)
	b.open(link + lang)
	b.audit(tag+", empty", 200)
	b.send()
	b.audit(tag+", incomplete", 422)
	b.put(form.answers)
	id := b.id()
	b.send()
	b.audit(tag+", saved", 200)
	receipt := b.saved()
	b.follow(`.next a`)
	b.audit(tag+", carried", 200)
	b.papers(tag, link, receipt)
	b.open(link + lang)
	b.put(form.answers)
	eval[bool](b.tab, `(document.querySelector('[name=_id]').value = %s, document.querySelector('[name=com]').value = 'x', true)`, id)
	b.send()
	b.audit(tag+", conflict", 409)
	b.open(link + lang)
	b.put(form.answers)
	b.unsent = append(b.unsent, eval[[][2]string](b.tab, `[...new FormData(document.getElementById('sheet'))]`))
}

// resend sends what the first of the filled pages would have sent.
func (b *auditor) resend() {
	b.Helper()
	b.leaving(func() {
		eval[bool](b.tab, `((entries) => {
			const form = Object.assign(document.createElement('form'), {method: 'post'})
			for (const [name, value] of entries) form.append(Object.assign(document.createElement('input'), {name, value}))
			document.body.append(form)
			form.submit()
			return true
		})(%s)`, b.unsent[0])
	})
	b.unsent = b.unsent[1:]
}

// put gives answers without mouse and keys: here it matters how pages look.
func (b *auditor) put(answers []answer) {
	b.Helper()
	for _, a := range answers {
		eval[bool](b.tab, `((name, value) => {
			const all = [...document.getElementsByName(name)], one = all.find(e => e.value === value && e.checked !== undefined)
			if (one && /radio|checkbox/.test(one.type)) one.checked = true; else all[0].value = value
			return true
		})(%s, %s)`, a.name, a.value)
	}
}

// unfold opens everything that can be opened.
func (b *auditor) unfold() {
	b.Helper()
	eval[bool](b.tab, `[...document.querySelectorAll('details')].every(d => d.open = true)`)
}

// audit checks the page as it is, in light and dark, on a phone and at 200 % zoom.
func (b *auditor) audit(where string, status int64) {
	b.Helper()
	b.wantStatus(status)
	if !b.scripted && b.has(`.js`) {
		b.Errorf("%s: scripts ran in a page that is audited without", where)
	}
	start := time.Now()
	b.where = where
	b.script(true)
	eval[bool](b.tab, b.axe+`; true`)
	b.phone()
	b.judge("on a phone", `{}`)
	if b.colours {
		b.scheme("dark")
		b.judge("dark", `{runOnly: ['color-contrast']}`)
		b.scheme("light")
	}
	b.screen(640, 360, 1) // 1280 × 720 at 200 %
	if b.colours || need.Size(0, 0, 1) > 0 {
		b.judge("at 200 %", `{runOnly: ['target-size', 'scrollable-region-focusable']}`)
	}
	b.fits("1280 pixels at 200 %", 640)
	b.screen(180, 320, 1) // 360 × 640 at 200 %
	b.fits("360 pixels at 200 %", 180)
	b.phone()
	b.fits("360 pixels", 360)
	b.script(b.scripted)
	b.pages++
	b.spent += time.Since(start)
}

// scheme makes the screen light or dark.
func (b *auditor) scheme(value string) {
	b.Helper()
	do(b.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
	})
}

// judge reports what axe-core finds under some options.
func (b *auditor) judge(how, options string) {
	b.Helper()
	for _, v := range b.violations(options) {
		var nodes []string
		for _, n := range v.Nodes {
			nodes = append(nodes, fmt.Sprintf("%.160s: %s", n.HTML, n.FailureSummary))
		}
		b.Errorf("%s, %s: %s, %s\n%s", b.where, how, v.ID, v.Help, strings.Join(nodes[:min(3, len(nodes))], "\n"))
	}
}

// violations audits the page scrolled to its end: elsewhere the bar that stays at the bottom of the screen covers a part of
// whatever happens to stand at the fold, which axe-core takes for a target that is too small.
func (b *auditor) violations(options string) []violation {
	b.Helper()
	return eval[[]violation](b.tab, `scrollTo(0, document.scrollingElement.scrollHeight), axe.run(document, Object.assign({
		resultTypes: ['violations'], rules: {'target-size': {enabled: true}},
		preload: false, selectors: false, iframes: false,
	}, `+options+`)).then(r => r.violations)`)
}

// fits checks that the page needs no scrolling sideways. A phone would zoom out to a page that is too wide.
func (b *auditor) fits(how string, width int) {
	b.Helper()
	const wide = `Math.max(document.scrollingElement.scrollWidth, innerWidth)`
	if got := eval[int](b.tab, wide); got != width {
		b.Errorf("%s, %s: the page is %d pixels wide on a screen of %d", b.where, how, got, width)
	}
}

// auditDemo audits what the demonstration shows, where every page says that its data are made up.
func auditDemo(t *testing.T, b *browser, axe string) {
	s := started(t, t.TempDir(), nil, "--demo")
	link := s.printed(t, "link")
	a := &auditor{tab: b.tab(t, s.url), axe: axe}
	for i, tag := range locale.Languages()[:need.Size(1, 4, 4)] {
		a.colours = i == 0
		for path, status := range map[string]int64{
			link[strings.Index(link, "/s/"):]: 200, "/": 200, "/nowhere": 404, "/s/0000-0000-0000-0000": 404,
		} {
			a.open(path + "?lang=" + string(tag))
			a.audit(string(tag)+", demonstration "+path, status)
			if want := sentence(t, tag, "page.demo"); a.text(".demo") != want {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
}

// testFinds shows that the audit finds what it looks for.
func testFinds(t *testing.T, b *browser, axe string) {
	s := surveying(t, "monitoring-1030")
	a := &auditor{tab: s.tab(t, b), axe: axe}
	a.script(true)
	eval[bool](a.tab, a.axe+`; true`)
	eval[bool](a.tab, `(document.body.style.color = '#999', document.querySelector('label').removeAttribute('for'),
		document.documentElement.lang = '', document.body.style.width = '500px', true)`)
	found := map[string]bool{}
	for _, v := range a.violations(`{}`) {
		found[v.ID] = true
	}
	for _, want := range []string{"color-contrast", "html-has-lang"} {
		if !found[want] {
			t.Errorf("%s is not found, only %v", want, found)
		}
	}
	if got := eval[int](a.tab, `document.scrollingElement.scrollWidth`); got < 500 {
		t.Errorf("a page too wide measures %d", got)
	}
}
