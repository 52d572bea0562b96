package storetest

import (
	"bytes"
	"reflect"
	"strings"
	"time"

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
