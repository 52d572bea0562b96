package paper

import (
	"context"
	"time"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

// Store keeps what was printed. Errors that a person can mend are problems. Every change is durable before a call returns.
type Store interface {
	// KeepLayout keeps a layout under its number. Keeping the same one again changes nothing; another one under a number
	// that is taken is a Conflict (paper.layout.taken).
	KeepLayout(ctx context.Context, l *Layout) error
	// Layout returns the layout with a number, of whatever campaign; NotFound (paper.layout.unknown).
	Layout(ctx context.Context, number string) (*Layout, error)
	// Layouts returns the layouts of a campaign, the newest first.
	Layouts(ctx context.Context, slug string) ([]*Layout, error)
	// Print keeps a run of copies and gives them serial numbers that no run of the same layout had before. Its First comes
	// back filled. The error is Conflict (paper.run.many) when not so many numbers are left.
	Print(ctx context.Context, r Run) (Run, error)
	// Runs returns the runs of a campaign's layouts, the newest first.
	Runs(ctx context.Context, slug string) ([]Run, error)
	// RunOf returns the run that a serial number of a layout was printed in; NotFound (paper.run.unknown).
	RunOf(ctx context.Context, layout string, serial int) (Run, error)

	// Piles returns the piles of paper that were keyed in a campaign, by name.
	Piles(ctx context.Context, slug string) ([]Pile, error)
	// KeepPile keeps what people counted of a pile, and makes it where there is none of its name.
	KeepPile(ctx context.Context, slug string, p Pile) error
	// Keyed returns the lines of a pile that were keyed, with the sheets they became, in the order of notes, pages and lines.
	Keyed(ctx context.Context, slug, pile string) ([]Keyed, error)
	// KeyAgain keeps lines that were keyed a second time, without sight of the first; the same origin again replaces it. A
	// line goes when the sheet that was keyed first is withdrawn, and loses its free text when that one is altered.
	KeyAgain(ctx context.Context, slug string, lines []Again) error
	// KeyedAgain returns them.
	KeyedAgain(ctx context.Context, slug, pile string) ([]Again, error)
}

// Pile is a pile of sheets that are keyed one after the other.
type Pile struct {
	Name    string
	Counted int // procedures that somebody counted on the paper, 0 where nobody did
	Keyed   int // sheets that were keyed and are still kept; given by the store
	Again   int // lines that were keyed a second time; given by the store
}

// Keyed is a sheet that was keyed.
type Keyed struct {
	Origin campaign.Origin
	Kept   campaign.Kept
}

// Again is a line that was keyed a second time.
type Again struct {
	Origin campaign.Origin
	Sheet  *sheet.Sheet // as it would be; it is kept nowhere else
	By     string       // id of the account
}

// Run is a number of copies that were printed together.
type Run struct {
	Layout      string // number
	First       int    // serial number of the first copy, from 1
	Copies      int
	Participant string // code of the service that they are for, "" for none
	// Worker is a worker token of its own for the whole run, where it is a pad that one person keeps: sheets of it count as
	// one device. "" for none, and always for slips. It is made like a device's and kept as those are.
	Worker string
	At     time.Time // UTC, to the second
}
