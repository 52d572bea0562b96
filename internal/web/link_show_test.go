package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/sheet"
)

// linkAnswer is what a device is told of the campaign at its link.
type linkAnswer struct {
	Campaign struct {
		Slug, Title, State, To string
		CorrectionDays         int `json:"correction_days"`
	}
	Service  string
	Version  int64 `json:"form_version"`
	Totals   *struct{ Sheets, Hours int }
	Frequent struct {
		Institution, Procedure []string
		Pairs                  [][]string
	}
	Successor *struct{ Link, Title string }
}

// told asks what a device is told at a link.
func (h *house) told(link string) linkAnswer {
	h.t.Helper()
	w := h.get("/api/v1/links/" + link)
	var answer linkAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
		h.t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return answer
}

// note sends sheets of an institution and a procedure, half an hour each, by a link.
func (h *house) note(link string, n int, inst, proc string) {
	h.t.Helper()
	var all []string
	for range n {
		all = append(all, strings.NewReplacer("com-pop", inst, `"rdv"`, `"`+proc+`"`, `"dur":"d10"`, `"dur.minutes":"30"`).Replace(alone(body(newID(h.t), ""))))
	}
	_, answer := h.batch(link, `{"sheets":[`+strings.Join(all, ",")+`]}`)
	for _, s := range answer.Sheets {
		if s.Status != "stored" {
			h.t.Fatalf("%+v", answer)
		}
	}
}

func TestShowLink(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	h.set(func(c *campaign.Campaign) { c.CorrectionDays, c.To, c.State = 7, "2026-06-30", campaign.Closing })
	w := h.get("/api/v1/links/" + serviceLink)
	f, err := h.form()
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"campaign":{"slug":"c","title":"Monitoring social 2026","state":"closing","to":"2026-06-30","correction_days":7},
		"service":"La Rencontre","form_version":%d,"totals":{"sheets":0,"hours":0},
		"frequent":{"institution":[],"procedure":[],"pairs":[]},"successor":null}`, f.Version)
	if wantJSON(t, json.RawMessage(w.Body.Bytes()), want); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if own := h.told(campaignLink); own.Service != "" || own.Totals != nil {
		t.Errorf("the campaign's own link: %+v", own)
	}
	for _, link := range []string{"0000-0000-0000-0000", "x"} {
		if w := h.get("/api/v1/links/" + link); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `"link.unknown"`) {
			t.Errorf("%s: %d %s", link, w.Code, w.Body)
		}
	}
	h.set(func(c *campaign.Campaign) { c.State, c.Title = campaign.Closed, "Fini" })
	if now := h.told(serviceLink); now.Campaign.State != "closed" || now.Campaign.Title != "Fini" {
		t.Errorf("after a change: %+v", now)
	}
}

// TestShowLinkWithoutMinutes: a form that asks for no minutes has no hours.
func TestShowLinkWithoutMinutes(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	const link = "ssss-tttt-vvvv-wwww"
	in4 := func(s string) string { return fmt.Sprintf("{fr: %[1]s, nl: %[1]s, de: %[1]s, en: %[1]s}", s) }
	noun := in4("{one: u, other: v}")
	f, err := (&form.Library{}).Read("short", []byte("form: short\nversion: 2026010101\ntitle: "+in4("T")+"\nsheet_noun: "+noun+"\nrow_noun: "+noun+
		"\nquestions: [{code: a, kind: text, label: "+in4("A")+", short: "+in4("A")+"}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := &campaign.Campaign{
		Slug: "short", Title: "S", FormID: f.ID, Version: f.Version, From: "2026-01-01", Zone: "Europe/Brussels", Language: "fr", State: campaign.Open,
		CountLate: true, Participants: []campaign.Participant{{Code: "asso", Name: "A", Kind: campaign.Association, Link: link}},
	}
	if err = h.db.Create(t.Context(), c, f); err != nil {
		t.Fatal(err)
	}
	if w := h.get("/api/v1/links/" + link); !strings.Contains(w.Body.String(), `"totals":{"sheets":0,"hours":null}`) || w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestTotals: a service's totals are rounded down, and renewed once a day by the campaign's clocks.
func TestTotals(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	wantTotals := func(when string, sheets, hours int) {
		t.Helper()
		if got := h.told(serviceLink).Totals; got == nil || got.Sheets != sheets || got.Hours != hours {
			t.Errorf("%s: %+v, want %d sheets, %d h", when, got, sheets, hours)
		}
	}
	until := func(day int, hour, minute int) {
		h.clock.Store(time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC).Unix())
	}
	h.note(serviceLink, 9, "com-pop", "rdv")
	h.note(otherLink, 30, "com-pop", "rdv")
	wantTotals("nine", 0, 0)
	h.note(serviceLink, 20, "com-pop", "rdv")
	wantTotals("on the same day", 0, 0)
	h.set(func(c *campaign.Campaign) { c.Title += "!" })
	wantTotals("after a change of the campaign", 0, 0)
	until(2, 22, 59)
	wantTotals("before midnight in Brussels", 0, 0)
	until(2, 23, 0)
	wantTotals("29 sheets, 14½ h", 20, 10)
	h.note(serviceLink, 1, "com-pop", "rdv")
	until(3, 23, 0)
	wantTotals("30 sheets, 15 h", 30, 15)
	id := h.kept()[0].ID
	k, _, err := h.db.Sheet(t.Context(), "c", id)
	if err != nil {
		t.Fatal(err)
	}
	out := *k.Sheet
	out.Status, out.Reason = sheet.Excluded, "doublon"
	if _, err = h.db.Alter(t.Context(), "c", campaign.Alteration{Sheet: &out, Since: k.Change, What: campaign.Excluding}); err != nil {
		t.Fatal(err)
	}
	until(4, 23, 0)
	wantTotals("one excluded", 20, 10)
	// Eleven sheets share half an hour, so that the sum is 15 h but for what was rounded off.
	var eleven []string
	for range 11 {
		eleven = append(eleven, strings.Replace(alone(body(newID(t), `,"shared":11`)), `"dur":"d10"`, `"dur.minutes":"30"`, 1))
	}
	if _, answer := h.batch(serviceLink, `{"sheets":[`+strings.Join(eleven, ",")+`]}`); answer.Sheets[10].Status != "stored" {
		t.Fatalf("%+v", answer)
	}
	until(5, 23, 0)
	wantTotals("40 sheets, 15 h", 40, 15)
}

// TestTotalsTogether: many ask at once while sheets come in, and all are told the same.
func TestTotalsTogether(t *testing.T) {
	h := newHouse(t, "monitoring-1030")
	h.note(serviceLink, 45, "com-pop", "rdv")
	var asking, noting sync.WaitGroup
	stop := make(chan struct{})
	noting.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				h.note(serviceLink, 10, "com-pop", "rdv")
			}
		}
	})
	answers := make([]linkAnswer, 200)
	for i := range answers {
		asking.Go(func() { answers[i] = h.told(serviceLink) })
	}
	asking.Wait()
	close(stop)
	noting.Wait()
	for i, a := range answers {
		if !reflect.DeepEqual(a.Totals, answers[0].Totals) || a.Totals == nil || a.Totals.Sheets < 40 {
			t.Errorf("%d was told %+v, the first %+v", i, a.Totals, answers[0].Totals)
		}
	}
}

// TestFrequentOnLink: a service's own most used stand first, then what the campaign notes most.
func TestFrequentOnLink(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-1030")
	h.note(serviceLink, 2, "com-pop", "dem")
	h.note(serviceLink, 3, "cpas", "rdv")
	for i, inst := range []string{"fwb-bour", "oth", "onem", "han", "cpas", "com-pop", "com"} {
		h.note(otherLink, 9-i, inst, "sui")
	}
	type frequent = struct {
		Institution, Procedure []string
		Pairs                  [][]string
	}
	for _, test := range []struct {
		name, link string
		want       frequent
	}{
		{"few of its own", serviceLink, frequent{
			[]string{"cpas", "com-pop", "fwb-bour", "oth", "onem", "han"},
			[]string{"rdv", "dem", "sui"},
			[][]string{{"cpas", "rdv"}, {"com-pop", "dem"}, {"fwb-bour", "sui"}, {"oth", "sui"}, {"onem", "sui"}, {"han", "sui"}},
		}},
		{"enough of its own", otherLink, frequent{
			[]string{"fwb-bour", "oth", "onem", "han", "cpas", "com-pop"},
			[]string{"sui", "rdv", "dem"},
			[][]string{{"fwb-bour", "sui"}, {"oth", "sui"}, {"onem", "sui"}, {"han", "sui"}, {"cpas", "sui"}, {"com-pop", "sui"}},
		}},
		{"the campaign's own link", campaignLink, frequent{
			[]string{"fwb-bour", "cpas", "oth", "onem", "com-pop", "han"},
			[]string{"sui", "rdv", "dem"},
			[][]string{{"fwb-bour", "sui"}, {"oth", "sui"}, {"onem", "sui"}, {"han", "sui"}, {"cpas", "sui"}, {"com-pop", "sui"}},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := h.told(test.link).Frequent; !reflect.DeepEqual(got, test.want) {
				t.Errorf("got\n%v, want\n%v", got, test.want)
			}
		})
	}
	h.note(serviceLink, 9, "oth", "sui")
	if got := h.told(serviceLink).Frequent.Institution[0]; got != "cpas" {
		t.Errorf("looked up at each request: %s", got)
	}
	h.clock.Add(6 * 60)
	if got := h.told(serviceLink).Frequent.Institution[0]; got != "oth" {
		t.Errorf("never looked up again: %s", got)
	}
}

// TestFrequentOnPage: what a service noted most stands first on its page: institutions, procedures and reasons.
func TestFrequentOnPage(t *testing.T) {
	need.Full(t)
	h := newHouse(t, "monitoring-plus")
	for i, answers := range []string{
		`"inst":"cpas","proc":"sui","why":["late","auth"]`, `"inst":"cpas","proc":"sui","why":["auth"]`, `"inst":"com-pop","proc":"rdv"`,
	} {
		sent := `{"sheets":[{"id":"` + newID(t) + `","language":"fr","answers":{` + answers + `,"dur":"r10","out":"ko"}}]}`
		if _, answer := h.batch(serviceLink, sent); answer.Sheets[0].Status != "stored" {
			t.Fatalf("%d: %+v", i, answer)
		}
	}
	top := func(link, question string) []string {
		block := regexp.MustCompile(`(?s)id="t-q-` + question + `">.*?</div>`).FindString(h.get("/s/" + link).Body.String())
		var codes []string
		for _, m := range regexp.MustCompile(`value="([^"]*)"`).FindAllStringSubmatch(block, -1) {
			codes = append(codes, m[1])
		}
		return codes
	}
	for question, want := range map[string][]string{
		"inst": {"cpas", "com-pop"}, "proc": {"sui", "rdv"}, "why": {"auth", "late"}, "fn": nil, "out": nil,
	} {
		if got := top(serviceLink, question); !slices.Equal(got, want) {
			t.Errorf("%s: %v stand first, want %v", question, got, want)
		}
		if got := top(otherLink, question); got != nil {
			t.Errorf("%s: %v stand first for a service that noted nothing", question, got)
		}
	}
}
