package main

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	chrome "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"releve/internal/account"
	"releve/internal/locale"
	"releve/internal/sqlite"
	"releve/internal/web"
	"releve/reports"
	"releve/static"
)

// The account with which the tests of the desk work.
const (
	deskEmail    = "ana@coordination.example"
	deskPassword = "trois chats sur un toit" //nolint:gosec // of accounts that live as long as a test
	deskName     = "Coordination sociale de Schaerbeek"
)

// testDesk looks at the coordinators' pages. Cookies know no port: every part has a set of its own.
func testDesk(t *testing.T, b *browser) {
	for name, run := range map[string]func(*testing.T, *browser){
		"pages": testDeskPages, "flow": testDeskFlow, "again": testDeskAgain, "pictures": testDeskPictures, "finds": testDeskFinds,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, b)
		})
	}
}

// office is a server and the browser of somebody who coordinates there.
type office struct {
	*server

	b       *browser
	cookies cdp.BrowserContextID // the set of cookies that its tabs share
}

// newOffice serves a folder.
func newOffice(t *testing.T, b *browser, dir string) *office {
	t.Helper()
	return &office{server: started(t, dir, nil), b: b, cookies: b.cookies(t)}
}

// cookies makes an empty set of cookies.
func (b *browser) cookies(t *testing.T) cdp.BrowserContextID {
	t.Helper()
	yes := true
	made, err := chromedp.CallBrowser(b.ctx, target.CreateBrowserContext, target.CreateBrowserContextParams{DisposeOnDetach: &yes})
	if err != nil {
		t.Fatalf("make a set of cookies: %v", err)
	}
	return made.BrowserContextID
}

// tab opens a tab on the office's server, with a screen as on a desk.
func (o *office) tab(t *testing.T) *tab {
	t.Helper()
	opened := o.b.tabWith(t, o.url, chromedp.WithExistingBrowserContext(o.cookies))
	opened.desktop()
	return opened
}

// stranger opens a tab without the office's cookies.
func (o *office) stranger(t *testing.T) *tab {
	t.Helper()
	opened := o.b.tabWith(t, o.url, chromedp.WithNewBrowserContext())
	opened.desktop()
	return opened
}

// desktop gives the tab a screen of 1280 × 900 CSS pixels.
func (b *tab) desktop() {
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 900, DeviceScaleFactor: 1})
}

// printed waits for a line "key: value" of the program and returns the value.
func (s *server) printed(tb testing.TB, key string) string {
	tb.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if _, rest, found := strings.Cut("\n"+s.out.String(), "\n"+key+": "); found {
			if value, _, whole := strings.Cut(rest, "\n"); whole {
				return value
			}
		}
	}
	tb.Fatalf("the program does not print %s:\n%s", key, s.out)
	return ""
}

// firstPath returns the path of the page where the first account is made.
func (o *office) firstPath(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(o.printed(t, "first"), o.url)
}

// begin makes the first account in a tab, which leaves it on the page with the recovery codes.
func (o *office) begin(t *testing.T, tab *tab) {
	t.Helper()
	tab.open(o.firstPath(t) + "?lang=fr")
	tab.submit(`main form`, map[string]string{"coordination": deskName, "email": deskEmail, "password": deskPassword})
	tab.wantStatus(http.StatusOK)
}

// submit fills a form in and sends it, without what the browser itself would refuse: it brings up a page that is to be
// looked at. Ticks are values of radio buttons and check boxes.
func (b *tab) submit(form string, values map[string]string) {
	b.Helper()
	b.leaving(func() {
		eval[bool](b, `((selector, values) => {
			const form = document.querySelector(selector)
			for (const [name, value] of Object.entries(values ?? {})) {
				const all = [...form.querySelectorAll('[name="' + name + '"]')]
				const one = all.find(e => /radio|checkbox/.test(e.type) && e.value === value)
				if (one) one.checked = true; else all[0].value = value
			}
			form.noValidate = true
			form.requestSubmit(form.querySelector('.send') ?? form.querySelector('button:not(.first)'))
			return true
		})(%s, %s)`, form, values)
	})
}

// attach puts a file into the field for it.
func (b *tab) attach(selector, path string) {
	b.Helper()
	do(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{
		Files: []string{path}, ObjectID: b.find(`document.querySelector(%s)`, selector),
	})
}

// downloads sends the tab's downloads into a folder, which it returns.
func (o *office) downloads(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	_, err := chromedp.CallBrowser(o.b.ctx, chrome.SetDownloadBehavior, chrome.SetDownloadBehaviorParams{
		Behavior: chrome.SetDownloadBehaviorBehaviorAllow, BrowserContextID: o.cookies, DownloadPath: dir,
	})
	if err != nil {
		t.Fatalf("set where downloads go: %v", err)
	}
	return dir
}

// downloaded waits for a file that is there whole.
func downloaded(t *testing.T, dir, pattern string) string {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 1 && whole(found[0]) {
			return found[0]
		}
	}
	there, _ := filepath.Glob(filepath.Join(dir, "*"))
	t.Fatalf("no %s was downloaded, only %v", pattern, there)
	return ""
}

// whole says whether a downloaded file is: until then the browser holds its name with an empty one.
func whole(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// fetch asks for a path with the tab's cookies, as following a link does.
func (b *tab) fetch(path string) (status int, head http.Header, body []byte) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, b.home+path, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range do(b, network.GetCookies, network.GetCookiesParams{}).Cookies {
		req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value}) //nolint:gosec // sent, not set
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return res.StatusCode, res.Header, data
}

// route is a route under /c whose answer is to be looked at.
type route struct {
	path    string
	pattern *regexp.Regexp
	fixed   int // how many parts of it are no parameters
}

// parameter is a part of a route that stands for anything.
var parameter = regexp.MustCompile(`:[^/]+`)

// deskRoutes returns the routes under /c that are asked with GET, from the program's own list, the most particular
// first.
func deskRoutes(t *testing.T) []route {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	catalogue, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{
		Store: db, Sheets: db, Paper: db, Scans: db.Scans(), Images: db.Scans(), Accounts: &account.Service{}, Forms: lib.Forms(), Reports: reports.FS, Catalogue: catalogue, Static: static.FS,
		Backup: func(context.Context, string) (string, error) { return "", nil }, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []route
	for _, r := range server.Routes() {
		if r.Method == http.MethodGet && (r.Path == "/c" || strings.HasPrefix(r.Path, "/c/")) {
			pattern := parameter.ReplaceAllString(regexp.QuoteMeta(r.Path), `[^/]+`)
			fixed := strings.Count(r.Path, "/") - strings.Count(r.Path, ":")
			found = append(found, route{r.Path, regexp.MustCompile("^" + pattern + "$"), fixed})
		}
	}
	slices.SortFunc(found, func(a, b route) int { return b.fixed - a.fixed })
	if len(found) < 25 {
		t.Fatalf("only %d routes under /c", len(found))
	}
	return found
}

// routeOf returns the route that answers a path, "" for none.
func routeOf(routes []route, path string) string {
	for _, r := range routes {
		if r.pattern.MatchString(path) {
			return r.path
		}
	}
	return ""
}

// writeFile writes a file into a folder of the test and returns its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
