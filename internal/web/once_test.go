package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"releve/internal/account"
	"releve/internal/need"
)

// TestOnce: a form that makes something and is sent twice from one page makes one thing; from two pages, two.
func TestOnce(t *testing.T) {
	d := newDesk(t, "monitoring-1030")
	mark := find(t, d.page("/c/_new"), `name="_once" value="([0-9a-f]+)"`)
	other := find(t, d.page("/c/_new"), `name="_once" value="([0-9a-f]+)"`)
	draft := url.Values{"form": {"monitoring-1030"}, "title": {"Deux clics"}, "from": {"2026-03-01"}, "language": {"fr"}}
	for _, c := range []struct {
		name string
		by   *desk
		mark string
		want string
	}{
		{"first", d, mark, "/c/deux-clics/services"},
		{"second click", d, mark, "/c/deux-clics/services"},
		{"another page", d, other, "/c/deux-clics-2/services"},
		{"somebody else", d.as(account.Coordinator), mark, "/c/deux-clics-3/services"},
		{"without a mark", d, "", "/c/deux-clics-4/services"},
	} {
		draft.Set("_once", c.mark)
		w := c.by.post("/c/_new", draft)
		to, err := url.Parse(w.Header().Get("Location"))
		if w.Code != http.StatusSeeOther || err != nil || to.Path != c.want {
			t.Errorf("%s: %d to %v, want %s", c.name, w.Code, to, c.want)
		}
	}
}

// TestOnceRefused: what was refused can be sent again, and old pages are forgotten.
func TestOnceRefused(t *testing.T) {
	need.Full(t)
	d := newDesk(t, "monitoring-1030")
	service := url.Values{"_once": {"mark"}, "name": {""}, "kind": {"other"}}
	if w := d.post("/c/c/services/_new", service); w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a service without a name: %d", w.Code)
	}
	service.Set("name", "Amarre")
	send := func(mark string) string {
		service.Set("_once", mark)
		w := d.post("/c/c/services/_new", service)
		to, err := url.Parse(w.Header().Get("Location"))
		if w.Code != http.StatusSeeOther || err != nil {
			t.Fatalf("mark %s: %d, %v", mark, w.Code, err)
		}
		return to.Path
	}
	first, last := send("mark"), ""
	if want := "/c/c/services/amarre"; first != want {
		t.Errorf("sent again after it was refused: %s, want %s", first, want)
	}
	for i := range 260 {
		last = send(strconv.Itoa(i))
	}
	if got := send("259"); got != last {
		t.Errorf("a page of just now, sent again, leads to %s, want %s", got, last)
	}
	if got := send("mark"); got == first {
		t.Error("a page is remembered for ever")
	}
}

// TestFirstTwice: who clicks twice on the button that makes the first account still gets to read recovery codes, which
// work; somebody who does not know the password gets nothing.
func TestFirstTwice(t *testing.T) {
	d := &desk{house: newHouse(t, "monitoring-1030"), cookies: map[string]string{}}
	told := url.Values{"coordination": {"Coordination"}, "email": {deskEmail}, "password": {deskPassword}}
	d.post("/c/_first/"+firstSecret, told)
	d.cookies = map[string]string{} // the browser gave up waiting for that answer
	w := d.post("/c/_first/"+firstSecret, told)
	code := find(t, w.Body.String(), `<ol class="codes"><li>([^<]+)</li>`)
	if w.Code != http.StatusOK {
		t.Errorf("the second click is answered with %d", w.Code)
	}
	d.page("/c")
	other := &desk{house: d.house, cookies: map[string]string{}}
	told.Set("password", "un autre mot de passe")
	if w = other.post("/c/_first/"+firstSecret, told); w.Code != http.StatusConflict || len(other.cookies) != 0 {
		t.Errorf("somebody else is answered with %d and cookies %v", w.Code, other.cookies)
	}
	w = other.post("/c/_recover", url.Values{"email": {deskEmail}, "code": {code}, "password": {"encore un mot de passe"}})
	if w.Code != http.StatusSeeOther {
		t.Errorf("a code of the second page is answered with %d", w.Code)
	}
}
