package campaign

import (
	"context"
	"iter"
	"time"

	"releve/internal/form"
	"releve/internal/sheet"
)

// Store keeps campaigns, their participants and the published versions of their forms. All errors that a person
// can mend are problems (package problem): an unknown slug, code or link is NotFound, a taken one Conflict, a
// store that cannot write now Unavailable. What a call returns may be shared and must not be changed.
//
// Every change commits durably before the call returns and raises the campaign's Config in the same
// transaction, so that other processes that hold the campaign see that it changed.
type Store interface {
	// AddForm keeps a version of a form as a draft, or replaces the draft of that version. A published version
	// with the same content changes nothing; with other content it is refused (Conflict).
	AddForm(ctx context.Context, f *form.Form) error
	// Forms returns every version that is kept, by id and version.
	Forms(ctx context.Context) ([]KeptForm, error)
	// Create keeps a new campaign with its participants and publishes the version of its form. A successor that is not
	// kept, or that leads back to the campaign, is Invalid (campaign.successor.unknown, .circle).
	Create(ctx context.Context, c *Campaign, f *form.Form) error
	// Update reads a campaign, lets change alter it, and keeps the result, all in one transaction. Participants
	// are matched by code: new ones are added, none is removed. The form and the slug stay as they are. A successor is
	// checked as by Create.
	Update(ctx context.Context, slug string, change func(*Campaign) error) (*Campaign, error)
	// Open does the same, and deletes the sheets that came in during the trial; their ids leave tombstones. It
	// returns how many were deleted. Batches of paper that were closed during the trial are open again, and what was keyed
	// a second time then is forgotten.
	Open(ctx context.Context, slug string, change func(*Campaign) error) (int, error)
	// Campaign returns a campaign whole.
	Campaign(ctx context.Context, slug string) (*Campaign, error)
	// Campaigns returns all campaigns, the newest first.
	Campaigns(ctx context.Context) ([]*Campaign, error)
	// ByLink returns the campaign of a link code and the code of its participant, "" for the campaign's own link.
	ByLink(ctx context.Context, link string) (c *Campaign, participant string, err error)
	// Ready writes and reads: it returns nil only when sheets can be kept now.
	Ready(ctx context.Context) error
}

// KeptForm is a version of a form in the store.
type KeptForm struct {
	Form      *form.Form
	Published bool // immutable: a campaign or a print uses it
}

// Sheets keeps the sheets of campaigns. Nothing is acknowledged before it is durable; a sheet is kept whole or
// not at all.
type Sheets interface {
	// Save keeps sheets that were posted, each for itself; the verdicts stand in the order of the submissions.
	// The sheet's id is looked up before the campaign's state: an identical resend is a Duplicate also after
	// closing. Keyed and scanned sheets are kept whatever the state, with their Origin. The error is Stale when the
	// campaign is no longer the one the sheets were read against, and Unavailable when nothing could be written; then none
	// of the sheets is acknowledged.
	Save(ctx context.Context, batch Batch) ([]Verdict, error)
	// Import keeps sheets of a file, and the participants it brings, all or none; the campaign's state does not
	// matter. A sheet that is kept with other content is a problem with its place in the file (argument
	// "sheet", counted from 0).
	Import(ctx context.Context, slug string, in Importation) (Imported, error)
	// Withdraw erases a sheet with its content, history, salt and Origin, and leaves a tombstone.
	Withdraw(ctx context.Context, slug string, id sheet.ID) error
	// Sheet returns a sheet and what was altered on it, the oldest first. The error is NotFound for an id under
	// which the campaign never kept anything, Gone for a sheet that was erased.
	Sheet(ctx context.Context, slug string, id sheet.ID) (Kept, []Revision, error)
	// Alter keeps another content or status of a sheet, whatever the campaign's state, and what it was before.
	// The content that came in first is remembered by its digest: a late resend of it is still a Duplicate.
	Alter(ctx context.Context, slug string, a Alteration) (Kept, error)
	// Own returns a sheet to the device that sent it, also when a person has closed the campaign. The errors are those of
	// CorrectOwn; for a sheet that was erased it is NotFound (sheet.unclaimed) too.
	Own(ctx context.Context, slug string, c Claim) (Kept, error)
	// CorrectOwn keeps other answers of a sheet, sent by the device that sent it: Stored; Duplicate when they are what
	// is kept; ClosedFor when a person has closed the campaign; Withdrawn when it was erased. Its service, worker,
	// channel and time of receipt stay, its date when the new one is blank, and the status of one that does not count; any
	// other becomes Edited, or Issues where the new one says so. The history names no account. The error is NotFound (sheet.unclaimed), always
	// the same, when the claim's proof is not the sheet's or it came too late, and Stale as for Save.
	CorrectOwn(ctx context.Context, slug string, c Claim, s *sheet.Sheet) (Verdict, error)
	// WithdrawOwn erases a sheet for the device that sent it: Withdrawn, also when it was erased before, or ClosedFor.
	// The errors are those of CorrectOwn.
	WithdrawOwn(ctx context.Context, slug string, c Claim) (Verdict, error)
	// ByReceipt returns the sheet that a receipt (its SHA-256) was given for.
	ByReceipt(ctx context.Context, slug string, receipt [32]byte) (Kept, error)
	// View shows one campaign and its sheets at one instant, however long reading takes.
	View(ctx context.Context, slug string, show func(View) error) error
}

// Batch is a set of sheets posted together.
type Batch struct {
	Slug        string
	Config      int64 // of the campaign that the sheets were read against
	Submissions []Submission
}

// Submission is a posted sheet with the hash of the receipt that its sender will get, and what the device must show to
// change it afterwards. A proof that comes with a sheet that is kept already is passed over.
type Submission struct {
	Sheet   *sheet.Sheet
	Receipt [32]byte // SHA-256
	Proof   Proof    // zero: the sheet cannot be changed from a device
	Origin  *Origin  // of a keyed or scanned sheet, else nil
}

// Verdict says what became of a submission.
type Verdict uint8

// The verdicts.
const (
	Stored       Verdict = iota + 1
	Duplicate            // the same content was kept before; the receipt is valid too
	Conflicting          // kept before with other content; the kept one stays
	ClosedFor            // the campaign takes no more sheets
	Withdrawn            // it was withdrawn; nothing is kept
	CycleRefused         // it would follow a chain that follows it
)

// Importation is the content of an imported file.
type Importation struct {
	Sheets       []*sheet.Sheet
	Participants []Participant // services named by the file that the campaign does not have
	Rehearsal    bool          // tell what would be done, and keep nothing
}

// Imported says what an import did.
type Imported struct {
	New, Same int // sheets
}

// What an Alteration is for.
const (
	Correcting = "correct" // other answers
	Excluding  = "exclude" // it counts no more
	Including  = "include" // it counts again
	Approving  = "approve" // what the guard found may stay
	Undoing    = "undo"    // what it was before an alteration
)

// Alteration is a change of one kept sheet.
type Alteration struct {
	// Sheet is the whole of it as it shall stand, under the same id. Its worker, channel and time of receipt stay
	// as they are kept, whatever it says.
	Sheet *sheet.Sheet
	Since int64  // Change of the Kept that was read; the sheet that has another one now is a Conflict (sheet.changed)
	By    string // id of the account
	What  string // Correcting, Excluding, Including, Approving or Undoing
}

// Revision is what a sheet was before an Alteration.
type Revision struct {
	At   time.Time // UTC, to the second
	By   string    // id of the account, "" for the device that sent the sheet
	What string
	// Before has the date, participant, version, language, shared, follows, status, reason and coded answers of
	// then: codes, numbers and dates. Free text is never kept, neither that of questions nor that beside codes.
	Before *sheet.Sheet
}

// Kept is a sheet as the store holds it.
type Kept struct {
	Sheet  *sheet.Sheet
	Place  int64 // dense number of the sheet's first row in its campaign, from 0; never reused
	Rows   int   // rows it holds: places Place … Place+Rows-1; 1 for a sheet with zero repeated rows
	Change int64 // the campaign's Change when it was last written
	Trial  bool  // came in during the trial
	// Erased says that the sheet was withdrawn or deleted: only ID, Place, Rows and Change are filled. A place that
	// its sheet gave up, because it was altered to have more rows or fewer, is Erased too, and has no ID.
	Erased bool
}

// View is a campaign and its sheets at one instant.
type View interface {
	// Campaign returns the campaign at the instant of the view.
	Campaign() *Campaign
	// Changed walks the sheets written after a Change, erased ones too, by Place. Changed(0) is everything.
	Changed(since int64) iter.Seq2[Kept, error]
	// Tallied walks like Changed, for whoever counts at once: what it hands out is overwritten by the next, and of a
	// sheet it may leave out what no figure needs: free text, answers to questions without a role, exact minutes
	// beside a band of another role than minutes, precision, reason.
	Tallied(since int64) iter.Seq2[Kept, error]
	// ByDate walks the kept sheets by date, then id: the order of the interchange layout. Erased ones and those
	// of the trial are left out.
	ByDate() iter.Seq2[Kept, error]
	// At returns the sheets whose first rows stand at some places, in the order of the places. A sheet that was
	// erased, and a place that its sheet has given up, come back as Erased.
	At(places []int64) ([]Kept, error)
}
