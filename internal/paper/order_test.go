package paper_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/locale"
	"releve/internal/paper"
	"releve/internal/problem"
)

// shelf keeps what a clerk keeps.
type shelf struct {
	paper.Store // of which no more is used

	layouts []string
	runs    []paper.Run
	full    error
}

// KeepLayout keeps the number of a layout.
func (s *shelf) KeepLayout(_ context.Context, l *paper.Layout) error {
	s.layouts = append(s.layouts, l.Number)
	return s.full
}

// Print numbers copies.
func (s *shelf) Print(_ context.Context, r paper.Run) (paper.Run, error) {
	r.First = 1
	for _, before := range s.runs {
		r.First += before.Copies
	}
	s.runs = append(s.runs, r)
	return r, s.full
}

// sameSigns gives no randomness at all.
type sameSigns struct{}

// Read fills with the same sign.
func (sameSigns) Read(p []byte) (int, error) { return len(p), nil }

func TestTake(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 30, 0, 5, time.UTC)
	service := &campaign.Participant{Code: "asso", Name: "La Rencontre"}
	cases := []struct {
		name  string
		order paper.Order
		want  paper.Run // zero: none
		first int
	}{
		{"master", paper.Order{Job: paper.Job{Kind: paper.Slip}}, paper.Run{}, 0},
		{"copies", paper.Order{Job: paper.Job{Kind: paper.Slip, Participant: service}, Copies: 3}, paper.Run{First: 1, Copies: 3, Participant: "asso"}, 1},
		{"pad", paper.Order{Job: paper.Job{Kind: paper.Tally}, Copies: 2, Pad: true}, paper.Run{First: 1, Copies: 2, Worker: "84e0c0eafaa95a34c293f278ac52e45ce537bab5e752a00e6959a13ae103b65a"}, 1},
		{"poster", paper.Order{Job: paper.Job{Kind: paper.Poster}}, paper.Run{}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			kept := &shelf{}
			clerk := paper.Clerk{Printer: paper.NewPrinter(spoken(t)), Store: kept, Random: sameSigns{}, Now: func() time.Time { return at }}
			c.order.Job.Campaign, c.order.Job.Languages = surveyOf(t, "monitoring-1030"), []locale.Tag{"fr"}
			j, l, err := clerk.Take(t.Context(), c.order)
			if err != nil || j.First != c.first || j.Copies != max(1, c.order.Copies) || (l == nil) != (j.Kind == paper.Poster) {
				t.Fatalf("got %d copies from %d, %v, %v", j.Copies, j.First, l, err)
			}
			if l != nil && (len(kept.layouts) != 1 || kept.layouts[0] != l.Number) {
				t.Errorf("kept %v, want the layout %s", kept.layouts, l.Number)
			}
			if c.want.Copies == 0 {
				if len(kept.runs) > 0 {
					t.Errorf("printed %+v, want no numbers", kept.runs)
				}
				return
			}
			c.want.First, c.want.Layout, c.want.At = 0, l.Number, at.Truncate(time.Second)
			if len(kept.runs) != 1 || kept.runs[0].Worker != c.want.Worker || kept.runs[0].Participant != c.want.Participant || !kept.runs[0].At.Equal(c.want.At) {
				t.Errorf("printed %+v, want %+v", kept.runs, c.want)
			}
		})
	}
}

func TestOrderCheck(t *testing.T) {
	cases := []struct {
		name  string
		order paper.Order
		want  string // field and key
	}{
		{"master", paper.Order{Job: paper.Job{Kind: paper.Slip}}, ""},
		{"most", paper.Order{Job: paper.Job{Kind: paper.Slip}, Copies: paper.MostCopies}, ""},
		{"more", paper.Order{Job: paper.Job{Kind: paper.Slip}, Copies: paper.MostCopies + 1}, "copies paper.order.copies"},
		{"fewer", paper.Order{Job: paper.Job{Kind: paper.Slip}, Copies: -1}, "copies paper.order.copies"},
		{"numbered poster", paper.Order{Job: paper.Job{Kind: paper.Poster}, Copies: 1}, "copies paper.order.poster"},
		{"pad of slips", paper.Order{Job: paper.Job{Kind: paper.Slip}, Copies: 1, Pad: true}, "pad paper.order.pad.kind"},
		{"pad of masters", paper.Order{Job: paper.Job{Kind: paper.Tally}, Pad: true}, "pad paper.order.pad.copies"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, p := range problem.All(c.order.Check()) {
				got = strings.TrimSpace(got + " " + p.Field + " " + p.Key)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestTakeFull hands the store's error on, and no job.
func TestTakeFull(t *testing.T) {
	full := errors.New("full")
	kept := &shelf{full: full}
	clerk := paper.Clerk{Printer: paper.NewPrinter(spoken(t)), Store: kept, Random: sameSigns{}, Now: time.Now}
	o := paper.Order{Job: paper.Job{Campaign: surveyOf(t, "monitoring-1030"), Kind: paper.Slip, Languages: []locale.Tag{"fr"}}, Copies: 2}
	if _, _, err := clerk.Take(t.Context(), o); !errors.Is(err, full) {
		t.Errorf("got %v, want that the store is full", err)
	}
}
