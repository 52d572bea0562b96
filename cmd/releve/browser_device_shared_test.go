package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// left returns everything that the browser keeps for the site: localStorage, sessionStorage, databases, caches, cookies.
func (b *tab) left() string {
	b.Helper()
	return eval[string](b, `(async () => {
		const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]
		for (const {name} of await indexedDB.databases()) {
			const db = await new Promise((done, fail) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); r.onerror = fail })
			for (const store of db.objectStoreNames) all.push(name + '/' + store + JSON.stringify(await new Promise((done) => {
				db.transaction(store).objectStore(store).getAll().onsuccess = (e) => done(e.target.result) })))
			db.close()
		}
		for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
			all.push(request.url + await (await (await caches.open(name)).match(request)).text())
		return all.join('\n')
	})()`)
}

// keptText is a part of an answer that can be looked for.
const keptText = "Un mot que personne d'autre n'écrit"

// testOwnShared notes a sheet on a shared device: afterwards nothing of it is left, but a code on the screen.
func testOwnShared(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(answer{"inst", "com-etr"}, answer{"proc", "bou"}, answer{"dur", "d10"}, answer{"out", "ko"}, answer{"fn", "as"}, answer{"com", keptText})
	p.note(true)
	receipt := p.stored()
	code := strings.ReplaceAll(p.text(`#view .code`), "-", "")
	if len(code) != 26 {
		t.Fatalf("correction code %q, want 26 signs", code)
	}
	if strings.Contains(p.text("#view"), "Aujourd'hui") || p.has(`#view [data-act=own]`) {
		t.Errorf("a shared device counts or lists:\n%s", p.text("#view"))
	}
	rows := p.survey.rows(t)
	if len(rows) != 1 || rows[0]["_worker"] != "" || rows[0]["com"] != keptText {
		t.Fatalf("stored %v, want one sheet without a token", rows)
	}
	for range 2 { // as it stands, and when the page is opened again
		left := p.left()
		for what, trace := range map[string]string{
			"the comment": keptText, "the code": code, "the receipt": receipt, "the id": rows[0]["_id"], "the function": `"value":"as"`,
			"a token": `"worker":`, "a count": `"tally":`, "an institution": `"com-etr":`, "a sheet": `"about":{`,
		} {
			if i := strings.Index(left, trace); i >= 0 {
				t.Errorf("%s is left: %s", what, left[max(0, i-100):min(len(left), i+100)])
			}
		}
		p.begin()
		p.wantFilled(map[string]string{})
	}
	p.say(one1030()...)
	p.clickOn(`#sheet button.send`)
	p.until(view + ` === 'receipt'`) // it is not asked again
}

// testOwnCode corrects, resumes and withdraws a sheet of a shared device by its code, on another device.
func testOwnCode(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(shippedForms()[0].answers...)
	p.note(true)
	p.stored()
	code := p.text(`#view .code`)
	other := p.survey.pocket(t, b)
	other.code("0000-nothing")
	other.until(`document.getElementById('code-wrong').textContent.includes('26')`)
	other.code(strings.Repeat("0", 26))
	other.until(`document.getElementById('code-wrong').textContent === %s`, sentence(t, "fr", "device.code.unknown"))
	other.code(strings.ToUpper(strings.NewReplacer("1", "I", "0", "O").Replace(code)))
	other.wantView("device.code.found")
	if got := spaced(other.text("#view dl")); !strings.Contains(got, "Commune : étrangers") || !strings.Contains(got, "10 à 20 min") {
		t.Errorf("the sheet that was found says %q", got)
	}
	other.act("mend")
	other.until(`document.documentElement.classList.contains('mending')`)
	if got := other.filled(); got["com"] != comment {
		t.Errorf("the form holds %v, want what was sent", got)
	}
	other.say(answer{"out", "ok"})
	other.clickOn(`#sheet button.send`)
	other.wantView("device.mended")
	if rows := p.survey.rows(t); len(rows) != 1 || rows[0]["out"] != "ok" || rows[0]["com"] != comment {
		t.Errorf("stored %v, want one corrected sheet", rows)
	}
	other.begin()
	other.code(code)
	other.wantView("device.code.found")
	other.act("withdraw")
	other.clickOn(`#view .confirm .danger`)
	other.until(`document.querySelector('#view .good')`)
	if rows := p.survey.rows(t); len(rows) != 0 {
		t.Errorf("%d sheets stored after a withdrawal", len(rows))
	}
}

// code types a correction code and looks for its sheet.
func (p *pocketed) code(code string) {
	p.Helper()
	if !p.has("#code") {
		p.clickOn(`#by-code summary`)
	}
	p.clickOn("#code")
	p.keys("a", kb.ModifierCtrl)
	p.keys(kb.Delete + code)
	p.clickOn(`#by-code button`)
}

// testOwnErase erases what a device keeps, one sheet still unsent.
func testOwnErase(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	p, w := s.pocketBehind(t, b)
	p.say(one1030()...)
	p.note(false)
	p.stored()
	p.act("again")
	w.cut(true)
	p.say(answer{"dur", "d20"}, answer{"out", "ok"}, answer{"com", keptText})
	p.note(false)
	p.wantView("device.receipt.offline")
	p.clickOn(`aside .tools button:nth-child(2)`)
	p.wantView("device.here")
	if got := spaced(p.text("#view .guard")); !strings.Contains(got, "1 fiche n'est pas encore envoyée") {
		t.Errorf("before erasing, the page says %q of what is not sent", got)
	}
	if !strings.Contains(p.left(), keptText) {
		t.Error("the unsent sheet is not where the test looks for it")
	}
	p.clickOn(`#view .acts .danger`)
	p.clickOn(`#view .confirm .danger`)
	p.wantView("device.erased")
	left := p.left()
	for _, trace := range []string{keptText, "com-etr", "links", `"about":{`} {
		if strings.Contains(left, trace) {
			t.Errorf("after erasing, the device still holds %s", trace)
		}
	}
	if n := eval[int](p.tab, `navigator.serviceWorker.getRegistrations().then(all => all.length)`); n != 0 {
		t.Errorf("%d workers are left", n)
	}
}

// testOwnBecomesShared changes a device into a shared one: its history goes.
func testOwnBecomesShared(t *testing.T, b *browser) {
	p := pocketing(t, b, "monitoring-1030")
	p.say(one1030()...)
	p.note(false)
	receipt := p.stored()
	if left := p.left(); !strings.Contains(left, receipt) || !strings.Contains(left, "com-etr") {
		t.Error("a device of one's own keeps nothing")
	}
	p.clickOn(`aside .tools button:nth-child(2)`)
	p.wantView("device.here")
	p.clickOn(`#view .kinds button:nth-child(2)`)
	p.until(`document.querySelector('#view .good')`)
	left := p.left()
	for _, trace := range []string{receipt, `"about":{`, `"fn":{`, `"worker":`, `"tally":`} {
		if strings.Contains(left, trace) {
			t.Errorf("a device that became shared still holds %s", trace)
		}
	}
	p.clickOn(`#view .kinds button:nth-child(1)`)
	p.until(`document.querySelector('#view .good')`)
}
