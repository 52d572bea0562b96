package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	chrome "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// onwards goes from the receipt to one more sheet.
func (b *tab) onwards() {
	b.Helper()
	b.clickOn(`#view .next button`)
	b.until(`!document.documentElement.dataset.view`)
}

// online tells the page that there is a network.
func (b *tab) online() {
	b.Helper()
	eval[bool](b, `dispatchEvent(new Event('online'))`)
}

// change changes the item of a sheet in the device's memory; js gets it as item.
func (b *tab) change(id, js string) {
	b.Helper()
	eval[bool](b, `new Promise((done) => {
		indexedDB.open('releve').onsuccess = ({target: {result: db}}) => {
			const queue = db.transaction('queue', 'readwrite').objectStore('queue')
			queue.get(%s).onsuccess = ({target: {result: item}}) => {
				`+js+`
				queue.put(item).onsuccess = () => { db.close(); done(true) }
			}
		}
	})`, id)
}

// waits looks until as many sheets are on the device, and returns them.
func (b *tab) waits(n int) []queued {
	b.Helper()
	b.settles(`new Promise((done) => {
		indexedDB.open('releve').onsuccess = ({target: {result: db}}) => {
			db.transaction('queue').objectStore('queue').count().onsuccess = ({target}) => { db.close(); done(target.result === %s) }
		}
	})`, n)
	return b.queue()
}

// testRefusedAlone has one sheet refused among three: the others arrive, and the refused one is shown with the server's
// reason, mended, and stored under its own id.
func testRefusedAlone(t *testing.T, b *browser) {
	w := newWired(t, "monitoring-1030")
	tab := b.pocket(t, w.wire.url)
	w.known(tab)
	w.wire.cut(true)
	for range 3 {
		tab.jot()
		tab.onwards()
	}
	bad := tab.tried()[1].ID
	tab.change(bad, `item.body.answers.inst = 'nowhere'`)
	w.wire.cut(false)
	tab.online()
	if left := tab.waits(1); left[0].ID != bad || left[0].State != "refused" {
		t.Fatalf("on the device: %+v, want %s refused", left, bad)
	}
	if rows := w.rows(t); len(rows) != 2 {
		t.Errorf("%d rows stored, want 2", len(rows))
	}
	tab.until(`document.title.startsWith('(1) ')`)
	tab.clickOn(`.unsent button`)
	tab.until(`document.querySelector('#unsent .e')`)
	if said := tab.text(`#unsent .e`); !strings.Contains(said, "nowhere") {
		t.Errorf("the reason is %q", said)
	}
	tab.clickOn(`#unsent .acts button`)
	tab.until(`!document.documentElement.dataset.view`)
	tab.say(answer{"inst", "com-pop"})
	tab.note(false)
	tab.empties()
	rows := w.rows(t)
	mended := slices.IndexFunc(rows, func(row map[string]string) bool { return row["_id"] == bad })
	if len(rows) != 3 || mended < 0 || rows[mended]["inst"] != "com-pop" {
		t.Errorf("stored %v, want %s mended among 3", rows, bad)
	}
	tab.until(`!document.title.startsWith('(')`)
}

// saveUnsent saves what was not sent by the button in its list, and returns the file.
func (b *tab) saveUnsent(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	do(b, chrome.SetDownloadBehavior, chrome.SetDownloadBehaviorParams{
		Behavior: chrome.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
		BrowserContextID: do(b, target.GetTargetInfo, target.GetTargetInfoParams{}).TargetInfo.BrowserContextID,
	})
	b.clickOn(`.unsent button`)
	b.until(`document.querySelector('#unsent .next')`)
	b.clickOn(`#unsent .next button:nth-of-type(2)`)
	return downloaded(t, dir, "*.json")
}

// testClosedFor has the campaign closed while a sheet waits: it stays, says why, and goes by a file.
func testClosedFor(t *testing.T, b *browser) {
	w := newWired(t, "monitoring-1030")
	tab := b.pocket(t, w.wire.url)
	w.known(tab)
	w.wire.cut(true)
	tab.jot()
	tab.onwards()
	waiting := tab.tried()
	invoke(t, w.dir, "campaign", "closing", "c")
	invoke(t, w.dir, "campaign", "close", "c")
	w.wire.cut(false)
	tab.open(w.link) // the page that the device keeps: sheets wait for it
	tab.ready()
	tab.until(`document.querySelector('.unsent button')`)
	tab.settles(`new Promise((done) => {
		indexedDB.open('releve').onsuccess = ({target: {result: db}}) => {
			db.transaction('queue').objectStore('queue').getAll().onsuccess = ({target}) => { db.close(); done(target.result[0].state === 'closed') }
		}
	})`)
	path := tab.saveUnsent(t)
	if said, want := tab.text(`#unsent .e`), sentence(t, "fr", "device.unsent.closed"); said != want {
		t.Errorf("the reason is %q", said)
	}
	if got := tab.pages(); len(got) != 1 {
		t.Errorf("the device keeps %v, want the form of the sheet that waits", got)
	}
	invoke(t, w.dir, "import", "--campaign", "c", path)
	rows := w.rows(t)
	if len(rows) != 1 {
		t.Fatalf("%d rows stored, want 1", len(rows))
	}
	wantRow(t, rows[0], map[string]string{"_id": waiting[0].ID, "_channel": waiting[0].Body.Channel, "_organisation": "asso"})
	tab.clickOn(`#unsent .acts button`)
	tab.clickOn(`#unsent .confirm .danger`)
	tab.empties()
}

// testTabs fills sheets in two tabs of one device: both show how many wait, and each sheet is sent once.
func testTabs(t *testing.T, b *browser) {
	w := newWired(t, "monitoring-1030")
	var mu sync.Mutex
	sent := map[string]int{}
	w.wire.seen = func(r *http.Request, body []byte) {
		var batch struct{ Sheets []struct{ ID string } }
		if r.Method != http.MethodPost || json.Unmarshal(body, &batch) != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, s := range batch.Sheets {
			sent[s.ID]++
		}
	}
	cookies := b.cookies(t)
	var tabs []*tab
	for range 2 {
		tab := b.tabWith(t, w.wire.url, chromedp.WithExistingBrowserContext(cookies))
		tab.script(true)
		w.known(tab)
		tabs = append(tabs, tab)
	}
	w.wire.cut(true)
	for _, tab := range tabs {
		for range 2 {
			tab.jot()
			tab.onwards()
		}
	}
	for _, tab := range tabs {
		tab.until(`document.title.startsWith('(4) ')`)
	}
	tabs[0].tried()
	w.wire.cut(false)
	for _, tab := range tabs {
		tab.online()
	}
	for _, tab := range tabs {
		tab.empties()
		tab.until(`!document.title.startsWith('(')`)
	}
	if rows := w.rows(t); len(rows) != 4 {
		t.Errorf("%d rows stored, want 4", len(rows))
	}
	mu.Lock()
	defer mu.Unlock()
	if len(sent) != 4 || slices.Max(slices.Collect(maps.Values(sent))) != 1 {
		t.Errorf("sent %v, want 4 sheets once each", sent)
	}
}

// testStorageFails has a browser that keeps nothing: sheets are sent all the same, and while they wait the page says
// that it must stay open.
func testStorageFails(t *testing.T, b *browser) {
	for _, fault := range []struct{ name, script string }{
		{"private mode", `indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }`},
		{"disk full", `IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError') }`},
	} {
		t.Run(fault.name, func(t *testing.T) {
			w := newWired(t, "monitoring-1030")
			tab := b.pocket(t, w.wire.url)
			tab.before(fault.script)
			tab.open(w.link)
			tab.ready()
			tab.jot()
			tab.stored()
			tab.onwards()
			w.wire.cut(true)
			tab.jot()
			tab.onwards()
			tab.until(`document.title.startsWith('(1) ')`)
			tab.until(`document.querySelector('.warn p')`)
			if said, want := tab.text(`.warn p`), sentence(t, "fr", "device.unsent.fleeting"); said != want {
				t.Errorf("the page says %q", said)
			}
			w.wire.cut(false)
			tab.online()
			tab.until(`!document.title.startsWith('(')`)
			if rows := w.rows(t); len(rows) != 2 {
				t.Errorf("%d rows stored, want 2", len(rows))
			}
		})
	}
}

// testSavedFile saves sheets of every questionnaire in a file and imports it: what is stored is what would have been
// sent, and sent later it is known already.
func testSavedFile(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			w, twin := newWired(t, form.id), surveying(t, form.id)
			tab := b.pocket(t, w.wire.url)
			w.known(tab)
			w.wire.cut(true)
			for range 2 {
				tab.say(form.answers...)
				tab.note(false)
				tab.onwards()
			}
			tab.tried()
			bodies := eval[[]json.RawMessage](tab, `new Promise((done) => {
				indexedDB.open('releve').onsuccess = ({target: {result: db}}) => {
					db.transaction('queue').objectStore('queue').getAll().onsuccess = ({target}) => { db.close(); done(target.result.map((item) => item.body)) }
				}
			})`)
			path := tab.saveUnsent(t)
			invoke(t, w.dir, "import", "--campaign", "c", path)
			imported := timeless(w.rows(t))
			sendBodies(t, twin, bodies)
			if direct := timeless(twin.rows(t)); len(direct) == 0 || !slices.EqualFunc(imported, direct, maps.Equal) {
				t.Errorf("imported\n%v\nsent\n%v", imported, direct)
			}
			w.wire.cut(false)
			tab.online()
			tab.empties()
			if after := timeless(w.rows(t)); !slices.EqualFunc(imported, after, maps.Equal) {
				t.Errorf("after sending\n%v\nwant\n%v", after, imported)
			}
		})
	}
}

// sendBodies posts sheets as a device has them.
func sendBodies(t *testing.T, s *survey, bodies []json.RawMessage) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"sheets": bodies})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(s.url+"/api/v1/links/"+strings.TrimPrefix(s.link, "/s/")+"/sheets", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct{ Sheets []verdict }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	for _, v := range answer.Sheets {
		if v.Status != "stored" {
			t.Errorf("sent directly: %+v", v)
		}
	}
}

// timeless returns rows in the order of their ids, without when they came in.
func timeless(rows []map[string]string) []map[string]string {
	for _, row := range rows {
		delete(row, "_received_at")
	}
	slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(a["_id"]+a["_row"], b["_id"]+b["_row"]) })
	return rows
}

// testOldItem has a sheet in the queue as the first version of the app wrote it, with no more than it had to: a later
// app sends it.
func testOldItem(t *testing.T, b *browser) {
	w := newWired(t, "monitoring-1030")
	tab := b.pocket(t, w.wire.url)
	w.known(tab)
	const id = "0b0e4f0a-6a1f-4d59-9e0c-3f1f0d6c2a11"
	eval[bool](tab, `new Promise((done) => {
		indexedDB.open('releve').onsuccess = ({target: {result: db}}) => {
			db.transaction('queue', 'readwrite').objectStore('queue').put({
				v: 1, id: %s, link: %s, campaign: 'c', title: 'Campagne', at: '2026-11-01T08:00:00.000Z', state: 'waiting',
				body: {id: %s, date: '2026-11-01', language: 'fr', form_version: 2026112203, channel: 'offline',
					answers: {inst: 'com-pop', proc: 'rdv', dur: 'd10', out: 'ok'}},
			}).onsuccess = () => { db.close(); done(true) }
		}
	})`, id, strings.TrimPrefix(w.link, "/s/"), id)
	tab.open(w.link)
	tab.ready()
	tab.empties()
	rows := w.rows(t)
	if len(rows) != 1 {
		t.Fatalf("%d rows stored, want 1", len(rows))
	}
	wantRow(t, rows[0], map[string]string{"_id": id, "_date": "2026-11-01", "_channel": "offline"})
}
