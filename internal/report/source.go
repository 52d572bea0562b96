package report

import (
	"iter"
	"time"

	"releve/internal/campaign"
	"releve/internal/tally"
)

// Purpose says for whom a book is made.
type Purpose uint8

// The purposes.
const (
	ForWork  Purpose = iota // everything, for those who coordinate
	ForShare                // to be handed on: nothing that singles a small service out
)

// Options say what a report cannot know from the count.
type Options struct {
	Made   time.Time // when it is made, in any zone
	Notice string    // stands above everything: that the data are fictitious; "" for nothing
}

// Source is what reports are made from.
type Source struct {
	Columns  *tally.Columns
	Campaign *campaign.Campaign
	Filter   tally.Filter
	Purpose  Purpose
	Options

	// Sheets walks the sheets that pass the filter, in the order of the interchange layout, those of the trial left
	// out; it may be walked more than once. Without it a book has neither Data nor comments.
	Sheets func() iter.Seq2[campaign.Kept, error]
}
