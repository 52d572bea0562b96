package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"releve/internal/account"
)

// The account with which newDesk signs in.
const (
	deskEmail    = "ana@coordination.example"
	deskPassword = "trois chats sur un toit" //nolint:gosec // G101: of a test
)

// desk is a house with somebody signed in.
type desk struct {
	*house

	cookies map[string]string
	body    []byte // of the last answer to json
}

// newDesk opens a house with an administrator who has signed in.
func newDesk(tb testing.TB, formID string) *desk {
	tb.Helper()
	d := &desk{house: newHouse(tb, formID), cookies: map[string]string{}}
	_, _, err := d.accounts.First(tb.Context(), account.FirstStart{
		Coordination: "Coordination de Schaerbeek", Email: deskEmail, Password: deskPassword,
	})
	if err != nil {
		tb.Fatal(err)
	}
	d.signIn(deskEmail, deskPassword)
	return d
}

// as returns the same house with somebody of another role signed in.
func (d *desk) as(role account.Role) *desk {
	d.t.Helper()
	email := string(role) + "@coordination.example"
	_, password, err := d.accounts.Add(d.t.Context(), email, role)
	if err != nil {
		d.t.Fatal(err)
	}
	other := &desk{house: d.house, cookies: map[string]string{}}
	other.signIn(email, password)
	return other
}

// signIn signs in through the page.
func (d *desk) signIn(email, password string) {
	d.t.Helper()
	w := d.post("/c/_signin", url.Values{"email": {email}, "password": {password}})
	if w.Code != http.StatusSeeOther || len(d.cookies) == 0 {
		d.t.Fatalf("sign in: %d\n%s", w.Code, w.Body)
	}
}

// send sends a request as the browser of who has signed in would, over https, and keeps the cookies it is given.
func (d *desk) send(method, target, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://releve.example"+target, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "fr")
	for name, value := range d.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // G124: what a browser sends
	}
	w := httptest.NewRecorder()
	d.server.Handler().ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		d.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(d.cookies, c.Name)
		}
	}
	return w
}

func (d *desk) get(target string) *httptest.ResponseRecorder {
	return d.send(http.MethodGet, target, "", nil)
}

func (d *desk) post(target string, values url.Values) *httptest.ResponseRecorder {
	return d.send(http.MethodPost, target, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

// page gets a page that must be there.
func (d *desk) page(target string) string {
	d.t.Helper()
	w := d.get(target)
	if w.Code != http.StatusOK {
		d.t.Fatalf("GET %s: %d\n%s", target, w.Code, w.Body)
	}
	return w.Body.String()
}
