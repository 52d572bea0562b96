package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// testEntry keys paper.
func testEntry(t *testing.T, b *browser) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"keystrokes", testEntryKeystrokes},
		{"keyboard", testEntryKeyboard},
		{"printed", testEntryPrinted},
		{"rows", testEntryRows},
		{"offline", testEntryOffline},
		{"twice", testEntryTwice},
		{"two windows", testEntryWindows},
		{"axe", testEntryAxe},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, b)
		})
	}
}

// clerk is somebody who keys paper, behind a network that can be taken away.
type clerk struct {
	*tab

	office *office
	wire   *wire
}

// newClerk signs somebody in to a campaign of a form and opens the page on which paper is keyed.
func newClerk(t *testing.T, b *browser, form string) *clerk {
	t.Helper()
	dir := t.TempDir()
	surveyed(t, dir, form)
	return employed(t, b, dir)
}

// employed does so for a campaign that is there.
func employed(t *testing.T, b *browser, dir string) *clerk {
	t.Helper()
	o := newOffice(t, b, dir)
	o.begin(t, o.tab(t))
	return keyingAt(t, o, newWire(t, o.url))
}

// keyingAt opens the page on which paper is keyed in a window of its own, for who is signed in.
func keyingAt(t *testing.T, o *office, w *wire) *clerk {
	t.Helper()
	k := &clerk{office: o, wire: w, tab: o.b.tabWith(t, w.url, chromedp.WithExistingBrowserContext(o.cookies))}
	k.desktop()
	k.script(true)
	k.open("/c/c/entry?lang=fr")
	k.ready()
	return k
}

// begins fills in the head, so that the next key belongs to a line. Lines without a date are of a week of March.
func (k *clerk) begins(pile, note string) {
	k.Helper()
	for name, value := range map[string]string{"pile": pile, "note": note, "date": "2026-03-04"} {
		k.put(name, value)
	}
	eval[bool](k.tab, `(document.getElementById('head').requestSubmit(document.querySelector('#head .first')), true)`)
	k.until(`document.activeElement.id === 'line' && !document.getElementById('heading').open`)
}

// put writes into a field of the head, as typing does.
func (k *clerk) put(name, value string) {
	k.Helper()
	eval[bool](k.tab, `((name, value) => {
		const field = document.getElementById('head').elements[name]
		field.value = value
		return field.dispatchEvent(new Event('input', {bubbles: true}))
	})(%s, %s)`, name, value)
}

// listed returns the lines of the list, the first one first, as "number: words".
func (k *clerk) listed() []string {
	k.Helper()
	all := eval[[]string](k.tab, `[...document.querySelectorAll('#lines > li')].map((li) => ['.n', '.w'].map((s) => li.querySelector(s)?.innerText ?? '').join(': '))`)
	slices.Reverse(all)
	return all
}

// stored waits until so many lines are in the list, and all are stored.
func (k *clerk) stores(n int) {
	k.Helper()
	k.until(`document.querySelectorAll('#lines li').length === %s && document.querySelectorAll('#lines li.stored').length === %s`, n, n)
}

// echo returns what the page says of the line in the field.
func (k *clerk) echo() string {
	k.Helper()
	return eval[string](k.tab, `[...document.querySelectorAll('#echo li')].map((li) => li.className + ' ' + li.innerText).join(' | ')`)
}

// field returns what the field for lines holds.
func (k *clerk) field() string {
	k.Helper()
	return eval[string](k.tab, `document.getElementById('line').value`)
}

// wants checks columns of the rows that are stored, in the order in which the campaign exports them.
func (k *clerk) wants(n int, want map[string]string) {
	k.Helper()
	rows := exported(k.T, k.office.dir, "c")
	if len(rows) != n {
		k.Fatalf("%d rows are stored, want %d", len(rows), n)
	}
	for _, row := range rows {
		wantRow(k.T, row, want)
	}
}

// kept returns what waits on the device.
func (k *clerk) waiting() []map[string]any {
	k.Helper()
	return eval[[]map[string]any](k.tab, `new Promise((done, fail) => {
		const asked = indexedDB.open('releve-entry')
		asked.onerror = () => fail(asked.error)
		asked.onsuccess = () => {
			const all = asked.result.transaction('lines').objectStore('lines').getAll()
			all.onsuccess = () => { asked.result.close(); done(all.result) }
		}
	})`)
}

// snap writes a picture of the screen for who wants to look at it.
func (k *clerk) snap(name string) {
	if dir := os.Getenv("RELEVE_TEST_PICTURES"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, name+".png"), k.picture(), 0o600)
	}
}

// mostKeystrokes is how many keys a line may take when there is nothing special about it.
const mostKeystrokes = 6

// testEntryKeystrokes counts the keys of lines that are keyed one after the other, as fast as they come.
func testEntryKeystrokes(t *testing.T, b *browser) {
	k := newClerk(t, b, "monitoring-1030")
	k.begins("Mars", "1")
	keys, lines := 0, 0
	for _, line := range []string{"3211", "1122", "C(notaire)132", "=", "5351", "==21", "A141", "/mut 211"} {
		k.keys(line + kb.Enter)
		if !strings.ContainsAny(line, "(/") {
			keys, lines = keys+utf8.RuneCountInString(line)+1, lines+1
		}
	}
	k.stores(8)
	mean := float64(keys) / float64(lines)
	t.Logf("%d lines with nothing special: %d keys, %.1f a line", lines, keys, mean)
	if mean > mostKeystrokes || mean == 0 {
		t.Errorf("%.1f keys a line, at most %d", mean, mostKeystrokes)
	}
	k.wants(8, map[string]string{"_channel": "keyed", "_date": "2026-03-02", "_date_precision": "week", "_language": "fr"})
	k.guarded(8)
	k.signedOut(2, 10)
}

// testEntryKeyboard keys a sheet of paper from the opening of the page to the next sheet with the keyboard alone.
func testEntryKeyboard(t *testing.T, b *browser) {
	k := newClerk(t, b, "monitoring-1030")
	k.until(`document.activeElement.name === 'pile'`)
	k.keys("Guichet" + kb.Tab + "7" + kb.Tab + kb.Tab + "03042026")
	k.tabToField("counted")
	k.keys("3" + kb.Enter)
	k.until(`document.activeElement.id === 'line'`)

	k.keys("32")
	if got := k.echo(); !strings.Contains(got, "answer Institution Sécurité sociale") || !strings.Contains(got, "missing Manque Temps passé, Résultat") {
		t.Errorf("half a line says %q", got)
	}
	k.keys(kb.Enter)
	k.until(`document.getElementById('wrong').textContent`)
	if got := len(k.listed()); got != 0 {
		t.Fatalf("half a line is kept: %d", got)
	}
	k.keys("z1")
	if got := k.echo(); !strings.Contains(got, "wrong Temps passé «\u00a0z\u00a0»") {
		t.Errorf("a sign that is no key says %q", got)
	}
	k.keys(strings.Repeat(kb.Backspace, 2) + "11*2 +" + kb.Enter)
	k.stores(1)

	k.keys("/bours")
	k.until(`document.querySelectorAll('#found li').length > 0`)
	k.keys(kb.Escape)
	k.until(`document.getElementById('found').hidden`)
	k.keys("e")
	k.until(`!document.getElementById('found').hidden`)
	k.keys(kb.ArrowDown + kb.Enter)
	k.until(`/^\/fwb\S* $/.test(document.getElementById('line').value)`)
	k.keys("112 @3/3 \"Page perdue" + kb.Enter)
	k.stores(2)

	k.keys(kb.ArrowUp)
	if got := k.field(); !strings.HasPrefix(got, "/fwb") {
		t.Errorf("Up recalls %q", got)
	}
	k.keys(kb.ArrowUp)
	if got := k.field(); got != "3211*2 +" {
		t.Errorf("Up twice recalls %q", got)
	}
	k.keys(kb.ArrowDown + kb.ArrowDown)
	if got := k.field(); got != "" {
		t.Errorf("Down leaves %q", got)
	}

	k.keys("z", kb.ModifierCtrl)
	k.until(`document.getElementById('line').value.endsWith('Page perdue')`)
	k.until(`document.querySelectorAll('#lines li').length === 1`)
	k.keys(kb.Enter)
	k.stores(2)
	k.keys(kb.Enter)
	k.until(`/2 .* 3 /.test(document.getElementById('wrong').textContent)`)
	k.keys("5112" + kb.Enter)
	k.stores(3)
	k.snap("entry-desktop")
	k.phone()
	k.snap("entry-phone")
	k.desktop()
	k.keys(kb.Enter)
	k.until(`document.activeElement.name === 'note' && document.activeElement.value === '8'`)
	k.keys(kb.Enter)
	k.until(`document.activeElement.id === 'line' && document.querySelectorAll('#lines li').length === 0`)

	k.until(`document.getElementById('unsent').textContent && !document.documentElement.dataset.unsent.match(/[1-9]/)`)
	rows := exported(t, k.office.dir, "c")
	if len(rows) != 4 {
		t.Fatalf("%d rows, want 4", len(rows))
	}
	shared := slices.DeleteFunc(slices.Clone(rows), func(r map[string]string) bool {
		return r["_shared"] != "2" || r["_follows"] != "unknown" || r["inst"] != "secu"
	})
	dated := slices.DeleteFunc(slices.Clone(rows), func(r map[string]string) bool {
		return r["_date"] != "2026-03-03" || r["_date_precision"] != "day" || r["com"] != "Page perdue"
	})
	if len(shared) != 2 || len(dated) != 1 {
		t.Errorf("%d share their minutes, %d have a day; rows %v", len(shared), len(dated), rows)
	}
	if left := k.waiting(); len(left) != 0 {
		t.Errorf("left on the device: %v", left)
	}
}

// testEntryPrinted keys a sheet of paper by the code that is printed on it, whose run says which service it is for, and
// says so when it came in before.
func testEntryPrinted(t *testing.T, b *browser) {
	dir := t.TempDir()
	surveyed(t, dir, "monitoring-1030")
	out := filepath.Join(t.TempDir(), "tally.pdf")
	invoke(t, dir, "print", "--campaign", "c", "--kind", "tally", "--participant", "asso", "--copies", "3", "-o", out)
	k := employed(t, b, dir)
	number := eval[string](k.tab, `JSON.parse(document.getElementById('facts').textContent).paper.layouts[0].number`)
	code := printedCode(number, 2)
	k.begins("Mars", code)
	if got := k.text("#place"); !strings.Contains(eval[string](k.tab, `document.getElementById('place').textContent`), "Association") {
		t.Errorf("the code says %q", got)
	}
	k.keys("3211" + kb.Enter + "=" + kb.Enter)
	k.stores(2)
	k.wants(2, map[string]string{"_organisation": "asso", "_channel": "keyed"})

	k.begins("Avril", "000002")
	k.until(`document.getElementById('seen').textContent.includes('2')`)
	k.keys("3211" + kb.Enter)
	k.until(`document.getElementById('wrong').textContent !== ''`)
	k.wants(2, nil)
	k.keys(kb.Enter)
	k.stores(1)
	k.wants(3, map[string]string{"_organisation": "asso"})

	wrong := []rune(code)
	wrong[len(wrong)-3]++
	k.put("note", string(wrong))
	k.until(`document.getElementById('place').className === 'e' && document.getElementById('place').textContent !== ''`)
	k.clickOn(`#line`)
	k.keys("3211" + kb.Enter)
	k.until(`document.getElementById('wrong').textContent !== ''`)
	k.wants(3, nil)
}

// testEntryRows keys calls with several requests: each further one is a line that adds to the call above.
func testEntryRows(t *testing.T, b *browser) {
	k := newClerk(t, b, "appels")
	k.begins("Mars", "1")
	k.keys("12" + kb.Enter + "1111---1--1" + kb.Enter)
	k.until(`document.querySelectorAll('#lines li').length === 2`)
	k.keys("&2--2" + kb.Enter)
	k.until(`document.querySelector('#lines li .n').innerText === '2–3'`)
	k.keys("&1--1" + kb.Enter)
	k.until(`document.querySelector('#lines li .n').innerText === '2–4'`)
	k.keys("z", kb.ModifierCtrl)
	k.until(`document.getElementById('line').value === '&1--1'`)
	k.keys(strings.Repeat(kb.Backspace, 5) + "12" + kb.Enter)
	k.until(`document.querySelector('#lines li .n').innerText === '4'`)
	k.until(`document.querySelectorAll('#lines li.stored').length === 2 && document.documentElement.dataset.unsent === '1'`)
	k.clickOn(`#send`)
	k.stores(3)
	rows := exported(t, k.office.dir, "c")
	if len(rows) != 4 {
		t.Fatalf("%d rows, want 4: %v", len(rows), rows)
	}
	calls := map[string]int{}
	for _, r := range rows {
		calls[r["_id"]]++
	}
	if len(calls) != 3 {
		t.Errorf("%d calls, want 3: %v", len(calls), rows)
	}
}

// guarded keys texts that name somebody: what a checksum vouches for is refused, what only looks like it is asked about.
// So many rows are stored before.
func (k *clerk) guarded(rows int) {
	k.Helper()
	k.begins("Mars", "2")
	k.until(`document.querySelectorAll('#lines li').length === 0`)
	k.keys("3211 \"NN 85.07.30-033.28" + kb.Enter + kb.Enter)
	k.until(`document.getElementById('wrong').textContent.includes('national')`)
	if got := k.waiting(); len(got) != 0 || len(k.listed()) != 0 {
		k.Errorf("kept all the same: %v", got)
	}
	eval[bool](k.tab, `(document.getElementById('line').select(), true)`)
	k.keys(kb.Delete + "3211 \"Appeler le 0470 12 34 56" + kb.Enter)
	k.until(`document.getElementById('wrong').textContent.includes('téléphone')`)
	if got := k.waiting(); len(got) != 0 {
		k.Errorf("kept before it was confirmed: %v", got)
	}
	k.keys(kb.Enter)
	k.stores(1)
	doubtful := slices.DeleteFunc(exported(k.T, k.office.dir, "c"), func(r map[string]string) bool { return r["_status"] != "issues" })
	if len(doubtful) != 1 {
		k.Errorf("%d rows are in doubt, want 1 of %d", len(doubtful), rows+1)
	}
	eval[bool](k.tab, `(document.getElementById('line').focus(), true)`)
	k.keys("3211 \"Page perdue" + kb.Enter)
	k.stores(2)
}
