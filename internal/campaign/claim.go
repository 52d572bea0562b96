package campaign

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"releve/internal/sheet"
)

// Proof ties a sheet to the device that sent it and to the link it was sent by. The same secret gives another one for
// each sheet, so that kept ones do not tell which sheets came from one device. A zero one is none.
type Proof [sha256.Size]byte

// NewProof makes the proof of a sheet: SHA-256 of its id, of the SHA-256 of the device's secret, and of the code of
// the service whose link it was sent by.
func NewProof(id sheet.ID, participant string, secret [sha256.Size]byte) Proof {
	b := append(id[:], secret[:]...)
	return sha256.Sum256(append(b, participant...))
}

// Holds says whether it is the proof that is kept, in a time that does not tell how much of it is right.
func (p Proof) Holds(kept Proof) bool {
	return subtle.ConstantTimeCompare(p[:], kept[:]) == 1 && p != Proof{}
}

// Claim is what a device shows to change a sheet that it sent.
type Claim struct {
	ID     sheet.ID
	Proof  Proof
	Config int64     // of the campaign at whose link it came
	At     time.Time // when it came
}

// Correctable says whether at a moment the device that sent a sheet may still change it: until the end of LastDay by the
// campaign's clocks, and never where CorrectionDays is 0.
func (c *Campaign) Correctable(received, at time.Time) (bool, error) {
	last, err := c.LastDay(received)
	if err != nil {
		return false, err
	}
	zone, err := c.Location()
	if err != nil {
		return false, err
	}
	return last != "" && at.In(zone).Format(time.DateOnly) <= last, nil
}

// LastDay returns the last day, yyyy-mm-dd by the campaign's clocks, on which the device that sent a sheet may change
// it: CorrectionDays after the day of reception. It is "" where that is 0. The only error is a zone that cannot be read.
func (c *Campaign) LastDay(received time.Time) (string, error) {
	zone, err := c.Location()
	if err != nil || c.CorrectionDays <= 0 {
		return "", err
	}
	return received.In(zone).AddDate(0, 0, c.CorrectionDays).Format(time.DateOnly), nil
}
