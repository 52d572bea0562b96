package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"releve/internal/locale"
)

// heaviest is how many bytes the page of a respondent may weigh on the wire, headers included: what one round trip
// carries on a new connection (ten packets).
const heaviest = 14_000

// testWire looks at what goes over the wire: one light request for a page, and through a whole filling no cookie and
// nothing from elsewhere.
func testWire(t *testing.T, b *browser) {
	for _, form := range shippedForms() {
		t.Run(form.id, func(t *testing.T) {
			t.Parallel()
			s := surveying(t, form.id)
			tab := b.tab(t, s.url)
			tab.script(true) // so that a script would run, if there were one
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
	t.Run("elsewhere", func(t *testing.T) { testElsewhere(t, b) })
}

// light checks that the page came as one request, within the weight, and refers to nothing else.
func (b *tab) light(what string) {
	b.Helper()
	b.mu.Lock()
	asked, received := len(b.requests), b.requests[0].bytes
	b.mu.Unlock()
	if asked != 1 {
		b.Errorf("%s: %d requests for the page, want 1", what, asked)
	}
	if received > heaviest || received < 1000 {
		b.Errorf("%s: the page weighs %v bytes on the wire, want at most %d", what, received, heaviest)
	}
	b.Logf("%s: %v bytes", what, received)
	const others = `[...document.querySelectorAll('script, link[rel=stylesheet], img, iframe, link[href]:not([href^="data:"])')].map(e => e.outerHTML)`
	if got := eval[[]string](b, others); len(got) != 0 {
		b.Errorf("%s: the page refers to %v", what, got)
	}
	b.headed(`default-src 'none'`)
}

// headed checks the headers of the last page; a part of its content policy is given.
func (b *tab) headed(policy string) {
	b.Helper()
	b.mu.Lock()
	got := b.requests[len(b.requests)-1].headers
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

// methods returns what was asked, in order.
func (b *tab) methods() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, r := range b.requests {
		all = append(all, r.method)
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
