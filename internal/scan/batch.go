package scan

import (
	"context"
	"iter"
	"time"

	"releve/internal/campaign"
	"releve/internal/paper"
	"releve/internal/sheet"
)

// KeptDays is how many days after the closing of a batch its pictures are deleted.
const KeptDays = 30

// Batch is a pile of scanned sheets, from upload to close. Nothing of it counts before it is closed.
type Batch struct {
	ID       string // 12 lower-case Crockford signs, in addresses
	Campaign string // slug
	Name     string // as its people call it, may be ""
	Period   string // week or month that its undated lines fall into: 2026-W47 or 2026-11
	// Participant is the service that the sheets come from, where their run does not say: its code, "" for none.
	Participant string
	Made        time.Time // UTC, to the second
	Closed      time.Time // zero while it is open
	Closings    int       // how many times it was closed: sheets of each closing have ids of their own
	Files       []File
	Pages       map[Status]int // pages by status, those that a person set aside under their status too
	Waiting     int            // pages that are not read yet, as far as they are known
	Sampled     int            // accepted fields that a person looked at before closing
	Wrong       int            // of them, those that were read wrongly
}

// File is an uploaded file.
type File struct {
	ID    int64 // given by the store
	Name  string
	Sum   [32]byte // SHA-256 of its bytes
	Pages int      // 0 while unknown
	Done  int      // pages read
	Fault string   // key of the problem when nothing of it could be used, with Args as JSON behind a space; "" otherwise
}

// Image is a page of a batch as it came in.
type Image struct {
	ID     int64 // given by the store
	File   int64
	Number int    // of the page in its file, from 1
	Page   Page   // as it was read
	Sum    uint64 // of what is seen, so that two pictures of the same sheet can be found
	Set    Aside  // what a person decided on the whole page
}

// Aside says what a person decided on a whole page.
type Aside string

// What a page can be set to.
const (
	Use  Aside = ""     // as it was read
	Skip Aside = "skip" // it is not used: a double, another campaign's, illegible
	Keep Aside = "keep" // it is used although it looks like a double, or another page of its sheet is missing
)

// Decision is what a person says of one field.
type Decision struct {
	Image     int64    // ID
	Field     int      // place of the field in the fields of the layout's page
	Sample    bool     // the field was accepted, and is looked at to measure how often that is wrong
	Agreed    bool     // the reading is right
	Values    []string // codes, or what a Write field says
	Illegible bool     // nobody can read it: it stays blank
	By        string   // id of the account
}

// Store keeps batches. Errors that a person can mend are problems; a batch, page or file that is not there is NotFound
// (scan.unknown), and a change of a closed batch Conflict (scan.closed). Every change is durable before a call returns.
type Store interface {
	// CreateBatch keeps a new batch without files. An id that is taken is a Conflict (scan.taken).
	CreateBatch(ctx context.Context, b Batch) error
	// Batches returns the batches of a campaign, the newest first, with their files.
	Batches(ctx context.Context, slug string) ([]Batch, error)
	// Batch returns one.
	Batch(ctx context.Context, slug, id string) (Batch, error)
	// DropBatch forgets an open batch with all that it holds.
	DropBatch(ctx context.Context, slug, id string) error
	// AddFile keeps a file until its pages are taken out. One with the same bytes as a file of any batch of the campaign is
	// a Conflict (scan.file.same, args batch, name).
	AddFile(ctx context.Context, slug, id string, f File, data []byte) (File, error)
	// NextFile returns a file of an open batch whose pages are not all read, and its bytes; NotFound when there is none. The
	// file belongs to who got it: nobody else gets it before 2 minutes without a KeepFile have passed, or its store is closed.
	NextFile(ctx context.Context) (slug, batch string, f File, data []byte, err error)
	// KeepFile keeps what is known of a file: Pages, Done, Fault; once Done is Pages, or there is a Fault, its bytes are
	// dropped. It says too that whoever got the file is still at it.
	KeepFile(ctx context.Context, f File) error
	// Close keeps what a batch gives as sheets that count, and closes it, all or nothing, whatever the campaign's state; those
	// of a trial are sheets of the trial. What is wrong is a problem.List, each with the sheet's place (argument "sheet", from
	// 0): Conflict (scan.sheet.kept) for an id that was kept before, NotFound for a service that the campaign does not have,
	// Invalid for a circle of sheets that follow each other. The Pile of each origin is the batch's id, whatever it says.
	Close(ctx context.Context, slug, id string, c Closing) error
	// Reopen takes the sheets of a closed batch out of the figures for good, and opens it. The error is Conflict
	// (scan.reopen.changed, arg n) when any of them was altered since and force is false, and (scan.open) when it is open.
	Reopen(ctx context.Context, slug, id string, force bool) error
	// Sweep deletes the images of batches that were closed before a time and returns how many. What people decided on words
	// written by hand goes with them: should the batch be opened, it is asked again.
	Sweep(ctx context.Context, before time.Time) (int, error)
}

// Images keeps the pages of batches. Its errors are as those of Store.
type Images interface {
	// KeepImage keeps a page with its picture, a grey PNG or JPEG without any metadata, or without one. A page with the same
	// file and number is replaced: it keeps its ID, what was decided on the whole page unless Set says otherwise, and its
	// picture unless there is another one; the decisions on its fields are forgotten.
	KeepImage(ctx context.Context, slug, batch string, i Image, picture []byte) (Image, error)
	// ImagesOf walks the pages of a batch in the order of files and numbers.
	ImagesOf(ctx context.Context, slug, batch string) iter.Seq2[Image, error]
	// Picture returns the picture of a page; Gone (scan.picture.gone) once it was deleted, and where there never was one.
	Picture(ctx context.Context, slug, batch string, image int64) ([]byte, error)
	// Set says what is done with a whole page.
	Set(ctx context.Context, slug, batch string, image int64, a Aside) error
	// Decide keeps a decision; a later one on the same field stands above it.
	Decide(ctx context.Context, slug, batch string, d Decision) error
	// Undo forgets the last decision of an account in a batch, whatever field it was on, and returns it; NotFound
	// (scan.undo.nothing).
	Undo(ctx context.Context, slug, batch, by string) (Decision, error)
	// Decisions returns the decisions that stand, by image and field.
	Decisions(ctx context.Context, slug, batch string) ([]Decision, error)
	// Seen returns what is kept in a campaign under a serial number of a layout and page: pages of all its batches, and how
	// many lines were keyed, those without a page among them. Nothing is seen under 0, the number of masters.
	Seen(ctx context.Context, slug string, c paper.Code) (pages []Image, keyed int, err error)
}

// Closing is what a batch gives.
type Closing struct {
	At             time.Time // UTC, to the second
	Sheets         []*sheet.Sheet
	Origins        []campaign.Origin // of the sheets, in their order
	Sampled, Wrong int
}
