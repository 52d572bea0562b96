package storetest

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

// measured returns a page of the usual layout as it was read.
func measured(serial int) scan.Page {
	return scan.Page{
		Rules: scan.Rules, Status: scan.Read, Reason: "scan.reason.dark", Code: paper.Code{Layout: "7H2KQ9", Page: 1, Serial: serial}, Bilevel: true,
		Grid:  [8]float64{7.87, 0.01, -1.0 / 3, 4, 5, 6, 1e-7, 8},
		Boxes: []scan.Features{{X: 0.1, Y: -0.2, Frac: 1.0 / 3, Solid: 0.25, Ink: 0.5, Ring: 0.01, Cells: 7, Edge: 0.9}, {}},
		Fields: []scan.Field{
			{States: []scan.State{scan.Crossed}, Values: []string{"a"}},
			{States: []scan.State{scan.Unsure}, Doubts: []string{"faint", "written"}},
			{States: []scan.State{scan.Empty}},
		},
	}
}

// keepPage keeps a page of a file with a picture named by its number.
func (s *suite) keepPage(f scan.File, number int, p scan.Page) scan.Image {
	s.Helper()
	i := scan.Image{File: f.ID, Number: number, Page: p, Sum: 1<<63 + 7}
	kept, err := s.Images.KeepImage(s.ctx, slug, batchID, i, picture(number))
	s.must(err)
	i.ID = kept.ID
	if kept.ID == 0 || !reflect.DeepEqual(kept, i) {
		s.Errorf("kept %+v, want %+v", kept, i)
	}
	return kept
}

// picture is the picture of a page, longer than a page of a database.
func picture(number int) []byte {
	return []byte(strings.Repeat("kanari-picture-"+strconv.Itoa(number)+"-", 1000))
}

// images returns the pages of the usual batch.
func (s *suite) images() []scan.Image {
	s.Helper()
	var all []scan.Image
	for i, err := range s.Images.ImagesOf(s.ctx, slug, batchID) {
		s.must(err)
		all = append(all, i)
	}
	return all
}

func (s *suite) pages() {
	f := s.makeBatch()
	second := s.addFile(batchID, "zweite")
	c := s.keepPage(second, 1, scan.Page{Status: scan.Refused})
	b := s.keepPage(f, 2, measured(2))
	a := s.keepPage(f, 1, measured(1))
	if got := s.images(); !reflect.DeepEqual(got, []scan.Image{a, b, c}) {
		s.Errorf("pages\n got %+v\nwant %+v", got, []scan.Image{a, b, c})
	}
	s.must(s.Images.Set(s.ctx, slug, batchID, b.ID, scan.Skip))
	b.Set = scan.Skip
	other := s.again()
	if got := other.images(); !reflect.DeepEqual(got, []scan.Image{a, b, c}) {
		s.Errorf("pages in another process %+v, want the second set aside", got)
	}
	got, err := other.Images.Picture(s.ctx, slug, batchID, b.ID)
	if err != nil || !bytes.Equal(got, picture(2)) {
		s.Errorf("picture of %d bytes (%v), want the second", len(got), err)
	}
	without, err := s.Images.KeepImage(s.ctx, slug, batchID, scan.Image{File: f.ID, Number: 3, Page: scan.Page{Status: scan.Refused}}, nil)
	s.must(err)
	_, err = s.Images.Picture(s.ctx, slug, batchID, without.ID)
	s.wantProblem(err, problem.Gone, "scan.picture.gone")
	for _, err := range s.Images.ImagesOf(s.ctx, slug, batchID) {
		s.must(err)
		break // whoever has enough may leave
	}
	if n := s.batch(batchID).Pages; n[scan.Read] != 2 || n[scan.Refused] != 2 {
		s.Errorf("pages %v, want 2 read, also the one set aside, and 2 refused", n)
	}
}

func (s *suite) pageAgain() {
	f := s.makeBatch()
	first := s.keepPage(f, 1, measured(1))
	s.decide(scan.Decision{Image: first.ID, Field: 1, Values: []string{"kanari-word"}, By: "a"})
	other := measured(2)
	other.Status, other.Boxes = scan.Foreign, nil
	again, err := s.Images.KeepImage(s.ctx, slug, batchID, scan.Image{File: f.ID, Number: 1, Page: other, Sum: 5}, []byte("neu"))
	s.must(err)
	if got := s.images(); again.ID != first.ID || !reflect.DeepEqual(got, []scan.Image{again}) || again.Sum != 5 {
		s.Errorf("pages %+v, want only %+v under the same number", got, again)
	}
	decided, err := s.Images.Decisions(s.ctx, slug, batchID)
	if err != nil || len(decided) != 0 {
		s.Errorf("decisions %+v (%v), want none", decided, err)
	}
	s.wantPicture(first, "neu")
	s.wantGone([]byte("kanari-word"), picture(1)[:16])
	s.must(s.Images.Set(s.ctx, slug, batchID, first.ID, scan.Keep))
	again.Page, again.Set = measured(3), scan.Use
	again, err = s.Images.KeepImage(s.ctx, slug, batchID, again, nil)
	s.must(err)
	if got := s.images(); again.Set != scan.Keep || len(got) != 1 || got[0].Set != scan.Keep {
		s.Errorf("pages %+v, want what was decided on the whole page to stay", got)
	}
	s.wantPicture(first, "neu") // it stays where no other came
}

func (s *suite) wantPicture(i scan.Image, want string) {
	s.Helper()
	if got, err := s.Images.Picture(s.ctx, slug, batchID, i.ID); err != nil || string(got) != want {
		s.Errorf("picture %q (%v), want %q", got, err, want)
	}
}

func (s *suite) seen() {
	f := s.makeBatch()
	a := s.keepPage(f, 1, measured(12))
	s.keepPage(f, 2, measured(13))
	s.keepPage(f, 3, measured(0))
	unpaged := s.keyed("9", 1)
	unpaged.Origin.Page = 0
	scanned := s.keyed("1", 4)
	scanned.Origin.Layout = "7H2KQA"
	s.keep(campaign.Stored, s.keyed("1", 1), s.keyed("1", 2), unpaged, scanned)
	for _, c := range []struct {
		code  paper.Code
		pages []scan.Image
		keyed int
	}{
		{paper.Code{Layout: "7H2KQ9", Page: 1, Serial: 12}, []scan.Image{a}, 3},
		{paper.Code{Layout: "7H2KQ9", Page: 2, Serial: 12}, nil, 1},
		{paper.Code{Layout: "7H2KQ9", Page: 1}, nil, 0},
		{paper.Code{Layout: "7H2KQB", Page: 1, Serial: 12}, nil, 0},
	} {
		pages, keyed, err := s.Images.Seen(s.ctx, slug, c.code)
		s.must(err)
		if keyed != c.keyed || !reflect.DeepEqual(pages, c.pages) {
			s.Errorf("%s: %d keyed, pages %+v; want %d and %+v", c.code, keyed, pages, c.keyed, c.pages)
		}
	}
}
