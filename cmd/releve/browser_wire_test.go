package main

import (
	"io"
	"net/http"
	"net/http/httputil"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"releve/internal/locale"
	"releve/internal/need"
)

// heaviest is how many bytes the page of a respondent may weigh on the wire, headers included: what one round trip
// carries on a new connection (ten packets).
const heaviest = 14_000

// heaviestInAll is how many bytes of content may come until everything that the app needs is there.
const heaviestInAll = 70_000

// testWire looks at what goes over the wire. Without script it is one light request for a page, and through a whole
// filling no cookie and nothing from elsewhere; with script one more request before the page can be used.
func testWire(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			tab := b.tab(t, s.url)
			for _, tag := range locale.Languages() {
				tab.open(s.link + "?lang=" + string(tag))
				tab.wantStatus(200)
				tab.light(string(tag))
				tab.quiet()
				tab.forget()
			}
			tab.open(s.link)
			tab.fill(form.answers...)
			tab.send()
			tab.saved()
			tab.follow(`.next a`)
			tab.send()
			tab.wantStatus(422)
			tab.headed(`default-src 'none'`)
			tab.quiet()
			if got, want := tab.methods(), strings.Join([]string{"GET", "POST", "GET", "GET", "POST"}, " "); got != want {
				t.Errorf("a whole filling asks %s", got)
			}
		})
	}
	for _, form := range shippedForms() {
		t.Run(form.id+" with script", func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			for _, tag := range locale.Languages()[:need.Size(2, 4, 4)] {
				tab := b.pocket(t, s.url)
				tab.open(s.link + "?lang=" + string(tag))
				tab.ready()
				tab.lean(string(tag))
				tab.quiet()
			}
		})
	}
	t.Run("elsewhere", func(t *testing.T) { testElsewhere(t, b) })
}

// light checks that the page came as one request, within the weight, and refers to nothing else.
func (b *tab) light(what string) {
	b.Helper()
	b.mu.Lock()
	var received float64
	for _, r := range b.requests { // Chromium reads ahead, even for what it will not run
		switch ahead := strings.HasPrefix(path.Base(r.url), "first-") || strings.Contains(r.url, "/app.webmanifest?") || strings.Contains(r.url, "/static/icon"); {
		case r.kind == network.ResourceTypeDocument && received == 0:
			received = r.bytes
		case !ahead:
			b.Errorf("%s: the page asks for %s", what, r.url)
		}
	}
	b.mu.Unlock()
	if received > heaviest || received < 1000 {
		b.Errorf("%s: the page weighs %v bytes on the wire, want at most %d", what, received, heaviest)
	}
	b.Logf("%s: %v bytes", what, received)
	const others = `[...document.querySelectorAll('link[rel=stylesheet], img, iframe, script:not([src^="/static/first-"]), link[href]:not([href^="data:"],[rel=manifest])')].map(e => e.outerHTML)`
	if got := eval[[]string](b, others); len(got) != 0 {
		b.Errorf("%s: the page refers to %v", what, got)
	}
	b.headed(`default-src 'none'`)
}

// lean checks what a page with script asks for: itself and one script before it can be used, and all that it needs
// within the weight. The worker asks for some of it too, and whoever comes second takes it from the browser's cache:
// what each thing weighs is asked of the server.
func (b *tab) lean(what string) {
	b.Helper()
	b.mu.Lock()
	asked := map[string]bool{b.home + "/s/sw.js": true}
	var first []string
	for _, r := range b.requests {
		asked[r.url] = true
		if r.kind == network.ResourceTypeDocument || strings.HasPrefix(path.Base(r.url), "first-") {
			first = append(first, r.url)
		}
	}
	b.mu.Unlock()
	if len(first) != 2 || strings.HasPrefix(path.Base(first[0]), "first-") {
		b.Errorf("%s: before the page can be used come %v", what, first)
	}
	var firstBytes, inAll int
	for url := range asked {
		head, body := b.weight(url)
		if inAll += body; slices.Contains(first, url) {
			firstBytes += head + body
		}
	}
	if firstBytes > heaviest || firstBytes < 5000 {
		b.Errorf("%s: %v bytes before the page can be used, want at most %d", what, firstBytes, heaviest)
	}
	if inAll > heaviestInAll || inAll < 2*firstBytes {
		b.Errorf("%s: %v bytes in all, want at most %d", what, inAll, heaviestInAll)
	}
	b.Logf("%s: %d requests, %v bytes first, %v in all", what, len(asked), firstBytes, inAll)
}

// weight returns how many bytes the head and the body of an answer have, as a browser asks for it.
func (b *tab) weight(url string) (head, body int) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	lines, err := httputil.DumpResponse(answer, false)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", url, answer.StatusCode, err)
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return len(lines), len(content)
}

// headed checks the headers of the last page; a part of its content policy is given.
func (b *tab) headed(policy string) {
	b.Helper()
	b.mu.Lock()
	var got map[string]string
	for _, r := range b.requests {
		if r.kind == network.ResourceTypeDocument {
			got = r.headers
		}
	}
	b.mu.Unlock()
	for name, want := range map[string]string{
		"content-security-policy":    policy,
		"x-content-type-options":     "nosniff",
		"referrer-policy":            "no-referrer",
		"cross-origin-opener-policy": "same-origin",
		"permissions-policy":         "camera=()",
	} {
		if !strings.Contains(got[name], want) {
			b.Errorf("header %s is %q, want %s in it", name, got[name], want)
		}
	}
}

// quiet checks that nothing came from elsewhere, that there is no cookie, and that the browser had nothing to
// complain of.
func (b *tab) quiet() {
	b.Helper()
	cookies := do(b, network.GetCookies, network.GetCookiesParams{}).Cookies
	if len(cookies) != 0 {
		b.Errorf("the tab holds %d cookies", len(cookies))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if !strings.HasPrefix(r.url, b.home+"/") {
			b.Errorf("the page asks %s", r.url)
		}
		if r.headers["set-cookie"] != "" {
			b.Errorf("%s sets a cookie", r.url)
		}
	}
	for _, complaint := range b.said {
		b.Errorf("the browser complains: %s", complaint)
	}
}

// forget drops what was asked so far.
func (b *tab) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests = nil
}

// methods returns how pages were asked for, in order.
func (b *tab) methods() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, r := range b.requests {
		if r.kind == network.ResourceTypeDocument {
			all = append(all, r.method)
		}
	}
	return strings.Join(all, " ")
}

// testElsewhere shows that the test sees what it looks for: requests elsewhere, cookies and broken rules.
func testElsewhere(t *testing.T, b *browser) {
	s := surveying(t, "monitoring-1030")
	tab := b.tabWith(t, s.url, chromedp.WithNewBrowserContext()) // so that others do not find its cookie
	tab.open(s.link)
	eval[bool](tab, `(() => {
		document.cookie = 'a=b'
		document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/elsewhere.png'}))
		document.body.append(Object.assign(document.createElement('style'), {textContent: 'p{color:red}'}))
		return true
	})()`)
	if got := do(tab, network.GetCookies, network.GetCookiesParams{}).Cookies; len(got) != 1 {
		t.Errorf("%d cookies seen, want 1", len(got))
	}
	tab.mu.Lock()
	defer tab.mu.Unlock()
	if len(tab.said) < 2 {
		t.Errorf("%d complaints seen, want one of the image and one of the style: %v", len(tab.said), tab.said)
	}
}
