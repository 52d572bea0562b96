package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"releve/internal/campaign"
	"releve/internal/form"
	"releve/internal/need"
	"releve/internal/problem"
	"releve/internal/sheet"
)

// claimOf returns what the device of a posted sheet shows, in a campaign that leaves it a day.
func claimOf(t *testing.T, db *DB, s *sheet.Sheet) campaign.Claim {
	t.Helper()
	c, err := db.Update(context.Background(), "s", func(c *campaign.Campaign) error {
		c.CorrectionDays = 1
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return campaign.Claim{
		ID: s.ID, Proof: campaign.NewProof(s.ID, s.Participant, [32]byte{1}), Config: c.Config, At: s.ReceivedAt,
	}
}

// TestOwnLeavesLog: what a device takes back is gone from the disk.
func TestOwnLeavesLog(t *testing.T) {
	need.Full(t)
	t.Run("withdrawn", func(t *testing.T) {
		leavesLog(t, func(db *DB, s *sheet.Sheet) error {
			_, err := db.WithdrawOwn(t.Context(), "s", claimOf(t, db, s))
			return err
		})
	})
	t.Run("corrected", func(t *testing.T) {
		leavesLog(t, func(db *DB, s *sheet.Sheet) error {
			n := *s
			n.Answers = form.Answers{}
			_, err := db.CorrectOwn(t.Context(), "s", claimOf(t, db, s), &n)
			return err
		})
	})
}

// TestOwnFullDisk: a correction that finds no room is told so, and the sheet stays what it was.
func TestOwnFullDisk(t *testing.T) {
	db := openTest(t, t.TempDir(), 0)
	c := survey(t, db)
	s := procedure(t, c, "a")
	if _, err := db.Save(t.Context(), post(c, s)); err != nil {
		t.Fatal(err)
	}
	claim := claimOf(t, db, s)
	tell(t, db, fmt.Sprintf(`PRAGMA max_page_count = %d`, ask(t, filepath.Dir(db.writer.path), fileName, `PRAGMA page_count`)))
	n := *s
	n.Answers = form.Answers{"com": {Text: strings.Repeat("long ", 200_000)}}
	_, err := db.CorrectOwn(t.Context(), "s", claim, &n)
	if all := problem.All(err); len(all) != 1 || all[0].Kind != problem.Unavailable {
		t.Fatalf("error %v, want one that says to try again", err)
	}
	k, history, err := db.Sheet(t.Context(), "s", s.ID)
	if err != nil || k.Change != 1 || len(history) != 0 || k.Sheet.Digest(sheet.Salt{}) != s.Digest(sheet.Salt{}) {
		t.Errorf("kept %+v with %d revisions (%v), want the sheet as it was", k, len(history), err)
	}
	tell(t, db, `PRAGMA max_page_count = 1000000`)
	if verdict, err := db.CorrectOwn(t.Context(), "s", claim, &n); err != nil || verdict != campaign.Stored {
		t.Errorf("there is room again: %v (%v)", verdict, err)
	}
}
