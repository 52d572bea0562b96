package campaign_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"releve/internal/campaign"
	"releve/internal/sheet"
)

func TestProof(t *testing.T) {
	id, secret := sheet.ID{1, 2}, sha256.Sum256([]byte("secret"))
	proof := campaign.NewProof(id, "asso", secret)
	for _, test := range []struct {
		name string
		kept campaign.Proof
		want bool
	}{
		{"the same", campaign.NewProof(id, "asso", secret), true},
		{"another sheet", campaign.NewProof(sheet.ID{1, 3}, "asso", secret), false},
		{"another service", campaign.NewProof(id, "autre", secret), false},
		{"no service", campaign.NewProof(id, "", secret), false},
		{"another secret", campaign.NewProof(id, "asso", sha256.Sum256([]byte("Secret"))), false},
		{"none", campaign.Proof{}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := proof.Holds(test.kept); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if (campaign.Proof{}).Holds(campaign.Proof{}) {
		t.Error("no proof is held for one")
	}
}

func TestCorrectable(t *testing.T) {
	// 23:30 in Brussels on 28 March 2026, the evening before the clocks go forward.
	received := time.Date(2026, 3, 28, 22, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		name string
		days int
		zone string
		at   time.Time
		want bool
	}{
		{"at once", 1, "Europe/Brussels", received, true},
		{"the next day, last second", 1, "Europe/Brussels", time.Date(2026, 3, 29, 21, 59, 59, 0, time.UTC), true},
		{"the day after", 1, "Europe/Brussels", time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC), false},
		{"by other clocks", 1, "Asia/Tokyo", time.Date(2026, 3, 30, 14, 59, 59, 0, time.UTC), true},
		{"a fortnight", 14, "Europe/Brussels", time.Date(2026, 4, 11, 21, 59, 59, 0, time.UTC), true},
		{"after a fortnight", 14, "Europe/Brussels", time.Date(2026, 4, 11, 22, 0, 0, 0, time.UTC), false},
		{"never", 0, "Europe/Brussels", received, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := campaign.Campaign{Zone: test.zone, CorrectionDays: test.days}
			got, err := c.Correctable(received, test.at)
			if err != nil || got != test.want {
				t.Errorf("got %v (%v), want %v", got, err, test.want)
			}
		})
	}
	if _, err := (&campaign.Campaign{Zone: "Nowhere/Else", CorrectionDays: 1}).Correctable(received, received); err == nil {
		t.Error("a zone that does not exist is no error")
	}
}
