// Package campaign groups the sheets of one survey period and says what a store must do.
package campaign

import (
	"fmt"
	"slices"
	"time"

	"releve/internal/form"
	"releve/internal/locale"
)

// Campaign is one survey period with one questionnaire, its dates, its participants and its ways of counting.
type Campaign struct {
	Slug           string // [a-z0-9-]{1,24}, in addresses
	Title          string
	FormID         string
	Version        int64  // version of the form that new sheets are filled in
	From, To       string // yyyy-mm-dd; To is "" for a campaign without an end
	Zone           string // IANA name
	Language       locale.Tag
	State          State
	Groups         []form.Group
	Outcome        form.OutcomeMap
	CountLate      bool
	CountOutside   bool
	ProcedureText  locale.Text // "one procedure is…"
	Publisher      string      // who answers for the campaign
	KeepUntil      string      // yyyy-mm-dd until which sheets are kept, "" where the coordination has not said
	PaperGroups    []string    // groups that are boxes on paper; empty: the default ones
	CorrectionDays int         // days during which a device may correct its own sheets
	Successor      string      // slug of the campaign that follows it, where its links lead on once it is closed; "" for none
	Link           string      // the campaign's own link code; its sheets have no service
	CreatedAt      time.Time
	Fictitious     bool // made-up data for a demonstration: every page and workbook says so

	Participants []Participant
	Logos        []Logo       // printed on posters, in their order
	Forms        []*form.Form // every published version of the form, ascending; never empty
	Scanned      Scanned      // given by the store

	Config int64 // raised by every change of the campaign, its participants or its forms
	Change int64 // raised by every change of its sheets
}

// State says what a campaign does with sheets.
type State string

// The states, in their order.
const (
	Trial   State = "trial"   // sheets are marked, shown apart and deleted at opening
	Open    State = "open"    // sheets count
	Closing State = "closing" // past its last day, late sheets still come in
	Closed  State = "closed"  // posted sheets are refused
)

// Kind says what sort of service a participant is.
type Kind string

// The kinds of service.
const (
	Association Kind = "association"
	CPAS        Kind = "cpas"
	Commune     Kind = "commune"
	Other       Kind = "other"
)

// Kinds returns all kinds of service.
func Kinds() []Kind { return []Kind{Association, CPAS, Commune, Other} }

// Participant is a service that takes part, with a link of its own.
type Participant struct {
	Code      string // public, [a-z0-9-]{1,24}
	Name      string
	Kind      Kind
	Headcount int      // people whom the service declares as taking part, 0 when it declares none
	Own       []string // codes of the service's own institution: a procedure there is flagged, and counts
	Link      string   // 16 Crockford signs, "" until it has one
}

// Participant returns the participant with a code.
func (c *Campaign) Participant(code string) (Participant, bool) {
	i := slices.IndexFunc(c.Participants, func(p Participant) bool { return p.Code == code })
	if i < 0 {
		return Participant{}, false
	}
	return c.Participants[i], true
}

// Form returns the version of the form that new sheets are filled in.
func (c *Campaign) Form() *form.Form {
	if f, ok := c.FormVersion(c.Version); ok {
		return f
	}
	return c.Forms[len(c.Forms)-1]
}

// FormVersion returns a published version of the campaign's form.
func (c *Campaign) FormVersion(version int64) (*form.Form, bool) {
	for _, f := range c.Forms {
		if f.Version == version {
			return f, true
		}
	}
	return nil, false
}

// Location returns the campaign's zone.
func (c *Campaign) Location() (*time.Location, error) {
	loc, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("campaign zone: %w", err)
	}
	return loc, nil
}

// PeopleDeclared returns the sum of the headcounts, and false when no service declares one.
func (c *Campaign) PeopleDeclared() (int, bool) {
	sum := 0
	for _, p := range c.Participants {
		sum += p.Headcount
	}
	return sum, sum > 0
}
