package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
)

func TestLanguageOfThePage(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, test := range []struct{ name, target, accept, want string }{
		{"campaign's", "/s/" + serviceLink, "", "fr"},
		{"browser's", "/s/" + serviceLink, "nl-BE,nl;q=0.9,en;q=0.5", "nl"},
		{"asked for", "/s/" + serviceLink + "?lang=de", "nl", "de"},
		{"unknown", "/s/" + serviceLink + "?lang=xx", "tr", "fr"},
		{"refusal", "/nowhere", "nl", "nl"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, test.target, nil)
			r.Header.Set("Accept-Language", test.accept)
			w := httptest.NewRecorder()
			h.server.Handler().ServeHTTP(w, r)
			if got := find(t, w.Body.String(), `<html lang="(..)"`); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestPageWeight holds what a form weighs on the wire together with the one script that it waits for: 14 kB, in every
// language; and with everything that is loaded after it: 70 kB.
func TestPageWeight(t *testing.T) {
	need.Full(t)
	const most, mostInAll = 14_000, 70_000
	for _, formID := range []string{"monitoring-1030", "monitoring-plus", "appels"} {
		h := newHouse(t, formID)
		for _, tag := range locale.Languages() {
			t.Run(formID+" "+string(tag), func(t *testing.T) {
				r := httptest.NewRequest(http.MethodGet, "/s/"+serviceLink+"?lang="+string(tag), nil)
				r.Header.Set("Accept-Encoding", "gzip")
				w := httptest.NewRecorder()
				h.server.Handler().ServeHTTP(w, r)
				size := w.Body.Len()
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				plain, err := io.ReadAll(z)
				if err != nil || !bytes.Contains(plain, []byte("</html>")) {
					t.Fatalf("page does not unpack: %v", err)
				}
				first := find(t, string(plain), `<script src="/static/(first-[0-9a-f]{8}\.js)"></script>`)
				size += h.zipped(t, first)
				if size > most {
					t.Errorf("%d bytes before the page can be used, at most %d", size, most)
				}
				inAll := size + h.zipped(t, "sw.js")
				for _, later := range []string{"app", "look", "pack"} {
					inAll += h.zipped(t, find(t, string(plain), `data-`+later+`="/static/([^"]*)"`))
				}
				if inAll > mostInAll {
					t.Errorf("%d bytes in all, at most %d", inAll, mostInAll)
				}
				t.Logf("%d bytes first, %d in all", size, inAll)
				plain = bytes.Replace(plain, []byte(`<script src="/static/`+first), nil, 1)
				for _, foreign := range []string{"http://", "https://", "<script", "<link rel=\"stylesheet", "src=", "@import", "url("} {
					if bytes.Contains(bytes.ReplaceAll(plain, []byte("http://www.w3.org/"), nil), []byte(foreign)) {
						t.Errorf("the page holds %s", foreign)
					}
				}
			})
		}
	}
}

// zipped returns how many bytes a script or file of the device weighs on the wire.
func (h *house) zipped(t *testing.T, name string) int {
	t.Helper()
	path := "/static/" + name
	if name == "sw.js" {
		path = "/s/sw.js"
	}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d", path, w.Code)
	}
	return w.Body.Len()
}

// TestFreshIDs shows that two visitors never get the same sheet, although the page is made ahead.
func TestFreshIDs(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	seen := map[string]bool{}
	for range 20 {
		body := h.get("/s/" + serviceLink).Body.String()
		id := find(t, body, `name="_id" value="([^"]+)"`)
		if seen[id] || strings.Contains(body, "0001-01-01") || !strings.Contains(body, `value="2026-03-02"`) {
			t.Fatalf("id %s", id)
		}
		seen[id] = true
	}
}

// TestPageFollowsItsCampaign shows that a change made by another process is on the page at the next visit.
func TestPageFollowsItsCampaign(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	h.get("/s/" + serviceLink)
	h.set(func(c *campaign.Campaign) {
		c.Participants[0].Name = "Nouveau nom <b>& Cie</b>"
		c.KeepUntil, c.Publisher = "2028-12-31", "Asbl des Tilleuls"
	})
	body := h.get("/s/" + serviceLink).Body.String()
	for _, part := range []string{"Nouveau nom &lt;b&gt;&amp; Cie&lt;/b&gt;", "31 décembre 2028", "Asbl des Tilleuls"} {
		if !strings.Contains(body, part) {
			t.Errorf("%s is not on the page", part)
		}
	}
}

func TestTrialIsSaid(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	h.set(func(c *campaign.Campaign) { c.State = campaign.Trial })
	if body := h.get("/s/" + serviceLink).Body.String(); !strings.Contains(body, `class="trial"`) {
		t.Error("the page does not say that the campaign is on trial")
	}
}

func TestTypedLinks(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, test := range []struct {
		name, target string
		status       int
		to           string
	}{
		{"typed without hyphens, in capitals", "/s/AAAABBBBCCCCDDDD?lang=nl", http.StatusMovedPermanently, "/s/" + serviceLink + "?lang=nl"},
		{"field of the home page", "/s?code=aaaa%20bbbb-cccc%20DDDD", http.StatusSeeOther, "/s/" + serviceLink},
		{"too short", "/s?code=aaaa", http.StatusNotFound, ""},
		{"unknown", "/s/0000-0000-0000-0000", http.StatusNotFound, ""},
		{"receipt that is none", "/s/" + serviceLink + "/saved?after=zzz", http.StatusSeeOther, "/s/" + serviceLink},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := h.get(test.target)
			if w.Code != test.status || w.Header().Get("Location") != test.to {
				t.Errorf("got %d %q", w.Code, w.Header().Get("Location"))
			}
		})
	}
}

func TestPrefilledFromTheAddress(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	body := h.get("/s/" + serviceLink + "?d[inst]=onem&d[com]=%3Cscript%3E&d[zz]=1").Body.String()
	if !strings.Contains(body, `value="onem" checked`) || !strings.Contains(body, "&lt;script&gt;") || strings.Contains(body, "<script>") {
		t.Error("the answers of the address are not on the page as they should be")
	}
}

func TestHeaders(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, target := range []string{"/", "/s/" + serviceLink, "/nowhere", "/healthz", "/static/icon.svg"} {
		t.Run(target, func(t *testing.T) {
			w := h.get(target)
			for name, want := range map[string]string{
				"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'",
			} {
				if got := w.Header().Get(name); !strings.HasPrefix(got, want) {
					t.Errorf("%s: %q", name, got)
				}
			}
			if w.Header().Get("Set-Cookie") != "" {
				t.Error("a cookie is set")
			}
			if w.Header().Get("Strict-Transport-Security") != "" {
				t.Error("https is demanded from who came by http")
			}
		})
	}
}

func TestOperatorsRoutes(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	if w := h.get("/healthz"); w.Code != http.StatusOK {
		t.Errorf("healthz %d", w.Code)
	}
	if w := h.get("/readyz"); w.Code != http.StatusOK {
		t.Errorf("readyz %d", w.Code)
	}
	h.post("/s/"+serviceLink, filled(t))
	w := httptest.NewRecorder()
	h.server.MetricsHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(w.Body.String(), `releve_sheets_total{channel="web",verdict="stored"} 1`) {
		t.Errorf("got %s", w.Body)
	}
	if w := h.get("/metrics"); w.Code != http.StatusNotFound {
		t.Errorf("the figures are public: %d", w.Code)
	}
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(5)
	if w := h.get("/readyz"); w.Code < http.StatusInternalServerError {
		t.Errorf("readyz without a store: %d", w.Code)
	}
	if w := h.post("/s/"+serviceLink, filled(t)); w.Code < http.StatusInternalServerError || strings.Contains(fmt.Sprint(w.Body), "sql") {
		t.Errorf("sheet without a store: %d %s", w.Code, w.Body)
	}
}
