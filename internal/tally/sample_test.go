package tally_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/sheet"
	"releve/internal/tally"
)

// in4 writes a text in four languages.
func in4(s string) string { return fmt.Sprintf("{fr: %[1]q, nl: %[1]q, de: %[1]q, en: %[1]q}", s) }

// lists writes the lists and bands of both sample forms.
func lists() string {
	choice := func(code string) string {
		word := "W" + code
		return fmt.Sprintf("code: %s, label: %s, short: %s, keywords: {fr: [k%s], nl: [k%s], de: [k%s], en: [k%s]}",
			code, in4("Label "+word), in4(word), code, code, code, code)
	}
	leaf := func(code string) string { return "{" + choice(code) + "}" }
	branch := func(code string, below ...string) string {
		return fmt.Sprintf("{%s, group: %s, children: [%s]}", choice(code), in4("Group "+code), strings.Join(below, ", "))
	}
	list := func(name string, choices ...string) string {
		return fmt.Sprintf("- {list: %s, choices: [%s]}\n", name, strings.Join(choices, ", "))
	}
	band := func(code, limits string) string {
		return fmt.Sprintf("{code: %s, %s, label: %s, short: %s}", code, limits, in4("Label "+code+"."), in4(code+"."))
	}
	return "lists:\n" +
		list("inst", branch("a", leaf("a1"), branch("a2", leaf("a21"), leaf("a2-oth")), leaf("a-oth")),
			branch("b", leaf("b1"), leaf("b-oth")), leaf("c"), branch("d", leaf("d1"), leaf("d-oth"))) +
		list("out", leaf("ok"), leaf("wait"), leaf("ko"), leaf("left"), leaf("no")) +
		list("fn", leaf("as"), leaf("edu"), leaf("ben")) +
		list("why", leaf("bug"), leaf("auth"), leaf("lost")) +
		"bands:\n- {bands: steps, unit: minute, choices: [" + strings.Join([]string{
		band("s0", "low: 0, value: 5, high: 7.5"), band("s1", "low: 7.5, value: 10, high: 22.5"),
		band("s2", "low: 22.5, value: 30, high: 40"), band("s3", "low: 40, value: 40, open: true"),
	}, ", ") + "]}\n"
}

func question(rest, short string) string {
	return fmt.Sprintf("{%s, label: %s, short: %s}", rest, in4("Question "+short), in4("Q"+short))
}

// sampleForm reads a questionnaire without a repeat, or one of two whose demands repeat.
func sampleForm(tb testing.TB, id string) *form.Form {
	tb.Helper()
	inst := question("code: inst, kind: choice, list: inst, role: institution", "inst")
	out := question("code: out, kind: choice, list: out, role: outcome", "out")
	fn := question("code: fn, kind: choice, list: fn, role: function", "fn")
	why := question("code: why, kind: multiple, list: why, role: reason", "why")
	dur := question("code: dur, kind: band, bands: steps, exact: true, role: minutes", "dur")
	t1 := question("code: t1, kind: choice, list: why, role: channel_tried", "t1")
	t2 := question("code: t2, kind: choice, list: why, role: channel_tried", "t2")
	questions := []string{inst, out, fn, why, dur, t1, t2}
	demands := func(questions ...string) string {
		return fmt.Sprintf("{code: demands, kind: repeat, min: 0, max: 9, label: %s, short: %s, questions: [%s]}",
			in4("Demands"), in4("Dem"), strings.Join(questions, ", "))
	}
	switch id {
	case repeated:
		questions = []string{fn, dur, t1, t2, demands(inst, out, why)}
	case turned:
		questions = []string{fn, inst, out, t1, t2, demands(dur, why)}
	}
	noun := "{fr: {one: u, other: v}, nl: {one: u, other: v}, de: {one: u, other: v}, en: {one: u, other: v}}"
	yaml := "form: " + id + "\nversion: 2026010101\ntitle: " + in4("Title") + "\nsheet_noun: " + noun + "\nrow_noun: " + noun +
		"\nquestions: [" + strings.Join(questions, ",\n  ") + "]\n" + lists() +
		"groups: [{code: c, label: " + in4("Group C") + ", members: [c, b1]}, {code: deep, label: " + in4("Deep") + ", members: [a2]}]\n" +
		"outcome: {success: [ok, wait], failure: [ko, left], apart: ['no']}\n"
	f, err := (&form.Library{}).Read(id, []byte(yaml))
	if err != nil {
		tb.Fatalf("sample form: %v", err)
	}
	return f
}

// Ids of the sample forms.
const (
	single   = "single"
	repeated = "repeated" // minutes are asked once, institution and outcome of every demand
	turned   = "turned"   // the other way round
)

// sampleCampaign returns a campaign of three weeks with four services; s1's own institutions are b and all below.
func sampleCampaign(tb testing.TB, id string) *campaign.Campaign {
	tb.Helper()
	f := sampleForm(tb, id)
	return &campaign.Campaign{
		Slug: "sample", Title: "Sample", FormID: f.ID, Version: f.Version, From: "2026-03-10", To: "2026-03-29", Zone: "Europe/Brussels",
		Language: "fr", State: campaign.Open, Groups: f.Groups, Outcome: f.Outcome, CountLate: true, CountOutside: true,
		Forms: []*form.Form{f},
		Participants: []campaign.Participant{
			{Code: "s1", Name: "S1", Kind: campaign.Association, Headcount: 4, Own: []string{"b"}},
			{Code: "s2", Name: "S2", Kind: campaign.CPAS, Headcount: 3},
			{Code: "s3", Name: "S3", Kind: campaign.Commune, Own: []string{"a21"}},
			{Code: "s4", Name: "S4", Kind: campaign.Other},
		},
	}
}

// sheetAt returns a counted sheet without answers, kept at a place.
func sheetAt(c *campaign.Campaign, place int) campaign.Kept {
	s := &sheet.Sheet{
		ID: id(place), Participant: "s2", Version: c.Version, Date: "2026-03-12", Precision: sheet.Day, Channel: sheet.Web,
		Language: "fr", Status: sheet.Received, Answers: form.Answers{}, ReceivedAt: at("2026-03-12T10:00:00Z"),
	}
	return campaign.Kept{Sheet: s, Place: int64(place), Rows: 1, Change: int64(place) + 1}
}

func id(n int) sheet.ID {
	return sheet.ID{0: byte(n >> 8), 1: byte(n), 6: 0x40, 8: 0x80, 15: 7} //nolint:gosec // tests have few sheets
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// same compares two figures; nil is an undefined one. Sums made in another order are equal to a millionth.
func same(got, want any) bool {
	g, isNumber := got.(float64)
	w, wantsNumber := want.(float64)
	if !isNumber || !wantsNumber {
		return got == want
	}
	return math.Abs(g-w) <= 1e-6*math.Max(1, math.Abs(w))
}

func code(s string) form.Answer { return form.Answer{Codes: []string{s}} }

// few is the number of sheets below which load has them counted in shares of a few rows, so that samples also show
// how shares are put together.
const few = 1000

// load puts sheets into fresh columns.
func load(tb testing.TB, c *campaign.Campaign, kept []campaign.Kept) *tally.Columns {
	tb.Helper()
	columns := tally.NewColumns(c)
	if len(kept) < few {
		columns.Cut(3)
	}
	for _, k := range kept {
		if err := columns.Put(k); err != nil {
			tb.Fatal(err)
		}
	}
	return columns
}

// figures counts and reads every measure: numbers, dates and names as text, undefined ones left out.
func figures(tb testing.TB, columns *tally.Columns, c *campaign.Campaign, f tally.Filter) map[string]any {
	tb.Helper()
	count, err := columns.Count(c, f)
	if err != nil {
		tb.Fatal(err)
	}
	return plain(count, func(m tally.Measure) tally.Figure { return m.Of(count) })
}

// recounted works every measure out the slow way.
func recounted(tb testing.TB, c *campaign.Campaign, kept []campaign.Kept, f tally.Filter) map[string]any {
	tb.Helper()
	all := recountFigures(tb, c, kept, f)
	count, err := tally.NewColumns(c).Count(c, tally.Filter{})
	if err != nil {
		tb.Fatal(err)
	}
	return plain(count, func(m tally.Measure) tally.Figure { return all[m.Name] })
}

func recountFigures(tb testing.TB, c *campaign.Campaign, kept []campaign.Kept, f tally.Filter) map[string]tally.Figure {
	tb.Helper()
	all, err := tally.Recount(view{c, kept, -1}, f)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// plain writes figures as numbers and text, undefined ones left out, and those that the campaign does not have.
func plain(count *tally.Count, figure func(tally.Measure) tally.Figure) map[string]any {
	all := map[string]any{}
	for _, m := range tally.Measures() {
		switch fig := figure(m); {
		case !fig.Defined || !m.In(count):
		case m.Kind == tally.Date:
			all[m.Name] = fig.Date
		case m.Kind == tally.Name:
			all[m.Name] = fig.Unit.Code
		default:
			all[m.Name] = fig.Value
		}
	}
	return all
}
