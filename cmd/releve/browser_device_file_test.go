package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"releve/internal/locale"
	"releve/internal/need"
)

// testDeviceFile fills sheets in a questionnaire that is one file, and imports what it gives back.
func testDeviceFile(t *testing.T, b *browser) {
	t.Run("round", func(t *testing.T) { testFileRound(t, b) })
	t.Run("forms", func(t *testing.T) { testFileForms(t, b) })
	t.Run("own", func(t *testing.T) { testFileOwn(t, b) })
	t.Run("guard", func(t *testing.T) { testFileGuard(t, b) })
	t.Run("memory", func(t *testing.T) { testFileMemory(t, b) })
	t.Run("share", func(t *testing.T) { testFileShare(t, b) })
	t.Run("off", func(t *testing.T) { testFileOff(t, b) })
	t.Run("axe", func(t *testing.T) { testFileAxe(t, b) })
}

// testFileRound goes the whole way: sheets are kept over a reload, come into a file and out of it into the campaign with
// the ids that the device gave them, and nothing comes in twice.
func testFileRound(t *testing.T, b *browser) {
	p := travelling(t, b, "monitoring-1030")
	p.begin()
	answers := []answer{{"inst", "com-etr"}, {"proc", "bou"}, {"dur", "d10"}, {"out", "ko"}}
	p.say(answers...)
	p.submit()
	p.until(`document.activeElement.id === 'organisation' && !document.getElementById('e-organisation').hidden`)
	p.service("asso")
	p.keep()
	p.say(append(answers, answer{"com", comment})...)
	p.keep()
	p.wantCount(2, 2)
	p.begin()
	p.wantCount(2, 2)
	if got := eval[string](p.tab, `document.getElementById('organisation').value`); got != "asso" {
		t.Errorf("the service is %q after opening again, want asso", got)
	}

	first, ids := p.file("file-save")
	if len(ids) != 2 || ids[0] == ids[1] {
		t.Fatalf("the file holds %v, want two sheets", ids)
	}
	if name := filepath.Base(first); !strings.HasPrefix(name, "releve-c-asso-20") {
		t.Errorf("the file is called %s", name)
	}
	p.wantCount(2, 0)
	p.imports(first, "2 nouvelles, 0 déjà connues")
	if got := p.stored(); !slices.Equal(got, slices.Sorted(slices.Values(ids))) {
		t.Errorf("stored %v, want %v", got, ids)
	}
	rows := exported(t, p.dir, "c")
	wantRow(t, rows[0], map[string]string{"_organisation": "asso", "_channel": "offline", "inst": "com-etr", "dur": "d10"})
	p.imports(first, "0 nouvelles, 2 déjà connues")

	p.service("-")
	p.say(answers...)
	p.keep()
	p.wantCount(3, 1)
	if _, fresh := p.file("file-save"); len(fresh) != 1 || slices.Contains(ids, fresh[0]) {
		t.Errorf("the file of new sheets holds %v", fresh)
	}
	p.begin()
	p.pressBar("file-old")
	all, whole := p.file("file-again")
	if len(whole) != 3 {
		t.Errorf("the file of all sheets holds %v", whole)
	}
	p.imports(all, "1 nouvelles, 2 déjà connues")
	if got := exported(t, p.dir, "c"); len(got) != 3 {
		t.Errorf("%d rows stored, want 3", len(got))
	}

	p.pressBar("file-erase")
	p.pressBar("file-erase") // no
	p.wantCount(3, 0)
	p.pressBar("file-erase")
	p.pressBar("file-sure")
	p.wantCount(0, 0)
	p.begin()
	p.wantCount(0, 0)
	p.quietly()
}

// testFileForms fills every questionnaire in a file for one service.
func testFileForms(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			p := travelling(t, b, form.id, "--participant", "asso", "--lang", "nl")
			p.begin()
			p.say(form.answers...)
			p.keep()
			path, ids := p.file("file-save")
			p.imports(path, "1 nouvelles, 0 déjà connues")
			row := exported(t, p.dir, "c")[0]
			wantRow(t, row, map[string]string{"_organisation": "asso", "_language": "nl", "_channel": "offline", "_id": ids[0]})
			for _, a := range form.answers {
				if got := row[column(a.name)]; got != a.value && !strings.Contains(" "+got+" ", " "+a.value+" ") && a.value != "1h15" {
					t.Errorf("stored %s = %q, want %q", a.name, got, a.value)
				}
			}
			p.quietly()
		})
	}
}

// testFileOwn corrects a sheet while it is in no file, and not after; and erases everything. On a shared device no code is
// given, for there is no server to ask with it.
func testFileOwn(t *testing.T, b *browser) {
	p := travelling(t, b, "monitoring-1030", "--participant", "asso")
	p.begin()
	p.say(answer{"inst", "com-etr"}, answer{"proc", "bou"}, answer{"dur", "d10"}, answer{"out", "ko"})
	p.submit()
	p.until(`document.documentElement.dataset.view === 'shared'`)
	p.click(`document.querySelectorAll('#view .kinds button')[1]`)
	p.until(`document.documentElement.dataset.view === 'receipt'`)
	if p.has(`#view .code`) || p.has(`#view a`) {
		t.Errorf("the receipt offers what needs a server:\n%s", p.text("#view"))
	}
	id := eval[string](p.tab, keptIDs)
	p.clickOn(`#view [data-act=mend]`)
	p.until(`!document.documentElement.dataset.view`)
	p.say(answer{"dur", "d60"}, answer{"com", comment})
	p.submit()
	p.until(`document.documentElement.dataset.view === 'receipt'`)
	if got := eval[string](p.tab, keptIDs); got != id {
		t.Errorf("corrected, the device holds %s, want %s", got, id)
	}
	path, ids := p.file("file-save")
	p.imports(path, "1 nouvelles")
	wantRow(t, exported(t, p.dir, "c")[0], map[string]string{"_id": id, "dur": "d60", "com": comment})
	if ids[0] != id {
		t.Errorf("the file holds %v, want %s", ids, id)
	}
	p.begin()
	p.clickOn(`aside .tools button:nth-child(1)`)
	p.until(`document.documentElement.dataset.view === 'own' && document.querySelector('.sheets li')`)
	for _, act := range []string{"mend", "withdraw"} {
		if p.has(`.sheets [data-act^=` + act + `]`) {
			t.Errorf("a sheet in a file can still be changed: %s", act)
		}
	}
	p.clickOn(`aside .tools button:nth-child(2)`)
	p.until(`document.documentElement.dataset.view === 'device'`)
	p.clickOn(`#view .acts .danger`)
	p.clickOn(`#view .confirm .danger`)
	p.until(`document.documentElement.dataset.view === 'erased'`)
	p.wantCount(0, 0)
	p.leaving(func() { p.clickOn(`#view a`) })
	p.ready()
	p.wantCount(0, 0)
	p.quietly()
}

// keptIDs are the ids of the sheets that the device holds.
const keptIDs = `new Promise((done) => {
	indexedDB.open('releve').onsuccess = (event) => {
		const db = event.target.result
		db.transaction('queue').objectStore('queue').getAllKeys().onsuccess = (e) => { db.close(); done(e.target.result.join(' ')) }
	}
})`

// testFileGuard shows that a national number is neither kept by the page nor taken from a file into which somebody put it.
func testFileGuard(t *testing.T, b *browser) {
	p := travelling(t, b, "monitoring-1030", "--participant", "asso")
	p.begin()
	p.say(answer{"inst", "com-etr"}, answer{"proc", "bou"}, answer{"dur", "d10"}, answer{"out", "ko"}, answer{"com", "Son numéro : 85.07.30-033.28"})
	p.submit()
	p.until(`document.querySelector('.guard')`)
	p.wantCount(0, 0)
	p.say(answer{"com", comment})
	p.keep()
	path, _ := p.file("file-save")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), comment, "Son numéro : 85.07.30-033.28", 1)
	if changed == string(data) {
		t.Fatal("the comment is not in the file")
	}
	if err = os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(binary(t), "import", "--campaign", "c", path, "--data", p.dir, "--lang", "fr").CombinedOutput()
	if said := string(out); err == nil || !strings.HasPrefix(said, "Objet 1 (ligne 2), colonne com") || strings.Contains(said, "85.07") {
		t.Errorf("import: %v, %q; want it refused with line and column", err, said)
	}
	if got := exported(t, p.dir, "c"); len(got) != 0 {
		t.Errorf("%d rows stored, want none", len(got))
	}
}

// leaving tells whether the page asks before it is closed.
const leavingAsks = `(() => {
	const event = new Event('beforeunload', {cancelable: true})
	dispatchEvent(event)
	return event.defaultPrevented
})()`

// testFileMemory shows that a browser which stores nothing is enough, and that the page warns before sheets are lost.
func testFileMemory(t *testing.T, b *browser) {
	p := travelling(t, b, "monitoring-1030", "--participant", "asso")
	do(p.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }
			Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})`,
	})
	p.begin()
	p.until(`document.querySelector('#file .warn')`)
	if eval[bool](p.tab, leavingAsks) {
		t.Error("the page asks before it is left, and holds nothing")
	}
	p.say(answer{"inst", "com-etr"}, answer{"proc", "bou"}, answer{"dur", "d10"}, answer{"out", "ko"})
	p.keep()
	p.wantCount(1, 1)
	if !eval[bool](p.tab, leavingAsks) {
		t.Error("the page can be left with a sheet that is nowhere else")
	}
	path, ids := p.file("file-save")
	p.wantCount(1, 0)
	if eval[bool](p.tab, leavingAsks) {
		t.Error("the page asks before it is left, and its sheet is in a file")
	}
	p.imports(path, "1 nouvelles")
	if got := p.stored(); !slices.Equal(got, ids) {
		t.Errorf("stored %v, want %v", got, ids)
	}
	p.quietly()
}

// testFileShare hands a file to another program of the phone, after the person changed their mind once.
func testFileShare(t *testing.T, b *browser) {
	p := travelling(t, b, "appels", "--participant", "asso")
	do(p.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `navigator.canShare = () => true
			navigator.share = async ({files}) => {
				if (!window.asked) { window.asked = true; throw new DOMException('', 'AbortError') }
				window.given = [files[0].name, await files[0].text()]
			}`,
	})
	p.begin()
	p.say(shippedForms()[2].answers...)
	p.clickOn(`#sheet button[name=_more]`)
	p.until(`document.getElementsByName('demands.2.theme').length`)
	p.say(answer{"demands.2.theme", "log"}, answer{"demands.2.inst", "slrb"}, answer{"demands.2.action", "relay"}, answer{"demands.2.res", "relayed"})
	p.keep()
	p.pressBar("file-share")
	p.until(`window.asked`)
	p.wantCount(1, 1)
	p.pressBar("file-share")
	p.wantCount(1, 0)
	given := eval[[]string](p.tab, `window.given`)
	path := filepath.Join(t.TempDir(), given[0])
	if err := os.WriteFile(path, []byte(given[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".txt") {
		t.Errorf("the file is called %s: browsers share no others", given[0])
	}
	p.imports(path, "1 nouvelles")
	if got := exported(t, p.dir, "c"); len(got) != 2 {
		t.Errorf("%d rows stored, want 2", len(got))
	}
	p.quietly()
}

// testFileOff shows what the file says where script is off: no server could take a sheet.
func testFileOff(t *testing.T, b *browser) {
	p := travelling(t, b, "monitoring-1030")
	p.script(false)
	p.open("/monitoring.html")
	if want := sentence(t, "fr", "page.file.noscript"); p.text("noscript") != want {
		t.Errorf("the page says %q, want %q", p.text("noscript"), want)
	}
	for _, hidden := range []string{"#sheet", "#file"} {
		if p.has(hidden) {
			t.Errorf("%s is shown, and can do nothing", hidden)
		}
	}
	p.quietly()
}

// testFileAxe looks at the states of the file with axe-core: nothing is found on a phone, in the dark, and at 200 % zoom.
func testFileAxe(t *testing.T, b *browser) {
	source, err := os.ReadFile(need.Axe(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, tag := range []locale.Tag{"fr", "nl"} {
		p := travelling(t, b, "monitoring-1030", "--lang", string(tag))
		a := &auditor{tab: p.tab, axe: string(source), colours: i == 0}
		look := func(where string) {
			eval[bool](p.tab, `(scrollTo(0, document.documentElement.scrollHeight), true)`) // where the bar lies over nothing
			a.audit("file "+string(tag)+", "+where, a.status())
		}
		p.script(false)
		p.open("/monitoring.html")
		look("script off")
		p.script(true)
		a.scripted = true
		p.begin()
		look("empty")
		p.say(answer{"inst", "com-etr"}, answer{"proc", "bou"}, answer{"dur", "d10"}, answer{"out", "ko"})
		p.submit()
		p.until(`!document.getElementById('e-organisation').hidden`)
		look("without a service")
		p.service("asso")
		p.keep()
		look("one sheet")
		p.file("file-save")
		p.until(`document.getElementById('file-old')`)
		look("saved")
		p.pressBar("file-old")
		p.pressBar("file-erase")
		look("erase?")
	}
}
