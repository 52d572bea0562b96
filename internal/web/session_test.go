package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"releve/internal/account"
)

func TestSignIn(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	for _, tt := range []struct {
		name, email, password string
		status                int
	}{
		{"wrong password", deskEmail, "trois chats sur un mur", http.StatusUnprocessableEntity},
		{"unknown address", "personne@coordination.example", deskPassword, http.StatusUnprocessableEntity},
		{"no address", "", deskPassword, http.StatusUnprocessableEntity},
		{"right", deskEmail, deskPassword, http.StatusSeeOther},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stranger := &desk{house: d.house, cookies: map[string]string{}}
			w := stranger.post("/c/_signin", url.Values{"email": {tt.email}, "password": {tt.password}})
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			if in := len(stranger.cookies) > 0; in != (tt.status == http.StatusSeeOther) {
				t.Errorf("signed in: %v", in)
			}
			if strings.Contains(w.Body.String(), deskPassword) {
				t.Error("the page repeats the password")
			}
		})
	}
}

// TestSessionCookie: what the browser holds is for https, this host and no script, and the store holds only its hash.
func TestSessionCookie(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	w := d.post("/c/_signin", url.Values{"email": {deskEmail}, "password": {deskPassword}})
	cookies := w.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies", len(cookies))
	}
	c := cookies[0]
	if c.Name != "__Host-releve" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", c)
	}
}

// TestSessionFixation: a token that somebody put into the browser before is worth nothing afterwards, nor is the one
// that the browser had when it signed in again.
func TestSessionFixation(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	planted := &desk{house: d.house, cookies: map[string]string{"__Host-releve": strings.Repeat("A", 43)}}
	planted.signIn(deskEmail, deskPassword)
	if planted.cookies["__Host-releve"] == strings.Repeat("A", 43) {
		t.Error("the planted token became a session")
	}
	before := d.cookies["__Host-releve"]
	d.signIn(deskEmail, deskPassword)
	old := &desk{house: d.house, cookies: map[string]string{"__Host-releve": before}}
	if w := old.get("/c/_account"); w.Code != http.StatusSeeOther {
		t.Errorf("the session before still answers %d", w.Code)
	}
}

func TestSignOut(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	kept := d.cookies["__Host-releve"]
	if w := d.post("/c/_signout", nil); w.Code != http.StatusSeeOther || len(d.cookies) != 0 {
		t.Fatalf("sign out: %d, cookies %v", w.Code, d.cookies)
	}
	thief := &desk{house: d.house, cookies: map[string]string{"__Host-releve": kept}}
	if w := thief.get("/c/_account"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/c/_signin?next=%2Fc%2F_account" {
		t.Errorf("after signing out the token answers %d to %s", w.Code, w.Header().Get("Location"))
	}
}

func TestSessionEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after func(d *desk)
	}{
		{"after half a day without use", func(d *desk) { d.clock.Add(int64(13 * time.Hour / time.Second)) }},
		{"when the account is disabled", func(d *desk) {
			if err := d.accounts.Disable(d.t.Context(), "coordinator@coordination.example"); err != nil {
				d.t.Fatal(err)
			}
		}},
		{"when the password is reset", func(d *desk) {
			if _, err := d.accounts.Reset(d.t.Context(), "coordinator@coordination.example"); err != nil {
				d.t.Fatal(err)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030").as(account.Coordinator)
			d.page("/c/_account")
			tt.after(d)
			if w := d.get("/c/_account"); w.Code != http.StatusSeeOther {
				t.Errorf("still answers %d", w.Code)
			}
		})
	}
}

func TestThrottle(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	wrong := url.Values{"email": {deskEmail}, "password": {"pas le bon mot"}}
	for range 20 {
		if w := d.post("/c/_signin", wrong); w.Code == http.StatusTooManyRequests {
			if w.Header().Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			right := url.Values{"email": {deskEmail}, "password": {deskPassword}}
			if w = d.post("/c/_signin", right); w.Code != http.StatusTooManyRequests {
				t.Errorf("the right password answers %d while throttled", w.Code)
			}
			d.clock.Add(int64(10 * time.Minute / time.Second))
			if w = d.post("/c/_signin", right); w.Code != http.StatusSeeOther {
				t.Errorf("the right password answers %d afterwards", w.Code)
			}
			return
		}
	}
	t.Error("twenty wrong passwords in a row were all looked at")
}

// TestCrossSite: another site's page can make a browser send requests with its cookie; none of them changes anything.
func TestCrossSite(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	for _, route := range d.server.Routes() {
		if route.Method != http.MethodPost || !strings.HasPrefix(route.Path, "/c") {
			continue
		}
		path := filledPath(route.Path)
		for name, headers := range map[string]map[string]string{
			"fetch metadata": {"Sec-Fetch-Site": "cross-site"},
			"same site":      {"Sec-Fetch-Site": "same-site"},
			"origin":         {"Origin": "https://mallory.example"},
			"null origin":    {"Origin": "null"},
		} {
			r := httptest.NewRequest(http.MethodPost, "https://releve.example"+path, strings.NewReader("email=x"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for k, v := range headers {
				r.Header.Set(k, v)
			}
			for k, v := range d.cookies {
				r.AddCookie(&http.Cookie{Name: k, Value: v}) //nolint:gosec // G124: what a browser sends
			}
			w := httptest.NewRecorder()
			d.server.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s %s: %d", name, path, w.Code)
			}
		}
	}
	d.page("/c/_account") // and nobody was signed out
}

// filledPath puts something into the parameters of a route.
func filledPath(route string) string {
	for name, value := range map[string]string{":slug": "c", ":secret": "s", ":id": "0f8fad5b-d9cb-469f-a165-70867728950e", ":code": "asso"} {
		route = strings.ReplaceAll(route, name, value)
	}
	return route
}

// TestDeskRoles: every page and act of the desk, for nobody and for each role.
func TestDeskRoles(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	front := map[string]bool{"/c/:slug/entry/sw.js": true, "/c/_signin": true, "/c/_signout": true, "/c/_recover": true, "/c/_first": true, "/c/_first/:secret": true}
	reader, nobody := d.as(account.Reader), &desk{house: d.house, cookies: map[string]string{}}
	coordinator := d.as(account.Coordinator)
	checked := 0
	for _, route := range d.server.Routes() {
		if !strings.HasPrefix(route.Path, "/c") || front[route.Path] {
			continue
		}
		checked++
		path := filledPath(route.Path)
		if w := nobody.send(route.Method, path, "application/x-www-form-urlencoded", strings.NewReader("")); w.Code != http.StatusSeeOther ||
			!strings.HasPrefix(w.Header().Get("Location"), "/c/_signin") {
			t.Errorf("%s %s answers nobody with %d", route.Method, route.Path, w.Code)
		}
		own := strings.HasPrefix(route.Path, "/c/_account/") && route.Path != "/c/_account/coordination"
		keeps := strings.HasPrefix(route.Path, "/c/_accounts") || route.Path == "/c/_backup" || route.Path == "/c/_account/coordination"
		if route.Method != http.MethodGet && !own {
			if w := reader.send(route.Method, path, "application/x-www-form-urlencoded", strings.NewReader("")); w.Code != http.StatusForbidden {
				t.Errorf("%s %s answers a reader with %d", route.Method, route.Path, w.Code)
			}
		}
		if keeps {
			if w := coordinator.send(route.Method, path, "application/x-www-form-urlencoded", strings.NewReader("")); w.Code != http.StatusForbidden {
				t.Errorf("%s %s answers a coordinator with %d", route.Method, route.Path, w.Code)
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d routes", checked)
	}
}

// TestNextStaysHere: signing in never leads to another site.
func TestNextStaysHere(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	for next, want := range map[string]string{
		"/c/c/sheets?flag=late":    "/c/c/sheets?flag=late",
		"//mallory.example/c/":     "/c",
		"https://mallory.example/": "/c",
		"/\\mallory.example":       "/c",
		"/c/../s/abcd":             "/c",
		"/s/aaaa-bbbb-cccc-dddd":   "/c",
		"javascript:alert(1)":      "/c",
		"":                         "/c",
	} {
		w := d.post("/c/_signin", url.Values{"email": {deskEmail}, "password": {deskPassword}, "next": {next}})
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("next %q leads to %q, want %q", next, got, want)
		}
	}
}

// TestPlainHTTP: a password never travels in the clear, except within this machine.
func TestPlainHTTP(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	for host, want := range map[string]int{
		"releve.example": http.StatusForbidden, "192.168.1.9:8080": http.StatusForbidden,
		"127.0.0.1:8080": http.StatusOK, "localhost:8080": http.StatusOK, "[::1]:8080": http.StatusOK,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://"+host+"/c/_signin", nil)
		d.server.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("http://%s: %d, want %d", host, w.Code, want)
		}
	}
}

// TestFirstStart: only who knows the secret makes the first account, and only once.
func TestFirstStart(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	d := &desk{house: h, cookies: map[string]string{}}
	if w := d.get("/c"); w.Header().Get("Location") != "/c/_first" {
		t.Errorf("without accounts /c leads to %q", w.Header().Get("Location"))
	}
	told := url.Values{"coordination": {"Coordination de Schaerbeek"}, "email": {deskEmail}, "password": {deskPassword}}
	if w := d.post("/c/_first/0000", told); w.Code != http.StatusNotFound {
		t.Errorf("a wrong secret answers %d", w.Code)
	}
	w := d.post("/c/_first/"+firstSecret, url.Values{"coordination": {"Coordination"}, "email": {deskEmail}, "password": {"court"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="Coordination"`) {
		t.Errorf("a short password answers %d", w.Code)
	}
	w = d.post("/c/_first/"+firstSecret, told)
	if w.Code != http.StatusOK || strings.Count(w.Body.String(), "<li>") != 10 {
		t.Fatalf("first start: %d\n%s", w.Code, w.Body)
	}
	d.page("/c/_account")
	told.Set("email", "bob@coordination.example")
	if w = d.post("/c/_first/"+firstSecret, told); w.Code != http.StatusConflict {
		t.Errorf("a second first start answers %d", w.Code)
	}
}

// TestRecover: a code of the page of the first start opens once.
func TestRecover(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	codes, err := d.accounts.NewCodes(t.Context(), deskEmail)
	if err != nil {
		t.Fatal(err)
	}
	told := url.Values{"email": {deskEmail}, "code": {strings.ToLower(codes[3])}, "password": {"une nouvelle phrase longue"}}
	stranger := &desk{house: d.house, cookies: map[string]string{}}
	w := stranger.post("/c/_recover", told)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/c/_account?did=recovered&n=9" {
		t.Fatalf("recover: %d to %q", w.Code, w.Header().Get("Location"))
	}
	if w = d.get("/c/_account"); w.Code != http.StatusSeeOther {
		t.Errorf("the session before answers %d", w.Code)
	}
	if w = stranger.post("/c/_recover", told); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the code again answers %d", w.Code)
	}
}
