package scan_test

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/sheet"
	"releve/internal/simulate"
)

// calls is a printed questionnaire with a repeat, a sheet for each call, that is filled in by pen, scanned and worked out.
type calls struct {
	desk
	said uint64 // pages that were filled in
}

// newCalls lays the call log out as it is printed.
func newCalls(t *testing.T, kind paper.Kind) *calls {
	t.Helper()
	d := calls{desk: *newDesk(t, "appels", kind)}
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := campaign.New(d.f, campaign.Draft{Slug: "c", Title: "Essai", From: "2026-01-01", To: "2026-12-31"}, rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d.l, err = paper.NewPrinter(words).Layout(paper.Job{Campaign: c, Kind: kind, Languages: []locale.Tag{"fr"}, Copies: 1})
	if err != nil {
		t.Fatal(problem.All(err))
	}
	d.m.Campaign, d.m.Layouts = c, map[string]*paper.Layout{d.l.Number: d.l}
	return &d
}

// fill adds a page to the batch on which boxes are crossed. says names values by field. What is drawn goes through an image
// as a scanner makes it, of which a race detector learns nothing from the many pages of a slip; else the boxes are judged as they are measured there.
func (d *calls) fill(page, serial int, says map[string]string, drawn bool) {
	d.t.Helper()
	d.said++
	code := paper.Code{Layout: d.l.Number, Page: page, Serial: serial}
	got := scan.Page{Rules: scan.Rules, Status: scan.Read, Code: code}
	if crosses := d.crosses(page, says); drawn && (d.l.Kind == paper.Tally || need.Size(0, 1, 1) > 0) {
		got = d.draw(code, crosses)
	} else {
		got.Boxes = measured(&d.l.Pages[page-1], crosses)
		got.Fields = scan.Judge(&d.l.Pages[page-1], got.Boxes, false)
	}
	if got.Status != scan.Read || got.Code != code {
		d.t.Fatalf("page %d is %s %s %v", page, got.Status, got.Reason, got.Code)
	}
	d.m.Images = append(d.m.Images, scan.Image{ID: int64(len(d.m.Images) + 1), File: 1, Number: len(d.m.Images) + 1, Page: got, Sum: d.said})
}

// crosses returns the boxes of a page that say something.
func (d *calls) crosses(page int, says map[string]string) map[int][]int {
	d.t.Helper()
	crosses := map[int][]int{}
	for i, f := range d.l.Pages[page-1].Fields {
		v, said := says[name(f)]
		if !said {
			continue
		}
		n := slices.IndexFunc(f.Boxes, func(b paper.Box) bool { return b.Value == v })
		if n < 0 {
			d.t.Fatalf("%s has no box %s", name(f), v)
		}
		crosses[i] = []int{n}
	}
	if len(crosses) != len(says) {
		d.t.Fatalf("page %d has %d of the fields %v", page, len(crosses), says)
	}
	return crosses
}

// draw prints a page, crosses boxes by pen, and measures what a copier makes of it.
func (d *calls) draw(code paper.Code, crosses map[int][]int) scan.Page {
	d.t.Helper()
	bare := *d.l
	bare.Kind = paper.Tally // no words beside the boxes, which stand closer on a printed slip than on a drawn one
	blank, err := simulate.NewPrint(&bare, code, 200)
	if err != nil {
		d.t.Fatal(err)
	}
	seen, err := blank.Draw(simulate.Spec{Hand: simulate.Told, Tier: simulate.Copier200(), Seed: d.said, Turn: -1, Cross: crosses})
	if err != nil {
		d.t.Fatal(err)
	}
	return scan.Measure(scan.Picture{Gray: seen.Gray}, finder(d.l))
}

// measured returns what is measured of a page with plain crosses, in grey at 200 dpi.
func measured(p *paper.Page, crosses map[int][]int) (all []scan.Features) {
	for i, f := range p.Fields {
		boxes := make([]scan.Features, max(1, len(f.Boxes)))
		for n := range boxes {
			boxes[n] = scan.Features{Edge: 0.55}
		}
		for _, n := range crosses[i] {
			boxes[n] = scan.Features{Frac: 0.45, Solid: 0.30, Ink: 0.26, Wide: 1, High: 1, Cells: 8, Edge: 0.53}
		}
		all = append(all, boxes...)
	}
	return all
}

// call is a line of a tally of calls: what is said of the call, and of a request. What is "" is left blank.
func call(n int, kind, theme, action string) map[string]string {
	says := map[string]string{}
	for q, v := range map[string]string{"kind": kind, "theme": theme, "action": action} {
		if v != "" {
			says[fmt.Sprintf("%s@%d", q, n)] = v
		}
	}
	return says
}

// inShort writes sheets as the kind of each call and the theme of each of its requests.
func inShort(all []*sheet.Sheet) (short []string) {
	for _, s := range all {
		line := s.Answers["kind"].Code()
		for _, row := range s.Rows {
			line = fmt.Sprint(line, " ", row["theme"].Code(), "/", row["action"].Code())
		}
		short = append(short, line)
	}
	return short
}

// TestCallsOnTally fills in a printed tally of a questionnaire with a repeat, from the pen to the sheets.
func TestCallsOnTally(t *testing.T) {
	need.Full(t)
	tests := []struct {
		name   string
		lines  []map[string]string
		decide map[string][]string
		drawn  bool
		sheets []string
		want   []string // what waits
	}{
		{name: "a call, one request", lines: []map[string]string{call(1, "ask", "log", "info")}, sheets: []string{"ask log/info"}},
		{
			name: "two requests, then another call", drawn: true,
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "", "soc", "relay"), {"_same@2": "same"}, call(3, "ask", "emp", "orient")},
			sheets: []string{"ask log/info soc/relay", "ask emp/orient"},
		},
		{
			name:   "three requests over a free line",
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "", "soc", "relay"), {"_same@2": "same"}, call(4, "", "emp", "orient"), {"_same@4": "same"}},
			sheets: []string{"ask log/info soc/relay emp/orient"},
		},
		{
			name: "a further request without its theme", drawn: true,
			lines: []map[string]string{call(1, "ask", "log", "info"), call(2, "", "", "relay"), {"_same@2": "same"}},
			want:  []string{"1:theme@2 sheet.required"},
		},
		{
			name:  "a request without its theme",
			lines: []map[string]string{call(1, "ask", "", "info")},
			want:  []string{"1:theme@1"},
		},
		{
			name:  "a call whose request is nowhere",
			lines: []map[string]string{call(1, "ask", "", ""), {"cdur@1": "r10"}},
			want:  []string{"1:theme@1", "1:action@1"},
		},
		{name: "a call without a request", lines: []map[string]string{call(1, "silent", "", ""), {"cdur@1": "r10"}}, sheets: []string{"silent"}},
		{
			name:  "a request of a call that has none",
			lines: []map[string]string{call(1, "silent", "log", "info")},
			want:  []string{"1:theme@1 sheet.unasked"},
		},
		{
			name:  "nothing to go on with",
			lines: []map[string]string{call(1, "ask", "log", "info"), {"_same@1": "same"}},
			want:  []string{"1:_same@1 scan.same.first"},
		},
		{
			name:   "the same answer again",
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "ask", "soc", "relay"), {"_same@2": "same"}},
			sheets: []string{"ask log/info soc/relay"},
		},
		{
			name:  "another answer of the same call",
			lines: []map[string]string{call(1, "ask", "log", "info"), call(2, "silent", "soc", "relay"), {"_same@2": "same"}},
			want:  []string{"1:kind@2 scan.same.other"},
		},
		{
			name:   "below a cancelled line",
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "ask", "emp", "orient"), {"_void@2": "void"}, call(3, "", "soc", "relay"), {"_same@3": "same"}},
			want:   []string{"1:_same@3 scan.same.void"},
			sheets: nil,
		},
		{
			name:   "below a cancelled line, as somebody says",
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "ask", "emp", "orient"), {"_void@2": "void"}, call(3, "", "soc", "relay"), {"_same@3": "same"}},
			decide: map[string][]string{"_same@3": {"same"}},
			sheets: []string{"ask log/info soc/relay"},
		},
		{
			name:   "below a cancelled line of the same call",
			lines:  []map[string]string{call(1, "ask", "log", "info"), call(2, "", "emp", "orient"), {"_void@2": "void", "_same@2": "same"}, call(3, "", "soc", "relay"), {"_same@3": "same"}},
			sheets: []string{"ask log/info soc/relay"},
		},
	}
	d := newCalls(t, paper.Tally)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.t, d.said, d.m.Images, d.m.Decisions = t, 0, nil, nil
			says := map[string]string{}
			for _, l := range tt.lines {
				maps.Copy(says, l)
			}
			d.fill(1, 7, says, tt.drawn)
			for field, v := range tt.decide {
				d.decide(field, v...)
			}
			w := scan.Do(d.m)
			if got := inShort(w.Sheets); !slices.Equal(got, tt.sheets) {
				t.Errorf("sheets %q, want %q", got, tt.sheets)
			}
			if got := waits(w); !slices.Equal(got, tt.want) || w.Ready() != (len(tt.want) == 0) || !w.Sums().Adds() {
				t.Errorf("waiting %q, want %q; ready %v, %+v", got, tt.want, w.Ready(), w.Sums())
			}
		})
	}
}

// pageOf returns the number of the page that has a field.
func (d *calls) pageOf(field string) int {
	return 1 + slices.IndexFunc(d.l.Pages, func(p paper.Page) bool {
		return slices.ContainsFunc(p.Fields, func(f paper.Field) bool { return name(f) == field })
	})
}

// TestCallsOnSlip fills in a printed slip of several pages of a questionnaire with a repeat, from the pen to the sheet.
func TestCallsOnSlip(t *testing.T) {
	need.Full(t)
	tests := []struct {
		name   string
		says   map[string]string
		lost   string // field whose page is not scanned
		drawn  bool
		sheets []string
		want   []string
		torn   int
	}{
		{
			name: "two requests", drawn: true,
			says:   map[string]string{"kind": "ask", "_day": "3", "_month": "11", "theme@1": "log", "action@1": "info", "theme@2": "soc", "action@2": "relay"},
			sheets: []string{"ask log/info soc/relay"},
		},
		{
			name:   "the second request alone",
			says:   map[string]string{"kind": "ask", "theme@2": "soc", "action@2": "relay"},
			sheets: []string{"ask soc/relay"},
		},
		{name: "no request", says: map[string]string{"kind": "silent"}, sheets: []string{"silent"}},
		{
			name: "a request without its theme",
			says: map[string]string{"kind": "ask", "theme@1": "log", "action@1": "info", "action@2": "relay"},
			want: []string{"4:theme@2", "4:action@2"},
		},
		{
			name: "a request of a call that has none",
			says: map[string]string{"kind": "silent", "theme@1": "log", "action@1": "info"},
			want: []string{"3:theme@1 sheet.unasked"},
		},
		{
			name: "a page is lost",
			says: map[string]string{"kind": "ask", "theme@1": "log", "action@1": "info"},
			lost: "theme@2", torn: 1,
		},
	}
	d := newCalls(t, paper.Slip)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.t, d.said, d.m.Images, d.m.Decisions = t, 0, nil, nil
			for page := 1; page <= len(d.l.Pages); page++ {
				says := map[string]string{}
				for field, v := range tt.says {
					if d.pageOf(field) == page {
						says[field] = v
					}
				}
				if tt.lost == "" || d.pageOf(tt.lost) != page {
					d.fill(page, 7, says, tt.drawn)
				}
			}
			w := scan.Do(d.m)
			if got := inShort(w.Sheets); !slices.Equal(got, tt.sheets) || len(w.Torn) != tt.torn {
				t.Errorf("sheets %q, torn %d, want %q, %d", got, len(w.Torn), tt.sheets, tt.torn)
			}
			if got := waits(w); !slices.Equal(got, tt.want) || w.Ready() != (len(tt.want) == 0 && tt.torn == 0) || !w.Sums().Adds() {
				t.Errorf("waiting %q, want %q; ready %v, %+v", got, tt.want, w.Ready(), w.Sums())
			}
		})
	}
}
