package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"releve/internal/need"
)

// heaviestDesk is how many bytes a page of the desk may weigh before it is compressed.
const heaviestDesk = 60_000

// smallestTarget is how many CSS pixels what is to be hit measures at least, both ways (WCAG 2.2, 2.5.8).
const smallestTarget = 24

// inspector looks at pages of the desk.
type inspector struct {
	*auditor

	tag  string          // language of the pages
	seen map[string]bool // paths, each after its language
}

// testDeskPages looks at every page of the desk in two languages and states of many kinds: with a large screen, on a
// phone, and in the dark.
func testDeskPages(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, b, t.TempDir())
	look := func(tab *tab) *inspector {
		tab.script(true)
		return &inspector{auditor: &auditor{tab: tab, axe: string(source)}, seen: map[string]bool{}}
	}
	inside, outside := look(o.tab(t)), look(o.stranger(t))
	outside.seen = inside.seen
	first := o.firstPath(t)
	tags := []string{"fr", "nl"}
	for _, tag := range tags {
		outside.in(tag)
		outside.doors(first)
	}
	inside.in("fr")
	o.begin(t, inside.tab)
	inside.look("recovery codes", http.StatusOK)
	made := furnish(t, o)
	made.alter(inside)
	reader := look(o.stranger(t))
	for i, tag := range tags {
		inside.in(tag)
		outside.in(tag)
		outside.knock(first)
		inside.accounts(i)
		inside.campaigns(made)
		inside.marks(made)
		inside.sheetsOfPaper(made)
		inside.keying()
		inside.sheets(made)
		inside.files(made)
		if i == 0 {
			reader.signIn(inside.invite())
			inside.walks(made)
		}
		reader.in(tag)
		reader.reads(made)
	}
	wantRoutes(t, inside.seen, tags, func(path string) bool { return !strings.Contains(path, "/batches") })
	t.Logf("%d pages in %v", inside.pages+outside.pages+reader.pages, (inside.spent + outside.spent + reader.spent).Round(time.Millisecond))
}

// wantRoutes checks that every page of a part of the program was looked at.
func wantRoutes(t *testing.T, seen map[string]bool, tags []string, part func(path string) bool) {
	t.Helper()
	routes, found := deskRoutes(t), map[string]bool{}
	for page := range seen {
		tag, path, _ := strings.Cut(page, " ")
		found[tag+" "+routeOf(routes, path)] = true
	}
	for _, r := range routes {
		for _, tag := range tags {
			if part(r.path) && !found[tag+" "+r.path] {
				t.Errorf("nobody looked at %s in %s", r.path, tag)
			}
		}
	}
}

// in goes on in another language. Colours are the same in every one.
func (b *inspector) in(tag string) {
	b.Helper()
	b.tag, b.colours = tag, tag == "fr"
	b.open("/c?lang=" + tag)
}

// visit looks at the page of a path.
func (b *inspector) visit(where, path string, status int64) {
	b.Helper()
	b.forget()
	b.open(path)
	b.look(where, status)
}

// refused sends a form, and looks at the page that names what is wrong.
func (b *inspector) refused(where, path, form string, values map[string]string, status int64) {
	b.Helper()
	b.open(path)
	b.forget()
	b.submit(form, values)
	b.look(where, status)
	if !eval[bool](b.tab, `document.activeElement.matches('[role=alert]')`) {
		b.Errorf("%s: the focus is not where it says what is wrong, but on a %s", b.where, b.focused().Tag)
	}
}

// walk goes through a page with Tab: what has the focus can always be seen, also below what stays on the screen.
func (b *inspector) walk(path string) {
	b.Helper()
	b.open(path)
	for n := 0; ; n++ {
		b.keys(kb.Tab)
		at := b.focused()
		if at.Tag == "body" {
			if n < 10 {
				b.Errorf("%s: Tab stops %d times", path, n)
			}
			return
		}
		if at.Outline < 2 || !at.Seen {
			b.Errorf("%s: the focus cannot be seen: %+v", path, at)
		}
		if n > 400 {
			b.Fatalf("%s: Tab never leaves the page", path)
		}
	}
}

// walks goes through the pages with the most to reach.
func (b *inspector) walks(f furniture) {
	b.Helper()
	start := time.Now()
	for _, path := range []string{"/c/_new", "/c/c/settings", "/c/c/services/" + f.service, "/c/c/services/" + f.service + "/edit", "/c/c", "/c/_accounts"} {
		b.walk(path)
	}
	b.phone()
	for _, path := range []string{"/c/c/settings", "/c/c/sheets/" + f.sheet + "/edit", "/c/c/export"} {
		b.walk(path)
	}
	b.desktop()
	b.Logf("walked in %v", time.Since(start).Round(time.Millisecond))
}

// look judges the page that is shown.
func (b *inspector) look(where string, status int64) {
	b.Helper()
	b.where = b.tag + ", " + where
	if got := b.status(); got != status {
		b.Errorf("%s: status %d, want %d, on:\n%s", b.where, got, status, b.text("body"))
		return
	}
	start := time.Now()
	path := eval[string](b.tab, `location.pathname`)
	b.seen[b.tag+" "+path] = true
	if lang := eval[string](b.tab, `document.documentElement.lang`); lang != b.tag {
		b.Errorf("%s: the page is in %s", b.where, lang)
	}
	b.plain()
	b.unfold()
	eval[bool](b.tab, b.axe+`; true`)
	b.desktop()
	if b.colours {
		b.judge("on a desk", `{}`)
		b.scheme("dark")
		b.judge("dark", `{runOnly: ['color-contrast']}`)
		b.scheme("light")
	} else {
		b.judge("on a desk", `{rules: {'color-contrast': {enabled: false}, 'target-size': {enabled: true}}}`)
	}
	b.phone()
	b.judge("on a phone", `{}`)
	b.fits("360 pixels", 360)
	b.reachable()
	b.desktop()
	b.pages++
	b.spent += time.Since(start)
}

// plain checks what the page weighs, where its parts come from, and that the browser did not complain.
func (b *inspector) plain() {
	b.Helper()
	size := eval[struct{ Whole, Wire int }](b.tab, `(({decodedBodySize, encodedBodySize}) => ({whole: decodedBodySize, wire: encodedBodySize}))(performance.getEntriesByType('navigation')[0])`)
	if b.has(`main .row`) {
		size.Whole = size.Wire // a sheet that is corrected has all its rows on one page, however many: compressed they weigh little
	}
	if size.Whole > heaviestDesk || size.Whole < 1000 {
		b.Errorf("%s: the page weighs %d bytes, want at most %d", b.where, size.Whole, heaviestDesk)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if !strings.HasPrefix(r.url, b.home+"/") {
			b.Errorf("%s: the page asks %s", b.where, r.url)
		}
	}
	b.requests = nil
	for _, complaint := range b.said {
		b.Errorf("%s: the browser complains: %s", b.where, complaint)
	}
	b.said = nil
}

// small returns what can be hit and is too small. A label is part of its field; words in a text are as high as its lines
// (WCAG leaves them out).
const small = `((least) => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
	.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.first, .sr') && e.tabIndex >= 0)
	.filter(e => !(e.localName === 'a' && getComputedStyle(e).display === 'inline' && e.closest('p, li, td, th, dd, small, label')))
	.map(e => [e, [e.closest('label'), e].filter(Boolean).map(x => x.getBoundingClientRect())])
	.filter(([e, boxes]) => !boxes.some(box => box.width >= least && box.height >= least))
	.map(([e, boxes]) => e.outerHTML.slice(0, 120) + ' ' + Math.round(boxes[0].width) + '×' + Math.round(boxes[0].height)))(%s)`

// reachable checks that everything on the page can be hit with a finger.
func (b *inspector) reachable() {
	b.Helper()
	for i, found := range eval[[]string](b.tab, small, smallestTarget) {
		if i < 3 {
			b.Errorf("%s: too small to be hit: %s", b.where, found)
		}
	}
}

// campaigns looks at the pages on which campaigns and services are set up.
func (b *inspector) campaigns(f furniture) {
	b.Helper()
	const wrong = http.StatusUnprocessableEntity
	b.visit("campaigns", "/c", http.StatusOK)
	b.visit("no such campaign", "/c/nowhere", http.StatusNotFound)
	b.visit("create", "/c/_new", http.StatusOK)
	b.refused("create, empty", "/c/_new", `main form`, map[string]string{"title": "", "from": "", "slug": "É"}, wrong)
	b.visit("clone", "/c/c/clone", http.StatusOK)
	b.refused("clone, empty", "/c/c/clone", `main form`, map[string]string{"title": "", "slug": "É"}, wrong)
	b.visit("state, open", "/c/c/state", http.StatusOK)
	b.visit("state, on trial", "/c/essai/state", http.StatusOK)
	b.open("/c/essai/state")
	b.submit(`form:has([value=open])`, nil)
	b.look("state, question", http.StatusOK)
	b.visit("settings", "/c/c/settings", http.StatusOK)
	b.refused("settings, wrong", "/c/c/settings", `main form`, map[string]string{"title": "", "from": "2022-12-01", "to": "2022-01-01", "groups": "?", "zone": "Mars"}, wrong)
	b.visit("services", "/c/c/services?did=created", http.StatusOK)
	b.visit("no service", "/c/vide/services", http.StatusOK)
	b.visit("add service", "/c/c/services/_new", http.StatusOK)
	b.refused("add service, wrong", "/c/c/services/_new", `main form`, map[string]string{"name": "", "headcount": "-1", "own-other": "nowhere"}, wrong)
	b.visit("import services", "/c/c/services/_import", http.StatusOK)
	b.refused("import services, wrong", "/c/c/services/_import", `main form`, map[string]string{"paste": "code;name\nÀ;\n"}, wrong)
	at := "/c/c/services/" + f.service
	b.visit("service", at, http.StatusOK)
	b.visit("link of the campaign", "/c/c/services/_campaign", http.StatusOK)
	b.visit("change service", at+"/edit", http.StatusOK)
	b.visit("change link", at+"/relink", http.StatusOK)
	b.visit("no such service", "/c/c/services/nobody", http.StatusNotFound)
}

// sheets looks at figures and sheets.
func (b *inspector) sheets(f furniture) {
	b.Helper()
	const wrong = http.StatusUnprocessableEntity
	b.visit("figures", "/c/c", http.StatusOK)
	b.visit("figures of rows", "/c/appels", http.StatusOK)
	b.visit("figures on trial", "/c/essai", http.StatusOK)
	b.visit("figures, none", "/c/vide", http.StatusOK)
	b.visit("figures, none left", "/c/c?from=2022-09-14&to=2022-09-14&service=service-001", http.StatusOK)
	b.visit("figures, wrong filter", "/c/c?from=2022-12-01&to=2022-01-01&service=nobody", wrong)
	b.visit("sheets", "/c/c/sheets?page=2", http.StatusOK)
	b.visit("sheets, none", "/c/vide/sheets", http.StatusOK)
	b.visit("sheets, wrong filter", "/c/c/sheets?from=2022-12-01&to=2022-01-01&service=nobody", wrong)
	at := "/c/c/sheets/" + f.sheet
	b.visit("sheet with history", at, http.StatusOK)
	b.visit("sheet with rows", "/c/appels/sheets/"+f.row, http.StatusOK)
	b.visit("sheet of another campaign", "/c/vide/sheets/"+f.sheet, http.StatusNotFound)
	b.visit("correct", at+"/edit", http.StatusOK)
	b.refused("correct, wrong", at+"/edit", `main form`, map[string]string{"_date": "", "com": "85073003328", "_shared": "1"}, wrong)
	b.refused("correct, changed meanwhile", at+"/edit", `main form`, map[string]string{"_since": "1", "out": "ok", "_date": "2022-10-05"}, http.StatusConflict)
	b.visit("correct rows", "/c/appels/sheets/"+f.row+"/edit", http.StatusOK)
	b.refused("exclude without reason", "/c/appels/sheets/"+f.row, `form:has([name=reason])`, nil, wrong)
}

// files looks at what comes in from files and goes out into them.
func (b *inspector) files(f furniture) {
	b.Helper()
	const wrong = http.StatusUnprocessableEntity
	b.visit("import", "/c/c/import", http.StatusOK)
	b.refused("import, no file", "/c/c/import", `main form`, nil, wrong)
	for where, given := range map[string]struct {
		path   string
		status int64
	}{"import, refused": {f.unfit, wrong}, "import, tried": {f.fit, http.StatusOK}} {
		b.open("/c/c/import")
		b.attach(`[name=file]`, given.path)
		b.submit(`main form`, nil)
		b.look(where, given.status)
	}
	b.visit("export", "/c/c/export", http.StatusOK)
	b.visit("export, wrong", "/c/c/export?from=2022-12-01&to=2022-01-01", wrong)
	for path, kind := range map[string]string{
		"/c/c/export.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "/c/c/export.csv": "text/csv",
		"/c/c/export.json": "application/json", "/c/c/services/_file": "text/csv", "/c/c/services/asso-04/qr.png": "image/png",
	} {
		b.seen[b.tag+" "+path] = true
		status, head, data := b.fetch(path)
		if status != http.StatusOK || !strings.HasPrefix(head.Get("Content-Type"), kind) || len(data) < 100 ||
			!strings.HasPrefix(head.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(head.Get("Content-Security-Policy"), "default-src 'none'") {
			b.Errorf("%s, %s: %d, %d bytes, %v", b.tag, path, status, len(data), head)
		}
	}
}

// reads looks at what somebody finds who may only read.
func (b *inspector) reads(f furniture) {
	b.Helper()
	for where, path := range map[string]string{
		"campaigns": "/c", "figures": "/c/c", "services": "/c/c/services", "settings": "/c/c/settings", "sheet": "/c/c/sheets/" + f.sheet,
		"own account": "/c/_account", "export": "/c/c/export",
	} {
		b.visit(where+", for reading", path, http.StatusOK)
	}
	b.visit("not for readers", "/c/_new", http.StatusForbidden)
}

// testDeskFinds shows that looking finds what it looks for.
func testDeskFinds(t *testing.T, b *browser) {
	o := newOffice(t, b, t.TempDir())
	tab := o.tab(t)
	o.begin(t, tab)
	tab.open("/c/_new")
	tab.phone()
	eval[bool](tab, `(document.querySelector('main').insertAdjacentHTML('beforeend', '<div><a href="/c" style="display:block;height:20px">x</a></div>'), true)`)
	if got := eval[[]string](tab, small, smallestTarget); len(got) != 1 {
		t.Errorf("found too small: %v, want the one that was put there", got)
	}
	routes := deskRoutes(t)
	for path, want := range map[string]string{
		"/c": "/c", "/c/_new": "/c/_new", "/c/x": "/c/:slug", "/c/x/services/_new": "/c/:slug/services/_new", "/c/x/services/y": "/c/:slug/services/:service",
		"/c/x/y/z/u": "",
	} {
		if got := routeOf(routes, path); got != want {
			t.Errorf("%s is answered by %q, want %s", path, got, want)
		}
	}
}
