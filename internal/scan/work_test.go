package scan_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"releve/forms"
	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/scan"
	"releve/internal/sheet"
)

// desk is a batch of a tally of three lines or of a slip, put together by hand.
type desk struct {
	t testing.TB
	m scan.Material
	l *paper.Layout
	f *form.Form
}

// deskLayout is the number of its layout.
const deskLayout = "7H2KQ9"

// shipped are the forms that the program brings.
var shipped = sync.OnceValues(func() (*form.Library, error) { return form.Load(forms.FS) })

// newDesk makes a batch of a shipped form.
func newDesk(tb testing.TB, formID string, kind paper.Kind) *desk {
	tb.Helper()
	lib, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	f, _ := lib.Form(formID)
	d := &desk{t: tb, f: f}
	c := &campaign.Campaign{
		Slug: "c", FormID: f.ID, Version: f.Version, From: "2026-01-01", Zone: "Europe/Brussels", Language: "fr",
		Forms: []*form.Form{f}, Groups: f.Groups, Outcome: f.Outcome,
	}
	d.l = d.layout(c, kind)
	d.m = scan.Material{
		Campaign: c, Layouts: map[string]*paper.Layout{deskLayout: d.l}, Seen: map[int64]scan.Seen{},
		Batch: scan.Batch{
			ID: "b00000000001", Campaign: "c", Period: "2026-11", Participant: "asso",
			Made: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Files: []scan.File{{ID: 1, Name: "a.pdf"}},
		},
	}
	return d
}

// layout makes a layout with a box for the first choices of every question.
func (d *desk) layout(c *campaign.Campaign, kind paper.Kind) *paper.Layout {
	l := &paper.Layout{Number: deskLayout, Campaign: "c", Form: d.f.ID, Version: d.f.Version, Kind: kind, Languages: []locale.Tag{"fr"}}
	page := paper.Page{Width: 210, Height: 297}
	add := func(f paper.Field) { page.Fields = append(page.Fields, f) }
	box := func(values ...string) (all []paper.Box) {
		for i, v := range values {
			all = append(all, paper.Box{Key: paper.Key(i), Value: v, Side: 4})
		}
		return all
	}
	lines := 1
	if kind == paper.Tally {
		lines = 3
		add(paper.Field{Question: paper.FieldWeek10, Fill: paper.One, Boxes: box("0", "1", "2", "3", "4", "5")})
		add(paper.Field{Question: paper.FieldWeek1, Fill: paper.One, Boxes: box("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")})
	} else {
		add(paper.Field{Question: paper.FieldDay, Fill: paper.One, Boxes: box(spread(31)...)})
		add(paper.Field{Question: paper.FieldMonth, Fill: paper.One, Boxes: box(spread(12)...)})
	}
	for n := 1; n <= lines; n++ {
		line := n
		if kind == paper.Slip {
			line = 0
		} else {
			add(paper.Field{Line: n, Question: paper.FieldDate, Fill: paper.Write})
		}
		for _, col := range paper.Columns(c, d.f) {
			f := paper.Field{Line: line, Question: col.Question.Code, Fill: paper.One, Required: col.Question.Required}
			if col.Question.Kind.Name() == "multiple" {
				f.Fill = paper.Many
			}
			for _, choice := range col.Choices {
				f.Boxes = append(f.Boxes, paper.Box{Key: choice.Key, Value: choice.Code, Side: 4})
			}
			add(f)
			if col.Question.Specifies() {
				add(paper.Field{Line: line, Question: col.Question.Code, Part: paper.PartText, Fill: paper.Write})
			}
		}
		add(paper.Field{Line: line, Question: paper.FieldFollow, Fill: paper.One, Boxes: box("unknown")})
		if kind == paper.Tally {
			add(paper.Field{Line: n, Question: paper.FieldShared, Fill: paper.Write})
			add(paper.Field{Line: n, Question: paper.FieldVoid, Fill: paper.One, Boxes: box("void")})
			if d.f.Repeat() != nil {
				add(paper.Field{Line: n, Question: paper.FieldSame, Fill: paper.One, Boxes: box("same")})
			}
		}
	}
	l.Pages = []paper.Page{page}
	return l
}

func spread(n int) (all []string) {
	for i := 1; i <= n; i++ {
		all = append(all, strconv.Itoa(i))
	}
	return all
}

// page adds a page on which fields say something; says names them as question, question.text, or question@line.
func (d *desk) page(serial int, says map[string]string) *scan.Image {
	id := int64(len(d.m.Images) + 1)
	p := scan.Page{Status: scan.Read, Code: paper.Code{Layout: deskLayout, Page: 1, Serial: serial}, Rules: 1}
	for _, f := range d.l.Pages[0].Fields {
		read := scan.Field{States: make([]scan.State, max(1, len(f.Boxes)))}
		for i := range read.States {
			read.States[i] = scan.Empty
		}
		v, said := says[name(f)]
		switch {
		case said && v == "?":
			read.Doubts = []string{"faint"}
		case said && f.Fill == paper.Write:
			read.States[0], read.Doubts = scan.Crossed, []string{"written"}
		case said:
			i := slices.IndexFunc(f.Boxes, func(b paper.Box) bool { return b.Value == v })
			if i < 0 {
				d.t.Fatalf("%s has no box %s", name(f), v)
			}
			read.States[i], read.Values = scan.Crossed, []string{v}
		}
		p.Fields = append(p.Fields, read)
	}
	d.m.Images = append(d.m.Images, scan.Image{ID: id, File: 1, Number: int(id), Page: p, Sum: uint64(id) * 0x9e3779b97f4a7c15})
	return &d.m.Images[id-1]
}

func name(f paper.Field) string {
	n := f.Question
	if f.Part != "" {
		n += "." + f.Part
	}
	if f.Line > 0 {
		n += fmt.Sprintf("@%d", f.Line)
	}
	return n
}

// decide keeps a decision on a field of the first page.
func (d *desk) decide(field string, values ...string) *scan.Decision {
	i := slices.IndexFunc(d.l.Pages[0].Fields, func(f paper.Field) bool { return name(f) == field })
	if i < 0 {
		d.t.Fatal("no field ", field)
	}
	d.m.Decisions = append(d.m.Decisions, scan.Decision{Image: 1, Field: i, Values: values})
	return &d.m.Decisions[len(d.m.Decisions)-1]
}

// waits names the fields in the queue.
func waits(w *scan.Work) (all []string) {
	for _, i := range w.Queue {
		n := fmt.Sprintf("%d:%s", i.Image.ID, name(*i.Spot))
		if i.Wrong != nil {
			n += " " + i.Wrong.Key
		}
		all = append(all, n)
	}
	return all
}

// line is a whole line of a tally of monitoring-1030.
func line(n int, more map[string]string) map[string]string {
	says := map[string]string{}
	for q, v := range map[string]string{"inst": "com", "proc": "rdv", "dur": "d10", "out": "ok"} {
		says[fmt.Sprintf("%s@%d", q, n)] = v
	}
	maps.Copy(says, more)
	return says
}

func TestAssembleTally(t *testing.T) {
	tests := []struct {
		name   string
		says   map[string]string
		decide map[string]string
		want   func(t *testing.T, w *scan.Work)
	}{
		{"a line", line(1, nil), nil, func(t *testing.T, w *scan.Work) {
			s := one(t, w)
			if s.Date != "2026-11-01" || s.Precision != sheet.Month || s.Participant != "asso" || s.Channel != sheet.Scan ||
				s.Answers["inst"].Code() != "com" || s.Answers["dur"].Code() != "d10" {
				t.Errorf("got %+v", s)
			}
			if o := w.Origins[0]; o.Layout != deskLayout || o.Serial != 7 || o.Page != 1 || o.Line != 1 || o.Pile != "b00000000001" {
				t.Errorf("origin %+v", o)
			}
		}},
		{"cancelled", line(1, map[string]string{"_void@1": "void"}), nil, none},
		{"nothing", nil, nil, none},
		{"cancelled, with doubts", line(1, map[string]string{"_void@1": "void", "fn@1": "?"}), nil, none},
		{"cancelled perhaps", line(1, map[string]string{"_void@1": "?", "fn@1": "?"}), nil, queued("1:_void@1")},
		{"cancelled perhaps, and it is", line(1, map[string]string{"_void@1": "?", "fn@1": "?"}), map[string]string{"_void@1": "void"}, none},
		{"cancelled perhaps, and it is not", line(1, map[string]string{"_void@1": "?", "fn@1": "?"}), map[string]string{"_void@1": ""}, queued("1:fn@1")},
		{"week of the page", line(1, map[string]string{"_week.10": "4", "_week.1": "7"}), nil, dated("2026-11-16", sheet.Week)},
		{"half a week", line(1, map[string]string{"_week.10": "4"}), nil, queued("1:_week.10 scan.week")},
		{"a week to come", line(1, map[string]string{"_week.10": "5", "_week.1": "3"}), nil, queued("1:_week.10 scan.date.future")},
		{"no week 59", line(1, map[string]string{"_week.10": "5", "_week.1": "9"}), nil, queued("1:_week.10 scan.week")},
		{"own date", line(1, map[string]string{"_date@1": "w", "_week.10": "4", "_week.1": "7"}), map[string]string{"_date@1": "12/10"}, dated("2026-10-12", sheet.Day)},
		{"own day in the week", line(1, map[string]string{"_date@1": "w", "_week.10": "4", "_week.1": "7"}), map[string]string{"_date@1": "18"}, dated("2026-11-18", sheet.Day)},
		{"own day outside of the week", line(1, map[string]string{"_date@1": "w", "_week.10": "4", "_week.1": "7"}), map[string]string{"_date@1": "3"}, queued("1:_date@1 scan.date.outside")},
		{"written", line(1, map[string]string{"_date@1": "w"}), nil, queued("1:_date@1")},
		{"shared", line(1, map[string]string{"_shared@1": "w"}), map[string]string{"_shared@1": "3"}, func(t *testing.T, w *scan.Work) {
			if s := one(t, w); s.Shared != 3 {
				t.Errorf("shared %d", s.Shared)
			}
		}},
		{"follows", line(1, map[string]string{"_follows@1": "unknown"}), nil, func(t *testing.T, w *scan.Work) {
			if s := one(t, w); s.Follows != sheet.Unknown {
				t.Errorf("follows %q", s.Follows)
			}
		}},
		{"mandatory answer missing", map[string]string{"inst@2": "com"}, nil, queued("1:proc@2 sheet.required", "1:dur@2 sheet.required", "1:out@2 sheet.required")},
		{"mandatory answer illegible", line(1, map[string]string{"out@1": "?"}), map[string]string{"out@1": "!"}, queued("1:out@1 sheet.required")},
		{"only something written", map[string]string{"_date@1": "w"}, nil, queued("1:_date@1")},
		{"only something written, which is no writing", map[string]string{"_date@1": "w"}, map[string]string{"_date@1": ""}, none},
		{"only a date", map[string]string{"_date@1": "w"}, map[string]string{"_date@1": "12/10"}, queued("1:inst@1 sheet.required", "1:proc@1 sheet.required", "1:dur@1 sheet.required", "1:out@1 sheet.required")},
		{"a word that names a choice", line(1, map[string]string{"inst@1": "oth", "inst.text@1": "w"}), map[string]string{"inst.text@1": scan.Named("fwb-bour")}, func(t *testing.T, w *scan.Work) {
			if s := one(t, w); s.Answers["inst"].Code() != "fwb-bour" || s.Answers["inst"].Text != "" {
				t.Errorf("got %+v", s.Answers["inst"])
			}
		}},
		{"a word that stays", line(1, map[string]string{"inst@1": "oth", "inst.text@1": "w"}), map[string]string{"inst.text@1": "la mutuelle"}, func(t *testing.T, w *scan.Work) {
			if s := one(t, w); s.Answers["inst"].Code() != "oth" || s.Answers["inst"].Text != "la mutuelle" {
				t.Errorf("got %+v", s.Answers["inst"])
			}
		}},
		{"a word beside another institution", line(1, map[string]string{"inst.text@1": "w"}), map[string]string{"inst.text@1": "guichet 4"}, queued("1:inst.text@1 answer.specify.other")},
		{"an identifier in a word", line(1, map[string]string{"inst@1": "oth", "inst.text@1": "w"}), map[string]string{"inst.text@1": "85.07.30-033.28"}, queued("1:inst.text@1 guard.national")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, "monitoring-1030", paper.Tally)
			d.page(7, tt.says)
			for field, v := range tt.decide {
				switch v {
				case "!":
					d.decide(field).Illegible = true
				case "":
					d.decide(field)
				default:
					d.decide(field, v)
				}
			}
			w := scan.Do(d.m)
			if !w.Sums().Adds() {
				t.Errorf("sums %+v", w.Sums())
			}
			tt.want(t, w)
		})
	}
}

// one returns the only sheet, when nothing waits.
func one(t *testing.T, w *scan.Work) *sheet.Sheet {
	t.Helper()
	if len(w.Sheets) != 1 || len(w.Origins) != 1 || len(w.Queue) != 0 {
		t.Fatalf("%d sheets, waiting %v", len(w.Sheets), waits(w))
	}
	return w.Sheets[0]
}

func none(t *testing.T, w *scan.Work) {
	t.Helper()
	if len(w.Sheets) != 0 || len(w.Queue) != 0 {
		t.Errorf("%d sheets, waiting %v", len(w.Sheets), waits(w))
	}
}

func dated(date string, p sheet.Precision) func(*testing.T, *scan.Work) {
	return func(t *testing.T, w *scan.Work) {
		t.Helper()
		if s := one(t, w); s.Date != date || s.Precision != p {
			t.Errorf("date %s %s, want %s %s", s.Date, s.Precision, date, p)
		}
	}
}

func queued(want ...string) func(*testing.T, *scan.Work) {
	return func(t *testing.T, w *scan.Work) {
		t.Helper()
		if got := waits(w); !slices.Equal(got, want) || len(w.Sheets) != 0 {
			t.Errorf("waiting %v, want %v; %d sheets", got, want, len(w.Sheets))
		}
		if w.Sums().Review != 1 || w.Ready() {
			t.Errorf("sums %+v, ready %v", w.Sums(), w.Ready())
		}
	}
}
