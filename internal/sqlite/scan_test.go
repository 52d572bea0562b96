package sqlite

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/need"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
	"releve/internal/sheet"
)

// testBatch is a batch that furnishPaper leaves open; closedBatch one that it closes.
const (
	testBatch   = "0123456789ab"
	closedBatch = "0123456789ac"
)

// paperSurvey makes a campaign that is on paper, its layout and an open batch.
func paperSurvey(t *testing.T, db *DB, f campaign.Campaign) *campaign.Campaign {
	t.Helper()
	all, err := db.Forms(t.Context())
	must(t, err)
	f.Slug, f.Title, f.From, f.Zone, f.Language, f.State = "papier", "Sur papier", "2026-01-01", "Europe/Brussels", "fr", campaign.Open
	f.Participants = []campaign.Participant{{Code: "cpas-1030", Name: "CPAS", Kind: campaign.CPAS}}
	for _, k := range all {
		if k.Form.ID == "monitoring-1030" {
			must(t, db.Create(t.Context(), &f, k.Form))
		}
	}
	c, err := db.Campaign(t.Context(), "papier")
	must(t, err)
	must(t, db.KeepLayout(t.Context(), &paper.Layout{Number: "7H2KQ9", Campaign: "papier", Form: c.FormID, Version: c.Version, Kind: paper.Tally, Pages: []paper.Page{{
		Width: 297, Height: 210, Mark: 6, Marks: [4]paper.Point{{X: 12, Y: 12}, {X: 285, Y: 12}, {X: 285, Y: 198}, {X: 12, Y: 198}},
		Fields: []paper.Field{
			{Line: 1, Question: "com", Fill: paper.Write, Area: paper.Rect{X: 30, Y: 30, W: 40, H: 8}},
			{Line: 1, Question: "out", Fill: paper.One, Boxes: []paper.Box{{At: paper.Point{X: 90, Y: 34}, Side: 4.2, Key: "1", Value: "ok"}}},
		},
	}}}))
	must(t, db.Scans().CreateBatch(t.Context(), scan.Batch{ID: testBatch, Campaign: "papier", Name: "Accueil de janvier", Participant: "cpas-1030", Made: noon()}))
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// furnishPaper keeps something in every table that holds what came on paper: the sheets 0 and 1, the second from a batch
// that was closed.
func furnishPaper(t *testing.T, db *DB) {
	t.Helper()
	ctx, s := t.Context(), db.Scans()
	c := paperSurvey(t, db, campaign.Campaign{Link: "7777-1111-2222-3333"})
	_, err := db.Print(ctx, paper.Run{Layout: "7H2KQ9", Copies: 20, Participant: "cpas-1030", Worker: sheet.Token("bloc"), At: noon()})
	must(t, err)
	keyed := post(c, procedure(t, c, "clavier"))
	keyed.Submissions[0].Sheet.Channel = sheet.Keyed
	origin := campaign.Origin{Layout: "7H2KQ9", Serial: 3, Page: 1, Line: 1, Pile: "Lundi matin", Note: "douze"}
	keyed.Submissions[0].Origin = &origin
	_, err = db.Save(ctx, keyed)
	must(t, err)
	must(t, db.KeyAgain(ctx, "papier", []paper.Again{{Origin: origin, Sheet: keyed.Submissions[0].Sheet, By: "account-1"}}))
	must(t, db.KeepPile(ctx, "papier", paper.Pile{Name: "Lundi matin", Counted: 20}))
	file, err := s.AddFile(ctx, "papier", testBatch, scan.File{Name: "copieur du deuxième étage.pdf"}, []byte("%PDF-1.7"))
	must(t, err)
	for n := range 3 {
		i, failure := s.KeepImage(ctx, "papier", testBatch, scan.Image{File: file.ID, Number: n + 1, Page: scan.Page{
			Status: scan.Refused, Reason: "scan.reason.blurred", Code: paper.Code{Layout: "7H2KQ9", Page: 1, Serial: n},
		}}, []byte("picture"))
		must(t, failure)
		must(t, s.Decide(ctx, "papier", testBatch, scan.Decision{Image: i.ID, Values: []string{"le mot écrit"}, By: "account-1"}))
	}
	must(t, s.CreateBatch(ctx, scan.Batch{ID: closedBatch, Campaign: "papier", Made: noon()}))
	scanned := procedure(t, c, "")
	scanned.Channel, scanned.Worker = sheet.Scan, ""
	must(t, s.Close(ctx, "papier", closedBatch, scan.Closing{
		At: noon(), Sheets: []*sheet.Sheet{scanned}, Origins: []campaign.Origin{{Layout: "7H2KQ9", Serial: 4, Page: 1, Line: 1}},
	}))
}

// A file belongs to the process that took it, until that one has said nothing for a while.
func TestClaimPasses(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	survey(t, db)
	now := noon()
	db.now = func() time.Time { return now }
	paperSurvey(t, db, campaign.Campaign{})
	s := db.Scans()
	file, err := s.AddFile(t.Context(), "papier", testBatch, scan.File{Name: "a.pdf"}, []byte("pdf"))
	must(t, err)
	wait := func(d time.Duration, want bool) {
		t.Helper()
		now = now.Add(d)
		_, _, f, _, err := s.NextFile(t.Context())
		if free := err == nil; free != want || !free && problem.KindOf(err) != problem.NotFound || free && f.ID != file.ID {
			t.Errorf("after %v: file %+v (%v), want it %v", d, f, err, want)
		}
	}
	wait(0, true)
	wait(claimed-time.Second, false)
	file.Pages, file.Done = 3, 1
	must(t, s.KeepFile(t.Context(), file)) // it is still at it
	wait(claimed-time.Second, false)
	wait(time.Second, true)
	file.Done = 3
	must(t, s.KeepFile(t.Context(), file))
	wait(2*claimed, false)
}

// Whoever starts again after an orderly end goes on at once.
func TestClaimEndsWithStore(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), Options{Dir: dir, Now: time.Now, Random: rand.Reader})
	must(t, err)
	survey(t, db)
	paperSurvey(t, db, campaign.Campaign{})
	file, err := db.Scans().AddFile(t.Context(), "papier", testBatch, scan.File{Name: "a.pdf"}, []byte("pdf"))
	must(t, err)
	_, _, _, _, err = db.Scans().NextFile(t.Context())
	must(t, err)
	must(t, db.Close())
	next := openTest(t, dir, 0)
	if _, _, f, _, err := next.Scans().NextFile(t.Context()); err != nil || f.ID != file.ID {
		t.Errorf("file %+v (%v), want the one that nobody reads any more", f, err)
	}
	if v, err := next.Verify(t.Context()); err != nil || len(v.Findings) > 0 {
		t.Errorf("findings %v (%v), want none", v.Findings, err)
	}
}

// What a crash has cut off is ended by the next sweep.
func TestSweepTidies(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	survey(t, db)
	now := noon()
	db.now = func() time.Time { return now }
	paperSurvey(t, db, campaign.Campaign{})
	s, ctx := db.Scans(), t.Context()
	read, err := s.AddFile(ctx, "papier", testBatch, scan.File{Name: "a.pdf"}, []byte("kanari-read"))
	must(t, err)
	_, err = s.AddFile(ctx, "papier", testBatch, scan.File{Name: "b.pdf"}, []byte("waiting"))
	must(t, err)
	must(t, s.CreateBatch(ctx, scan.Batch{ID: closedBatch, Campaign: "papier", Made: noon()}))
	_, err = s.AddFile(ctx, "papier", closedBatch, scan.File{Name: "c.pdf"}, []byte("kanari-dropped"))
	must(t, err)
	cut := db.writer.write(ctx, func(ctx context.Context, q querier) error {
		_, done := q.ExecContext(ctx, `UPDATE batch_file SET done = 1, pages = 1 WHERE number = ?`, read.ID)
		_, dropped := q.ExecContext(ctx, `UPDATE batch SET dropped = 1 WHERE id = ?`, closedBatch)
		return errors.Join(
			done, dropped,
			insertSealed(ctx, q, "batch_file", insertFile, 99, 1, "d.pdf", make([]byte, 32), 0, 0, "", 0, now.Unix(), 0),
			insertSealed(ctx, q, "batch_bytes", insertBytes, 99, 0, []byte("half")),
			seal(ctx, q, "batch_file", ``), seal(ctx, q, "batch", ``),
		)
	})
	must(t, cut)
	left := func() (all []int64) {
		all, wrong := s.numbers(ctx, `SELECT file FROM batch_bytes ORDER BY file`)
		must(t, wrong)
		return all
	}
	_, err = s.Sweep(ctx, now)
	must(t, err)
	if got := left(); len(got) != 2 || !slices.Contains(got, 99) {
		t.Errorf("bytes of the files %v, want those that wait and those that may still arrive", got)
	}
	now = now.Add(arriving + time.Second)
	_, err = s.Sweep(ctx, now)
	must(t, err)
	if got := left(); len(got) != 1 || got[0] == 99 {
		t.Errorf("bytes of the files %v, want only those that wait", got)
	}
	if got, err := s.Batches(ctx, "papier"); err != nil || len(got) != 1 || len(got[0].Files) != 2 {
		t.Errorf("batches %+v (%v), want one with two files", got, err)
	}
}

// A file that cannot be kept whole is not kept at all.
func TestFileCutOff(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	survey(t, db)
	paperSurvey(t, db, campaign.Campaign{})
	s := db.Scans()
	ctx, cancel := context.WithCancel(t.Context())
	release := hold(t, db)
	done := make(chan error)
	go func() {
		_, err := s.AddFile(ctx, "papier", testBatch, scan.File{Name: "a.pdf"}, make([]byte, 3*portion))
		done <- err
	}()
	release()
	for { // until a piece is there
		found, err := s.numbers(t.Context(), `SELECT part FROM batch_bytes`)
		must(t, err)
		if len(found) > 0 {
			break
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Skipf("the file was faster: %v", err)
	}
	found, err := s.numbers(t.Context(), `SELECT number FROM batch_file`)
	if err != nil || len(found) != 0 {
		t.Errorf("files %v (%v), want none", found, err)
	}
}

// A large file must not keep those who post sheets waiting.
func TestLargeFileLetsOthersWrite(t *testing.T) {
	size := need.Size(8, 24, 100) << 20
	db := openTest(t, t.TempDir(), 0)
	survey(t, db)
	c := paperSurvey(t, db, campaign.Campaign{})
	ctx, cancel := context.WithCancel(t.Context())
	longest, posted, ended := time.Duration(0), 0, make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			began := time.Now()
			if _, err := db.Save(context.WithoutCancel(ctx), post(c, procedure(t, c, "pad"))); err != nil {
				t.Error(err)
			}
			longest, posted = max(longest, time.Since(began)), posted+1
		}
	}()
	s, began := db.Scans(), time.Now()
	file, err := s.AddFile(t.Context(), "papier", testBatch, scan.File{Name: "a.pdf"}, bytes.Repeat([]byte("01234567"), size/8))
	must(t, err)
	kept := time.Since(began)
	file.Fault = "scan.file.broken"
	must(t, s.KeepFile(t.Context(), file))
	dropped := time.Since(began) - kept
	cancel()
	<-ended
	t.Logf("%d bytes kept in %v, dropped in %v; %d sheets meanwhile, the longest wait %v", size, kept, dropped, posted, longest)
	if longest > 2*time.Second {
		t.Errorf("a sheet waited for %v, want at most 2 s", longest)
	}
}

// The pages of a large batch are walked in a moment.
func TestManyPages(t *testing.T) {
	pages := need.Size(20, 60, 500)
	db := openTest(t, t.TempDir(), 0)
	survey(t, db)
	paperSurvey(t, db, campaign.Campaign{})
	s := db.Scans()
	file, err := s.AddFile(t.Context(), "papier", testBatch, scan.File{Name: "a.pdf"}, []byte("pdf"))
	must(t, err)
	page := scan.Page{Status: scan.Read, Code: paper.Code{Layout: "7H2KQ9", Page: 1}}
	for b := range 440 {
		page.Boxes = append(page.Boxes, scan.Features{X: 0.01 * float64(b), Y: 1.0 / float64(b+1), Frac: 0.123456789, Ink: 0.3, Ring: 0.2, Cells: b % 9, Edge: 0.7})
	}
	for f := range 150 {
		page.Fields = append(page.Fields, scan.Field{States: []scan.State{scan.Empty, scan.Crossed, scan.Empty}, Values: []string{fmt.Sprint("v", f)}})
	}
	picture := bytes.Repeat([]byte("0123456789"), 30_000)
	began := time.Now()
	for n := range pages {
		_, err = s.KeepImage(t.Context(), "papier", testBatch, scan.Image{File: file.ID, Number: n + 1, Page: page}, picture)
		must(t, err)
	}
	kept, began := time.Since(began), time.Now()
	n := 0
	for i, err := range s.ImagesOf(t.Context(), "papier", testBatch) {
		must(t, err)
		if len(i.Page.Boxes) != 440 || i.Page.Boxes[3] != page.Boxes[3] {
			t.Fatal("a page came back otherwise")
		}
		n++
	}
	walked, began := time.Since(began), time.Now()
	if b, err := s.Batch(t.Context(), "papier", testBatch); err != nil || b.Pages[scan.Read] != pages || n != pages {
		t.Errorf("%d pages walked, batch %+v (%v); want %d", n, b, err, pages)
	}
	t.Logf("%d pages of 440 boxes: kept in %v, walked in %v, counted in %v", pages, kept, walked, time.Since(began))
}
