package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	domain "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"

	"releve/internal/locale"
	"releve/internal/problem"
)

// traveller is a campaign whose questionnaire travels as one file, and a device that opens it.
type traveller struct {
	*tab

	dir       string // of the database
	downloads string // where the device puts files
}

// travelling makes an open campaign with two services, the file of its questionnaire, and a device that opens it.
func travelling(t *testing.T, b *browser, form string, args ...string) *traveller {
	t.Helper()
	p := &traveller{dir: t.TempDir(), downloads: t.TempDir()}
	surveyed(t, p.dir, form)
	invoke(t, p.dir, "participant", "add", "--campaign", "c", "--code", "autre", "--name", "Un autre service")
	invoke(t, p.dir, "campaign", "set", "c", "publisher=Coordination sociale")
	folder := t.TempDir()
	line := append([]string{"form", "page", "--campaign", "c", "-o", filepath.Join(folder, "monitoring.html"), "--data", p.dir}, args...)
	if out, err := exec.Command(binary(t), line...).CombinedOutput(); err != nil {
		t.Fatalf("releve form page: %v\n%s", err, out)
	}
	p.tab = b.pocket(t, "file://"+folder)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the browser said: ", p.said)
		}
	})
	do(p.tab, domain.SetDownloadBehavior, domain.SetDownloadBehaviorParams{
		Behavior: domain.SetDownloadBehaviorBehaviorAllow, DownloadPath: p.downloads,
		BrowserContextID: do(p.tab, target.GetTargetInfo, target.GetTargetInfoParams{}).TargetInfo.BrowserContextID,
	})
	return p
}

// begin opens the file and waits until it is ready.
func (p *traveller) begin() {
	p.Helper()
	p.open("/monitoring.html")
	p.ready()
	p.until(`document.getElementById('file-count').textContent`)
}

// service chooses a service by its code.
func (p *traveller) service(code string) {
	p.Helper()
	eval[bool](p.tab, `((choice, code) => {
		choice.value = code
		return choice.dispatchEvent(new Event('change', {bubbles: true}))
	})(document.getElementById('organisation'), %s)`, code)
}

// submit presses the button of the form.
func (p *traveller) submit() {
	p.Helper()
	p.clickOn(`#sheet button.send`)
}

// keep keeps the sheet and goes on to the next one; at the first it says that the device is nobody else's.
func (p *traveller) keep() {
	p.Helper()
	p.submit()
	p.until(`['shared', 'receipt'].includes(document.documentElement.dataset.view)`)
	if eval[string](p.tab, `document.documentElement.dataset.view`) == "shared" {
		p.clickOn(`#view .kinds button`)
	}
	p.until(`document.documentElement.dataset.view === 'receipt'`)
	p.clickOn(`#view .next button`)
	p.until(`!document.documentElement.dataset.view`)
}

// wantCount checks how many sheets the French page says that it keeps, and how many of them are in no file.
func (p *traveller) wantCount(all, fresh int) {
	p.Helper()
	catalogue, err := locale.Load()
	if err != nil {
		p.Fatal(err)
	}
	said := func(key string, n int) string { return catalogue.Printer("fr").Text(key, problem.Args{"n": n}) }
	want := said("device.file.count", all)
	switch {
	case all == 0:
		want = said("device.file.none", 0)
	case fresh == 0:
		want += " · " + said("device.file.all", all)
	case fresh < all:
		want += " · " + said("device.file.new", fresh)
	}
	p.until(`document.getElementById('file-count').textContent === %s`, want)
}

// press presses a button of the bar that hands sheets over.
func (p *traveller) pressBar(id string) {
	p.Helper()
	p.clickOn(`#file #` + id)
}

// file saves a file by a button of the bar, takes it away, and returns where it is now and the ids of its sheets.
func (p *traveller) file(button string) (path string, ids []string) {
	p.Helper()
	p.pressBar(button)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, name := range p.files() {
			if !strings.HasSuffix(name, ".json") || !whole(filepath.Join(p.downloads, name)) {
				continue
			}
			path = filepath.Join(p.TempDir(), name)
			if err := os.Rename(filepath.Join(p.downloads, name), path); err != nil {
				p.Fatal(err)
			}
			return path, idsOf(p, path)
		}
	}
	p.Fatalf("no file was saved; the page says\n%s", p.text("#file"))
	return "", nil
}

// files returns the names of the files that the device has.
func (p *traveller) files() []string {
	p.Helper()
	entries, err := os.ReadDir(p.downloads)
	if err != nil {
		p.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// idsOf returns the ids of the sheets of a file, in its order.
func idsOf(tb testing.TB, path string) []string {
	tb.Helper()
	var rows []map[string]any
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &rows)
	}
	if err != nil {
		tb.Fatal(err)
	}
	var ids []string
	for _, row := range rows {
		id, _ := row["_id"].(string)
		ids = append(ids, id)
	}
	return ids
}

// stored returns the ids that the campaign holds, sorted.
func (p *traveller) stored() []string {
	p.Helper()
	var ids []string
	for _, row := range exported(p, p.dir, "c") {
		ids = append(ids, row["_id"])
	}
	return slices.Sorted(slices.Values(ids))
}

// imports takes a file into the campaign and checks what is said of that.
func (p *traveller) imports(path, want string) {
	p.Helper()
	out, err := exec.Command(binary(p), "import", "--campaign", "c", path, "--data", p.dir, "--lang", "fr").CombinedOutput()
	if said := strings.ReplaceAll(string(out), "\u00a0", " "); err != nil || !strings.Contains(said, want) {
		p.Fatalf("import: %v, %q; want %q", err, said, want)
	}
}

// quietly checks that nothing was asked of anybody but the file itself, and that the browser had nothing to complain of.
func (p *traveller) quietly() {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		if strings.TrimSuffix(r.url, "?lang=fr") != p.home+"/monitoring.html" && !strings.HasPrefix(r.url, "blob:") {
			p.Errorf("the file asks %s", r.url)
		}
	}
	for _, complaint := range p.said {
		p.Errorf("the browser complains: %s", complaint)
	}
}
