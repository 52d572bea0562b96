package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
)

func TestPostedSheetIsKeptAsSent(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	w := h.post("/s/"+serviceLink, values)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/s/"+serviceLink+"/saved?after=") {
		t.Fatalf("got %d %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	kept := h.kept()
	if len(kept) != 1 {
		t.Fatalf("%d sheets", len(kept))
	}
	s := kept[0]
	if s.ID.String() != values.Get("_id") || s.Participant != "asso" || s.Channel != sheet.Web || s.Date != "2026-03-01" ||
		s.Language != "fr" || s.Worker != "" || s.Status != sheet.Received {
		t.Errorf("got %+v", s)
	}
	want := form.Answers{
		"inst": {Codes: []string{"fwb-bour"}}, "proc": {Codes: []string{"bou"}},
		"dur": {Codes: []string{"d30"}, Number: 45, Numbered: true}, "out": {Codes: []string{"ko"}},
		"fn": {Codes: []string{"as"}}, "com": {Text: "Page perdue deux fois."},
	}
	if len(s.Answers) != len(want) {
		t.Errorf("got %v", s.Answers)
	}
	for code, a := range want {
		if !s.Answers[code].Equal(a) {
			t.Errorf("%s: got %+v, want %+v", code, s.Answers[code], a)
		}
	}
}

func TestIncompleteSheetIsShownAgain(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	values.Del("out")
	values.Set("inst", "nowhere")
	values.Set("dur.minutes", "12,5")
	values.Set("com", "Un commentaire à garder")
	w := h.post("/s/"+serviceLink, values)
	if w.Code != http.StatusUnprocessableEntity || len(h.kept()) != 0 {
		t.Fatalf("got %d, %d kept", w.Code, len(h.kept()))
	}
	body := w.Body.String()
	for _, part := range []string{
		`id="e-q-inst"`, `id="e-q-out"`, `id="e-q-dur"`, `href="#q-out"`, `value="12,5"`, "Un commentaire à garder",
		`value="bou" checked`, values.Get("_id"),
	} {
		if !strings.Contains(body, part) {
			t.Errorf("%s is not on the page", part)
		}
	}
	if strings.Contains(body, `id="e-q-proc"`) {
		t.Error("a right answer is called wrong")
	}
}

func TestSameSheetTwice(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() {
			if w := h.post("/s/"+serviceLink, values); w.Code != http.StatusSeeOther {
				t.Errorf("got %d", w.Code)
			}
		})
	}
	group.Wait()
	if n := len(h.kept()); n != 1 {
		t.Errorf("%d sheets", n)
	}
}

func TestChangedResend(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	h.post("/s/"+serviceLink, values)
	values.Set("out", "ok")
	w := h.post("/s/"+serviceLink, values)
	if w.Code != http.StatusConflict || len(h.kept()) != 1 {
		t.Fatalf("got %d, %d kept", w.Code, len(h.kept()))
	}
	body := w.Body.String()
	id := find(t, body, `name="_id" value="([^"]+)"`)
	if id == values.Get("_id") || !strings.Contains(body, "nouvelle fiche") || !strings.Contains(body, `value="ok" checked`) {
		t.Error("the page does not offer the answers as a new sheet")
	}
	values.Set("_id", id)
	if w = h.post("/s/"+serviceLink, values); w.Code != http.StatusSeeOther || len(h.kept()) != 2 {
		t.Errorf("as a new sheet: got %d, %d kept", w.Code, len(h.kept()))
	}
}

func TestClosedCampaign(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	before := filled(t)
	h.post("/s/"+serviceLink, before)
	h.set(func(c *campaign.Campaign) { c.State = campaign.Closed })
	if w := h.post("/s/"+serviceLink, before); w.Code != http.StatusSeeOther {
		t.Errorf("identical resend after closing: got %d", w.Code)
	}
	late := filled(t)
	w := h.post("/s/"+serviceLink, late)
	if w.Code != http.StatusGone || len(h.kept()) != 1 {
		t.Errorf("got %d, %d kept", w.Code, len(h.kept()))
	}
	if !strings.Contains(w.Body.String(), "Page perdue deux fois.") || !strings.Contains(w.Body.String(), "45") {
		t.Error("the answers are not shown back")
	}
	if w = h.get("/s/" + serviceLink); w.Code != http.StatusGone {
		t.Errorf("page: got %d", w.Code)
	}
}

// TestReplacedLink shows that a link that another process replaces stops working at once, although the server
// holds it in memory.
func TestReplacedLink(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	h.post("/s/"+serviceLink, filled(t))
	h.set(func(c *campaign.Campaign) { c.Participants[0].Link = "pppp-qqqq-rrrr-ssss" })
	if w := h.post("/s/"+serviceLink, filled(t)); w.Code != http.StatusNotFound || len(h.kept()) != 1 {
		t.Errorf("old link: got %d, %d kept", w.Code, len(h.kept()))
	}
	if w := h.post("/s/pppp-qqqq-rrrr-ssss", filled(t)); w.Code != http.StatusSeeOther {
		t.Errorf("new link: got %d", w.Code)
	}
}

func TestWithdrawnSheetStaysAway(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	h.post("/s/"+serviceLink, values)
	id, _ := sheet.ParseID(values.Get("_id"))
	if err := h.db.Withdraw(t.Context(), "c", id); err != nil {
		t.Fatal(err)
	}
	if w := h.post("/s/"+serviceLink, values); w.Code != http.StatusGone || len(h.kept()) != 0 {
		t.Errorf("got %d, %d kept", w.Code, len(h.kept()))
	}
}

func TestNotThisService(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	values.Set("_noservice", "1")
	h.post("/s/"+serviceLink, values)
	h.post("/s/"+campaignLink, filled(t))
	for _, s := range h.kept() {
		if s.Participant != "" {
			t.Errorf("got %q", s.Participant)
		}
	}
	if n := len(h.kept()); n != 2 {
		t.Errorf("%d sheets", n)
	}
}

func TestIdentifierInAnyText(t *testing.T) {
	for _, test := range []struct{ name, field, text, secret string }{
		{"national number", "com", "Pour 85.07.30-033.28 au guichet", "033.28"},
		{"IBAN", "com", "versé sur BE68 5390 0754 7034 hier", "7034"},
		{"card", "com", "carte 4111 1111 1111 1111 refusée", "1111"},
		{"beside other", "inst.text", "dossier 85073003328", "85073003328"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t, "monitoring-1030")
			values := filled(t)
			values.Set("inst", "oth")
			values.Set(test.field, test.text)
			w := h.post("/s/"+serviceLink, values)
			if w.Code != http.StatusUnprocessableEntity || len(h.kept()) != 0 {
				t.Errorf("got %d, %d kept", w.Code, len(h.kept()))
			}
			if strings.Contains(h.log.String(), test.secret) {
				t.Errorf("the log tells it: %s", h.log)
			}
		})
	}
}

func TestEncoreAndReprendre(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	values := filled(t)
	w := h.post("/s/"+serviceLink, values)
	saved := h.get(w.Header().Get("Location")).Body.String()
	receipt := find(t, w.Header().Get("Location"), `after=([0-9a-z]{26})`)
	next := h.get("/s/" + serviceLink + "?after=" + receipt).Body.String()
	for _, part := range []string{`value="fwb-bour" checked`, `value="bou" checked`, `value="as" checked`} {
		if !strings.Contains(next, part) {
			t.Errorf("%s is not carried", part)
		}
	}
	for _, part := range []string{"Page perdue", `value="ko" checked`, `value="d30" checked`, `value="45"`, values.Get("_id")} {
		if strings.Contains(next, part) {
			t.Errorf("%s is carried", part)
		}
	}
	if !strings.Contains(saved, "?resume="+receipt) {
		t.Error("the page after saving does not offer to resume")
	}
	sequel := h.get("/s/" + serviceLink + "?resume=" + strings.ToUpper(receipt)).Body.String()
	if find(t, sequel, `name="_follows" value="([^"]+)"`) != values.Get("_id") {
		t.Error("the sequel does not name its sheet")
	}
	other := h.get("/s/" + otherLink + "?after=" + receipt).Body.String()
	if strings.Contains(other, "checked") && strings.Contains(other, `value="fwb-bour" checked`) {
		t.Error("the receipt works on another service's link")
	}
	h.clock.Add(13 * 3600)
	if late := h.get("/s/" + serviceLink + "?after=" + receipt).Body.String(); strings.Contains(late, `value="fwb-bour" checked`) {
		t.Error("answers are carried after twelve hours")
	}
	if late := h.get("/s/" + serviceLink + "?resume=" + receipt).Body.String(); !strings.Contains(late, values.Get("_id")) {
		t.Error("the sheet cannot be resumed after twelve hours")
	}
}

func TestCycleIsRefused(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	first, second := filled(t), filled(t)
	first.Set("_follows", second.Get("_id"))
	second.Set("_follows", first.Get("_id"))
	if w := h.post("/s/"+serviceLink, first); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d", w.Code)
	}
	if w := h.post("/s/"+serviceLink, second); w.Code != http.StatusUnprocessableEntity || len(h.kept()) != 1 {
		t.Errorf("got %d, %d kept", w.Code, len(h.kept()))
	}
}

// TestMostUsedStandFirst shows that the institutions a service noted most stand first on its page, and only there.
func TestMostUsedStandFirst(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	for _, code := range []string{"onem", "onem", "sfp", "onem", "sfp", "capac"} {
		values := filled(t)
		values.Set("inst", code)
		h.post("/s/"+serviceLink, values)
	}
	h.clock.Add(3600)
	body := h.get("/s/" + serviceLink).Body.String()
	top := find(t, body, `(?s)<div class="top"(.*?)</div>`)
	order := []int{strings.Index(top, `value="onem"`), strings.Index(top, `value="sfp"`), strings.Index(top, `value="capac"`)}
	if order[0] < 0 || order[1] < order[0] || order[2] < order[1] {
		t.Errorf("order %v in %s", order, top)
	}
	if regexp.MustCompile(`<div class="top"[^>]*><label`).MatchString(h.get("/s/" + otherLink).Body.String()) {
		t.Error("another service sees them")
	}
}

func TestAnotherRowKeepsAnswers(t *testing.T) {
	h := newHouse(t, "appels")
	values := url.Values{
		"_id": {filled(t).Get("_id")}, "_version": {"2026112203"}, "_language": {"nl"}, "kind": {"ask"},
		"demands.1.theme": {"log"}, "demands.1.action": {"info"}, "demands.1.dcom": {"te onthouden"}, "_more": {"1"},
	}
	w := h.post("/s/"+serviceLink, values)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, "te onthouden") || !strings.Contains(body, `name="demands.2.theme"`) {
		t.Errorf("got %d\n%s", w.Code, body)
	}
	if len(h.kept()) != 0 {
		t.Error("a sheet is kept that nobody sent")
	}
	values.Del("_more")
	values.Set("demands.3.theme", "ali")
	values.Set("demands.3.action", "relay")
	if w = h.post("/s/"+serviceLink, values); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d\n%s", w.Code, w.Body)
	}
	if s := h.kept()[0]; len(s.Rows) != 2 || s.Rows[1]["theme"].Code() != "ali" {
		t.Errorf("got %v", s.Rows)
	}
}
