package main

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"releve/internal/need"
	"releve/internal/paper"
)

// printedCode is what stands below the QR code of a sheet.
func printedCode(layout string, serial int) string {
	return paper.Code{Layout: layout, Page: 1, Serial: serial}.String()
}

// testEntryOffline keys without a network, opens the page again without one, and sends what was keyed when there is one.
func testEntryOffline(t *testing.T, b *browser) {
	k := newClerk(t, b, "monitoring-1030")
	k.settles(`caches.open('releve-entry').then((kept) => kept.match('/c/c/entry')).then(Boolean)`)
	k.begins("Mars", "1")
	k.wire.cut(true)
	k.keys("3211" + kb.Enter + "1122 \"Un mot" + kb.Enter)
	k.until(`document.documentElement.dataset.unsent === '2'`)
	for range 2 {
		k.open("/c/c/entry")
		k.ready()
		k.until(`document.querySelectorAll('#lines li.waiting').length === 2`)
	}
	if got := k.text("#headline"); !strings.Contains(got, "Mars") {
		t.Errorf("the head says %q", got)
	}
	shell := eval[string](k.tab, `caches.open('releve-entry').then((kept) => kept.match('/c/c/entry')).then((found) => found.text())`)
	for _, secret := range []string{deskEmail, "Un mot", "Mars"} {
		if strings.Contains(shell, secret) {
			t.Errorf("what the device keeps of the page holds %q", secret)
		}
	}
	if kept := eval[[]string](k.tab, `caches.keys()`); len(kept) != 1 {
		t.Errorf("the device keeps %v", kept)
	}
	k.keys("5351" + kb.Enter)
	k.until(`document.documentElement.dataset.unsent === '3'`)
	before := k.waiting()
	k.wire.cut(false)
	eval[bool](k.tab, `dispatchEvent(new Event('online'))`)
	k.stores(3)
	if left := k.waiting(); len(left) != 0 || len(before) != 3 {
		t.Errorf("left on the device: %v", left)
	}
	k.wants(3, map[string]string{"_channel": "keyed"})
	k.keys("=" + kb.Enter)
	k.stores(4)
	k.clickOn(`#undo`)
	k.until(`document.getElementById('line').value === '='`)
	k.until(`document.querySelectorAll('#lines li').length === 3`)
	k.settles(`fetch('/c/c/entry/state?pile=Mars&note=1').then((a) => a.json()).then((s) => s.lines.length === 3)`)
}

// signedOut has the session end while lines are keyed: they stay, the page says so, and they go once somebody is signed in
// again. So many lines are in the list before, and so many rows in all.
func (k *clerk) signedOut(lines, rows int) {
	k.Helper()
	held := do(k.tab, network.GetCookies, network.GetCookiesParams{}).Cookies
	for _, c := range held {
		do(k.tab, network.DeleteCookies, network.DeleteCookiesParams{Name: c.Name, URL: k.home})
	}
	k.keys("3211" + kb.Enter)
	k.until(`!document.getElementById('out').hidden`)
	if got := len(k.waiting()); got != 1 {
		k.Errorf("%d lines are on the device, want 1", got)
	}
	k.wants(rows, nil)
	signing := k.office.b.tabWith(k.T, k.home, chromedp.WithExistingBrowserContext(k.office.cookies))
	signing.open("/c/_signin?lang=fr")
	signing.submit(`main form`, map[string]string{"email": deskEmail, "password": deskPassword})
	eval[bool](k.tab, `dispatchEvent(new Event('focus'))`)
	k.stores(lines + 1)
	k.until(`document.getElementById('out').hidden`)
	k.wants(rows+1, nil)
}

// testEntryTwice keys a pile twice, with one mistake planted in the first keying, and settles the difference with one key.
func testEntryTwice(t *testing.T, b *browser) {
	k := newClerk(t, b, "monitoring-1030")
	k.begins("Mars", "1")
	k.keys("3211" + kb.Enter + "1122" + kb.Enter + "5351" + kb.Enter)
	k.stores(3)
	eval[bool](k.tab, `(document.getElementById('head').elements.again.checked = true)`)
	k.begins("Mars", "1")
	k.until(`document.querySelectorAll('#lines li').length === 0`)
	k.keys("3211" + kb.Enter + "1121" + kb.Enter + "5351" + kb.Enter)
	k.stores(3)
	k.wants(3, nil)
	k.open("/c/c/entry/diff?pile=Mars&lang=fr")
	if got := eval[[]string](k.tab, `[...document.querySelectorAll('.keyings tr:has(.not)')].map((tr) => tr.innerText)`); len(got) != 1 || !strings.HasPrefix(got[0], "Résultat") {
		t.Fatalf("differing fields: %q", got)
	}
	said := k.text("main")
	for _, want := range []string{"3 lignes saisies deux fois", "différents : 1", "93,3"} {
		if !strings.Contains(strings.ReplaceAll(said, "\u00a0", " "), want) {
			t.Errorf("the page does not say %q:\n%s", want, said)
		}
	}
	k.snap("entry-diff")
	k.leaving(func() { k.keys("2") })
	k.wantStatus(200)
	if k.has(".keyings") {
		t.Error("the difference is not settled")
	}
	rows := exported(t, k.office.dir, "c")
	wrong := 0
	for _, r := range rows {
		if r["inst"] == "fwb" && r["out"] == "ok" && r["_status"] == "edited" {
			wrong++
		}
	}
	if wrong != 1 || len(rows) != 3 {
		t.Errorf("the second keying is not what is kept: %v", rows)
	}
}

// testEntryWindows keys one sheet of paper in two windows: who comes back to one of them goes on behind what the other
// has kept since.
func testEntryWindows(t *testing.T, b *browser) {
	one := newClerk(t, b, "monitoring-1030")
	one.begins("Mars", "1")
	one.keys("3211" + kb.Enter)
	one.stores(1)
	two := keyingAt(t, one.office, one.wire)
	two.stores(1)
	one.keys("1122" + kb.Enter)
	one.stores(2)
	eval[bool](two.tab, `dispatchEvent(new Event('focus'))`)
	two.stores(2)
	two.keys("5351" + kb.Enter)
	two.stores(3)
	eval[bool](one.tab, `dispatchEvent(new Event('focus'))`)
	one.stores(3)
	var numbers []string
	for _, line := range one.listed() {
		number, _, _ := strings.Cut(line, ":")
		numbers = append(numbers, number)
	}
	if !slices.Equal(numbers, []string{"1", "2", "3"}) {
		t.Errorf("lines have the numbers %q, want 1, 2 and 3", numbers)
	}
	one.wants(3, nil)
}

// testEntryAxe looks at the pages in their states with axe-core, on a phone and a desk; as they are before anything is
// keyed, the desk's pages are looked at, in two languages.
func testEntryAxe(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	k := newClerk(t, b, "monitoring-1030")
	a := &auditor{tab: k.tab, axe: string(source), scripted: true, colours: true}
	k.begins("Mars", "1")
	k.keys("3211 \"x" + kb.Enter)
	k.stores(1)
	k.wire.cut(true)
	k.keys("12zz9 @99 /zzz ")
	k.until(`document.querySelectorAll('#echo .wrong').length > 0`)
	a.audit("a line with mistakes", 200)
	k.audited(a)
	k.wire.cut(false)
	k.twice("1")
	k.open("/c/c/entry/diff?pile=Mars&lang=fr")
	a.audit("a difference", 200)
	t.Logf("%d states in %v", a.pages, a.spent)
}

// audited looks at a search, and at lines that wait for a network.
func (k *clerk) audited(a *auditor) {
	k.Helper()
	eval[bool](k.tab, `(document.getElementById('line').select(), true)`)
	k.keys("/com")
	k.until(`document.querySelectorAll('#found li').length > 0`)
	k.keys(kb.ArrowDown)
	a.audit("a search", 200)
	k.keys(kb.Enter + "111" + kb.Enter)
	k.until(`document.documentElement.dataset.unsent === '1'`)
	eval[bool](k.tab, `['out', 'fleeting'].every((id) => (document.getElementById(id).hidden = false, true))`)
	a.audit("without a network", 200)
}

// twice keys the first line of a sheet of paper again, otherwise.
func (k *clerk) twice(note string) {
	k.Helper()
	eval[bool](k.tab, `(document.getElementById('head').elements.again.checked = true)`)
	k.begins("Mars", note)
	eval[bool](k.tab, `(document.getElementById('line').select(), true)`)
	k.keys("3212" + kb.Enter)
	k.stores(1)
	eval[bool](k.tab, `(document.getElementById('head').elements.again.checked = false, true)`)
	k.put("note", note)
}

// keying looks at the pages on which paper is keyed, and at what their script is told.
func (b *inspector) keying() {
	b.Helper()
	b.visit("keyed entry", "/c/c/entry", http.StatusOK)
	b.visit("both keyings", "/c/c/entry/diff", http.StatusOK)
	for path, kind := range map[string]string{"/c/c/entry/state?pile=x&note=1": "application/json", "/c/c/entry/sw.js": "text/javascript"} {
		short, _, _ := strings.Cut(path, "?")
		b.seen[b.tag+" "+short] = true
		status, head, _ := b.fetch(path)
		if status != http.StatusOK || !strings.HasPrefix(head.Get("Content-Type"), kind) || !strings.HasPrefix(head.Get("Content-Security-Policy"), "default-src 'none'") {
			b.Errorf("%s, %s: %d, %v", b.tag, path, status, head)
		}
	}
}
