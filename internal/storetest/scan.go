package storetest

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"time"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/problem"
	"releve/internal/scan"
)

func scanTests() map[string]func(*suite) {
	return map[string]func(*suite){
		"a batch comes back whole":               (*suite).batches,
		"a file is taken once":                   (*suite).files,
		"a large file comes back whole":          (*suite).largeFile,
		"the bytes of a file go when it is read": (*suite).fileGoes,
		"a page comes back whole":                (*suite).pages,
		"a page is read again":                   (*suite).pageAgain,
		"a sheet of paper is seen again":         (*suite).seen,
		"decisions stand above each other":       (*suite).decisions,
		"a dropped batch leaves nothing":         (*suite).dropBatch,
		"nothing of what is not there":           (*suite).scanUnknown,
	}
}

const (
	batchID = "0123456789ab"
	otherID = "0123456789ac"
)

// madeAt is when batches of tests were made.
func madeAt() time.Time { return time.Date(2026, 1, 20, 8, 0, 3, 0, time.UTC) }

// makeBatch makes the usual campaign's batch, which has one file, and returns the file.
func (s *suite) makeBatch() scan.File {
	s.Helper()
	s.create(s.plain(usualVersion))
	s.must(s.Paper.KeepLayout(s.ctx, printed("7H2KQ9")))
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: batchID, Campaign: slug, Name: "Accueil", Period: "2026-W03", Participant: "zwin", Made: madeAt()}))
	return s.addFile(batchID, "kanari-bytes")
}

func (s *suite) addFile(batch, content string) scan.File {
	s.Helper()
	f, err := s.Scans.AddFile(s.ctx, slug, batch, scan.File{Name: content + ".pdf"}, []byte(content))
	s.must(err)
	return f
}

// batch returns a batch as the store has it.
func (s *suite) batch(id string) scan.Batch {
	s.Helper()
	b, err := s.Scans.Batch(s.ctx, slug, id)
	s.must(err)
	return b
}

func (s *suite) batches() {
	f := s.makeBatch()
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Period: "2026-02", Made: madeAt().Add(time.Hour)}))
	want := scan.Batch{
		ID: batchID, Campaign: slug, Name: "Accueil", Period: "2026-W03", Participant: "zwin", Made: madeAt(),
		Files: []scan.File{{ID: f.ID, Name: "kanari-bytes.pdf", Sum: receipt("kanari-bytes")}}, Pages: map[scan.Status]int{},
	}
	empty := scan.Batch{ID: otherID, Campaign: slug, Period: "2026-02", Made: madeAt().Add(time.Hour), Pages: map[scan.Status]int{}}
	got, err := s.again().Scans.Batches(s.ctx, slug)
	if err != nil || !reflect.DeepEqual(got, []scan.Batch{empty, want}) {
		s.Errorf("batches (%v)\n got %+v\nwant %+v", err, got, []scan.Batch{empty, want})
	}
	f.Pages, f.Done = 7, 2
	s.must(s.Scans.KeepFile(s.ctx, f))
	second := s.addFile(batchID, "zweite")
	second.Pages, second.Fault = 4, `scan.file.encrypted {"name":"x"}`
	s.must(s.Scans.KeepFile(s.ctx, second))
	for i, status := range []scan.Status{scan.Read, scan.Read, scan.Blank} {
		s.keepPage(f, i+1, scan.Page{Status: status})
	}
	want.Files = []scan.File{f, second}
	want.Pages, want.Waiting = map[scan.Status]int{scan.Read: 2, scan.Blank: 1}, 5
	if got := s.batch(batchID); !reflect.DeepEqual(got, want) {
		s.Errorf("batch\n got %+v\nwant %+v", got, want)
	}
	err = s.Scans.CreateBatch(s.ctx, scan.Batch{ID: batchID, Campaign: slug, Made: madeAt()})
	s.wantProblem(err, problem.Conflict, "scan.taken")
	err = s.Scans.CreateBatch(s.ctx, scan.Batch{ID: "x", Campaign: slug, Participant: "nul", Made: madeAt()})
	s.wantProblem(err, problem.NotFound, "campaign.participant.unknown")
}

func (s *suite) files() {
	f := s.makeBatch()
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Made: madeAt()}))
	_, err := s.Scans.AddFile(s.ctx, slug, otherID, scan.File{Name: "autre.pdf"}, []byte("kanari-bytes"))
	s.wantProblem(err, problem.Conflict, "scan.file.same")
	if args := problem.All(err)[0].Args; args["batch"] != "Accueil" || args["name"] != "kanari-bytes.pdf" {
		s.Errorf("args %v, want the batch and the name of the first", args)
	}
	second := s.addFile(otherID, "zweite")
	elsewhere := newCampaign(s.plain(usualVersion))
	elsewhere.Slug, elsewhere.Link, elsewhere.Participants = "ailleurs", otherLink, nil
	s.must(s.Store.Create(s.ctx, elsewhere, s.plain(usualVersion)))
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: "0123456789ad", Campaign: "ailleurs", Made: madeAt()}))
	third, err := s.Scans.AddFile(s.ctx, "ailleurs", "0123456789ad", scan.File{Name: "x"}, []byte("kanari-bytes"))
	s.must(err)

	type taken struct {
		slug, batch, data string
		id                int64
	}
	var got []taken
	stores := []scan.Store{s.Scans, s.again().Scans}
	for i := range 3 {
		from, batch, next, data, err := stores[i%2].NextFile(s.ctx)
		s.must(err)
		got = append(got, taken{from, batch, string(data), next.ID})
	}
	want := []taken{
		{slug, batchID, "kanari-bytes", f.ID}, {slug, otherID, "zweite", second.ID}, {"ailleurs", "0123456789ad", "kanari-bytes", third.ID},
	}
	if !reflect.DeepEqual(got, want) {
		s.Errorf("files %+v, want %+v", got, want)
	}
	for _, store := range stores {
		_, _, _, _, err := store.NextFile(s.ctx)
		s.wantProblem(err, problem.NotFound, "scan.unknown")
	}
}

// largeFile keeps a file that is kept in pieces.
func (s *suite) largeFile() {
	s.makeBatch()
	data := []byte(strings.Repeat("0123456789abcdef", 600_000) + "!")
	f, err := s.Scans.AddFile(s.ctx, slug, batchID, scan.File{Name: "gros.pdf"}, data)
	s.must(err)
	_, _, _, _, err = s.Scans.NextFile(s.ctx)
	s.must(err)
	_, _, got, back, err := s.Scans.NextFile(s.ctx)
	s.must(err)
	if got.ID != f.ID || got.Sum != f.Sum || !bytes.Equal(back, data) {
		s.Errorf("file %+v of %d bytes came back otherwise", got, len(back))
	}
}

func (s *suite) fileGoes() {
	read := s.makeBatch()
	bad := s.addFile(batchID, "kanari-bad")
	if !bytes.Contains(s.Bytes(s.T), []byte("kanari-bad")) {
		s.Fatal("the bytes are not found on disk before they go: the test would see nothing")
	}
	read.Pages, read.Done = 2, 1
	s.must(s.Scans.KeepFile(s.ctx, read))
	if !bytes.Contains(s.Bytes(s.T), []byte("kanari-bytes")) {
		s.Error("the bytes of a file went before all its pages were read")
	}
	read.Done, read.Name, bad.Name = 2, "x", "y" // the name stays
	s.must(s.Scans.KeepFile(s.ctx, read))
	bad.Fault = "scan.file.broken"
	s.must(s.Scans.KeepFile(s.ctx, bad))
	files := s.batch(batchID).Files
	if len(files) != 2 || files[0].Name != "kanari-bytes.pdf" || files[0].Done != 2 || files[1].Fault != "scan.file.broken" {
		s.Errorf("files %+v, want both as they are", files)
	}
	_, _, _, _, err := s.Scans.NextFile(s.ctx)
	s.wantProblem(err, problem.NotFound, "scan.unknown")
	disk := bytes.ReplaceAll(s.Bytes(s.T), []byte(".pdf"), nil)
	for _, f := range []string{"kanari-bytes", "kanari-bad"} {
		if n := bytes.Count(disk, []byte(f)); n > 1 { // the name stands once
			s.Errorf("%s stands %d times on disk, want only in its name", f, n)
		}
	}
	_, err = s.Scans.AddFile(s.ctx, slug, batchID, scan.File{Name: "noch einmal"}, []byte("kanari-bytes"))
	s.wantProblem(err, problem.Conflict, "scan.file.same")
}

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

func (s *suite) decide(all ...scan.Decision) {
	s.Helper()
	for _, d := range all {
		s.must(s.Images.Decide(s.ctx, slug, batchID, d))
	}
}

func (s *suite) decisions() {
	f := s.makeBatch()
	a, b := s.keepPage(f, 1, measured(1)), s.keepPage(f, 2, measured(2))
	first := scan.Decision{Image: b.ID, Field: 1, Values: []string{"kanari-word"}, By: "a"}
	second := scan.Decision{Image: a.ID, Field: 2, Sample: true, Agreed: true, By: "b"}
	third := scan.Decision{Image: a.ID, Field: 0, Values: []string{"a", "b"}, By: "a"}
	above := scan.Decision{Image: b.ID, Field: 1, Illegible: true, Values: []string{}, By: "a"}
	s.decide(first, second, third, above)
	want := func(want ...scan.Decision) {
		s.Helper()
		got, err := s.again().Images.Decisions(s.ctx, slug, batchID)
		if err != nil || !reflect.DeepEqual(got, want) {
			s.Errorf("decisions (%v)\n got %+v\nwant %+v", err, got, want)
		}
	}
	want(third, second, above)
	undo := func(by string, expected scan.Decision) {
		s.Helper()
		got, err := s.Images.Undo(s.ctx, slug, batchID, by)
		if err != nil || !reflect.DeepEqual(got, expected) {
			s.Errorf("undone %+v (%v), want %+v", got, err, expected)
		}
	}
	undo("a", above)
	want(third, second, first)
	undo("a", third)
	undo("a", first)
	want(second)
	_, err := s.Images.Undo(s.ctx, slug, batchID, "a")
	s.wantProblem(err, problem.NotFound, "scan.undo.nothing")
	s.wantGone([]byte("kanari-word"))
}

func (s *suite) dropBatch() {
	f := s.makeBatch()
	large := bytes.Repeat([]byte("kanari-large"), 400_000)
	_, err := s.Scans.AddFile(s.ctx, slug, batchID, scan.File{Name: "kanari-name"}, large)
	s.must(err)
	for n := range 20 {
		i := s.keepPage(f, n+1, measured(n+1))
		s.decide(scan.Decision{Image: i.ID, Field: 1, Values: []string{"kanari-word"}, By: "a"})
	}
	if !bytes.Contains(s.Bytes(s.T), picture(3)[:16]) {
		s.Fatal("the picture is not found on disk before it goes: the test would see nothing")
	}
	s.must(s.Scans.DropBatch(s.ctx, slug, batchID))
	_, err = s.Scans.Batch(s.ctx, slug, batchID)
	s.wantProblem(err, problem.NotFound, "scan.unknown")
	s.wantProblem(s.Scans.DropBatch(s.ctx, slug, batchID), problem.NotFound, "scan.unknown")
	s.wantProblem(s.Scans.KeepFile(s.ctx, f), problem.NotFound, "scan.unknown")
	s.wantGone([]byte("kanari"))
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: batchID, Campaign: slug, Made: madeAt()}))
	if again := s.addFile(batchID, "kanari-bytes"); again.ID <= f.ID {
		s.Errorf("file %d after %d: a number was given twice", again.ID, f.ID)
	}
}

func (s *suite) scanUnknown() {
	f := s.makeBatch()
	i := s.keepPage(f, 1, measured(1))
	s.must(s.Scans.CreateBatch(s.ctx, scan.Batch{ID: otherID, Campaign: slug, Made: madeAt()}))
	_, kept := s.Images.KeepImage(s.ctx, slug, otherID, scan.Image{File: f.ID, Number: 2}, nil)
	_, picture := s.Images.Picture(s.ctx, slug, otherID, i.ID)
	_, undo := s.Images.Undo(s.ctx, slug, "nulle", "a")
	_, decisions := s.Images.Decisions(s.ctx, slug, "nulle")
	_, batch := s.Scans.Batch(s.ctx, slug, "nulle")
	_, file := s.Scans.AddFile(s.ctx, slug, "nulle", scan.File{}, nil)
	var images error
	for _, images = range s.Images.ImagesOf(s.ctx, slug, "nulle") {
		break
	}
	for name, err := range map[string]error{
		"keep": kept, "picture": picture, "undo": undo, "decisions": decisions, "batch": batch, "file": file, "images": images,
		"decide": s.Images.Decide(s.ctx, slug, otherID, scan.Decision{Image: i.ID}),
		"set":    s.Images.Set(s.ctx, slug, otherID, i.ID, scan.Skip),
		"close":  s.Scans.Close(s.ctx, slug, "nulle", scan.Closing{}),
		"reopen": s.Scans.Reopen(s.ctx, slug, "nulle", true),
		"done":   s.Scans.KeepFile(s.ctx, scan.File{ID: 999}),
	} {
		all := problem.All(err)
		if len(all) == 0 || all[0].Key != "scan.unknown" || all[0].Kind != problem.NotFound {
			s.Errorf("%s: error %v, want scan.unknown", name, err)
		}
	}
}
