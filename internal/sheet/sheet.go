// Package sheet holds one filled questionnaire and reads it from posted values.
package sheet

import (
	"time"

	"releve/internal/form"
	"releve/internal/locale"
)

// Sheet is one filled questionnaire: a procedure, an incident, a call.
type Sheet struct {
	ID          ID
	Participant string // code of the service, "" for a sheet by the campaign's own link
	Version     int64  // version of the form it was filled in
	Follows     string // id of the sheet it resumes, Unknown, or ""
	Shared      int    // the minutes answered are for that many sheets together: 2…99, or 0
	Worker      string // hashed token of the device or pad, "" without
	Date        string // yyyy-mm-dd, a calendar date that is never converted
	Precision   Precision
	ReceivedAt  time.Time // UTC, to the second; zero when unknown (imported without)
	Channel     Channel
	Language    locale.Tag
	Status      Status
	Reason      string // why it was rejected or excluded
	Answers     form.Answers
	Rows        []form.Answers // rows of the form's repeat; nil when the form has none
}

// Unknown is the Follows of a sheet that resumes one nobody can name any more.
const Unknown = "unknown"

// Precision says how exactly the date of a sheet is known.
type Precision string

// The precisions of a date.
const (
	Day   Precision = "day"
	Week  Precision = "week"
	Month Precision = "month"
)

// Channel says how a sheet came in.
type Channel string

// The channels.
const (
	Web     Channel = "web"     // posted from the page
	Offline Channel = "offline" // queued on a device first
	Keyed   Channel = "keyed"   // typed in from paper
	Scan    Channel = "scan"    // read from paper
	Import  Channel = "import"  // from a file that does not say more
	API     Channel = "api"     // from another program
)

// Channels returns all channels.
func Channels() []Channel { return []Channel{Web, Offline, Keyed, Scan, Import, API} }

// Posted says whether a sender may claim the channel for a sheet of its own.
func (c Channel) Posted() bool { return c == Web || c == Offline || c == API }

// Status says where a sheet stands in its review.
type Status string

// The statuses.
const (
	Received Status = "received"
	Edited   Status = "edited"
	Issues   Status = "issues" // to be looked at
	Approved Status = "approved"
	Rejected Status = "rejected" // kept and exported, not counted
	Excluded Status = "excluded" // kept and exported, not counted
)

// Statuses returns all statuses.
func Statuses() []Status {
	return []Status{Received, Edited, Issues, Approved, Rejected, Excluded}
}

// Counts says whether sheets of the status are counted.
func (s Status) Counts() bool { return s != Rejected && s != Excluded }

// Corrected returns the status of a sheet after a correction: one that does not count stays out.
func (s Status) Corrected() Status {
	if s.Counts() {
		return Edited
	}
	return s
}

// Repeats returns the rows as the figures see them: one for a form without a repeat, holding the sheet's own
// answers, else the rows of the repeat.
func (s *Sheet) Repeats(f *form.Form) []form.Answers {
	if f.Repeat() == nil {
		return []form.Answers{s.Answers}
	}
	return s.Rows
}
